"""Which Slack statuses mean that somebody is not here: emoji and words, as an admin writes them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from slackapp.errors import TooManyStatuses, UnreadableStatus

DEFAULT: Final = (
    *(":palm_tree:", ":face_with_thermometer:", ":airplane:"),
    *("vacation", "vacationing", "on holiday", "on leave", "parental leave"),
    *("sick", "out of office", "ooo"),
)
"""What a workspace begins with: Slack's own suggestions, and how people say it."""
MOST: Final = 50
LONGEST: Final = 50
"""Statuses, and characters of one."""
_EMOJI: Final = re.compile(r":[^\s:]+:")
_WORDS: Final = re.compile(r"[^:]*\w[^:]*")


def read(text: str) -> tuple[str, ...]:
    """Return the statuses a text names, in lower case, each once, in its order.

    Raises:
        UnreadableStatus: a part is neither an emoji as `:name:` nor words, or far too long.
        TooManyStatuses: there are more than `MOST`.

    """
    parts = (" ".join(part.split()).casefold() for part in re.split(r"[,;\n]", text))
    statuses = tuple(dict.fromkeys(filter(None, parts)))
    if any(not _is_readable(status) for status in statuses):
        raise UnreadableStatus
    if len(statuses) > MOST:
        raise TooManyStatuses
    return statuses


def write(statuses: tuple[str, ...]) -> str:
    """Write statuses so that `read` returns them."""
    return ", ".join(statuses)


def is_away(statuses: tuple[str, ...], *, emoji: str, text: str) -> bool:
    """Say whether a status is one of these: its emoji, an emoji in its text, or whole words of it.

    Upper and lower case are one, and so are different runs of blanks.
    """
    shown = f"{emoji} {text}".casefold()
    if not frozenset(statuses).isdisjoint(_EMOJI.findall(shown)):
        return True
    words = _whole(tuple(status for status in statuses if not _EMOJI.fullmatch(status)))
    return words is not None and words.search(_EMOJI.sub(" ", shown)) is not None


@lru_cache(maxsize=64)
def _whole(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds any of these as whole words."""
    if not words:
        return None
    written = (r"\s+".join(map(re.escape, phrase.split())) for phrase in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)")


def _is_readable(status: str) -> bool:
    known = _EMOJI.fullmatch(status) or _WORDS.fullmatch(status)
    return len(status) <= LONGEST and known is not None
