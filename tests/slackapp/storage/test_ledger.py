"""Deliveries, rate limits, tombstones and the audit trail, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.errors import UnknownDelivery
from tests.slackapp.storage.samples import NINE, WORKSPACE, delivery_of, settle_in

LEASE = NINE + timedelta(minutes=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _settled(database):
    settle_in(database)


def claim(database, *, now=NINE, real_now=NINE, owner="worker-1", lease=LEASE, limit=10):
    return database.step(
        lambda store: store.deliveries.claim(
            now, real_now=real_now, owner=owner, lease_until=lease, limit=limit
        )
    )


def add(database, *deliveries):
    database.step(lambda store: store.deliveries.add(deliveries))


def get(database, delivery="d1"):
    return database.read(lambda store: store.deliveries.get(delivery))


def settle(database, delivery):
    return database.step(lambda store: store.deliveries.settle(delivery))


def test_a_delivery_comes_back_as_it_was(database):
    delivery = delivery_of(last_error="ratelimited", sent_ts="1.2", attempts=2)
    add(database, delivery)
    assert get(database) == delivery
    with pytest.raises(UnknownDelivery):
        get(database, "d2")


def test_dead_letters_of_one_moment_keep_their_order_as_one_is_let_go(database):
    names = ["d3", "d1", "d5", "d2", "d4"]
    dead = [delivery_of(one, topic=one, state=DeliveryState.DEAD) for one in names]
    add(database, *dead)

    def listed():
        found = database.read(lambda store: store.deliveries.dead(limit=9))
        return [one.id for one in found]

    assert listed() == ["d1", "d2", "d3", "d4", "d5"]
    assert database.step(lambda store: store.deliveries.drop("d2"))
    assert listed() == ["d1", "d3", "d4", "d5"]


def test_the_same_message_is_queued_once(database):
    add(database, delivery_of())
    add(database, delivery_of("d2"), delivery_of("d3", topic="other"))
    found = database.read(lambda store: store.deliveries.of_round("r1"))
    assert [one.id for one in found] == ["d1", "d3"]
    assert database.read(lambda store: store.deliveries.count_by_state()) == {"due": 2}


def test_due_rows_are_claimed_once_with_an_attempt_counted(database):
    add(database, delivery_of(), delivery_of("d2", target="C2", due_at=NINE + MINUTE))
    (taken,) = claim(database)
    assert taken == delivery_of(
        state=DeliveryState.SENDING, attempts=1, owner="worker-1", lease_until=LEASE
    )
    assert get(database) == taken
    assert claim(database) == ()
    assert [one.id for one in claim(database, now=NINE + MINUTE)] == ["d2"]


def test_a_claim_takes_the_longest_due_first(database):
    for minutes in (3, 1, 2):
        due = NINE + minutes * MINUTE
        add(database, delivery_of(f"d{minutes}", target=f"C{minutes}", due_at=due))
    assert database.read(lambda store: store.deliveries.next_due_at()) == NINE + MINUTE
    assert [one.id for one in claim(database, now=LEASE + 9 * MINUTE, limit=2)] == ["d1", "d2"]
    assert database.read(lambda store: store.deliveries.next_due_at()) == NINE + 3 * MINUTE


def test_a_lease_that_ran_out_comes_back_as_unknown(database):
    add(database, delivery_of())
    (lost,) = claim(database)
    assert claim(database, real_now=LEASE, owner="worker-2") == ()
    (again,) = claim(database, real_now=LEASE + MINUTE, owner="worker-2", lease=LEASE + 2 * MINUTE)
    assert (again.state, again.attempts, again.owner) == (DeliveryState.UNKNOWN, 2, "worker-2")
    assert settle(database, replace(lost, state=DeliveryState.SENT, sent_ts="1.2")) is False
    assert settle(database, replace(again, state=DeliveryState.SENT, sent_ts="3.4")) is True
    sent = get(database)
    assert (sent.state, sent.sent_ts, sent.owner, sent.lease_until) == ("sent", "3.4", None, None)
    assert settle(database, replace(again, state=DeliveryState.DUE)) is False


def test_what_was_cut_off_comes_alone_so_that_whoever_dies_of_it_next_holds_nothing_else(database):
    add(database, *(delivery_of(f"d{n}", target=f"C{n}") for n in range(3)))
    assert len(claim(database, limit=2)) == 2
    late = {"real_now": LEASE + MINUTE, "lease": LEASE + 9 * MINUTE}
    taken = [claim(database, **late) for _ in range(4)]
    assert [[one.attempts for one in claimed] for claimed in taken] == [[2], [2], [1], []]
    assert len({one.id for claimed in taken for one in claimed}) == 3


@pytest.mark.parametrize("after", [DeliveryState.SENT, DeliveryState.DUE, DeliveryState.UNKNOWN])
def test_an_attempt_that_was_overtaken_is_over_and_whoever_overtook_it_keeps_that(database, after):
    add(database, delivery_of(failures=3, attempts=3))
    (slow,) = claim(database)
    (again,) = claim(database, real_now=LEASE + MINUTE, owner="worker-2", lease=LEASE + 2 * MINUTE)
    assert not database.step(lambda store: store.deliveries.release(slow, due_at=NINE))
    assert (get(database).attempts, get(database).failures) == (5, 4)
    outcome = (again, replace(again, state=after, failures=again.failures + 1))
    assert database.step(lambda store: store.deliveries.settle_all([outcome])) == [True]
    assert (get(database).attempts, get(database).failures) == (5, 5)


def test_nothing_is_noted_of_an_overtaken_attempt_once_the_message_is_over(database):
    add(database, delivery_of())
    (slow,) = claim(database)
    (again,) = claim(database, real_now=LEASE + MINUTE, owner="worker-2", lease=LEASE + 2 * MINUTE)
    assert settle(database, replace(again, state=DeliveryState.DEAD))
    dead = get(database)
    assert not settle(database, replace(slow, state=DeliveryState.SENT))
    assert get(database) == dead
    assert database.step(lambda store: store.deliveries.retry("d1", now=NINE))
    assert not settle(database, replace(slow, state=DeliveryState.SENT))
    assert (get(database).attempts, get(database).failures) == (0, 0)


def test_an_unknown_outcome_that_was_stored_is_taken_up_again(database):
    add(database, delivery_of())
    (taken,) = claim(database)
    assert settle(database, replace(taken, state=DeliveryState.UNKNOWN, last_error="timeout"))
    (again,) = claim(database)
    assert (again.state, again.attempts) == (DeliveryState.UNKNOWN, 2)


def test_a_released_row_is_due_again_with_its_attempt_refunded(database):
    add(database, delivery_of())
    (taken,) = claim(database)
    release = NINE + 5 * MINUTE
    assert database.step(lambda store: store.deliveries.release(taken, due_at=release)) is True
    assert get(database) == delivery_of(due_at=release)
    assert database.step(lambda store: store.deliveries.release(taken, due_at=release)) is False


@pytest.mark.parametrize("kind", [Kind.REMINDER, Kind.MIRROR_NOTICE])
@pytest.mark.parametrize(
    "outcome", [DeliveryState.SENT, DeliveryState.DONE, DeliveryState.UNKNOWN, DeliveryState.DEAD]
)
def test_a_settled_private_row_looks_the_same_whatever_happened(database, kind, outcome):
    later = NINE + 7 * MINUTE
    add(database, delivery_of(kind=kind, target="U1", attempts=3))
    (taken,) = claim(database)
    told = replace(taken, state=outcome, sent_ts="1.2", last_error="no_dm", due_at=later)
    assert settle(database, told)
    assert get(database) == delivery_of(
        kind=kind,
        target="U1",
        state=DeliveryState.DONE,
        due_at=NINE.replace(hour=0),
    )


def test_private_rows_are_erased_with_the_round(database):
    kinds = (Kind.REMINDER, Kind.MIRROR_NOTICE, Kind.INVITATION)
    add(database, *(delivery_of(kind.value, kind=kind) for kind in kinds))
    add(database, delivery_of("other", round="r2", kind=Kind.REMINDER))
    database.step(lambda store: store.deliveries.erase_private("r1"))
    left = database.read(
        lambda store: store.deliveries.of_round("r1") + store.deliveries.of_round("r2")
    )
    assert [one.id for one in left] == ["invitation", "other"]


def test_what_failed_and_is_due_again_is_found_by_its_workspace_and_never_a_private_one(database):
    failing = {"last_error": "http_500", "attempts": 2}
    add(
        database,
        replace(delivery_of(), **failing),
        replace(delivery_of("d2", target="C2"), **failing, due_at=NINE - MINUTE),
        replace(delivery_of("d3", target="C3"), **failing, state=DeliveryState.DEAD),
        replace(delivery_of("d4", target="U1"), **failing, kind=Kind.REMINDER),
        delivery_of("d5", target="C5"),
    )
    found = database.read(lambda store: store.deliveries.trying(WORKSPACE.id, limit=9))
    assert [one.id for one in found] == ["d2", "d1"]
    assert database.read(lambda store: store.deliveries.trying("elsewhere", limit=9)) == ()


def test_a_team_that_ends_sends_nothing_more(database):
    add(database, delivery_of(), delivery_of("d2", target="C2"))
    (taken,) = claim(database, limit=1)
    database.step(lambda store: store.deliveries.cancel("t1"))
    counts = database.read(lambda store: store.deliveries.count_by_state())
    assert counts == {"sending": 1}
    (other,) = {"d1", "d2"} - {taken.id}
    assert database.read(lambda store: store.deliveries.get(other)).state == "cancelled"
    assert settle(database, replace(taken, state=DeliveryState.SENT))
    assert claim(database, now=LEASE + MINUTE) == ()


def test_two_workers_never_claim_the_same_row(database):
    add(database, *(delivery_of(f"d{number}", target=f"C{number}") for number in range(40)))
    taken, start = [], threading.Barrier(4)

    def work(owner):
        start.wait()
        while found := claim(database, owner=owner, limit=3):
            taken.extend(one.id for one in found)

    threads = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"d{number}" for number in range(40))


def take(database, *, seconds, every=2.0, burst=2):
    now = NINE + timedelta(seconds=seconds)
    return database.step(
        lambda store: store.buckets.take("w1 chat", now=now, every=every, burst=burst)
    )


def test_a_bucket_lets_a_burst_pass_and_then_one_at_a_time(database):
    assert [take(database, seconds=second) for second in (0, 0, 0, 1, 2, 2)] == pytest.approx(
        [0, 0, 2, 1, 0, 2], abs=1e-5
    )
    assert take(database, seconds=100) == 0.0
    assert (
        database.step(lambda store: store.buckets.take("other", now=NINE, every=2.0, burst=1))
        == 0.0
    )


def test_a_blocked_bucket_gives_nothing_before_its_time(database):
    database.step(lambda store: store.buckets.block("w1 chat", NINE + timedelta(seconds=30)))
    database.step(lambda store: store.buckets.block("w1 chat", NINE + timedelta(seconds=10)))
    assert take(database, seconds=0) == pytest.approx(30, abs=1e-5)
    assert take(database, seconds=29) == pytest.approx(1, abs=1e-5)
    assert take(database, seconds=30) == 0.0


def test_a_key_left_alone_is_forgotten_unless_it_counts_that_slack_said_too_fast(database):
    def unit(store):
        for key in ("old", "counts", "held", "new"):
            later = NINE + timedelta(days=2) if key == "new" else NINE
            store.buckets.take(key, now=later, every=2.0, burst=1)
        store.buckets.block("counts", NINE)
        store.buckets.hold("held", tat=0.0, holder="w", until=NINE + timedelta(days=2))

    def drop(beyond):
        before = NINE + timedelta(days=1)
        return database.step(lambda store: store.buckets.drop_idle(before, beyond=beyond, limit=3))

    database.step(unit)
    assert [drop(""), drop("new"), drop("old")] == ["new", "old", None]
    with database._engine.connect() as connection:
        kept = connection.scalars(text("SELECT key FROM bucket ORDER BY key")).all()
    assert kept == ["counts", "held", "new"]


def test_tombstones_stand_until_the_key_is_gone(database):
    database.step(lambda store: store.tombstones.add(["k2", "k1"]))
    database.step(lambda store: store.tombstones.add(["k2", "k3"]))
    assert database.read(lambda store: store.tombstones.pending()) == ("k1", "k2", "k3")
    database.step(lambda store: store.tombstones.done(["k1", "k3"]))
    assert database.read(lambda store: store.tombstones.pending()) == ("k2",)


def test_a_change_of_configuration_leaves_a_trail(database):
    note = {"workspace": "w1", "team": "t1", "event": "policy", "actor": "U9", "at": NINE}
    database.step(lambda store: store.audit.add(**note, before='{"k":5}', after='{"k":6}'))
    with database._engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM audit")).mappings()
    assert (row["event"], row["actor"], row["before"], row["after"]) == (
        "policy",
        "U9",
        '{"k":5}',
        '{"k":6}',
    )


def test_what_was_posted_about_a_topic_is_found_while_it_is_kept(database):
    sent = {"topic": "e1", "state": DeliveryState.SENT, "sent_ts": "1.2"}
    add(
        database,
        delivery_of("d1", kind=Kind.VOTE, **sent),
        delivery_of("d2", kind=Kind.LOOK_BACK, **sent),
        delivery_of("d3", kind=Kind.EXPERIMENT, topic="e1"),
        delivery_of("d4", kind=Kind.VOTE, **sent | {"topic": "e2"}),
    )
    posted = database.read(lambda store: store.deliveries.posted("t1", "e1"))
    assert [one.id for one in posted] == ["d1", "d2"]
    assert database.read(lambda store: store.deliveries.posted("t2", "e1")) == ()
