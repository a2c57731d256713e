"""A team on a real database with a real key store, and a calendar that is moved by hand."""

from __future__ import annotations

import pytest

from tests.slackapp.services.house import House


@pytest.fixture
def house(database, keystore):
    """On both databases."""
    return House(database, keystore)


@pytest.fixture
def sqlite_house(sqlite_database, keystore):
    """On SQLite, for rules that know nothing of a database."""
    return House(sqlite_database, keystore)
