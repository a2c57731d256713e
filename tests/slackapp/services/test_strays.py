"""A key that a restored database does not know is destroyed once nothing could need it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.errors import KeyStoreAway
from slackapp.services.rounds import Due, Step
from slackapp.services.strays import KEPT_FOR, bury_strays
from tests.slackapp.services.house import at


def answered(_user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 3))


@pytest.fixture
def tidied(house, tmp_path):
    """Have a day tidied up with all keys of an age."""

    def tidy(age):
        written = (datetime.now(UTC) - age).timestamp()
        for key in house.keys.ids():
            os.utime(tmp_path / "keys" / key, (written, written))
        house.steps.perform(Due(Step.TIDY, house.now.date().isoformat()), now=house.now)
        house.work()

    return tidy


def test_a_key_that_nothing_names_lives_as_long_as_sealed_answers_may(house, tidied):
    stray = house.keys.create()
    tidied(KEPT_FOR - timedelta(days=1))
    assert stray in house.keys.ids()
    tidied(KEPT_FOR + timedelta(days=1))
    assert stray not in house.keys.ids()


def test_a_key_that_is_named_lives_however_old_it_is(house, tidied):
    team = house.team()
    house.week(team, 1, answered)
    house.go(at(2))
    stray, named = house.keys.create(), house.keys.ids()
    assert len(named) > 2
    tidied(KEPT_FOR + timedelta(days=365))
    assert house.keys.ids() == named - {stray}


class Away:
    """A key store that cannot be reached."""

    def made_before(self, _instant):
        raise KeyStoreAway


def test_a_store_that_is_away_is_asked_again_another_day(house):
    bury_strays(house.database, Away())
    assert house.read(lambda store: store.tombstones.pending()) == ()
