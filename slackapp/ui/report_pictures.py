"""The pictures of a report page, each with its words: a caption, an alternative and a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics import figures, thresholds
from analytics.instrument.bank import FACETS, PATTERNS
from analytics.records import Scale
from slackapp.ui import report_words
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from analytics.records import Reading, Report

_BALANCE: Final = ("mutual", "carriers", "two_way", "give_and_receive", "same_people")
_TALK: Final = {
    **dict.fromkeys((*PATTERNS, "same_people"), "high"),
    "balanced": "low",
    "carriers": "few",
    "give_and_receive": "few",
}
"""What is drawn in the second colour, as worth a talk."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure and everything that says the same in words."""

    id: str
    figure: figures.Figure
    alt: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page that pictures what stands."""

    title: str
    measures: frozenset[str]
    pictures: tuple[Picture, ...] = ()
    text: str = ""
    note: str = ""


def parts(report: Report) -> list[Part]:
    """The sections that have something to show, those first in which something settled.

    A sentence without a picture is left out where a card of this week says it.
    """
    known, old = _known(report), _old(report)
    found = (
        _facets(known, old),
        _balance(known, old),
        _held_by_few(known, report),
        _patterns(known, old),
    )
    news = {reading.measure for reading in report.settled if report_words.is_shown(reading)}
    there = [part for part in found if part is not None]
    shown = [part for part in there if part.pictures or not part.measures & news]
    return sorted(shown, key=lambda part: not part.measures & news)


def _known(report: Report) -> dict[str, Reading]:
    """What was last shown of every measure."""
    return {
        reading.measure: reading
        for entry in report.board
        for reading in (*entry.earlier, *entry.readings)
        if report_words.is_shown(reading)
    }


def _old(report: Report) -> frozenset[str]:
    """The measures held in their last window: what is known of them is from an earlier one."""
    return frozenset(reading.measure for entry in report.board for reading in entry.earlier)


def _dated(text: str, reading: Reading, old: Container[str]) -> str:
    """What is not of now, with its day."""
    if reading.measure not in old:
        return text
    return f"{text} ({report_words.short_day(reading.span.ends_on)})"


def _facets(known: dict[str, Reading], old: Container[str]) -> Part | None:
    readings = [known[facet] for facet in FACETS if facet in known]
    stepped = [reading for reading in readings if reading.scale is Scale.STEP]
    worded = [reading for reading in readings if reading.scale is Scale.LEVEL]
    rows = [*_step_rows(stepped, old)]
    drawn = figures.steps(
        rows,
        now=_("now"),
        before=_("before"),
        low=_("not at all"),
        high=_("very"),
    )
    pictures = []
    if drawn is not None:
        head = (_("What"), _("Last shown"), _("Before"))
        table = [*_facet_table(stepped, old)]
        pictures.append(_picture("facets", drawn, _steps_legend(rows), head, table))
    pictures += _in_words("facets-in-words", worded, old)
    return (
        Part(
            _("Five things that make leaning on each other work"),
            frozenset(FACETS),
            tuple(pictures),
        )
        if pictures
        else None
    )


def _steps_legend(rows: Sequence[figures.StepRow]) -> str:
    """Only what is there to be seen."""
    said = []
    if any(row.now is not None for row in rows):
        said.append(_("Filled: last shown, with how sure."))
    before = [row for row in rows if row.before is not None]
    if any(row.now is None for row in before):
        said.append(_("Hollow: before; alone where it is not shown by now."))
    elif before:
        said.append(_("Hollow: before."))
    return " ".join([*said, *_diamond(row.talk for row in rows)])


def _diamond(talks: Iterable[bool]) -> Iterator[str]:
    if any(talks):
        yield _("A diamond: worth a talk.")


def _step_rows(readings: Iterable[Reading], old: Container[str]) -> Iterator[figures.StepRow]:
    for reading in readings:
        step = float(reading.value or 0)
        name = _(report_words.MEASURES[reading.measure])
        label = _dated(f"{name}: {step}", reading, old)
        if reading.measure in old:
            yield figures.StepRow(label, None, 0.0, step)
            continue
        before = reading.before if isinstance(reading.before, float) else None
        low = step < thresholds.LOW_BELOW
        yield figures.StepRow(label, step, reading.half_width or 0.0, before, talk=low)


def _facet_table(readings: Iterable[Reading], old: Container[str]) -> Iterator[tuple[str, ...]]:
    for reading in readings:
        before = "–" if reading.before is None else str(reading.before)
        name = _(report_words.MEASURES[reading.measure])
        yield (name, _dated(report_words.value(reading), reading, old), before)


def _balance(known: dict[str, Reading], old: Container[str]) -> Part | None:
    shown = [known[name] for name in _BALANCE if name in known]
    pictures = _in_words("balance", shown, old)
    if not pictures:
        return None
    title = _(report_words.FAMILIES[shown[0].span.family])
    return Part(title, frozenset(_BALANCE), tuple(pictures), note=_agreement(known))


def _agreement(known: dict[str, Reading]) -> str:
    """The note on method: how far both sides of a tie tell the same."""
    if "agreement" not in known:
        return ""
    return _(
        "Times of help that both sides told of: {share}. Memories differ; that is normal."
    ).format(share=report_words.value(known["agreement"]))


def _held_by_few(known: dict[str, Reading], report: Report) -> Part | None:
    reading = known.get("held_by_few")
    if reading is None:
        return None
    code = report_words.code(reading)
    text = report_words.statement(code, report, details=reading.details)
    note = _(report_words.CAUTIONS["demand_not_fault"])
    if code == "held_by_nothing":
        note = _(report_words.CAUTIONS["silence_is_not_health"])
    return Part(_("Held by few"), frozenset({"held_by_few"}), text=text, note=note)


def _patterns(known: dict[str, Reading], old: Container[str]) -> Part | None:
    pictures = _in_words("habits", [known[name] for name in PATTERNS if name in known], old)
    if not pictures:
        return None
    note = _("Limits that work and help that is asked for are strengths side by side.")
    return Part(
        _("Habits of helping and of limits"), frozenset(PATTERNS), tuple(pictures), note=note
    )


def _in_words(name: str, readings: Sequence[Reading], old: Container[str]) -> list[Picture]:
    drawn_rows = [*_word_rows(readings, old)]
    drawn = figures.words(drawn_rows)
    if drawn is None:
        return []
    rows = [
        (_(report_words.MEASURES[one.measure]), _dated(report_words.value(one), one, old))
        for one in readings
    ]
    talks = _diamond(row.talk for row in drawn_rows)
    caption = " ".join([_("Filled: what was said."), *talks])
    return [_picture(name, drawn, caption, (_("What"), _("Said")), rows)]


def _word_rows(readings: Iterable[Reading], old: Container[str]) -> Iterator[figures.WordRow]:
    for reading in readings:
        said = str(reading.value)
        choices = report_words.choices(reading)
        if reading.measure == "mutual" and said != "clearly_more":
            del choices["clearly_more"]  # not a choice below twelve people
        codes = list(choices)
        yield figures.WordRow(
            _dated(_(report_words.MEASURES[reading.measure]), reading, old),
            tuple(choices.values()),
            codes.index(said),
            talk=_TALK.get(reading.measure) == said,
        )


def _picture(
    name: str,
    figure: figures.Figure,
    caption: str,
    head: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> Picture:
    alt = "; ".join(f"{row[0]}: {row[1]}" for row in rows)
    return Picture(f"figure-{name}", figure, alt, caption, head, tuple(rows))
