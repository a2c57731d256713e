"""Small made-up things to store."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import Delivery, DeliveryState, Kind
from slackapp.domain.policy import Policy
from slackapp.domain.roster import Roster, RosterMember
from slackapp.domain.rounds import Asks, Round, RoundState
from slackapp.domain.teams import Team, TeamState, Workspace
from slackapp.domain.windows import Window, WindowState

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

WORKSPACE = Workspace("w1", "", "T1", "Harbour", "UBOT", "B1")

TEAM = Team(
    id="t1",
    workspace="w1",
    channel="C1",
    name="Keel",
    leads=frozenset({"U9", "U8"}),
    policy=Policy(k=6, light=True, named=False, open_days=3, retention_weeks=52),
    cadence=Cadence(
        zone="Europe/Berlin",
        weekday=0,
        at=time(9, 30),
        first=MONDAY,
        every_weeks=2,
        quiet_days=frozenset({date(2026, 4, 6), date(2026, 12, 28)}),
        holidays="DE-BE",
        paused_until=date(2026, 5, 4),
        ends=date(2027, 1, 1),
    ),
    state=TeamState.RUNNING,
    asked=3,
)


def round_of(day=MONDAY, **changes):
    """A planned round on a day."""
    opens = datetime.combine(day, time(8), UTC)
    planned = Round(
        id=f"r-{day}",
        team="t1",
        date=day,
        state=RoundState.PLANNED,
        opens_at=opens,
        remind_at=opens + timedelta(days=1),
        closes_at=opens + timedelta(days=4),
        report_at=opens + timedelta(days=7),
        next_due_at=opens,
    )
    return replace(planned, **changes)


def open_round(**changes):
    """A round that is open, with everything set."""
    asks = Asks(items=("trust.1", "presence.2"), prompts=("helped_me",), pulse=True, follow_up="p")
    return round_of(
        **{
            "state": RoundState.OPEN,
            "number": 1,
            "epoch": "e1",
            "key": "k" * 32,
            "asks": asks,
            **changes,
        }
    )


def window_of(family="trust", first=1, **changes):
    """An open window."""
    window = Window(
        id=f"{family}-{first}",
        team="t1",
        family=family,
        first_round=first,
        last_round=first + 3,
        members=8,
        key=f"{first:032x}",
        state=WindowState.OPEN,
        begins_on=MONDAY,
        expires_on=MONDAY + timedelta(days=120),
    )
    return replace(window, **changes)


def roster_of(epoch, users, *, leads=()):
    """A frozen roster in which everybody but the leads counts."""
    return Roster(
        epoch,
        "t1",
        tuple(
            RosterMember(
                user, counts=user not in leads, lead=user in leads, asked=True, listed=True
            )
            for user in users
        ),
    )


def delivery_of(id_="d1", **changes):
    """A delivery that is due at nine."""
    delivery = Delivery(
        id=id_,
        workspace="w1",
        team="t1",
        round="r1",
        kind=Kind.INVITATION,
        target="C1",
        topic="",
        state=DeliveryState.DUE,
        due_at=NINE,
    )
    return replace(delivery, **changes)


def settle_in(database, *, rounds=()):
    """Store a workspace, a team and rounds."""

    def unit(store):
        store.workspaces.put(WORKSPACE, token="xoxb-secret")
        store.teams.put(TEAM)
        for one in rounds:
            store.rounds.add(one)

    database.step(unit)


KEYS = [number.to_bytes(16, "big") for number in range(200)]
OPEN = open_round()
DEADLINE = 30
"""Seconds after which a test gives up waiting."""


def seeded(database):
    """Store an open round with a box for each key."""
    settle_in(database, rounds=[OPEN])
    database.step(lambda store: store.answers.seed(OPEN.id, dict.fromkeys(KEYS, b"decoy")))
    return database


def answer(key, box=b"answer"):
    """A unit that answers."""
    return lambda store: store.answers.put(OPEN.id, key, box)


def boxes(database):
    """Return every box of the open round."""
    return database.read(lambda store: store.answers.all(OPEN.id))


def held(database):
    """Stop the writer between two batches; returns what lets it go on."""
    stopped, go_on = threading.Event(), threading.Event()
    database._writer.exclusively(lambda: (stopped.set(), go_on.wait(DEADLINE)))
    assert stopped.wait(DEADLINE)
    return go_on
