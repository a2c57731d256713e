"""No check-in goes by under settings that its channel was not told of, whatever an admin does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import RoundState
from slackapp.services.dead_letters import DeadLetters
from tests.slackapp.services.house import ADMIN, LEAD, at


def answers(_user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 4))


def due(house):
    """What waits for Slack, in the order in which it is sent."""
    claim = {"real_now": house.now, "owner": "o", "lease_until": house.now, "limit": 99}
    found = house.step(lambda store: store.deliveries.claim(house.now, **claim))
    return sorted(found, key=lambda one: one.due_at)


def put(house, rows, state):
    after = [(row, replace(row, state=state)) for row in rows]
    house.step(lambda store: store.deliveries.settle_all(after))


def said(house, rows):
    """The words of announcements, as they are chosen when they are sent."""
    letters = Letters(house.database, house.check_ins)
    return [letters(row).text for row in rows if row.kind is Kind.ANNOUNCEMENT]


def begun(house):
    """A team of nine that has had a check-in, and has been told of all so far."""
    team = house.team(9)
    house.week(team, 1, answers)
    put(house, due(house), DeliveryState.SENT)
    house.move(at(2, hour=9))
    return team


@pytest.mark.parametrize(
    ("there", "back", "words"),
    [
        ({"leads": [LEAD, "U03"]}, {"leads": [LEAD]}, ["now <@U03> and <@U99>.", "now <@U99>."]),
        (
            {"policy": Policy(k=7)},
            {"policy": Policy()},
            ["need at least 7 answers", "need at least 5 answers"],
        ),
    ],
)
def test_a_change_that_is_taken_back_before_its_word_is_posted_is_told_all_the_same(
    house, there, back, words
):
    team = begun(house)
    change = house.settings.set_leads if "leads" in there else house.settings.change_policy
    change(team=team, actor=ADMIN, **there)
    house.go(at(2))
    assert house.newest(team).state is RoundState.OPEN
    change(team=team, actor=ADMIN, **back)
    told = said(house, due(house))
    assert all(word in text for word, text in zip(words, told, strict=True))


def test_what_is_refused_and_let_go_is_told_with_the_next_check_in_in_its_order(house):
    team = begun(house)
    for minute, leads in enumerate(([LEAD, "U03"], [LEAD, "U04"])):
        house.move(at(2, hour=9) + timedelta(minutes=minute))
        house.settings.set_leads(team=team, leads=leads, actor=ADMIN)
    put(house, due(house), DeliveryState.DEAD)
    letters = DeadLetters(house.database, house.clock)
    for letter in letters.listing(workspace="W1", actor=ADMIN).dead:
        letters.skip(workspace="W1", actor=ADMIN, delivery=letter.delivery)
    assert due(house) == []
    house.go(at(2))
    waiting = due(house)
    first, second = said(house, waiting)
    assert "now <@U03> and <@U99>." in first
    assert "now <@U04> and <@U99>." in second
    assert waiting[-1].kind is Kind.INVITATION


def test_who_leads_at_the_start_is_told_with_the_first_check_in_at_the_latest(house):
    team = house.team(9)
    put(house, due(house), DeliveryState.DEAD)
    house.move(house.now + timedelta(minutes=1))
    house.settings.set_leads(team=team, leads=["U03"], actor=ADMIN)
    put(house, due(house), DeliveryState.SENT)
    house.go(at(1))
    started, since = said(house, due(house))
    assert f"Lead of this team in Bearings: <@{LEAD}>." in started
    assert "now <@U03>." in since


def test_the_last_word_is_how_it_is_where_an_earlier_one_was_refused(house):
    team = begun(house)
    for minute, leads in enumerate(([LEAD, "U03"], [LEAD])):
        house.move(at(2, hour=9) + timedelta(minutes=minute))
        house.settings.set_leads(team=team, leads=leads, actor=ADMIN)
        put(house, due(house), DeliveryState.SENT if minute else DeliveryState.DEAD)
    house.go(at(2))
    first, last = said(house, due(house))
    assert "now <@U03> and <@U99>." in first
    assert "now <@U99>." in last


@pytest.mark.parametrize("goes_on", [False, True])
def test_the_last_word_is_how_it_is_where_it_still_waits(house, goes_on):
    team = begun(house)
    for minute, leads in enumerate(([LEAD, "U03"], [LEAD])):
        house.move(at(2, hour=9) + timedelta(minutes=minute))
        house.settings.set_leads(team=team, leads=leads, actor=ADMIN)
        put(house, due(house), DeliveryState.DUE if minute else DeliveryState.DEAD)
    if goes_on:
        house.move(house.now + timedelta(minutes=1))
        house.settings.pause(team=team, actor=ADMIN)
        house.settings.resume(team=team, actor=ADMIN)
    house.go(at(2))
    first, last = (text for text in said(house, due(house)) if "Lead of this team" in text)
    assert "now <@U03> and <@U99>." in first
    assert "now <@U99>." in last


def test_what_was_posted_is_told_once(house):
    team = begun(house)
    house.settings.set_leads(team=team, leads=[LEAD, "U03"], actor=ADMIN)
    put(house, due(house), DeliveryState.SENT)
    house.go(at(2))
    assert said(house, due(house)) == []
