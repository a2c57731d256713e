"""An address as an operator reads it: no piece of a password, however it is written."""

from __future__ import annotations

import pytest

from slackapp.errors import InvalidSettings
from slackapp.storage.address import UNREADABLE, shown, silent
from slackapp.storage.engine import parse_url


@pytest.mark.parametrize("password", ["hush", "hu#sh", "hu/sh", "hu?sh", "hu:sh", "hu[sh", "h%40h"])
def test_a_password_is_hidden_whatever_stands_in_it(password):
    url = f"postgresql://app:{password}@db.example:5432/bearings"
    assert parse_url(url).password  # whatever connects takes it for one
    assert shown(url) == "postgresql://app:***@db.example:5432/bearings"


@pytest.mark.parametrize("name", ["password", "sslpassword", "passfile"])
def test_what_follows_the_question_mark_is_not_shown(name):
    url = f"postgresql://app@db.example/bearings?sslmode=require&{name}=hush"
    assert shown(url) == "postgresql://app@db.example/bearings?…"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:hu@sh@db.example/bearings",
        "postgresql://app:h@u/sh@db.example/bearings",
        "postgresql://app:hush@db.example:port/bearings",
        "postgresql://app:h@db:sh@db.example/bearings",
        "postgresql:app:hush@db.example/bearings",
        "postgresql://app:hu@s?h@db.example/bearings",
        "postgresql://app:hu@s/d?h@db.example/bearings",
        "postgresql:///app:hush@db.example/bearings",
        "postgresql:///app:hu?sh@db.example/bearings",
        "//app:hush@db.example/bearings",
        "host=db.example user=app password=hush",
        "host=db.example user=app password=hu:sh",
    ],
)
def test_of_what_cannot_be_read_for_sure_nothing_is_shown(url):
    assert shown(url) == UNREADABLE
    assert silent(url) == "has an address that cannot be read"


@pytest.mark.parametrize("path", ["var/keys", "/srv/a@b/keys", "sqlite:////srv/a@b/bearings.db"])
def test_a_path_stays_as_it_is(path):
    assert shown(path) == path


def test_a_port_that_is_none_is_refused_without_saying_what_stood_there():
    with pytest.raises(InvalidSettings) as refused:
        parse_url("postgresql://app:h@db:hush@db.example/bearings")
    assert "hush" not in str(refused.value)
    assert refused.value.__context__ is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://app:p@ss:w/rd#1%@db.example/bearings", "In a password write @ : / ? # % as"),
        ("postgresql://app:hush@db.example:port/bearings", "In a password write @ : / ? # % as"),
        ("sqlite://", "The database URL must be sqlite:///a/file.db or postgresql://…"),
    ],
)
def test_an_address_that_cannot_be_read_says_how_a_password_is_written(url, said):
    with pytest.raises(InvalidSettings) as caught:
        parse_url(url)
    assert said in caught.value.sentence
    assert "hush" not in caught.value.sentence
