"""What a lead says is expected right now, so that nobody is startled by a figure it explains.

Codes and a day, never text and never a name: what is shown beside a reading stays about the team.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from slackapp.domain.digest import digest

LASTS: Final = timedelta(weeks=4)
"""How long something is expected where nobody says until when."""
LONGEST: Final = timedelta(days=366)
"""What is expected for longer is how the team works."""


class Expected(StrEnum):
    """Why some may carry more than others for a while, and rightly so."""

    ON_CALL = "on_call"
    ONBOARDING = "onboarding"
    MENTORING = "mentoring"
    HANDOVER = "handover"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One of these, until a day (included)."""

    what: Expected
    until: date


@dataclass(frozen=True, slots=True)
class Noted:
    """What is expected of a team now, and the last day a form for changing it begins with."""

    expected: tuple[Expectation, ...]
    until: date
    seen: str = ""
    """What tells whether that is still what is kept: the fingerprint of it."""


def fingerprint(kept: Iterable[Expectation]) -> str:
    """Return what tells whether somebody else noted something since; a day that is over stays."""
    said = sorted(f"{one.what}={one.until.isoformat()}" for one in kept)
    return digest(repr(said))
