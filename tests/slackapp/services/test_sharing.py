"""A channel that is shared with another organisation after its team was set up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import Kind
from slackapp.domain.ids import ChannelId
from slackapp.domain.overview import Wanted
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.services.departures import Departures
from slackapp.services.managing import Managing
from slackapp.services.reports import Reports
from slackapp.services.retention import retain
from slackapp.services.rounds import delivery
from slackapp.services.sharing import is_shared
from tests.slackapp.services.house import ADMIN, LEAD, at
from tests.slackapp.services.test_experiments import Trying, mixed, sent

TELLING = {Kind.REPORT_TEAM, Kind.VOTE, Kind.EXPERIMENT, Kind.LOOK_BACK}


def share(house, channel="C1"):
    Departures(house.database, house.clock).channel_shared(workspace="W1", channel=channel)


def taken(house):
    """Let Slack take all that is due; returns it."""
    return sent(SimpleNamespace(house=house))


def of(house, team):
    return house.read(lambda store: store.teams.get(team))


def shared(house, team):
    return house.read(lambda store: is_shared(store, store.teams.get(team)))


def test_its_team_alone_is_paused_with_its_reason_and_its_lead_is_told_once(house):
    team, other = house.team(), house.team(channel="C2", prefix="V")
    house.go(at(1))
    taken(house)
    for _ in range(2):
        share(house)
    share(house, "C9")
    assert (of(house, team).state, of(house, other).state) == (
        TeamState.PAUSED,
        TeamState.RUNNING,
    )
    [told] = taken(house)
    assert (told.kind, told.topic, told.target) == (Kind.ANNOUNCEMENT, "channel_shared", LEAD)
    words = Letters(house.database, house.check_ins)(told).text
    assert "shared with another organisation" in words
    managed = Managing(house.database, house.clock).team(workspace="W1", team=team, actor=LEAD)
    assert managed.stopped[0] == "channel_shared"


def test_a_channel_stays_shared_however_much_is_written_down_after_it(sqlite_house):
    house = sqlite_house
    team = house.team()
    share(house)

    def unit(store):
        for _ in range(120):
            store.audit.add(
                workspace="W1", team=team, event="letter_retried", actor=ADMIN,
                at=house.clock.calendar_now() + timedelta(hours=1), before="", after="",
            )  # fmt: skip

    house.step(unit)
    assert shared(house, team)


def test_what_was_answered_is_counted_and_read_at_home_and_nowhere_in_the_channel(house):
    trying = Trying(house)
    house.go(at(1))
    sent(trying)
    row = house.newest(trying.team)
    share(house)
    house.ask(trying.team, mixed)
    house.go(at(1, day=4))
    assert house.read(lambda store: store.rounds.get(row.id)).state is RoundState.CLOSED
    assert Reports(house.database).latest(team=trying.team) is not None
    due = sent(trying)
    assert {Kind.REPORT_LEAD, Kind.REPORT_TEAM} <= {one.kind for one in due}
    letters = Letters(house.database, house.check_ins)
    posted = {one.kind for one in due if letters(one) is not None}
    assert Kind.REPORT_LEAD in posted
    assert not posted & TELLING


def moved(house, team):
    managing = Managing(house.database, house.clock)
    wanted = replace(Wanted.of(of(house, team)), channel=ChannelId("C7"))
    managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)


def resumed(house, team):
    house.settings.resume(team=team, actor=ADMIN)


def ended(house, team):
    house.settings.end(team=team, actor=ADMIN)


def renamed(house, team):
    managing = Managing(house.database, house.clock)
    wanted = replace(Wanted.of(of(house, team)), name="Pier")
    managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)


@pytest.mark.parametrize(
    ("what", "still"), [(resumed, False), (moved, False), (renamed, True), (ended, True)]
)
def test_it_is_over_once_the_team_goes_on_or_is_asked_elsewhere_and_not_before(house, what, still):
    team = house.team()
    assert not shared(house, team)
    house.move(at(1, hour=8))
    share(house)
    assert shared(house, team)
    house.move(at(1, hour=9))
    what(house, team)
    assert shared(house, team) is still


def trail(house, team):
    changes = house.read(lambda store: store.audit.recent("W1", team=team, limit=None))
    return [one.event for one in changes]


def test_a_channel_stays_shared_after_what_was_changed_is_kept_no_longer(house):
    """Slack may take a report that it refused, or an admin send it again, a year later."""
    team, other = house.team(), house.team(channel="C2", prefix="V")
    share(house)
    house.settings.pause(team=other, actor=ADMIN)
    house.move(house.now + timedelta(days=400))
    retain(house.database, house.keys, now=house.now)
    assert shared(house, team)
    assert (trail(house, team), trail(house, other)) == (["channel_shared"], [])


def test_what_says_that_a_channel_was_shared_goes_like_all_else_once_that_is_over(house):
    team = house.team()
    house.move(at(1, hour=8))
    share(house)
    house.move(at(1, hour=9))
    resumed(house, team)
    house.move(house.now + timedelta(days=400))
    retain(house.database, house.keys, now=house.now)
    assert not shared(house, team)
    assert trail(house, team) == []


def test_a_pause_for_another_reason_keeps_nothing_from_the_channel(house):
    team = house.team()
    house.settings.pause(team=team, actor=ADMIN)
    assert not shared(house, team)


def test_a_round_that_nobody_was_invited_to_yet_is_taken_back(house):
    team = house.team()
    house.go(at(1))
    share(house)
    [row] = [
        one for one in house.read(lambda s: s.rounds.of_team(team)) if one.date <= at(1).date()
    ]
    assert (row.state, row.reason) == (RoundState.SKIPPED, "channel_shared")
    invitation = delivery(of(house, team), Kind.INVITATION, "C1", house.now, "", row.id)
    assert Letters(house.database, house.check_ins)(invitation) is None
