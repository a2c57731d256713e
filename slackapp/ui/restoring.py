"""All settings of a workspace from text: pasted in parts, looked at team by team, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.ids import GroupId
from slackapp.domain.teams import Group, settings_in
from slackapp.ui import blocks, differences, foreseen, ids
from slackapp.ui.words import _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from slackapp.domain.overview import Foreseen
    from slackapp.domain.whole import ForeseenWhole
    from slackapp.ui.blocks import Block

PARTS: Final = 10
"""Texts of 3,000 letters, as many as Slack lets one paste at a time; some 40 teams."""
PART: Final = "part."
TEAMS_TOLD: Final = 30


def form(seen: str) -> Block:
    """Ask for the text; `seen` is the fingerprint of everything that is set."""
    said = _(
        "Paste what *All settings as text* gave; what is too long for one part, 3,000 letters, "
        "goes on in the next. Each team is known by its `id`, or without one by its `channel`. "
        "What you leave out stays as it is, and you see what would change, team by team, before "
        "anything does. A team that is not here is begun with *Set up a team* and left as a draft; "
        "then the text fills it in."
    )
    return blocks.modal(
        _("All settings from text"),
        [
            blocks.section(said),
            *(_part(number) for number in range(1, PARTS + 1)),
            blocks.context(_(foreseen.TOLD)),
        ],
        callback=ids.RESTORE_VIEW,
        submit=_("See what changes"),
        close=_("Cancel"),
        metadata=f"{seen}::",
    )


def told(whole: ForeseenWhole) -> list[Block]:
    """Say what would change, team by team, and what each change comes to."""
    parts = [_team(one) for one in whole.teams[:TEAMS_TOLD]]
    hidden = len(whole.teams) - TEAMS_TOLD
    if hidden > 0:
        parts.append(
            blocks.context(ngettext("and {count} more team", "and {count} more teams", hidden))
        )
    for name, sides in ((_("Workspace defaults"), whole.defaults), (_("Admins"), whole.admins)):
        changed = differences.lines(*sides, in_full=True)
        if changed:
            parts.append(blocks.section("\n".join([f"*{name}*", *changed])))
    if not parts:
        return [blocks.section(_(foreseen.NOTHING))]
    touched = {name for one in whole.teams for name in settings_in(one.after)}
    return [
        blocks.section(_("*This would change:*")),
        *parts,
        *foreseen.not_yet(live=True, of=touched),
    ]


def again(
    sent: Block,
    above: Iterable[Block],
    *,
    shown: str = "",
    groups: Iterable[Group] = (),
    seen: str = "",
) -> Block:
    """The same form with something above it; `shown` is the digest of the text that is about.

    `seen` is the fingerprint of what is set by now, where somebody changed that meanwhile.
    """
    seen = seen or sent["private_metadata"].partition(":")[0]
    chosen = ",".join(f"{group.id}/{group.handle}" for group in groups)
    return foreseen.handed_back(sent, above, keeps=f"{seen}:{shown}:{chosen}", saves=bool(shown))


def kept(metadata: str) -> tuple[str, str, tuple[Group, ...]]:
    """Read what the form keeps: what was seen, what was shown, and the groups in the text.

    Raises `ValueError` when it is none of ours.
    """
    seen, shown, chosen = metadata.split(":")
    pairs = [one.partition("/") for one in chosen.split(",") if one]
    return seen, shown, tuple(Group(GroupId(group), handle) for group, _is, handle in pairs)


def saved(teams: int, at: datetime, *, defaults: bool, admins: bool) -> Block:
    """It was done; one button takes all of it back."""
    what = [
        *([ngettext("{count} team", "{count} teams", teams)] if teams else []),
        *([_("the workspace defaults")] if defaults else []),
        *([_("who is named as an admin")] if admins else []),
    ]
    said = _("Saved as the text says: {what}.").format(what=listed(what))
    return blocks.modal(
        _("All settings from text"),
        [
            blocks.section(said),
            blocks.context(_("Every team's channel is told, and *What was changed* keeps it.")),
            blocks.actions(_back(at)),
        ],
        callback=ids.DONE_VIEW,
        close=_("Close"),
    )


def still_there(at: datetime) -> Block:
    """That the newest text can be taken back, later too."""
    said = _("What was set last with *All settings from text* can be taken back, all at once.")
    return blocks.section(said, accessory=_back(at))


def _back(at: datetime) -> Block:
    question = _(
        "Set everything as it was before that text? Only a lock stays. Every team's channel is "
        "told."
    )
    return blocks.button(
        _("Take all of it back"), action=ids.TAKE_ALL_BACK, value=at.isoformat()
    ) | blocks.sure(question, do=_("Take it back"), stay=_("Leave it"))


def taken_back() -> Block:
    """It is as it was before."""
    said = _(
        "Everything is as it was before; only a lock stays, where one was set. Every team's "
        "channel is told."
    )
    return blocks.modal(
        _("All settings from text"),
        [blocks.section(said)],
        callback=ids.DONE_VIEW,
        close=_("Close"),
    )


def _part(number: int) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": ids.ANSWER,
        "multiline": True,
        "max_length": blocks.TEXT,
    }
    label, block_id = _("Part {number}").format(number=number), f"{PART}{number}"
    if number == 1:
        return blocks.required(label, element, block_id=block_id)
    return blocks.entry(label, element, block_id=block_id)


def _team(one: Foreseen) -> Block:
    """One team in one block, so that many fit."""
    lines = [f"*{blocks.escape(one.team.name)}*", *differences.lines(one.before, one.after)]
    slots = [slot for slot in one.preview.slots if slot.passed is None]
    if one.otherwhen and slots:
        opens = day(slots[0].date)
        lines.append(_("The next check-in then opens on {day}.").format(day=opens))
    if one.outdated is not None:
        lines.append(foreseen.deleted(one.outdated))
    lines += foreseen.warned(one)
    return blocks.section(blocks.whole_lines(lines))
