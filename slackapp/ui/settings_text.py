"""Settings as text: to copy and keep, and to be set from again once it was seen what changes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from slackapp.domain.overview import fingerprint
from slackapp.ui import blocks, differences, ids
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block

_HOLDS: Final = N_(
    "Times hold from the next check-in, all else from the next windows. Every change is told in "
    "the team's channel and kept in the trail."
)


def view(written: str) -> Block:
    """Settings as JSON, whole however long, to copy and keep."""
    return blocks.modal(
        _("Settings"),
        [
            blocks.section(_("Everything that is set, to copy and keep:")),
            *(blocks.preformatted(part) for part in _parts(written)),
        ],
        callback=ids.TEXT_VIEW,
        close=_("Close"),
    )


def form(team: Team) -> Block:
    """Ask for the text; nothing is changed by sending it."""
    said = _(
        "Paste what *Settings as text* gave, of this team or of another one. What you leave out "
        "stays as it is, and you see what would change before anything does."
    )
    return _asking(team, [blocks.section(said)], submit=_("See what changes"))


def preview(team: Team, text: str, before: str, after: str) -> Block:
    """Say what the text would change, as two JSON objects say it, and ask once more."""
    changed = differences.lines(before, after)
    said = "\n".join([_("*This would change:*"), *changed]) if changed else _("Nothing differs.")
    shown = [blocks.section(said), blocks.context(_(_HOLDS))]
    return _asking(team, shown, submit=_("Save") if changed else _("See what changes"), text=text)


def is_shown(metadata: str, text: str) -> bool:
    """Say whether it was seen what exactly this text would change."""
    return metadata.endswith(f":{_digest(text)}")


def _asking(team: Team, shown: list[Block], *, submit: str, text: str = "") -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": ids.ANSWER,
        "multiline": True,
        "max_length": blocks.TEXT,
    }
    if text:
        element["initial_value"] = text
    return blocks.modal(
        _("Settings from text"),
        [*shown, blocks.required(_("The settings"), element, block_id="text")],
        callback=ids.FROM_TEXT_VIEW,
        submit=submit,
        close=_("Cancel"),
        metadata=":".join((team.id, fingerprint(team), _digest(text) if text else "")),
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _parts(written: str) -> Iterator[str]:
    """Break at lines, so that every part is short enough for Slack."""
    part = ""
    for line in written.splitlines(keepends=True):
        if len(part) + len(line) > blocks.TEXT:
            yield part.rstrip("\n")
            part = ""
        part += line
    yield part
