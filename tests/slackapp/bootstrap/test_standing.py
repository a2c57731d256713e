"""What `bearings rounds` prints: one line for each thing, with what to do about it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from slackapp.bootstrap import standing
from slackapp.clock import Clock
from slackapp.domain.deliveries import PRIVATE, DeliveryState, Held, Kind
from slackapp.domain.rounds import Reason, RoundState
from slackapp.domain.teams import TeamState
from slackapp.services.departures import CHANNEL_GONE, TOKEN_GONE
from tests.slackapp.storage.samples import (
    MONDAY,
    NINE,
    TEAM,
    WORKSPACE,
    delivery_of,
    round_of,
    settle_in,
)

WEEK = timedelta(weeks=1)


@pytest.fixture
def said(database, monkeypatch):
    """Run the command on a database; what it printed."""
    house = SimpleNamespace(database=database, clock=Clock(lambda: NINE))

    @contextmanager
    def opened():
        yield house

    monkeypatch.setattr(standing, "opened", opened)

    def run(command=standing.show, *arguments):
        lines = []
        command(*arguments, lines.append)
        return lines

    return run


def trouble(database):
    """A step that is due, one that is late, a lost round, one that comes, and a workspace gone."""
    settle_in(
        database,
        rounds=[
            round_of(next_due_at=NINE - timedelta(hours=1)),
            round_of(MONDAY + WEEK, next_due_at=NINE),
            round_of(MONDAY + 2 * WEEK, next_due_at=NINE + 2 * WEEK, opens_at=NINE + 2 * WEEK),
            round_of(
                MONDAY - WEEK, state=RoundState.LOST, reason=Reason.KEY_GONE, next_due_at=None
            ),
        ],
    )
    other = replace(WORKSPACE, id="w2", slack_team="T2", name="Quay")
    waiting = replace(TEAM, id="t2", workspace="w2", state=TeamState.PAUSED)

    def unit(store):
        store.workspaces.put(other, token="xoxb-2")
        store.teams.put(waiting)
        store.workspaces.drop_token("w2", on=date(2026, 3, 1))

    database.step(unit)


def test_each_trouble_is_a_line_with_the_id_to_act_on(said, database):
    trouble(database)
    dead = delivery_of(state=DeliveryState.DEAD, last_error="is_archived")
    late = delivery_of("d2", target="C2", due_at=NINE - timedelta(minutes=16))
    database.step(lambda store: store.deliveries.add([dead, late]))
    assert said() == [
        "late  r-2026-03-02  Keel: planned, since 2026-03-02T07:00+00:00",
        "due   r-2026-03-09  Keel: planned, since 2026-03-02T08:00+00:00",
        "late  d2  Keel: message invitation, since 2026-03-02T07:44+00:00",
        (
            "dead  d1  Keel: invitation, is_archived: the channel is archived: unarchive it, then "
            "retry, or skip"
        ),
        "lost  r-2026-02-23  Keel: opened 2026-02-23T08:00+00:00, key_gone",
        (
            "gone  T2  Quay: removed on 2026-03-01, teams paused: 1; deleted on 2026-04-01 unless "
            "it is installed again"
        ),
        "next  r-2026-03-16  Keel: opens 2026-03-16T08:00+00:00",
        "The next step is due at 2026-03-02T07:00+00:00.",
    ]


def test_where_all_is_well_it_says_so(said, database):
    settle_in(database)
    assert said() == ["Nothing is late, dead or lost."]


def test_a_dead_letter_is_sent_again_or_let_go_and_no_private_message_is_ever_listed(
    said, database
):
    settle_in(database)
    kinds = enumerate(Kind)
    dead = [delivery_of(f"d{n}", kind=kind, state=DeliveryState.DEAD) for n, kind in kinds]
    database.step(lambda store: store.deliveries.add(dead))
    listed = {line.split()[1] for line in said() if line.startswith("dead")}
    assert listed == {one.id for one in dead if one.kind not in PRIVATE}
    assert said(standing.retry, "d0") == ["It is sent again."]
    assert said(standing.skip, "d4") == ["It is skipped."]
    states = database.read(lambda store: [store.deliveries.get(one).state for one in ("d0", "d4")])
    assert states == [DeliveryState.DUE, DeliveryState.CANCELLED]


@pytest.mark.parametrize("error", sorted(CHANNEL_GONE | (TOKEN_GONE - {"not_authed"})))
def test_whatever_takes_a_channel_or_a_token_away_has_advice_of_its_own(error):
    assert error in standing.ADVICE


@pytest.mark.parametrize("why", Held)
def test_whatever_may_not_go_where_it_was_for_has_advice_of_its_own(why):
    assert why in standing.ADVICE


def test_a_dead_report_for_a_channel_its_team_has_left_says_so_whatever_slack_said(said, database):
    settle_in(database)
    there, moved = (
        delivery_of(name, kind=Kind.REPORT_TEAM, state=DeliveryState.DEAD, target=target)
        for name, target in (("d1", TEAM.channel), ("d2", "C9"))
    )
    refused = [replace(one, last_error="restricted_action") for one in (there, moved)]
    database.step(lambda store: store.deliveries.add(refused))
    told = {line.split()[1]: line for line in said() if line.startswith("dead")}
    assert "allow the app" in told["d1"]
    assert "a channel the team has left" in told["d2"]
