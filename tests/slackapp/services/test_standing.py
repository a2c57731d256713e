"""What an operator is told, and the two repairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.deliveries import PRIVATE, DeliveryState, Kind
from slackapp.domain.rounds import Reason, RoundState
from slackapp.errors import NothingToRetry, NothingToSkip
from slackapp.services import rounds
from slackapp.services.standing import LATE, LATE_MESSAGE, Standing
from tests.slackapp.storage.samples import MONDAY, NINE, delivery_of, round_of, settle_in

WEEK = timedelta(weeks=1)


@pytest.fixture
def standing(database):
    late = round_of(next_due_at=NINE - LATE - timedelta(minutes=1))
    due = round_of(MONDAY + WEEK, next_due_at=NINE)
    lost = round_of(MONDAY - WEEK, state=RoundState.LOST, reason=Reason.KEY_GONE, next_due_at=None)
    settle_in(database, rounds=[late, due, lost])
    dead = delivery_of(state=DeliveryState.DEAD, last_error="is_archived", attempts=3)
    waiting = delivery_of("d2", target="C2", due_at=NINE - timedelta(seconds=90))
    database.step(lambda store: store.deliveries.add([dead, waiting]))
    return Standing(database)


def delivery(standing, name="d1"):
    return standing.database.read(lambda store: store.deliveries.get(name))


def test_what_is_late_due_dead_and_lost_is_listed_without_a_person(standing):
    listing = standing.listing(NINE)
    assert [(one.state, one.late) for one in listing.waiting] == [
        (RoundState.PLANNED, True),
        (RoundState.PLANNED, False),
    ]
    (dead,) = listing.dead
    assert (dead.delivery, dead.team, dead.error) == ("d1", "Keel", "is_archived")
    (lost,) = listing.lost
    assert lost.reason == Reason.KEY_GONE
    assert "U9" not in repr(listing)


def test_a_message_that_waits_for_long_is_listed_and_none_of_a_private_kind(standing):
    due = NINE - LATE_MESSAGE
    rows = [
        delivery_of(f"{kind}", kind=kind, target="U9", due_at=due - timedelta(seconds=1))
        for kind in Kind
    ]
    rows += [delivery_of("in time", target="C3", due_at=due)]
    rows += [
        replace(one, id=f"{one.id} {state}", topic=state, state=state)
        for one in rows[:1]
        for state in (DeliveryState.SENT, DeliveryState.CANCELLED)
    ]
    standing.database.step(lambda store: store.deliveries.add(rows))
    late = standing.listing(NINE).late
    assert {one.delivery for one in late} == {str(kind) for kind in Kind if kind not in PRIVATE}
    assert {(one.team, one.since) for one in late} == {("Keel", due - timedelta(seconds=1))}
    assert "U9" not in repr(late)


def test_the_rounds_that_open_next_are_listed_with_their_ids(standing):
    (coming,) = standing.listing(NINE - timedelta(minutes=1)).coming
    assert (coming.round, coming.team, coming.late) == (f"r-{MONDAY + WEEK}", "Keel", False)


def test_the_gauges_count_and_measure_lag(standing):
    gauges = standing.gauges(NINE)
    assert (gauges.rounds_due, gauges.deliveries_due) == (2, 1)
    assert gauges.rounds_lag == LATE.total_seconds() + 60
    assert gauges.deliveries_lag == 90
    assert gauges.deliveries == {"dead": 1, "due": 1}
    standing.database.step(lambda store: store.buckets.block("w1:chat", NINE))
    assert standing.gauges(NINE).too_fast == 1


def test_a_dead_letter_is_sent_again_once(standing):
    standing.retry("d1", now=NINE)
    assert (delivery(standing).state, delivery(standing).attempts) == (DeliveryState.DUE, 0)
    with pytest.raises(NothingToRetry):
        standing.retry("d1", now=NINE)


def test_a_dead_letter_or_a_planned_round_is_skipped_and_nothing_else(standing):
    standing.skip("d1", now=NINE)
    assert delivery(standing).state is DeliveryState.CANCELLED
    planned = f"r-{MONDAY}"
    standing.skip(planned, now=NINE)
    row = standing.database.read(lambda store: store.rounds.get(planned))
    assert (row.state, row.reason, row.next_due_at) == ("skipped", Reason.OPERATOR, None)
    assert rounds.unplanned(standing.database, NINE).due == ()
    rows = standing.database.read(lambda store: store.deliveries.of_round(planned))
    assert [(one.kind, one.topic) for one in rows if one.id not in {"d1", "d2"}] == [
        (Kind.ANNOUNCEMENT, "skipped:operator")
    ]
    opened = replace(row, id="r-open", date=MONDAY + 2 * WEEK, state=RoundState.OPEN)
    standing.database.step(lambda store: store.rounds.add(opened))
    for id_ in ("d1", planned, "r-open", "nothing"):
        with pytest.raises(NothingToSkip):
            standing.skip(id_, now=NINE)
