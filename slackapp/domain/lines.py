"""Where in a JSON text something stands, so that what is wrong can be named with its line."""

from __future__ import annotations

import json
import re
from typing import Final

Way = tuple[str | int | None, ...]
"""The way to a value: keys of objects and places in lists, from the outermost on."""
_MARK: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],\n]')


def lines(text: str) -> dict[Way, int]:
    """Return the line, from 1, of every key and of every object or list; `text` is valid JSON."""
    found: dict[Way, int] = {}
    line, opened = 1, ""
    way: list[str | int | None] = []
    for mark in _MARK.findall(text):
        if mark == "\n":
            line += 1
        elif mark in "{[":
            found.setdefault(tuple(way), line)
            opened += mark
            way.append(0 if mark == "[" else None)
        elif mark in "}]":
            opened = opened[:-1]
            way.pop()
        elif mark == ",":
            before = way[-1]
            way[-1] = before + 1 if isinstance(before, int) else None
        elif opened.endswith("{") and way[-1] is None:
            way[-1] = json.loads(mark)
            found[tuple(way)] = line
    return found
