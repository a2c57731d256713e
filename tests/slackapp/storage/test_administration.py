"""Admins named here and what new teams begin with, on both databases."""

from __future__ import annotations

from datetime import time

import pytest

from slackapp.domain.defaults import Defaults
from slackapp.domain.policy import Policy
from tests.slackapp.storage.samples import settle_in


@pytest.fixture(autouse=True)
def _settled(database):
    settle_in(database)


def test_a_named_admin_is_one_until_it_is_taken_back(database):
    for _ in range(2):
        database.step(lambda store: store.admins.add("w1", "U1"))
    database.step(lambda store: store.admins.add("w1", "U2"))
    database.step(lambda store: store.admins.drop("w1", "U2"))
    database.step(lambda store: store.admins.drop("w1", "nobody"))
    assert database.read(lambda store: store.admins.of("w1")) == {"U1"}
    assert database.read(lambda store: store.admins.of("w2")) == frozenset()


def test_defaults_come_back_as_they_were_set_and_go(database):
    assert database.read(lambda store: store.defaults.of("w1")) == Defaults()
    chosen = Defaults(
        policy=Policy(k=6, light=True, named=False, open_days=2, retention_weeks=13),
        zone="America/Lima",
        weekday=4,
        at=time(8, 15),
        every_weeks=2,
        holidays="PE",
        away_statuses=(":beach:", "on holiday"),
    )
    for one in (Defaults(zone="UTC", away_statuses=()), chosen):
        database.step(lambda store, one=one: store.defaults.put("w1", one))
        assert database.read(lambda store: store.defaults.of("w1")) == one
    assert database.read(lambda store: store.defaults.of("w1")) == chosen
    database.step(lambda store: store.defaults.drop("w1"))
    assert database.read(lambda store: store.defaults.of("w1")) == Defaults()


def test_they_go_with_the_workspace(database):
    database.step(lambda store: store.admins.add("w1", "U1"))
    database.step(lambda store: store.defaults.put("w1", Defaults()))
    database.step(lambda store: store.workspaces.delete("w1"))
    assert database.read(lambda store: store.admins.of("w1")) == frozenset()
