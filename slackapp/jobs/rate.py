"""Slack's limits, kept by all workers together: one bucket a workspace and method, one a channel.

The buckets live in the database and count real time, so moving the calendar posts nothing faster.
A place in a workspace's bucket is reserved a little ahead of its time: whoever is late for one
delays no other, and in no second do more messages leave than the rate and one. Private messages
have no bucket of a channel: its key would tell whom they went to, and its time when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from slackapp.domain.deliveries import PRIVATE, Delivery
from slackapp.domain.ids import WorkspaceId
from slackapp.services.ports import Store

METHOD = "chat.postMessage"
CHANNEL_EVERY = 1.0
"""Seconds between two messages in one channel; Slack tolerates short bursts above it."""
CHANNEL_BURST = 3
AHEAD = 0.5
"""Seconds ahead of its time that a place may be reserved."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast messages may leave; `posts_per_second` is a workspace's."""

    posts_per_second: float

    @property
    def every(self) -> float:
        """Seconds between two messages of a workspace."""
        return 1 / self.posts_per_second

    def free(self, store: Store, workspace: WorkspaceId, *, now: datetime) -> tuple[int, float]:
        """Count the places within reach; without one, say in how many seconds there will be."""
        return store.buckets.free(_method(workspace), now=now, every=self.every, ahead=AHEAD)

    def reserve(
        self, store: Store, deliveries: Sequence[Delivery], *, now: datetime
    ) -> list[tuple[float, bool]]:
        """Reserve a place for each delivery of one workspace, in order.

        Returns the seconds (real time) until each, and whether the place is its own: if not, it is
        to be asked again after those seconds. The channels are asked first: a place there that is
        not used in the end costs nobody else.
        """
        if not deliveries:
            return []
        waits = self._channels(store, deliveries, now=now)
        bucket, every = _method(deliveries[0].workspace), self.every
        private = sum(one.kind in PRIVATE for one in deliveries)
        public = waits.count(0.0) - private
        # Private ones cannot be put back, so each gets a place, however far ahead.
        whispered, posted = (
            iter(store.buckets.reserve(bucket, now=now, every=every, ahead=ahead, count=count))
            for ahead, count in ((inf, private), (AHEAD, public))
        )
        return [
            (wait, False) if wait else _next(whispered if one.kind in PRIVATE else posted)
            for one, wait in zip(deliveries, waits, strict=True)
        ]

    def _channels(
        self, store: Store, deliveries: Sequence[Delivery], *, now: datetime
    ) -> list[float]:
        """The seconds each channel has to wait; none where a person is written to."""
        public = [one for one in deliveries if one.kind not in PRIVATE]
        keys = [_channel(one) for one in public]
        waits: list[float] = []
        if keys:
            waits = store.buckets.take_each(keys, now=now, every=CHANNEL_EVERY, burst=CHANNEL_BURST)
        of_public = iter(waits)
        return [0.0 if one.kind in PRIVATE else next(of_public) for one in deliveries]

    def blocked(self, store: Store, workspace: WorkspaceId, *, now: datetime) -> float:
        """Return for how many seconds Slack wants nothing from us."""
        return store.buckets.blocked(_method(workspace), now=now)

    def block(self, store: Store, workspace: WorkspaceId, *, now: datetime, seconds: float) -> None:
        """Let nobody post to the workspace before Slack's `Retry-After` is over."""
        store.buckets.block(_method(workspace), now + timedelta(seconds=seconds))


def _next(free: Iterator[float]) -> tuple[float, bool]:
    place = next(free, None)
    return (AHEAD, False) if place is None else (place, True)


def _method(workspace: WorkspaceId) -> str:
    return f"{workspace}:{METHOD}"


def _channel(delivery: Delivery) -> str:
    return f"{delivery.workspace}:{delivery.target}"
