"""What Slack did not take, or was not to be sent: why in plain words, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.deliveries import UNCLEAR, Held, Kind
from slackapp.ui import blocks, ids
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.deliveries import DeadLetter, Undelivered
    from slackapp.ui.blocks import Block

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
_UNDELIVERED: Final = {
    Kind.INVITATION: N_("word that an invitation did not reach the channel"),
    Kind.REPORT_TEAM: N_("word that a report did not reach the channel"),
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
_UNCLEAR_TO_YOU: Final = N_(
    "It may have been posted: Slack left unclear what became of it. Look in your own messages with "
    "Bearings, then send it again or let it go."
)
_OVER: Final = N_("Its check-in is not open any more, so there is nothing left to send: let it go.")
_HELD: Final = {
    Held.SHARED: N_(
        "The channel is shared with another organisation, so figures of the team are not posted "
        "there. They are on the Home tab of Bearings: let it go."
    ),
    Held.MOVED: N_(
        "It was for a channel that the team has left, so it is not posted there any more. What it "
        "says is on the Home tab of Bearings: let it go."
    ),
    Held.REPLACED: N_(
        "It was for somebody who does not lead the team any more, so it is not sent to them. What "
        "it says is on the Home tab of Bearings: let it go."
    ),
}
_HELD_THEN: Final = N_(
    "When this was due it was not for those who would have read it. It is by now: send again, or "
    "let it go."
)
REASONS: Final = {
    Held.SHARED: _HELD_THEN,
    Held.MOVED: _HELD_THEN,
    Held.REPLACED: _HELD_THEN,
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
SO_FAR: Final = {
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
_AGAIN: Final = N_("Sent again, and failed again.")
_SENDING: Final = N_("Sending… Open this list again to see what came of it.")
_OTHERWISE: Final = N_("Slack said “{error}” again and again. Send again later, or let it go.")


def view(found: Undelivered) -> Block:
    """What Slack did not take, why in plain words, and what to do."""
    body = [_said(one, _(_SENDING)) for one in found.sending]
    body += [*_all_again(found), *(block for one in found.dead for block in _letter(one))]
    if found.trying:
        body.append(blocks.header(_("Tried again, each time later")))
        body += [_so_far(one) for one in found.trying]
    return blocks.modal(
        _("Not delivered"),
        body or [blocks.section(_("Nothing is left to send again."))],
        callback=ids.LETTERS_VIEW,
        close=_("Back"),
    )


def kind(name: str) -> str:
    """What a kind of message is called; a name that is none stays as it is."""
    return _(_LETTERS[Kind(name)]) if name in _LETTERS else blocks.escape(name)


def _what(one: DeadLetter) -> str:
    """What kind of message it was, and what it was to tell where that is of another one."""
    return _(_UNDELIVERED[one.of]) if one.of in _UNDELIVERED else kind(one.kind)


def _said(one: DeadLetter, why: str) -> Block:
    team, what = blocks.escape(one.team), _what(one)
    if one.to is not None:
        what = _("{what}, to {person}").format(what=what, person=f"<@{one.to}>")
    if one.day is not None:
        on = _("{what}, check-in of {day}") if one.of_check_in else _("{what}, tried on {day}")
        what = on.format(what=what, day=day(one.day, short=True))
    return blocks.section(_("*{team}*: {what}\n{why}").format(team=team, what=what, why=why))


def _so_far(one: DeadLetter) -> Block:
    """What the last attempt came to; an answer that was none has many names."""
    return _said(one, _(SO_FAR.get(one.error, _SILENT)))


def _why(one: DeadLetter) -> str:
    if one.over:
        return _(_OVER)
    if one.held is not None:
        return _(_HELD[one.held])
    return f"{_(_AGAIN)} {_reason(one)}" if one.again else _reason(one)


def _reason(one: DeadLetter) -> str:
    if one.error == UNCLEAR and one.to_asker:
        return _(_UNCLEAR_TO_YOU)
    if one.error == UNCLEAR and one.to is not None:
        return _(_UNCLEAR_TO_ONE).format(person=f"<@{one.to}>")
    said = REASONS.get(one.error, _OTHERWISE)
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
    what = _what(one)
    yield _said(one, _why(one))
    again = blocks.button(
        _("Send again"),
        action=ids.RETRY_LETTER,
        value=one.delivery,
        says=_("Send again: {what}").format(what=what),
    )
    yield blocks.actions(
        *((again,) if one.may_be_sent else ()),
        blocks.button(
            _("Let it go"),
            action=ids.SKIP_LETTER,
            value=one.delivery,
            says=_("Let it go: {what}").format(what=what),
        ),
    )
