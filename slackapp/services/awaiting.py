"""What comes of a team's check-ins if nothing is changed any more, and of those who are new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice

from analytics.instrument.bank import FAMILIES, FOLLOW_UP, TIES
from analytics.instrument.windows import Lack, Mode, calendar, families, plans, remedies
from analytics.records import UNTRIED
from slackapp.domain.awaited import (
    LAST_DAY,
    LONGEST,
    TOO_LONG,
    TOO_SHORT,
    UNNAMED,
    Awaited,
    Counting,
    Naming,
    Never,
    first_of,
    lacks,
    naming,
    takes,
    windows_ahead,
)
from slackapp.domain.cadence import local_date
from slackapp.domain.policy import MEMBERS_FLOOR
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.times import DueTimes
from slackapp.domain.windows import Window
from slackapp.services import trials
from slackapp.services.following import asked_last
from slackapp.services.opening import mode_of
from slackapp.services.ports import Store
from slackapp.services.remaining import times_left, turns_left
from slackapp.services.sealed import past


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
    naming: Naming = UNNAMED
    """What becomes of asking for names."""
    then: Mode | None = None
    """What decides about what begins once everybody counts who is there; None before the first."""
    gone: dict[str, str] = field(default_factory=dict)
    """The code of why a family is not to come, for those that are not."""
    never: Never | None = None
    """Why no figure comes, of a team that goes on; None where one does, or nobody can tell."""


def if_asked(store: Store, team: Team, counting: Counting, now: datetime) -> Ahead:
    """Return what comes of a team that goes on as it is set, before its first round too."""
    row = asked_last(store, team)
    if row is None:
        return _explained(team, counting, lambda one: _before_the_first(store, one, counting, now))
    return after(store, row, team, counting, now)


def after(store: Store, row: Round, team: Team, counting: Counting, now: datetime) -> Ahead:
    """Return what comes of a team as of a round that it was asked.

    What begins goes by how many count then, of those who are there by now; where too few do, no
    turn opens a round before enough do. Counted are the rounds asked since `row` and the turns that
    the team's cadence leaves open after `now`, so neither one that was left out nor one on a quiet
    day. What needs more rounds than a team gets that has ended, soon ends or is paused is never
    due, nor what would be older than sealed answers may be, nor what too few count for.
    """
    return _explained(team, counting, lambda one: _after(store, row, one, counting, now))


def _explained(team: Team, counting: Counting, plan: Callable[[Team], Ahead]) -> Ahead:
    """Say of what is not to come whether the last day is why.

    It is for what would come without one: whatever else keeps from coming is not mended by a later.
    """
    found = plan(team)
    if team.state is not TeamState.RUNNING:
        is_cut = team.state is TeamState.ENDED and team.cadence.ends and not found.on
        return replace(found, never=TOO_SHORT if is_cut else None)
    missing = team.cadence.ends and (found.late or found.lost or not found.on)
    endless = plan(replace(team, cadence=replace(team.cadence, ends=None))) if missing else found
    cut = [family for family in (*found.late, *found.lost) if family in endless.on]
    gone = found.gone | dict.fromkeys(cut, LAST_DAY)
    return replace(
        found, gone=gone, never=None if found.on else _never(team, counting, found, endless)
    )


def _never(team: Team, counting: Counting, found: Ahead, endless: Ahead) -> Never | None:
    if endless.on:
        return TOO_SHORT
    if ways := remedies(_mode(team, counting.most)):
        return Never(Lack.CADENCE, ways)
    return Never(TOO_LONG) if found.lost or team.cadence.ends else None


def _after(store: Store, row: Round, team: Team, counting: Counting, now: datetime) -> Ahead:
    asked = max(row.number, team.asked)
    collecting = [one for one in store.windows.open_of(team.id) if one.last_round >= row.number]
    times = _times(store, row, team, counting, now)
    opened = {number: _opened(one, team) for number, one in times.items()}
    modes = {number: _mode(team, counting.on(day)) for number, day in opened.items()}
    then = _mode(team, counting.most)
    found = windows_ahead(
        [_going_on(store, team, window) for window in collecting],
        modes,
        then,
        asked=asked,
        trying=trials.of_team(store, team.id).trying is not None,
    )
    reported = {n: local_date(one.report_at, team.cadence.zone) for n, one in times.items()}
    first = first_of(found)
    last = {family: times.get(window.last) for family, window in first.items()}
    lost = _lost(collecting, found, times)
    unlost = (family for family in FAMILIES if family in last and family not in lost)
    late = tuple(family for family in unlost if last[family] is None)
    told = {f: window.last for f, window in first.items() if last[f] and f not in lost}
    return Ahead(
        on={family: reported[number] for family, number in told.items()},
        until={family: opened[number] for family, number in told.items()},
        lost=lost,
        late=late,
        naming=_naming(store, team, found, reported, opened, lost=TIES in lost),
        then=then,
        gone=_gone(team, then, first, late=late, lost=lost),
    )


def _gone(
    team: Team, then: Mode, first: Iterable[str], *, late: Iterable[str], lost: Iterable[str]
) -> dict[str, str]:
    left_out = {family: lack.value for family, lack in lacks(calendar(then)).items()}
    if team.state is not TeamState.RUNNING:
        return left_out  # nothing else is known of one that is paused, or needed of one that ended
    untried = {FOLLOW_UP: UNTRIED} if FOLLOW_UP in plans(then).keys() - {*first} else {}
    return left_out | untried | dict.fromkeys((*late, *lost), TOO_LONG)


def _naming(
    store: Store,
    team: Team,
    found: Iterable[Awaited],
    reported: Mapping[int, date],
    opened: Mapping[int, date],
    *,
    lost: bool,
) -> Naming:
    is_running = team.state is TeamState.RUNNING
    newest = store.rounds.numbered(team.id, first=team.asked - 1, last=team.asked)
    is_open = bool(newest) and newest[-1].state is RoundState.OPEN
    before = newest[:-1] if is_open else newest
    return naming(
        found,
        asked=team.asked,
        number=team.asked + (not is_open),
        unnamed=any(not row.asks.prompts for row in before[-1:]),
        ends=is_running and team.cadence.ends is not None,
        lost=is_running and lost,
        reported=reported,
        opened=opened,
    )


def _before_the_first(store: Store, team: Team, counting: Counting, now: datetime) -> Ahead:
    """Whoever is there before the first counts at once, so nothing waits for anybody."""
    last = {plan.family: plan.settles_after for plan in families(mode_of(team, counting.now))}
    turns = islice(turns_left(store, team, now, None), max(last.values(), default=0))
    times = dict(enumerate(turns, start=1))
    zone = team.cadence.zone
    timely = {family: times[number] for family, number in last.items() if number in times}
    on = {family: local_date(one.report_at, zone) for family, one in timely.items()}
    until = {family: local_date(one.opens_at, zone) for family, one in timely.items()}
    asked = on if team.cadence.ends else last
    return Ahead(on, until, naming=Naming(asked=TIES in asked, on=on.get(TIES)))


def _times(
    store: Store, row: Round, team: Team, counting: Counting, now: datetime
) -> dict[int, Round | DueTimes]:
    """When each round from `row` on is asked and reported, by its number."""
    later = islice(times_left(store, row, team, now, counting.since), LONGEST)
    return dict(enumerate([row, *later], start=row.number))


def _opened(one: Round | DueTimes, team: Team) -> date:
    return one.date if isinstance(one, Round) else local_date(one.opens_at, team.cadence.zone)


def _mode(team: Team, members: int) -> Mode:
    """Nothing opens where too few count: what has not begun is awaited like what has."""
    return mode_of(team, max(members, MEMBERS_FLOOR))


def _going_on(store: Store, team: Team, window: Window) -> Awaited:
    """What is being counted, and whether it had enough people in each round so far."""
    takes_more = takes(window.family) > MEMBERS_FLOOR
    rosters = (
        past(store, team.id, first=window.first_round, last=window.last_round).rosters
        if takes_more
        else ()
    )
    return Awaited(
        window.family,
        window.first_round,
        window.last_round,
        enough=all(len(roster.counting) >= takes(window.family) for roster in rosters),
        asks=window.family != FOLLOW_UP or not asks_nothing(store, team, window),
    )


def asks_nothing(store: Store, team: Team, follow: Window) -> bool:
    """Say whether a follow-up asked nothing, and will not: what it was about was let go before."""
    if trials.of_team(store, team.id).followed_up(follow.first_round) is not None:
        return False
    begun = store.rounds.numbered(team.id, first=follow.first_round, last=team.asked)
    return not any(row.asks.follow_up for row in begun)


def _lost(
    collecting: Sequence[Window],
    found: Iterable[Awaited],
    times: Mapping[int, Round | DueTimes],
) -> tuple[str, ...]:
    """Families of which a window is deleted before its last round closes, which may never come."""
    asking = {(one.family, one.first) for one in found if one.asks}
    return tuple(
        window.family
        for window in collecting
        if (window.family, window.first_round) in asking
        and _never_counted(window, times.get(window.last_round))
    )


def _never_counted(window: Window, last: Round | DueTimes | None) -> bool:
    return last is None or last.closes_at.astimezone(UTC).date() >= window.expires_on
