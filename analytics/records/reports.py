"""The weekly report: codes and parameters, no words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from analytics.records.readings import Reading

REPORT_VERSION: Final = 1
"""Raised when a stored report could no longer be read the old way."""
UNTRIED: Final = "nothing is tried"
"""Why no figure of an experiment is to come: a code beside those of what a team does not get."""


class Verdict(StrEnum):
    """What a team decided, openly, about an experiment."""

    KEEP = "keep"
    CHANGE = "change"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Experiment:
    """The small practice a team chose, and what it decided about it."""

    practice: str
    since: date
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What readings mean, as a code with parameters: the words live with whoever renders it."""

    code: str
    measure: str
    params: dict[str, float | str] = field(default_factory=dict)
    caution: str = ""
    """The code of how this can mislead."""


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """What a family said last, and when it is expected to say something next."""

    family: str
    readings: tuple[Reading, ...] = ()
    """Of its last window, shown or held."""
    earlier: tuple[Reading, ...] = ()
    """What was shown before of the measures held in its last window, or left out of it."""
    next_on: date | None = None
    moved_from: date | None = None
    """The day the report before this one named, where nothing settled and it is another, or none.

    Without `next_on` it is not to come, as the team is now.
    """
    why: str = ""
    """The code of why it is not to come, from the report that said so on; "" where it is.

    With `next_on`: why it is not to come again after that.
    """
    again: bool = False
    """Whether it has a day again, after a report that said that it is not to come."""


@dataclass(frozen=True, slots=True)
class Report:
    """One week of one team: codes and parameters only, immutable once issued."""

    version: int
    round_date: date
    rounds_asked: int
    opening: str
    """What this week is mainly for: "vote", "card", "did_we", "readings" or "quiet"."""
    settled: tuple[Reading, ...]
    findings: tuple[Finding, ...]
    board: tuple[BoardEntry, ...]
    experiment: Experiment | None
    previous: Experiment | None
    suggestions: tuple[str, ...]
    """Ids of practices the team may choose from."""
    card: str | None
    """The id of a conversation card."""
    question: str | None
    """The id of the one question to discuss."""
    items: tuple[str, ...]
    """Ids of the questions of the families that settled this week."""
    cannot_tell: tuple[str, ...]
    """Codes of what this report cannot see; a colon and the code of why behind what is left out."""
    slower: bool = False
    """Whether a slower cadence is suggested."""
    follows: str | None = None
    """The id of the practice that the last follow-up shown was about."""
    follows_since: date | None = None
    """The day the team began to try that one."""
    sample: bool = False
    """Whether this is made up, to show what a report looks like."""
