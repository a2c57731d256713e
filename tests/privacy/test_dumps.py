"""An operator copies everything at each stage, and finds no answer and nobody who gave one."""

from __future__ import annotations

import logging
import random
import re
import secrets
from collections import Counter

import numpy as np
import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap
from scipy.stats import spearmanr

from analytics.instrument.bank import load
from slackapp.domain.sealing import KEY_BYTES, BoxKind, Seal
from slackapp.errors import BrokenBox
from tests.databases import MASTERS
from tests.privacy.dumps import SEALED, as_bytes
from tests.privacy.planting import Planted
from tests.slackapp.services.house import LEAD, at

KINDS = dict(zip(SEALED, (BoxKind.ANSWER, BoxKind.WINDOW, BoxKind.NOTE), strict=True))
ROSTER = {"person", "membership", "roster_member", "team", "delivery", "audit"}
"""Tables in which a person's id may stand, the same for everybody on the roster."""
_ITEM = b"|".join(item.encode() for item in load().items)
POINT = re.compile(rb"(%s)(\W{0,3}[:=]\W{0,3}[1-5]\b|\W{1,4}[1-5](?=[\s,;|\"')}\]]|\Z))" % _ITEM)
"""An item with a point beside it, however it is written down.

A digit that follows at once and ends no text is none: in a server's log records stand end to end,
and a number may begin with the byte of one.
"""


SEARCHED = 12
"""Markers looked for at each stage, drawn from all: a server's log is large."""


@pytest.fixture
def planted(house):
    """A team of eight with ids of their own; one person never answers."""
    prefix = f"U{secrets.token_hex(6).upper()}"
    team = house.team(8, prefix=prefix)
    users = house.users(8, prefix)
    return team, Planted(house, users, silent=users[:1])


def rounds(house, team, planted, last, *, first=1):
    """Play rounds up to the report of the last; a round is answered in another order each time."""
    for number in range(first, last + 1):
        house.go(at(number))
        planted.ask(team)
        house.go(at(number, day=4))


def found(dump, markers):
    return {place for marker in markers for place in dump.places(marker)}


def assert_silent(dump, planted, markers):
    """No answer anywhere, and nobody's id beside anything but a roster."""
    # Shorter ones could stand anywhere by chance.
    certain = [marker for marker in markers if len(marker) > 20]
    assert len(certain) >= len(planted.users) - 1
    certain = random.Random(1).sample(certain, min(len(certain), SEARCHED))
    assert found(dump, certain) == set()
    written = [value for _, _, value in dump.values()]
    assert [text for text in (*written, *dump.files.values()) if POINT.search(text)] == []
    for user in planted.users:
        tables = {place.split(".")[0] for place in dump.places(user.encode()) if "." in place}
        assert {t for t in tables & set(dump.rows) if t not in ROSTER} == set()


@pytest.mark.parametrize(
    "text", [b'"%s": 4, ', b"%s=4\x00", b"('%s', 4)", b"%s 4\n", b"|%s|4|", b'{"%s":"4"}', b"%s,4"]
)
def test_a_point_beside_an_item_is_seen_however_it_is_written(text):
    assert POINT.search(text % b"reciprocity_1")
    assert not POINT.search(b'{"items": ["reciprocity_1"2\x18\x00\x006\x00\x10`')
    assert not POINT.search(text % b"reciprocity")


def test_a_planted_answer_would_be_found(house, planted, dumper):
    """The search itself: what is really stored in clear turns up in rows and in files."""
    _, planting = planted
    house.go(at(1))
    dump = dumper.take()
    places = dump.places(planting.users[0].encode())
    assert "roster_member.user" in places
    assert len({place for place in places if place in dump.files}) >= 1


def test_an_open_round_shows_neither_answers_nor_who_answered(house, planted, dumper, caplog):
    caplog.set_level(logging.DEBUG)
    team, planting = planted
    house.go(at(1))
    row = planting.ask(team)
    dump = dumper.take()
    assert_silent(dump, planting, planting.payloads())
    assert [box for box in dump.rows["answer_box"] if box["round"] != row.id] == []
    assert len(dump.rows["answer_box"]) == len(planting.users) + 1
    assert planting.users[1] not in caplog.text


def test_a_closed_round_leaves_one_opaque_box_a_person_and_window(house, planted, dumper):
    team, planting = planted
    rounds(house, team, planting, 2)
    dump = dumper.take()
    windows = house.windows(team)
    payloads = [payload for window in windows for payload in planting.window_payloads(window)]
    assert_silent(dump, planting, [*planting.payloads(), *payloads])
    assert dump.rows["answer_box"] == []
    boxes = Counter(row["window"] for row in dump.rows["window_box"])
    assert boxes == {window.id: len(planting.users) + 1 for window in windows}
    private = [row for row in dump.rows["delivery"] if row["kind"] in {"reminder", "mirror_notice"}]
    assert private == []


def test_settled_windows_leave_readings_and_no_row_a_person(house, planted, dumper):
    team, planting = planted
    rounds(house, team, planting, 8)
    dump = dumper.take()
    open_ = {window.id for window in house.windows(team)}
    settled = {row["id"] for row in dump.rows["window"]} - open_
    assert len(settled) >= 3
    payloads = [p for window in house.windows(team) for p in planting.window_payloads(window)]
    assert_silent(dump, planting, [*planting.payloads(), *payloads])
    assert {row["window"] for row in dump.rows["window_box"]} == open_
    kept = [as_bytes(row) for row in dump.rows["family_history"]]
    assert not any(user.encode() in text for user in planting.users for text in kept)


def test_all_boxes_of_a_kind_are_of_one_length_and_no_two_are_alike(house, planted, dumper):
    team, planting = planted
    rounds(house, team, planting, 8)
    house.go(at(9))
    planting.ask(team)
    dump = dumper.take()
    boxes = list(dump.boxes())
    assert {(table, len(box)) for table, _, _, box in boxes} == {
        (table, kind.box_bytes) for table, kind in KINDS.items()
    }
    assert len({box for *_, box in boxes}) == len(boxes)


def test_no_column_joins_a_box_to_anything(house, planted, dumper):
    """A respondent key stands once: in no other window, no other table, under no other name."""
    team, planting = planted
    rounds(house, team, planting, 8)
    house.go(at(9))
    planting.ask(team)
    dump = dumper.take()
    keys = [key for _, _, key, _ in dump.boxes()]
    # The private note is under the key of the window of ties after it, so that both end together.
    ties = {w.id for w in house.windows(team) if w.family == "ties"}
    twice = {key for table, owner, key, _ in dump.boxes() if owner in ties}
    assert {key for key, times in Counter(keys).items() if times > 1} <= twice
    elsewhere = {value for table, _, value in dump.values(without=SEALED)}
    for key in set(keys):
        assert elsewhere.isdisjoint({key, key.hex().encode()})


def opened(dump, candidates):
    """How many boxes any of these keys opens, trying everybody and every row."""
    count = 0
    for table, owner, respondent, box in dump.boxes():
        for seal in map(Seal, candidates):
            try:
                count += seal.open(KINDS[table], owner, respondent, box) is not None
            except BrokenBox:
                continue
    return count


def candidates(dump, *, with_files=True):
    """Every key the master key and a dump could give: unwrapped from any column or file."""
    held = [value for _, _, value in dump.values()]
    held += [text for name, text in dump.files.items() if with_files and name.startswith("keys/")]
    held += [bytes.fromhex(v.decode()) for v in held if re.fullmatch(rb"(?:[0-9a-f]{2}){16,48}", v)]
    masters = [*MASTERS.keys.values()]
    masters += [MASTERS.derive(1, purpose) for purpose in (b"bot token", b"key wrap")]
    found = [*masters]
    for value in held:
        for start in range(max(len(value) - KEY_BYTES - 8, 0) + 1):
            part = value[start : start + KEY_BYTES + 8]
            for master in masters if len(value) <= 64 else ():
                try:
                    found.append(aes_key_unwrap(master, part))
                except (InvalidUnwrap, ValueError):
                    continue
        if len(value) == KEY_BYTES:
            found.append(value)
    return found


def test_an_old_backup_with_the_master_key_opens_nothing(house, planted, dumper):
    """Taken while a round was open, read after it closed, with every key that is left by then."""
    team, planting = planted
    house.go(at(1))
    row = planting.ask(team)
    backup = dumper.take()
    assert opened(backup, [house.keys.open(row.key)]) == len(planting.users) + 1
    assert opened(backup, candidates(backup)) >= len(planting.users) + 1
    assert opened(backup, candidates(backup, with_files=False)) == 0
    house.go(at(1, day=4))
    alive = [house.keys.open(key) for key in house.keys.ids()]
    answers = [box for box in backup.boxes() if box[0] == "answer_box"]
    only = type(backup)({name: [] for name in backup.rows}, {})
    only.rows["answer_box"] = backup.rows["answer_box"]
    assert len(answers) == len(planting.users) + 1
    assert opened(only, [*alive, *candidates(dumper.take())]) == 0


def test_a_backup_of_settled_windows_opens_nothing_with_the_keys_that_are_left(
    house, planted, dumper
):
    team, planting = planted
    rounds(house, team, planting, 3)
    backup = dumper.take()
    ended = {window.id for window in house.windows(team)}
    rounds(house, team, planting, 12, first=4)
    assert ended.isdisjoint(window.id for window in house.windows(team))
    alive = [house.keys.open(key) for key in house.keys.ids()]
    assert alive
    assert opened(backup, [*alive, *candidates(dumper.take())]) == 0


@pytest.mark.slow
def test_the_order_of_a_dump_says_nothing_about_who_came_first(house, dumper, database_url):
    """Spearman's rho of arrival and place in the dump, over rounds of twenty-nine people.

    One rho has a standard deviation of 1 / √28 = 0.19; the mean of six stays within 0.30 (4 of its
    own) unless order leaks. While a round is open, PostgreSQL's heap shows the order of updates of
    keys that nobody can link to people (docs/reference/threat-model.md); that is measured too.
    """
    prefix = f"U{secrets.token_hex(4).upper()}"
    team = house.team(29, prefix=prefix)
    planting = Planted(house, house.users(29, prefix))
    orders = {name: [] for name in ("open", "window_box", "file")}
    for number in range(1, 7):
        house.go(at(number))
        row = planting.ask(team)
        seal = Seal(house.keys.open(row.key))
        dump = dumper.take()
        orders["open"].append(rho(planting, seal, dump.rows["answer_box"]))
        orders["file"].append(rho_in_files(planting, seal, dump))
        house.go(at(number, day=4))
        dump = dumper.take()
        for window in house.windows(team):
            rows = [one for one in dump.rows["window_box"] if one["window"] == window.id]
            seal = Seal(house.keys.open(window.key))
            orders["window_box"].append(rho(planting, seal, rows))
    assert abs(np.mean(orders["window_box"])) < 0.30
    if database_url.startswith("sqlite"):
        assert abs(np.mean(orders["open"])) < 0.30
        assert abs(np.mean(orders["file"])) < 0.30
    else:
        assert np.mean(orders["open"]) > 0.9


def rho(planting, seal, rows):
    places = {row["respondent_key"]: place for place, row in enumerate(rows)}
    found = [places[seal.respondent_key(user)] for user in planting.arrived]
    return spearmanr(range(len(found)), found).statistic


def rho_in_files(planting, seal, dump):
    """Where each person's key stands in the bytes of the main file."""
    held = max(dump.files.values(), key=len)
    found = [held.find(seal.respondent_key(user)) for user in planting.arrived]
    known = [(place, at_) for place, at_ in enumerate(found) if at_ >= 0]
    return spearmanr(*zip(*known, strict=True)).statistic if len(known) > 2 else 0.0


def test_a_dump_looks_the_same_whoever_answered(house, dumper):
    """One team answers, another says nothing: row by row their dumps differ in no column."""
    talkers, silent = (f"U{secrets.token_hex(6).upper()}" for _ in range(2))
    teams = {
        house.team(8, prefix=talkers, channel="CAAAA"): (talkers, "CAAAA"),
        house.team(8, prefix=silent, channel="CBBBB"): (silent, "CBBBB"),
    }
    (team, (prefix, _)), _ = teams.items()
    planting = Planted(house, house.users(8, prefix))
    for number in (1, 2):
        house.go(at(number))
        planting.ask(team, order=planting.users)
        looked_at(dumper.take(), teams)
        house.go(at(number, day=1))
        looked_at(dumper.take(), teams)
        house.go(at(number, day=4))
        looked_at(dumper.take(), teams)


def looked_at(dump, teams):
    first, second = (shape(dump, team, *names) for team, names in teams.items())
    assert sum(first.values()) > 30
    assert first == second


def shape(dump, team, prefix, channel):
    """Every row that belongs to a team, with ids made alike and boxes as their length."""
    mine = {team, prefix, channel}
    for table in ("round", "window", "roster_epoch", "report"):
        mine |= {row["id"] for row in dump.rows[table] if row["team"] == team}
    rows = Counter()
    for table, held in dump.rows.items():
        for row in held:
            text = repr({k: v if not isinstance(v, bytes) else len(v) for k, v in row.items()})
            if any(one in text for one in mine) and f"'{LEAD}'" not in text:
                text = text.replace(prefix, "P").replace(channel, "C")
                text = re.sub(r"\b[0-9a-f-]{20,}\b|\b[\w-]{20,24}\b", "X", text)
                rows[table, re.sub(r"Team \w+", "Team", text)] += 1
    return rows
