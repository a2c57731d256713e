"""Whoever left a team before its end reads nothing that came later, whoever is forgotten since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from slackapp.domain.answers import Answer
from slackapp.services.retention import retain
from tests.slackapp.services.house import ADMIN, LEAD, House


def apart(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def deactivate(house, *users):
    people = house.read(lambda store: store.people.many("W1", users)).values()
    house.step(lambda store: store.people.put(replace(one, is_active=False) for one in people))


def test_who_left_before_the_end_does_not_read_on_once_the_others_are_forgotten(house):
    team, other = house.team(9), house.team(8, channel="C2", prefix="V")
    house.join(other, [*House.users(8, "V"), "U09"])
    house.week(team, 1, apart)
    house.join(team, [*House.users(8), LEAD])
    for number in (2, 3):
        house.week(team, number, apart)
    house.settings.end(team=team, actor=ADMIN)

    def stayed(user):
        return house.read(lambda store: store.people.stayed("W1", user))

    assert stayed("U01") == (team,)
    assert stayed("U09") == ()
    deactivate(house, *House.users(8), LEAD)
    house.move(house.now + timedelta(days=32))
    retain(house.database, house.keys, now=house.now)
    assert house.read(lambda store: store.people.get("W1", "U01")) is None
    assert stayed("U09") == ()
