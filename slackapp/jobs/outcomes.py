"""What becomes of a delivery after one attempt; pure, and the same for every runner.

Slack has no idempotency key and we read no history, so an attempt whose outcome nobody knows is
decided by kind: an invitation or a report is posted again (a second one carries the same round, and
answers replace each other), a private message is not (a lost nudge is milder than a double one).
Once, and only when Slack answers again: a second attempt in doubt is a dead letter, so that nothing
but deaths of workers can post a message more than twice.

What Slack refuses for now is tried again for about a day, or until it is too late for it: an outage
of some hours costs no check-in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from slackapp.domain.deliveries import PRIVATE, UNCLEAR, Delivery, DeliveryState, Kind
from slackapp.services.outbox import Limited, Outcome, Refused, Sent, Unclear

MOST_ATTEMPTS = 8
"""Attempts of a private message, and attempts of any of which no worker said that they are over:
something about it may be what workers die of, and all others of its workspace wait behind it.
"""
MOST_FAILURES = 104
"""Failed attempts after which a message becomes a dead letter: about a day."""
OVER = Refused("over", permanent=True)
"""What becomes of a message that had to wait until what it says was over: Slack never hears it."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)


def settled(delivery: Delivery, outcome: Sent | Refused | Unclear, *, now: datetime) -> Delivery:
    """Return the delivery as it is to be written after an attempt that was made.

    A private one keeps neither a time nor an error and never becomes a dead letter: `done` says
    only that nothing is left to do.
    """
    if delivery.kind in PRIVATE:
        return done(delivery)
    if isinstance(outcome, Sent):
        return replace(delivery, state=DeliveryState.SENT, sent_ts=outcome.ts, last_error=None)
    if _final(delivery, outcome):
        if delivery.kind is Kind.OUTCOME:  # the message is gone, and nobody misses its outcome
            return unsent(delivery)
        word = UNCLEAR if _may_be_posted(delivery, outcome) else outcome.error
        return replace(delivery, state=DeliveryState.DEAD, last_error=word)
    in_doubt = _may_be_posted(delivery, outcome)
    state = DeliveryState.UNKNOWN if in_doubt else DeliveryState.DUE
    return replace(_again(delivery, now), state=state, last_error=outcome.error)


def again_after(outcome: Outcome, attempts: int) -> float | None:
    """Return the seconds after which a private message is tried again, in memory; None: never.

    Its row says nothing of that: it was settled before the first attempt.
    """
    if isinstance(outcome, Limited):
        return outcome.retry_after
    if isinstance(outcome, Refused) and not outcome.permanent:
        return wait_after(attempts).total_seconds()
    return None


def given_up(delivery: Delivery) -> Delivery:
    """Return a row without words; one that failed before is a dead letter, never just gone.

    What would have taken the place of a message is missed by nobody once that is forgotten.
    """
    if was_cut_off_too_often(delivery):
        never = Refused(delivery.last_error or "never_rendered", permanent=True)
        return settled(delivery, never, now=delivery.due_at)
    if delivery.last_error is not None and delivery.kind not in {*PRIVATE, Kind.OUTCOME}:
        return replace(delivery, state=DeliveryState.DEAD)
    return unsent(delivery)


def unsent(delivery: Delivery) -> Delivery:
    """Return a delivery as it is to be written when there was nothing (left) to say."""
    if delivery.kind in PRIVATE:
        return done(delivery)
    return replace(delivery, state=DeliveryState.CANCELLED)


def done(delivery: Delivery) -> Delivery:
    """Return a private delivery as it looks whether or not a message was sent."""
    return replace(delivery, state=DeliveryState.DONE, sent_ts=None, last_error=None)


def was_cut_off_too_often(delivery: Delivery) -> bool:
    """Say whether it is not to be tried again: nobody lived to write how attempts ended.

    Or somebody did, each time, and was too late for it: the others of its workspace waited.
    """
    cut_off = delivery.attempts - delivery.failures
    return cut_off > MOST_ATTEMPTS or delivery.failures >= MOST_FAILURES


def may_post(delivery: Delivery) -> bool:
    """Say whether a claimed delivery is to be posted: not when its private attempt was cut off."""
    return delivery.state is not DeliveryState.UNKNOWN or delivery.kind not in PRIVATE


def wait_after(failures: int) -> timedelta:
    """Return how long to wait before the next attempt: doubling, at most a quarter of an hour."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures - 1, MOST_ATTEMPTS)
    return min(LONGEST_WAIT, doubled)


def _again(delivery: Delivery, now: datetime) -> Delivery:
    failures = delivery.failures + 1
    return replace(delivery, failures=failures, due_at=now + wait_after(failures))


def _may_be_posted(delivery: Delivery, outcome: Refused | Unclear) -> bool:
    """Whether this attempt or one before may have been posted; a refusal speaks of itself alone."""
    return isinstance(outcome, Unclear) or delivery.may_be_posted


def _final(delivery: Delivery, outcome: Refused | Unclear) -> bool:
    decided = delivery.is_in_doubt if isinstance(outcome, Unclear) else outcome.permanent
    return decided or delivery.failures + 1 >= MOST_FAILURES
