"""What else was counted of the people of a window: in other teams, and where theirs was before.

Whoever founds a team anew, or has the same people counted in another one, brings none of the rules
to forget: what was published of nearly the same people is compared with, a figure that was held for
too few answers reopens as it would have, and who came and went is counted on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.records import FamilyHistory, GateHistory
from slackapp.domain.ids import TeamId
from slackapp.domain.retention import CHURN_SPAN
from slackapp.domain.teams import Team, TeamState
from slackapp.domain.windows import Elsewhere
from slackapp.services.ports import Store

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a window is settled with, besides its answers."""

    siblings: tuple[frozenset[str], ...]
    """The populations that gates of the family published last in other teams."""
    history: FamilyHistory
    """What the family remembers, and takes over from where nearly the same people were counted."""
    churn: int
    """Who came and went there, and on the way from there."""


def beside(store: Store, team: Team, family: str, people: frozenset[str], day: date) -> Beside:
    """Return it for a window of a team that ended on a day; `people`: its population's hashes."""
    since = day - CHURN_SPAN
    own = store.readings.history(team.id, family)
    others = store.readings.elsewhere(team.workspace, family, other_than=team.id)
    same = [one for one in others if _are_the_same(people, one.history, since)]
    return Beside(
        siblings=tuple(one for other in others for one in _published(other, since)),
        history=_taking_over(own, (one.history for one in same)),
        churn=max((_moves(store, one, people, since) for one in same), default=0),
    )


def remaining(store: Store, team: TeamId, history: FamilyHistory, today: date) -> FamilyHistory:
    """Return what is kept of a family whose team is deleted: no figure, and of people hashes."""
    gates = {
        name: GateHistory(gate.reference, suppressed=gate.suppressed, reopening=gate.reopening)
        for name, gate in history.gates.items()
    }
    return replace(
        FamilyHistory(history.reference, published_on=history.published_on, gates=gates),
        counted=history.counted,
        counted_on=history.counted_on,
        moves=history.moves + _later_moves(store, team, history, today - CHURN_SPAN),
    )


def last_day(history: FamilyHistory) -> date | None:
    """Return the last day of the window that was counted last."""
    # An earlier version kept this of published ones alone.
    return history.counted_on or history.published_on


def _published(other: Elsewhere, since: date) -> Iterable[frozenset[str]]:
    """What each gate published last: another gate's may be of other people.

    Nothing where the team has ended and published nothing since a day. The day on which one ended
    does not matter: whoever may set it could choose a day long ago.
    """
    history = other.history
    if other.state is TeamState.ENDED and (history.published_on or since) < since:
        return ()
    found = (history.reference, *(gate.reference for gate in history.gates.values()))
    return dict.fromkeys(one for one in found if one is not None)


def _nearest(people: frozenset[str], history: FamilyHistory) -> frozenset[str]:
    """The population it remembers that differs from these people by fewest.

    Not only the last: who was counted then hangs on who led in that window.
    """
    gates = (gate.reference for gate in history.gates.values())
    known = (history.counted, history.reference, *gates)
    return min(
        (one for one in known if one), key=lambda one: len(one ^ people), default=frozenset()
    )


def _are_the_same(people: frozenset[str], history: FamilyHistory, since: date) -> bool:
    """Whether more people are in both than in only one of the two, and were counted since a day."""
    before, day = _nearest(people, history), last_day(history)
    return day is not None and day >= since and len(before ^ people) < len(before & people)


def _moves(store: Store, other: Elsewhere, people: frozenset[str], since: date) -> int:
    """Who came and went in another team, and on the way from there.

    In one that goes on, only until it was counted last: that they left it is counted once.
    """
    moves = other.history.moves + len(_nearest(people, other.history) ^ people)
    if other.state is not TeamState.ENDED:
        return moves
    return moves + _later_moves(store, other.team, other.history, since)


def _later_moves(store: Store, team: TeamId, history: FamilyHistory, since: date) -> int:
    counted_on = history.counted_on
    return store.people.moves(team, since=counted_on + ONE_DAY if counted_on else since)


def _taking_over(own: FamilyHistory, others: Iterable[FamilyHistory]) -> FamilyHistory:
    """Take over what was held elsewhere for too few answers since the team's own last window."""
    gates, ours = dict(own.gates), last_day(own) or date.min
    later = (one for one in others if (last_day(one) or date.min) > ours)
    held = ((name, gate) for one in later for name, gate in one.gates.items() if gate.suppressed)
    for name, theirs in held:
        gate = gates.get(name, GateHistory())
        since = min(gate.reopening, theirs.reopening) if gate.suppressed else theirs.reopening
        gates[name] = replace(gate, suppressed=True, reopening=since)
    return replace(own, gates=gates)
