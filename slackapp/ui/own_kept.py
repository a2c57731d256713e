"""What is kept of a person beside what is sealed: in words, as data, and what each field means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.records import Verdict
from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.teams import TeamState, settings_in
from slackapp.ui import blocks, dead_letters, experiment, trail
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.deliveries import Delivery
    from slackapp.domain.ids import TeamId
    from slackapp.domain.kept import Kept, Listing, Place
    from slackapp.domain.teams import Change
    from slackapp.ui.blocks import Block

FIELDS: Final = {
    "what_you_are": N_("what Slack and admins say you are"),
    "guest": N_("whether you are a guest in Slack"),
    "app": N_("whether Slack says that you are an app"),
    "active": N_("whether your account in Slack is active"),
    "admin_of_slack": N_("whether you are an admin or owner in Slack"),
    "admin_here": N_("whether an admin named you as one of Bearings"),
    "away": N_("whether your status in Slack meant that you are away, when Slack was last asked"),
    "home_kept": N_("the home team written down for you, also one you left less than 30 days ago"),
    "in_no_team_since": N_("since when you are in no team; null is not, or not known yet"),
    "last_written_to": N_("when a message last went to you; kept for a day; null is not kept"),
    "in_teams": N_("each team you are or were in, lead, or stand on a list of"),
    "state": N_("where it stands: a team, or a message"),
    "leads": N_("whether you lead the team"),
    "since": N_("the day on which you were first seen in its channel, or on which a trial began"),
    "from_the_start": N_("whether you were there when the team began"),
    "left_on": N_("the day on which you left, or the team ended; null is neither"),
    "lists": N_("how you stood on the lists of check-ins; those that are alike stand together"),
    "first": N_("the day of the first of these check-ins"),
    "last": N_("the day of the last of them"),
    "counted": N_("whether you counted in figures, if you answered"),
    "led": N_("whether you led"),
    "could_be_named": N_("whether your name could be picked"),
    "was_asked": N_("whether the newest was brought to you, until it is counted; else always yes"),
    "votes": N_("your open votes about experiments; they are public"),
    "voted_for": N_("what you voted for"),
    "looks_after": N_("the experiments you look after"),
    "practice": N_("the practice it is about"),
    "messages": N_("messages to you as a lead or an admin, and those that name you as one"),
    "to_you": N_("whether it is for you; else it names you"),
    "says": N_("what it is about: a word, and what was chosen"),
    "due_at": N_("when it was or is to be sent"),
    "sent_as": N_("Slack's name for it; null where there is none"),
    "error": N_("what Slack said where it did not take it"),
    "changes": N_("changes of settings that you made, or that name you; for twelve months"),
    "at": N_("when it was"),
    "what": N_("what it was"),
    "by_you": N_("whether you made it"),
    "before": N_("what it was before, named as in “Settings as text”; “asked” there: check-ins"),
    "after": N_("what it was after that"),
}
"""Every field; those inside `before` and `after` are names of settings."""
_STATES: Final = {
    TeamState.DRAFT: N_("being set up"),
    TeamState.RUNNING: N_("asked"),
    TeamState.PAUSED: N_("paused"),
    TeamState.ENDED: N_("ended"),
}
_SENT: Final = {
    DeliveryState.DUE: N_("waits to be sent"),
    DeliveryState.SENDING: N_("is being sent"),
    DeliveryState.SENT: N_("sent"),
    DeliveryState.DONE: N_("done"),
    DeliveryState.UNKNOWN: N_("may have been sent"),
    DeliveryState.DEAD: N_("not taken by Slack"),
    DeliveryState.CANCELLED: N_("let go"),
}
_VERDICTS: Final = {
    Verdict.KEEP: N_("keep it"),
    Verdict.CHANGE: N_("change it"),
    Verdict.DROP: N_("let it go"),
}


def of(kept: Kept) -> dict[str, Any]:
    """Return it as plain values."""
    person, written, alone = kept.person, kept.written_at, kept.alone_since
    return {
        "what_you_are": {
            "guest": person.is_guest,
            "app": person.is_bot,
            "active": person.is_active,
            "admin_of_slack": person.is_admin,
            "admin_here": kept.named_admin,
            "away": person.away,
            "home_kept": _called(kept, kept.home),
            "in_no_team_since": alone.isoformat() if alone else None,
            "last_written_to": written.isoformat() if written else None,
        },
        "in_teams": [_place(one) for one in kept.places],
        "votes": [
            {"team": _called(kept, one.team), "voted_for": _choice(choice)}
            for one, choice in kept.votes
        ],
        "looks_after": [
            {
                "team": _called(kept, one.team),
                "practice": experiment.title(one.practice or ""),
                "since": one.since.isoformat() if one.since else None,
            }
            for one in kept.tended
        ],
        "messages": [_message(one, kept) for one in kept.messages],
        "changes": [_change(one, kept) for one in kept.changes],
    }


def told(kept: Kept) -> Iterator[Block]:
    """The same in short, for a window: all of it stands in the data."""
    said = [
        *_roles(kept),
        *(_team(one, kept) for one in kept.places),
        *_openly(kept),
        *_counted(kept),
    ]
    yield blocks.header(_("What else is kept of you"))
    yield blocks.section(blocks.whole_lines(said) or _("Nothing."))


def _roles(kept: Kept) -> Iterator[str]:
    if kept.person.is_guest:
        yield _("• you are a guest in Slack")
    if kept.person.is_admin:
        yield _("• you are an admin or owner in Slack")
    if kept.named_admin:
        yield _("• an admin named you as an admin here")
    if kept.person.away:
        yield _("• your status in Slack meant that you are away, when Slack was last asked")


def _team(one: Place, kept: Kept) -> str:
    # Whoever left reads when, and not whether others are asked there.
    has_left = one.left_on is not None and one.state is not TeamState.ENDED
    parts = [] if has_left else [_standing(one, kept)]
    if one.leads:
        parts.append(_("you lead it"))
    if one.since is not None:
        parts.append(_("in its channel since {day}").format(day=day(one.since, short=True)))
    if one.left_on is not None:
        # Whoever was in a team to its end never left it.
        said = _("there until {day}") if one.state is TeamState.ENDED else _("left on {day}")
        parts.append(said.format(day=day(one.left_on, short=True)))
    if one.lists:
        first, last = one.lists[0].first, one.lists[-1].last
        on = _("on its lists from {first} to {last}")
        parts.append(on.format(first=day(first, short=True), last=day(last, short=True)))
    name = blocks.escape(one.name) if one.name else _("a team that is deleted")
    return f"• {name}: {', '.join(parts)}"


def _standing(one: Place, kept: Kept) -> str:
    """Where a team stands; of one that asks others there, also which is their home team."""
    home = _called(kept, kept.person.home_team)
    is_there = one.since is not None and one.left_on is None
    if one.state is TeamState.RUNNING and is_there and home and kept.person.home_team != one.team:
        return _("asked, but not you: your home team is {home}").format(home=blocks.escape(home))
    return _(_STATES[one.state])


def _openly(kept: Kept) -> Iterator[str]:
    for one, choice in kept.votes:
        yield _("• {team}: your open vote, “{what}”").format(
            team=blocks.escape(kept.names.get(one.team, "")), what=_choice(choice)
        )
    for one in kept.tended:
        yield _("• {team}: you look after “{practice}”").format(
            team=blocks.escape(kept.names.get(one.team, "")),
            practice=experiment.title(one.practice or ""),
        )


def _counted(kept: Kept) -> Iterator[str]:
    if kept.messages:
        yield ngettext(
            "• {count} message to you as a lead or an admin, or that names you as one",
            "• {count} messages to you as a lead or an admin, or that name you as one",
            len(kept.messages),
        )
    if kept.changes:
        yield ngettext(
            "• {count} change of settings that you made, or that names you",
            "• {count} changes of settings that you made, or that name you",
            len(kept.changes),
        )


def _place(one: Place) -> dict[str, Any]:
    return {
        "team": one.name or None,
        "state": _(_STATES[one.state]),
        "leads": one.leads,
        "since": one.since.isoformat() if one.since else None,
        "from_the_start": one.founding,
        "left_on": one.left_on.isoformat() if one.left_on else None,
        "lists": [_listing(each) for each in one.lists],
    }


def _listing(one: Listing) -> dict[str, Any]:
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "counted": one.counts,
        "led": one.lead,
        "could_be_named": one.listed,
        "was_asked": one.asked,
    }


def _message(one: Delivery, kept: Kept) -> dict[str, Any]:
    return {
        "team": _called(kept, one.team),
        "to_you": one.target == kept.person.user,
        "what": dead_letters.kind(one.kind),
        "says": one.topic or None,
        "state": _(_SENT[one.state]),
        "due_at": one.due_at.isoformat(),
        "sent_as": one.sent_ts,
        "error": one.last_error,
    }


def _change(one: Change, kept: Kept) -> dict[str, Any]:
    return {
        "team": _called(kept, one.team),
        "at": one.at.isoformat(),
        "what": trail.event(one.event),
        "by_you": one.actor == kept.person.user,
        "before": settings_in(one.before) or one.before or None,
        "after": settings_in(one.after) or one.after or None,
    }


def _called(kept: Kept, team: TeamId | None) -> str | None:
    return kept.names.get(team) or None if team else None


def _choice(choice: str) -> str:
    return _(_VERDICTS[Verdict(choice)]) if choice in _VERDICTS else experiment.title(choice)
