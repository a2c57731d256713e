"""Settings as they were written: which a file names, and what cannot be read or is none of ours."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

from slackapp.errors import InvalidSettings

_NAME: Final = re.compile("[A-Z0-9_]+")
"""Else what is taken for a name may hold a value, as of `NAME:value=`."""
LONGEST: Final = 40
"""Letters of a name."""
_NEAR: Final = 0.85
"""How like the first word of ours another one is that was meant to be it."""
_SHAPE: Final = (
    "Write NAME=value, and close the quotation mark where the value begins with one; a remark "
    "begins with #."
)


def is_ours(name: str, prefix: str, known: Collection[str]) -> bool:
    """Whether a name begins with `prefix`, or was meant to and would be one of those `known`."""
    word, between, rest = name.partition("_")
    if name.startswith(prefix) or prefix + rest not in known:
        return name.startswith(prefix)
    return difflib.SequenceMatcher(None, word + between, prefix).ratio() >= _NEAR


def names(path: Path, prefix: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Every name in the file that `is_ours`, in capitals; none where there is no file.

    The library that reads the values logs a line it cannot read, and goes on without it.

    Raises:
        InvalidSettings: the file, or lines of it, cannot be read; no line is repeated, as it may
            hold a secret.
    """
    found, unread = [], []
    for each in parse_stream(StringIO(_text(path))):
        name = (each.key or "").upper()
        ours = is_ours(name, prefix, known)
        named = _NAME.fullmatch(name) and each.value is not None
        if each.error or (ours and not named):
            # what was read begins with the empty lines before it
            skipped = each.original.string[: -len(each.original.string.lstrip())].count("\n")
            unread.append(f"{path}: line {each.original.line + skipped} cannot be read. {_SHAPE}")
        elif ours:
            found.append(name)
    if unread:
        raise InvalidSettings("\n".join(unread))
    return tuple(found)


def unknown(name: str, known: Collection[str]) -> str:
    """Say of a name that is no setting which of those that are `known` was probably meant.

    Where it begins with one, or is longer than any could be, it may hold a value: the sign before
    that is missing. So nothing of it is repeated.
    """
    if begun := [one for one in known if name.startswith(one)]:
        meant = max(begun, key=len)
        return f"What begins with {meant} is not a setting. Write {meant}=, then its value."
    if len(name) > LONGEST:
        return f"A name of {len(name)} letters is not a setting. Write a name, =, then its value."
    # What all have in common makes none of them near.
    ends = {one.partition("_")[2]: one for one in known}
    close = difflib.get_close_matches(name.partition("_")[2], ends, n=1)
    meant = f"Did you mean {ends[close[0]]}?" if close else "Take it away."
    return f"{name} is not a setting. {meant}"


def _text(path: Path) -> str:
    if not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidSettings(f"{path} is not text in UTF-8: save it as that.") from None
    except OSError:
        raise InvalidSettings(f"{path} is there and cannot be read: look who may.") from None
