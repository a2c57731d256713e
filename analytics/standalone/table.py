"""Reading a table of ties, and naming file, line and column of whatever is wrong in it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analytics.errors import BadTable
from analytics.matrices import TieWeeks

if TYPE_CHECKING:
    from _csv import Reader

TIES = ("week", "from", "to")
OPTIONAL = ("kind", "reporter")
ANSWERED = ("week", "person")
LONGEST = 200
"""Characters of a name; whatever is longer is a quote that was never closed."""
MOST_KINDS = 20
"""Kinds of help; a column with more is a column of remarks."""
MOST_PEOPLE = 1000
"""A larger group is an organisation: its pages would take minutes, and nobody could read them."""
MOST_CELLS = 30_000_000
"""People × people × weeks: some hundred megabytes for each of the arrays the measures need."""
SEPARATORS = ",;\t"
YES_NO = {"": True, "1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Table:
    """Ties of a group with the names of its people and its weeks (Mondays)."""

    people: tuple[str, ...]
    weeks: tuple[date, ...]
    ties: TieWeeks
    answers_known: bool
    """Whether a table of answers came with it; if not, everybody counts as having answered."""
    two_sided: bool
    """Whether any tie was told by its giver."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its values by column, and where it stands."""

    file: str
    line: int
    values: Mapping[str, str]
    columns: tuple[str, ...]

    def bad(self, column: str, problem: str) -> BadTable:
        """Return the error that names this row and `column`."""
        place = self.columns.index(column) + 1
        return BadTable(self.file, f"{column}: {problem}", line=self.line, column=place)

    def name(self, column: str) -> str:
        """Return a value that must not be empty."""
        if not self.values[column]:
            raise self.bad(column, "is empty.")
        return self.text(column)

    def text(self, column: str) -> str:
        """Return a value that may be empty or its column missing, accents written one way."""
        value = unicodedata.normalize("NFC", self.values.get(column, ""))
        if not value.isprintable() or len(value) > LONGEST:
            problem = f"must be at most {LONGEST} characters on one line, none of them a control."
            raise self.bad(column, problem)
        return value

    def week(self) -> date:
        """Return the Monday of the row's week, from a date or an ISO week."""
        text = self.name("week")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self.bad("week", f"{text!r} is no date; write 2026-03-02 or 2026-W10.") from None
        year, number, _ = day.isocalendar()
        return date.fromisocalendar(year, number, 1)


@dataclass(frozen=True, slots=True)
class Tie:
    """One report of one tie: `helped` was helped by `helper`, as `reporter` told."""

    week: date
    helped: str
    helper: str
    reporter: str
    kind: str


def read(ties: Path, answered: Path | None = None) -> Table:
    """Read a table of ties, and of who answered in which week.

    Columns of `ties`: week, from (who received help), to (who gave it), optionally kind and
    reporter (who told it: default the one in `from`). Columns of `answered`: week, person,
    optionally answered (yes or no). Without it everybody counts as having answered in every week.
    Raises `BadTable`.
    """
    present = None if answered is None else _answers(answered)
    rows = list(_rows(ties, TIES, OPTIONAL))
    found = _ties(rows, present)
    people = sorted({name for tie in found for name in (tie.helped, tie.helper)})
    weeks = {tie.week for tie in found}
    if present is not None:
        people = sorted({person for _, person in present})
        weeks |= {week for week, _ in present}
    if len(people) > MOST_PEOPLE or len(people) ** 2 * len(weeks) > MOST_CELLS:
        problem = f"{len(people)} people in {len(weeks)} weeks are too many for one page; split it."
        raise BadTable(ties.name, problem)
    return _table(found, tuple(people), tuple(sorted(weeks)), present)


def _ties(rows: list[Row], present: Mapping[tuple[date, str], bool] | None) -> list[Tie]:
    people = None if present is None else {person for _, person in present}
    first: dict[Tie, int] = {}
    spelling: dict[str, str] = {}
    kinds: set[str] = set()
    for row in rows:
        tie = _tie(row)
        for column, name in (("from", tie.helped), ("to", tie.helper)):
            if people is not None and name not in people:
                raise row.bad(column, f"{name!r} is not in the table of who answered.")
            _check_spelling(row, column, name, spelling)
        kinds.add(tie.kind)
        if len(kinds - {""}) > MOST_KINDS:
            raise row.bad("kind", f"there are more than {MOST_KINDS} kinds of help up to here.")
        if present is not None and not present.get((tie.week, tie.reporter), False):
            column = "reporter" if row.values.get("reporter") else "from"
            raise row.bad(column, f"{tie.reporter!r} did not answer in this week.")
        if tie in first:
            raise row.bad("week", f"says the same as line {first[tie]}.")
        first[tie] = row.line
    return list(first)


def _tie(row: Row) -> Tie:
    week, helped, helper = row.week(), row.name("from"), row.name("to")
    if helped == helper:
        raise row.bad("to", f"{helper!r} cannot help themself.")
    reporter = row.text("reporter") or helped
    if reporter not in {helped, helper}:
        raise row.bad("reporter", f"{reporter!r} is neither {helped!r} nor {helper!r}.")
    return Tie(week, helped, helper, reporter, row.text("kind"))


def _check_spelling(row: Row, column: str, name: str, spelling: dict[str, str]) -> None:
    """Refuse a second spelling of a name: it would quietly be somebody else."""
    known = spelling.setdefault(name.casefold(), name)
    if known != name:
        raise row.bad(column, f"{name!r} and {known!r} differ only in capitals; write one of them.")


def _answers(path: Path) -> dict[tuple[date, str], bool]:
    present: dict[tuple[date, str], bool] = {}
    spelling: dict[str, str] = {}
    for row in _rows(path, ANSWERED, ("answered",)):
        key = (row.week(), row.name("person"))
        _check_spelling(row, "person", key[1], spelling)
        if key in present:
            raise row.bad("person", f"{key[1]!r} stands twice in this week.")
        text = row.values.get("answered", "").lower()
        if text not in YES_NO:
            raise row.bad("answered", f"{text!r} is neither yes nor no.")
        present[key] = YES_NO[text]
    return present


def _rows(path: Path, needed: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Row]:
    file = path.name
    lines = _lines(path)
    filled = _filled(csv.reader(lines, delimiter=_separator(lines), strict=True), file)
    _, names = next(filled, (1, []))
    columns = tuple(name.strip().lower() for name in names)
    _check(file, columns, needed, optional)
    empty = True
    for line, values in filled:
        empty = False
        if len(values) != len(columns):
            problem = f"{len(values)} values stand here, {len(columns)} are needed."
            raise BadTable(file, problem, line=line, column=len(values))
        cleaned = {name: value.strip() for name, value in zip(columns, values, strict=True)}
        yield Row(file, line, cleaned, columns)
    if empty:
        raise BadTable(file, "there is no row below the first line.", line=2)


def _filled(reader: Reader, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row with anything in it, and the line it begins on: a quote may be left open."""
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            problem = f"no row can be read from here on ({error}); is a quote left open?"
            raise BadTable(file, problem, line=line) from None
        if values is None:
            return
        if any(value.strip() for value in values):
            yield line, values


def _separator(lines: list[str]) -> str:
    """Return what stands between the columns of the first line; a comma where nothing does."""
    first = next((line for line in lines if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file, each with its end: a quoted value may go on in the next."""
    try:
        return _split(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        lines = _split(error.object[: error.start].decode() + "?")
        unquoted = re.sub('"[^"]*"?', "", lines[-1])
        column = unquoted.count(_separator(lines)) + 1
        problem = "this is no text in UTF-8; save the table as “CSV UTF-8”."
        raise BadTable(path.name, problem, line=len(lines), column=column) from None
    except OSError as error:
        raise BadTable(
            path.name or str(path), f"the file cannot be opened ({error.strerror})."
        ) from None


def _split(text: str) -> list[str]:
    # Not `splitlines`: it would also end a line where an editor shows none.
    return list(io.StringIO(text, newline=""))


def _check(
    file: str, columns: tuple[str, ...], needed: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    if not columns:
        raise BadTable(file, f"the file is empty; its first line must be {','.join(needed)}.")
    for name in needed:
        if name not in columns:
            found = ", ".join(columns)
            raise BadTable(file, f"there is no column {name!r} in the first line, only {found}.")
    for place, name in enumerate(columns, 1):
        if not name:
            raise BadTable(file, "a column without a name; delete it.", column=place)
        if name not in needed + optional or columns.index(name) + 1 < place:
            known = ", ".join(needed + optional)
            problem = f"{name!r} stands twice, or is none of {known}."
            raise BadTable(file, problem, column=place)


def _table(
    found: list[Tie],
    people: tuple[str, ...],
    weeks: tuple[date, ...],
    present: Mapping[tuple[date, str], bool] | None,
) -> Table:
    person = {name: place for place, name in enumerate(people)}
    round_of = {week: place for place, week in enumerate(weeks)}
    kinds = tuple(sorted({tie.kind for tie in found if tie.kind}))
    shape = (len(weeks), len(people), len(people))
    received, given = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    of_kind = np.zeros((len(kinds), *shape), dtype=np.bool_)
    for tie in found:
        t, i, j = round_of[tie.week], person[tie.helped], person[tie.helper]
        if tie.reporter == tie.helped:
            received[t, i, j] = True
            if tie.kind:
                of_kind[kinds.index(tie.kind), t, i, j] = True
        else:
            given[t, j, i] = True
    answered = _presence(people, weeks, present)
    ties = TieWeeks(received, given, answered, kinds, of_kind)
    return Table(people, weeks, ties, present is not None, bool(given.any()))


def _presence(
    people: tuple[str, ...],
    weeks: tuple[date, ...],
    present: Mapping[tuple[date, str], bool] | None,
) -> NDArray[np.bool_]:
    if present is None:
        return np.ones((len(weeks), len(people)), dtype=np.bool_)
    return np.array(
        [[present.get((week, person), False) for person in people] for week in weeks],
        dtype=np.bool_,
    )
