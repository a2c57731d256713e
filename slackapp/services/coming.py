"""When what a team is asked about is due to say something again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from analytics.instrument.bank import FAMILIES, FOLLOW_UP
from slackapp.domain.awaited import NAMED, Counting, Naming, Never
from slackapp.domain.cadence import INTERVALS, Cadence
from slackapp.domain.overview import Mend, Preview
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import UnknownRegion, UnknownZone
from slackapp.services import trials
from slackapp.services.awaiting import Ahead, after, asks_nothing, if_asked
from slackapp.services.following import asked_last
from slackapp.services.ports import Store
from slackapp.services.preview import preview_of
from slackapp.services.reports import newest

_MENDED: Final[Mapping[Mend, Callable[[Cadence], Cadence]]] = {
    Mend.LATER: lambda cadence: replace(cadence, ends=None),
    Mend.OFTEN: lambda cadence: replace(cadence, every_weeks=min(INTERVALS)),
    Mend.DAYS_OFF: lambda cadence: replace(cadence, holidays=None, quiet_days=frozenset()),
}


def dated(store: Store, seen: Preview, now: datetime) -> Preview:
    """Return the preview of a team that goes on with its days, and with what would be lost.

    A draft and a paused team are looked at as if they went on now; one that has no turn left, or
    whose zone or region is not known any more, stays as it is.
    """
    if not seen.slots:
        return seen
    team = replace(seen.team, state=TeamState.RUNNING)
    found = if_asked(store, team, seen.counting, now)
    told = replace(seen, coming=in_order(found.on), lost=found.lost, never=found.never)
    told = replace(told, naming=found.naming)
    if team.cadence.ends:
        told = replace(told, late=found.late)
    if found.lost:
        told = _with_losses(store, told, now)
    if team.cadence.ends and not told.coming:
        told = replace(told, enough=_enough(store, told, now))
    return told


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
    return min(_if_mended(store, seen, Mend.LATER, now).until.values(), default=None)


def _if_mended(store: Store, seen: Preview, mend: Mend, now: datetime) -> Ahead:
    cadence = _MENDED[mend](seen.team.cadence)
    team = replace(seen.team, state=TeamState.RUNNING, cadence=cadence)
    return if_asked(store, team, seen.counting, now)


def in_order(days: dict[str, date]) -> tuple[tuple[str, date], ...]:
    """Return families and their days, soonest first, and those of a day as a report has them."""
    return tuple(sorted(days.items(), key=lambda one: (one[1], FAMILIES.index(one[0]))))


def due(store: Store, team: Team, counting: Counting, now: datetime) -> Ahead:
    """Return what comes of a team as of the round asked last; nothing before the first."""
    row = asked_last(store, team)
    return after(store, row, team, counting, now) if row else Ahead({}, {})


def becomes_of(store: Store, team: Team, now: datetime) -> tuple[Never | None, Naming]:
    """Return why no figure comes of a team, None where one does, and what becomes of names.

    Where its zone or region is no longer one nobody can tell, and what is open is still answered.
    """
    with suppress(UnknownRegion, UnknownZone):
        plan = if_asked if team.state is TeamState.RUNNING else due
        ahead = plan(store, team, preview_of(store, team.id, now).counting, now)
        return ahead.never, ahead.naming
    return None, NAMED


def naming_of(store: Store, team: Team, now: datetime) -> Naming:
    """Return what becomes of asking for names."""
    return becomes_of(store, team, now)[1]


def follows_earlier(store: Store, team: Team) -> bool:
    """Say whether the follow-up being counted is about another experiment than the one tried."""
    found = trials.of_team(store, team.id)
    counted = (one for one in store.windows.open_of(team.id) if one.family == FOLLOW_UP)
    about = (
        found.tried_in(one.first_round) for one in counted if not asks_nothing(store, team, one)
    )
    tried = found.trying
    return tried is not None and any(one is not None and one.id != tried.id for one in about)
