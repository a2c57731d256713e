"""What `bearings doctor` says about keys."""

from __future__ import annotations

from slackapp import doctor
from slackapp.services.erasure import Erasure
from slackapp.services.keys import spare
from tests.slackapp.services.house import House, at


def test_keys_that_an_erasure_makes_and_gives_up_are_neither_missing_nor_unknown(
    database, keystore
):
    """Until they are destroyed; also the one that never was, which stands for what was replaced."""
    house = House(database, keystore)
    house.team()
    house.go(at(1))
    Erasure(database, keystore).erase(workspace="W1", user="U01")
    spare(database, keystore, 1)
    assert house.read(lambda store: store.tombstones.pending())
    (only,) = doctor._keys(house)
    assert not only.advice


def test_keys_that_answers_need_and_keys_that_nothing_needs_are_counted(database, keystore):
    house = House(database, keystore)
    team = house.team()
    house.go(at(1))
    gone, *_ = house.windows(team)
    keystore.destroy(gone.key)
    unknown = keystore.create()
    store, missing, beyond = doctor._keys(house)
    assert not store.advice
    assert missing.said.startswith("1 that sealed answers need")
    assert beyond.said.startswith(unknown)
