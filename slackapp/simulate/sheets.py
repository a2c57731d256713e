"""What a simulation writes: files that appear whole at the end, or not at all."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from analytics.records import report_to_json
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import Round
from slackapp.simulate.formats import RosterLine
from slackapp.simulate.play import Answers, Told

STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a simulation reads and writes; what it writes may go to `STDOUT`."""

    roster: Path | None = None
    answers: Path | None = None
    out: Path | None = None
    """One line a team and round: its report, or null where the round was skipped."""
    mirrors: Path | None = None
    """One line a team, round and person whenever a window of ties has settled."""
    items: Path | None = None
    """One line a team and round: what was asked."""
    roster_out: Path | None = None
    answers_out: Path | None = None
    """The answers as they were given, in the input's format."""

    @property
    def writes(self) -> bool:
        """Whether anything is written at all."""
        return bool(self.written)

    @property
    def written(self) -> tuple[Path, ...]:
        """Where anything is written, in the order it is asked for."""
        given = (self.out, self.mirrors, self.items, self.roster_out, self.answers_out)
        return tuple(path for path in given if path is not None)


class Sheets:
    """The output files of one simulation."""

    def __init__(self, paths: Paths, stack: ExitStack) -> None:
        """Open what is asked for under another name; `stack` closes it."""
        self.shown = 0
        self._stack = stack
        self._opened: list[tuple[TextIO, Path, Path]] = []
        self._out = self._open(paths.out)
        self._mirrors = self._open(paths.mirrors)
        self._items = self._open(paths.items)
        self._rosters = self._open(paths.roster_out)
        self._answers = self._open(paths.answers_out)

    def noting(self, answers: Answers) -> Answers:
        """Return the same answers, written down as they are given."""
        return answers if self._answers is None else Noting(answers, self._answers)

    def told(self, told: Told) -> None:
        """Write what one round showed, and what it asked."""
        self.shown += told.report is not None
        if self._out is not None:
            # A report's own text, so that nothing is written here that is not stored.
            text = "null" if told.report is None else report_to_json(told.report)
            head = json.dumps({"team": told.team, "round": told.round})
            self._out.write(f'{head[:-1]}, "report": {text}}}\n')
        if self._mirrors is not None:
            for user, note in told.notes:
                mirror = {**asdict(note), "ends_on": note.ends_on.isoformat()}
                here = {"team": told.team, "round": told.round}
                _write(self._mirrors, **here, member=user, mirror=mirror)
        if self._items is not None:
            asks = told.asked.asks
            _write(
                self._items,
                team=told.team,
                round=told.round,
                state=told.asked.state,
                items=asks.items,
                prompts=asks.prompts,
                pulse=asks.pulse,
            )

    def rosters(self, rosters: Mapping[str, list[RosterLine]]) -> None:
        """Write the rosters."""
        if self._rosters is None:
            return
        for lines in rosters.values():
            for one in lines:
                _write(
                    self._rosters,
                    team=one.team,
                    round=one.round,
                    members=one.members,
                    leads=sorted(one.leads),
                )

    def keep(self) -> None:
        """Give every file its name."""
        for file, made, name in self._opened:
            file.flush()
            made.replace(name)

    def _open(self, path: Path | None) -> TextIO | None:
        if path is None:
            return None
        if path == STDOUT:
            return sys.stdout
        made = path.with_name(f".{path.name}.{os.getpid()}")
        self._stack.callback(made.unlink, missing_ok=True)
        file = self._stack.enter_context(made.open("w", encoding="utf-8"))
        self._opened.append((file, made, path))
        return file


@dataclass(frozen=True, slots=True)
class Noting:
    """Answers that are written down as they are given."""

    answers: Answers
    file: TextIO

    def of(self, roster: RosterLine, row: Round) -> Iterator[tuple[UserId, Answer]]:
        """Give the same answers."""
        for user, answer in self.answers.of(roster, row):
            _write(
                self.file,
                team=roster.team,
                round=roster.round,
                member=user,
                **_said(answer),
            )
            yield user, answer


def _said(answer: Answer) -> dict[str, Any]:
    said = {
        "items": answer.items,
        "helped_me": _ties(answer.helped_me),
        "i_helped": _ties(answer.i_helped),
        "nobody_suited": answer.nobody_suited,
        "given": answer.given,
        "received": answer.received,
        "same_people": answer.same_people,
        "reasons": answer.reasons or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _ties(ties: Iterable[Tie] | None) -> list[str | dict[str, str]] | None:
    if ties is None:
        return None
    return [{"id": tie.user, "kind": tie.kind} if tie.kind else tie.user for tie in ties]


def _write(file: TextIO, **fields: object) -> None:
    file.write(json.dumps(fields) + "\n")
