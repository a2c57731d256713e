"""Lines of JSON, read one by one; what is wrong with one is said with its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slackapp.errors import BadLine


@dataclass(frozen=True, slots=True)
class Line:
    """One decoded line and where it stood. Every method raises `BadLine`."""

    file: str
    number: int
    fields: Mapping[str, Any]

    def error(self, why: str) -> BadLine:
        """Return the error that says what is wrong with this line."""
        return BadLine(self.file, self.number, why)

    def only(self, known: frozenset[str]) -> None:
        """Refuse fields that mean nothing here."""
        unknown = sorted(self.fields.keys() - known)
        if unknown:
            raise self.error(f'"{unknown[0]}" is not known here.')

    def text(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.fields.get(key)
        if not isinstance(value, str) or not value:
            raise self.error(f'"{key}" is missing, or not a text.')
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.fields.get(key, default)
        if not isinstance(value, bool):
            raise self.error(f'"{key}" is true or false.')
        return value

    def whole(self, key: str, *, default: int | None = None) -> int:
        """Return a whole number from 1."""
        value = self.fields.get(key, default)
        if type(value) is not int or value < 1:
            raise self.error(f'"{key}" is missing, or not a whole number from 1.')
        return value

    def count(self, key: str, allowed: range) -> int | None:
        """Return a whole number of a range, or None when it is absent."""
        value = self.fields.get(key)
        if value is not None and (type(value) is not int or value not in allowed):
            raise self.error(f'"{key}" is a whole number from {allowed[0]} to {allowed[-1]}.')
        return value

    def ids(self, key: str, *, default: list[str] | None = None) -> tuple[str, ...]:
        """Return ids, each once."""
        value = self.fields.get(key, default)
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.error(f'"{key}" is missing, or not a list of ids.')
        if len(set(value)) < len(value):
            raise self.error(f'"{key}" holds an id twice.')
        return tuple(value)


def read(path: Path) -> Iterator[Line]:
    """Read a file of JSON lines; empty lines are passed over.

    Raises:
        BadLine: the file cannot be read (line 0), or a line is no JSON object.

    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    yield _line(str(path), number, text)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadLine(str(path), 0, f"the file cannot be read ({why}).") from error


def _line(file: str, number: int, text: str) -> Line:
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadLine(file, number, f"this is not JSON ({error.msg}).") from error
    if not isinstance(fields, dict):
        raise BadLine(file, number, "a line is one JSON object.")
    return Line(file, number, fields)
