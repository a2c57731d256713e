"""What a person's Home tab shows: what is open for them, their teams and reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from analytics.instrument.windows import calendar
from analytics.records import BoardEntry
from slackapp.clock import Clock
from slackapp.domain.awaited import LAST_DAY
from slackapp.domain.cadence import local_date
from slackapp.domain.ids import ChannelId, UserId, WorkspaceId
from slackapp.domain.overview import Part, Preview
from slackapp.domain.rounds import RoundState
from slackapp.domain.screens import HomeData, ReportLink, TeamCard, Tried
from slackapp.domain.teams import Person, Team, TeamState
from slackapp.errors import UnknownRegion, UnknownZone
from slackapp.services import trials
from slackapp.services.answers import CheckIns
from slackapp.services.awaiting import Ahead, if_asked
from slackapp.services.coming import follows_earlier, in_order
from slackapp.services.expectations import current
from slackapp.services.experiments import next_vote
from slackapp.services.following import ends_on
from slackapp.services.members import not_asked
from slackapp.services.mirrors import closing
from slackapp.services.newcomers import came_later, counts_later
from slackapp.services.ports import Database, Store
from slackapp.services.preview import preview_of
from slackapp.services.reports import Reports, newest
from slackapp.services.roles import is_admin
from slackapp.services.stops import last_stop
from slackapp.services.undelivered import is_uninvited


@dataclass(frozen=True, slots=True)
class Home:
    """The Home tab."""

    database: Database
    clock: Clock
    check_ins: CheckIns
    feedback: str = ""
    """Where people say what is wrong or missing."""

    def view(self, workspace: WorkspaceId, user: UserId) -> HomeData:
        """Return what a person sees; everything is empty for somebody in no team."""
        now = self.clock.calendar_now()
        person, teams, admin = self.database.read(lambda store: _seen(store, workspace, user, now))
        ended, kept = self.database.read(lambda store: _left(store, workspace, user))
        issued = Reports(self.database).of_person(workspace=workspace, user=user)
        links = (ReportLink(one.id, one.team, one.team_name, one.round_date) for one in issued)
        member = any(team.member for team in teams)
        return HomeData(
            open=self.check_ins.open_for(workspace=workspace, user=user),
            teams=teams,
            reports=tuple(links),
            admin=admin,
            locale=person.locale if person else "en",
            zone=person.zone if person else "UTC",
            not_asked=not_asked(person, now) if member else None,
            unlisted=member and person is not None and not person.list_me,
            closing=tuple((team.id, team.name) for team in ended),
            kept=kept,
            week=week_of(now),
            feedback=self.feedback,
        )

    def state_in(self, workspace: WorkspaceId, channel: ChannelId) -> TeamState | None:
        """Return where a channel's team stands, also one that ended; a draft is not told."""

        def unit(store: Store) -> TeamState | None:
            found = store.teams.in_channel(workspace, channel)
            if found is not None and found.state is not TeamState.DRAFT:
                return found.state
            here = (t for t in store.teams.of_workspace(workspace) if t.channel == channel)
            # What is left of a deleted one has no name.
            ended = any(team.state is TeamState.ENDED and team.name for team in here)
            return TeamState.ENDED if ended else None

        return self.database.read(unit)


def _seen(
    store: Store, workspace: WorkspaceId, user: UserId, now: datetime
) -> tuple[Person | None, tuple[TeamCard, ...], bool]:
    member_of = set(store.people.teams_of(workspace, user))
    teams = [
        team
        for team in store.teams.of_workspace(workspace)
        if team.state is not TeamState.ENDED and (team.id in member_of or user in team.leads)
    ]
    person = store.people.get(workspace, user)
    home = store.teams.get(person.home_team) if person and person.home_team else None
    cards = (
        replace(
            _card(store, team, user, now, member=team.id in member_of),
            home=home.name if home and home.id != team.id else "",
        )
        for team in teams
    )
    own_first = sorted(cards, key=lambda card: bool(card.home))
    return person, tuple(own_first), is_admin(store, workspace, user)


def _left(store: Store, workspace: WorkspaceId, user: UserId) -> tuple[tuple[Team, ...], bool]:
    """What ended and still holds something of a person's, and whether anything of theirs is kept.

    A set-up that nobody finished keeps nothing that they gave, and they were told nothing of it.
    A team that was deleted leaves their name and switches for a while.
    """
    teams = [store.teams.get(team) for team in store.people.ever_in(workspace, user)]
    known = store.people.get(workspace, user) is not None
    kept = any(team.state is not TeamState.DRAFT for team in teams) or (known and not teams)
    return closing(store, workspace, user), kept


def week_of(now: datetime) -> int:
    """Count weeks, so that something else is shown in each."""
    return now.toordinal() // 7


def _card(store: Store, team: Team, user: UserId, now: datetime, *, member: bool) -> TeamCard:
    preview = preview_of(store, team.id, now)
    found = trials.of_team(store, team.id)
    opened = store.rounds.of_team(team.id, states=[RoundState.OPEN], limit=1)
    ahead = _ahead(store, preview, now)
    told = report.board if (report := newest(store, team.id)) else ()
    running = team.state is TeamState.RUNNING
    opening = [slot for slot in preview.slots if slot.passed is None]
    return TeamCard(
        team=team.id,
        name=team.name,
        channel=team.channel,
        state=team.state,
        lead=user in team.leads,
        n=preview.members,
        next_opens_at=opening[0].opens_at if running and opening else None,
        zone=team.cadence.zone,
        calendar=calendar(ahead.then) if ahead.then else preview.calendar,
        few=preview.few,
        enough_from=preview.since,
        opens_on=preview.opens_on,
        many=preview.many,
        asked=team.asked,
        member=member,
        trying=found.trying.practice if found.trying else None,
        follows_earlier=follows_earlier(store, team),
        next_vote=next_vote(store, team, found.newest, now),
        offered=bool(found.all),
        undoable=found.undoable is not None,
        tried=_tried(store, team, found),
        expected=current(store, team, now),
        coming=in_order(ahead.on),
        moved=_moved(told, ahead.on),
        again=_again(told, ahead.on),
        late=ahead.late if running and team.asked and team.cadence.ends else (),
        lost=ahead.lost,
        in_vain=tuple(one for one in ahead.lost if ahead.gone.get(one) != LAST_DAY),
        never=ahead.never if running else None,
        ends=team.cadence.ends if running else None,
        over_on=ends_on(store, team) if running and not opening else None,
        naming=ahead.naming,
        noted=store.notes.key_id(team.id) is not None,
        open_until=opened[0].closes_at if opened else None,
        uninvited=any(is_uninvited(store, row) for row in opened),
        came_later=member and any(came_later(store, team, row, user) for row in opened),
        stopped=last_stop(store, team),
        **_own(store, preview, user, now),
    )


def _own(store: Store, seen: Preview, user: UserId, now: datetime) -> dict[str, Any]:
    """As what somebody is in a team, and from when they count who are new."""
    team, part = seen.team, next((one.part for one in seen.people if one.user == user), None)
    today = local_date(now, team.cadence.zone)
    on = next((slot.date for slot in seen.slots if slot.passed is None), today)
    later = counts_later(store, team, user, on=on) if part is Part.NEW else None
    return {"guest": part is Part.GUEST, "counts_from": later}


def _moved(told: Iterable[BoardEntry], on: Mapping[str, date]) -> tuple[tuple[str, date], ...]:
    """The days that the newest report named, of what is awaited on another by now."""
    return tuple(
        (one.family, one.next_on)
        for one in told
        if one.next_on and on.get(one.family, one.next_on) != one.next_on
    )


def _again(told: Iterable[BoardEntry], on: Mapping[str, date]) -> tuple[str, ...]:
    """What has a day by now that the newest report said is not to come."""
    gone = (one for one in told if one.why and not one.next_on)
    return tuple(one.family for one in gone if one.family in on)


def _ahead(store: Store, seen: Preview, now: datetime) -> Ahead:
    """What comes of a team that is asked; of one that never was, while it is running.

    Nothing is known where an update took its zone or holiday region away.
    """
    team = seen.team
    if team.asked or team.state is TeamState.RUNNING:
        with suppress(UnknownRegion, UnknownZone):
            ahead = if_asked(store, team, seen.counting, now)
            # While it is paused nobody knows what will have waited for too long.
            return ahead if team.state is TeamState.RUNNING else replace(ahead, lost=())
    return Ahead({}, {})


def _tried(store: Store, team: Team, found: trials.Trials) -> tuple[Tried, ...]:
    """What was decided about, each practice once, newest first, and how clearly it was noticed."""
    decided = sorted(
        (one for one in found.all if one.practice and one.verdict), key=lambda one: one.decided_in
    )
    noticed = trials.noticed(found, store.readings.of_team(team.id)) if decided else {}
    tried: dict[str, Tried] = {}
    for one in decided:
        if one.practice and one.verdict and one.since:
            before = tried.pop(one.practice, None)
            verdicts = (*(before.verdicts if before else ()), one.verdict)
            tried[one.practice] = Tried(one.practice, one.since, verdicts, noticed.get(one.id))
    return tuple(tried.values())[::-1]
