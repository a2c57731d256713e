"""Who is in a team's channel, as Slack says, and the switches people set for themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from slackapp.clock import Clock
from slackapp.domain.cadence import local_date
from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.roster import Membership
from slackapp.domain.screens import NotAsked, OwnSettings
from slackapp.domain.teams import Person, Team, TeamState
from slackapp.errors import DayOver
from slackapp.errors.people import NoPart, NotKept, PauseTooLong
from slackapp.services.ports import Database, Store

LONGEST_PAUSE = timedelta(days=366)
"""How far ahead somebody may pause for themself: a year, whichever it is."""
SWEEP_EVERY = timedelta(days=1)
"""How long what events told about a team's people is relied on without asking Slack."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Who is to be asked in a team, as Slack says; bots and deactivated people are flagged."""

    people: tuple[Person, ...]
    absent: int = 0
    """How many of the team's group are not in its channel: they are not asked."""
    of: Team | None = None
    """The team as it was when Slack was asked."""
    began_at: datetime | None = None
    """When Slack was asked, in real time, on PostgreSQL the database's; None counts as now."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Who joined and who left since the last look."""

    joined: tuple[UserId, ...]
    left: tuple[UserId, ...]


def apply(
    database: Database,
    *,
    team: TeamId,
    people: Iterable[Person],
    now: datetime,
    absent: int = 0,
    of: Team | None = None,
) -> Moves:
    """Make a team's memberships equal to the people Slack names now; the rest as in `Seen`.

    Bots and deactivated people are no members. What people set for themselves stays as it is. What
    was seen of a channel or a group that the team has left meanwhile changes nothing.

    Raises:
        UnknownTeam: there is no such team.

    """
    seen = Seen(tuple(people), absent=absent, of=of)
    return database.step(lambda store: align(store, team, seen, now))


def met(database: Database, workspace: WorkspaceId, user: UserId) -> Person | None:
    """Return what is known about somebody; None of whom Bearings never met."""
    return database.read(lambda store: store.people.get(workspace, user))


def remember(database: Database, person: Person) -> None:
    """Keep what Slack says about somebody who may be in no team; their own switches stay.

    What is known already is not written again: a row with a name would date what they did.
    """

    def unit(store: Store) -> None:
        before = store.people.get(person.workspace, person.user)
        after = _kept(person, before, before.home_team if before else None)
        if after != before:
            store.people.put([after])

    database.step(unit)


def in_doubt(
    database: Database, workspace: WorkspaceId, people: Iterable[Person]
) -> tuple[UserId, ...]:
    """Return of whom it is known otherwise what they are, are called, or where they live."""
    said = {person.user: person.seldom_changed for person in people}
    known = database.read(lambda store: store.people.many(workspace, list(said)))
    return tuple(user for user, one in known.items() if one.seldom_changed != said[user])


def not_asked(person: Person | None, now: datetime) -> NotAsked | None:
    """Return the switch for which somebody is not asked now, if one of theirs is on."""
    if person is None:
        return None
    if not person.ask_me:
        return NotAsked()
    until = person.paused_until
    paused = until is not None and local_date(now, person.zone) < until
    return NotAsked(until) if paused else None


@dataclass(frozen=True, slots=True)
class Switches:
    """A person's own settings; every one holds from the next round on."""

    database: Database
    clock: Clock

    def of(self, *, workspace: WorkspaceId, user: UserId) -> Person:
        """Return a person's switches; `NotKept` when they are unknown."""
        return self.database.read(lambda store: _known(store, workspace, user))

    def ask_me(self, *, workspace: WorkspaceId, user: UserId, on: bool) -> None:
        """Be asked or not; nobody can tell."""
        self._change(workspace, user, lambda person: replace(person, ask_me=on))

    def list_me(self, *, workspace: WorkspaceId, user: UserId, on: bool) -> None:
        """Be in the list of names or not; teammates will notice the missing name."""
        self._change(workspace, user, lambda person: replace(person, list_me=on))

    def pause(self, *, workspace: WorkspaceId, user: UserId, until: date | None) -> None:
        """Not be asked before a date; None ends a pause."""
        self._change(workspace, user, lambda person: replace(person, paused_until=until))

    def choose_home(self, *, workspace: WorkspaceId, user: UserId, team: TeamId) -> None:
        """Choose the team to be asked and to count in; `NoPart` when they are not in it."""

        def unit(store: Store) -> None:
            if team not in store.people.teams_of(workspace, user):
                raise NoPart
            store.people.choose_home(workspace, user, team)

        self.database.step(unit)

    def zone(self, workspace: WorkspaceId, user: UserId) -> str:
        """Return the zone in which a person is told times."""
        person = self.database.read(lambda store: store.people.get(workspace, user))
        return person.zone if person else "UTC"

    def locale(self, workspace: WorkspaceId, user: UserId) -> str:
        """Return the locale in which a person is told something."""
        person = self.database.read(lambda store: store.people.get(workspace, user))
        return person.locale if person else "en"

    def shown(self, *, workspace: WorkspaceId, user: UserId) -> OwnSettings:
        """Return a person's settings with their teams; `NotKept` when they are unknown.

        A pause that is over is none: a form that begins with its day could not be saved.
        """

        def unit(store: Store) -> OwnSettings:
            person = _known(store, workspace, user)
            until = person.paused_until
            teams = [store.teams.get(team) for team in store.people.teams_of(workspace, user)]
            return OwnSettings(
                ask_me=person.ask_me,
                list_me=person.list_me,
                paused_until=until if until and until > self._today(person) else None,
                home=person.home_team,
                teams=tuple((team.id, team.name) for team in teams),
                name=person.name,
                language=person.locale,
                zone=person.zone,
            )

        return self.database.read(unit)

    def choose(
        self,
        *,
        workspace: WorkspaceId,
        user: UserId,
        ask_me: bool,
        list_me: bool,
        paused_until: date | None,
        home: TeamId | None,
    ) -> OwnSettings:
        """Set everything at once, from the next round on; `home` None leaves it as it is.

        Raises:
            DayOver: the pause would end before it began.
            PauseTooLong: it would last longer than a year.
            NotKept, NoPart: the person is unknown, or not in the team they chose.

        """

        def unit(store: Store) -> None:
            person = _known(store, workspace, user)
            today = self._today(person)
            if paused_until is not None and paused_until <= today:
                raise DayOver
            if paused_until is not None and paused_until > today + LONGEST_PAUSE:
                raise PauseTooLong
            if home is not None and home not in store.people.teams_of(workspace, user):
                raise NoPart
            chosen = replace(
                person,
                ask_me=ask_me,
                list_me=list_me,
                paused_until=paused_until,
            )
            store.people.put([chosen])
            # What the form began with is no choice: where they are while they left their home.
            if home is not None and home != person.home_team:
                store.people.choose_home(workspace, user, home)

        self.database.step(unit)
        return self.shown(workspace=workspace, user=user)

    def _today(self, person: Person) -> date:
        return local_date(self.clock.calendar_now(), person.zone)

    def _change(
        self, workspace: WorkspaceId, user: UserId, change: Callable[[Person], Person]
    ) -> None:
        self.database.step(lambda store: store.people.put([change(_known(store, workspace, user))]))


def align(store: Store, team_id: TeamId, found: Seen, now: datetime) -> Moves:
    """Do what `apply` says, inside a unit of work; a team that has ended takes nobody in again.

    What it had planned is still due once, and Slack is asked before that.
    """
    team, seen = store.teams.lock(team_id), found.people
    if team.state is TeamState.ENDED:
        return Moves((), ())
    if found.of is not None and found.of.place != team.place:
        return Moves((), ())
    today = local_date(now, team.cadence.zone)
    known = store.people.many(team.workspace, [person.user for person in seen])
    before = {membership.user for membership in store.people.members(team_id)}
    present = {person.user for person in seen if person.is_active and not person.is_bot}
    joined, left = sorted(present - before), sorted(before - present)
    home = None if team.state is TeamState.DRAFT else team_id
    store.people.put(_merged(person, known.get(person.user), home) for person in seen)
    store.looks.put(team_id, now, absent=found.absent, began_at=found.began_at)
    store.people.join(
        Membership(team_id, user, first_seen=today, founding=team.asked == 0) for user in joined
    )
    store.teams.sweep_at(team_id, now + SWEEP_EVERY)
    if left:
        # Their home stays for whoever comes back: nobody moves it unsaid by putting them out.
        store.people.leave(team_id, left, on=today, unasked=not team.asked)
    return Moves(tuple(joined), tuple(left))


def take_in(store: Store, team: Team) -> None:
    """Let a team that starts be the home of everybody in it who has none.

    A set-up is nobody's: left halfway, it would keep its people from every other team. So who left
    meanwhile was in no team of theirs, and is forgotten.
    """
    store.people.forget_left(team.id)
    users = [member.user for member in store.people.members(team.id)]
    people = store.people.many(team.workspace, users).values()
    store.people.put(replace(one, home_team=team.id) for one in people if one.home_team is None)


def disband(store: Store, team: Team, now: datetime) -> None:
    """Let everybody leave a team that has ended: it is nobody's home any more."""
    users = [member.user for member in store.people.members(team.id)]
    store.people.close_home(team.id)
    today = local_date(now, team.cadence.zone)
    store.people.leave(team.id, users, on=today)


def _known(store: Store, workspace: WorkspaceId, user: UserId) -> Person:
    person = store.people.get(workspace, user)
    if person is None:
        raise NotKept
    return person


def _merged(now: Person, before: Person | None, team: TeamId | None) -> Person:
    """What Slack says now, with what the person set before; the first team joined is home."""
    home = before.home_team if before else now.home_team
    return _kept(now, before, home or team)


def _kept(now: Person, before: Person | None, home: TeamId | None) -> Person:
    if before is None:
        return replace(now, home_team=home)
    return replace(
        now,
        ask_me=before.ask_me,
        list_me=before.list_me,
        paused_until=before.paused_until,
        home_team=home,
    )
