"""Teams with their policy and cadence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    or_,
    select,
    text,
    update,
)

from slackapp.domain.cadence import INTERVALS, Cadence
from slackapp.domain.ids import ChannelId, GroupId, TeamId, UserId, WorkspaceId
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Group, Team, TeamState
from slackapp.errors import ChannelTaken, UnknownTeam
from slackapp.storage.experiment_tables import expectation, experiment
from slackapp.storage.looks import look
from slackapp.storage.tables import (
    SWEPT_TEAM,
    delivery,
    membership,
    private_note,
    roster_epoch,
    round_,
    window,
)
from slackapp.storage.tables import team as table
from slackapp.storage.upsert import upsert

_OWNED = (
    *(round_, window, private_note, membership, roster_epoch, delivery),
    *(experiment, expectation, look),
)
"""Tables with rows of a team; whatever hangs on those rows goes with them."""
_ONE = select(table).where(table.c.id == bindparam("of"))
_LOCK = _ONE.with_for_update()
_COUNT = update(table).where(table.c.id == bindparam("of")).values(asked=bindparam("now"))
_SLACK_DAYS = 2
"""A clock change or a moved zone may take the next turn a little beyond its interval."""


class Teams:
    """Teams. One that has ended leaves its channel free."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, team: Team) -> None:
        """Add or replace a team; raises `ChannelTaken`."""
        if team.state is not TeamState.ENDED:
            there = self.in_channel(team.workspace, team.channel)
            if there is not None and there.id != team.id:
                raise ChannelTaken(team=there.name)
        upsert(self._connection, table, [_row(team)])

    def count(self, team: Team) -> None:
        """Write down how many rounds a team was asked, and nothing else of it."""
        self._connection.execute(_COUNT, {"of": team.id, "now": team.asked})

    def get(self, team: TeamId) -> Team:
        """Return a team; raises `UnknownTeam`."""
        return self._one(_ONE, team)

    def lock(self, team: TeamId) -> Team:
        """Return a team, locked FOR UPDATE; raises `UnknownTeam`."""
        return self._one(_LOCK, team)

    def in_channel(self, workspace: WorkspaceId, channel: ChannelId) -> Team | None:
        """Return the team of a channel that has not ended."""
        teams = self._many(
            select(table).where(
                table.c.workspace == workspace,
                table.c.channel == channel,
                table.c.state != TeamState.ENDED,
            )
        )
        return teams[0] if teams else None

    def of_workspace(
        self, workspace: WorkspaceId, *, states: Collection[TeamState] = tuple(TeamState)
    ) -> tuple[Team, ...]:
        """Return the teams of a workspace by name, ended ones too unless told which."""
        own = (table.c.workspace == workspace, table.c.state.in_(states))
        return self._many(select(table).where(*own).order_by(table.c.name, table.c.id))

    def leads(self, workspace: WorkspaceId) -> frozenset[UserId]:
        """Return who leads a team of a workspace that has not ended; no team is read as a whole."""
        own = (table.c.workspace == workspace, table.c.state != TeamState.ENDED)
        found = self._connection.scalars(select(table.c.leads).where(*own))
        return frozenset(UserId(user) for leads in found for user in leads)

    def of_person(self, workspace: WorkspaceId, user: UserId) -> tuple[Team, ...]:
        """Return the teams that a person leads, or whose channel they are or were in, ended too."""
        joined = select(membership.c.team).where(membership.c.user == user)
        leads = cast(table.c.leads, String).contains(f'"{user}"', autoescape=True)
        return self._many(
            select(table)
            .where(table.c.workspace == workspace, or_(table.c.id.in_(joined), leads))
            .order_by(table.c.id)
        )

    def following(self, workspace: WorkspaceId, group: GroupId) -> tuple[Team, ...]:
        """Return the teams that ask the people of a user group; those that have ended do not."""
        return self._many(
            select(table)
            .where(
                table.c.workspace == workspace,
                table.c.user_group == group,
                table.c.state != TeamState.ENDED,
            )
            .order_by(table.c.id)
        )

    def without_planned_round(self) -> tuple[TeamId, ...]:
        """Return the running teams whose next round is not planned yet."""
        planned = exists().where(round_.c.team == table.c.id, round_.c.state == RoundState.PLANNED)
        found = self._connection.scalars(
            select(table.c.id)
            .where(table.c.state == TeamState.RUNNING, ~planned)
            .order_by(table.c.id)
        )
        return tuple(TeamId(team) for team in found)

    def empty(self, team: TeamId) -> None:
        """Delete all a team owns but what each family remembers; its keys are buried before."""
        for owned in _OWNED:
            self._connection.execute(delete(owned).where(owned.c.team == team))
        self._connection.execute(update(table).where(table.c.id == team).values(deleted_on=None))

    def planned_too_far(self, now: datetime) -> tuple[TeamId, ...]:
        """Return the teams that wait longer than they can, whether or not they are running.

        For their next round longer than their rhythm; for one that has begun longer than a week.
        """
        farthest = [
            and_(
                table.c.every_weeks == weeks,
                round_.c.next_due_at > now + timedelta(weeks=weeks, days=_SLACK_DAYS),
            )
            for weeks in INTERVALS
        ]
        planned = and_(
            round_.c.state == RoundState.PLANNED,
            table.c.state == TeamState.RUNNING,
            table.c.first <= now.date(),
            or_(*farthest),
        )
        found = self._connection.scalars(
            select(table.c.id)
            .join(round_, round_.c.team == table.c.id)
            .where(
                round_.c.next_due_at > now + timedelta(weeks=min(INTERVALS)),
                or_(planned, round_.c.state != RoundState.PLANNED),
            )
            .distinct()
            .order_by(table.c.id)
        )
        return tuple(TeamId(team) for team in found)

    def to_sweep(self, now: datetime, *, limit: int) -> tuple[TeamId, ...]:
        """Return running and paused teams whose people are to be compared with Slack, in order."""
        found = self._connection.scalars(
            select(table.c.id)
            .where(text(SWEPT_TEAM), table.c.next_sweep_at <= now)
            .order_by(table.c.next_sweep_at)
            .limit(limit)
        )
        return tuple(TeamId(team) for team in found)

    def is_to_sweep(self, team: TeamId, now: datetime) -> bool:
        """Say whether a team still is one of them."""
        condition = (table.c.id == team, text(SWEPT_TEAM), table.c.next_sweep_at <= now)
        return self._connection.scalar(select(table.c.id).where(*condition)) is not None

    def sweep_at(self, team: TeamId, at: datetime) -> None:
        """Say when a team's people are compared with Slack next."""
        self._connection.execute(update(table).where(table.c.id == team).values(next_sweep_at=at))

    def to_tidy(self, now: datetime, *, limit: int) -> tuple[TeamId, ...]:
        """Return teams of any state in which to delete what is too old, in order."""
        found = self._connection.scalars(
            select(table.c.id)
            .where(table.c.next_tidy_at <= now)
            .order_by(table.c.next_tidy_at)
            .limit(limit)
        )
        return tuple(TeamId(team) for team in found)

    def tidy_at(self, team: TeamId, at: datetime) -> None:
        """Say when to look next for what is too old in a team."""
        self._connection.execute(update(table).where(table.c.id == team).values(next_tidy_at=at))

    def bring_back(self, now: datetime, *, beyond: datetime, limit: int) -> bool:
        """Make due what lies beyond an instant, some rows at a time; False when there was none."""
        sweeps = (text(SWEPT_TEAM), table.c.next_sweep_at > beyond)
        tidies = (table.c.next_tidy_at > beyond,)
        moved = 0
        for turn, far in ((table.c.next_sweep_at, sweeps), (table.c.next_tidy_at, tidies)):
            some = select(table.c.id).where(*far).limit(limit).scalar_subquery()
            found = self._connection.execute(
                update(table).where(table.c.id.in_(some)).values({turn: now})
            )
            moved += found.rowcount
        return moved > 0

    def delete(self, team: TeamId) -> None:
        """Delete a team and all it owns; its keys are the caller's to bury first."""
        self._connection.execute(delete(table).where(table.c.id == team))

    def _one(self, statement: Select[Any], team: TeamId) -> Team:
        row = self._connection.execute(statement, {"of": team}).mappings().first()
        if row is None:
            raise UnknownTeam
        return _team(row)

    def _many(self, statement: Select[Any]) -> tuple[Team, ...]:
        return tuple(_team(row) for row in self._connection.execute(statement).mappings())


def _row(team: Team) -> dict[str, Any]:
    policy, cadence = team.policy, team.cadence
    return {
        "id": team.id,
        "workspace": team.workspace,
        "channel": team.channel,
        "name": team.name,
        "leads": sorted(team.leads),
        "state": team.state.value,
        "asked": team.asked,
        "k": policy.k,
        "light": policy.light,
        "named": policy.named,
        "open_days": policy.open_days,
        "retention_weeks": policy.retention_weeks,
        "not_for_appraisal": policy.not_for_appraisal,
        "zone": cadence.zone,
        "weekday": cadence.weekday,
        "at": cadence.at,
        "first": cadence.first,
        "every_weeks": cadence.every_weeks,
        "quiet_days": sorted(day.isoformat() for day in cadence.quiet_days),
        "holidays": cadence.holidays,
        "paused_until": cadence.paused_until,
        "ends": cadence.ends,
        "user_group": team.group.id if team.group else None,
        "user_group_handle": team.group.handle if team.group else None,
    }


def _team(row: RowMapping) -> Team:
    group = row["user_group"]
    return Team(
        id=TeamId(row["id"]),
        workspace=WorkspaceId(row["workspace"]),
        channel=ChannelId(row["channel"]),
        name=row["name"],
        leads=frozenset(UserId(user) for user in row["leads"]),
        policy=Policy(
            k=row["k"],
            light=row["light"],
            named=row["named"],
            open_days=row["open_days"],
            retention_weeks=row["retention_weeks"],
            not_for_appraisal=row["not_for_appraisal"],
        ),
        cadence=Cadence(
            zone=row["zone"],
            weekday=row["weekday"],
            at=row["at"],
            first=row["first"],
            every_weeks=row["every_weeks"],
            quiet_days=frozenset(date.fromisoformat(day) for day in row["quiet_days"]),
            holidays=row["holidays"],
            paused_until=row["paused_until"],
            ends=row["ends"],
        ),
        state=TeamState(row["state"]),
        asked=row["asked"],
        group=Group(GroupId(group), row["user_group_handle"]) if group else None,
    )
