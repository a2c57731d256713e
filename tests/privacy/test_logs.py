"""Whoever reads the logs, at their most talkative, learns neither an answer nor who gave one."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import traceback
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from analytics.instrument.bank import load
from slackapp.bootstrap import logs
from slackapp.demo.cast import LEAD
from slackapp.demo.stage import staged
from slackapp.demo.wire import messages_with, open_form
from slackapp.domain.answers import Answer
from slackapp.domain.sealing import Seal
from slackapp.errors import NotStored
from slackapp.services.answers import CheckIns
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.server_log import repeating
from slackapp.ui import ids
from tests.databases import MASTERS
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE, with_team
from tests.slackapp.services.house import House, at
from tests.slackapp.storage.test_server_log import SILENT, set_up

POINT = re.compile(rf"({'|'.join(load().items)})\W{{1,12}}[1-5]\b")
TALKATIVE = ("slack_bolt", "slack_sdk", "aiohttp", "sqlalchemy", "psycopg")
MARKER = b"planted-marker-"


@pytest.fixture(params=[("http", "sqlite"), ("socket", "postgresql")], ids="-".join)
async def play(request, tmp_path):
    """A running app at log level DEBUG with an open round, on each transport and database once."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    before = OPENING - timedelta(hours=1)
    given = {"transport": transport, "database_url": url, "log_level": "DEBUG"}
    async with staged(tmp_path, now=before, **given) as stage:
        logs.quiet(stage.app.house.settings)
        play = await with_team(stage)
        stage.app.worker.work()
        await play.move_to(OPENING)
        yield play


def assert_silent(text):
    assert POINT.findall(text) == []
    assert [user for user in (*MEMBERS, LEAD) if re.search(rf"\b{user}\b", text)] == []


async def submitted(play, user):
    """Open the form and submit a 5 everywhere and three names; returns what Slack did."""
    actor = play.actor(user)
    invitation = (await messages_with(actor, ids.CHECK_IN, count=1))[-1]
    form = await open_form(actor, invitation)
    blocks = [block["block_id"] for block in form if "block_id" in block]
    names = [other for other in MEMBERS if other != user][:3]
    entered = {b: "5" for b in blocks if b.startswith(ids.ITEM_BLOCK)}
    for prompt in (b for b in blocks if b.startswith(ids.PROMPT_BLOCK)):
        await actor.choose(prompt, names)
    return await actor.submit(entered)


@pytest.mark.slow
async def test_a_check_in_and_a_crash_leave_nothing_in_any_log(play, heard, capfd, monkeypatch):
    """One person's answer is stored, settled and reported; another's runs into a fault of ours."""
    assert (await asyncio.wait_for(submitted(play, MEMBERS[0]), PATIENCE)).ok

    def crash(self, *, round_id, workspace, user, answer):
        raise RuntimeError(f"{user} answered {answer} in {round_id}")

    with monkeypatch.context() as patched:
        patched.setattr(CheckIns, "record", crash)
        assert not (await asyncio.wait_for(submitted(play, MEMBERS[1]), PATIENCE)).ok
    await play.move_to(OPENING + timedelta(days=4))
    await messages_with(play.actor(LEAD), ids.OPEN_REPORT, count=1)
    assert "unexpected RuntimeError" in heard()
    assert_silent(heard())
    assert_no_message_tells(play.stage.sandbox.journal.entries())
    # The worker is a process of its own and logs to the same terminal.
    told = capfd.readouterr()
    assert_silent(told.out + told.err)


def assert_no_message_tells(entries):
    """What the app sent to Slack: messages name nobody they do not go to, and repeat no point."""
    sent = [entry for entry in entries if entry.direction == "from app"]
    messages = [entry.request for entry in sent if entry.what.startswith("chat.")]
    assert any(messages)
    for message in messages:
        text = json.dumps({key: value for key, value in message.items() if key != "channel"})
        assert POINT.findall(text) == []
        assert [user for user in MEMBERS if user in text] == []


def test_a_conflict_in_the_database_repeats_no_value(house, heard, database_url):
    """Not in the error, not in its notes and causes, not in our log, not in the server's."""
    house.team()
    house.go(at(1))
    (row,) = house.read(lambda store: store.rounds.of_team(store.teams.of_workspace("W1")[0].id))[
        :1
    ]
    box = {MARKER[:15] + b"k": MARKER + b"box" + bytes(74)}
    with pytest.raises(NotStored) as refused:
        house.step(lambda store: (store.answers.seed(row.id, box), store.answers.seed(row.id, box)))
    said = "".join(traceback.format_exception(refused.value))
    for text in (said, heard(), *map(repr, causes(refused.value)), *server_log(database_url)):
        assert not any(one in text for one in spelt(MARKER + b"box")), text[:2000]


def causes(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def spelt(marker):
    return (marker.decode(), marker.hex(), repr(marker)[2:-1])


def server_log(url, *, holds="duplicate key"):
    if url.startswith("sqlite"):
        return []
    with psycopg.connect(url) as connection:
        (folder,) = connection.execute("SELECT current_setting('data_directory')").fetchone()
    logged = [path.read_text(errors="replace") for path in Path(folder).glob("log*")]
    assert any(holds in text for text in logged)
    return logged


@pytest.mark.parametrize(
    ("settings", "tells"),
    [({}, True), (SILENT, False)],
    ids=["with parameters", "as the doctor advises"],
)
def test_a_server_that_logs_every_statement_tells_who_answered_unless_told_not_to(
    postgresql_url, keystore, settings, tells
):
    """A whole round with a reminder, looked for by person and by respondent key."""
    set_up(postgresql_url, log_statement="all", log_min_duration_statement=0, **settings)
    assert bool(repeating(postgresql_url)) is tells
    house = House(Database(postgresql_url, Cipher(MASTERS)), keystore)
    prefix = f"U{secrets.token_hex(6).upper()}"
    team, users = house.team(8, prefix=prefix), house.users(8, prefix)
    house.go(at(1))
    row = house.newest(team)
    seal = Seal(house.keys.open(row.key))
    house.answer(row.id, users[0], Answer(items=dict.fromkeys(row.asks.items, 5)))
    house.move(at(1, day=1))
    assert house.check_ins.needs_reminder(round_id=row.id, workspace="W1", user=users[1])
    house.go(at(1, day=4))
    house.database.close()
    logged = "".join(server_log(postgresql_url, holds="UPDATE answer_box"))
    people = {user for user in users if user in logged}
    keys = {user for user in users if seal.respondent_key(user).hex() in logged}
    assert (bool(people), bool(keys)) == (tells, tells)


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_loggers_that_would_write_payloads_are_pinned(level):
    class Chosen:
        log_level = level

    before = {name: logging.getLogger(name).level for name in TALKATIVE}
    try:
        logs.quiet(Chosen)
        for name in TALKATIVE:
            assert logging.getLogger(name).getEffectiveLevel() >= logging.INFO
            assert logging.getLogger(f"{name}.anything").getEffectiveLevel() >= logging.INFO
    finally:
        for name, kept in before.items():
            logging.getLogger(name).setLevel(kept)
