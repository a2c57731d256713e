"""What a team's card on the Home tab adds: what it tries and tried, and a lead's own buttons."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from analytics.records import Verdict
from slackapp.domain.teams import TeamState
from slackapp.ui import blocks, expectation, experiment, ids
from slackapp.ui.words import N_, _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from slackapp.domain.screens import TeamCard, Tried
    from slackapp.ui.blocks import Block

TRIED_SHOWN: Final = 5
IN_A_ROW: Final = 20
"""Buttons in one block; Slack takes 25."""
_NEXT_VOTE: Final = N_(
    "*{team}*: the next vote about an experiment comes with the report of {day}, at the earliest."
)
_FIRST_VOTE: Final = N_(
    "*{team}*: the first vote about an experiment comes with the report of {day}, at the earliest."
)
_BECAME: Final = {
    Verdict.KEEP: N_("kept"),
    Verdict.CHANGE: N_("changed"),
    Verdict.DROP: N_("let go"),
}
_NOTICED: Final = {
    "low": N_("hardly noticed"),
    "middle": N_("noticed in part"),
    "high": N_("clearly noticed"),
    # As it was published before.
    "few": N_("a few noticed it"),
    "half": N_("about half noticed it"),
    "most": N_("most noticed it"),
}


def rows(team: TeamCard) -> Iterator[Block]:
    """Everything after the calendar: the same for everybody, but the buttons."""
    said = list(_said(team))
    if said:
        yield blocks.section("\n".join(said))
    if team.lead and team.state is not TeamState.DRAFT:
        yield blocks.context(
            _("For you as the lead of {team}:").format(team=blocks.escape(team.name))
        )
        yield blocks.actions(*_buttons(team))


def history(tried: Iterable[Tried]) -> Iterator[str]:
    """One line for each practice that was decided about, with the day its last trial began."""
    for one in tried:
        became = reduce(_then, (_(_BECAME[verdict]) for verdict in one.verdicts))
        said = became if one.noticed is None else listed([became, _(_NOTICED[one.noticed])])
        yield _("• {day}: “{practice}”, {said}").format(
            day=day(one.since, short=True), practice=experiment.title(one.practice), said=said
        )


def _then(first: str, then: str) -> str:
    return _("{first}, then {then}").format(first=first, then=then)


def all_reports(team: str, links: Iterable[tuple[date, str]], *, minutes: int) -> Block:
    """List every report of a team, newest first, with a link each."""
    buttons = [
        blocks.link_button(
            day(date, short=True),
            action=f"{ids.REPORT_LINK}.{number}",
            url=url,
            says=_("Open the report of {date} in the browser").format(date=day(date)),
        )
        for number, (date, url) in enumerate(links)
    ]
    lasts = ngettext(
        "Whoever has these links can read these reports for {count} minute. Do not pass them on.",
        "Whoever has these links can read these reports for {count} minutes. Do not pass them on.",
        minutes,
    )
    nothing = _("There is no report yet. The first comes after the first check-in.")
    head = _("*{team}*: {lasts}").format(team=blocks.escape(team), lasts=lasts)
    return blocks.modal(
        _("All reports"),
        [blocks.section(head), *_rows_of(buttons)] if buttons else [blocks.section(nothing)],
        callback=ids.REPORTS_VIEW,
        close=_("Close"),
    )


def _rows_of(buttons: list[Block]) -> Iterator[Block]:
    for start in range(0, len(buttons), IN_A_ROW):
        yield blocks.actions(*buttons[start : start + IN_A_ROW])


def _said(team: TeamCard) -> Iterator[str]:
    name = blocks.escape(team.name)
    if team.trying:
        practice = experiment.title(team.trying)
        yield _("*{team}* is trying “{practice}”.").format(team=name, practice=practice)
    elif team.next_vote:
        said = _NEXT_VOTE if team.offered else _FIRST_VOTE
        yield _(said).format(team=name, day=day(team.next_vote))
    if team.tried:
        yield _("What *{team}* tried:").format(team=name)
        yield from history(team.tried[:TRIED_SHOWN])
    if team.expected:
        yield expectation.beside(team.expected, team=name)


def _buttons(team: TeamCard) -> Iterator[Block]:
    yield blocks.button(
        _("All reports"),
        action=ids.ALL_REPORTS,
        value=team.team,
        says=_("All reports of {team}").format(team=team.name),
    )
    yield blocks.button(
        _("Expected right now"),
        action=ids.EXPECT,
        value=team.team,
        says=_("Say what is expected right now in {team}").format(team=team.name),
    )
    if team.undoable:
        yield blocks.button(
            _("Undo experiment…"),
            action=ids.UNDO,
            value=team.team,
            says=_("See the newest step of {team}'s experiment, to take it back").format(
                team=team.name
            ),
        )
