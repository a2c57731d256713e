"""What belongs to a workspace as a whole: its admins, its defaults, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import absence, blocks, filling, ids, questions
from slackapp.ui.words import N_, _, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from slackapp.domain.defaults import Defaults
    from slackapp.domain.ids import UserId
    from slackapp.domain.overview import Admins
    from slackapp.ui.blocks import Block

MOST_NAMED: Final = 10
MOST_OF_SLACK: Final = 40
STAYS_POSTED: Final = N_(
    "What was posted in a channel or a chat, figures of reports too, stays there: it is Slack's, "
    "and whoever may delete messages in Slack can delete it."
)
_OF_CADENCE: Final = frozenset(
    {"cadence.weekday", "cadence.at", "cadence.every", "cadence.zone", "cadence.holidays"}
)


def admins(found: Admins, *, asking: bool = False, problem: str = "") -> Block:
    """Who is an admin by Slack, and who was named beside them, to be changed.

    `asking` says that Slack is being asked; `problem` is why what was chosen cannot be.
    """
    above = [_("Asking Slack who they are…")] if asking else []
    above += [f":warning: {blocks.literal(problem)}"] if problem else []
    named: Block = {
        "type": "multi_users_select",
        "action_id": ids.ANSWER,
        "placeholder": blocks.plain(_("People"), blocks.PLACEHOLDER),
        "max_selected_items": MOST_NAMED,
    }
    if found.named:
        named["initial_users"] = list(found.named)
    return blocks.modal(
        _("Admins"),
        [
            *map(blocks.section, above),
            blocks.section(
                _("Admins and owners of Slack are admins of Bearings: {names}.").format(
                    names=_of_slack(found)
                )
            ),
            blocks.entry(_("Who else is an admin?"), named, block_id="admins"),
            blocks.context(
                _(
                    "An admin sets teams up, names leads and admins, and deletes. Nobody can read "
                    "an answer. Every team's channel is told who was named, and *What was changed* "
                    "keeps it."
                )
            ),
        ],
        callback=ids.ADMINS_VIEW,
        submit=_("Save"),
        close=_("Cancel"),
    )


def defaults(begin: Defaults) -> Block:
    """What new teams begin with, to be changed."""
    asked = [
        *(one for one in questions.when() if one["block_id"] in _OF_CADENCE),
        *questions.asked(),
        *questions.privacy(),
    ]
    optional = [
        one | {"optional": True} if one["block_id"] == "cadence.zone" else one for one in asked
    ]
    return blocks.modal(
        _("Workspace defaults"),
        [
            blocks.section(
                _(
                    "A new team begins with this, and whoever sets it up can change it. Teams that "
                    "exist stay as they are."
                )
            ),
            *filling.filled(optional, filling.of_defaults(begin)),
            blocks.context(_("Without a zone, a team begins with that of whoever sets it up.")),
            blocks.header(_("For every team")),
            *filling.filled([absence.question()], filling.of_defaults(begin)),
        ],
        callback=ids.DEFAULTS_VIEW,
        submit=_("Save"),
        close=_("Cancel"),
    )


def everything(workspace: str) -> Block:
    """Make sure: the name of the workspace has to be typed."""
    name = {"type": "plain_text_input", "action_id": ids.ANSWER, "max_length": blocks.TEXT}
    return blocks.modal(
        _("Delete everything"),
        [
            blocks.section(
                _(
                    "All teams end at once. In the next moments the keys of all that is sealed are "
                    "destroyed; then every team with its reports, every sealed answer, everybody's "
                    "own settings, the named admins, the defaults and *What was changed* are "
                    "deleted, team by team. Nobody can bring them back. Bearings stays installed "
                    "and asks nobody."
                )
            ),
            blocks.section(_(STAYS_POSTED)),
            blocks.section(
                _(
                    "Every team's channel is told, and *What was changed* begins anew with who did "
                    "this, and when. For 26 weeks this stays, without a name or a shown figure: "
                    "which channels were locked against appraisal, who was counted last (as "
                    "codes), whether too few answered, and how many came and went. So no team "
                    "founded anew tells by the difference what one person answered."
                )
            ),
            blocks.required(
                _("To make sure, type the name of the workspace exactly so: {name}").format(
                    name=workspace
                ),
                name,
                block_id="everything",
            ),
        ],
        callback=ids.EVERYTHING_VIEW,
        submit=_("Delete everything"),
        close=_("Keep everything"),
    )


def admins_saved(now: Admins, *, changed: bool, already: Collection[UserId] = ()) -> Block:
    """Who is an admin now; `already` were named though they are admins by Slack."""
    done = _("*Saved.* Every team's channel is told.") if changed else _("*Nothing changed.*")
    said = [done]
    if already:
        said.append(
            ngettext(
                "{names} is an admin already, as an admin or owner of Slack, and so is not named.",
                "{names} are admins already, as admins or owners of Slack, and so are not named.",
                len(already),
            ).format(names=_listed(sorted(already)))
        )
    said += [
        _("Admins by Slack: {names}.").format(names=_of_slack(now)),
        _("Named beside them: {names}.").format(names=_listed(now.named) or _("nobody")),
    ]
    return _done("\n".join(said), title=_("Admins"))


def defaults_saved() -> Block:
    """New teams begin otherwise from now on."""
    return _done(
        _(
            "Saved. New teams begin with this; those that exist stay as they are. Only who counts "
            "as away holds for every team, as soon as Bearings has looked there again."
        ),
        title=_("Workspace defaults"),
    )


def _of_slack(found: Admins) -> str:
    return _listed(found.of_slack[:MOST_OF_SLACK]) or _("none that was seen here yet")


def _listed(users: Iterable[UserId]) -> str:
    return listed(f"<@{user}>" for user in users)


def _done(text: str, *, title: str) -> Block:
    return blocks.modal(title, [blocks.section(text)], callback=ids.DONE_VIEW, close=_("Close"))


def everything_gone(*, is_gone: bool) -> Block:
    """Nothing is left, or what is left is being deleted."""
    done = _("Everything is deleted. Bearings stays installed and asks nobody.")
    going_on = _(
        "Every team has ended. The database failed in between: what is left, sealed answers too, "
        "is deleted as soon as Bearings gets to it. Bearings stays installed and asks nobody."
    )
    said = done if is_gone else going_on
    return _done(said, title=_("Delete everything")) | {"clear_on_close": True}
