"""Everything that is kept of a person's own, to take away: in words, then the same as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from slackapp.ui import (
    blocks,
    ids,
    mirror,
    own_answers,
    own_document,
    own_kept,
    own_settings,
)
from slackapp.ui.words import _, slack_stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slackapp.domain.kept import Kept
    from slackapp.domain.reflection import Mirror
    from slackapp.domain.screens import OwnSettings
    from slackapp.ui.blocks import Block

CHUNK: Final = 2800
"""Characters of one piece of the data."""
MOST_PIECES: Final = 60
PART: Final = 100_000
"""Bytes of the data in one window; Slack takes a quarter of a million, the words among them."""


def view(mirrors: Iterable[Mirror], settings: OwnSettings, kept: Kept, *, part: int = 0) -> Block:
    """Lay a person's own out for them alone: words first, then the data, a part at a time.

    Where both are too long for a window, words give way. A part that is not there is the last.
    """
    seen = [*mirrors]
    document = own_document.of(seen, settings, kept)
    parts = [*_parts(_pieces(json.dumps(document, indent=1, ensure_ascii=False)))]
    shown = min(part, len(parts) - 1)
    data = [
        blocks.header(_("The same as data")),
        blocks.context(_("JSON, for another program: select and copy it to keep it.")),
        *map(blocks.preformatted, parts[shown]),
        *_way_on(shown, len(parts)),
    ]
    words = [*_words(seen, settings, kept)] if shown == 0 else []
    return blocks.modal(
        _("My data: a copy"),
        [*words[: max(0, own_answers.MOST_BLOCKS - len(data))], *data],
        callback=ids.COPY_VIEW,
        close=_("Back"),
    )


def _way_on(shown: int, parts: int) -> Iterator[Block]:
    """Where there is more than one part: which this is, and the way to the next."""
    if parts > 1:
        which = _("Part {number} of {parts}: one below the other they are the data.")
        yield blocks.context(which.format(number=shown + 1, parts=parts))
    if shown + 1 < parts:
        yield blocks.actions(
            blocks.button(_("Show the next part"), action=ids.COPY_DATA, value=str(shown + 1))
        )


def _words(seen: list[Mirror], settings: OwnSettings, kept: Kept) -> Iterator[Block]:
    yield blocks.section(
        _(
            "What Slack says of you, your settings, what you answered as far as it is not counted "
            "yet, your mirror, and what else is kept under your id. No teammate, lead or admin can "
            "make this appear; if somebody asks to see it, you can say no."
        )
    )
    yield blocks.context(
        _(
            "If you left a team, what you answered there is not shown here. Until it is counted it "
            "is sealed, and *My data → Erase…* deletes it."
        )
    )
    yield from _in_words(seen, settings, kept)


def _in_words(mirrors: Iterable[Mirror], settings: OwnSettings, kept: Kept) -> Iterator[Block]:
    yield blocks.header(_("What Slack says of you"))
    yield blocks.section(
        _("Name: {name}\nLanguage: {language}\nTime zone: {zone}").format(
            name=blocks.escape(settings.name), language=settings.language, zone=settings.zone
        )
    )
    yield blocks.header(_("Your settings"))
    yield blocks.section("\n".join(own_settings.lines(settings)))
    yield from own_kept.told(kept)
    for seen in mirrors:
        yield blocks.divider()
        yield blocks.header(seen.name)
        yield from own_answers.told(seen)
        yield from _wish(seen)
        if seen.note is not None:
            yield from mirror.told(seen, seen.note)


def _wish(seen: Mirror) -> Iterator[Block]:
    """What lies in the box of the check-in that is open, where no answer does."""
    if seen.skipped:
        yield blocks.section(_("You skipped the check-in that is open."))
    if seen.again_at is not None:
        at = slack_stamp(seen.again_at)
        yield blocks.section(_("When you want to be asked again: {at}").format(at=at))


def _parts(pieces: Iterable[str]) -> Iterator[list[str]]:
    """Put as many together as fit into a window."""
    part: list[str] = []
    for piece in pieces:
        size = sum(len(one.encode()) for one in (*part, piece))
        if part and (size > PART or len(part) == MOST_PIECES):
            yield part
            part = []
        part.append(piece)
    yield part


def _pieces(text: str) -> Iterator[str]:
    """Cut between lines, so that the pieces one below the other are the document again."""
    piece = ""
    for line in text.splitlines():
        if piece and len(piece) + len(line) >= CHUNK:
            yield piece
            piece = ""
        piece = f"{piece}\n{line}" if piece else line
    yield piece
