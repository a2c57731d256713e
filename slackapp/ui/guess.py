"""Guess first: where somebody would put the team, beside where it is. Nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics import thresholds
from analytics.instrument.bank import FACETS
from analytics.records import Scale
from slackapp.ui import blocks, ids, report_words
from slackapp.ui.words import N_, _, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from analytics.records import Reading, Report
    from slackapp.domain.ids import ReportId
    from slackapp.ui.blocks import Block

AS_EXPECTED: Final = N_("You guessed {guess}: as expected, within ± {sure}.")
HIGHER: Final = N_(
    "You guessed {guess}: the answers are {gap} higher, beyond ± {sure}. Talk about it."
)
LOWER: Final = N_(
    "You guessed {guess}: the answers are {gap} lower, beyond ± {sure}. Talk about it."
)
_IN_WORDS: Final = (
    N_("You guessed “{guess}”: less than the answers say. Talk about it."),
    N_("You guessed “{guess}”: as expected."),
    N_("You guessed “{guess}”: more than the answers say. Talk about it."),
)
_STEPS: Final = int((thresholds.STEP_HIGHEST - thresholds.STEP_LOWEST) / thresholds.STEP) + 1


def guessable(report: Report) -> tuple[Reading, ...]:
    """The facets that settled this week and are shown: what there is to guess."""
    settled = {reading.measure: reading for reading in report.settled}
    found = (settled[facet] for facet in FACETS if facet in settled)
    return tuple(reading for reading in found if report_words.is_shown(reading))


def covered(report: Report) -> frozenset[str]:
    """Families whose figures wait for a guess: all that settled, where there is one to make."""
    if not guessable(report):
        return frozenset()
    return frozenset(one.span.family for one in report.settled if report_words.is_shown(one))


def offered(report: Report) -> str:
    """What settled, without saying where, what to guess, and that nobody learns of a guess."""
    facets = [one.measure for one in guessable(report)]
    shown = [one.span.family for one in report.settled if report_words.is_shown(one)]
    said = (
        _(
            "Settled this time: {what}. Where would you put the team? Guess first, or look at "
            "once. Nothing is kept of either."
        )
        if {*facets} >= {*shown}
        else _(
            "Settled this time: {what}. Where would you put the team on {guess}? "
            "Guess first, or look at once. Nothing is kept of either."
        )
    )
    return said.format(what=_named([*facets, *shown], report), guess=_named(facets, report))


def _named(families: Iterable[str], report: Report) -> str:
    return listed(f"“{report_words.family(name, report)}”" for name in dict.fromkeys(families))


def form(report_id: ReportId, report: Report) -> Block:
    """Ask for a guess of each facet; every one may be left out."""
    asked = [
        blocks.entry(
            _(report_words.MEASURES[reading.measure]),
            blocks.select(
                [blocks.option(words, code) for code, words in choices(reading).items()],
                action=ids.ANSWER,
                placeholder=_("Where would you put it?"),
            ),
            block_id=ids.GUESS_BLOCK + reading.measure,
        )
        for reading in guessable(report)
    ]
    first = _(
        "From 1, not at all, to 5, very; no figure is told beyond {lowest} and {highest}. Your "
        "guess is shown to you alone and not kept."
    ).format(lowest=thresholds.STEP_LOWEST, highest=thresholds.STEP_HIGHEST)
    return blocks.modal(
        _("Guess first"),
        [blocks.section(first), *asked],
        callback=ids.GUESS_VIEW,
        submit=_("Show me"),
        close=_("Close"),
        metadata=report_id,
    )


def choices(reading: Reading) -> dict[str, str]:
    """What a facet can be guessed to be, in order: code → words."""
    if reading.scale is not Scale.STEP:
        return report_words.choices(reading)
    steps = (str(thresholds.STEP_LOWEST + n * thresholds.STEP) for n in range(_STEPS))
    return {step: step for step in steps}


def beside(
    report_id: ReportId, report: Report, *, sentences: Sequence[str], guesses: Mapping[str, str]
) -> Block:
    """Show each guess beside its reading, then what else settled, in words.

    `guesses` are codes by measure; what was not guessed is not in it. `sentences` are about what
    nobody guesses.
    """
    whole = blocks.button(
        _("Get a link to the report"),
        action=ids.OPEN_REPORT,
        value=report_id + ids.SEEN,
    )
    guessed = bool(guesses)
    return blocks.modal(
        _("Your guess") if guessed else _("The figures"),
        [
            *_compared(report, guesses),
            *([blocks.divider()] if sentences else ()),
            *(blocks.section(f"• {sentence}") for sentence in sentences),
            blocks.actions(whole),
            *([blocks.context(_("Nothing of your guess is kept."))] if guessed else ()),
        ],
        callback=ids.GUESSED_VIEW,
        close=_("Close"),
    )


def _compared(report: Report, guesses: Mapping[str, str]) -> Iterator[Block]:
    for reading in guessable(report):
        measure = reading.measure
        what = _("*{what}*: {value}").format(
            what=_(report_words.MEASURES[measure]), value=report_words.value(reading)
        )
        guess = guesses.get(measure, "")
        guessed = _difference(reading, guess) if guess in choices(reading) else ""
        said = (what, report_words.meaning(measure, report), guessed)
        yield blocks.section("\n".join(filter(None, said)))


def _difference(reading: Reading, guess: str) -> str:
    """How a guess lies to its reading; a step is as sure as its half-width, and no surer."""
    if reading.scale is not Scale.STEP:
        codes = list(choices(reading))
        place, there = codes.index(guess), codes.index(str(reading.value))
        said = _(_IN_WORDS[1 + (place > there) - (place < there)])
        return said.format(guess=choices(reading)[guess])
    gap, sure = float(reading.value or 0) - float(guess), report_words.width(reading)
    beyond = HIGHER if gap > 0 else LOWER
    said = _(AS_EXPECTED if abs(gap) <= float(sure) else beyond)
    return said.format(guess=guess, gap=abs(gap), sure=sure)
