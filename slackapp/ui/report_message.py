"""A report in Slack: in words, as one chart and one table, and a way to the full page.

Leads and their team get the same figures in the same words; no name stands in either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.records import Scale, Status
from slackapp.ui import blocks, experiment, guide, ids, report_words
from slackapp.ui.words import N_, _, day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analytics.records import BoardEntry, Reading, Report
    from slackapp.domain.ids import ReportId
    from slackapp.domain.overview import Slower
    from slackapp.ui.blocks import Block, Words

MOST: Final = 12
"""Sentences a message carries; Slack takes about 13,000 characters in all blocks."""
_CHART_LABEL: Final = 20
"""Characters of a chart's category, from Slack's reference."""
_CHARTED: Final = {
    "reciprocity": N_("Help both ways"),
    "autonomy": N_("Own feet"),
    "trust_and_safety": N_("Trust, safety"),
    "emotional_presence": N_("Presence"),
    "shared_responsibility": N_("Carried together"),
}


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
    end = [*_held(report), *_slower(slower), *guide.rows(report), _open(report_id, team)]
    return _composed(report, team, sentences, expected, end)


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
        _open(report_id, team),
        blocks.context(_("Your lead sees the same figures as you.")),
    ]
    return _composed(report, team, sentences, expected, end)


def _composed(
    report: Report, team: str, sentences: Sequence[str], expected: str, end: Sequence[Block]
) -> Words:
    """What leads and team read alike, with pictures where Slack takes them, then the end."""
    pictures = [*_chart(report.board), *_table(report.board)]
    body = [*_opening(report, team), *_told(sentences), *_expected(expected)]
    return blocks.words(
        _text(report, team, sentences),
        [*body, *pictures, *end],
        plain=[*body, *_lines(report), *end],
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


def _open(report_id: ReportId, team: str) -> Block:
    return blocks.actions(
        blocks.button(
            _("Open the full report"),
            action=ids.OPEN_REPORT,
            value=report_id,
            says=_("Open the full report for {team}").format(team=team),
        )
    )


def _text(report: Report, team: str, sentences: Sequence[str]) -> str:
    title = _("Report for {team}, round of {date}.").format(
        team=blocks.escape(team), date=day(report.round_date)
    )
    return " ".join((title, *sentences[:MOST]))


def _steps(board: Sequence[BoardEntry]) -> dict[str, float]:
    """The half-point step last shown of each facet that has one."""
    return {
        entry.family: float(reading.value)
        for entry in board
        for reading in (*entry.earlier, *entry.readings)
        if entry.family in _CHARTED
        and reading.measure == entry.family
        and reading.status is Status.SHOWN
        and reading.scale is Scale.STEP
        and reading.value is not None
    }


def _chart(board: Sequence[BoardEntry]) -> Iterator[Block]:
    labels = {blocks.cut(_(_CHARTED[f]), _CHART_LABEL): v for f, v in _steps(board).items()}
    if not labels:
        return
    points = [{"label": label, "value": value} for label, value in labels.items()]
    yield {
        "type": "data_visualization",
        "title": _("Half-point steps from 1 to 5"),
        "chart": {
            "type": "bar",
            "series": [{"name": _("The team"), "data": points}],
            "axis_config": {"categories": list(labels), "y_label": _("1 not at all, 5 very")},
        },
    }


def _table(board: Sequence[BoardEntry]) -> Iterator[Block]:
    rows = [_row(entry) for entry in board]
    if not rows:
        return
    head = [_("What"), _("Last shown"), _("Next")]
    yield {
        "type": "table",
        "rows": [[_cell(text) for text in row] for row in (head, *rows)],
        "column_settings": [{"is_wrapped": True}, {"is_wrapped": True}, {"align": "right"}],
    }


def _lines(report: Report) -> Iterator[Block]:
    """The table as sentences."""
    rows = [_row(entry) for entry in report.board]
    if rows:
        yield blocks.section("\n".join(_line(row) for row in rows))


def _line(row: tuple[str, str, str]) -> str:
    what, last, soon = row
    return _("*{what}*: {last} · next: {soon}").format(what=what, last=last, soon=soon)


def _row(entry: BoardEntry) -> tuple[str, str, str]:
    """A family, what was shown last of it, and when it is next."""
    known = [one for one in (*entry.readings, *entry.earlier) if report_words.is_shown(one)]
    known = [one for one in known if one.measure != "agreement"]
    nothing = _("not shown this time") if entry.readings else _("not yet")
    soon = "–" if entry.next_on is None else report_words.short_day(entry.next_on)
    last = "; ".join(_said(one, alone=len(known) == 1) for one in known)
    return _(report_words.FAMILIES[entry.family]), last or nothing, soon


def _said(reading: Reading, *, alone: bool) -> str:
    value = report_words.value(reading)
    return value if alone else f"{_(report_words.MEASURES[reading.measure])}: {value}"


def _cell(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}
