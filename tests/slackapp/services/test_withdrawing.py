"""A round that opened where nobody can be invited any more was never asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import UNCLEAR, Kind
from slackapp.domain.rounds import Reason, RoundState
from slackapp.domain.teams import TeamState
from slackapp.errors import RoundClosed
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.rate import Limits
from slackapp.services import withdrawing
from slackapp.services.departures import CHANNEL_GONE, TOKEN_GONE, Departures
from slackapp.services.mirrors import Mirrors
from slackapp.services.outbox import Limited, Message, Refused, Sent, Unclear
from slackapp.services.rounds import announce
from tests.slackapp.services.house import ADMIN, LEAD, at

DAY = timedelta(days=1)


def middling(user, row):
    named = () if row.asks.prompts else None
    items = dict.fromkeys(row.asks.items, 3)
    return Answer(items=items, helped_me=named, i_helped=named)


def departures(house):
    return Departures(house.database, house.clock)


def channel_gone(house):
    departures(house).channel_gone(workspace="W1", channel="C1")


def send(house, *outcomes):
    """Send everything that is due; Slack answers the first messages with these outcomes."""
    left, posted = list(outcomes), []

    async def post(workspace, message):
        posted.append(message)
        outcome = left.pop(0) if left else Sent(f"{len(posted)}.0")
        return await asyncio.to_thread(outcome) if callable(outcome) else outcome

    ledger = Ledger(
        database=house.database,
        clock=house.clock,
        post=post,
        render=lambda row: Message(row.target, row.kind),
        limits=Limits(1000.0),
        departures=departures(house),
        real_now=lambda store: house.now,
    )
    asyncio.run(ledger.lane("W1"))
    return posted


def opened(house, number=1):
    """A team whose round of that number has just opened; its invitation is still to be posted."""
    team = house.team()
    send(house)
    for earlier in range(1, number):
        house.week(team, earlier, middling)
    house.go(at(number))
    (row,) = house.read(lambda store: store.rounds.of_team(team, states=[RoundState.OPEN]))
    return team, row


def state(house, row):
    return house.read(lambda store: store.rounds.get(row.id)).state


def is_taken_back(house, team, row, reason=Reason.CHANNEL_GONE):
    """As if the round had been skipped: nothing of it is left but why."""
    house.work()
    now = house.read(lambda store: store.rounds.get(row.id))
    assert (now.state, now.reason, now.number) == (RoundState.SKIPPED, reason, 0)
    assert (now.key, now.epoch, now.next_due_at) == (None, None, None)
    assert house.read(lambda store: store.answers.all(row.id)) == {}
    assert house.read(lambda store: store.tombstones.pending()) == ()
    assert all(window.first_round < row.number for window in house.windows(team))
    stands = house.read(lambda store: store.teams.get(team))
    assert (stands.state, stands.asked) == (TeamState.PAUSED, row.number - 1)
    note = house.read(lambda store: store.notes.key_id(team))
    kept = {window.key for window in house.windows(team)} | ({note} if note else set())
    assert house.keys.ids() == kept


@pytest.mark.parametrize("error", sorted(CHANNEL_GONE))
def test_an_invitation_the_channel_refuses_takes_its_round_back_and_tells_the_leads_once(
    house, error
):
    team, row = opened(house)
    house.answer(row.id, "U01", middling("U01", row))
    posted = send(house, Refused(error, permanent=True)) + send(house)
    assert [message.channel for message in posted] == ["C1", LEAD]
    is_taken_back(house, team, row)
    assert send(house) == []
    with pytest.raises(RoundClosed):
        house.answer(row.id, "U01", middling("U01", row))


@pytest.mark.parametrize("error", sorted(TOKEN_GONE))
def test_an_invitation_for_which_there_is_no_token_takes_its_round_back(house, error):
    team, row = opened(house)
    assert len(send(house, Refused(error, permanent=True))) == 1
    is_taken_back(house, team, row, Reason.UNINSTALLED)


def test_an_invitation_on_its_way_while_the_app_is_uninstalled_takes_its_round_back(house):
    """The event was first; the post under way finds no token any more."""
    team, row = opened(house)

    def uninstalled_meanwhile():
        house.uninstall()
        return Refused("no_token", permanent=True)

    send(house, uninstalled_meanwhile)
    is_taken_back(house, team, row, Reason.UNINSTALLED)


def test_a_channel_that_goes_before_the_invitation_is_posted_takes_the_round_back_once(house):
    team, row = opened(house)
    for _ in range(2):
        channel_gone(house)
    is_taken_back(house, team, row)
    assert [message.channel for message in send(house)] == [LEAD]


def test_another_message_refused_first_takes_the_round_back_with_it(house):
    team, row = opened(house)
    house.step(lambda store: announce(store, store.teams.get(team), "moved", row.opens_at - DAY))
    posted = send(house, *[Refused("is_archived", permanent=True)] * 2) + send(house)
    assert posted[-1].channel == LEAD
    is_taken_back(house, team, row)


def test_a_round_that_opens_while_a_departure_waits_for_its_team_is_taken_back(house, monkeypatch):
    """The first look finds no open round; by the time the team is ours another worker opened it."""
    team, row = opened(house)
    looks = []

    def hold(store, team_id):
        looks.append(team_id)
        return withdrawing.hold(store, team_id) if len(looks) > 1 else None

    look_first = SimpleNamespace(hold=hold, withdraw=withdrawing.withdraw)
    monkeypatch.setattr("slackapp.services.departures.withdrawing", look_first)
    channel_gone(house)
    is_taken_back(house, team, row)


def unclear(house):
    send(house, Unclear("late"))


def killed(house):
    """A worker dies in the call, or a moment before it: nobody knows."""
    now = house.now
    house.step(
        lambda store: store.deliveries.claim(
            now, real_now=now, owner="killed", lease_until=now - DAY, limit=9
        )
    )


def killed_and_put_off(house):
    killed(house)
    send(house, Limited(30.0))


def left_to_a_person(house):
    """Unclear twice, and then an admin lets it be sent again."""
    for _ in range(2):
        unclear(house)
        house.move(house.now + timedelta(minutes=1))
    (letter,) = house.read(lambda store: store.deliveries.dead(limit=9))
    house.step(lambda store: store.deliveries.retry(letter.id, now=house.now))


IN_DOUBT = pytest.mark.parametrize("doubt", [unclear, killed, killed_and_put_off, left_to_a_person])


@IN_DOUBT
def test_a_round_whose_invitation_may_have_been_posted_goes_on_where_a_later_attempt_is_refused(
    house, doubt
):
    """Whoever saw it may have answered; that answer is not taken away."""
    team, row = opened(house)
    doubt(house)
    house.answer(row.id, "U01", middling("U01", row))
    house.move(house.now + timedelta(minutes=1))
    told = send(house, Refused("is_archived", permanent=True)) + send(house)
    assert [message.channel for message in told] == ["C1", LEAD]
    assert house.read(lambda store: store.teams.get(team)).state is TeamState.PAUSED
    (letter,) = house.read(lambda store: store.deliveries.dead(limit=9))
    assert (letter.kind, letter.last_error) == (Kind.INVITATION, UNCLEAR)
    assert state(house, row) is RoundState.OPEN
    house.go(row.closes_at)
    assert state(house, row) is RoundState.CLOSED
    assert house.read(lambda store: store.teams.get(team)).asked == 1


@IN_DOUBT
def test_a_round_whose_invitation_may_have_been_posted_goes_on_where_its_channel_is_gone(
    house, doubt
):
    _, row = opened(house)
    doubt(house)
    channel_gone(house)
    assert state(house, row) is RoundState.OPEN


def test_a_round_people_were_invited_to_goes_on_where_its_channel_is_gone(house):
    team, row = opened(house)
    send(house)
    house.answer(row.id, "U01", middling("U01", row))
    channel_gone(house)
    assert state(house, row) is RoundState.OPEN
    house.go(row.closes_at)
    assert state(house, row) is RoundState.CLOSED
    assert house.read(lambda store: store.teams.get(team)).asked == 1


def test_a_round_people_may_have_heard_of_goes_on(house):
    """A refusal of another kind is seen on the Home tab."""
    _, row = opened(house)
    send(house, Refused("restricted_action", permanent=True))
    channel_gone(house)
    assert state(house, row) is RoundState.OPEN


def test_a_round_of_which_people_were_reminded_goes_on(house):
    _, row = opened(house)
    house.step(lambda store: store.deliveries.cancel(row.team))
    house.go(row.remind_at)
    channel_gone(house)
    assert state(house, row) is RoundState.OPEN


def test_windows_that_were_open_before_and_private_notes_stay_as_they_are(house):
    team, row = opened(house, number=9)
    windows = [window for window in house.windows(team) if window.first_round < row.number]
    begun = [window for window in house.windows(team) if window.first_round == row.number]
    assert house.read(lambda store: store.notes.key_id(team)) in {window.key for window in begun}
    mirrors = Mirrors(house.database, house.keys, house.clock)
    note = mirrors.of(workspace="W1", user="U01", team=team).note
    assert note is not None
    channel_gone(house)
    is_taken_back(house, team, row)
    assert house.windows(team) == tuple(windows)
    assert mirrors.of(workspace="W1", user="U01", team=team).note == note


def test_a_team_that_is_resumed_is_asked_under_the_number_that_was_free_again(house):
    team, row = opened(house)
    channel_gone(house)
    house.work()
    house.settings.resume(team=team, actor=ADMIN)
    house.go(at(2))
    newest = house.newest(team)
    assert (newest.number, newest.state) == (1, RoundState.OPEN)
    assert newest.asks == row.asks
    house.ask(team, middling)
    house.go(at(2, day=4))
    assert state(house, newest) is RoundState.CLOSED
