"""Everything that is kept of a person's own, to take away: in words, then the same as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks, ids, mirror, own_answers, own_document, own_settings
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slackapp.domain.reflection import Mirror
    from slackapp.domain.screens import OwnSettings
    from slackapp.ui.blocks import Block

CHUNK: Final = 2800
"""Characters of one piece of the data."""


def view(mirrors: Iterable[Mirror], settings: OwnSettings) -> Block:
    """Lay a person's own out for them alone; where it is too long for a window, words give way."""
    seen = [*mirrors]
    document = own_document.of(seen, settings)
    text = json.dumps(document, indent=1, ensure_ascii=False)
    data = [
        blocks.header(_("The same as data")),
        blocks.context(_("JSON, for another program: select and copy it to keep it.")),
        *map(blocks.preformatted, _pieces(text)),
    ][: own_answers.MOST_BLOCKS]
    words = [
        blocks.section(
            _(
                "What Slack says of you, your settings, what you answered as far as it is not "
                "counted yet, and your mirror. Nobody else can make this appear; if somebody asks "
                "to see it, you can say no."
            )
        ),
        blocks.context(
            _(
                "If you left a team, what you answered there is not shown here. Until it is "
                "counted it is sealed, and *My data → Erase…* deletes it."
            )
        ),
        *_in_words(seen, settings),
    ]
    return blocks.modal(
        _("My data: a copy"),
        [*words[: max(1, own_answers.MOST_BLOCKS - len(data))], *data],
        callback=ids.COPY_VIEW,
        close=_("Back"),
    )


def _in_words(mirrors: Iterable[Mirror], settings: OwnSettings) -> Iterator[Block]:
    yield blocks.header(_("What Slack says of you"))
    yield blocks.section(
        _("Name: {name}\nLanguage: {language}\nTime zone: {zone}").format(
            name=blocks.escape(settings.name), language=settings.language, zone=settings.zone
        )
    )
    yield blocks.header(_("Your settings"))
    yield blocks.section("\n".join(own_settings.lines(settings)))
    for seen in mirrors:
        yield blocks.divider()
        yield blocks.header(seen.name)
        yield from own_answers.told(seen)
        if seen.note is not None:
            yield from mirror.told(seen, seen.note)


def _pieces(text: str) -> Iterator[str]:
    """Cut between lines, so that the pieces one below the other are the document again."""
    piece = ""
    for line in text.splitlines():
        if piece and len(piece) + len(line) >= CHUNK:
            yield piece
            piece = ""
        piece = f"{piece}\n{line}" if piece else line
    yield piece
