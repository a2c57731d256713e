"""A report in Slack: in words, as one chart and one table, and a way to the full page.

Leads and their team get the same figures in the same words; no name stands in either. Where a
facet settled, what settled waits until somebody has guessed or asked to see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.records import Status
from slackapp.ui import blocks, experiment, guess, guide, ids, report_board, report_words
from slackapp.ui.words import _, day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analytics.records import Report
    from slackapp.domain.ids import ReportId
    from slackapp.domain.overview import Slower
    from slackapp.ui.blocks import Block, Words

MOST: Final = 12
"""Sentences a message carries; Slack takes about 13,000 characters in all blocks."""


def for_lead(
    report: Report,
    *,
    report_id: ReportId,
    team: str,
    sentences: Sequence[str],
    expected: str = "",
    slower: Slower | None = None,
) -> Words:
    """Lay the whole message out; `sentences` are the findings in the reader's words.

    `expected` is what the lead said explains some of it, in a sentence; `slower` is suggested.
    """
    end = [
        *_held(report),
        *_slower(slower),
        *guide.rows(report),
        _buttons(report, report_id, team),
    ]
    return _posted(report, team, sentences, expected, end)


def for_team(
    report: Report,
    *,
    report_id: ReportId,
    team: str,
    sentences: Sequence[str],
    expected: str = "",
) -> Words:
    """Lay the same figures out, with the one question to talk about in place of the guide."""
    end = [
        *_held(report),
        *_talk(report),
        _buttons(report, report_id, team),
        blocks.context(_("Your lead sees the same figures as you.")),
    ]
    return _posted(report, team, sentences, expected, end)


def figures(report: Report, *, report_id: ReportId, team: str, sentences: Sequence[str]) -> Words:
    """Everything that settled, for one person who asked to see it."""
    body = [*_opening(report, team), *_told(sentences)]
    end = [
        *_held(report),
        blocks.actions(_open(report_id + ids.SEEN, team)),
        blocks.context(_("Only you see this, until Slack is loaded again.")),
    ]
    return _laid_out(report, _text(report, team, sentences), body, end)


def _posted(
    report: Report, team: str, sentences: Sequence[str], expected: str, end: Sequence[Block]
) -> Words:
    """What leads and team read alike, then the end; nothing that is still to be guessed."""
    covered = guess.covered(report)
    if covered:
        told, sentences = [blocks.section(guess.offered(report))], [guess.offered(report)]
    else:
        told = [*_told(sentences)]
    body = [*_opening(report, team), *told, *_expected(expected)]
    return _laid_out(report, _text(report, team, sentences), body, end, covered=covered)


def _laid_out(
    report: Report,
    text: str,
    body: Sequence[Block],
    end: Sequence[Block],
    *,
    covered: frozenset[str] = frozenset(),
) -> Words:
    """The standing board between body and end, with pictures where Slack takes them."""
    return blocks.words(
        text,
        [*body, *report_board.pictures(report.board, covered=covered), *end],
        plain=[*body, *report_board.in_words(report.board, covered=covered), *end],
    )


def _opening(report: Report, team: str) -> Iterator[Block]:
    yield blocks.header(_("Report for {team}").format(team=team))
    sample = _(" · a sample, made up") if report.sample else ""
    yield blocks.context(_("Round of {date}").format(date=day(report.round_date)) + sample)
    if said := experiment.became(report.previous):
        yield blocks.section(said)


def _talk(report: Report) -> Iterator[Block]:
    """The one thing to talk about: a card before figures can settle, then a question."""
    if asked := guide.question(report):
        yield blocks.section(_("*To talk about:* {question}").format(question=asked))


def _told(sentences: Sequence[str]) -> Iterator[Block]:
    for each in sentences[:MOST]:
        yield blocks.section(f"• {each}")


def _expected(said: str) -> Iterator[Block]:
    if said:
        yield blocks.context(said)


def _held(report: Report) -> Iterator[Block]:
    if any(reading.status is Status.HELD for reading in report.settled):
        yield blocks.context(_(report_words.HELD))


def _slower(suggested: Slower | None) -> Iterator[Block]:
    """What may help where too little could be shown; nothing changes unless the lead wants it."""
    if suggested is None:
        return
    weeks = suggested.every_weeks
    yield blocks.section(
        _(
            "Two windows in a row of the same questions could not be shown. Asking every {weeks} "
            "weeks may give people more room. Nothing changes unless you choose it."
        ).format(weeks=weeks)
    )
    yield blocks.actions(
        blocks.button(
            _("Ask every {weeks} weeks…").format(weeks=weeks),
            action=ids.ASK_LESS,
            value=f"{suggested.team}:{weeks}",
            says=_("Open the settings with every {weeks} weeks chosen").format(weeks=weeks),
        )
    )


def _buttons(report: Report, report_id: ReportId, team: str) -> Block:
    whole = _open(report_id, team)
    if not guess.covered(report):
        return blocks.actions(whole)
    first = blocks.button(
        _("Guess first"),
        action=ids.GUESS,
        value=report_id,
        says=_("Guess before you see the figures of {team}").format(team=team),
    )
    show = blocks.button(
        _("Show the figures"),
        action=ids.SHOW_FIGURES,
        value=report_id,
        says=_("Show the figures of {team} to me alone").format(team=team),
    )
    return blocks.actions(first, show, whole)


def _open(report: str, team: str) -> Block:
    return blocks.button(
        _("Open the full report"),
        action=ids.OPEN_REPORT,
        value=report,
        says=_("Open the full report for {team}").format(team=team),
    )


def _text(report: Report, team: str, sentences: Sequence[str]) -> str:
    title = _("Report for {team}, round of {date}.").format(
        team=blocks.escape(team), date=day(report.round_date)
    )
    return " ".join((title, *sentences[:MOST]))
