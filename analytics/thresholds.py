"""Every cut-off, floor and compiled table, each with its reason. No numpy, so anybody may read it.

Floors are compiled in: a setting can raise one, never lower it. The rules that use these numbers
are explained in docs/reference/publishing-rules.md; the tables are made by `make constants`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

# ── who has to be there ──────────────────────────────────────────────────────────────────────────

K_FLOOR: Final = 5
"""Respondents a reading needs: a floor of three protects no better than none."""
MEMBERS_FLOOR: Final = 5
"""Counting members a round needs to open."""
MEMBERS_FOR_STEADY_READINGS: Final = 6
"""What set-up recommends: at five, one silent week holds a reading."""
TIE_MEMBERS_FLOOR: Final = 8
"""Counting members from which names are asked: below, one accomplice learns too much about ties."""
TIE_RESPONDENTS_FLOOR: Final = 6
"""Respondents a tie reading needs: people who answered "who helped you?" in half of the rounds
that asked it. What comes from "whom did you help?" needs as many who answered that one."""
NAMERS_FLOOR: Final = TIE_RESPONDENTS_FLOOR - 1
"""Others who answered "who helped you?" in a round in whose list of names a person stood, before
anything is said of what they told about that person: who could not name them hides nobody."""
LISTED_SHARE: Final = 1 / 2
"""Of the rounds that asked "who helped you?", and of those of them that reached that floor, in how
many somebody stood in the list, before what others told of them is said. Of one alone it would say
who took part in that one, and named them; and who takes their name off chooses which one."""
TWO_WAY_MEMBERS_FLOOR: Final = 10
"""Respondents who stood in every round's list of names, from which two-way ties are told: below
ten, "most have a two-way tie" nearly names who has none."""
CLEARLY_MEMBERS_FLOOR: Final = 12
"""Below twelve the data cannot tell "more mutual than chance" from "clearly more"."""
REASON_PEOPLE_FLOOR: Final = 5
"""Distinct people who must have given a reason before it is shown."""
REASON_OTHERS_FLOOR: Final = 2
"""Respondents who must not have given it: else it would say what all, or all but one, answered."""
HUB_GIVERS_FLOOR: Final = 3
"""Distinct givers before a person sees, for themself, what came to them."""
HUB_MOST_LEAVES: Final = 3
"""Of the others, how many *most* leaves out: two in league with that person, who did not name them,
would otherwise make it say of each of the rest that they did."""

# ── who is a respondent ──────────────────────────────────────────────────────────────────────────

FACET_ANSWERS: Final = 1
"""Answers to a facet's items in a window that make a respondent.

With two of three, one person in ten drops out of each window, and the change between windows tells
of them: whoever knew who had answered when gained two to three times as much on exact answers.
"""
PATTERN_ITEMS: Final = 2
"""Different items of a pattern a respondent answered."""
ROUNDS_SHARE: Final = 1 / 2
"""Of the rounds of a window of ties or of the pulse: "nobody" and 0 are answers."""
FOLLOW_UP_ANSWERS: Final = 1

# ── when a reading is held ───────────────────────────────────────────────────────────────────────

BATCH_HELD_DIFFERENCE: Final = 1
"""A population that differs by exactly this many people gives one person away by subtraction."""
BATCH_HOLDS_CAP: Final = 2
"""Windows in a row held by the batch rule; the next is published in three-level words."""
REOPEN_WINDOWS: Final = 2
"""Windows in a row with k respondents that end a suppression; k + 1 respondents end it at once."""


def churn_stop(members: int) -> float:
    """Entries plus exits in 26 weeks above which only three-level words are published.

    A roster that changes this often gives an observer many slightly different groups to compare.
    """
    return max(4, members / 2)


CHURN_WEEKS: Final = 26

# ── how coarse a value is ────────────────────────────────────────────────────────────────────────

STEP: Final = 0.5
STEP_STICKS_WITHIN: Final = 0.45
"""A shown step stays unless the mean is further away: false moves fall from 37 % to 9 % of windows,
and a true one-point drop is still shown in 96 %."""
STEP_LOWEST: Final = 1.5
STEP_HIGHEST: Final = 4.5
"""Steps are clipped: a 1 or a 5 would say how everybody answered."""
LOW_BELOW: Final = 2.5
HIGH_ABOVE: Final = 3.5
LEVEL_STICKS_WITHIN: Final = 0.2
"""A shown word stays until its border is passed by more than this."""
BANDS: Final = ((5, "5-6"), (7, "7-9"), (10, "10+"))
"""Compiled bands of how many answered: the fewest people in each, and its name in the tables."""

LEAN_MOST: Final = 0.30
"""Points by which the scores of few people are shifted at most, by one secret amount for each
population.

Three of six who put their answers together know half of every sum: so the sum must not be known.
The same people keep their amount, so that no change over time is touched by it; others have
another, so that the difference between the two does not tell of who came or went.
"""
LEAN_PEOPLE_MOST: Final = 8
"""People who count in a window up to whom its scores are shifted: of so few, three who put their
answers together know so much of every sum that exact scores would tell them of the others'."""


def leans(people: int) -> bool:
    """Whether the scores of so many people, answered or not, are shifted by their lean."""
    return people <= LEAN_PEOPLE_MOST


# ── ties ─────────────────────────────────────────────────────────────────────────────────────────

MUTUAL_P: Final = 0.05
"""Level of the test against the whole-window permutation null."""
MUTUAL_P_NEAR: Final = 0.025
MUTUAL_DRAWS_NEAR: Final = 4_999
"""So near to that level 999 draws would leave the word to chance: there so many more are drawn that
p is known to 0.003."""
CLEARLY_RHO: Final = 0.4
"""Excess reciprocity from which, at twelve or more, "clearly" is said."""
CARRIED_BY_MOST: Final = 0.70
CARRIED_BY_HALF: Final = 0.40
"""Effective carriers over members who stood in every round's list of names: an effect size, since
a significance test for uneven load fires in 22 to 42 % of ordinary teams."""
TWO_WAY_MOST: Final = 0.70
TWO_WAY_HALF: Final = 0.40
HOTSPOT_MULTIPLE: Final = 1.5
HOTSPOT_FALSE_ALARMS: Final = 0.08
"""Share of ordinary windows in which the sentence appears wrongly; cut-offs are compiled to it."""
HOTSPOT_LISTED_FLOOR: Final = 6
"""Members who stood in every round's list of names: with fewer, the sentence would point at a
corner. Never how many *were* named: then one tie would say whether one given person was."""
HOTSPOT_TIES_EACH: Final = 2
"""Ties told in the window for each member, at least, without those of whoever alone tells most: of
fewer, chance alone makes somebody carry most. Ordinary teams tell eight and more."""
HOTSPOT_KIND_SHARE: Final = 0.60
"""Of the kinds told of a person, each once for whoever told it, before the kind is said."""
HOTSPOT_KIND_GIVERS: Final = 3
AGREEMENT_GOOD: Final = 0.60
AGREEMENT_FAIR: Final = 0.30
"""Ties told by both sides among those told by either: bands of the note on method."""

# ── pulse without names ──────────────────────────────────────────────────────────────────────────

PULSE_ALIKE_WITHIN: Final = 1.0
"""Window means of given and received that differ by at most this are alike."""
PULSE_MOST: Final = 0.70
PULSE_HALF: Final = 0.40

# ── what makes a window end without a reading ────────────────────────────────────────────────────

WINDOW_EXPIRES_AFTER_DAYS: Final = 120
SLOWER_AFTER_HELD: Final = 2
"""Held windows of one family in a row after which a slower cadence is suggested, whatever the
cause."""


@dataclass(frozen=True, slots=True)
class Band:
    """How many answered, as a reader sees it, and the row of the tables that goes with it."""

    fewest: int
    label: str
    row: str


def bands(k: int = K_FLOOR) -> tuple[Band, ...]:
    """The bands of a team that wants at least `k` respondents, fewest first.

    They start at k. A band in which a higher k would leave a single number is joined with the next,
    since it would be an exact count; the joined band takes the wider half-widths of the lower row.
    """
    shown: list[Band] = []
    joined: tuple[int, str] | None = None
    for place, (compiled, compiled_row) in enumerate(BANDS):
        most = BANDS[place + 1][0] - 1 if place + 1 < len(BANDS) else None
        if most is not None and most < k:
            continue
        fewest, row = joined or (max(compiled, k), compiled_row)
        joined = (fewest, row) if fewest == most else None
        if joined is None:
            shown.append(Band(fewest, f"{fewest}+" if most is None else f"{fewest}-{most}", row))
    return tuple(shown)


def respondents_band(respondents: int, k: int = K_FLOOR) -> Band:
    """The band of a shown reading.

    Raises:
        ValueError: fewer than k, which nothing published can have.

    """
    if respondents < k:
        raise ValueError("A reading with so few respondents is held, it has no band.")
    return next(band for band in reversed(bands(k)) if respondents >= band.fewest)


@cache
def tables() -> dict[str, Any]:
    """The compiled tables of `tables.toml`, read once a process."""
    text = resources.files("analytics").joinpath("tables.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def half_width(step: float, band: Band, *, leaning: bool = False) -> float:
    """How far the true mean may be from a shown step, 90 of 100 times, in points.

    From the compiled tables of step and respondents band, never from a team's own answers; where
    scores lean, from the one that takes in by how much they may.
    """
    table = "half_widths_leaning" if leaning else "half_widths"
    return float(tables()[table][f"{step:.1f}"][band.row])


def hotspot_cut_off(n: int, rounds: int) -> float:
    """The posterior probability above which load counts as carried a lot, for this size and length.

    Raises:
        KeyError: no cut-off was compiled for this size and length, so nothing may be said.

    """
    return float(tables()["hotspot_cut_offs"][f"{n}:{rounds}"])
