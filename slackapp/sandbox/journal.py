"""All traffic between the sandbox and the app, oldest first."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from slackapp.sandbox.model import JSON

KEPT = 2_000  # entries; older ones are dropped, since everything here lives in memory

Direction = Literal["to app", "from app"]


@dataclass(slots=True, kw_only=True)
class Entry:
    """One exchange; ``answer`` and ``problem`` are filled in when it ends."""

    number: int
    at: datetime
    direction: Direction
    kind: str
    what: str
    request: JSON
    answer: JSON = field(default_factory=dict)
    problem: str = ""
    done: bool = False

    def as_json(self) -> JSON:
        """The entry as the control API shows it."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "direction": self.direction,
            "kind": self.kind,
            "what": self.what,
            "request": self.request,
            "answer": self.answer,
            "problem": self.problem,
            "done": self.done,
        }


class Journal:
    """The last exchanges; numbers never repeat."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0

    def begin(self, direction: Direction, kind: str, what: str, request: JSON) -> Entry:
        """Note that an exchange has begun."""
        self._count += 1
        entry = Entry(
            number=self._count,
            at=datetime.now(UTC),
            direction=direction,
            kind=kind,
            what=what,
            request=request,
        )
        self._entries.append(entry)
        return entry

    def entries(self, *, kind: str = "", what: str = "") -> list[Entry]:
        """The entries of this kind and this name, oldest first."""
        return [e for e in self._entries if kind in {"", e.kind} and what in {"", e.what}]

    def find(self, number: int) -> Entry | None:
        """The entry with that number, if it is still kept."""
        return next((e for e in self._entries if e.number == number), None)
