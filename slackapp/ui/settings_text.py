"""Settings as text: to copy and keep, and to be set from again once it was seen what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, foreseen, ids
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block


def view(written: str, *, of_all: bool = False) -> Block:
    """Settings as JSON, whole however long, to copy and keep: a team's, or `of_all`."""
    return blocks.modal(
        _("All settings as text") if of_all else _("Settings as text"),
        [
            blocks.section(_("Everything that is set, to copy and keep:")),
            *(blocks.preformatted(part) for part in _parts(written)),
            blocks.context(
                _(
                    "`weekday` counts from 0, Monday. `asked` is how many check-ins there were; "
                    "it, `state` and `workspace` only tell how things stand, and `id` which team "
                    "it is. `name` is what that team is called here; its channel and people stand "
                    "there by their ids, and `names` tells who these people are. `k` is how many "
                    "answers a figure needs before it is shown, `named` whether people say by "
                    "name who helped whom, `light` whether it is the short check-in, `first` the "
                    "day from which turns are counted, and `not_for_appraisal` the lock."
                )
            ),
        ],
        callback=ids.TEXT_VIEW,
        close=_("Back"),
    )


def form(team: Team) -> Block:
    """Ask for the text; nothing is changed by sending it."""
    said = _(
        "Paste what *Settings as text* gave, of this team or of another one: of another one "
        "without its `channel`, `name` and `first`. What you leave out stays as it is, and you see "
        "what would change before anything does. `asked` (check-ins so far), `state`, `id`, "
        "`workspace` and `names` only tell how things stand: they are passed over."
    )
    element: Block = {
        "type": "plain_text_input",
        "action_id": ids.ANSWER,
        "multiline": True,
        "max_length": blocks.TEXT,
    }
    return blocks.modal(
        _("Settings from text"),
        [
            blocks.section(said),
            blocks.required(_("The settings"), element, block_id="text"),
            blocks.context(_(foreseen.TOLD)),
        ],
        callback=ids.FROM_TEXT_VIEW,
        submit=_("See what changes"),
        close=_("Cancel"),
        metadata=foreseen.opened(team),
    )


def _parts(written: str) -> Iterator[str]:
    """Break at lines, so that every part is short enough for Slack."""
    part = ""
    for line in written.splitlines(keepends=True):
        if len(part) + len(line) > blocks.TEXT:
            yield part.rstrip("\n")
            part = ""
        part += line
    yield part
