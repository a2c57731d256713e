"""A report in Slack: what settled, the way on, what to do, one table; the rest is one press away.

Leads and their team get the same figures in the same words; no name stands in either. Where a
facet settled, what settled waits until somebody has guessed or asked to see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.teams import TeamState
from slackapp.ui import (
    blocks,
    experiment,
    guess,
    guide,
    ids,
    report_board,
    report_coming,
    report_end,
    report_words,
)
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from analytics.records import Report
    from slackapp.domain.awaited import Never
    from slackapp.domain.cadence import Cadence
    from slackapp.domain.ids import ReportId
    from slackapp.domain.screens import Slower
    from slackapp.ui.blocks import Block, Words

MOST: Final = 12
"""Sentences a message carries; Slack takes about 13,000 characters in all blocks."""
_LEAD: Final = N_("Whoever leads the team sees the same figures as you.")
_LEAD_OF_NAMES: Final = N_(
    "Whoever leads the team sees the same figures as you and, where helpers are named, how much "
    "runs through themselves."
)


def for_lead(
    report: Report,
    *,
    report_id: ReportId,
    team: str,
    sentences: Sequence[str],
    expected: str = "",
    slower: Slower | None = None,
    state: TeamState = TeamState.RUNNING,
    cadence: Cadence | None = None,
    never: Never | None = None,
    last: bool = False,
    ends_on: date | None = None,
) -> Words:
    """Lay the message out; `sentences` are the findings in the reader's words.

    `expected` is what the lead said explains some of it, in a sentence; `slower` is suggested;
    with `state` it says why no report, or none so soon, follows; `cadence` may have a last
    day, which is over or leaves no check-in where it is the `last` report, and then it ends
    `ends_on`. `never`: why no figure comes as the team is now.
    """
    begun = _begun(report, report_id, team, sentences, expected)
    return _posted(
        report,
        team,
        sentences,
        [*begun, *guide.rows(report)],
        [
            *report_end.why_never(report, never, cadence, led=True, last=last, state=state),
            *_slower(slower),
            *report_end.no_more(state, cadence, last=last, ends_on=ends_on),
        ],
    )


def for_team(
    report: Report,
    *,
    report_id: ReportId,
    team: str,
    sentences: Sequence[str],
    expected: str = "",
    state: TeamState = TeamState.RUNNING,
    cadence: Cadence | None = None,
    never: Never | None = None,
    last: bool = False,
    ends_on: date | None = None,
    led: bool = True,
    named: bool = True,
) -> Words:
    """Lay the same figures out, with the one question to talk about in place of the guide.

    `led`: somebody leads the team, and what they see is said; `named`: helpers are or were named.
    """
    begun = _begun(report, report_id, team, sentences, expected)
    same = blocks.context(_(_LEAD_OF_NAMES if named else _LEAD))
    end = [
        *report_end.why_never(report, never, cadence, led=led, last=last, state=state),
        *([same] if led else []),
        *report_end.no_more(state, cadence, last=last, ends_on=ends_on),
    ]
    return _posted(report, team, sentences, [*begun, *_talk(report)], end)


def figures(report: Report, *, report_id: ReportId, team: str, sentences: Sequence[str]) -> Words:
    """Everything that stands, for one person who asked to see it."""
    body = [*_opening(report, team), *_told(sentences), *_held(report)]
    end = [
        blocks.actions(_open(report_id + ids.SEEN, team)),
        blocks.context(_("Only you see this, until Slack is loaded again.")),
    ]
    rows = report_board.everything(report)
    return blocks.words(
        _text(report, team, sentences),
        [*body, *report_board.table(rows), *end],
        plain=[*body, *report_board.in_words(rows), *end],
    )


def opened(report: Report, *, team: str, sentences: Sequence[str]) -> Iterator[Block]:
    """Everything in a window, which can hold no table, and without buttons."""
    yield from _opening(report, team)
    yield from _told(sentences)
    yield from _held(report)
    yield from _talk(report)
    yield from report_board.in_words(report_board.everything(report))
    yield from _coming(report)


def _begun(
    report: Report, report_id: ReportId, team: str, sentences: Sequence[str], expected: str
) -> Iterator[Block]:
    """What settled, with the buttons right below it."""
    yield from _opening(report, team)
    if said := experiment.became(report.previous):
        yield blocks.section(said)
    yield from _told(_news(report, sentences))
    yield from _held(report)
    if expected:
        yield blocks.context(expected)
    yield blocks.actions(*_buttons(report, report_id, team))


def _posted(
    report: Report,
    team: str,
    sentences: Sequence[str],
    begun: Sequence[Block],
    end: Sequence[Block],
) -> Words:
    """Where the facets stand, between what to do and when more comes."""
    rows = report_board.facets(report, covered=guess.covered(report))
    end = [*_coming(report, *_rest(report, len(rows))), *end]
    return blocks.words(
        _text(report, team, _news(report, sentences)),
        [*begun, *report_board.table(rows), *end],
        plain=[*begun, *report_board.in_words(rows), *end],
    )


def _news(report: Report, sentences: Sequence[str]) -> Sequence[str]:
    """What there is to say this week; where a facet settled, what waits for a guess."""
    if guess.covered(report):
        return [guess.offered(report)]
    return sentences or ([] if report.settled else [report_coming.opening(report)])


def _opening(report: Report, team: str) -> Iterator[Block]:
    yield blocks.header(_("Report for {team}").format(team=team))
    sample = _(" · a sample, made up") if report.sample else ""
    yield blocks.context(_("Check-in of {date}").format(date=day(report.round_date)) + sample)


def _talk(report: Report) -> Iterator[Block]:
    """The one thing to talk about: a card before figures can settle, then a question."""
    if asked := guide.question(report):
        yield blocks.section(_("*To talk about:* {question}").format(question=asked))


def _told(sentences: Sequence[str]) -> Iterator[Block]:
    several = "• " if len(sentences) > 1 else ""
    for each in sentences[:MOST]:
        yield blocks.section(f"{several}{each}")


def _held(report: Report) -> Iterator[Block]:
    if what := report_words.held(report):
        yield blocks.context(f"*{what}*: {_(report_words.HELD)}")


def _rest(report: Report, shown: int) -> Iterator[str]:
    """How many rows a table leaves out, and what brings them."""
    hidden = len(report_board.everything(report)) - shown
    if shown and hidden:
        said = ngettext(
            "*{button}* has {count} more row.", "*{button}* has {count} more rows.", hidden
        )
        yield said.format(button=_shows(report))


def _coming(report: Report, *before: str) -> Iterator[Block]:
    """The calendar in one line, and what is no more in it; `before` is said first."""
    coming = " · ".join(f"*{one.day}*: {one.what}" for one in report_coming.days(report))
    said = f"{report_coming.head(report)} {coming}" if coming else ""
    told = [*before, *filter(None, (said, report_coming.moved(report), report_coming.gone(report)))]
    if told:
        yield blocks.context(*told)


def _slower(suggested: Slower | None) -> Iterator[Block]:
    """What may help where too little could be shown; nothing changes unless the lead wants it."""
    if suggested is None:
        return
    weeks = suggested.every_weeks
    yield blocks.section(
        ngettext(
            "Two windows in a row of the same questions could not be shown. Asking every {count} "
            "week may give people more room. Nothing changes unless you choose it.",
            "Two windows in a row of the same questions could not be shown. Asking every {count} "
            "weeks may give people more room. Nothing changes unless you choose it.",
            weeks,
        )
    )
    yield blocks.actions(
        blocks.button(
            ngettext("Ask every {count} week…", "Ask every {count} weeks…", weeks),
            action=ids.ASK_LESS,
            value=f"{suggested.team}:{weeks}",
            says=ngettext(
                "Open the settings with every {count} week chosen",
                "Open the settings with every {count} weeks chosen",
                weeks,
            ),
        )
    )


def _buttons(report: Report, report_id: ReportId, team: str) -> Iterator[Block]:
    """Guess where there is something to guess, everything in Slack, everything on a page."""
    covered = guess.covered(report)
    if covered:
        yield blocks.button(
            _("Guess first"),
            action=ids.GUESS,
            value=report_id,
            says=_("Guess before you see the figures of {team}").format(team=team),
        )
    if report_board.has_figures(report):
        yield blocks.button(
            _shows(report),
            action=ids.SHOW_FIGURES,
            value=report_id,
            says=_("Show the figures of {team} to me alone").format(team=team),
        )
    yield _open(report_id, team)


def _shows(report: Report) -> str:
    """What brings all that stands is called."""
    return _("Show the figures") if guess.covered(report) else _("Where everything stands")


def _open(report: str, team: str) -> Block:
    return blocks.button(
        _("Get a link to the report"),
        action=ids.OPEN_REPORT,
        value=report,
        says=_("Get a link to the full report of {team}").format(team=team),
    )


def _text(report: Report, team: str, sentences: Sequence[str]) -> str:
    title = _("Report for {team}, check-in of {date}.").format(
        team=blocks.escape(team), date=day(report.round_date)
    )
    return " ".join((title, *sentences[:MOST]))
