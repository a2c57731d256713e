"""A report promises no date that cannot come."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from analytics.instrument.bank import FACETS, PATTERN_FAMILY, PULSE, TIES
from slackapp.domain.awaited import Counting
from slackapp.domain.cadence import Cadence
from slackapp.domain.overview import Mend, Wanted
from slackapp.domain.policy import Policy
from slackapp.domain.teams import TeamState
from slackapp.services.awaiting import after
from slackapp.services.coming import in_order
from slackapp.services.drafts import Drafts
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.services.mirrors import Mirrors
from slackapp.services.reports import newest
from slackapp.ui import announcement, calendar, present
from slackapp.ui import foreseen as above
from slackapp.ui.words import day as long_day
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, at


@pytest.fixture
def asked(house):
    """A team with an open round: what its report would promise if the team were another one."""
    team = house.team()
    house.go(at(1))
    row = house.newest(team)

    def promised(*, now=None, **changes):
        def unit(store):
            there = store.teams.get(team)
            members = len(store.rosters.get(row.epoch).counting)
            cadence = replace(there.cadence, **changes.pop("cadence", {}))
            changed = replace(there, cadence=cadence, **changes)
            day = now or at(1, day=4)
            return after(store, row, changed, Counting(members), day).on

        return house.step(unit)

    return promised


def test_a_team_that_goes_on_is_promised_every_family(asked):
    assert len(asked()) > 3


def test_what_comes_on_one_day_is_in_the_order_of_a_report():
    soon, later = at(1).date(), at(2).date()
    days = {"ties": soon, "trust_and_safety": soon, "autonomy": later, "reciprocity": soon}
    found = [family for family, _day in in_order(days)]
    assert found == ["reciprocity", "trust_and_safety", "ties", "autonomy"]


def test_a_team_that_has_ended_is_promised_nothing(asked):
    assert asked(state=TeamState.ENDED) == {}


def test_a_pilot_is_promised_what_its_last_day_leaves_time_for(asked):
    every = asked()
    last = at(4).date()
    some = asked(cadence={"ends": last})
    assert 0 < len(some) < len(every)
    assert all(every[family] == day for family, day in some.items())
    assert asked(cadence={"ends": at(1).date()}) == {}


def test_a_paused_team_is_promised_nothing_until_it_goes_on(asked):
    assert asked(state=TeamState.PAUSED) == {}


def test_a_check_in_that_was_left_out_moves_every_date_by_its_week(asked):
    every, late = asked(), asked(now=at(2, day=3))
    assert late == {family: day + timedelta(weeks=1) for family, day in every.items()}


def test_no_date_counts_on_a_quiet_day(asked):
    quiet = asked(cadence={"quiet_days": frozenset({at(2).date(), at(3).date()})})
    assert quiet == {family: day + timedelta(weeks=2) for family, day in asked().items()}


def test_what_would_be_older_than_sealed_answers_may_be_is_never_promised(asked):
    every, seldom = asked(), asked(cadence={"every_weeks": 4})
    assert {PATTERN_FAMILY, TIES} <= every.keys() - seldom.keys()
    assert set(FACETS) <= seldom.keys()


def test_a_team_that_shrank_below_what_its_interval_can_finish_reads_one_plan_everywhere(house):
    """Two leave a team of eight that is asked every four weeks, and one of the seven is new."""
    rule = Cadence("UTC", 0, time(10), MONDAY, every_weeks=4)
    team = house.team(8, cadence=rule)
    for number in (1, 5):
        house.go(at(number))
        house.go(at(number, day=4))
    house.go(at(8))
    house.join(team, [*house.users(8)[2:], "N01", LEAD])
    home = Home(house.database, house.clock, house.check_ins)
    card = home.view("W1", house.users(8)[-1]).teams[0]
    managing = Managing(house.database, house.clock)
    seen = managing.preview(workspace="W1", team=team, actor=ADMIN)
    assert seen.members == 6
    assert seen.counting.most == 7
    assert card.coming == seen.coming != ()
    said = [str(one) for one in present.outlook(seen)]
    days = [line for line in calendar.lines(card) if "at the earliest: " in line]
    assert "\n".join(days) in said
    early = "\n".join(present.early(seen))
    assert f"The next report with figures comes on {long_day(seen.coming[0][1])}" in early
    for page in (early, "\n".join(said)):
        assert page.count("get no more figures once what is being counted is finished") == 1
        assert "never get a figure" not in page


def test_a_team_that_shrank_reads_the_same_of_each_figure_on_home_and_on_its_page(house):
    team = house.team()
    for number in (1, 2, 3):
        house.go(at(number))
    house.go(at(3, day=4))
    house.step(lambda store: store.people.leave(team, house.users(3), on=at(3).date()))
    home = Home(house.database, house.clock, house.check_ins)
    card = home.view("W1", house.users(8)[-1]).teams[0]
    managing = Managing(house.database, house.clock)
    preview = managing.preview(workspace="W1", team=team, actor=ADMIN)
    said = "\n".join(calendar.lines(card))
    assert said.count("who carries how much") == 1
    assert "who carries how much, without names (too few people count in this team)" in said
    assert TIES not in dict(card.coming)
    assert card.coming == preview.coming
    assert dict(card.coming)[PULSE] == at(16, day=4).date()
    assert dict(card.moved).keys() == {"shared_responsibility"}


def test_a_report_counts_who_left_since_its_check_in_opened_as_home_and_the_mirrors_do(house):
    team = house.team()
    for number in (1, 2, 3):
        house.go(at(number))
    house.step(lambda store: store.people.leave(team, house.users(3), on=at(3).date()))
    house.go(at(3, day=4))
    reader = house.users(8)[-1]
    home = Home(house.database, house.clock, house.check_ins)
    card = home.view("W1", reader).teams[0]
    report = house.read(lambda store: newest(store, team))
    promised = {entry.family: entry.next_on for entry in report.board if entry.next_on}
    mirrors = Mirrors(house.database, house.keys, house.clock)
    assert card.moved == ()
    assert promised == dict(card.coming)
    assert TIES not in promised
    naming = mirrors.of(workspace="W1", user=reader, team=team).naming
    assert naming == card.naming
    assert (naming.on, naming.enough, naming.ends) == (at(8, day=4).date(), False, True)


def foreseen(house, team, **cadence):
    """What a change of the cadence would come to."""
    own = house.read(lambda store: store.teams.get(team))
    wanted = replace(Wanted.of(own), cadence=replace(own.cadence, **cadence))
    managing = Managing(house.database, house.clock)
    return managing.would(workspace="W1", team=team, wanted=wanted, actor=ADMIN).preview


def test_another_weekday_moves_each_day_and_loses_nothing_that_is_sealed(house):
    team = house.team()
    for number in (1, 2, 3):
        house.go(at(number))
    before = Managing(house.database, house.clock).preview(workspace="W1", team=team, actor=ADMIN)
    after = foreseen(house, team, weekday=3)
    moved = {family: day - timedelta(days=4) for family, day in after.coming}
    days = dict(before.coming)
    # Three are asked: the first facet needs one more, and is not counted anew.
    assert before.coming[0] == ("reciprocity", at(4, day=4).date())
    assert after.lost == before.lost == ()
    assert moved.keys() == days.keys()
    assert all(timedelta(days=-2) <= moved[f] - days[f] <= timedelta(0) for f in days)


def test_a_rhythm_too_slow_for_what_is_sealed_says_what_would_be_lost(house):
    team = house.team()
    house.go(at(1))
    seen = foreseen(house, team, every_weeks=4)
    assert set(seen.lost) == {PATTERN_FAMILY, TIES}
    assert not set(seen.lost) & dict(seen.coming).keys()
    assert seen.mends == (Mend.OFTEN,)


def test_a_last_day_too_soon_for_what_is_sealed_says_what_would_be_lost(house):
    team = house.team()
    house.go(at(1))
    seen = foreseen(house, team, ends=at(4).date())
    assert set(seen.lost) == {PATTERN_FAMILY, TIES}
    assert "reciprocity" in dict(seen.coming)
    assert seen.mends == (Mend.LATER,)
    assert seen.named is None, "there is no report yet"


def test_what_the_days_lose_anyway_is_not_said_to_come_of_a_change_of_something_else(house):
    team = house.team()
    house.go(at(1))
    own = house.read(lambda store: store.teams.get(team))
    cadence = replace(own.cadence, ends=at(4).date())
    house.settings.change_cadence(team=team, cadence=cadence, actor=ADMIN)
    managing = Managing(house.database, house.clock)

    def would(**changes):
        wanted = replace(Wanted.of(own), **{"cadence": cadence} | changes)
        return managing.would(workspace="W1", team=team, wanted=wanted, actor=ADMIN)

    unnamed = would(policy=replace(own.policy, named=False))
    moved = would(cadence=replace(cadence, every_weeks=2))
    for seen, known in ((unnamed, True), (moved, False)):
        said = str(above.told(seen))
        assert ("As its times are set, answers that are sealed already are never" in said) is known
        assert ("Like this, answers that are sealed already would never" in said) is not known
        assert any("never counted" in one for one in above.warned(seen)) is not known


def test_of_what_is_lost_only_that_is_news_for_which_a_report_named_a_day(house):
    team = house.team()
    for number in (1, 2, 3):
        house.go(at(number))
    house.go(at(4))
    shorter = foreseen(house, team, ends=at(7).date())
    assert {PATTERN_FAMILY, TIES} <= set(shorter.lost)
    assert shorter.named == shorter.lost
    own = house.read(lambda store: store.teams.get(team))
    cadence = replace(own.cadence, ends=at(7).date())
    house.settings.change_cadence(team=team, cadence=cadence, actor=ADMIN)
    for number in (5, 6):
        house.go(at(number))
    after = foreseen(house, team)
    assert {PATTERN_FAMILY, TIES, "reciprocity"} <= set(after.lost)
    assert after.named == ()


def test_the_first_last_day_that_is_enough_for_a_figure_is_found_and_is_enough(house):
    team = house.team(6)
    house.go(at(1))
    short = foreseen(house, team, ends=at(5).date())
    assert (short.coming, short.enough) == ((), at(8).date())
    enough = foreseen(house, team, ends=short.enough)
    assert enough.coming
    assert enough.enough is None
    assert not foreseen(house, team, ends=short.enough - timedelta(days=1)).coming


def test_days_off_are_named_only_where_without_them_more_could_be_counted(house):
    team = house.team()
    house.go(at(1))
    quiet = frozenset({at(4).date()})
    assert foreseen(house, team, ends=at(8).date(), quiet_days=quiet).mends == (
        Mend.LATER,
        Mend.DAYS_OFF,
    )
    later = frozenset({at(9).date()})
    assert foreseen(house, team, ends=at(8).date(), quiet_days=later).mends == (Mend.LATER,)


def test_a_draft_has_the_day_of_each_figure_before_anybody_is_asked(house):
    cadence = house.read(lambda store: store.teams.get(house.team())).cadence
    draft = house.settings.create(
        workspace="W1",
        channel="C2",
        name="Pier",
        leads=[],
        cadence=cadence,
        policy=Policy(),
        actor=ADMIN,
    )
    house.join(draft.id, house.users(6, "V"))
    seen = Drafts(house.database, house.clock).look(workspace="W1", team=draft.id, actor=ADMIN)
    first, day = seen.coming[0]
    assert (first, day) == ("reciprocity", at(8, day=4).date())
    assert dict(seen.coming)[PULSE] == day
    assert dict(seen.coming)[PATTERN_FAMILY] == at(12, day=4).date()


def outlook(house, team, **cadence):
    """What the form of a team says of figures."""
    seen = foreseen(house, team, **cadence)
    return "\n".join(one for one in present.outlook(seen) if isinstance(one, str))


def home_of(house, team):
    """What the Home tab of one of its people says of figures."""
    home = Home(house.database, house.clock, house.check_ins)
    cards = home.view("W1", house.users(5)[0]).teams
    return "\n".join(calendar.lines(next(card for card in cards if card.team == team)))


def test_the_form_says_of_what_comes_for_the_last_time_what_home_says(house):
    team = house.team(5)
    for number in (1, 2, 3):
        house.go(at(number))
    house.settings.change_policy(team=team, policy=Policy(light=True), actor=ADMIN)
    last = (
        "Feb 27, 2026, at the earliest: help both ways; how much help goes round (after that "
        "no more of it: light mode leaves it out)"
    )
    assert last in outlook(house, team)
    assert last in home_of(house, team)


def test_what_a_last_day_leaves_no_time_for_is_said_on_the_form_on_home_and_in_the_channel(house):
    team = house.team(5)
    for number in (1, 2, 3):
        house.go(at(number))
    ends = at(10).date()
    late = "nothing new before the last day: room to listen; sharing the load"
    assert late not in home_of(house, team)
    assert late in outlook(house, team, ends=ends)
    own = house.read(lambda store: store.teams.get(team))
    house.settings.change_cadence(team=team, cadence=replace(own.cadence, ends=ends), actor=ADMIN)
    assert late in home_of(house, team)
    seen = foreseen(house, team)
    channel = announcement.message("cadence", seen.team, seen=seen)["text"]
    assert "Nothing before the last day: room to listen; sharing the load." in channel


def test_where_nobody_tries_anything_a_last_day_takes_no_experiment_from_the_team(house):
    team = house.team(5)
    for number in (1, 2, 3):
        house.go(at(number))
    assert "follow_up" not in foreseen(house, team, ends=at(10).date()).late


def test_what_has_not_begun_keeps_its_day_in_a_report_where_too_few_count_by_now(house):
    """Nothing opens until enough count, whether it has begun or not: no part of it is given up."""
    team = house.team(5)
    house.go(at(1))
    house.go(at(1, day=4))
    house.go(at(2))
    house.step(lambda store: store.people.leave(team, house.users(1), on=at(2).date()))
    house.go(at(2, day=4))
    report = house.read(lambda store: newest(store, team))
    assert [entry.family for entry in report.board if entry.moved_from] == []
    assert {"emotional_presence", "shared_responsibility"} <= {
        entry.family for entry in report.board if entry.next_on
    }
