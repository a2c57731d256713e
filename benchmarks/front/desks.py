"""Filled-in forms, ready to be sent; light, so that a driver is there at once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

SECRET = "benchmark-signing-secret"
POINTS = 5
_HOLE = re.compile(rb"QQ(\d+|T)QQ")


@dataclass(frozen=True)
class Desk:
    """One person's filled-in form: bytes with holes for the answers and for what makes it new."""

    user: str
    round: str
    key: str
    """The respondent key, in hexadecimal: which row is theirs."""
    body: str


def desks(folder: Path) -> list[Desk]:
    """Return what `make` wrote."""
    return [Desk(**each) for each in json.loads((folder / "desks.json").read_text())]


class Filler:
    """Fills one desk's form in: number n is written in its answers, base five."""

    def __init__(self, desk: Desk) -> None:
        self._parts = _HOLE.split(desk.body.encode())
        self.holes = sum(part.isdigit() for part in self._parts[1::2])

    def fill(self, number: int) -> bytes:
        parts = list(self._parts)
        for place in range(1, len(parts), 2):
            hole = parts[place]
            parts[place] = (
                b"%015d" % number
                if hole == b"T"
                else b"%d" % (1 + number // POINTS ** int(hole) % POINTS)
            )
        return b"".join(parts)
