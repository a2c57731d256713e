"""Setting a team up page by page: what was entered is kept, and nothing is posted anywhere.

Only admins do this. A draft is nobody's own: whoever opens it goes on where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from analytics.instrument.rotation import questionnaire
from analytics.instrument.windows import beginning
from slackapp.clock import Clock
from slackapp.domain import cadence as cadences
from slackapp.domain.awaited import NAMING, TOO_SHORT
from slackapp.domain.cadence import zone as zone_of
from slackapp.domain.chosen_days import check_days, check_order
from slackapp.domain.ids import ChannelId, EpochId, RoundId, TeamId, UserId, WorkspaceId, new_id
from slackapp.domain.overview import Preview, Wanted
from slackapp.domain.roster import freeze
from slackapp.domain.screens import Form
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import ChannelTaken, Nameless, StartedMeanwhile, UnknownTeam
from slackapp.errors.together import Together
from slackapp.services.beginning import PROMPTS
from slackapp.services.choices import check_leads, check_name
from slackapp.services.coming import dated
from slackapp.services.lately import compared
from slackapp.services.locks import with_lock
from slackapp.services.opening import mode_of
from slackapp.services.ports import Database, Store
from slackapp.services.preview import check_k, check_size, preview_of
from slackapp.services.roles import check_admin
from slackapp.services.teams import TeamSettings, note, said

SAMPLE = RoundId("sample")
"""Stands where a round's id does in a form that is only looked at."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """Teams that were not started yet."""

    database: Database
    clock: Clock

    def begin(
        self, *, workspace: WorkspaceId, actor: UserId, channel: ChannelId, name: str, zone: str
    ) -> Team:
        """Begin with the workspace's defaults, or go on with the channel's draft.

        `zone` is the admin's own, for a workspace without a zone.

        Raises:
            OnlyAdmins: the person is no admin.
            ChannelTaken: the channel has a team that was started.
            Nameless, NameTaken: the name is blank, or another team's.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> Team:
            check_admin(store, workspace, actor)
            there = store.teams.in_channel(workspace, channel)
            if there is not None and there.state is not TeamState.DRAFT:
                raise ChannelTaken(team=there.name)
            draft = there or _fresh(store, workspace, channel, zone, now)
            draft = with_lock(store, _named(store, replace(draft, name=name)))
            store.teams.put(draft)
            if there is None:
                note(store, draft, "created", actor, now, "", said(draft))
            return draft

        return self.database.step(unit)

    def taken(self, *, workspace: WorkspaceId, actor: UserId) -> tuple[ChannelId, ...]:
        """Return the channels that have a team that was started; raises `OnlyAdmins`."""

        def unit(store: Store) -> tuple[ChannelId, ...]:
            check_admin(store, workspace, actor)
            free = {TeamState.DRAFT, TeamState.ENDED}
            teams = store.teams.of_workspace(workspace)
            return tuple(team.channel for team in teams if team.state not in free)

        return self.database.read(unit)

    def get(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> Team:
        """Return a draft; raises `UnknownTeam`, `OnlyAdmins`, `StartedMeanwhile`."""
        return self.database.read(
            lambda store: _own(store, workspace, store.teams.get(team), actor)
        )

    def change(
        self,
        *,
        workspace: WorkspaceId,
        team: TeamId,
        actor: UserId,
        change: Callable[[Team], Wanted],
    ) -> Team:
        """Keep what one page asked, beside what other pages did meanwhile.

        Raises:
            UnknownTeam, OnlyAdmins, StartedMeanwhile: it is no draft of theirs to change.
            ChannelTaken, Nameless, NameTaken, NoLead: what the page asked cannot be.
            BelowFloor, AlmostEverybody: what it asked protects too little, or shows nothing.
            UnknownZone, UnknownRegion, ImpossibleCadence, NoFutureRound: the cadence cannot be.
            FirstDayOver, LastDayOver: a day that was chosen has passed.
            Mistakes: several of these.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> Team:
            before = _own(store, workspace, store.teams.lock(team), actor)
            wanted = change(before)
            after, together = with_lock(store, wanted.applied(before)), Together()
            with together:
                wanted.refuse()
            with together:
                _named(store, after)
            with together:
                check_leads(store, before, after.leads)
            with together:
                after = _put(store, before, after, now)
            together.tell()
            return after

        return self.database.step(unit)

    def look(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> Preview:
        """Return exactly what would happen; raises as `get`."""
        now = self.clock.calendar_now()

        def unit(store: Store) -> Preview:
            draft = _own(store, workspace, store.teams.get(team), actor)
            return compared(store, dated(store, preview_of(store, draft.id, now), now))

        return self.database.read(unit)

    def check_size(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> None:
        """Refuse what could not be started; raises as `get`, `TeamTooSmall`, `RosterTooLarge`."""
        check_size(self.look(workspace=workspace, team=team, actor=actor))

    def sample(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> Form:
        """Return the first check-in as whoever counts would see it, not to be answered.

        With everybody's name, whether or not it can be picked in a check-in that is answered.
        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> Form:
            return _first_form(
                store, _own(store, workspace, store.teams.get(team), actor), actor, now
            )

        return self.database.read(unit)

    def start(self, *, workspace: WorkspaceId, team: TeamId, actor: UserId) -> Preview:
        """Start asking; one that was started meanwhile stays as it is.

        Raises:
            UnknownTeam, OnlyAdmins: it is not this person's to start.
            TeamTooSmall, RosterTooLarge: no round could open.
            NothingInTime: no figure could ever be finished.

        """

        def own(store: Store) -> None:
            check_admin(store, workspace, actor)
            there = store.teams.get(team)
            if there.workspace != workspace or there.state is TeamState.ENDED:
                raise UnknownTeam

        self.database.read(own)
        TeamSettings(self.database, self.clock).confirm(team=team, actor=actor)
        now = self.clock.calendar_now()
        return self.database.read(lambda store: preview_of(store, team, now))


def _fresh(
    store: Store, workspace: WorkspaceId, channel: ChannelId, zone: str, now: datetime
) -> Team:
    defaults = store.defaults.of(workspace)
    today = now.astimezone(zone_of(defaults.zone or zone)).date()
    cadence = defaults.cadence(zone=zone, first=today)
    return Team(
        id=TeamId(new_id()),
        workspace=workspace,
        channel=channel,
        name="",
        leads=frozenset(),
        policy=defaults.policy,
        cadence=replace(cadence, first=cadences.earliest(cadence, now)),
        state=TeamState.DRAFT,
    )


def _named(store: Store, team: Team) -> Team:
    if not team.name.strip():
        raise Nameless
    check_name(store, team, team.name)
    return team


def _put(store: Store, before: Team, after: Team, now: datetime) -> Team:
    """Keep a draft that can be asked like this; its first day is never over.

    One that was left lying moves with the days; one that somebody enters is refused.
    """
    check_order(before.cadence, after.cadence)
    first = max(after.cadence.first, cadences.earliest(after.cadence, now))
    kept = replace(after, cadence=replace(after.cadence, first=first))
    cadences.validate(kept.cadence)
    check_days(before.cadence, after.cadence, now)
    store.teams.put(kept)
    if kept.policy.k > before.policy.k:
        check_k(kept.policy.k, preview_of(store, kept.id, now))
    return kept


def _own(store: Store, workspace: WorkspaceId, there: Team, actor: UserId) -> Team:
    check_admin(store, workspace, actor)
    if there.workspace != workspace or there.state is TeamState.ENDED:
        raise UnknownTeam
    if there.state is not TeamState.DRAFT:
        raise StartedMeanwhile
    return there


def _first_form(store: Store, team: Team, actor: UserId, now: datetime) -> Form:
    seen = dated(store, preview_of(store, team.id, now), now)
    opening = next((slot.opens_at for slot in seen.slots if slot.passed is None), now)
    memberships = store.people.members(team.id)
    people = store.people.many(team.workspace, [member.user for member in memberships])
    on = opening.astimezone(zone_of(team.cadence.zone)).date()
    roster = freeze(EpochId(new_id()), team, memberships, people, on=on)
    mode = mode_of(team, len(roster.counting))
    begun = beginning(mode, asked=0, open_families=frozenset(), experiment=False)
    families = {plan.family for plan in begun}
    if team.cadence.ends:
        # As where a round opens: nobody is asked for what is never counted.
        families -= NAMING - dict(seen.coming).keys()
    asked = questionnaire(0, open_families=families, light=families if team.policy.light else set())
    # Everybody there: a name that is missing would tell an admin who is in no team of theirs who
    # chose "Don't list me".
    names = [(m.user, people[m.user].name) for m in roster.members if m.user != actor]
    return Form(
        round_id=SAMPLE,
        team=team.name,
        closes_at=opening + timedelta(days=team.policy.open_days),
        zone=team.cadence.zone,
        items=tuple(asked.items),
        prompts=PROMPTS[asked.prompts],
        pulse=asked.pulse,
        follow_up=None,
        teammates=tuple(sorted(names, key=lambda pair: pair[1].casefold())),
        members=len(roster.counting),
        k=team.policy.k,
        all_needed=len(roster.counting) == team.policy.k,
        not_for_appraisal=team.policy.not_for_appraisal,
        locale=people[actor].locale if actor in people else "en",
        never=seen.never if seen.slots or not team.cadence.ends else TOO_SHORT,
    )
