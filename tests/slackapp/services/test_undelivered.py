"""A channel that was not told of a check-in, or of its report: whoever looks after the team is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import DeliveryState, Held, Kind
from slackapp.domain.teams import Person
from slackapp.services import undelivered
from slackapp.services.dead_letters import DeadLetters
from slackapp.services.departures import Departures
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.ui import managing as managing_view
from slackapp.ui import status
from tests.slackapp.services.house import ADMIN, LEAD, at

GIVEN_UP = "was not delivered"


def send(house, *lost, error="unclear"):
    """Post what is due: Slack takes everything but these kinds, which are given up."""

    def unit(store):
        due = store.deliveries.claim(
            house.now,
            real_now=house.now,
            owner="worker",
            lease_until=house.now + timedelta(minutes=1),
            limit=1000,
            workspace="W1",
        )
        became = {
            True: {"state": DeliveryState.DEAD, "last_error": error},
            False: {"state": DeliveryState.SENT, "sent_ts": "1.0"},
        }
        outcomes = [(row, replace(row, **became[row.kind in lost])) for row in due]
        return undelivered.settle(store, outcomes, now=house.now)

    return house.step(unit)


def notices(house, team):
    rows = [row for one in house.rounds(team) for row in _of_round(house, one)]
    return [row for row in rows if row.kind is Kind.ANNOUNCEMENT and "undelivered" in row.topic]


def _of_round(house, row):
    return house.read(lambda store: store.deliveries.of_round(row.id))


def told(house, team):
    return [(row.topic.partition(":")[2], row.target) for row in notices(house, team)]


def letter(house, team, kind=Kind.INVITATION):
    [found] = [row for row in _of_round(house, house.newest(team)) if row.kind is kind]
    return found


def opened(house, count=1, **given):
    teams = [
        house.team(channel=f"C{number}", prefix="UVWXY"[number], **given) for number in range(count)
    ]
    house.go(at(1))
    return teams


def test_each_lead_is_told_once_a_quarter_of_an_hour_later_however_often_it_fails(house):
    [team] = opened(house)
    house.settings.set_leads(team=team, leads=[LEAD, "U01"], actor=ADMIN)
    send(house, Kind.INVITATION)
    assert told(house, team) == [("invitation", "U01"), ("invitation", LEAD)]
    assert {row.due_at for row in notices(house, team)} == {house.now + timedelta(minutes=15)}
    DeadLetters(house.database, house.clock).retry(
        workspace="W1", actor=ADMIN, delivery=letter(house, team).id
    )
    send(house, Kind.INVITATION)
    assert letter(house, team).state is DeliveryState.DEAD
    assert len(notices(house, team)) == 2


def test_nobody_is_told_by_a_worker_that_lost_its_claim(house):
    [team] = opened(house)
    row = letter(house, team)
    gone = replace(row, state=DeliveryState.DEAD, last_error="unclear", owner="nobody", attempts=7)
    assert house.step(lambda store: undelivered.settle(store, [(gone, gone)], now=house.now)) == [
        False
    ]
    assert told(house, team) == []


def test_where_there_is_no_lead_the_admins_are_told_once_a_day_of_a_whole_outage(house):
    teams = opened(house, count=4)
    for team in teams:
        house.settings.set_leads(team=team, leads=[], actor=ADMIN)
    send(house, Kind.INVITATION)
    found = [one for team in teams for one in told(house, team)]
    assert found == [("invitation", ADMIN)]


def test_of_messages_that_are_for_no_channel_or_ask_nobody_nobody_is_told(house):
    [team] = opened(house)
    send(house)
    house.go(at(1, day=4))
    others = set(Kind) - {Kind.INVITATION, Kind.REPORT_TEAM}
    send(house, *others)
    assert letter(house, team, Kind.REPORT_LEAD).state is DeliveryState.DEAD
    assert told(house, team) == []


def test_a_report_that_its_channel_did_not_get_is_told_of_too(house):
    [team] = opened(house)
    send(house)
    house.go(at(1, day=4))
    send(house, Kind.REPORT_TEAM)
    assert told(house, team) == [("report_team", LEAD)]
    [notice] = notices(house, team)
    said = Letters(house.database, house.check_ins)(notice).text
    assert f"The report on the check-in of Jan 5, 2026 {GIVEN_UP} to the channel of Team C0" in said
    assert "Home tab" in said


def test_nobody_is_told_of_a_report_that_was_not_for_its_channel(house):
    [team] = opened(house)
    send(house)
    house.go(at(1, day=4))
    send(house, Kind.REPORT_TEAM, error=Held.SHARED.value)
    assert told(house, team) == []


def test_nobody_is_told_where_the_app_was_taken_away(house):
    [team] = opened(house)
    house.step(lambda store: store.workspaces.drop_token("W1", on=house.now.date()))
    send(house, Kind.INVITATION, error="token_revoked")
    assert told(house, team) == []


@pytest.mark.parametrize(("by_hand", "of"), [(True, [("invitation", LEAD)]), (False, [])])
def test_of_a_team_that_is_paused_only_what_its_leads_do_not_know_anyway_is_told(
    house, by_hand, of
):
    [team] = opened(house)
    row = letter(house, team)
    if by_hand:
        house.settings.pause(team=team, actor=LEAD)
    else:
        Departures(house.database, house.clock).channel_gone(workspace="W1", channel="C0")
    dead = replace(row, state=DeliveryState.DEAD, last_error="unclear")
    house.step(lambda store: undelivered.tell(store, dead, now=house.now))
    assert told(house, team) == of


def test_what_a_lead_is_told_says_what_to_do_while_there_is_something(house):
    [team] = opened(house)
    send(house, Kind.INVITATION)
    [notice] = notices(house, team)
    letters = Letters(house.database, house.check_ins)
    said = letters(notice).text
    assert (
        f"The invitation to the check-in of Jan 5, 2026 {GIVEN_UP} to the channel of Team C0"
        in said
    )
    assert "an admin can send it again: `/bearings admin`, *Not delivered*" in said
    lead = Person("W1", LEAD, "Lea", is_admin=True)
    house.step(lambda store: store.people.put([lead]))
    assert "if not, send it again: `/bearings admin`" in letters(notice).text
    house.move(at(1, day=4))
    assert "That check-in is over" in letters(notice).text
    assert "again" not in letters(notice).text


def test_nothing_is_told_of_what_was_sent_meanwhile(house):
    [team] = opened(house)
    send(house, Kind.INVITATION)
    [notice] = notices(house, team)
    house.step(lambda store: store.deliveries.retry(letter(house, team).id, now=house.now))
    assert Letters(house.database, house.check_ins)(notice) is None


def test_status_and_the_lists_of_teams_say_so_for_as_long_as_it_is_so(house):
    [team] = opened(house)
    home, managing = (
        Home(house.database, house.clock, house.check_ins),
        Managing(house.database, house.clock),
    )

    def said():
        managed = managing.teams(workspace="W1", actor=ADMIN)
        listing = str(managing_view.teams(list(managed), admin=True))
        return GIVEN_UP in status.message(home.view("W1", "U01"))["text"], GIVEN_UP in listing

    assert said() == (False, False)
    send(house, Kind.INVITATION)
    assert said() == (True, True)
    house.settings.pause(team=team, actor=LEAD)
    assert said() == (True, True)
    house.step(lambda store: store.deliveries.retry(letter(house, team).id, now=house.now))
    send(house)
    assert said() == (False, False)


@pytest.mark.parametrize(("reader", "own"), [(LEAD, False), (ADMIN, True)])
def test_a_notice_that_was_lost_itself_is_listed_as_what_it_is_and_as_ones_own(house, reader, own):
    [team] = opened(house)
    house.settings.set_leads(team=team, leads=[reader], actor=ADMIN)
    send(house, Kind.INVITATION)
    house.move(house.now + undelivered.AFTER)
    send(house, Kind.ANNOUNCEMENT)
    letters = DeadLetters(house.database, house.clock)
    listed = letters.listing(workspace="W1", actor=ADMIN).dead
    notices = {(one.kind, one.to_asker) for one in listed if one.of is Kind.INVITATION}
    assert notices == {(Kind.ANNOUNCEMENT, own)}
    assert {one.of for one in listed if one.kind is not Kind.ANNOUNCEMENT} == {None}
