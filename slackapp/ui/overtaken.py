"""What somebody finds whose form or page was overtaken by another change: who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks, edit, ids, trail
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from slackapp.domain.ids import TeamId
    from slackapp.domain.teams import Change
    from slackapp.ui.blocks import Block


def form(sent: Block, team: TeamId, last: Change | None) -> Block:
    """What takes the place of a form of settings: nothing that was entered there can be saved.

    `sent` is that form, `last` the newest change of the team's settings; None where none is kept
    any more. A button opens the same form anew.
    """
    said = _said(_("Somebody changed these settings while you had them open."), last)
    opens = f"{ids.EDIT_TEAM}.{edit.section_of(sent)}"
    return _opened_anew(sent["title"]["text"], said, action=opens, team=team)


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


def expected(team: TeamId, last: Change | None) -> Block:
    """What takes the place of the form of what is expected; `last` is the newest change of that."""
    said = _said(_("Somebody changed what is expected while you had this window open."), last)
    return _opened_anew(_("Expected right now"), said, action=ids.EXPECT, team=team)


def _opened_anew(title: str, said: Iterable[Block], *, action: str, team: TeamId) -> Block:
    return blocks.modal(
        title,
        [
            *said,
            blocks.section(_("Nothing of what you entered is saved.")),
            blocks.actions(blocks.button(_("Open anew"), action=action, value=team)),
        ],
        callback=ids.OVERTAKEN_VIEW,
        close=_("Cancel"),
    )


def _said(
    what: str, last: Change | None, names: Mapping[str, str] | None = None
) -> Iterator[Block]:
    yield blocks.section(f":warning: {what}")
    if last is not None:
        yield blocks.section(trail.told(last, names))
