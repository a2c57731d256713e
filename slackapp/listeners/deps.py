"""What listeners need, as they need it; the composition root hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future

    from slackapp.domain.answers import Answer
    from slackapp.domain.ids import (
        ChannelId,
        GroupId,
        ReportId,
        RoundId,
        TeamId,
        UserId,
        WorkspaceId,
    )
    from slackapp.domain.screens import Form, HomeData, OpenRound
    from slackapp.domain.teams import Group, Person, Team, TeamState
    from slackapp.listeners.afterwards import Afterwards
    from slackapp.listeners.language import Languages
    from slackapp.services.access import Access
    from slackapp.services.dead_letters import DeadLetters
    from slackapp.services.defaults import StartingPoint
    from slackapp.services.drafts import Drafts
    from slackapp.services.erasure import Erasure
    from slackapp.services.everything import Everything
    from slackapp.services.expectations import Expectations
    from slackapp.services.experiments import Experiments
    from slackapp.services.managing import Managing
    from slackapp.services.members import Seen, Switches
    from slackapp.services.mirrors import Mirrors
    from slackapp.services.reports import Reports
    from slackapp.services.restoring import Restoring
    from slackapp.services.roles import Roles
    from slackapp.services.snoozes import Snoozes
    from slackapp.services.teams import TeamSettings


class CheckIns(Protocol):
    """Fill in and store one person's check-in."""

    def form(self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId) -> Form:
        """Return what the modal shows, or raise why there is nothing to show."""
        ...

    def record(
        self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId, answer: Answer
    ) -> Future[None]:
        """Store an answer; the future resolves after its commit."""
        ...

    def knows(self, round_id: RoundId) -> bool:
        """Say whether `record` would return without waiting for anything."""
        ...

    def skip(self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId) -> Future[None]:
        """Store that this person wants no reminder."""
        ...

    def open_for(self, *, workspace: WorkspaceId, user: UserId) -> tuple[OpenRound, ...]:
        """Return the check-ins that wait for this person."""
        ...


class Home(Protocol):
    """What the Home tab shows."""

    def view(self, workspace: WorkspaceId, user: UserId) -> HomeData:
        """Gather it for one person."""
        ...

    def state_in(self, workspace: WorkspaceId, channel: ChannelId) -> TeamState | None:
        """Return where a channel's team stands; None where it never had one that was asked."""
        ...


class ReportLinks(Protocol):
    """Short-lived links to report pages; whoever has one reads as the person it was given to.

    And links to documents, which are the same for everybody.
    """

    @property
    def minutes(self) -> int:
        """How long a link works."""
        ...

    def url(self, report: ReportId, *, workspace: WorkspaceId, user: UserId, form: str = "") -> str:
        """Return the address; whether this person may read it is checked when it is opened.

        `form` is "" for the page, ".csv" for its figures and ".json" for its data.
        """
        ...

    def document(self, name: str) -> str:
        """Return the address of a document, which anybody may read and which never runs out."""
        ...


class Departures(Protocol):
    """What is put away when Slack takes something away."""

    def uninstalled(self, *, enterprise: str, slack_team: str) -> None:
        """Doubt whether the app is still installed at a tenant."""
        ...

    def channel_gone(self, *, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Pause the team of a channel."""
        ...

    def channel_shared(self, *, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Pause the team of a channel that is shared with another organisation."""
        ...

    def left(self, *, team: TeamId, user: UserId) -> None:
        """Let go who left a paused team."""
        ...

    def back(self, *, team: TeamId, user: UserId) -> None:
        """Let in again who came back to a paused team."""
        ...

    def channel_renamed(self, *, workspace: WorkspaceId, channel: ChannelId, name: str) -> None:
        """Call the team of a channel as the channel is called now."""
        ...

    def group_gone(self, *, workspace: WorkspaceId, group: GroupId) -> None:
        """Pause the teams that ask the people of a group."""
        ...

    def group_renamed(self, *, workspace: WorkspaceId, group: GroupId, handle: str) -> None:
        """Call a group as it is called now."""
        ...


class Reading(Protocol):
    """Ask Slack about a person, now or a few minutes ago."""

    def __call__(self, workspace: WorkspaceId, user: UserId, /) -> Awaitable[Person]:
        """Return what Slack says; raises `SlackAway`."""
        ...


@dataclass(frozen=True, slots=True)
class Administration:
    """What setting a team up and keeping its people right needs."""

    teams: TeamSettings
    person: Reading
    met: Callable[[WorkspaceId, UserId], Person | None]
    """What is known here about somebody; None of whom Bearings never met."""
    remember: Callable[[Person], None]
    """Keep what Slack said about an admin, who may be in no team."""
    refresh: Callable[[TeamId], Coroutine[Any, Any, None]]
    """Bring a team's memberships in line with Slack.

    Raises `ChannelAway`, `GroupAway`, `SlackAway`.
    """
    there: Callable[[Team], Awaitable[Seen]]
    """Say who would be asked in a team with these settings; raises as `refresh`."""
    renew: Callable[[WorkspaceId, UserId], Awaitable[None]]
    """Ask Slack again about a person, if we know them; raises `SlackAway`."""
    manage: Managing
    drafts: Drafts
    roles: Roles
    defaults: StartingPoint
    dead_letters: DeadLetters
    everything: Everything
    restoring: Restoring
    check: Callable[[WorkspaceId, ChannelId], Awaitable[None]]
    """Refuse a channel no team can be asked in; raises a `ChannelAway`, or `SlackAway`."""
    called: Callable[[WorkspaceId, ChannelId], Awaitable[str]]
    """Return what a channel is called; raises as `check`."""
    groups: Callable[[WorkspaceId], Awaitable[tuple[Group, ...]]]
    """Return the user groups one can choose from; raises `SlackAway`."""
    listed: Callable[[WorkspaceId], tuple[Group, ...] | None]
    """Return them if Slack listed them a moment ago; None where it has to be asked."""
    afterwards: Afterwards
    patience: float = 2.0
    """Seconds that Slack may take while somebody waits; what was asked goes on all the same, and is
    known at the next try."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a team decides openly, and what a lead reads and says."""

    experiments: Experiments
    expectations: Expectations
    reports: Reports


@dataclass(frozen=True, slots=True)
class Own:
    """What is one person's alone."""

    mirrors: Mirrors
    switches: Switches
    snoozes: Snoozes
    erasure: Erasure
    access: Access
    week: Callable[[], int]
    """Counts weeks, so that something else is shown in each."""


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything listeners call."""

    check_ins: CheckIns
    home: Home
    links: ReportLinks
    departures: Departures
    administration: Administration
    decisions: Decisions
    own: Own
    languages: Languages
    feedback: str = ""
    """Where people say what is wrong or missing, shown by `/bearings help`."""
