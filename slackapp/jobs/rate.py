"""Slack's limits, kept by all workers together: one bucket a workspace and method, one a channel.

The buckets live in the database and count real time, so moving the calendar posts nothing faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from slackapp.domain.deliveries import Delivery
from slackapp.services.ports import Store

METHOD = "chat.postMessage"
CHANNEL_EVERY = 1.0
"""Seconds between two messages in one channel; Slack tolerates short bursts above it."""
CHANNEL_BURST = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast messages may leave; `posts_per_second` is a workspace's."""

    posts_per_second: float

    def take(self, store: Store, delivery: Delivery, *, now: datetime) -> float:
        """Take a place for one message; return 0.0, else the seconds to wait (real time).

        The channel is asked first: a place there that is not used in the end costs nobody else.
        """
        wait = store.buckets.take(
            _channel(delivery), now=now, every=CHANNEL_EVERY, burst=CHANNEL_BURST
        )
        return wait or store.buckets.take(
            _workspace(delivery),
            now=now,
            every=1 / self.posts_per_second,
            burst=max(1, int(self.posts_per_second)),
        )

    def block(self, store: Store, delivery: Delivery, *, now: datetime, seconds: float) -> None:
        """Let nobody post to the workspace before Slack's `Retry-After` is over."""
        store.buckets.block(_workspace(delivery), now + timedelta(seconds=seconds))


def _workspace(delivery: Delivery) -> str:
    return f"{delivery.workspace}:{METHOD}"


def _channel(delivery: Delivery) -> str:
    return f"{delivery.workspace}:{delivery.target}"
