"""Which windows come goes by how many count at each check-in, not by how many do now."""

from __future__ import annotations

from datetime import date

from analytics.instrument.bank import FOLLOW_UP, PULSE, TIES
from analytics.instrument.windows import Mode
from slackapp.domain.awaited import Awaited, Counting, first_of, naming, windows_ahead

SOON, LATER = date(2026, 12, 7), date(2026, 12, 14)


def of(found, family):
    return [(one.first, one.last, one.enough) for one in found if one.family == family]


def test_whoever_is_new_counts_from_their_day_on():
    counting = Counting(4, ((SOON, 6), (LATER, 9)))
    assert [counting.on(day) for day in (date(2026, 12, 6), SOON, LATER)] == [4, 6, 9]
    assert (counting.since, counting.most) == (SOON, 9)
    assert (Counting(5).since, Counting(5).most) == (None, 5)
    assert Counting(3, ((SOON, 4),)).since is None


def test_ties_that_have_seven_in_one_round_are_shown_only_when_counted_anew():
    found = windows_ahead([Awaited(TIES, 1, 8)], {5: Mode(7)}, Mode(8), asked=4, trying=False)
    assert of(found, TIES) == [(1, 8, False), (9, 16, True)]
    assert of(found, PULSE) == []
    assert first_of(found)[TIES].last == 16


def test_the_pulse_that_begins_before_eight_count_is_finished_before_names_are_asked():
    found = windows_ahead([], {5: Mode(7)}, Mode(8), asked=4, trying=False)
    assert of(found, PULSE) == [(5, 12, True)]
    assert of(found, TIES) == [(13, 20, True)]


def test_a_follow_up_that_asks_nothing_waits_for_the_next_one():
    silent = Awaited(FOLLOW_UP, 3, 6, asks=False)
    found = windows_ahead([silent], {}, Mode(8), asked=4, trying=True)
    assert first_of(found)[FOLLOW_UP].first == 7
    assert FOLLOW_UP not in first_of(windows_ahead([silent], {}, Mode(8), asked=4, trying=False))


def becomes(found, *, asked=4, number=4, unnamed=False, rounds=30, **more):
    days = {n: date.fromordinal(SOON.toordinal() + 7 * n) for n in range(rounds)}
    known = {"asked": asked, "number": number, "unnamed": unnamed, "opened": days}
    return naming(found, **known, reported=days, **more)


def test_names_end_only_where_something_else_follows_what_began_with_them():
    ties = Awaited(TIES, 1, 8)
    assert not becomes([ties, Awaited(TIES, 9, 16)]).ends
    assert becomes([ties, Awaited(PULSE, 9, 16)]).ends
    assert becomes([ties]).ends, "nothing follows"
    back = becomes([ties, Awaited(PULSE, 9, 16), Awaited(TIES, 17, 24)])
    assert back.starts_on == date.fromordinal(SOON.toordinal() + 7 * 17)


def test_names_do_not_begin_where_the_last_day_comes_before_they_are_counted():
    ties, then = Awaited(TIES, 1, 8), Awaited(TIES, 9, 16)
    for rounds, asked in ((16, False), (17, True)):
        assert becomes([then], asked=8, number=9, ends=True, rounds=rounds).asked is asked
    assert becomes([then], asked=8, number=9, rounds=16).asked, "no last day is why it is unknown"
    # What began is finished, and that nothing follows it before the last day goes without saying.
    going = becomes([ties, then], ends=True, rounds=12)
    assert (going.asked, going.ends, going.in_vain) == (True, False, False)


def test_names_are_asked_in_vain_where_what_began_with_them_is_lost():
    ties = Awaited(TIES, 1, 8)
    vain = becomes([ties], lost=True)
    assert (vain.asked, vain.in_vain, vain.on) == (True, True, None)
    assert not becomes([Awaited(TIES, 5, 12)], lost=True, number=5).in_vain


def test_names_begin_with_a_check_in_after_one_that_asked_for_none():
    ties = Awaited(TIES, 4, 11)
    assert becomes([ties], unnamed=True).begins
    assert not becomes([ties]).begins
    ahead = becomes([Awaited(PULSE, 1, 8), Awaited(TIES, 9, 16)])
    assert (ahead.asked, ahead.starts_on) == (False, date.fromordinal(SOON.toordinal() + 7 * 9))
    assert not becomes([]).asked
