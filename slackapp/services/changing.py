"""One change of a team's settings: checked as a whole, made, noted and told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from slackapp.domain import cadence as cadences
from slackapp.domain.chosen_days import check_days, check_order
from slackapp.domain.ids import ChannelId, TeamId, UserId, WorkspaceId
from slackapp.domain.overview import Foreseen, Wanted, fingerprint
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.telling import moved_away, topics
from slackapp.errors import ChangedMeanwhile, UnknownTeam
from slackapp.errors.teams import LockStays, TeamEnded
from slackapp.errors.together import Together
from slackapp.services import carrying
from slackapp.services.choices import check_channel, check_leads, check_name
from slackapp.services.coming import dated
from slackapp.services.following import asked_last
from slackapp.services.locks import is_left_locked, leave_lock, with_lock
from slackapp.services.ports import Store
from slackapp.services.preview import ahead_of, check_k, check_pace, preview_of
from slackapp.services.removal import is_shell
from slackapp.services.retention import outdated
from slackapp.services.roles import check_admin
from slackapp.services.rounds import announce, plan
from slackapp.services.teams import check_allowed, difference, note


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of settings, as a unit of work: the team before and after it."""

    workspace: WorkspaceId
    team: TeamId
    wanted: Wanted
    actor: UserId
    now: datetime
    seen: str | None = None
    event: str = "edited"
    was: Team | None = None
    """The team as it was, where it has given up its name or its channel already for others."""

    def __call__(self, store: Store) -> tuple[Team, Team]:
        """Make it; raises what `Managing.edit` says."""
        # Locked before it is read: two at once must not undo each other, least of all the lock.
        store.teams.lock(self.team)
        found = own_team(store, self.workspace, self.team, self.actor)
        if found.state is TeamState.ENDED:
            raise TeamEnded
        before = self.was or found
        if self.seen is not None and self.seen != fingerprint(before):
            raise ChangedMeanwhile
        after = _put(store, before, self.wanted, self.actor, self.now, kept=found.channel)
        if after == before:
            return before, after
        if found.channel == before.channel != after.channel:
            leave_lock(store, before, self.now.date())
        if after.place != before.place:
            store.looks.forget(after.id)
        note(store, after, self.event, self.actor, self.now, *difference(before, after))
        if after.state is not TeamState.DRAFT:
            _tell(store, before, after, self.now)
            plan(store, after.id, self.now, after=self.now)
        return before, after


def _asks_less(before: Team, after: Team) -> bool:
    """Whether it would ask less often, or less each time."""
    seldom = after.cadence.every_weeks > before.cadence.every_weeks
    return seldom or (after.policy.light and not before.policy.light)


def _tell(store: Store, before: Team, after: Team, now: datetime) -> None:
    """Tell the channel about each kind of change, and the one that the team leaves that it does."""
    if after.channel != before.channel:
        announce(store, before, moved_away(before), now)
    for topic in topics(before, after, dropped=_dropped(store, before, after, now)):
        announce(store, after, topic, now)
    if after.channel != before.channel:
        carrying.carry(store, after, now)


def _dropped(store: Store, before: Team, after: Team, now: datetime) -> date | None:
    """The day of the check-in that was to be the next and does not open any more, if there is one.

    It stood in the invitation, in reports and on the Home tab.
    """
    if {before.state, after.state} != {TeamState.RUNNING}:
        return None
    was, then = (
        [slot.date for slot in ahead_of(store, team, now) if slot.passed is None]
        for team in (before, after)
    )
    return next((day for day in was[:1] if day not in then), None)


def _put(
    store: Store, before: Team, wanted: Wanted, actor: UserId, now: datetime, *, kept: ChannelId
) -> Team:
    """Keep the team as it would be, if this person may make it so; all that forbids it is told.

    `kept` is the channel it has until then.
    """
    if wanted.for_admins != Wanted.of(before).for_admins:
        check_admin(store, before.workspace, actor)
    would, together = with_lock(store, wanted.applied(before)), Together()
    # What is refused stays as it is here, so that the rest is looked at all the same.
    after = replace(would, channel=kept, cadence=before.cadence)
    with together:
        wanted.refuse()
    with together:
        check_leads(store, before, wanted.leads)
    with together:
        if wanted.name != before.name:
            check_name(store, before, wanted.name)
    with together:
        # Of a draft nobody was told yet: only what its channel is locked by stays.
        locked = would if before.state is TeamState.DRAFT else before
        if locked.policy.not_for_appraisal and not wanted.policy.not_for_appraisal:
            raise LockStays
    with together:
        check_channel(store, would)
        after = replace(after, channel=would.channel)
    with together:
        _check_turns(before, would)
        after = replace(after, cadence=would.cadence)
    store.teams.put(after)
    with together:
        _check_asking(store, before, after, now)
    Together(tuple(map(wanted.about, together.found))).tell()
    return after


def _check_turns(before: Team, after: Team) -> None:
    """Refuse turns in which no team can be asked."""
    if after.cadence != before.cadence:
        check_order(before.cadence, after.cadence)
        cadences.validate(after.cadence)


def _check_asking(store: Store, before: Team, after: Team, now: datetime) -> None:
    """Refuse what, in the unit that put it, no figures would come of."""
    together = Together()
    with together:
        if after.cadence != before.cadence:
            going = before.state is not TeamState.DRAFT
            check_days(before.cadence, after.cadence, now, going=going)
    with together:
        if after.policy.k > before.policy.k:
            check_k(after.policy.k, preview_of(store, after.id, now))
    with together:
        if _asks_less(before, after):
            check_pace(preview_of(store, after.id, now))
    together.tell()


def foreseen_of(store: Store, before: Team, now: datetime) -> Foreseen:
    """Return what a change comes to that was just made, in the unit that takes it back."""
    after = store.teams.get(before.id)
    return Foreseen(
        before,
        *difference(before, after),
        dated(store, preview_of(store, after.id, now), now),
        outdated(store, before, after, now),
        votes_go=after.channel != before.channel and carrying.has_open_vote(store, before.id),
        locked_there=after.channel != before.channel and is_left_locked(store, after),
        counted=_last_counted(store, before),
        dropped=_dropped(store, before, after, now),
    )


def _last_counted(store: Store, team: Team) -> frozenset[UserId]:
    """Who counted in the round that was asked last; nobody before the first."""
    row = asked_last(store, team)
    return store.rosters.get(row.epoch).counting if row and row.epoch else frozenset()


def own_team(store: Store, workspace: WorkspaceId, team_id: TeamId, actor: UserId) -> Team:
    """Return a team that this person may look after; raises `UnknownTeam`, `NotAllowed`.

    What is left of a deleted team is nobody's.
    """
    team = store.teams.get(team_id)
    if team.workspace != workspace or is_shell(store, team):
        raise UnknownTeam
    check_allowed(store, team, actor)
    return team
