"""The invitation in the team's channel: Check in and Skip, the same size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.snooze import Later
from slackapp.ui import blocks, ids
from slackapp.ui.uncounted import at_the_end, none_left
from slackapp.ui.words import N_, _, day, moment, ngettext, slack_moment

if TYPE_CHECKING:
    from datetime import date, datetime

    from slackapp.domain.ids import RoundId
    from slackapp.domain.roster import Headcount
    from slackapp.domain.rounds import Asks
    from slackapp.ui.blocks import Block, Words

CHANGED: Final = {
    "keep": N_(
        "What changed because people answered and voted: you tried “{practice}”, and kept it."
    ),
    "change": N_(
        "What changed because people answered and voted: you tried “{practice}”, and decided "
        "to change it."
    ),
    "drop": N_(
        "What changed because people answered and voted: you tried “{practice}”, and let it go."
    ),
    "trying": N_("What changed because people answered and voted: you are trying “{practice}”."),
    "still": N_("You are still trying “{practice}”."),
}
"""The last line of an invitation, by what became of the team's last experiment."""
_ASKS: Final = {
    ("helped_me", "i_helped"): N_("{statements} about the last week, and who helped whom."),
    ("helped_me",): N_("{statements} about the last week, and who helped you."),
    ("i_helped",): N_("{statements} about the last week, and whom you helped."),
}
"""By the questions that ask for names."""
_WITH_COUNTS: Final = N_(
    "{statements} about the last week, and how much help went round; nobody is named."
)
_STATEMENTS: Final = N_("{statements} about the last week.")
SHORT: Final = 2
"""Statements with which a check-in takes less than a minute: as many as light mode asks."""
_SEALED: Final = N_(
    "Sealed, and anonymous once it is counted. Skipping is fine and is never mentioned."
)


def message(  # what an invitation says is what it is made of
    *,
    round_id: RoundId,
    team: str,
    closes_at: datetime,
    zone: str,
    asks: Asks,
    changed: tuple[str, str] | None = None,
    headcount: Headcount | None = None,
    names: str = "",
    last_day: date | None = None,
    ends_on: date | None = None,
) -> Words:
    """Invite a team. `changed` is a key of `CHANGED` and the practice's title, once known.

    With a headcount it says that a user group brought other people than last time; `names`
    says what becomes of asking for names, where they do not simply go on. `last_day`: the team's,
    where this is its last check-in, and `ends_on` when it ends after that.
    """
    lead = _("*Check-in for {team}* · {takes} · open until {until}").format(
        team=blocks.escape(team), takes=takes(asks), until=slack_moment(closes_at, zone)
    )
    body = [
        blocks.section(lead),
        blocks.section(f"{_about(asks)} {_(_SEALED)}"),
        choice(round_id, team=team),
    ]
    if names:
        body.append(blocks.context(names))
    if last_day is not None:
        ends = (_("*This is the last check-in.*"), none_left(last_day), at_the_end(ends_on))
        body.append(blocks.context(" ".join(ends)))
    if headcount is not None:
        body.append(blocks.context(_counted(headcount)))
    if changed is not None:
        verdict, practice = changed
        body.append(blocks.context(_(CHANGED[verdict]).format(practice=blocks.escape(practice))))
    return blocks.words(_text(team, closes_at, zone, asks), body)


def _counted(headcount: Headcount) -> str:
    more = headcount.now - headcount.before
    asked = ngettext(
        "The user group changed: {count} person is asked.",
        "The user group changed: {count} people are asked.",
        headcount.now,
    )
    if more == 0:
        than = _("That is as many as last time.")
    elif more > 0:
        than = ngettext(
            "That is {count} more than last time.", "That is {count} more than last time.", more
        )
    else:
        than = ngettext(
            "That is {count} fewer than last time.", "That is {count} fewer than last time.", -more
        )
    return f"{asked} {than}"


def _about(asks: Asks) -> str:
    """What this round asks: a team that names nobody is not told that it will."""
    statements = ngettext("One statement", "{count} statements", len(asks.items))
    said = _ASKS[asks.prompts] if asks.prompts else _WITH_COUNTS if asks.pulse else _STATEMENTS
    return _(said).format(statements=statements)


def takes(asks: Asks) -> str:
    """How long this round's check-in takes."""
    return _("less than a minute") if len(asks.items) <= SHORT else _("about a minute")


def choice(round_id: RoundId, *, team: str) -> Block:
    """Two buttons of the same look and size, and a menu with what is left to choose."""
    return blocks.actions(
        blocks.button(
            _("Check in"),
            action=ids.CHECK_IN,
            value=round_id,
            says=_("Check in for {team}").format(team=team),
        ),
        blocks.button(
            _("Skip"),
            action=ids.SKIP,
            value=round_id,
            says=_("Skip this check-in for {team}").format(team=team),
        ),
        blocks.overflow(
            [
                blocks.option(_("Remind me in about an hour"), f"{Later.HOUR}.{round_id}"),
                blocks.option(
                    _("Remind me tomorrow at 9, team time"), f"{Later.MORNING}.{round_id}"
                ),
                blocks.option(_("Why am I asked? Who sees this?"), f"{ids.WHY}.{round_id}"),
            ],
            action=ids.LATER,
        ),
    )


def closed(team: str, date: date, headcount: Headcount | None = None) -> Words:
    """Take the place of an invitation once its check-in is closed: nothing left to press.

    What it said of a user group stays: whoever was away is to find it there too.
    """
    text = _("The check-in of {day} for {team} is closed.").format(
        day=day(date), team=blocks.escape(team)
    )
    body = [blocks.section(text)]
    if headcount is not None:
        body.append(blocks.context(_counted(headcount)))
    return blocks.words(text, body)


def skipped() -> Words:
    """Acknowledge a skip, to this person alone; the same whether they have answered or not."""
    text = _(
        "Noted, and nobody is told: you are not asked about this check-in again, unless you choose "
        "a reminder after this. An answer you have sent still counts; if you change your mind, "
        "press Check in while it is open."
    )
    return blocks.words(text, [blocks.section(text)])


def snoozed(at: datetime, zone: str) -> Words:
    """Acknowledge a snooze, to this person alone; the same whether they have answered or not."""
    text = _(
        "You are asked again ({when}) if your answer is not in by then. Nobody is told. Of several "
        "reminders you choose only the last one comes; if you press Skip after this, none does."
    )
    shown = blocks.section(text.format(when=slack_moment(at, zone)))
    return blocks.words(text.format(when=moment(at, zone)), [shown])


def _text(team: str, closes_at: datetime, zone: str, asks: Asks) -> str:
    return _("Check-in for {team}: {takes}, open until {until}. Skipping is fine.").format(
        team=blocks.escape(team), takes=takes(asks), until=moment(closes_at, zone)
    )
