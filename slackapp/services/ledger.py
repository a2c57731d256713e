"""What sending needs kept, as Protocols: rows of outgoing messages, and limits on their rate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from slackapp.domain.deliveries import Delivery
from slackapp.domain.ids import ChannelId, DeliveryId, RoundId, TeamId, UserId, WorkspaceId


class Deliveries(Protocol):
    """The ledger's rows."""

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Add rows; one that exists already (round, kind, target, topic) stays as it is."""
        ...

    def look(
        self, now: datetime, *, real_now: datetime | None = None
    ) -> tuple[tuple[WorkspaceId, ...], datetime | None]:
        """Return the workspaces with a row to claim, and when the next row after `now` is due.

        Without `real_now` leases are over by the database's clock.
        """
        ...

    def claim(
        self,
        now: datetime,
        *,
        real_now: datetime,
        owner: str,
        lease_until: datetime,
        limit: int,
        workspace: WorkspaceId | None = None,
    ) -> tuple[Delivery, ...]:
        """Take due rows, or as `unknown` one whose lease ran out; attempt + 1."""
        ...

    def settle(self, delivery: Delivery) -> bool:
        """Write an outcome if `owner` and `attempts` still match; False: the lease was lost.

        How often it failed stays as it is.
        """
        ...

    def release(self, delivery: Delivery, *, due_at: datetime) -> bool:
        """Put a claimed row back to `due`, its attempt refunded; False: the lease was lost."""
        ...

    def settle_all(self, outcomes: Sequence[tuple[Delivery, Delivery]]) -> list[bool]:
        """Write many outcomes: each a row as it was claimed, and as it is now.

        Of one that another holds by now it is noted that its attempt is over.
        """
        ...

    def of_round(self, round_id: RoundId) -> tuple[Delivery, ...]: ...
    def posted(self, team: TeamId, topic: str) -> tuple[Delivery, ...]:
        """Return what a team was told about a topic, as far as it is still kept."""
        ...

    def next_due_at(self) -> datetime | None: ...
    def dead(self, *, limit: int, workspace: WorkspaceId | None = None) -> tuple[Delivery, ...]: ...
    def trying(self, workspace: WorkspaceId, *, limit: int) -> tuple[Delivery, ...]:
        """Return what is not private, failed before and is due again, oldest first."""
        ...

    def late(self, before: datetime, *, limit: int) -> tuple[Delivery, ...]:
        """Return what is not private and waits although it was due before, oldest first."""
        ...

    def retry(self, delivery: DeliveryId, *, now: datetime) -> bool: ...
    def drop(self, delivery: DeliveryId) -> bool: ...
    def get(self, delivery: DeliveryId) -> Delivery: ...
    def cancel(self, team: TeamId) -> None: ...
    def tell_again(self, team: TeamId, *, channel: ChannelId, now: datetime) -> tuple[str, ...]:
        """Make due in a channel what a team was not told of changes of its settings, and all since.

        In the order in which they were made. Returns the topics that it reads of them, in order.
        """
        ...

    def told(self, team: TeamId, *, channel: ChannelId) -> tuple[str, ...]:
        """Return the topics a channel reads of changes of a team's settings, in order."""
        ...

    def drop_settled(self, team: TeamId, before: datetime) -> None:
        """Delete a team's rows that were due before an instant and have nothing left to do."""
        ...

    def is_due(self, workspace: WorkspaceId, *, now: datetime) -> bool:
        """Whether a workspace has a row that waits although it is due."""
        ...

    def forget(self, workspace: WorkspaceId, user: UserId) -> None:
        """Delete every row of a message to a person, dead letters too; name them in no other."""
        ...

    def erase_private(self, round_id: RoundId) -> None: ...
    def count_by_state(self) -> dict[str, int]: ...
    def count_due(self, now: datetime) -> int: ...


class Looks(Protocol):
    """When Slack was last asked who is in a team's channel."""

    def put(
        self, team_id: TeamId, at: datetime, *, absent: int = 0, began_at: datetime | None = None
    ) -> None:
        """Note that Slack has just been asked; `absent` are of the group and not in the channel.

        `began_at` is when it was asked, in real time.
        """
        ...

    def forget(self, team_id: TeamId) -> None:
        """Have Slack asked again: the team is asked elsewhere now."""
        ...

    def absent(self, team_id: TeamId) -> int: ...
    def at(self, team_id: TeamId) -> datetime | None: ...
    def began_at(self, team_id: TeamId) -> datetime | None: ...
    def due(
        self,
        *,
        after: datetime,
        until: datetime,
        looked_before: datetime,
        without: Collection[WorkspaceId],
        limit: int,
    ) -> tuple[tuple[WorkspaceId, TeamId], ...]:
        """Return teams whose round opens between two instants, soonest first, to be looked at."""
        ...


class Buckets(Protocol):
    """GCRA rate limits shared by all workers, in real time."""

    def take(self, key: str, *, now: datetime, every: float, burst: int, count: int = 1) -> float:
        """Take places together; returns 0.0 when taken, else the seconds to wait."""
        ...

    def take_each(
        self, keys: Sequence[str], *, now: datetime, every: float, burst: int
    ) -> list[float]:
        """Take a place under each key; returns what `take` does for each."""
        ...

    def enter(self, key: str, *, now: datetime, holder: str) -> tuple[float, float] | None:
        """Return until when places are taken, and until when Slack told us to wait; locked.

        None where somebody else holds the bucket.
        """
        ...

    def held(self, keys: Sequence[str], *, now: datetime, but: str) -> tuple[str, ...]:
        """Return those of some buckets that anybody else holds; nothing is locked."""
        ...

    def hold(self, key: str, *, tat: float, holder: str, until: datetime) -> None:
        """Take places until `tat`, and the bucket for ourselves, after `enter`."""
        ...

    def leave(self, key: str, *, holder: str) -> None:
        """Let others take the bucket, if it is still ours."""
        ...

    def blocked(self, key: str, *, now: datetime) -> float:
        """Return for how many seconds Slack told us to wait."""
        ...

    def block(self, key: str, until: datetime) -> None:
        """Take no place before an instant, because Slack said so; this is counted."""
        ...

    def times_blocked(self) -> int:
        """Say how often Slack said that we were too fast."""
        ...

    def drop(self, key: str) -> None:
        """Forget when a place was last taken under a key."""
        ...

    def drop_idle(self, before: datetime, *, beyond: str, limit: int) -> str | None:
        """Look at some keys beyond one, and forget those left alone since an instant.

        Returns the last key looked at; None when there was none.
        """
        ...
