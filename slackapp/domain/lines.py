"""Where in a JSON text something stands, so that what is wrong can be named with its line."""

from __future__ import annotations

import json
import re
from typing import Final

Way = tuple[str | int | None, ...]
"""The way to a value: keys of objects and places in lists, from the outermost on."""
DEEPEST: Final = 3
"""Steps of the farthest way anything is said about: the teams, one of them, a setting of it.

What lies deeper is passed over. It may be thousands of brackets, and each would have a way as long.
"""
_MARK: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],\n]')


def lines(text: str) -> dict[Way, int]:
    """Return the line, from 1, of every key and of every object or list, down to `DEEPEST` steps.

    `text` is valid JSON.
    """
    found: dict[Way, int] = {}
    line, deeper = 1, 0
    way: list[str | int | None] = []
    for mark in _MARK.findall(text):
        if mark == "\n":
            line += 1
        elif mark in "{[":
            if not deeper:
                found.setdefault(tuple(way), line)
            if deeper or len(way) == DEEPEST:
                deeper += 1
            else:
                way.append(0 if mark == "[" else None)
        elif deeper:
            deeper -= mark in "}]"
        elif mark in "}]":
            way.pop()
        elif mark == ",":
            before = way[-1]
            way[-1] = before + 1 if isinstance(before, int) else None
        elif way and way[-1] is None:
            way[-1] = json.loads(mark)
            found[tuple(way)] = line
    return found
