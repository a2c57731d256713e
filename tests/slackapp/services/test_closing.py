"""A closed check-in's invitation says so, without buttons; and never who answered or how many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.rounds import RoundState
from slackapp.errors import UnknownDelivery
from slackapp.services.everything import Everything
from slackapp.services.managing import Managing
from slackapp.services.rounds import Step, due
from slackapp.ui.words import day
from tests.slackapp.services.house import ADMIN, at
from tests.slackapp.services.test_experiments import Trying, sent
from tests.slackapp.services.test_groups import follow, seen


def test_an_invitation_loses_its_buttons_once_its_check_in_is_closed_and_after_its_report(
    sqlite_house,
):
    house = sqlite_house
    trying = Trying(house)
    team = trying.team
    house.go(at(1))
    [posted] = [one for one in sent(trying) if one.kind is Kind.INVITATION]
    house.go(at(1, day=4))
    row = house.newest(team)
    rows = house.read(lambda store: store.deliveries.of_round(row.id))
    over = outcome_of(house, team)
    assert (over.topic, over.target) == (posted.id, posted.target)
    assert over.due_at > max(one.due_at for one in rows if one.kind is Kind.REPORT_TEAM)
    message = Letters(house.database, house.check_ins)(over)
    there = house.read(lambda store: store.deliveries.get(posted.id))
    assert message.instead_of == there.sent_ts
    assert message.text.startswith("The check-in of Monday, January 5, 2026 for ")
    assert {block["type"] for block in message.blocks} == {"section"}


def test_an_invitation_that_was_never_posted_has_nothing_to_lose(sqlite_house):
    house = sqlite_house
    team = house.team(count=8)
    house.go(at(1))
    house.go(at(1, day=4))
    rows = house.read(lambda store: store.deliveries.of_round(house.newest(team).id))
    assert Kind.OUTCOME not in {one.kind for one in rows}


@pytest.mark.parametrize("ts", ["7.1", None])
def test_one_that_is_under_way_at_the_close_is_replaced_once_its_name_is_known(sqlite_house, ts):
    house = sqlite_house
    team = house.team(count=8)
    house.go(at(1))
    claim = {"real_now": at(1), "owner": "w", "lease_until": at(2), "limit": 99}
    under_way = house.step(lambda store: store.deliveries.claim(at(1), **claim))
    [posted] = [one for one in under_way if one.kind is Kind.INVITATION]
    house.go(at(1, day=4))
    over = outcome_of(house, team)
    letters = Letters(house.database, house.check_ins)
    assert letters(over) is None
    settled = replace(posted, state=DeliveryState.SENT if ts else DeliveryState.DEAD, sent_ts=ts)
    house.step(lambda store: store.deliveries.settle(settled))
    message = letters(over)
    assert (message and message.instead_of) == ts


def test_what_takes_its_place_is_the_same_whoever_answered_and_however_many(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    said = []
    for number in (1, 2):
        house.go(at(number))
        row = house.newest(trying.team)
        for user in house.users(8 if number == 1 else 0):
            house.answer(row.id, user, Answer(items={row.asks.items[0]: 4}))
        sent(trying)
        house.go(at(number, day=4))
        message = Letters(house.database, house.check_ins)(outcome_of(house, trying.team))
        said.append(message.text.replace(day(row.date), "then"))
    assert said[0] == said[1] == "The check-in of then for Team C1 is closed."


def test_what_the_invitation_said_of_a_user_group_stays_in_what_takes_its_place(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    follow(house, trying.team)
    letters = Letters(house.database, house.check_ins)
    kept = []
    for number, count in ((1, 8), (2, 6), (3, 6)):
        seen(house, trying.team, house.users(count))
        house.go(at(number))
        [invited] = [one for one in sent(trying) if one.kind is Kind.INVITATION]
        before = notes(letters(invited))
        house.go(at(number, day=4))
        after = notes(letters(outcome_of(house, trying.team)))
        assert after == [one for one in before if "user group" in one]
        kept.append(after)
    told = ["The user group changed: 6 people are asked. That is 2 fewer than last time."]
    assert kept == [[], told, []]


def test_nothing_is_replaced_for_a_team_that_is_gone(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    house.go(at(1))
    sent(trying)
    house.go(at(1, day=4))
    over = outcome_of(house, trying.team)
    Managing(house.database, house.clock).delete(workspace="W1", team=trying.team, actor=ADMIN)
    assert Letters(house.database, house.check_ins)(over) is None
    with pytest.raises(UnknownDelivery):
        house.read(lambda store: store.deliveries.get(over.id))


def delete_team(house, team):
    Managing(house.database, house.clock).delete(workspace="W1", team=team, actor=ADMIN)


def delete_everything(house, _team):
    Everything(house.database, house.clock).delete(workspace="W1", actor=ADMIN, name="Acme")


@pytest.mark.parametrize("delete", [delete_team, delete_everything])
def test_the_invitation_of_a_team_that_is_deleted_loses_its_buttons_and_every_name(
    sqlite_house, delete
):
    house = sqlite_house
    trying = Trying(house)
    house.go(at(1))
    [invited] = [one for one in sent(trying) if one.kind is Kind.INVITATION]
    posted = house.read(lambda store: store.deliveries.get(invited.id)).sent_ts
    delete(house, trying.team)
    [over] = [one for one in waiting(house) if one.kind is Kind.OUTCOME]
    message = Letters(house.database, house.check_ins)(over)
    assert (message.channel, message.instead_of) == (invited.target, posted)
    assert message.text == "This check-in is over: its team was deleted in Bearings."
    assert {block["type"] for block in message.blocks} == {"section"}


@pytest.mark.parametrize("delete", [delete_team, delete_everything])
@pytest.mark.parametrize(
    ("weeks", "left"),
    [
        (1, {Kind.VOTE: "This vote is over: its team was deleted in Bearings."}),
        (
            3,
            {
                Kind.EXPERIMENT: "This experiment is over: its team was deleted in Bearings.",
                Kind.LOOK_BACK: "This vote is over: its team was deleted in Bearings.",
            },
        ),
    ],
)
def test_what_a_deleted_team_was_asked_about_an_experiment_loses_its_buttons_and_every_name(
    sqlite_house, delete, weeks, left
):
    house = sqlite_house
    trying = Trying(house)
    trying.week(1)
    sent(trying)
    if weeks > 1:
        trying.vote(trying.newest.choices[0], "U01")
        for number in range(2, weeks + 1):
            trying.week(number)
            sent(trying)
    posted = house.read(lambda store: store.deliveries.posted(trying.team, trying.newest.id))
    pressable = {one.sent_ts: left[one.kind] for one in posted if one.kind in left}
    assert len(pressable) == len(left)
    delete(house, trying.team)
    letters = Letters(house.database, house.check_ins)
    said = [letters(one) for one in waiting(house) if one.kind is Kind.OUTCOME]
    found = {one.instead_of: one.text for one in said if "check-in" not in one.text}
    assert found == pressable
    assert {block["type"] for one in said for block in one.blocks} == {"section"}


def test_an_invitation_that_was_replaced_already_stays_as_it_is(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    house.go(at(1))
    sent(trying)
    house.go(at(1, day=5))
    sent(trying)
    delete_team(house, trying.team)
    over = [one.topic for one in waiting(house) if one.kind is Kind.OUTCOME]
    assert [topic.split(":")[1] for topic in over] == [Kind.VOTE]


def waiting(house):
    """What is left to send."""
    claim = {"real_now": house.now, "owner": "w", "lease_until": at(9), "limit": 99}
    return house.step(lambda store: store.deliveries.claim(house.now, **claim))


def notes(message):
    """What a message says in small print."""
    shown = [block for block in message.blocks if block["type"] == "context"]
    return [block["elements"][0]["text"] for block in shown]


def outcome_of(house, team):
    """The row that takes the invitation's place, once the newest check-in is over."""
    rows = house.read(lambda store: store.deliveries.of_round(house.newest(team).id))
    [over] = [one for one in rows if one.kind is Kind.OUTCOME]
    return over


def test_many_that_close_together_are_forgotten_with_one_look_at_what_deletion_leaves(
    house, monkeypatch
):
    teams = [house.team(channel=f"C{number}", prefix=f"P{number}x") for number in range(6)]
    house.go(at(1))
    looks, plain = [], type(house.database).forget

    def forget(database):
        looks.append(database)
        return plain(database)

    monkeypatch.setattr(type(house.database), "forget", forget)
    house.go(at(1, day=4))
    assert {house.newest(team).state for team in teams} == {RoundState.CLOSED}
    assert not house.read(lambda store: store.tombstones.pending())
    assert len(looks) == 1


def test_what_settles_with_its_check_in_is_settled_before_another_team_forgets(house):
    older = house.team(channel="C1", prefix="P1x")
    for number in (1, 2, 3):
        house.go(at(number))
        house.go(at(number, day=4))
    younger = house.team(channel="C2", prefix="P2x")
    house.go(at(4))
    house.move(at(4, day=4))
    house.once(Step.CLOSE, house.steps)
    house.once(Step.GATHER, house.steps)
    assert {one.step for one in due(house.database, house.now)} >= {Step.SETTLE, Step.FORGET}
    house.once(Step.FORGET, house.steps)
    assert house.newest(younger).state is RoundState.CLOSED
    assert house.newest(older).state is RoundState.GATHERED
    house.work()
    assert house.newest(older).state is RoundState.CLOSED
