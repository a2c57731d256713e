"""What addresses and cookies carry: it says nothing, ends, and opens nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.sessions import Attempts, Sessions
from slackapp.domain.tickets import Tickets
from slackapp.errors import SignedOut, SignInOver

SECRET = b"s" * 32


def tickets(*, secret=SECRET, purpose=b"test", now=1_000_000.0):
    return Tickets(secret, purpose, seconds=60, real_now=lambda: now)


@given(st.lists(st.text()))
def test_what_is_sealed_is_read_again(words):
    assert tickets().read(tickets().issue(*words)) == words


def test_a_ticket_says_nothing_about_what_it_holds():
    ticket = tickets().issue("MARKER")
    assert b"MARKER" not in base64.urlsafe_b64decode(ticket)
    assert tickets().issue("MARKER") != ticket


@pytest.mark.parametrize("seconds", [-61, 61])
def test_a_ticket_holds_for_its_seconds_and_not_from_a_later_time(seconds):
    ticket = tickets().issue("word")
    assert tickets(now=1_000_000.0 + 60).read(ticket) == ["word"]
    assert tickets(now=1_000_000.0 + seconds).read(ticket) is None


@pytest.mark.parametrize("other", [{"secret": b"o" * 32}, {"purpose": b"another"}])
def test_a_ticket_for_something_else_does_not_open(other):
    assert tickets().read(tickets(**other).issue("word")) is None


@given(st.text())
def test_whatever_somebody_makes_up_is_no_ticket(text):
    assert tickets().read(text) is None


def test_a_session_is_no_sign_in_and_a_sign_in_no_session():
    attempts = Attempts(SECRET, real_now=lambda: 0.0)
    sessions = Sessions(SECRET, real_now=lambda: 0.0)
    state, attempt = attempts.new("REP1")
    assert attempts.read(state) == attempt
    kept = sessions.new("W1", "U1", installed="1")
    session = sessions.read(kept)
    assert (session.workspace, session.user, session.installed) == ("W1", "U1", "1")
    with pytest.raises(SignedOut):
        sessions.read(state)
    with pytest.raises(SignInOver):
        attempts.read(kept)
