"""The weekly report: what settled, what stands, what to talk about and what comes next.

Only readings go in, so nothing can come out that was not published. No words: codes and parameters.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from analytics import findings, practices, thresholds
from analytics.instrument import bank, windows
from analytics.records import (
    REPORT_VERSION,
    UNTRIED,
    BoardEntry,
    Experiment,
    Finding,
    Reading,
    Report,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from analytics.instrument.windows import Mode

VOTE: Final = "vote"
CARD: Final = "card"
DID_WE: Final = "did_we"
READINGS: Final = "readings"
QUIET: Final = "quiet"

_BY_ROUND: Final = {1: VOTE, 2: CARD, 3: DID_WE}
"""What the first weeks are for, before anything can settle."""
UNKNOWN: Final = "unknown"
"""Why something is not to come, where no reason was handed in."""
SUGGESTIONS: Final = 3
TELLING: Final = 2
"""Patterns whose questions are listed when several are worth a talk."""
_LEFT_OUT: Final = frozenset({"carriers"})
"""What a window that is shown can be without, and is then not shown as if it were held.

Two-way ties are no such thing: where few have one, nothing is to be said of them.
"""
_FIRST_WINDOWS: Final = 8
"""Rounds after which every facet and the ties, or the pulse, have settled once."""


def weekly_report(
    *,
    round_date: date,
    rounds_asked: int,
    readings: Sequence[Reading],
    settled: Sequence[Reading],
    next_on: Mapping[str, date],
    held_in_a_row: int = 0,
    mode: Mode | None = None,
    then: Mode | None = None,
    gone: Mapping[str, str] | None = None,
    experiment: Experiment | None = None,
    previous: Experiment | None = None,
    follows: Experiment | None = None,
    before: Report | None = None,
    last: bool = False,
    paused: bool = False,
    offers: bool = True,
    sample: bool = False,
) -> Report:
    """Compose the report of one round.

    `readings`: all stored, oldest first, `settled` too. `next_on`: family → day of its next report;
    `gone`: why none, or none after it. `held_in_a_row`: windows a family was held. `mode`: what the
    team may get; `then`: from now on. `previous`: the experiment last decided about; `follows`: of
    the last follow-up shown. `last`: none follows. `paused`: no day is known. `offers`: a vote.
    """
    next_on, gone = _promised(next_on, then or mode), gone or {}
    found = findings.find(settled, turn=rounds_asked)
    missed = _not_asked(then or mode, next_on, readings, gone, last=last)
    return Report(
        version=REPORT_VERSION,
        round_date=round_date,
        rounds_asked=rounds_asked,
        opening=_opening(rounds_asked, settled, experiment, last=last, offers=offers),
        settled=tuple(settled),
        findings=found,
        board=_board(readings, next_on, settled, before, None if last or paused else gone),
        experiment=experiment,
        previous=previous,
        suggestions=() if experiment or last or not offers else _suggestions(found, rounds_asked),
        question=(question := _question(found, before)),
        card=None if question else _card(rounds_asked),
        items=_items(settled, found),
        cannot_tell=_cannot_tell(rounds_asked, readings, settled, missed, last=last),
        slower=held_in_a_row >= thresholds.SLOWER_AFTER_HELD,
        follows=follows.practice if follows else None,
        follows_since=follows.since if follows else None,
        sample=sample,
    )


def _opening(
    rounds_asked: int,
    settled: Sequence[Reading],
    experiment: Experiment | None,
    *,
    last: bool,
    offers: bool,
) -> str:
    """What the week is for; nobody is sent to a vote that does not come."""
    if settled or last:
        return READINGS if settled else QUIET
    planned = _BY_ROUND.get(rounds_asked, DID_WE if rounds_asked % 2 else CARD)
    if planned == DID_WE and experiment is None:
        return VOTE if offers and rounds_asked in _BY_ROUND else QUIET
    return planned


def _promised(next_on: Mapping[str, date], mode: Mode | None) -> dict[str, date]:
    """The days of what can be shown; a window may be open of what no longer can."""
    unshown = windows.calendar(mode).unshown if mode else frozenset()
    return {family: day for family, day in next_on.items() if family not in unshown}


def _moved(
    next_on: Mapping[str, date], settled: Sequence[Reading], before: Report | None, *, goes_on: bool
) -> dict[str, date]:
    """The day promised in the report before, of families awaited on another by now, or no more.

    Of a team that does not go on nothing is given up family by family: its messages say why.
    """
    done = {reading.span.family for reading in settled}
    promised = {entry.family: entry.next_on for entry in before.board} if before else {}
    return {
        family: day
        for family, day in promised.items()
        if day
        and family not in done
        and next_on.get(family) != day
        and (goes_on or family in next_on)
    }


def _board(
    readings: Sequence[Reading],
    next_on: Mapping[str, date],
    settled: Sequence[Reading],
    before: Report | None,
    gone: Mapping[str, str] | None,
) -> tuple[BoardEntry, ...]:
    """Every family that is asked, has said something or was promised, in a fixed order.

    What was given up once stays on it until it has a day again, or said something. `gone`: None
    where nothing is given up family by family.
    """
    moved = _moved(next_on, settled, before, goes_on=gone is not None)
    given_up = _given_up(settled, before)
    by_family: dict[str, list[Reading]] = {}
    for reading in readings:
        by_family.setdefault(reading.span.family, []).append(reading)
    return tuple(
        replace(
            _entry(family, by_family.get(family, [])),
            next_on=next_on.get(family),
            moved_from=moved.get(family),
            why=_why(family, next_on, moved, given_up, gone or {}),
            again=family in given_up and family in next_on,
        )
        for family in bank.FAMILIES
        if {family} & {*by_family, *next_on, *moved, *given_up}
    )


def _given_up(settled: Sequence[Reading], before: Report | None) -> dict[str, str]:
    """What reports before this one said is not to come, and why; nothing was heard of it since."""
    done = {reading.span.family for reading in settled}
    gone = (one for one in before.board if one.why and not one.next_on) if before else ()
    return {one.family: one.why for one in gone if one.family not in done}


def _why(
    family: str,
    next_on: Mapping[str, date],
    moved: Mapping[str, date],
    given_up: Mapping[str, str],
    gone: Mapping[str, str],
) -> str:
    if family in next_on:
        return gone.get(family, "")
    if not {family} & {*moved, *given_up}:
        return ""
    return gone.get(family) or given_up.get(family) or UNKNOWN


def _entry(family: str, readings: list[Reading]) -> BoardEntry:
    """A family's last window, and for measures held in it, or left out, what was shown before."""
    last_round = max((reading.span.last_round for reading in readings), default=0)
    latest = tuple(reading for reading in readings if reading.span.last_round == last_round)
    held = {reading.measure for reading in latest if reading.status is Status.HELD}
    held |= _LEFT_OUT - {reading.measure for reading in latest}
    earlier = {
        reading.measure: reading
        for reading in readings
        if reading.measure in held and reading.status is Status.SHOWN
    }
    return BoardEntry(family, latest, tuple(earlier.values()))


def _question(found: Sequence[Finding], before: Report | None) -> str | None:
    """The question of what is most worth a talk; never the one of the report before.

    None asks about what the report says is not there.
    """
    asked_about = filter(findings.may_be_asked_about, found)
    prompts = (practices.load().question_for(finding.measure) for finding in asked_about)
    asked = before.question if before else None
    return next((prompt.id for prompt in prompts if prompt and prompt.id != asked), None)


def _card(rounds_asked: int) -> str:
    cards = tuple(practices.load().cards)
    return cards[rounds_asked % len(cards)]


def _suggestions(found: Sequence[Finding], rounds_asked: int) -> tuple[str, ...]:
    """Three practices: first those that fit what is worth a talk, then the library in turn."""
    fitting = (
        str(finding.params["practice"])
        for finding in found
        if findings.is_worth_a_talk(finding) and "practice" in finding.params
    )
    shelf = tuple(practices.load().practices)
    start = SUGGESTIONS * rounds_asked % len(shelf)
    return tuple(dict.fromkeys(chain(fitting, shelf[start:], shelf)))[:SUGGESTIONS]


def _items(settled: Sequence[Reading], found: Sequence[Finding]) -> tuple[str, ...]:
    """The questions behind what settled, in the order of the bank.

    Of the six patterns only two worth a talk, or else the first: 24 questions are a wall.
    """
    patterns = [finding for finding in found if finding.measure in bank.PATTERNS]
    telling = [finding.measure for finding in patterns if findings.is_worth_a_talk(finding)]
    others = {reading.measure for reading in settled} - set(bank.PATTERNS)
    measures = others | set(telling[:TELLING] or [finding.measure for finding in patterns[:1]])
    items = bank.load().items.values()
    return tuple(item.id for item in items if item.measure in measures and not item.alternate)


def _cannot_tell(
    rounds_asked: int,
    readings: Sequence[Reading],
    settled: Sequence[Reading],
    missed: Iterable[str],
    *,
    last: bool,
) -> tuple[str, ...]:
    """What this report cannot see, most particular first; `missed` is what the team does not get.

    Nothing is too early in the `last` one.
    """
    codes = ["held"] if any(reading.status is Status.HELD for reading in settled) else []
    if rounds_asked < _FIRST_WINDOWS and not last:
        codes.append("first_windows")
    if any(reading.span.family == bank.TIES for reading in readings):
        codes.append("twofold_load")
    # Of every team: where it stood only for few, it would tell by how many count each week.
    return (*codes, "lean", *missed, "silence", "persons", "causes")


def _not_asked(
    mode: Mode | None,
    next_on: Mapping[str, date],
    readings: Sequence[Reading],
    gone: Mapping[str, str],
    *,
    last: bool,
) -> Iterator[str]:
    """What a team does not get, and no more of what it got; what still comes has a day instead.

    Each with the code of why. Nothing of all comes any more after the `last` report. What waits for
    an experiment is not missed.
    """
    lacks = windows.calendar(mode).lacks if mode else ()
    reasons = {**dict(lacks), **gone}
    told = {one.span.family for one in readings if one.status is Status.SHOWN}
    for family in bank.FAMILIES:
        why = reasons.get(family)
        if why in {None, windows.Lack.NAMED, UNTRIED} or family in next_on:
            continue
        if last and family in told:
            continue
        code = f"{'no_more' if family in told else 'not'}_{family}"
        yield code if why == windows.Lack.SMALL else f"{code}:{why}"
