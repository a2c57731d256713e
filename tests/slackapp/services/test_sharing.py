"""A channel that is shared with another organisation after its team was set up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import DeliveryState, Held, Kind
from slackapp.domain.ids import ChannelId
from slackapp.domain.overview import Wanted
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.services.dead_letters import DeadLetters
from slackapp.services.departures import Departures
from slackapp.services.managing import Managing
from slackapp.services.outbox import Message, Refused
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
    posted = {one.kind for one in due if isinstance(letters(one), Message)}
    assert Kind.REPORT_LEAD in posted
    assert not posted & TELLING


def moved(house, team, channel="C7"):
    managing = Managing(house.database, house.clock)
    wanted = replace(Wanted.of(of(house, team)), channel=ChannelId(channel))
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


def told(house):
    """A team with a report for its lead and its channel, and a vote, that are not sent yet."""
    trying = Trying(house)
    trying.week(1)
    return trying.team


def letters_of(house, team):
    rows = [one for row in house.rounds(team) for one in deliveries_of(house, row)]
    return {one.kind: one for one in rows if one.kind in {*TELLING, Kind.REPORT_LEAD}}


def deliveries_of(house, row):
    return house.read(lambda store: store.deliveries.of_round(row.id))


def refuse(house, team):
    """Slack takes none of what tells figures."""
    claim = {"real_now": house.now, "owner": "w", "lease_until": at(9), "limit": 99}
    house.step(lambda store: store.deliveries.claim(house.now, **claim))
    dead = {"state": DeliveryState.DEAD, "last_error": "restricted_action"}
    over = [(one, replace(one, **dead)) for one in letters_of(house, team).values()]
    house.step(lambda store: store.deliveries.settle_all(over))


def replaced(house, team):
    """Its lead, who leaves the channel as well."""
    house.settings.set_leads(team=team, leads=["U01"], actor=ADMIN)
    house.join(team, house.users(8))


def shared_then_moved(house, team):
    share(house)
    moved(house, team)
    resumed(house, team)


def shared_alone(house, _team):
    share(house)


def held_now(house):
    """Why each dead letter is held back, by what it is."""
    found = DeadLetters(house.database, house.clock).listing(workspace="W1", actor=ADMIN)
    return {one.kind: one.held for one in found.dead if one.held}


IN_CHANNEL = (Kind.REPORT_TEAM, Kind.VOTE)
CHANGES = [
    (replaced, {Kind.REPORT_LEAD: Held.REPLACED}),
    (moved, dict.fromkeys(IN_CHANNEL, Held.MOVED)),
    (shared_alone, dict.fromkeys(IN_CHANNEL, Held.SHARED)),
    (shared_then_moved, dict.fromkeys(IN_CHANNEL, Held.MOVED)),
]


@pytest.mark.parametrize(("change", "why"), CHANGES)
def test_what_slack_refused_goes_again_only_to_what_is_now_the_channel_and_the_leads(
    house, change, why
):
    team = told(house)
    refuse(house, team)
    assert held_now(house) == {}
    house.move(house.now + timedelta(hours=1))
    change(house, team)
    assert held_now(house) == why
    DeadLetters(house.database, house.clock).retry_all(workspace="W1", actor=ADMIN)
    after = letters_of(house, team)
    dead = {kind for kind, one in after.items() if one.state is DeliveryState.DEAD}
    assert dead == why.keys()
    assert {kind for kind, one in after.items() if one.state is DeliveryState.DUE} == (
        after.keys() - why.keys()
    )


@pytest.mark.parametrize(("change", "why"), CHANGES)
def test_what_waits_is_sent_only_to_what_is_now_the_channel_and_the_leads(house, change, why):
    team = told(house)
    waiting = letters_of(house, team)
    assert waiting.keys() == {Kind.REPORT_LEAD, *IN_CHANNEL}
    house.move(house.now + timedelta(hours=1))
    change(house, team)
    letters = Letters(house.database, house.check_ins)
    found = {kind: letters(one) for kind, one in waiting.items()}
    refused = {kind: one.error for kind, one in found.items() if isinstance(one, Refused)}
    assert refused == why
    assert {kind for kind, one in found.items() if isinstance(one, Message)} == (
        waiting.keys() - why.keys()
    )


def test_what_was_held_back_can_be_sent_once_the_team_is_back(house):
    team = told(house)
    refuse(house, team)
    moved(house, team)
    assert held_now(house).keys() == {*IN_CHANNEL}
    moved(house, team, "C1")
    assert held_now(house) == {}
    DeadLetters(house.database, house.clock).retry_all(workspace="W1", actor=ADMIN)
    letters = Letters(house.database, house.check_ins)
    again = [letters(one) for one in letters_of(house, team).values()]
    assert all(isinstance(one, Message) for one in again)


@pytest.mark.parametrize(("change", "is_told"), [(renamed, True), (moved, False)])
def test_what_became_of_a_vote_is_not_said_where_the_team_is_not_asked_any_more(
    house, change, is_told
):
    trying = Trying(house)
    trying.week(1)
    sent(trying)
    trying.vote(trying.newest.choices[0], "U01")
    change(house, trying.team)
    house.go(at(2))
    letters = Letters(house.database, house.check_ins)
    over = [letters(one) for one in sent(trying) if one.kind is Kind.OUTCOME]
    assert over
    for message in over:
        assert message.instead_of
        assert ("chose" in message.text) is is_told
        assert ("This is over here" in message.text) is not is_told
