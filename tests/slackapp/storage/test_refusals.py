"""Why a server lets nobody in is said in its own words, and without a secret of the address."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy.engine import make_url

from slackapp.storage.refusals import refusal


def test_nothing_is_said_of_a_server_that_lets_one_in(postgresql_url):
    assert refusal(postgresql_url) == ""


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"database": "nowhere"}, 'FATAL:  database "nowhere" does not exist'),
        ({"username": "nobody"}, 'FATAL:  role "nobody" does not exist'),
    ],
)
def test_a_database_or_a_user_that_is_not_there_is_named(postgresql_url, other, said):
    url = make_url(postgresql_url).set(**other, password="hush")
    assert refusal(url.render_as_string(hide_password=False)) == said


def test_a_port_that_nobody_listens_at_and_a_host_that_nobody_knows_are_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "refused" in refusal(f"postgresql://app:hush@127.0.0.1:{port}/bearings")
    assert "not known" in refusal("postgresql://app:hush@nowhere.invalid/bearings")


def test_what_would_repeat_a_secret_is_not_said(postgresql_url):
    url = make_url(postgresql_url).set(database="hush", password="hush")
    assert refusal(url.render_as_string(hide_password=False)) == ""


@pytest.mark.parametrize(
    "address", ["sqlite:///var/bearings.db", "postgresql://app:hu@sh@db.invalid/bearings", "?"]
)
def test_nobody_is_asked_where_there_is_no_server_or_the_address_cannot_be_read(address):
    assert refusal(address) == ""
