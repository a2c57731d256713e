"""What listeners need, as they need it; the composition root hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from concurrent.futures import Future

    from slackapp.domain.answers import Answer
    from slackapp.domain.ids import ChannelId, ReportId, RoundId, UserId, WorkspaceId
    from slackapp.domain.screens import Form, HomeData, OpenRound


class CheckIns(Protocol):
    """Fill in and store one person's check-in."""

    def form(self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId) -> Form:
        """Return what the modal shows, or raise why there is nothing to show."""
        ...

    def record(self, *, round_id: RoundId, user: UserId, answer: Answer) -> Future[None]:
        """Store an answer; the future resolves after its commit."""
        ...

    def skip(self, *, round_id: RoundId, user: UserId) -> Future[None]:
        """Store that this person wants no reminder."""
        ...

    def open_for(self, *, workspace: WorkspaceId, user: UserId) -> tuple[OpenRound, ...]:
        """Return the check-ins that wait for this person."""
        ...


class Home(Protocol):
    """What App Home shows."""

    def view(self, workspace: WorkspaceId, user: UserId) -> HomeData:
        """Gather it for one person."""
        ...


class ReportLinks(Protocol):
    """Short-lived links to report pages, each for one person."""

    @property
    def minutes(self) -> int:
        """How long a link works."""
        ...

    def url(self, report: ReportId, *, workspace: WorkspaceId, user: UserId) -> str:
        """Return the address; whether this person may read it is checked when it is opened."""
        ...


class Departures(Protocol):
    """What is put away when Slack takes something away."""

    def uninstalled(self, *, enterprise: str, slack_team: str) -> None:
        """Forget a tenant's token and pause its teams."""
        ...

    def channel_gone(self, *, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Pause the team of a channel."""
        ...


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything listeners call."""

    check_ins: CheckIns
    home: Home
    links: ReportLinks
    departures: Departures
    feedback: str = ""
    """An address for complaints, shown by `/bearings help`."""
