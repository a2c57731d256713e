"""Whether a window's readings may be shown: the rules on who is in it, in the order they apply.

A held reading never says which rule held it. No numpy: this is arithmetic on groups of people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics import thresholds
from analytics.records import GateHistory

if TYPE_CHECKING:
    from analytics.records import FamilyHistory, WindowSpan


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a whole window, whatever was answered in it.

    `members`: counting members when the window began. `population`: keyed hashes of the people who
    count. `siblings`: the latest published populations of other teams in this family. `churn`:
    entries plus exits of counting members in the last 26 weeks. `k`: respondents a reading needs; a
    value below the compiled floor counts as the floor. `lean`: these people's secret amount, in
    points.
    """

    span: WindowSpan
    members: int
    population: frozenset[str]
    siblings: tuple[frozenset[str], ...]
    history: FamilyHistory
    k: int
    churn: int
    seed: int
    lean: float

    @property
    def leans_by(self) -> float:
        """What is added to every score of this window, in points."""
        return self.lean if thresholds.leans(len(self.population)) else 0.0

    @property
    def respondents_floor(self) -> int:
        """The respondents a reading of a scale or of the pulse needs."""
        return max(self.k, thresholds.K_FLOOR)


@dataclass(frozen=True, slots=True)
class Group:
    """Who answered what is behind a set of readings."""

    gate: str
    respondents: int
    floor: int
    """Respondents these readings need."""
    unanimous: bool
    """Every respondent the same on each item: a mean would say what each of them answered."""
    population_floor: int = 0
    """People these readings need, whether they answered or not."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a group's readings, and what its gate remembers.

    `coarse`: three-level words only. `restart`: what was shown before no longer sticks.
    """

    shown: bool
    history: GateHistory
    coarse: bool = False
    restart: bool = False


def decide(group: Group, terms: Terms) -> Decision:
    """Apply the rules: enough people, other teams, all alike, one person's difference, reopening.

    Only a window held because exactly one person differs counts towards the cap on such holds, and
    only a published one becomes the reference.
    """
    gate = terms.history.gates.get(group.gate, GateHistory())
    if len(terms.population) < group.population_floor:
        return Decision(shown=False, history=gate)
    if group.respondents < group.floor:
        return Decision(shown=False, history=replace(gate, suppressed=True, reopening=0))
    if gate.suppressed:
        gate = replace(gate, reopening=gate.reopening + 1)
    if group.unanimous or _near_another_team(terms):
        return Decision(shown=False, history=gate)
    one_differs = (
        gate.reference is not None
        and len(gate.reference ^ terms.population) == thresholds.BATCH_HELD_DIFFERENCE
    )
    if one_differs and gate.batch_holds < thresholds.BATCH_HOLDS_CAP:
        held = replace(gate, batch_holds=gate.batch_holds + 1)
        return Decision(shown=False, history=held)
    if gate.suppressed and not _reopens(group, gate, terms):
        return Decision(shown=False, history=gate)
    return Decision(
        shown=True,
        history=GateHistory(reference=terms.population),
        coarse=one_differs or terms.churn > thresholds.churn_stop(terms.members),
        restart=one_differs or _leans_otherwise(gate, terms),
    )


def _reopens(group: Group, gate: GateHistory, terms: Terms) -> bool:
    """Whether a suppression ends: one respondent more than needed, or enough of them twice.

    A plain "one more" would go dark for ever in a team that has no one more.
    """
    enough = min(group.floor + 1, terms.members)
    return group.respondents >= enough or gate.reopening >= thresholds.REOPEN_WINDOWS


def _leans_otherwise(gate: GateHistory, terms: Terms) -> bool:
    """Whether what was shown last is shifted by another amount than what is shown now.

    The two would differ by that, which is no change of the team's: so none is told.
    """
    before, now = gate.reference, terms.population
    if before is None or before == now:
        return False
    return thresholds.leans(len(before)) or thresholds.leans(len(now))


def _near_another_team(terms: Terms) -> bool:
    """Whether subtracting another team's figures would leave fewer than k people."""
    return any(
        1 <= len(sibling ^ terms.population) < terms.respondents_floor for sibling in terms.siblings
    )
