"""`bearings health` asks whatever runs here, and says which of it is alive."""

from __future__ import annotations

import inspect
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from slackapp import cli
from slackapp.bootstrap.health import WITHIN, begin, examine
from slackapp.errors import InvalidSettings
from slackapp.settings import PREFIX, load


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def web():
    """Something that answers as the web process does; gives its port."""
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A machine with these settings and nothing else; gives the settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)

    def set_up(port=1, *, file=True):
        monkeypatch.setenv("BEARINGS_PORT", str(port))
        if file:
            monkeypatch.setenv("BEARINGS_HEARTBEAT_FILE", str(tmp_path / "heartbeat"))
        return load()

    return set_up


def asked(within=WITHIN):
    said = []
    return examine(within, said.append), said


def age(settings, seconds):
    then = time.time() - seconds
    os.utime(settings.heartbeat_file, (then, then))


def test_a_worker_by_itself_is_asked_alone(here):
    settings = here()
    begin(settings, web=False)
    assert asked() == (True, ["✓ worker: each of its loops went on within 0 s"])
    age(settings, WITHIN + 60)
    assert asked() == (False, ["✗ worker: each of its loops went on within 360 s"])
    assert asked(400)[0]


def test_a_worker_beside_a_web_process_is_asked_with_it(here, web):
    settings = here(web)
    begin(settings, web=True)
    is_alive, said = asked()
    assert is_alive
    assert said[0] == "✓ web: answered 200"
    assert len(said) == 2
    age(settings, WITHIN + 60)
    assert not asked()[0]


def test_a_web_process_that_does_not_answer_is_not_alive_however_well_its_worker_is(here):
    begin(here(), web=True)
    is_alive, said = asked()
    assert not is_alive
    assert said[0] == "✗ web: does not answer at 127.0.0.1:1 (ConnectionRefusedError)"


def test_where_no_worker_began_the_web_process_is_asked_alone(here, web):
    here(web)
    assert asked() == (True, ["✓ web: answered 200"])
    here()
    assert not asked()[0]


def test_it_says_when_no_worker_can_be_asked(here, web):
    here(web, file=False)
    is_alive, said = asked()
    assert is_alive
    assert said[-1] == "A worker cannot be asked: BEARINGS_HEARTBEAT_FILE is not set."


def test_a_file_that_cannot_be_written_stops_the_start(here, tmp_path, monkeypatch):
    monkeypatch.setenv("BEARINGS_HEARTBEAT_FILE", str(tmp_path / "nowhere" / "heartbeat"))
    with pytest.raises(InvalidSettings, match=r"BEARINGS_HEARTBEAT_FILE: .* cannot be written"):
        begin(load(), web=False)


def test_the_command_waits_as_long_as_the_doctor_does():
    assert inspect.signature(cli.health).parameters["within"].default == WITHIN
