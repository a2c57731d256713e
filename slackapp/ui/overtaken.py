"""What somebody finds whose form or page was overtaken by another change: who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, ids, trail
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from slackapp.domain.teams import Change
    from slackapp.ui.blocks import Block


def form(sent: Block, last: Change | None) -> Block:
    """What takes the place of a form of settings: nothing that was entered there can be saved.

    `sent` is that form, `last` the newest change of the team's settings; None where none is kept
    any more.
    """
    said = _said(_("Somebody changed these settings while you had them open."), last)
    return _in_place(sent["title"]["text"], said)


def text(last: Change | None, *, names: Mapping[str, str] | None = None) -> list[Block]:
    """What stands above a text of settings that would be set on others than it was shown for.

    `names` gives teams, where the text is of several.
    """
    said = _said(_("Somebody changed these settings while you had them open."), last, names)
    then = _("Nothing is saved. *See what changes* says what your text would change by now.")
    return [*said, blocks.section(then)]


def page(last: Change | None) -> list[Block]:
    """What stands above a team's page, as it is now, where a change was to be taken back."""
    said = _said(_("Somebody changed these settings while you had this page open."), last)
    return [*said, blocks.section(_("Nothing was taken back. This is how things stand now."))]


def expected(last: Change | None) -> Block:
    """What takes the place of the form of what is expected; `last` is the newest change of that."""
    said = _said(_("Somebody changed what is expected while you had this window open."), last)
    return _in_place(_("Expected right now"), said)


def _in_place(title: str, said: Iterable[Block]) -> Block:
    """No button opens the form again in this window: Slack could keep what was entered in it."""
    then = _(
        "Nothing of what you entered is saved. Close this window and open it again: then it shows "
        "how things stand now."
    )
    return blocks.modal(
        title, [*said, blocks.section(then)], callback=ids.DONE_VIEW, close=_("Close")
    )


def _said(
    what: str, last: Change | None, names: Mapping[str, str] | None = None
) -> Iterator[Block]:
    yield blocks.section(f":warning: {what}")
    if last is not None:
        yield blocks.section(trail.told(last, names))
