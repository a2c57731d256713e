"""What a channel is told last of a setting is how it is, however late Slack takes a word of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.policy import Policy
from slackapp.services.dead_letters import DeadLetters
from slackapp.services.retention import retain
from slackapp.services.roles import Roles
from tests.privacy.test_told import (
    begun,
    change_who_is_away,
    due,
    edit,
    name_an_admin,
    posted,
    put,
    said,
)
from tests.slackapp.services.house import ADMIN, LEAD, at

SEVEN, FIVE = "need at least 7 answers", "need at least 5 answers"


def slack_takes(house, state):
    """What waits for Slack is settled so, and a minute goes by; returns what it was."""
    rows = due(house)
    put(house, rows, state)
    house.move(house.now + timedelta(minutes=1))
    return rows


def first_refused(house):
    """A team of which seven were said to be needed, which Slack did not take, and then five."""
    team = begun(house)
    house.settings.change_policy(team=team, policy=Policy(k=7), actor=ADMIN)
    refused = slack_takes(house, DeliveryState.DEAD)
    house.settings.change_policy(team=team, policy=Policy(k=5), actor=ADMIN)
    slack_takes(house, DeliveryState.SENT)
    return team, refused


def send_again(house):
    letters = DeadLetters(house.database, house.clock)
    for letter in letters.listing(workspace="W1", actor=ADMIN).dead:
        letters.retry(workspace="W1", actor=ADMIN, delivery=letter.delivery)


def test_a_refused_word_that_is_sent_again_is_not_the_last(house):
    first_refused(house)
    send_again(house)
    seven, five = said(house, due(house))
    assert SEVEN in seven
    assert FIVE in five


def test_nor_is_one_that_slack_took_late_once_a_check_in_opens(house):
    team, [late] = first_refused(house)
    house.step(lambda store: store.deliveries.retry(late.id, now=house.now))
    slack_takes(house, DeliveryState.SENT)
    house.go(at(2))
    waiting = due(house)
    [last] = said(house, waiting)
    assert FIVE in last
    assert waiting[-1].kind is Kind.INVITATION
    put(house, waiting, DeliveryState.SENT)
    house.week(team, 3, lambda _user, _row: None)
    assert not any(FIVE in text for text in said(house, due(house)))


def test_nor_is_one_that_is_told_again_when_what_came_after_is_forgotten(house):
    team, _ = first_refused(house)
    house.settings.pause(team=team, actor=ADMIN)
    slack_takes(house, DeliveryState.SENT)
    house.move(house.now + timedelta(days=40))
    retain(house.database, house.keys, now=house.now)
    house.settings.resume(team=team, actor=ADMIN)
    seven, five, resumed = said(house, due(house))
    assert SEVEN in seven
    assert FIVE in five
    assert "Check-ins go on" in resumed


def test_nor_is_word_of_an_admin_who_is_none_any_more(house):
    team = begun(house)
    name_an_admin(house, team)
    slack_takes(house, DeliveryState.DEAD)
    Roles(house.database, house.clock).choose(workspace="W1", actor=ADMIN, name=[], remove=["U70"])
    slack_takes(house, DeliveryState.SENT)
    send_again(house)
    first, last = said(house, due(house))
    assert "<@U70> is now an admin of Bearings" in first
    assert "<@U70> is no admin of Bearings any more." in last


def test_who_was_named_a_lead_in_a_word_sent_again_leads_no_more_in_the_next(house):
    team = begun(house)
    house.settings.set_leads(team=team, leads=[LEAD, "U03"], actor=ADMIN)
    slack_takes(house, DeliveryState.DEAD)
    house.settings.set_leads(team=team, leads=[LEAD], actor=ADMIN)
    slack_takes(house, DeliveryState.SENT)
    send_again(house)
    first, last = said(house, due(house))
    assert "now <@U03> and <@U99>." in first
    assert "now <@U99>." in last


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (name_an_admin, "<@U70> is now an admin of Bearings"),
        (change_who_is_away, "which statuses in Slack mean that somebody is away"),
    ],
)
def test_no_check_in_goes_by_while_word_of_a_change_waits_for_the_channel_that_was_left(
    house, change, words
):
    team = begun(house)
    edit(house, team, channel="C7")
    posted(house)
    change(house, team)
    house.move(house.now + timedelta(minutes=1))
    edit(house, team, channel="C1")
    house.go(at(2))
    waiting = due(house)
    here = [
        text for row, text in zip(waiting, said(house, waiting), strict=False) if row.target == "C1"
    ]
    assert any(words in text for text in here)
    assert waiting[-1].kind is Kind.INVITATION
