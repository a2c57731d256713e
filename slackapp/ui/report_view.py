"""What a report page shows, section by section, in the language being spoken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from analytics import figures, findings, practices
from analytics.instrument import bank
from analytics.records import Scale, Trend
from slackapp.ui import experiment, guess, report_coming, report_pictures, report_words
from slackapp.ui.report_openings import HEADINGS
from slackapp.ui.report_words import short_day
from slackapp.ui.words import N_, _, day, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.records import BoardEntry, Experiment, Finding, Reading, Report
    from slackapp.ui.report_pictures import Part

WORTH: Final = 3
"""Titles the line above the cards names: a talk is about one thing."""
CAUTIONS: Final = 2
"""Ways to be misled that one card names: those of what is most worth a talk."""
_SETTLE: Final = (N_("Settle"), N_("Several check-ins are counted together once, then deleted."))
_STEP: Final = N_("A half-point step, 1 to 5. Nine times in ten the true mean is that close.")
_UNCLEAR: Final = (
    N_("No clear change"),
    N_("The same step or word as last time. Any change is too small to tell."),
)
_BANDS: Final = (
    N_("How many"),
    N_("How many answered: 5-6, 7-9, 10+; where six are needed 6-9. Fewer are not shown."),
)
_MUTUAL: Final = (
    N_("More than by chance"),
    N_("Shuffling whom people named gave fewer pairs who help each other than there were."),
)
_CARRIERS: Final = (
    N_("A few, about half, most people carry"),
    N_("Help is spread as if so many shared it evenly."),
)


@dataclass(frozen=True, slots=True)
class View:
    """Everything the template needs: words by name, and figures by the id of their place."""

    words: dict[str, Any]
    figures: dict[str, figures.Figure]


@dataclass(frozen=True, slots=True)
class Told:
    """One settled reading in words."""

    measure: str
    title: str
    value: str
    sure: str
    """The half-width of a step, else ""."""
    trend: str
    sentence: str
    talk: bool


@dataclass(frozen=True, slots=True)
class Card:
    """What one family settled: a single reading is shown large, several as a list."""

    title: str
    coverage: str
    told: tuple[Told, ...]
    cautions: str


@dataclass(frozen=True, slots=True)
class Row:
    """One family of the standing board, of which something was shown."""

    what: str
    last: str
    since: str


@dataclass(frozen=True, slots=True)
class _Texts:
    """The library's texts for one practice, in the language being spoken."""

    invitation: str
    how: str
    look_for: str


def view(report: Report) -> View:
    """Lay a report out."""
    parts = report_pictures.parts(report)
    cards = [*_cards(report)]
    return View(
        words={
            "date": day(report.round_date),
            "round": _("check-in {number}").format(number=report.rounds_asked),
            "sample": report.sample,
            "heading": _(HEADINGS[report.opening]),
            "opening": report_coming.opening(report),
            "cards": cards,
            "worth": listed([*_worth(cards)][:WORTH]),
            "still": listed([*_still(report)][:WORTH]),
            "said_of_guess": [_(guess.AS_EXPECTED), _(guess.HIGHER), _(guess.LOWER)],
            "guesses": [told for card in cards for told in card.told if told.sure],
            "held": report_words.held(report),
            "held_sentence": _(report_words.HELD),
            "slower": report.slower,
            "talk": _talk(report),
            "items": [_statement(item) for item in report.items],
            "parts": parts[:1],
            "folded_parts": parts[1:],
            "first": _(report_words.TRENDS[Trend.FIRST]),
            "became": experiment.became(report.previous),
            "experiment": _practice(report.experiment.practice) if report.experiment else None,
            "trying": _trying(report.experiment),
            "choices": [_practice(choice) for choice in report.suggestions],
            "board": [_row(entry, report) for entry in report.board if report_words.known(entry)],
            "coming": [*report_coming.days(report)],
            "coming_head": report_coming.head(report),
            "moved": report_coming.moved(report),
            "gone": report_coming.gone(report),
            "never": report_coming.never(report),
            "cannot_tell": [*report_coming.cannot_tell(report)],
            "glossary": [(_(word), _(meaning)) for word, meaning in _glossary(report)],
        },
        figures=_figures(parts),
    )


def _figures(parts: list[Part]) -> dict[str, figures.Figure]:
    return {picture.id: picture.figure for part in parts for picture in part.pictures}


def _cards(report: Report) -> Iterator[Card]:
    """One card a family, those with something worth a talk first, as the findings are."""
    settled = {reading.measure: reading for reading in report.settled}
    by_family: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_family.setdefault(settled[finding.measure].span.family, []).append(finding)
    for family, found in by_family.items():
        cautions = dict.fromkeys(one.caution for one in found)
        bands = dict.fromkeys(settled[one.measure].respondents or "" for one in found)
        told = [_told(one, settled[one.measure], report) for one in found]
        coverage = _("From the answers of {band} people.").format(band=listed(bands))
        still = {settled[one.measure].trend for one in found} == {Trend.UNCLEAR}
        if still and len(told) > 1:
            coverage = f"{coverage} {_('Nothing of it has clearly changed since last time.')}"
            told = [replace(one, trend="") for one in told]
        yield Card(
            title=report_words.family(family, report),
            coverage=coverage,
            told=tuple(told),
            cautions=" ".join([_(report_words.CAUTIONS[code]) for code in cautions][:CAUTIONS]),
        )


def _worth(cards: list[Card]) -> Iterator[str]:
    """The titles of what is worth a talk, most of all first."""
    return (f"“{told.title}”" for card in cards for told in card.told if told.talk)


def _still(report: Report) -> Iterator[str]:
    """The titles of what is marked as worth a talk in the pictures, settled now or before."""
    known = (one for entry in report.board for one in report_words.known(entry))
    for one in findings.find(known, turn=report.rounds_asked):
        if findings.is_worth_a_talk(one):
            yield f"“{report_words.family(one.measure, report)}”"


def _told(finding: Finding, reading: Reading, report: Report) -> Told:
    step = reading.scale is Scale.STEP
    return Told(
        measure=finding.measure,
        title=report_words.family(finding.measure, report),
        value=str(reading.value) if step else report_words.value(reading),
        sure=report_words.width(reading) if step else "",
        trend=_trend(reading),
        sentence=report_words.sentence(finding, report),
        talk=findings.is_worth_a_talk(finding),
    )


def _trend(reading: Reading) -> str:
    """Whether it moved, and from where; or that nothing can be told."""
    if reading.trend is None:
        return ""
    said = _(report_words.TRENDS[reading.trend])
    if reading.before is None or reading.trend is Trend.UNCLEAR:
        return said
    before = (
        str(reading.before)
        if reading.scale is Scale.STEP
        else report_words.choices(reading)[str(reading.before)]
    )
    return _("{trend} (before: {before})").format(trend=said, before=before)


def _talk(report: Report) -> str:
    library = practices.load()
    if report.question:
        return _(library.questions[report.question].text)
    return _(library.cards[report.card].text) if report.card else ""


def _practice(practice: str) -> _Texts:
    one = practices.load().practices[practice]
    return _Texts(_(one.invitation), _(one.how), _(one.look_for))


def _trying(running: Experiment | None) -> str:
    """That the experiment runs, and since when."""
    if running is None:
        return ""
    return _("You are trying this, begun on {day}:").format(day=short_day(running.since))


def _row(entry: BoardEntry, report: Report) -> Row:
    several = len(report_words.known(entry)) > 1
    return Row(
        what=report_words.family(entry.family, report),
        last=_("above") if several else report_words.standing(entry, report),
        since=short_day(report_words.since(entry)),
    )


def _glossary(report: Report) -> Iterator[tuple[str, str]]:
    """The words and marks of this page that need a meaning; none that it does not have."""
    known = [one for entry in report.board for one in report_words.known(entry)]
    settled = [one for one in report.settled if report_words.is_shown(one)]
    measures = {one.measure for one in known}
    yield _SETTLE
    for step in islice((one for one in (*settled, *known) if one.scale is Scale.STEP), 1):
        yield report_words.value(step), _STEP
    if any(one.trend is Trend.UNCLEAR for one in settled):
        yield _UNCLEAR
    if settled:
        yield _BANDS
    if "mutual" in measures:
        yield _MUTUAL
    if "carriers" in measures:
        yield _CARRIERS


def _statement(item: str) -> str:
    """A statement behind the figures; the follow-up is behind none of a habit or a facet."""
    asked = bank.load().items[item]
    text = _(asked.text)
    if asked.measure == "noticed":
        return _("Experiment: {statement}").format(statement=text)
    return text
