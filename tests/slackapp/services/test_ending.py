"""A team with a last day ends once that is over and its last report was there for a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import Kind
from slackapp.domain.overview import Wanted
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.errors.teams import TeamEnded
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.ui import status, trail, uncounted
from slackapp.ui.calendar import lines
from slackapp.ui.managing import team as page
from slackapp.ui.managing import teams
from slackapp.ui.mirror import view
from slackapp.ui.words import moment
from tests.slackapp.services.house import ADMIN, MONDAY, at
from tests.slackapp.services.test_mirrors import mirror, thanking

ENDS = MONDAY + timedelta(weeks=2)


def pilot(house, *, every_weeks=1, ends=MONDAY):
    rule = Cadence("UTC", 0, time(10), MONDAY, every_weeks=every_weeks, ends=ends)
    return house.team(cadence=rule)


def state(house, team):
    return house.read(lambda store: store.teams.get(team)).state


def announced(house):
    """What the channel is to be told and was not yet, in words."""
    letters = Letters(house.database, house.check_ins)
    soon = house.now + timedelta(minutes=1)
    due = house.read(lambda store: store.deliveries.late(soon, limit=100))
    return [letters(one).text for one in due if one.kind is Kind.ANNOUNCEMENT]


def later(house, team, ends):
    cadence = house.read(lambda store: store.teams.get(team)).cadence
    house.settings.change_cadence(team=team, cadence=replace(cadence, ends=ends), actor=ADMIN)


def test_it_runs_until_its_last_check_in_is_counted_and_was_told_for_a_week(house):
    team = pilot(house)
    house.go(at(1))
    house.go(at(2) - timedelta(days=4))
    assert [row.state for row in house.rounds(team)] == [RoundState.OPEN]
    assert state(house, team) is TeamState.RUNNING
    house.go(at(1, day=4))
    assert [(row.state, row.reported) for row in house.rounds(team)] == [(RoundState.CLOSED, True)]
    assert state(house, team) is TeamState.RUNNING
    house.go(at(2, day=4) - timedelta(minutes=1))
    assert state(house, team) is TeamState.RUNNING
    house.go(at(2, day=4))
    assert state(house, team) is TeamState.ENDED


def test_it_runs_until_its_last_day_is_over_however_early_its_last_report_is(house):
    team = pilot(house, every_weeks=4, ends=ENDS)
    house.go(at(1))
    house.go(at(1, day=4))
    assert house.newest(team).reported
    house.go(at(3) + timedelta(days=1) - timedelta(minutes=1))
    assert state(house, team) is TeamState.RUNNING
    house.go(at(3) + timedelta(days=1))
    assert state(house, team) is TeamState.ENDED


@pytest.mark.parametrize("ends", [MONDAY + timedelta(weeks=4), None])
@pytest.mark.parametrize("moment", [at(1), at(1, day=4), at(3, day=1) - timedelta(minutes=1)])
def test_until_then_it_goes_on_with_a_later_last_day_or_none(sqlite_house, moment, ends):
    house = sqlite_house
    team = pilot(house, every_weeks=4, ends=ENDS)
    house.go(at(1))
    house.go(moment)
    later(house, team, ends)
    house.go(at(5))
    assert [row.date for row in house.rounds(team)][:2] == [MONDAY, MONDAY + timedelta(weeks=4)]
    assert house.newest(team).state is RoundState.OPEN


def test_a_last_day_taken_back_brings_back_the_check_in_that_it_took(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    saturday = MONDAY + timedelta(days=5)
    before = house.read(lambda store: store.teams.get(team)).cadence
    too_soon = replace(before, weekday=saturday.weekday(), ends=saturday)
    house.settings.change_cadence(team=team, cadence=too_soon, actor=ADMIN)
    assert [row.date for row in house.rounds(team)] == [MONDAY]
    house.settings.change_cadence(team=team, cadence=before, actor=ADMIN)
    assert [row.date for row in house.rounds(team)] == [MONDAY, MONDAY + timedelta(weeks=1)]


def test_its_channel_is_told_once_it_has_ended_and_then_nothing_lets_it_go_on(sqlite_house):
    house = sqlite_house
    team = pilot(house)
    house.go(at(1))
    assert not [one for one in announced(house) if "stopped asking" in one]
    house.go(at(2, day=4))
    assert [one for one in announced(house) if "Its last day is over." in one]
    with pytest.raises(TeamEnded):
        later(house, team, None)
    assert house.work() == []


def test_its_last_report_says_so_and_offers_no_vote_that_nobody_would_count(sqlite_house):
    house = sqlite_house
    team = pilot(house, every_weeks=4, ends=ENDS)
    house.go(at(1))
    house.go(at(1, day=4))
    row = house.newest(team)
    sent = house.read(lambda store: store.deliveries.of_round(row.id))
    assert Kind.VOTE not in {one.kind for one in sent}
    (report,) = (one for one in sent if one.kind is Kind.REPORT_TEAM)
    said = str(Letters(house.database, house.check_ins)(report).blocks)
    assert "*This is the last report.* No check-in is left before the last day, Monday, " in said
    assert "This team ends for good on Tuesday, January 20, 2026 (not while it is" in said
    later(house, team, None)
    said = str(Letters(house.database, house.check_ins)(report).blocks)
    assert "last report" not in said


def test_its_settings_can_be_changed_and_its_last_change_taken_back_until_then(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    given = {"workspace": "W1", "team": team, "actor": ADMIN}
    managing = Managing(house.database, house.clock)
    wanted = Wanted.of(house.read(lambda store: store.teams.get(team)))
    rarer = replace(wanted.cadence, every_weeks=4, ends=MONDAY + timedelta(weeks=5))
    managing.edit(**given, wanted=replace(wanted, cadence=rarer))
    house.go(at(5))
    house.go(at(5, day=4))
    assert [row.date for row in house.rounds(team)] == [MONDAY, MONDAY + timedelta(weeks=4)]
    shown = str(page(managing.team(**given), admin=True)["blocks"])
    for button in ("Undo last change", "When: change settings", "Pause"):
        assert button in shown
    assert house.windows(team), "nothing sealed is deleted before it ends"
    managing.edit(**given, wanted=wanted)
    house.go(at(6))
    assert house.newest(team).date == MONDAY + timedelta(weeks=5)


def test_the_last_invitation_says_that_it_is_the_last_and_what_the_last_day_brings(sqlite_house):
    house = sqlite_house
    team = pilot(house, ends=MONDAY + timedelta(weeks=1))

    def invited():
        letters = Letters(house.database, house.check_ins)
        round_id = house.newest(team).id
        found = house.read(lambda store: store.deliveries.of_round(round_id))
        return str(next(letters(one).blocks for one in found if one.kind is Kind.INVITATION))

    house.go(at(1))
    assert "This is the last check-in" not in invited()
    house.go(at(2))
    assert (
        "*This is the last check-in.* No check-in is left before the last day, Monday, January 12, "
        "2026. This team ends for good on Friday, January 23, 2026 (not while it is paused)"
    ) in invited()


def test_home_and_the_page_of_a_team_say_its_last_day_and_that_no_check_in_is_left(sqlite_house):
    house = sqlite_house
    team = pilot(house, every_weeks=4, ends=ENDS)
    home = Home(house.database, house.clock, house.check_ins)
    managing = Managing(house.database, house.clock)

    def said():
        card = home.view("W1", "U01").teams[0]
        shown = managing.team(workspace="W1", team=team, actor=ADMIN)
        every = teams(managing.teams(workspace="W1", actor=ADMIN), admin=True)
        alone = page(shown, admin=True)
        return status.next_line(card, moment), str(every["blocks"]), str(alone["blocks"])

    line, listed, shown = said()
    assert "Its last day is Monday, January 19, 2026." in line
    assert "The team ends on" not in line + listed + shown
    assert uncounted.AT_THE_END in shown
    house.go(at(1))
    for one in said():
        assert "No check-in is left before the last day, Monday, January 19, 2026." in one
        assert "The team ends on Tuesday, January 20, 2026; until then a later last day lets" in one
    assert "This team ends for good on Tuesday, January 20, 2026 (not while it is" in said()[2]
    house.go(at(3, day=1))
    assert uncounted.AT_THE_END not in str(
        page(managing.team(workspace="W1", team=team, actor=ADMIN), admin=True)["blocks"]
    )


@pytest.mark.parametrize("days", [0, 3, 4])
def test_a_mirror_that_comes_with_the_last_report_can_be_read_for_a_week(sqlite_house, days):
    """Also where that report, four days after its check-in, comes after the last day."""
    house = sqlite_house
    team = pilot(house, ends=at(8, day=days).date())
    for number in range(1, 8):
        house.week(team, number, thanking)
    house.go(at(8))
    house.ask(team, thanking)
    assert mirror(house, team, "U02").naming.on == at(8, day=4).date()
    house.go(at(8, day=4))
    told = house.read(lambda store: store.deliveries.of_round(house.newest(team).id))
    assert Kind.MIRROR_NOTICE in {one.kind for one in told}
    house.go(at(9, day=4) - timedelta(minutes=1))
    kept = mirror(house, team, "U02")
    assert kept.note
    shown = str(view(kept, slack_team="T1", week=1))
    assert "It goes with the team's end at the latest: once " in shown
    house.go(at(9, day=4))
    assert state(house, team) is TeamState.ENDED
    assert house.read(lambda store: store.notes.key_id(team)) is None


def test_nobody_is_told_of_a_mirror_that_goes_with_a_report_that_is_late(sqlite_house):
    house = sqlite_house
    team = pilot(house, ends=at(8).date())
    for number in range(1, 8):
        house.week(team, number, thanking)
    house.go(at(8))
    house.ask(team, thanking)
    row = house.newest(team)
    house.move(at(10))
    house.work()
    assert state(house, team) is TeamState.ENDED
    told = house.read(lambda store: store.deliveries.of_round(row.id))
    assert Kind.REPORT_TEAM in {one.kind for one in told}
    assert Kind.MIRROR_NOTICE not in {one.kind for one in told}


def test_a_team_that_is_paused_on_its_last_day_ends_once_it_goes_on(sqlite_house):
    house = sqlite_house
    team = pilot(house, ends=ENDS)
    house.go(at(1))
    house.go(at(1, day=4))
    house.settings.pause(team=team, actor=ADMIN)
    house.go(at(6))
    assert state(house, team) is TeamState.PAUSED
    assert "(not while it is paused)" in uncounted.AT_THE_END
    house.settings.resume(team=team, actor=ADMIN)
    house.go(at(6, hour=11))
    assert state(house, team) is TeamState.ENDED


def test_what_was_changed_says_that_it_ended_by_its_last_day(sqlite_house):
    house = sqlite_house
    team = pilot(house)
    house.go(at(1))
    house.go(at(2, day=4))
    [newest, *_] = house.read(lambda store: store.audit.recent("W1", team=team, limit=5))
    assert (newest.event, newest.actor) == ("last_day", None)
    assert trail.told(newest).startswith("*ended, as its last day was over* · Bearings · ")


def test_home_says_of_a_paused_team_only_that_its_days_are_known_once_it_goes_on(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    house.settings.pause(team=team, actor=ADMIN)
    home = Home(house.database, house.clock, house.check_ins)
    said = "\n".join(lines(home.view("W1", "U01").teams[0]))
    assert "when more figures come is known once it goes on" in said
    assert "never" not in said
    house.settings.resume(team=team, actor=ADMIN)
    assert "at the earliest" in "\n".join(lines(home.view("W1", "U01").teams[0]))
