"""A PostgreSQL server that would write down who answered is found out."""

from __future__ import annotations

import psycopg
import pytest

from slackapp.storage.server_log import repeating

SILENT = {"log_parameter_max_length": 0, "log_parameter_max_length_on_error": 0}
TALKATIVE = {
    "log_statement": "mod",
    "log_min_duration_statement": 0,
    "log_min_duration_sample": 10,
    "log_transaction_sample_rate": 0.01,
    "log_parameter_max_length_on_error": 100,
}


def set_up(url, **settings):
    """Change a database's settings, for connections made from now on."""
    name = url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        for setting, value in settings.items():
            connection.execute(f"ALTER DATABASE \"{name}\" SET {setting} = '{value}'")


def test_a_server_as_it_comes_and_sqlite_repeat_nothing(database_url):
    assert repeating(database_url) == ()


@pytest.mark.parametrize("setting", TALKATIVE)
def test_each_setting_that_logs_parameters_is_named(postgresql_url, setting):
    set_up(postgresql_url, **{setting: TALKATIVE[setting]})
    assert repeating(postgresql_url) == (setting,)


def test_without_parameters_statements_may_be_logged(postgresql_url):
    set_up(postgresql_url, **TALKATIVE | SILENT)
    assert repeating(postgresql_url) == ()
