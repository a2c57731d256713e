"""A team on a real database with a real key store, as an operator finds it."""

from __future__ import annotations

import logging

import pytest

from tests.privacy.dumps import Dumper
from tests.slackapp.services.house import House

OUTSIDE = ("httpx", "httpcore", "slackapp.sandbox", "asyncio", "faker")
"""Loggers of those who play the people and Slack, which no operator of the app would have."""


@pytest.fixture
def postgresql_url(new_postgresql_url):
    """What is looked for in the files of a database must not be of another test's."""
    return new_postgresql_url


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


@pytest.fixture
def heard(caplog):
    """Everything the app logs from DEBUG up, as text."""
    caplog.set_level(logging.DEBUG)
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")

    def text():
        # Those of the fixtures before the test count too.
        found = [*caplog.get_records("setup"), *caplog.get_records("call")]
        ours = [record for record in found if not record.name.startswith(OUTSIDE)]
        return "\n".join(formatter.format(record) for record in ours)

    return text
