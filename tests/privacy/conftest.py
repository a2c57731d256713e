"""A team on a real database with a real key store, as an operator finds it."""

from __future__ import annotations

import pytest

from tests.privacy.dumps import Dumper
from tests.slackapp.services.house import House


@pytest.fixture
def house(database, keystore):
    """On both databases."""
    return House(database, keystore)


@pytest.fixture
def sqlite_house(sqlite_database, keystore):
    """On SQLite, for rules that know nothing of a database."""
    return House(sqlite_database, keystore)


@pytest.fixture
def dumper(database_url, tmp_path):
    """Copies everything an operator could carry away."""
    return Dumper(database_url, tmp_path / "keys")
