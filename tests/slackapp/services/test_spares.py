"""Keys that were just made may be swept by the day's tidying before anything names them."""

from __future__ import annotations

import pytest

from slackapp.services import erasure, windows
from slackapp.services.erasure import Erasure
from slackapp.services.keys import bury, spare
from slackapp.services.retention import tidy_up
from tests.slackapp.services.test_retention import helping, sealed_under


@pytest.fixture
def swept(house, monkeypatch):
    """Have the tidying come between the making of the first keys of a part and their use."""

    def sweep(part):
        times = []

        def tidied(database, keys, count):
            made = spare(database, keys, count)
            if not times:
                tidy_up(database, house.now.date())
                bury(database, keys)
                assert not made.keys() & keys.ids()
            times.append(count)
            return made

        monkeypatch.setattr(part, "spare", tidied)
        return times

    return sweep


def test_an_erasure_makes_others_where_its_keys_are_swept(house, swept):
    team = house.team(9)
    house.week(team, 1, helping)
    times = swept(erasure)
    assert Erasure(house.database, house.keys).erase(workspace="W1", user="U05") > 0
    assert len(times) == 2
    assert {window.key for window in house.windows(team)} <= house.keys.ids()
    assert sealed_under(house, team, "U01")[0] > 0


def test_ties_are_counted_with_their_notes_where_the_key_of_these_is_swept(house, swept):
    team = house.team(9)
    times = swept(windows)
    for number in range(1, 10):
        house.week(team, number, helping)
    key = house.read(lambda store: store.notes.key_id(team))
    assert len(times) >= 2
    assert key in house.keys.ids()
    assert house.read(lambda store: store.notes.all(team))
