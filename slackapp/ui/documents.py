"""What a works council asks for, as pages of our own: the documentation's text, word for word.

It is written in English, whatever language a browser asks for.
"""

from __future__ import annotations

import html
import posixpath
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slackapp.ui.web import page
from slackapp.ui.words import SOURCE, _, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

FOLDER: Final = "/documents"
DATA_SHEET: Final = "data-sheet"
SCOPES: Final = "scopes"
PROMISE: Final = "privacy-promise"
ADMINS_CANNOT: Final = f"{DATA_SHEET}#what-an-administrator-cannot-do"
DOCUMENTS: Final = {
    DATA_SHEET: "reference/data-sheet.md",
    SCOPES: "reference/scopes.md",
    PROMISE: "explanation/privacy-promise.md",
    "your-own-data": "how-to/your-own-data.md",
    "instrument": "reference/instrument.md",
    "publishing-rules": "reference/publishing-rules.md",
    "threat-model": "reference/threat-model.md",
    "privacy-measured": "reference/privacy-measured.md",
    "privacy-measured-modes": "reference/privacy-measured-modes.md",
}
"""Name in an address → file of the documentation: the data sheet and what it refers to."""
_NAMES: Final = {path: name for name, path in DOCUMENTS.items()}


@cache
def document(name: str) -> str:
    """Lay one of `DOCUMENTS` out as a page; takes some ten milliseconds, once a process."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (for the few who ever read one)

    written = MarkdownIt("js-default")  # tables, and no HTML but what it writes itself
    tokens = written.parse(_text(DOCUMENTS[name]))
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", _anchor(inside.content))
        inside.children = [*_linked(inside.children or (), DOCUMENTS[name])]
    body = written.renderer.render(tokens[3:], written.options, {})
    with speaking(SOURCE):
        return page(_title(name), f"{body}\n{_others()}", top="8vh", size="1.75rem", width="52rem")


def links() -> str:
    """Where those are that are asked for most, to stand on another page."""
    named = {
        PROMISE: _("What happens to your answers"),
        ADMINS_CANNOT: _("What an admin cannot do"),
        DATA_SHEET: _("What is kept, where, for how long"),
        SCOPES: _("What Bearings may do in Slack"),
    }
    lines = (f'<li><a href="{FOLDER}/{name}">{what}</a></li>' for name, what in named.items())
    return f"<h2>{_('In full')}</h2>\n<ul>\n" + "\n".join(lines) + "\n</ul>"


def _text(path: str) -> str:
    """Read a page: beside the packages in a checkout, inside the package in a wheel."""
    package = Path(str(files("slackapp")))
    inside = package / FOLDER.strip("/") / path
    found = inside if inside.exists() else package.parent / "docs" / path
    return found.read_text(encoding="utf-8")


def _title(name: str) -> str:
    first, _, _ = _text(DOCUMENTS[name]).partition("\n")
    return html.escape(first.removeprefix("# "))


def _others() -> str:
    links = (f'<li><a href="{FOLDER}/{name}">{_title(name)}</a></li>' for name in DOCUMENTS)
    return "<nav><ul>\n" + "\n".join(links) + "\n</ul></nav>"


def _anchor(title: str) -> str:
    """What the documentation's own links call a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _linked(inline: Sequence[Token], path: str) -> Iterator[Token]:
    """Lead links from one document to another; of a link to anywhere else the words stay."""
    kept = True
    for token in inline:
        if token.type == "link_open":
            address = _address(str(token.attrGet("href")), path)
            token.attrSet("href", address)
            kept = bool(address)
        if kept or token.type not in {"link_open", "link_close"}:
            yield token


def _address(href: str, path: str) -> str:
    """Where a link of a file leads; "" where that is no document."""
    if href.startswith(("#", "https://")):
        return href
    where, has_part, part = href.partition("#")
    name = _NAMES.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), where)))
    return f"{FOLDER}/{name}{has_part}{part}" if name else ""
