"""What belongs to a workspace as a whole: its admins, its defaults, what Slack refused, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.deliveries import UNCLEAR, Kind
from slackapp.ui import blocks, filling, ids, questions
from slackapp.ui.words import N_, _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.defaults import Defaults
    from slackapp.domain.deliveries import DeadLetter, Undelivered
    from slackapp.domain.overview import Admins
    from slackapp.ui.blocks import Block

MOST_NAMED: Final = 10
MOST_OF_SLACK: Final = 40
_OF_CADENCE: Final = frozenset(
    {"cadence.weekday", "cadence.at", "cadence.every", "cadence.zone", "cadence.holidays"}
)
_LETTERS: Final = {
    Kind.INVITATION: N_("an invitation to the channel"),
    Kind.REPORT_LEAD: N_("a report to a lead"),
    Kind.REPORT_TEAM: N_("a report to the channel"),
    Kind.ANNOUNCEMENT: N_("word of a change"),
    Kind.VOTE: N_("a vote about an experiment"),
    Kind.EXPERIMENT: N_("what the team chose to try"),
    Kind.LOOK_BACK: N_("whether the team did what it tried"),
    Kind.OUTCOME: N_("what became of an earlier message"),
}
_INVITE: Final = N_("Bearings is not in the channel any more. Invite it again, then send again.")
_ARCHIVED: Final = N_("The channel is archived. Open it again, or move the team, then send again.")
_TOKEN: Final = N_("Slack refuses Bearings here. Install the app again, then send again.")
_REMOVED: Final = N_("Bearings was removed when this was due. It is back: send again?")
_MALFORMED: Final = N_("Slack could not read the message. That is our mistake; let it go.")
_GONE: Final = N_("This person cannot be written to any more. Name another lead, or let it go.")
_FORBIDDEN: Final = N_("The channel lets nobody post but some. Let Bearings post, then send again.")
_UNCLEAR: Final = N_(
    "It may have been posted: Slack left unclear what became of it. Look in the channel, "
    "then send it again or let it go."
)
_UNCLEAR_TO_ONE: Final = N_(
    "It may have been posted: Slack left unclear what became of it. Ask {person} whether it "
    "is there, then send it again or let it go."
)
_OVER: Final = N_("Its check-in is not open any more, so there is nothing left to send: let it go.")
_REASONS: Final = {
    "unclear": _UNCLEAR,
    "not_in_channel": _INVITE,
    "channel_not_found": _INVITE,
    "is_archived": _ARCHIVED,
    "account_inactive": _REMOVED,
    "invalid_auth": _TOKEN,
    "no_token": _REMOVED,
    "not_authed": _TOKEN,
    "token_revoked": _REMOVED,
    "missing_scope": _TOKEN,
    "invalid_blocks": _MALFORMED,
    "msg_too_long": _MALFORMED,
    "msg_blocks_too_long": _MALFORMED,
    "no_text": _MALFORMED,
    "cannot_dm_bot": _GONE,
    "user_disabled": _GONE,
    "user_not_found": _GONE,
    "messages_tab_disabled": _GONE,
    "restricted_action": _FORBIDDEN,
    "restricted_action_read_only_channel": _FORBIDDEN,
    "restricted_action_thread_only_channel": _FORBIDDEN,
}
"""Slack's words for why a message is refused, and what to do about each."""
_FAILED: Final = N_("Slack had a fault of its own.")
_SILENT: Final = N_("Slack did not say whether it took it.")
_AWAY: Final = N_("Slack could not be reached.")
_SO_FAR: Final = {
    "fatal_error": _FAILED,
    "internal_error": _FAILED,
    "service_unavailable": _FAILED,
    "team_added_to_org": _FAILED,
    "request_timeout": _SILENT,
    "not_answered": _AWAY,
    "not_reached": _AWAY,
    "cut_off": N_("A worker of Bearings ended while it was being sent."),
}
"""What is said of what is still being tried."""
_OTHERWISE: Final = N_("Slack said “{error}” again and again. Send again later, or let it go.")


def admins(found: Admins, *, asking: bool = False, problem: str = "") -> Block:
    """Who is an admin by Slack, and who was named beside them, to be changed.

    `asking` says that Slack is being asked; `problem` is why what was chosen cannot be.
    """
    above = [_("Asking Slack who they are…")] if asking else []
    above += [f":warning: {problem}"] if problem else []
    shown = [f"<@{user}>" for user in found.of_slack[:MOST_OF_SLACK]]
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
                    names=listed(shown) or _("none that was seen here yet")
                )
            ),
            blocks.entry(_("Who else is an admin?"), named, block_id="admins"),
            blocks.context(
                _(
                    "An admin sets teams up, names leads and admins, and deletes. Nobody can read "
                    "an answer. Every team's channel is told who was named, and the trail keeps it."
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
            *filling.filled([questions.away()], filling.of_defaults(begin)),
        ],
        callback=ids.DEFAULTS_VIEW,
        submit=_("Save"),
        close=_("Cancel"),
    )


def dead_letters(found: Undelivered) -> Block:
    """What Slack did not take, why in plain words, and what to do."""
    body = [*_all_again(found), *(block for one in found.dead for block in _letter(one))]
    if found.trying:
        body.append(blocks.header(_("Tried again, each time later")))
        body += [_so_far(one) for one in found.trying]
    return blocks.modal(
        _("Not delivered"),
        body or [blocks.section(_("Slack has taken every message."))],
        callback=ids.LETTERS_VIEW,
        close=_("Back"),
    )


def everything(workspace: str) -> Block:
    """Make sure: the name of the workspace has to be typed."""
    name = {"type": "plain_text_input", "action_id": ids.ANSWER}
    return blocks.modal(
        _("Delete everything"),
        [
            blocks.section(
                _(
                    "Every team with its reports, every sealed answer, everybody's own settings, "
                    "the named admins, the defaults and the trail are deleted at once. Nobody can "
                    "bring them back. Bearings stays installed and asks nobody."
                )
            ),
            blocks.section(
                _(
                    "Every team's channel is told. For 26 weeks two things stay, without a name or "
                    "a figure: which channels were locked against appraisal, and sealed marks of "
                    "whom each figure counted last, so that no team founded anew tells by the "
                    "difference what one person answered."
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


def saved(text: str, *, title: str = "") -> Block:
    """It was done, in one sentence."""
    return blocks.modal(
        title or _("Bearings"), [blocks.section(text)], callback=ids.DONE_VIEW, close=_("Close")
    )


def admins_saved() -> Block:
    """Admins were named or not any more."""
    return saved(_("Saved. Where something changed, every team's channel is told."))


def defaults_saved() -> Block:
    """New teams begin otherwise from now on."""
    return saved(
        _(
            "Saved. New teams begin with this; those that exist stay as they are. Only who counts "
            "as away holds for every team, as soon as Bearings has looked there again."
        )
    )


def everything_gone() -> Block:
    """Nothing is left."""
    return saved(
        _("Everything is deleted. Bearings stays installed and asks nobody."),
        title=_("Delete everything"),
    ) | {"clear_on_close": True}


def _said(one: DeadLetter, why: str) -> Block:
    team, what = blocks.escape(one.team), _kind(one)
    if one.to is not None:
        what = _("{what}, to {person}").format(what=what, person=f"<@{one.to}>")
    if one.day is not None:
        on = _("{what}, check-in of {day}") if one.of_check_in else _("{what}, tried on {day}")
        what = on.format(what=what, day=day(one.day, short=True))
    return blocks.section(_("*{team}*: {what}\n{why}").format(team=team, what=what, why=why))


def _kind(one: DeadLetter) -> str:
    return _(_LETTERS[one.kind]) if one.kind in _LETTERS else one.kind


def _so_far(one: DeadLetter) -> Block:
    """What the last attempt came to; an answer that was none has many names."""
    return _said(one, _(_SO_FAR.get(one.error, _SILENT)))


def _why(one: DeadLetter) -> str:
    if one.over:
        return _(_OVER)
    if one.error == UNCLEAR and one.to is not None:
        return _(_UNCLEAR_TO_ONE).format(person=f"<@{one.to}>")
    said = _REASONS.get(one.error, _OTHERWISE)
    return _(said).format(error=one.error)


def _all_again(found: Undelivered) -> Iterator[Block]:
    """After an outage one press is enough; what may have been posted is looked at one by one."""
    refused = sum(one.refused for one in found.dead)
    if refused > 1:
        said = ngettext("Send {count} again", "Send all {count} again", refused)
        again = blocks.button(
            said.format(count=refused), action=ids.RETRY_LETTERS, value=ids.ALL_TEAMS
        )
        yield blocks.actions(again, block_id="letters.all")


def _letter(one: DeadLetter) -> Iterator[Block]:
    what = _kind(one)
    yield _said(one, _why(one))
    again = blocks.button(
        _("Send again"),
        action=ids.RETRY_LETTER,
        value=one.delivery,
        says=_("Send again: {what}").format(what=what),
    )
    yield blocks.actions(
        *(() if one.over else (again,)),
        blocks.button(
            _("Let it go"),
            action=ids.SKIP_LETTER,
            value=one.delivery,
            says=_("Let it go: {what}").format(what=what),
        ),
    )
