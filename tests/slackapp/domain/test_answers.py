"""An answer fits what was asked, and comes out of its box as it went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.instrument.bank import TIES, load
from slackapp.domain.answers import Answer, Tie, asks_reasons, check
from slackapp.domain.gathering import (
    PulseWeek,
    ScaleTally,
    TieWeek,
    WindowSheet,
    asked_items,
)
from slackapp.domain.payloads import Sheet
from slackapp.domain.roster import Roster, RosterMember
from slackapp.domain.rounds import Asks
from slackapp.domain.sealing import BoxKind
from slackapp.errors import BrokenBox, NotOnRoster, UnknownTeammate, UnreadableAnswer
from slackapp.errors.people import NothingGiven

USERS = ("ada", "ben", "cem", "dee", "eva")
ROSTER = Roster(
    "epoch",
    "team",
    tuple(RosterMember(u, counts=True, lead=False, asked=True, listed=u != "eva") for u in USERS),
)
ASKS = Asks(
    items=("reciprocity_1", "not_asking_1", "autonomy_2"),
    prompts=("helped_me", "i_helped"),
    pulse=True,
)
KINDS = tuple(load().kinds)
REASONS = tuple(load().reasons)


def ties(me):
    names = st.lists(st.sampled_from([u for u in USERS if u != me]), max_size=3, unique=True)
    kind = st.none() | st.sampled_from(KINDS)
    return st.none() | names.flatmap(
        lambda chosen: st.tuples(*(st.builds(Tie, st.just(user), kind) for user in chosen))
    )


ANSWERS = st.builds(
    Answer,
    items=st.dictionaries(st.sampled_from(ASKS.items), st.integers(1, 5)),
    helped_me=ties("ada"),
    i_helped=ties("ada"),
    nobody_suited=st.none() | st.booleans(),
    given=st.none() | st.integers(0, 3),
    received=st.none() | st.integers(0, 3),
    same_people=st.none() | st.integers(1, 5),
    reasons=st.sets(st.sampled_from(REASONS)).map(
        lambda chosen: tuple(code for code in REASONS if code in chosen)
    ),
    skipped=st.booleans(),
)


@given(ANSWERS)
def test_an_answer_comes_out_as_it_went_in(answer):
    sheet = Sheet(ASKS, USERS)
    assert sheet.decode(sheet.encode(answer)) == answer


def test_the_longest_answer_fits_its_box():
    items = tuple(load().items)[:24]
    payload = Sheet(Asks(items=items), USERS).encode(Answer(items=dict.fromkeys(items, 5)))
    assert len(payload) < BoxKind.ANSWER.payload_bytes


def test_a_decoy_is_no_answer_and_damage_is_an_error():
    sheet = Sheet(ASKS, USERS)
    assert sheet.decode(b"") is None
    with pytest.raises(BrokenBox):
        sheet.decode(b"\x02" + bytes(21))
    with pytest.raises(BrokenBox):
        sheet.decode(sheet.encode(Answer())[:-1])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(items={"trust_and_safety_1": 3}), UnreadableAnswer),
        (Answer(items={"reciprocity_1": 0}), UnreadableAnswer),
        (Answer(items={"reciprocity_1": 6}), UnreadableAnswer),
        (Answer(reasons=("weather",)), UnreadableAnswer),
        (Answer(given=4), UnreadableAnswer),
        (Answer(same_people=0), UnreadableAnswer),
        (Answer(nobody_suited=True), UnreadableAnswer),
        (Answer(helped_me=(Tie("zoe"),)), UnknownTeammate),
        (Answer(helped_me=(Tie("ada"),)), UnknownTeammate),
        (Answer(i_helped=(Tie("eva"),)), UnknownTeammate),
        (Answer(helped_me=(Tie("ben"), Tie("ben"))), UnreadableAnswer),
        (Answer(helped_me=(Tie("ben", "magic"),)), UnreadableAnswer),
        (Answer(helped_me=tuple(map(Tie, ("ben", "cem", "dee", "eva")))), UnreadableAnswer),
    ],
)
def test_what_was_not_asked_is_refused(answer, error):
    with pytest.raises(error):
        check(answer, asks=ASKS, roster=ROSTER, user="ada")


def test_names_numbers_and_reasons_are_refused_where_they_were_not_asked():
    asks = Asks(items=("reciprocity_1",))
    for answer in (Answer(helped_me=()), Answer(given=1), Answer(reasons=REASONS[:1])):
        with pytest.raises(UnreadableAnswer):
            check(answer, asks=asks, roster=ROSTER, user="ada")
    assert not asks_reasons(asks)


def test_nobody_else_can_answer():
    with pytest.raises(NotOnRoster):
        check(Answer(), asks=ASKS, roster=ROSTER, user="zoe")


def test_a_blank_form_is_no_answer():
    with pytest.raises(NothingGiven):
        check(Answer(), asks=ASKS, roster=ROSTER, user="ada")
    for answer in (Answer(helped_me=()), Answer(reasons=REASONS[:1]), Answer(given=0)):
        check(answer, asks=ASKS, roster=ROSTER, user="ada")


def test_what_was_asked_is_accepted():
    answer = Answer(
        items={"reciprocity_1": 5},
        helped_me=(),
        nobody_suited=False,
        i_helped=(Tie("ben", "care"), Tie("cem")),
        given=3,
        received=0,
        same_people=1,
        reasons=REASONS,
    )
    check(answer, asks=ASKS, roster=ROSTER, user="ada")


def test_a_scale_window_counts_points_and_reasons():
    sheet = WindowSheet("patterns", 12, ("not_asking_1", "porous_1"), {})
    first = Answer(items={"not_asking_1": 2, "porous_1": 5}, reasons=(REASONS[1],))
    payload = sheet.merge(b"", first, at=0)
    payload = sheet.merge(payload, Answer(items={"not_asking_1": 2}), at=1)
    assert sheet.scale(payload) == ScaleTally(((0, 2, 0, 0, 0), (0, 0, 0, 0, 1)), (0, 1, 0, 0))
    assert sheet.scale(b"") == ScaleTally(((0,) * 5, (0,) * 5), (0, 0, 0, 0))


def test_an_item_asked_later_finds_its_place():
    before = WindowSheet("autonomy", 4, ("autonomy_1",), {})
    payload = before.merge(b"", Answer(items={"autonomy_1": 1}), at=0)
    after = WindowSheet("autonomy", 4, ("autonomy_1", "autonomy_2"), {})
    payload = after.merge(payload, Answer(items={"autonomy_2": 4}), at=1)
    assert after.scale(payload).counts == ((1, 0, 0, 0, 0), (0, 0, 0, 1, 0))


@given(ANSWERS)
def test_a_tie_window_keeps_each_week(answer):
    places = {user: place for place, user in enumerate(reversed(USERS))}
    sheet = WindowSheet(TIES, 3, (), places)
    weeks = sheet.ties(sheet.merge(b"", answer, at=1))

    def told(named):
        codes = (None, *KINDS)
        return named and tuple((places[tie.user], codes.index(tie.kind)) for tie in named)

    assert weeks == (
        TieWeek(),
        TieWeek(
            () if answer.helped_me == () else told(answer.helped_me),
            () if answer.i_helped == () else told(answer.i_helped),
            answer.nobody_suited,
        ),
        TieWeek(),
    )


def test_however_many_came_and_went_a_week_of_ties_is_kept():
    """Who came after 255 others is on no roster of the window's begin, and so in no reading."""
    places = {f"U{place}": place for place in range(300)}
    answer = Answer(helped_me=(Tie("U254"), Tie("U255"), Tie("U299")), i_helped=(Tie("U299"),))
    (week,) = (sheet := WindowSheet(TIES, 1, (), places)).ties(sheet.merge(b"", answer, at=0))
    assert week == TieWeek(helped_me=((254, 0),), i_helped=())


def test_a_pulse_window_keeps_each_week():
    sheet = WindowSheet("pulse", 2, (), {})
    payload = sheet.merge(b"", Answer(given=0, same_people=5), at=1)
    assert sheet.pulse(payload) == (PulseWeek(), PulseWeek(0, None, 5))


def test_the_fullest_window_fits_its_box():
    items = tuple(item.id for item in load().items.values() if item.family == "patterns")
    sizes = (
        len(WindowSheet("patterns", 12, items, {}).merge(b"", Answer(), at=0)),
        len(WindowSheet(TIES, 16, (), {}).merge(b"", Answer(), at=15)),
        len(WindowSheet("pulse", 16, (), {}).merge(b"", Answer(), at=15)),
    )
    assert sizes == (125, 209, 49)
    assert max(sizes) < BoxKind.WINDOW.payload_bytes


def test_a_window_box_of_another_version_is_an_error():
    with pytest.raises(BrokenBox):
        WindowSheet("pulse", 2, (), {}).pulse(b"\x02")
    with pytest.raises(BrokenBox):
        WindowSheet("pulse", 2, (), {}).pulse(b"\x01" + bytes(7))


def test_items_are_in_the_order_first_asked_and_of_one_family():
    rounds = [
        Asks(items=("autonomy_2", "porous_1")),
        Asks(items=("autonomy_1", "autonomy_2")),
    ]
    assert asked_items("autonomy", rounds) == ("autonomy_2", "autonomy_1")
