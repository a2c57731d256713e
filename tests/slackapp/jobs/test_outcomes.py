"""What becomes of a delivery after one attempt, kind by kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slackapp.domain.deliveries import CUT_OFF, PRIVATE, UNCLEAR, Delivery, DeliveryState, Kind
from slackapp.jobs.outcomes import (
    FIRST_WAIT,
    LONGEST_WAIT,
    MOST_FAILURES,
    again_after,
    given_up,
    may_post,
    settled,
    unsent,
    wait_after,
)
from slackapp.services.outbox import Limited, Refused, Sent, Unclear

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPEN_KINDS = sorted(set(Kind) - PRIVATE)
PRIVATE_KINDS = sorted(PRIVATE)


def row(kind, **changes):
    given = Delivery("d1", "w1", "t1", "r1", kind, "C1", "", DeliveryState.SENDING, NOW, attempts=1)
    return replace(given, **changes)


@pytest.mark.parametrize("kind", OPEN_KINDS)
def test_what_slack_took_is_sent_and_keeps_its_name(kind):
    after = settled(row(kind), Sent("1.2"), now=NOW)
    assert (after.state, after.sent_ts) == (DeliveryState.SENT, "1.2")


@pytest.mark.parametrize("kind", OPEN_KINDS)
def test_an_unclear_outcome_is_posted_again(kind):
    after = settled(row(kind), Unclear("timeout"), now=NOW)
    assert (after.state, after.due_at) == (DeliveryState.UNKNOWN, NOW + FIRST_WAIT)
    assert after.last_error == "timeout"
    assert may_post(after)


@pytest.mark.parametrize("kind", sorted(set(OPEN_KINDS) - {Kind.OUTCOME}))
def test_a_second_unclear_outcome_is_a_dead_letter_whatever_was_refused_in_between(kind):
    doubt = settled(row(kind), Unclear("timeout"), now=NOW)
    for between in (doubt.released(due_at=NOW), refused(doubt)):
        after = settled(between, Unclear("http_500"), now=NOW)
        assert (after.state, after.last_error) == (DeliveryState.DEAD, UNCLEAR)


@pytest.mark.parametrize("kind", OPEN_KINDS)
def test_the_death_of_a_worker_is_no_unclear_outcome_of_slack(kind):
    taken_up = row(kind, state=DeliveryState.UNKNOWN)
    put_back = taken_up.released(due_at=NOW)
    assert (put_back.state, put_back.last_error) == (DeliveryState.UNKNOWN, CUT_OFF)
    for one in (taken_up, put_back):
        assert settled(one, Unclear("timeout"), now=NOW).state is DeliveryState.UNKNOWN


@pytest.mark.parametrize("kind", sorted(set(OPEN_KINDS) - {Kind.OUTCOME}))
@pytest.mark.parametrize("error", [None, CUT_OFF, "timeout", UNCLEAR])
def test_what_may_have_been_posted_stays_so_whatever_slack_says_to_a_later_attempt(kind, error):
    before = row(kind, state=DeliveryState.UNKNOWN, last_error=error)
    after = settled(before, Refused("is_archived", permanent=True), now=NOW)
    assert (after.state, after.last_error) == (DeliveryState.DEAD, UNCLEAR)
    assert refused(before).state is before.released(due_at=NOW).state is DeliveryState.UNKNOWN


def refused(delivery):
    return settled(delivery, Refused("service_unavailable", permanent=False), now=NOW)


@pytest.mark.parametrize("kind", PRIVATE_KINDS)
@pytest.mark.parametrize(
    "outcome",
    [
        Sent("1.2"),
        Unclear("timeout"),
        Refused("cannot_dm_bot", permanent=True),
        Refused("service_unavailable", permanent=False),
    ],
)
def test_a_private_message_is_done_whatever_happened_and_keeps_no_trace(kind, outcome):
    after = settled(row(kind, last_error="earlier"), outcome, now=NOW)
    assert after.state is DeliveryState.DONE
    assert after.sent_ts is after.last_error is None


@pytest.mark.parametrize("kind", PRIVATE_KINDS)
def test_a_private_attempt_that_was_cut_off_is_not_made_again(kind):
    assert not may_post(row(kind, state=DeliveryState.UNKNOWN))


@pytest.mark.parametrize("kind", OPEN_KINDS)
def test_what_slack_refuses_for_now_is_tried_again_later(kind):
    after = refused(row(kind, attempts=5, failures=2))
    assert (after.state, after.failures) == (DeliveryState.DUE, 3)
    assert after.due_at == NOW + FIRST_WAIT * 4


FINAL = pytest.mark.parametrize(
    ("failures", "outcome"),
    [
        (0, Refused("is_archived", permanent=True)),
        (MOST_FAILURES - 1, Refused("service_unavailable", permanent=False)),
        (MOST_FAILURES - 1, Unclear(UNCLEAR)),
    ],
)


@pytest.mark.parametrize("kind", sorted(set(OPEN_KINDS) - {Kind.OUTCOME}))
@FINAL
def test_what_can_not_be_sent_is_a_dead_letter_with_its_reason(kind, failures, outcome):
    after = settled(row(kind, failures=failures), outcome, now=NOW)
    assert (after.state, after.last_error) == (DeliveryState.DEAD, outcome.error)


@FINAL
def test_what_can_not_take_the_place_of_a_message_is_let_go(failures, outcome):
    after = settled(row(Kind.OUTCOME, failures=failures), outcome, now=NOW)
    assert after.state is DeliveryState.CANCELLED


@pytest.mark.parametrize("kind", [Kind.OUTCOME, Kind.INVITATION])
def test_what_failed_and_has_no_words_left_is_a_dead_letter_but_where_nobody_misses_it(kind):
    state = DeliveryState.CANCELLED if kind is Kind.OUTCOME else DeliveryState.DEAD
    for failed in (row(kind, last_error="x"), row(kind, last_error="x", attempts=99)):
        assert given_up(failed).state is state


@pytest.mark.parametrize(
    ("outcome", "again"),
    [
        (Sent("1.2"), None),
        (Unclear("timeout"), None),
        (Refused("cannot_dm_bot", permanent=True), None),
        (Refused("service_unavailable", permanent=False), 10.0),
        (Limited(3.0), 3.0),
    ],
)
def test_a_private_message_is_tried_again_only_where_nobody_can_have_got_it(outcome, again):
    assert again_after(outcome, 2) == again


def test_with_nothing_left_to_say_a_private_row_looks_like_one_that_was_sent():
    reminder = row(Kind.REMINDER)
    assert unsent(reminder) == settled(reminder, Sent("1.2"), now=NOW)
    assert unsent(row(Kind.INVITATION)).state is DeliveryState.CANCELLED


def test_waits_double_up_to_a_quarter_of_an_hour():
    waits = [wait_after(failures) for failures in range(1, MOST_FAILURES)]
    assert waits[:3] == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]
    assert waits[-1] == LONGEST_WAIT == timedelta(minutes=15)
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=1, hours=1)
