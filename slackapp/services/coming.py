"""When what a team is asked about is due to say something again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Final

from analytics.instrument.bank import FAMILIES, FOLLOW_UP, PULSE, TIES
from analytics.instrument.windows import Mode, beginning, families
from slackapp.domain.cadence import INTERVALS, Cadence, local_date
from slackapp.domain.overview import Mend, Preview
from slackapp.domain.policy import MEMBERS_FLOOR
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.times import DueTimes
from slackapp.domain.windows import Window
from slackapp.errors import UnknownRegion, UnknownZone
from slackapp.services import trials
from slackapp.services.following import asked_last
from slackapp.services.opening import mode_of
from slackapp.services.ports import Store
from slackapp.services.remaining import times_left, turns_left
from slackapp.services.reports import newest

_MENDED: Final[Mapping[Mend, Callable[[Cadence], Cadence]]] = {
    Mend.LATER: lambda cadence: replace(cadence, ends=None),
    Mend.OFTEN: lambda cadence: replace(cadence, every_weeks=min(INTERVALS)),
    Mend.DAYS_OFF: lambda cadence: replace(cadence, holidays=None, quiet_days=frozenset()),
}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes of a team's check-ins if nothing is changed any more."""

    on: dict[str, date]
    """The day of the report in which each family is due to say something, at the earliest."""
    until: dict[str, date]
    """The day on which the last check-in opens that it takes."""
    lost: tuple[str, ...] = ()
    """Families of which sealed answers lie here that would be deleted before they are counted."""
    late: tuple[str, ...] = ()
    """Families of which nothing lies here and for which too few check-ins are left."""


def dated(store: Store, seen: Preview, now: datetime) -> Preview:
    """Return the preview of a team that goes on with its days, and with what would be lost.

    A draft and a paused team are looked at as if they went on now; one that has no turn left, or
    whose zone or region is not known any more, stays as it is.
    """
    if not seen.slots:
        return seen
    team = replace(seen.team, state=TeamState.RUNNING)
    found = _if_asked(store, team, seen, now)
    told = replace(seen, coming=in_order(found.on), lost=found.lost)
    if team.cadence.ends:
        late = tuple(family for family in found.late if family not in seen.calendar.unshown)
        told = replace(told, late=late)
    if found.lost:
        told = _with_losses(store, told, now)
    if team.cadence.ends and not told.figures:
        told = replace(told, enough=_enough(store, told, now))
    return told


def _if_asked(store: Store, team: Team, seen: Preview, now: datetime) -> Ahead:
    """What comes of a team that goes on as it is set, before its first round too."""
    mode, row = mode_of(team, seen.then), asked_last(store, team)
    if row is None:
        return _before_the_first(store, team, mode, now)
    trying = trials.of_team(store, team.id).trying is not None
    return _ahead(store, row, team, mode, now, experiment=trying, since=seen.since)


def _with_losses(store: Store, seen: Preview, now: datetime) -> Preview:
    """What of a loss is news, and what would mend it."""
    report, lost = newest(store, seen.team.id), frozenset(seen.lost)
    days = {entry.family for entry in report.board if entry.next_on} if report else None
    named = None if days is None else tuple(one for one in seen.lost if one in days)

    def mends(mend: Mend) -> bool:
        cadence = seen.team.cadence
        if _MENDED[mend](cadence) == cadence:
            return False
        return not lost <= frozenset(_if_mended(store, seen, mend, now).lost)

    return replace(seen, named=named, mends=tuple(filter(mends, Mend)))


def _enough(store: Store, seen: Preview, now: datetime) -> date | None:
    """The first last day that leaves time for a figure; None where no last day does."""
    until = _if_mended(store, seen, Mend.LATER, now).until.items()
    return min((on for family, on in until if family not in seen.calendar.unshown), default=None)


def _if_mended(store: Store, seen: Preview, mend: Mend, now: datetime) -> Ahead:
    cadence = _MENDED[mend](seen.team.cadence)
    team = replace(seen.team, state=TeamState.RUNNING, cadence=cadence)
    return _if_asked(store, team, seen, now)


def in_order(days: dict[str, date]) -> tuple[tuple[str, date], ...]:
    """Return families and their days, soonest first, and those of a day as a report has them."""
    return tuple(sorted(days.items(), key=lambda one: (one[1], FAMILIES.index(one[0]))))


def due(
    store: Store,
    team: Team,
    now: datetime,
    *,
    members: int,
    experiment: bool = False,
    since: date | None = None,
) -> dict[str, date]:
    """What `next_on` says as of the round asked last; empty before the first."""
    row = asked_last(store, team)
    if row is None:
        return {}
    return next_on(store, row, team, now, members=members, experiment=experiment, since=since)


def is_counted(store: Store, team: Team, now: datetime, *, members: int) -> bool:
    """Say whether an answer to the open round can come to a figure; only a last day forbids it.

    Where its zone or region is no longer one nobody can tell, and what is open is still answered.
    """
    if team.cadence.ends is None or team.state is TeamState.PAUSED:
        return True
    with suppress(UnknownRegion, UnknownZone):
        return bool(due(store, team, now, members=members))
    return True


def names_asked(store: Store, seen: Preview, *, being_asked: bool) -> bool:
    """Say whether a team's people are asked by name, with the open round or else the next one.

    What is being counted is finished as it began; only what begins goes by who counts by now.
    `being_asked`: a round is open.
    """
    first = seen.team.asked + (not being_asked)
    windows = store.windows.open_of(seen.team.id)
    going_on = {window.family for window in windows if window.last_round >= first}
    if going_on & {TIES, PULSE}:
        return TIES in going_on
    return any(entry.family == TIES for entry in seen.calendar.gets)


def next_on(
    store: Store,
    row: Round,
    team: Team,
    now: datetime,
    *,
    members: int,
    experiment: bool,
    since: date | None = None,
) -> dict[str, date]:
    """The day of the report in which each family is due to say something, at the earliest.

    What begins goes by how many count by now (`members`), also where `row` was opened for others;
    where too few do, `members` count from the day `since` on, and no turn before that is one.
    Counted are the rounds asked since `row` and the turns that the team's cadence leaves open after
    `now`, so neither one that was left out nor one on a quiet day. What needs more rounds than a
    team gets that has ended, soon ends or is paused is never due, nor what would be older than
    sealed answers may be.
    """
    mode = mode_of(team, members)
    return _ahead(store, row, team, mode, now, experiment=experiment, since=since).on


def _before_the_first(store: Store, team: Team, mode: Mode, now: datetime) -> Ahead:
    """Whoever is there before the first counts at once, so nothing waits for anybody."""
    plans = families(mode)
    most = max((plan.settles_after for plan in plans), default=0)
    times = list(islice(turns_left(store, team, now, None), most))
    last = {
        plan.family: times[plan.settles_after - 1]
        for plan in plans
        if plan.settles_after <= len(times)
    }
    return _on_days(last, team)


def _ahead(
    store: Store,
    row: Round,
    team: Team,
    mode: Mode,
    now: datetime,
    *,
    experiment: bool,
    since: date | None,
) -> Ahead:
    # Where too few count, what has not begun is awaited like what has: nothing opens until then.
    mode = replace(mode, n=max(mode.n, MEMBERS_FLOOR))
    collecting = {window.family: window for window in store.windows.open_of(team.id)}
    plans = beginning(
        mode, asked=row.number, open_families=frozenset(collecting), experiment=experiment
    )
    later = (plan for plan in families(mode) if plan.first_round > row.number + 1)
    ends = {plan.family: plan.settles_after for plan in later if plan.family != FOLLOW_UP}
    ends |= {plan.family: row.number + plan.length for plan in plans}
    ends |= {family: window.last_round for family, window in collecting.items()}
    follow = collecting.get(FOLLOW_UP)
    if follow is not None and _asks_nothing(store, team, follow):
        del collecting[FOLLOW_UP], ends[FOLLOW_UP]
        if experiment and FOLLOW_UP in (lengths := _lengths(mode)):
            ends[FOLLOW_UP] = follow.last_round + lengths[FOLLOW_UP]
    ends |= _after_the_other(mode, ends, collecting.keys())
    rounds = max(ends.values(), default=row.number) - row.number
    times = [row, *islice(times_left(store, row, team, now, since), rounds)]
    last = {f: times[n - row.number] for f, n in ends.items() if 0 <= n - row.number < len(times)}
    lost = [f for f, window in collecting.items() if _never_counted(window, row, last.get(f))]
    late = (family for family in FAMILIES if family in ends.keys() - last.keys() - {*lost})
    on_days = _on_days({f: one for f, one in last.items() if f not in lost}, team, *lost)
    return replace(on_days, late=tuple(late))


def _on_days(last: Mapping[str, Round | DueTimes], team: Team, *lost: str) -> Ahead:
    """By the team's calendar, what the last check-in of each family comes to."""
    zone = team.cadence.zone
    on = {family: local_date(one.report_at, zone) for family, one in last.items()}
    until = {family: local_date(one.opens_at, zone) for family, one in last.items()}
    return Ahead(on, until, lost)


def _asks_nothing(store: Store, team: Team, follow: Window) -> bool:
    """Whether a follow-up asked nothing, and will not: what it was about was let go before."""
    if trials.of_team(store, team.id).followed_up(follow.first_round) is not None:
        return False
    begun = store.rounds.numbered(team.id, first=follow.first_round, last=team.asked)
    return not any(row.asks.follow_up for row in begun)


def follows_earlier(store: Store, team: Team) -> bool:
    """Say whether the follow-up being counted is about another experiment than the one tried."""
    found = trials.of_team(store, team.id)
    counted = (one for one in store.windows.open_of(team.id) if one.family == FOLLOW_UP)
    about = (
        found.tried_in(one.first_round) for one in counted if not _asks_nothing(store, team, one)
    )
    tried = found.trying
    return tried is not None and any(one is not None and one.id != tried.id for one in about)


def _lengths(mode: Mode) -> dict[str, int]:
    return {plan.family: plan.length for plan in families(mode)}


def _after_the_other(
    mode: Mode, ends: Mapping[str, int], collecting: AbstractSet[str]
) -> dict[str, int]:
    """The last round of the kind of pulse that follows when the other, which is open, is over."""
    lengths = _lengths(mode)
    return {
        then: ends[before] + lengths[then]
        for before, then in ((TIES, PULSE), (PULSE, TIES))
        if before in collecting and then in lengths and then not in ends
    }


def _never_counted(window: Window, row: Round, last: Round | DueTimes | None) -> bool:
    """Whether a window is deleted before its last round closes, which may never come."""
    if last is None:
        return window.last_round >= row.number
    return last.closes_at.astimezone(UTC).date() >= window.expires_on
