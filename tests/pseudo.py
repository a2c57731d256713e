"""A made-up language: English with every letter of another alphabet, as a real catalogue too."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import NullTranslations

from slackapp.ui import extraction
from slackapp.ui.words import DOMAIN

NOT_WORDS = re.compile(
    r"<[^>]*>|@[a-z][a-z0-9-]*|:[a-z_]+:|\{[^}]*\}|`[^`]*`|/bearings\S*|https?://\S+"
)


def foreign(message: str) -> str:
    """The sentence in the made-up language; what is filled in and what is markup stays."""
    kept = NOT_WORDS.findall(message)
    parts = [re.sub("[A-Za-z]", "ж", part) for part in NOT_WORDS.split(message)]
    return "".join(a + b for a, b in zip(parts, [*kept, ""], strict=True))


class Pseudo(NullTranslations):
    """Every sentence that is asked for, in the made-up language."""

    def ugettext(self, message: str) -> str:
        return foreign(message)

    def ungettext(self, one: str, many: str, count: int) -> str:
        return foreign(one if count == 1 else many)


def catalogue(folder: Path, language: str) -> None:
    """Write a compiled catalogue that says everything of the template in the made-up language."""
    catalog = Catalog(locale=language, fuzzy=False)
    for message, _where in extraction.messages():
        plural = tuple(foreign(form) for form in message) if isinstance(message, tuple) else None
        catalog.add(message, string=plural or foreign(message))
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalog)
