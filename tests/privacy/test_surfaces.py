"""What Slack and the database hold while real people answer over the wire: the same of everybody.

Four of eight answer, one of them after being reminded; then the round closes and is reported.
Another team has been counted for eight weeks, and everybody looks at what came of it.
After each stage everything that the app sent to Slack is read, and everything an operator could
carry away; of the other team also every log, at DEBUG.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import psycopg
import pytest

from analytics.instrument.bank import load
from slackapp.bootstrap import logs
from slackapp.demo.cast import LEAD, cast
from slackapp.demo.stage import staged
from slackapp.demo.wire import messages_with, open_form, report_address
from slackapp.domain.payloads import Sheet
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.services.sealed import open_box
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING, weeks_on, with_team
from tests.privacy.dumps import Dumper
from tests.privacy.test_dumps import ROSTER
from tests.privacy.test_logs import assert_silent

FIRST, LATE, SILENT = MEMBERS[:3], MEMBERS[3], MEMBERS[4:]
POINT = re.compile(rf"({'|'.join(load().items)})\W{{1,12}}[1-5]\b")
NAMES = [person.name for person in cast().members]
FILLED = re.compile(r'"initial_(option|options|value|user|users|date)"')
BLOCK_ID = re.compile(r'\\?"block_id\\?": \\?"[^"]+"')
"""Made anew each time a screen is."""
PLACES = [("http", "sqlite"), ("socket", "postgresql")]


@asynccontextmanager
async def on_stage(request, folder):
    """A running app on one transport and database, and what dumps it."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    before = OPENING - timedelta(hours=1)
    given = {"transport": transport, "database_url": url, "log_level": "DEBUG"}
    async with staged(folder, now=before, **given) as stage:
        logs.quiet(stage.app.house.settings)
        yield stage, Dumper(url, folder / "keys")


@pytest.fixture(params=PLACES, ids="-".join)
async def play(request, tmp_path):
    async with on_stage(request, tmp_path) as (stage, dumper):
        play = await with_team(stage)
        stage.app.worker.work()
        await play.move_to(OPENING)
        play.dumper = dumper
        yield play


@pytest.fixture(params=PLACES, ids="-".join)
async def counted(request, tmp_path):
    """Eight weeks on: every facet and the ties have been counted once, and more is still sealed."""
    async with on_stage(request, tmp_path) as (stage, dumper):
        play = await weeks_on(stage, 8)
        play.dumper = dumper
        yield play


def sent(play):
    """Everything the app said to Slack of its own accord or in answer to somebody."""
    entries = play.stage.sandbox.journal.entries()
    said = [(e.what, e.request) for e in entries if e.direction == "from app"]
    # What is acknowledged travels in the answer to what came in.
    return said + [(e.what, e.answer) for e in entries if e.direction == "to app" and e.answer]


def assert_no_answer_was_sent(play):
    for what, payload in sent(play):
        text = json.dumps(payload)
        assert POINT.search(text) is None, what
        if "views." in what or "view" in text:
            assert FILLED.search(text) is None, what


def assert_messages_name_nobody_and_are_the_same_for_everyone(play):
    alike = defaultdict(set)
    for what, payload in sent(play):
        if what != "chat.postMessage":
            continue
        text = json.dumps({k: v for k, v in payload.items() if k not in {"channel", "token"}})
        text = BLOCK_ID.sub("", text)
        assert [one for one in (*MEMBERS, *NAMES) if re.search(rf"\b{one}\b", text)] == []
        if payload["channel"].startswith("U"):
            alike[payload["text"]].add(text)
    assert alike
    assert {len(texts) for texts in alike.values()} == {1}


def assert_nothing_private_was_edited(play):
    """What a message said before and after a press would be in an export."""
    edited = [payload["channel"] for what, payload in sent(play) if what == "chat.update"]
    assert [channel for channel in edited if not channel.startswith("C")] == []


def assert_nothing_is_stored(dump, markers):
    for marker in markers:
        assert dump.places(marker) == set()
    for user in MEMBERS:
        tables = {place.split(".")[0] for place in dump.places(user.encode()) if "." in place}
        assert tables & set(dump.rows) <= ROSTER


def payloads(play, answers):
    (row,) = play.rounds(RoundState.OPEN)
    read = play.stage.app.house.database.read
    roster = read(lambda store: store.rosters.get(row.epoch))
    sheet = Sheet(row.asks, tuple(member.user for member in roster.members))
    return [sheet.encode(answer) for answer in answers]


async def reminded(play, user):
    return await messages_with(play.actor(user), ids.CHECK_IN, count=2)


@pytest.mark.slow
async def test_no_surface_and_no_dump_tells_who_answered_or_what(play):
    answers = [await play.answer(user) for user in FIRST]
    markers = payloads(play, answers)
    assert_nothing_is_stored(play.dumper.take(), markers)

    await play.move_to(OPENING + timedelta(days=1))
    for user in (LATE, *SILENT):
        await reminded(play, user)
    await settled_reminders(play)
    answers.append(await play.answer(LATE))
    markers = payloads(play, answers)
    dump = play.dumper.take()
    assert_nothing_is_stored(dump, markers)
    assert_reminders_look_alike(dump, play)

    await opens_blank(play, FIRST[0])
    assert await homes(play, FIRST[0]) == await homes(play, SILENT[0])

    await play.move_to(OPENING + timedelta(days=4))
    await messages_with(play.actor(LEAD), ids.OPEN_REPORT, count=1)
    dump = play.dumper.take()
    assert_nothing_is_stored(dump, markers)
    assert [row for row in dump.rows["delivery"] if row["kind"] in {"reminder", "nudge"}] == []
    assert_no_answer_was_sent(play)
    assert_nothing_private_was_edited(play)
    assert_messages_name_nobody_and_are_the_same_for_everyone(play)


def still_sealed(play):
    """What lies in the boxes of the windows that go on, as it would stand there in clear."""
    house = play.stage.app.house
    windows = house.database.read(lambda store: store.windows.open_of(play.team))
    for one in windows:
        boxes = house.database.read(lambda store, one=one: store.windows.boxes(one.id))
        seal = Seal(house.keys.open(one.key))
        yield from (open_box(seal, BoxKind.WINDOW, one.id, user, boxes) for user in MEMBERS)


async def looked_at_everything(play):
    """Everybody opens their mirror and Home, and the lead the report in Slack and its page."""
    for user in (LEAD, *MEMBERS):
        actor = play.actor(user)
        (notice,) = await messages_with(actor, ids.OPEN_MIRROR, count=1)
        await actor.click(ids.OPEN_MIRROR, within=notice["ref"])
        await actor.modal("Your mirror")
        await actor.close(everything=True)
        await actor.home()
    lead = play.actor(LEAD)
    report = (await messages_with(lead, ids.OPEN_REPORT, count=1))[-1]
    address = await report_address(lead, report)
    async with httpx.AsyncClient(trust_env=False) as browser:
        return (await browser.get(address)).text


@pytest.mark.slow
async def test_what_was_counted_stands_on_every_surface_as_figures_of_the_team_alone(
    heard, counted, capfd
):
    play = counted
    page = await looked_at_everything(play)
    assert "Report for Harbour" in page
    for text in (page, *map(json.dumps, (payload for _, payload in sent(play)))):
        assert POINT.search(text) is None
    assert [one for one in (*MEMBERS, *NAMES) if re.search(rf"\b{one}\b", page)] == []
    told = capfd.readouterr()
    # The worker is a process of its own and logs to the same terminal.
    for text in (heard(), told.out + told.err):
        assert_silent(text)
    markers = [payload for payload in still_sealed(play) if len(payload) > 20]
    assert len(markers) >= len(MEMBERS)
    assert_nothing_is_stored(play.dumper.take(), markers)
    assert_no_answer_was_sent(play)
    assert_nothing_private_was_edited(play)
    assert_messages_name_nobody_and_are_the_same_for_everyone(play)


async def settled_reminders(play):
    """Wait until the ledger has nothing left to do for the round's reminders."""
    (row,) = play.rounds(RoundState.OPEN)
    read = play.stage.app.house.database.read

    def left(_screen):
        rows = read(lambda store: store.deliveries.of_round(row.id))
        return all(one.state == "done" for one in rows if one.kind == "reminder")

    await play.actor(LEAD).until(left, "settled reminders")


def assert_reminders_look_alike(dump, play):
    rows = [row for row in dump.rows["delivery"] if row["kind"] == "reminder"]
    assert {row["target"] for row in rows} == {*MEMBERS, LEAD}
    assert len({repr({**row, "id": "", "target": ""}) for row in rows}) == 1
    if play.dumper.url.startswith("postgresql"):
        with psycopg.connect(play.dumper.url) as connection:
            counted = "SELECT count(DISTINCT xmin::text) FROM delivery WHERE kind = 'reminder'"
            # One transaction settled them, or two where a claim was cut in half by the rate.
            assert connection.execute(counted).fetchone()[0] <= 2


async def opens_blank(play, user):
    """Whoever has answered sees an empty form, as everybody does."""
    form = await open_form(play.actor(user), await play.invited(user))
    assert FILLED.search(json.dumps(form)) is None
    await play.actor(user).close(everything=True)


async def homes(play, user):
    """The newest Home of a person, without what is theirs by name."""
    actor = play.actor(user)
    before = len(play.stage.sandbox.journal.entries(what="views.publish"))
    await actor.home()
    published = play.stage.sandbox.journal.entries(what="views.publish")
    assert len(published) > before
    view = json.dumps(published[-1].request["view"])
    return BLOCK_ID.sub("", view.replace(user, "somebody"))
