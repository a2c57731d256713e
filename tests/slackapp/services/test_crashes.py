"""Killed between any two statements, alone or beside two others, a worker loses nothing.

For a boundary of what is due at a moment, the house is built again from a copy of that moment; a
worker process is killed there by SIGKILL, and others go on. Then every answer that was acknowledged
is where it would have been, and no key is left of what is over.

A run takes some boundaries, others each time. `--every-boundary` takes them all, in parts that can
run beside each other (`-n 2`); with `--junitxml FILE` each part tells how many it killed.
"""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.deliveries import Kind
from slackapp.domain.ids import UserId
from slackapp.domain.mirror import Note
from slackapp.domain.retention import LEFT_FOR
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.services.retention import retain
from slackapp.services.sealed import open_box
from slackapp.storage.engine import connect
from slackapp.storage.tables import window
from tests.forking import forking
from tests.slackapp.services.copying import BOTH_SERVERS, Moment, copier_of
from tests.slackapp.services.crashing import DEEDS, ERASED, NEVER, Again, act
from tests.slackapp.services.house import ADMIN, LEAD, House, at
from tests.slackapp.services.test_experiments import sent

PEOPLE = (*House.users(8), LEAD)
DEADLINE = 120
TAKEN = {0: 8, 2: 3}
"""Boundaries of a moment in one run, alone and beside two others."""
PARTS = 6
"""Into so many tests the boundaries of a moment are divided where all are taken."""
OVER = {RoundState.CLOSED, RoundState.LOST}


def answer(user, row):
    """Everybody but one and the lead answers, each at a level of their own."""
    number = int(user[1:])
    if number == 8 or user == LEAD:
        return None
    ties = None
    if row.asks.prompts:
        ties = tuple(Tie(UserId(f"U{(number + by) % 8 + 1:02}"), "care") for by in range(2))
    items = dict.fromkeys(row.asks.items, 1 + (number + row.number) % 5)
    return Answer(items=items, helped_me=ties, i_helped=ties)


def played(copier, name, weeks, *, deed="work", then):
    """A moment after some whole weeks and what `then` does with the house."""
    place = copier.new(name)
    with Again(place, at(1) - timedelta(days=1)) as house:
        house.settle_in()
        team = house.team()
        for number in range(1, weeks + 1):
            house.week(team, number, answer)
        then(house, team)
        return Moment(place, house.now, deed)


def is_to_open(house, team):
    house.move(at(len(house.rounds(team))))


def is_to_count(house, team):
    """Closing, gathering, settling, forgetting and reporting are due, in this order."""
    is_to_open(house, team)
    house.work()
    sent(SimpleNamespace(house=house))
    house.ask(team, answer)
    house.move(house.newest(team).closes_at)


def is_to_expire(house, team):
    is_to_open(house, team)
    house.work()
    house.settings.pause(team=team, actor=ADMIN)
    house.go(house.newest(team).closes_at)
    house.move(house.now + EXPIRES_AFTER)


def is_to_lose(house, team):
    """The key of one window is gone when the round is gathered."""
    is_to_count(house, team)
    house.keys.destroy(house.windows(team)[0].key)


def is_to_erase(house, team):
    is_to_open(house, team)
    house.work()
    house.ask(team, answer)


def is_to_leave(house, team):
    """The channel goes before anybody is invited."""
    is_to_open(house, team)
    house.work()
    house.ask(team, answer)


def is_to_forget(house, team):
    """Somebody left a team that is paused; ties were counted, and more waits to be."""
    is_to_erase(house, team)
    house.go(house.newest(team).closes_at)
    house.join(team, [user for user in PEOPLE if user != ERASED])
    house.settings.pause(team=team, actor=ADMIN)
    house.move(house.now + LEFT_FOR + timedelta(days=1))


MOMENTS = {
    "open": (8, is_to_open, "work"),
    "count": (7, is_to_count, "work"),
    "expire": (1, is_to_expire, "work"),
    "lose": (1, is_to_lose, "work"),
    "erase": (8, is_to_erase, "erase"),
    "leave": (8, is_to_leave, "leave"),
    "forget": (8, is_to_forget, "forget"),
}


PLACES = (
    *product(("sqlite", "postgresql"), MOMENTS),
    *product((BOTH_SERVERS,), ("open", "count", "erase")),
)
"""Databases and moments; those at which keys come and go also with a server that keeps the keys."""


@pytest.fixture(scope="module")
def copier(request):
    """Copies moments on SQLite, on PostgreSQL, and where a server keeps the keys."""
    return copier_of(request.param, request)


@pytest.fixture(scope="module")
def moment(request, copier):
    """One moment at which something is due."""
    weeks, then, deed = MOMENTS[request.param]
    return played(copier, request.param, weeks, deed=deed, then=then)


def told_by(place, moment, lengths):
    """Let worker processes act at the same time; what each tells, None for one that was killed."""
    workers, all_here, begun = [], forking.Barrier(len(lengths)), forking.Semaphore(0)
    for length in lengths:
        hears, tells = forking.Pipe(duplex=False)
        given = (place, moment.now, moment.deed, length, tells, all_here, begun)
        worker = forking.Process(target=act, args=given)
        worker.start()
        tells.close()
        workers.append((worker, hears, length))
    told = []
    for worker, hears, length in workers:
        worker.join(DEADLINE)
        assert worker.exitcode in ({0} if length == NEVER else {0, -9})
        told.append(hears.recv() if worker.exitcode == 0 else None)
        hears.close()
        worker.close()
    return told


def payloads(house, one):
    boxes = house.read(lambda store: store.windows.boxes(one.id))
    seal = Seal(house.keys.open(one.key))
    return {
        (one.family, one.first_round, user): open_box(seal, BoxKind.WINDOW, one.id, user, boxes)
        for user in PEOPLE
    }


def notes(house, team):
    key = house.read(lambda store: store.notes.key_id(team))
    if key is None:
        return {}
    seal = Seal(house.keys.open(key))
    found = {}
    for user in PEOPLE:
        person = seal.respondent_key(user)
        box = house.read(lambda store, person=person: store.notes.get(team, person))
        found[user] = box and Note.decode(seal.open(BoxKind.NOTE, team, person, box))
    return found


def said(house, row):
    """What its channel is told of a round that is over."""
    rows = house.read(lambda store: store.deliveries.of_round(row.id))
    told = (one for one in rows if one.kind is Kind.OUTCOME or one.topic == "lost")
    return sorted((one.kind, one.topic, one.target, one.due_at, one.state) for one in told)


def standing(house):
    """Everything that matters in the end, decrypted; raises when a key went too early."""
    (team,) = house.read(lambda store: store.teams.of_workspace("W1"))
    held = {}
    for one in house.windows(team.id):
        held |= payloads(house, one)
    rows = house.rounds(team.id)
    issued = [house.read(lambda store, row=row: store.reports.of_round(row.id)) for row in rows]
    bodies = [
        house.read(lambda store, one=one: store.reports.get(one)[1]) if one else None
        for one in issued
    ]
    states = [(row.date, row.state, row.asks, row.reported, said(house, row)) for row in rows]
    return states, held, notes(house, team.id), sorted(map(repr, house.readings(team.id))), bodies


def is_sound(house, gone=frozenset()):
    """A key is gone only when what it protects is committed elsewhere."""
    (team,) = house.read(lambda store: store.teams.of_workspace("W1"))
    alive = house.keys.ids() | gone
    waiting = {RoundState.OPEN, RoundState.CLOSING}
    assert {row.key for row in house.rounds(team.id) if row.state in waiting} <= alive
    assert {one.key for one in house.windows(team.id)} <= alive
    key = house.read(lambda store: store.notes.key_id(team.id))
    assert key is None or key in alive


def unnamed(house):
    """The keys that no row names."""

    def unit(store):
        (team,) = store.teams.of_workspace("W1")
        yield from store.tombstones.pending()
        yield from store.spares.all()
        yield store.notes.key_id(team.id)
        yield from (one.key for one in store.windows.open_of(team.id))
        yield from (row.key for row in store.rounds.of_team(team.id) if row.state not in OVER)

    return house.keys.ids() - house.read(lambda store: {*unit(store)})


def is_clean(house, place, left=frozenset()):
    """No key is left of a round that is closed or a window that is settled, and no tombstone.

    `left`: those whose maker was killed before it wrote anything about them.
    """
    assert unnamed(house) == left
    (team,) = house.read(lambda store: store.teams.of_workspace("W1"))
    assert house.read(lambda store: store.tombstones.pending()) == ()
    alive = house.keys.ids()
    assert alive.isdisjoint(row.key for row in house.rounds(team.id) if row.state in OVER)
    note = house.read(lambda store: store.notes.key_id(team.id))
    engine = connect(place.url, pooled=False)
    with engine.connect() as connection:
        ended = set(connection.scalars(select(window.c.key_id).where(window.c.state != "open")))
    engine.dispose()
    assert alive.isdisjoint(ended - {note})


def pytest_generate_tests(metafunc):
    """One test a moment where some boundaries are taken, several where all are."""
    if "part" in metafunc.fixturenames:
        metafunc.parametrize(("copier", "moment"), PLACES, indirect=True, scope="module")
        every = metafunc.config.getoption("--every-boundary")
        metafunc.parametrize("part", range(PARTS) if every else [None])


def chosen(part, boundaries, few):
    """Which of so many boundaries a test takes: evenly spread, from a start drawn anew."""
    if part is not None:
        return range(part, boundaries, PARTS)
    stride = max(1, boundaries // few)
    return range(random.randrange(stride), boundaries, stride)


def tried(taken, others, dead):
    """The boundaries taken; beside others, the first one too where they left nothing to do."""
    yield from taken
    if others and not dead:
        yield 0


@pytest.mark.slow
@pytest.mark.parametrize("others", [0, 2])
def test_a_worker_killed_before_any_statement_loses_and_leaves_nothing(
    moment, copier, part, others, request
):
    with copier.copy(moment.place, "whole") as place:
        (boundaries,) = told_by(place, moment, [NEVER - 1])
        with Again(place, moment.now) as house:
            expected = standing(house)
            is_clean(house, place)
    assert boundaries > 10
    dead = []
    for length in tried(taken := chosen(part, boundaries, TAKEN[others]), others, dead):
        with copier.copy(moment.place, "killed") as place:
            heard = told_by(place, moment, [length, *[NEVER] * others])
            dead += [length] if heard[0] is None else []
            with Again(place, moment.now) as house:
                is_sound(house, gone=lost_before(moment))
                left = unnamed(house)
                if moment.deed in {"erase", "forget"}:
                    # Nothing is sealed under keys that do not stand as spares, all together.
                    assert not left or not house.read(lambda store: store.spares.all())
                DEEDS[moment.deed](house)
                assert standing(house) == expected, length
                retain(house.database, house.keys, now=house.now)
                house.work()
                is_clean(house, place, left)
    told = request.node.user_properties
    told += [("boundaries", len(taken)), ("killed", len(dead))]
    # Beside others a worker may find that there is nothing left to do before its fuse is burnt.
    assert dead == [*taken] if not others else dead


def lost_before(moment):
    """Keys that were gone already."""
    with Again(moment.place, moment.now) as house:
        (team,) = house.read(lambda store: store.teams.of_workspace("W1"))
        return {one.key for one in house.windows(team.id)} - house.keys.ids()
