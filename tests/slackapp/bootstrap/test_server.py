"""Where the app listens."""

import socket

import pytest

from slackapp.bootstrap.server import listen
from slackapp.errors import InvalidSettings


def test_no_answer_waits_for_an_acknowledgement_of_its_first_half():
    listening = listen("127.0.0.1", 0)
    with listening, socket.create_connection(listening.getsockname()):
        accepted, _address = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_said_so():
    listening = listen("127.0.0.1", 0)
    with listening, pytest.raises(InvalidSettings, match="cannot be listened on"):
        listen("127.0.0.1", listening.getsockname()[1])
