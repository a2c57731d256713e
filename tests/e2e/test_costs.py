"""What one answer, or one look, costs: calls to Slack and statements, counted over the wire."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine, event

from slackapp.demo.wire import open_form
from slackapp.storage.database import Database
from tests.e2e.playing import MEMBERS, OPENING, first_statement

pytestmark = pytest.mark.slow

FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SHOW ")


@dataclass
class Seen:
    """What happened in the web process and at Slack meanwhile."""

    calls: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    reads: int = 0


@contextlib.contextmanager
def counted(play, monkeypatch):
    """Count while the block runs; the worker is another process and is not counted."""
    seen, journal = Seen(), play.stage.sandbox.journal
    before = len(journal.entries(kind="web_api"))
    read = Database.read

    def counting(database, unit):
        seen.reads += 1
        return read(database, unit)

    def note(_connection, _cursor, statement, *_rest):
        if not statement.lstrip().upper().startswith(FRAME):
            seen.statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    with monkeypatch.context() as patched:
        patched.setattr(Database, "read", counting)
        yield seen
    event.remove(Engine, "before_cursor_execute", note)
    # What the worker posts meanwhile is no part of a press.
    entries = journal.entries(kind="web_api")[before:]
    seen.calls = [entry.what for entry in entries if entry.what.startswith("views.")]


async def test_an_answer_costs_one_call_and_one_read_then_one_statement(
    play_everywhere, monkeypatch
):
    play = play_everywhere
    await play.move_to(OPENING)
    first, second = (play.actor(user) for user in MEMBERS[:2])
    # The first press in a process looks the installation and the round up; both are remembered.
    form = await open_form(first, await play.invited(MEMBERS[0]))
    assert (await first.submit({first_statement(form): "4"})).ok
    invitation = await play.invited(MEMBERS[1])

    with counted(play, monkeypatch) as press:
        form = await open_form(second, invitation)
    assert (press.calls, press.reads) == (["views.open"], 1)
    assert all(each.lstrip().startswith("SELECT") for each in press.statements)
    assert len(press.statements) == 1

    with counted(play, monkeypatch) as submit:
        done = await second.submit({first_statement(form): "4"})
    assert done.ok
    assert (submit.calls, submit.reads) == ([], 0)
    assert len(submit.statements) == 1


async def test_a_sample_report_costs_one_call_and_nothing_is_looked_up(play, monkeypatch):
    member = play.actor(MEMBERS[0])
    await member.home()
    with counted(play, monkeypatch) as press:
        await member.click("See a sample report", within="home")
        sample = await member.modal("A sample report")
    assert "This is a sample" in sample.words
    assert (press.calls, press.reads, press.statements) == (["views.open"], 0, [])
