"""The file of settings as it was written: which it names, and which lines cannot be read."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

from slackapp.errors import InvalidSettings

_NAME: Final = re.compile("[A-Z0-9_]+")
"""Else what is taken for a name may hold a value, as of `NAME:value=`."""
_SHAPE: Final = (
    "Write NAME=value, and close the quotation mark where the value begins with one; a remark "
    "begins with #."
)


def names(path: Path, prefix: str) -> tuple[str, ...]:
    """Every name in the file that begins with `prefix`, in capitals; none where there is no file.

    The library that reads the values logs a line it cannot read, and goes on without it.

    Raises:
        InvalidSettings: the file, or lines of it, cannot be read; no line is repeated, as it may
            hold a secret.
    """
    found, unread = [], []
    for each in parse_stream(StringIO(_text(path))):
        name = (each.key or "").upper()
        ours = name.startswith(prefix)
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


def _text(path: Path) -> str:
    if not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidSettings(f"{path} is not text in UTF-8: save it as that.") from None
    except OSError:
        raise InvalidSettings(f"{path} is there and cannot be read: look who may.") from None
