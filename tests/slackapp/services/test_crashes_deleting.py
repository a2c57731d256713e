"""Killed between any two statements, whoever deletes has lost and leaves nothing.

As in `test_crashes`: a worker process is killed by SIGKILL while it deletes a team, or everything,
notes that the app was removed, or deletes what was removed some weeks ago. At no moment a key lives
that nothing names, or is gone of what stays; and whoever comes next ends what was begun, without
touching a row of anybody else.
"""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta

import pytest
from sqlalchemy import select, true

from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.teams import Person, Workspace
from slackapp.services import members
from slackapp.services.removal import KEPT_DAYS
from slackapp.storage import tables
from slackapp.storage.columns import metadata
from tests.slackapp.services.copying import Moment, copier_of
from tests.slackapp.services.crashing import DEEDS, DELETED, NEVER, Again
from tests.slackapp.services.house import LEAD, MONDAY, House, at
from tests.slackapp.services.test_crashes import PARTS, chosen, told_by

ELSEWHERE = "W2"
TAKEN = 2
"""Boundaries of a deed in one run."""
WAITING = {"next_tidy_at", "next_sweep_at"}
DELETING = ("delete_team", "delete_everything", "uninstall", "purge")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def copier(request):
    """Copies moments of one kind of database."""
    return copier_of(request.param, request)


@pytest.fixture(scope="module")
def founded(copier):
    """Two teams and one of another workspace, each in the middle of a round, with private notes."""
    place = copier.new("founded")
    with Again(place, at(1) - timedelta(days=1)) as house:
        house.settle_in()
        teams = [house.team(channel=one, prefix=f"U{one}") for one in (DELETED, "C2")]
        teams.append(elsewhere(house))
        house.go(at(1))
        for team in teams:
            write_notes(house, team)
        house.ask(teams[0], lambda _user, row: Answer(items=dict.fromkeys(row.asks.items, 4)))
        return Moment(place, house.now)


def elsewhere(house):
    """A team of another workspace."""
    found = Workspace(ELSEWHERE, "", "T2", "Elsewhere", "B2", "B2")
    admin = Person(ELSEWHERE, "UB", "Bea", is_admin=True)
    house.step(lambda store: store.workspaces.put(found, token="xoxb-2"))
    house.step(lambda store: store.people.put([admin]))
    team = house.settings.create(
        workspace=ELSEWHERE,
        channel="C3",
        name="Three",
        leads=[LEAD],
        cadence=Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY),
        policy=Policy(),
        actor="UB",
    ).id
    people = [Person(ELSEWHERE, user, user) for user in (*House.users(8), LEAD)]
    members.apply(house.database, team=team, people=people, now=house.now)
    house.settings.confirm(team=team, actor="UB")
    return team


def write_notes(house, team):
    """What a window of ties would leave: notes under a key that nothing else names."""
    ((key, opened),) = house.keys.create_many(1).items()
    boxes = Seal(opened).decoys(BoxKind.NOTE, team, House.users(8))
    house.step(lambda store: store.notes.replace(team, key, boxes))


@pytest.fixture(scope="module", params=DELETING)
def moment(request, copier, founded):
    """When a deed is about to be done; what was removed is purged some weeks later."""
    with copier.copy(founded.place, request.param) as place:
        if request.param != "purge":
            yield Moment(place, founded.now, request.param)
            return
        with Again(place, founded.now) as house:
            house.uninstall()
            (beside,) = house.read(lambda store: store.teams.of_workspace(ELSEWHERE))
            house.settings.pause(team=beside.id, actor="UB")
            house.go(founded.now + timedelta(days=KEPT_DAYS))
            house.move(founded.now + timedelta(days=KEPT_DAYS + 1))
            now = house.now
        yield Moment(place, now)


def pytest_generate_tests(metafunc):
    """One test a deed where some boundaries are taken, several where all are."""
    if "part" in metafunc.fixturenames:
        every = metafunc.config.getoption("--every-boundary")
        metafunc.parametrize("part", range(PARTS) if every else [None])


def rows(connection, owner, ids):
    """Every row that hangs on some rows of a table, with the name of its own."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is owner and ids:
                found = connection.execute(select(table).where(key.parent.in_(ids))).mappings()
                found = [{**row} for row in found]
                yield from ((table.name, row) for row in found)
                if "id" in table.c:
                    yield from rows(connection, table, [row["id"] for row in found])


def owned(house, workspace, table=tables.workspace):
    with house.database._engine.connect() as connection:
        return [*rows(connection, table, [workspace])]


def untouched(house, deed):
    """The rows of whoever has nothing to do with it; when their next turn is may be put off."""
    found = owned(house, ELSEWHERE)
    if deed == "delete_team":
        beside = house.read(lambda store: store.teams.in_channel("W1", "C2"))
        found += owned(house, beside.id, tables.team)
    return sorted(
        repr((name, {column: row[column] for column in row.keys() - WAITING}))
        for name, row in found
    )


def sealed(house, of=("W1", ELSEWHERE), *, ending=False):
    """Which rows name a key that something is sealed with, of teams that are not being deleted.

    With `ending`, of those too: they end before they are stopped.
    """
    going = true() if ending else tables.team.c.deleted_on.is_(None)
    states = ("open", "closing")
    named = set()
    with house.database._engine.connect() as connection:
        for table in (tables.round_, tables.window, tables.private_note):
            found = select(table.c.key_id).join(tables.team, tables.team.c.id == table.c.team)
            live = (table.c.state.in_(states),) if "state" in table.c else ()
            ours = tables.team.c.workspace.in_(of)
            named |= {*connection.scalars(found.where(going, ours, *live))}
    return named


def is_sound(house, deed):
    """No key lives that nothing names, none is gone of what stays, and nothing said is untrue."""
    buried = {*house.read(lambda store: store.tombstones.pending())}
    alive = house.keys.ids() - buried
    stays = sealed(house, [ELSEWHERE])
    assert len(stays) > 1
    assert sealed(house) <= alive <= sealed(house, ending=True)
    said = [row for _name, row in owned(house, "W1") if row.get("topic") == "deleted"]
    if said and deed == "delete_everything":
        assert alive == stays


def left(house):
    """What there is in the end, by name and number: ids are drawn anew each time."""
    counts = Counter(name for name, _row in owned(house, "W1"))
    told = [row for name, row in owned(house, "W1") if name == "delivery"]
    teams = house.read(lambda store: store.teams.of_workspace("W1"))
    return (
        counts,
        sorted((row["topic"].split(":")[0], row["target"], row["state"]) for row in told),
        sorted((one.channel, one.state, one.name, one.asked) for one in teams),
        len(house.keys.ids()),
    )


@pytest.mark.slow
def test_whoever_is_killed_while_deleting_leaves_no_key_and_touches_nobody_else(
    moment, copier, part, request
):
    with Again(moment.place, moment.now) as house:
        beside = untouched(house, moment.deed)
    with copier.copy(moment.place, "whole") as place:
        (boundaries,) = told_by(place, moment, [NEVER - 1])
        with Again(place, moment.now) as house:
            expected = left(house)
            is_sound(house, moment.deed)
    assert boundaries > 10
    dead = []
    taken = chosen(part, boundaries, TAKEN)
    for length in taken:
        with copier.copy(moment.place, "killed") as place:
            dead += [length] if told_by(place, moment, [length]) == [None] else []
            with Again(place, moment.now) as house:
                is_sound(house, moment.deed)
                assert untouched(house, moment.deed) == beside
                DEEDS[moment.deed](house)
                assert left(house) == expected, length
                assert untouched(house, moment.deed) == beside
                is_sound(house, moment.deed)
                assert house.read(lambda store: store.tombstones.pending()) == ()
    request.node.user_properties += [("boundaries", len(taken)), ("killed", len(dead))]
    assert dead == [*taken]
