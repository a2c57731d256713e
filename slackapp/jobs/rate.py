"""Slack's limits, kept by all workers together: one bucket a workspace and method, one a channel.

The buckets live in the database and count real time, so moving the calendar posts nothing faster.
Places in a workspace's bucket are reserved a little ahead of their time by the one worker that
sends there; it keeps their distance itself, and says at its next claim what became of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slackapp.domain.deliveries import PRIVATE, Delivery
from slackapp.domain.ids import WorkspaceId
from slackapp.services.ports import Store

METHOD = "chat.postMessage"
CHANNEL_EVERY = 1.0
"""Seconds between two messages in one channel; Slack tolerates short bursts above it."""
CHANNEL_BURST = 3
AHEAD = 0.5
"""Seconds ahead of its time that a place may be reserved."""
FEW = 3
"""Distances ahead, where that is longer: to claim costs more than to send one message."""
LATE = 0.9
"""How late a message may begin, as a share of the distance, without moving those behind it."""
SAME = 1e-3
"""Seconds by which two instants may differ and still be one."""


@dataclass(slots=True)
class Pace:
    """The places of one lane, in seconds of its own monotonic clock.

    A message may reach Slack up to one distance after its place: that much Slack's own bucket
    forgives. One that is later moves all behind it, because Slack keeps no more for us than that.
    """

    every: float
    next_at: float = 0.0
    left: float | None = None
    """Until when the bucket was taken when this lane looked last: nobody else used it since."""
    held_until: float = 0.0
    """When Slack's `Retry-After` is over, as it said to something public."""

    def ahead(self, at: float) -> float:
        """Return the seconds until the next place; a little less than 0.0 when it is overdue."""
        return max(-LATE * self.every, self.next_at - at) if self.left is not None else 0.0

    def begin(self, at: float) -> None:
        """Use the next place."""
        self.next_at = max(self.next_at, at - LATE * self.every) + self.every

    def landed(self, at: float) -> None:
        """Slack has answered: it may have counted the message as late as now."""
        self.next_at = max(self.next_at, at)

    def hold(self, until: float) -> None:
        """Begin nothing before a moment: Slack said so."""
        self.held_until = max(self.held_until, until)
        self.next_at = max(self.next_at, until)


@dataclass(frozen=True, slots=True)
class Lane:
    """A workspace in which one worker sends, for the length of its lease at a time."""

    workspace: WorkspaceId
    holder: str
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Places:
    """What a lane may use: `count` places, the first in `first` seconds."""

    first: float
    count: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast messages may leave; `posts_per_second` is a workspace's."""

    posts_per_second: float

    @property
    def every(self) -> float:
        """Seconds between two messages of a workspace."""
        return 1 / self.posts_per_second

    def places(
        self, store: Store, lane: Lane, pace: Pace, *, now: datetime, at: float
    ) -> Places | None:
        """Lock a workspace's bucket and count the places within reach.

        None where it is another's, or nobody knows whether the app is still installed. `now` is
        real time, `at` the same moment on the lane's own clock.
        """
        if store.workspaces.doubted_at(lane.workspace) is not None:
            return None
        entered = store.buckets.enter(_method(lane.workspace), now=now, holder=lane.holder)
        if entered is None:
            return None
        tat, blocked_until = entered
        instant = now.timestamp()
        taken = max(0.0, tat - instant)
        if pace.left is not None and abs(tat - pace.left) < SAME:
            taken = pace.ahead(at)
        first = max(taken, pace.ahead(at), blocked_until - instant)
        reach = max(AHEAD, FEW * self.every)
        count = 0 if first > reach else 1 + int((reach - first) / self.every)
        return Places(first, count)

    def taken(
        self, store: Store, workspaces: Sequence[WorkspaceId], *, holder: str, now: datetime
    ) -> frozenset[WorkspaceId]:
        """Return those of some workspaces whose bucket somebody else holds."""
        keys = {_method(one): one for one in workspaces}
        held = store.buckets.held([*keys], now=now, but=holder)
        return frozenset(keys[key] for key in held)

    def reserve(
        self, store: Store, lane: Lane, places: Places, *, now: datetime, count: int
    ) -> float:
        """Use some of these places and hold the lane; returns until when they are taken."""
        tat = now.timestamp() + places.first + count * self.every
        until = now + lane.lease
        store.buckets.hold(_method(lane.workspace), tat=tat, holder=lane.holder, until=until)
        return tat

    def leave(self, store: Store, lane: Lane) -> None:
        """Let others send in a lane."""
        store.buckets.leave(_method(lane.workspace), holder=lane.holder)

    def channels(
        self, store: Store, deliveries: Sequence[Delivery], *, now: datetime
    ) -> list[float]:
        """Take a place in the channel of each; returns the seconds to wait where there is none.

        Private messages take none: a row that names a person would say when they were written to.
        """
        public = [one for one in deliveries if one.kind not in PRIVATE]
        if not public:
            return [0.0] * len(deliveries)
        keys = [_channel(one) for one in public]
        found = store.buckets.take_each(keys, now=now, every=CHANNEL_EVERY, burst=CHANNEL_BURST)
        waits = dict(zip((one.id for one in public), found, strict=True))
        return [waits.get(one.id, 0.0) for one in deliveries]

    def block(self, store: Store, workspace: WorkspaceId, *, now: datetime, seconds: float) -> None:
        """Let nobody post to the workspace before Slack's `Retry-After` is over."""
        store.buckets.block(_method(workspace), now + timedelta(seconds=seconds))


def _method(workspace: WorkspaceId) -> str:
    return f"{workspace}:{METHOD}"


def _channel(delivery: Delivery) -> str:
    return f"{delivery.workspace}:{delivery.target}"
