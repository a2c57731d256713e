"""No check-in goes by under settings that its channel was not told of, whatever an admin does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.expectations import Expected
from slackapp.domain.overview import Wanted
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Group, Person
from slackapp.services.dead_letters import DeadLetters
from slackapp.services.defaults import StartingPoint
from slackapp.services.expectations import Expectations
from slackapp.services.managing import Managing
from slackapp.services.roles import Roles
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
    first, last = (text for text in said(house, due(house)) if "of this team in Bearings" in text)
    assert "now <@U03> and <@U99>." in first
    assert "now <@U99>." in last


def test_what_was_posted_is_told_once(house):
    team = begun(house)
    house.settings.set_leads(team=team, leads=[LEAD, "U03"], actor=ADMIN)
    put(house, due(house), DeliveryState.SENT)
    house.go(at(2))
    assert said(house, due(house)) == []


def edit(house, team, **wanted):
    """Change settings as an admin does; those of the policy by their names."""
    managing = Managing(house.database, house.clock)
    was = Wanted.of(managing.team(workspace="W1", team=team, actor=ADMIN).team)
    policy = replace(was.policy, **wanted.pop("policy", {}))
    after = replace(was, policy=policy, **wanted)
    managing.edit(workspace="W1", team=team, wanted=after, actor=ADMIN)


def posted(house):
    """Everything that waits is posted; what each channel reads of it."""
    rows = due(house)
    told = [(row.target, text) for row, text in zip(rows, said(house, rows), strict=False)]
    put(house, rows, DeliveryState.SENT)
    house.move(house.now + timedelta(minutes=1))
    return told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"leads": frozenset({LEAD, "U03"})}, "Leads of this team in Bearings: <@U03> and <@U99>."),
        ({"leads": frozenset()}, "Lead of this team in Bearings: nobody."),
        ({"policy": {"k": 6}}, "figures need at least 6 answers"),
        ({"policy": {"named": False}}, "helpers are asked without names"),
        ({"policy": {"retention_weeks": 1}}, "reports are kept 1 week"),
        ({"policy": {"open_days": 2}}, "a check-in stays open 2 days"),
        ({"policy": {"not_for_appraisal": True}}, "it is locked for good"),
        ({"name": "Quay"}, "Bearings asks the team Quay,"),
        ({"group": Group("S1", "most")}, "those of the user group *@most*"),
    ],
)
def test_a_detour_through_another_channel_hides_no_change_from_the_teams_own(house, change, words):
    team = begun(house)
    edit(house, team, channel="C7")
    posted(house)
    edit(house, team, **change)
    there = posted(house)
    edit(house, team, channel="C1")
    back = posted(house)
    assert {channel for channel, _ in there} == {"C7"}
    [here] = [text for channel, text in back if channel == "C1"]
    assert words in here


def test_a_detour_tells_of_the_rhythm_too(house):
    team = begun(house)
    cadence = house.read(lambda store: store.teams.get(team)).cadence
    edit(house, team, channel="C7")
    edit(house, team, cadence=replace(cadence, every_weeks=2))
    posted(house)
    edit(house, team, channel="C1")
    [here] = [text for channel, text in posted(house) if channel == "C1"]
    assert "every 2 weeks on Monday" in here


def name_an_admin(house, _team):
    house.step(lambda store: store.people.put([Person("W1", "U70", "Eve")]))
    roles = Roles(house.database, house.clock)
    roles.choose(workspace="W1", actor=ADMIN, name=["U70"], remove=[])


def expect(house, team):
    Expectations(house.database, house.clock).choose(
        team=team, workspace="W1", actor=ADMIN, what=[Expected.ON_CALL], until=None
    )


def change_who_is_away(house, _team):
    StartingPoint(house.database, house.clock).change(
        workspace="W1", actor=ADMIN, change=lambda now: replace(now, away_statuses=("gone",))
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (name_an_admin, "<@U70> is now an admin of Bearings"),
        (expect, "somebody is on call"),
        (
            change_who_is_away,
            "away is not reminded, and can answer all the same. They are now: gone",
        ),
    ],
)
def test_what_is_set_beside_the_team_is_told_again_where_it_is_asked_next(house, change, words):
    team = begun(house)
    edit(house, team, channel="C7")
    change(house, team)
    posted(house)
    edit(house, team, channel="C1")
    assert not any(words in text for channel, text in posted(house) if channel == "C1")
    house.go(at(2))
    waiting = due(house)
    assert {row.target for row in waiting} == {"C1"}
    assert words in said(house, waiting)[0]
    assert waiting[-1].kind is Kind.INVITATION
    put(house, waiting, DeliveryState.SENT)
    house.go(at(3))
    assert not any(words in text for text in said(house, due(house)))


def test_a_detour_that_changed_nothing_is_told_as_a_move_alone(house):
    team = begun(house)
    edit(house, team, channel="C7")
    posted(house)
    edit(house, team, channel="C1")
    assert [channel for channel, _ in posted(house)] == ["C7", "C1"]
    house.go(at(2))
    assert said(house, due(house)) == []


def named_elsewhere(house):
    """Somebody was named an admin, and told to be, in a channel that the team has left again."""
    team = begun(house)
    edit(house, team, channel="C7")
    name_an_admin(house, team)
    posted(house)
    edit(house, team, channel="C1")
    return team


def test_what_was_told_here_is_not_told_again_for_something_else_that_was_told_elsewhere(house):
    team = named_elsewhere(house)
    edit(house, team, name="Quay", policy={"retention_weeks": 8})
    expect(house, team)
    posted(house)
    house.go(at(2))
    (again,) = said(house, due(house))
    assert "<@U70> is now an admin of Bearings" in again


def test_whoever_was_named_an_admin_elsewhere_and_is_none_by_now_is_told_in_that_order(house):
    named_elsewhere(house)
    Roles(house.database, house.clock).choose(workspace="W1", actor=ADMIN, name=[], remove=["U70"])
    posted(house)
    house.go(at(2))
    named, removed = said(house, due(house))
    assert "is now an admin" in named
    assert "no admin" in removed
