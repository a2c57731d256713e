"""One answer's way into its box. Only here are a person and their answer known together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from analytics.instrument import bank
from slackapp.clock import Clock
from slackapp.domain.answers import Answer, check
from slackapp.domain.cadence import after_days_off, known_zone, local_date
from slackapp.domain.fleeting import Fleeting
from slackapp.domain.ids import RespondentKey, RoundId, UserId, WorkspaceId
from slackapp.domain.roster import answers_here, is_asked
from slackapp.domain.rounds import RoundState
from slackapp.domain.screens import Form, OpenRound
from slackapp.domain.sealing import BoxKind
from slackapp.domain.teams import Person, Team
from slackapp.domain.times import is_workday
from slackapp.errors import NotOnRoster, RoundClosed, UnknownRound
from slackapp.errors.people import AskedElsewhere
from slackapp.services.facts import Facts, load
from slackapp.services.members import not_asked
from slackapp.services.newcomers import counts_later, why_not
from slackapp.services.ports import Database, KeyStore, Store

KEPT_FOR = timedelta(seconds=60).total_seconds()
"""Seconds a round's seal stays in memory (real time), also in a process that is idle by then."""


@dataclass(frozen=True, slots=True)
class CheckIns:
    """Reading and answering check-ins."""

    database: Database
    keys: KeyStore
    clock: Clock
    _kept: Fleeting[RoundId, Facts] = field(default_factory=lambda: Fleeting(KEPT_FOR), repr=False)

    def form(self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId) -> Form:
        """Return what this person's check-in asks.

        Raises:
            UnknownRound: there is no such round in this workspace.
            RoundClosed: it takes no more answers.
            NotOnRoster: the person is not on its roster.
            CameLater: they came after it opened.
            AskedElsewhere: the person is at home in another team.

        """
        try:
            facts = self.opened(round_id=round_id, workspace=workspace, user=user)
        except NotOnRoster:
            raise self.database.read(lambda store: why_not(store, round_id, user)) from None
        now = self.clock.calendar_now()
        try:
            return self.database.read(lambda store: _form(store, facts, user, now))
        except (UnknownRound, RoundClosed):
            self.forget(round_id)
            raise

    def record(
        self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId, answer: Answer
    ) -> Future[None]:
        """Replace this person's answer; the future resolves after it is committed.

        Raises (here or from the future):
            UnknownRound, RoundClosed, NotOnRoster: there is nothing this person can answer.
            UnknownTeammate, UnreadableAnswer: the answer does not fit what was asked.
            NothingGiven: it is blank; an earlier answer stays.
            NotStored: nothing was stored. NotConfirmed: it may have been.

        """
        facts = self.opened(round_id=round_id, workspace=workspace, user=user)
        check(answer, asks=facts.row.asks, roster=facts.roster, user=user)
        person = facts.seal.respondent_key(user)
        box = facts.seal.seal(BoxKind.ANSWER, round_id, person, facts.sheet.encode(answer))

        def unit(store: Store) -> bool:
            return store.answers.put(round_id, person, box) or not_open(store, round_id)

        return or_closed(self.database.write(unit), lambda: self.forget(round_id))

    def knows(self, round_id: RoundId) -> bool:
        """Say whether `record` would touch neither database nor key store before it returns."""
        return self._kept.get(round_id) is not None

    def skip(self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId) -> Future[None]:
        """Seal "skipped", so that no reminder follows; raises as `wish`."""
        wish = Answer(skipped=True)
        return self.wish(round_id=round_id, workspace=workspace, user=user, wish=wish)

    def wish(
        self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId, wish: Answer
    ) -> Future[None]:
        """Seal a blank answer: whether, or when, to ask again. Raises as `form` and `record`.

        An answer that is there stays, sealed once more, so that neither what comes back nor what is
        written says whether there is one.
        """
        self.form(round_id=round_id, workspace=workspace, user=user)
        facts = self.opened(round_id=round_id, workspace=workspace, user=user)
        person = facts.seal.respondent_key(user)

        def unit(store: Store) -> bool:
            box, tried = store.answers.get(round_id, person), None
            while box is not None and box != tried:
                if store.answers.put(round_id, person, _with(facts, person, box, wish), seen=box):
                    return True
                # It was written again meanwhile, or the round is not open any more.
                box, tried = store.answers.get(round_id, person), box
            return not_open(store, round_id)

        return or_closed(self.database.write(unit), lambda: self.forget(round_id))

    def open_for(self, *, workspace: WorkspaceId, user: UserId) -> tuple[OpenRound, ...]:
        """Return every open check-in that a person may answer, by when it closes.

        Also that of a team which has ended, or moved to a channel without them, since it opened.
        """
        found = self.database.read(lambda store: _open_for(store, workspace, user))
        now = self.clock.calendar_now()
        return tuple(sorted((o for o in found if o.closes_at > now), key=lambda o: o.closes_at))

    def needs_reminder(self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId) -> bool:
        """Say, in memory, whether a person is asked, is here, and has done nothing yet.

        Whoever went away, paused or asked not to be asked since the opening is left alone, and so
        is everybody outside working hours where they are, or on a day that the team has off.
        """
        try:
            facts = self.opened(round_id=round_id, workspace=workspace, user=user)
        except (RoundClosed, NotOnRoster, UnknownRound):
            return False
        member = facts.roster.member(user)
        if member is None or not member.asked:
            return False
        person = facts.seal.respondent_key(user)
        now = self.clock.calendar_now()

        def unit(store: Store) -> bytes | None:
            team = store.teams.get(facts.team.id)  # by now the day may be one of its quiet days
            here = _is_here(store, team, user, now) and after_days_off(team.cadence, now) == now
            return store.answers.get(round_id, person) if here else None

        box = self.database.read(unit)
        return box is not None and not facts.seal.open(BoxKind.ANSWER, round_id, person, box)

    def forget(self, round_id: RoundId) -> None:
        """Drop what is kept in memory about a round."""
        self._kept.drop(round_id)

    def forget_all(self) -> None:
        """Drop what is kept in memory of every round: settings were changed."""
        self._kept.clear()

    def opened(self, *, round_id: RoundId, workspace: WorkspaceId, user: UserId) -> Facts:
        """Return what is known about an open round that this person may answer; raises as `form`.

        A user id is one person's only together with its workspace: another workspace's round is
        unknown here, whoever is on its roster. For use cases beside this one; nothing of it is
        handed on.
        """
        facts = self._facts(round_id)
        if facts.team.workspace != workspace:
            raise UnknownRound
        if facts.row.closes_at <= self.clock.calendar_now():
            self.forget(round_id)
            raise RoundClosed
        if facts.roster.member(user) is None:
            raise NotOnRoster
        return facts

    def _facts(self, round_id: RoundId) -> Facts:
        kept = self._kept.get(round_id)
        if kept is not None:
            return kept
        facts = load(self.database, self.keys, round_id, self.clock.calendar_now())
        self._kept.put(round_id, facts)
        return facts


def _is_here(store: Store, team: Team, user: UserId, now: datetime) -> bool:
    someone = store.people.get(team.workspace, user)
    zone_name = known_zone(someone.zone if someone else None, team.cadence.zone)
    today = local_date(now, zone_name)
    return (someone is None or is_asked(someone, on=today)) and is_workday(now, zone_name)


def _home(store: Store, person: Person | None) -> str:
    return store.teams.get(person.home_team).name if person and person.home_team else ""


def _form(store: Store, facts: Facts, user: UserId, now: datetime) -> Form:
    """What is kept in memory may be a minute old: a form for what is over would lose its answer."""
    state, asker = store.people.asked(facts.row.id, facts.team.workspace, user)
    if state is not RoundState.OPEN:
        raise RoundClosed
    own = facts.roster.member(user)
    if own is not None and not answers_here(own, asker, facts.team):
        raise AskedElsewhere(home=_home(store, asker))
    asks = facts.row.asks
    return Form(
        round_id=facts.row.id,
        team=facts.team.name,
        closes_at=facts.row.closes_at,
        zone=facts.team.cadence.zone,
        items=tuple(bank.load().items[item] for item in asks.items),
        prompts=asks.prompts,
        pulse=asks.pulse,
        follow_up=asks.follow_up,
        teammates=tuple(pair for pair in facts.names if pair[0] != user),
        members=len(facts.roster.counting),
        k=min({facts.team.policy.k} | facts.needed),
        all_needed=len(facts.roster.counting) in facts.needed,
        naming=facts.naming,
        not_for_appraisal=facts.team.policy.not_for_appraisal,
        locale=asker.locale if asker else "en",
        not_asked=not_asked(asker, now),
        lead=own is not None and own.lead,
        counts=own is None or own.counts,
        guest=asker is not None and asker.is_guest,
        counts_from=None
        if own is None or own.counts or own.lead
        else _counts_from(store, facts, user),
        never=facts.never,
    )


def _counts_from(store: Store, facts: Facts, user: UserId) -> date | None:
    opened = local_date(facts.row.opens_at, facts.team.cadence.zone)
    return counts_later(store, facts.team, user, on=opened)


def stored(store: Store, facts: Facts, user: UserId) -> Answer | None:
    """Open a person's own box; None while they have done nothing."""
    person = facts.seal.respondent_key(user)
    box = store.answers.get(facts.row.id, person)
    return None if box is None else _decoded(facts, person, box)


def _with(facts: Facts, person: RespondentKey, box: bytes, wish: Answer) -> bytes:
    """Seal a wish, or the answer that is in the box already, in its place."""
    before = _decoded(facts, person, box)
    stays = wish if before is None or before.blank else before
    return facts.seal.seal(BoxKind.ANSWER, facts.row.id, person, facts.sheet.encode(stays))


def _decoded(facts: Facts, person: RespondentKey, box: bytes) -> Answer | None:
    return facts.sheet.decode(facts.seal.open(BoxKind.ANSWER, facts.row.id, person, box))


def _open_for(store: Store, workspace: WorkspaceId, user: UserId) -> list[OpenRound]:
    found, person = [], store.people.get(workspace, user)
    # Whoever was on the roster when it opened is asked until it closes, whatever becomes of them.
    for team_id in store.people.ever_in(workspace, user):
        team = store.teams.get(team_id)
        for row in store.rounds.of_team(team_id, states=[RoundState.OPEN]):
            roster = store.rosters.get(row.epoch) if row.epoch else None
            own = roster.member(user) if roster is not None else None
            if own is not None and answers_here(own, person, team):
                found.append(OpenRound(row.id, team.name, row.closes_at, team.cadence.zone))
    return found


def not_open(store: Store, round_id: RoundId) -> bool:
    """Return False for a round that takes no answer; raises `UnknownRound` where it was deleted."""
    # Only a team that is deleted takes rounds along that somebody was asked in.
    store.rounds.get(round_id)
    return False


def or_closed(written: Future[bool], drop: Callable[[], None]) -> Future[None]:
    """Turn "no such open box" into the sentence a person understands."""
    answered: Future[None] = Future()

    def pass_on(done: Future[bool]) -> None:
        error = done.exception()
        if error is None and not done.result():
            error = RoundClosed()
        if isinstance(error, (RoundClosed, UnknownRound)):
            drop()
        if error is None:
            answered.set_result(None)
        else:
            answered.set_exception(error)

    written.add_done_callback(pass_on)
    return answered
