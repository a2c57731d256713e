"""The catalogue's template: every sentence a person can read, collected from where it stands.

`python -m slackapp.ui.extraction` rewrites `locale/bearings.pot`; translators begin there, and a
test fails while it is out of date.
"""

from __future__ import annotations

import io
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from slackapp import errors
from slackapp.ui.words import DOMAIN, LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATE: Final = LOCALES / f"{DOMAIN}.pot"
_KEYWORDS: Final[dict[str, tuple[int, ...] | None]] = {"_": None, "N_": None, "ngettext": (1, 2)}
_SAID: Final = frozenset(
    {"text", "stem", "missing", "points", "reasons", "kinds", "kinds_given", "pulse"}
)
"""Keys of the item bank whose strings are shown; all others are codes and sources."""
_LIBRARY: Final = ("invitation", "how", "look_for", "text")
"""Keys of the practice library whose strings are shown."""

Message = str | tuple[str, ...]


def template() -> bytes:
    """Return the template's bytes, the same ones for the same sources."""
    catalog = Catalog(project="Bearings", charset="utf-8", fuzzy=False)
    for message, where in sorted(messages(), key=lambda each: (each[1], str(each[0]))):
        catalog.add(message, locations=[(where, 1)])
    written = io.BytesIO()
    write_po(written, catalog, omit_header=True, include_lineno=False, width=100)
    return written.getvalue().rstrip() + b"\n"


def messages() -> Iterator[tuple[Message, str]]:
    """Every sentence with the file it stands in."""
    here = Path(__file__).parent
    for method, pattern in (("python", "*.py"), ("jinja2.ext:babel_extract", "templates/*.html")):
        for path in sorted(here.glob(pattern)):
            with path.open("rb") as source:
                for _line, message, _comments, _context in extract(method, source, _KEYWORDS):
                    yield message, path.name
    yield from ((sentence, "errors") for sentence in _sentences(errors.BearingsError))
    bank = resources.files("analytics.instrument").joinpath("items.toml").read_text("utf-8")
    yield from ((text, "items.toml") for text in _shown(tomllib.loads(bank)))
    library = resources.files("analytics").joinpath("practices.toml").read_text("utf-8")
    yield from ((text, "practices.toml") for text in _told(tomllib.loads(library)))


def _sentences(kind: type[errors.BearingsError]) -> Iterator[str]:
    yield (kind.__doc__ or "").strip()
    for each in kind.__subclasses__():
        if each.__module__.startswith(errors.__name__):
            yield from _sentences(each)


def _shown(node: dict[str, Any]) -> Iterator[str]:
    for key, value in node.items():
        if key == "item":
            yield from (each["text"] for each in value)
        elif key in _SAID:
            yield from _leaves(value)


def _told(library: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The practice library: every shelf's entries, without ids, what they serve and sources."""
    for shelf in library.values():
        for entry in shelf:
            yield from (entry[key] for key in _LIBRARY if key in entry)


def _leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - what TOML holds
    if isinstance(value, str):
        yield value
        return
    for each in value.values() if isinstance(value, dict) else value:
        yield from _leaves(each)


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(template())
