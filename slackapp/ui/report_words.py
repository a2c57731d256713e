"""A report's codes in words. Never a word about a person, never one that alarms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from babel.dates import format_skeleton

from analytics.instrument.bank import FOLLOW_UP
from analytics.records import Scale, Status, Trend
from slackapp.ui.experiment import title
from slackapp.ui.report_sentences import FACET_SENTENCES, SENTENCES
from slackapp.ui.words import N_, _, language, listed

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from datetime import date

    from analytics.records import BoardEntry, Finding, Reading, Report

HELD: Final = N_(
    "Not shown this time. Reasons we never tell apart: too few answers, people joined or left, "
    "all answers alike."
)
"""The one sentence for every cause."""

MEASURES: Final = {
    "reciprocity": N_("Help both ways"),
    "autonomy": N_("Self-reliance"),
    "trust_and_safety": N_("Trust and safety"),
    "emotional_presence": N_("Room to listen"),
    "shared_responsibility": N_("Sharing the load"),
    "porous": N_("Others' needs first"),
    "rigid": N_("At arm's length"),
    "balanced": N_("Limits that work"),
    "over_responsibility": N_("Carrying what is not one's own"),
    "not_asking": N_("Wanted help, did not ask"),
    "over_reliance": N_("Waiting for a few"),
    "mutual": N_("Helping each other back"),
    "carriers": N_("Who carries the helping"),
    "held_by_few": N_("Held by few"),
    "two_way": N_("Someone to help and be helped by"),
    "agreement": N_("Times of help that both sides told of"),
    "give_and_receive": N_("Giving and receiving alike"),
    "same_people": N_("Help from the same few"),
    "noticed": N_("Whether the experiment was noticed"),
}
"""The facets have names of at most sixteen characters: one line of a table on a phone."""

FAMILIES: Final = MEASURES | {
    "patterns": N_("Habits of helping and of limits"),
    "ties": N_("Who carries how much, without names"),
    "pulse": N_("How much help goes round"),
    "follow_up": N_("Whether the experiment was noticed"),
}
_FACET_LEVELS: Final = {"low": N_("rarely so"), "middle": N_("partly so"), "high": N_("mostly so")}
_LEVELS: Final = {"low": N_("seldom"), "middle": N_("sometimes"), "high": N_("often")}
_SHARES: Final = {"few": N_("a few"), "half": N_("about half"), "most": N_("most")}
CHOICES: Final = {
    "mutual": {
        "cannot_tell": N_("cannot be told"),
        "more": N_("more than by chance"),
        "clearly_more": N_("clearly more"),
    },
    "carriers": {
        "few": N_("a few"),
        "half": N_("about half"),
        "most": N_("most people"),
    },
    "two_way": {"half": N_("about half have"), "most": N_("most have")},
    "held_by_few": {
        "nothing": N_("nothing stands out"),
        "held_by_few": N_("some of it"),
    },
    "give_and_receive": _SHARES,
    "agreement": _SHARES,
    "noticed": {"low": N_("hardly"), "middle": N_("in part"), "high": N_("clearly")},
}
"""Codes of statements in order, and their words."""
_BEFORE: Final = {"noticed": _SHARES}
"""Those that reports of before have."""
TRENDS: Final = {
    Trend.FIRST: N_("nothing to compare with yet"),
    Trend.HIGHER: N_("higher than before"),
    Trend.LOWER: N_("lower than before"),
    Trend.UNCLEAR: N_("no clear change"),
}
KINDS: Final = {
    "knowledge": N_("knowledge"),
    "perspective": N_("another view or a decision"),
    "growth": N_("feedback and encouragement"),
    "hands": N_("hands-on work"),
    "care": N_("care"),
}
REASONS: Final = {
    "burden": N_("not wanting to be a burden"),
    "whom": N_("not knowing whom to ask"),
    "time": N_("no time"),
    "safety": N_("not feeling safe"),
}
CAUTIONS: Final = {
    "ceiling": N_(
        "High answers hide differences: the best weeks and the good ones look alike here."
    ),
    "own_view": N_("This is how people saw their own week, not what an observer would have seen."),
    "who_answered": N_("Who answered may have changed as well as how they answered."),
    "one_way_can_be_right": N_(
        "One-way help is right when somebody learns, mentors or is on call."
    ),
    "roles": N_("Some roles are there to be asked. Uneven is not unfair."),
    "demand_not_fault": N_("This says what is asked for, not that anyone does it wrong."),
    "silence_is_not_health": N_(
        "Quiet is not proof: loads of three or four times the usual are found, twice is not."
    ),
    "solo_work": N_("Part-time and solo work leave fewer chances for ties."),
    "perception": N_("People count differently what they give and what they get."),
    "hard_week": N_("A few hard weeks can look like a habit."),
    "focus": N_("Work that needs quiet can look like distance."),
    "good_yes": N_("People also say yes because they want to: few noes may be fine."),
    "nobody_needed": N_("Few who kept quiet may also be few who needed help."),
    "newcomers": N_("People who are new rely on a few, and rightly so."),
    "small_circles": N_("Small circles that help only themselves look mutual, too."),
    "even_not_light": N_("Carried by most does not mean light for anyone."),
    "novelty": N_("What is new is noticed more than what lasts."),
}
CANNOT_TELL: Final = {
    "held": N_("Why something is not shown: the sentence is the same for every cause."),
    "first_windows": N_("Most things, this early: a reading needs several check-ins."),
    "lean": N_(
        "In teams of up to eight, exactly where scores stand: they are shifted by a secret amount "
        "of at most 0.3 points, counted in ±, so that nobody works out the rest; a new one when "
        "people come or go."
    ),
    "twofold_load": N_(
        "Whether someone carries twice the usual load: eight check-ins cannot show it."
    ),
    "silence": N_("Whether all is well. Nothing standing out is not the same."),
    "persons": N_("Anything about one person. No figure leads to names."),
    "causes": N_("Why it is so. Ask the team; figures say where to look."),
}


def is_shown(reading: Reading) -> bool:
    """Whether a reading has a value to put into words."""
    return reading.status is Status.SHOWN


def value(reading: Reading) -> str:
    """What is shown, in as few words as there are: "3.5 ± 0.4", "often", "most people"."""
    if not is_shown(reading):
        return _("not shown this time")
    if reading.scale is Scale.STEP:
        return f"{reading.value} ± {width(reading)}"
    if reading.scale is Scale.LEVEL:
        levels = _FACET_LEVELS if reading.measure in FACET_SENTENCES else _LEVELS
        return _(levels[str(reading.value)])
    return choices(reading)[str(reading.value)]


def width(reading: Reading) -> str:
    """How sure a step is, rounded up to a tenth: never surer than the table."""
    return str(math.ceil((reading.half_width or 0.0) * 10 - 1e-9) / 10)


def short_day(value: date) -> str:
    """A date without its year: "Mar 23"."""
    return str(format_skeleton("MMMd", value, locale=language()))


def choices(reading: Reading) -> dict[str, str]:
    """What a reading in words can say, in order: code → words; a facet's words for its levels."""
    levels = _FACET_LEVELS if reading.measure in FACET_SENTENCES else _LEVELS
    now = CHOICES.get(reading.measure, levels)
    before = _BEFORE.get(reading.measure, {})
    said = before if reading.value in before else now
    return {code: _(words) for code, words in said.items()}


def family(name: str, report: Report) -> str:
    """What a family or measure that was shown is called; a follow-up by its experiment's day."""
    if name not in {FOLLOW_UP, "noticed"} or report.follows_since is None:
        return _(FAMILIES[name])
    earlier = _is_over(report)
    named = (
        _("Whether the earlier experiment, begun on {day}, was noticed")
        if earlier
        else _("Whether the experiment begun on {day} was noticed")
    )
    return named.format(day=short_day(report.follows_since))


def _is_over(report: Report) -> bool:
    """Whether the last follow-up shown was about another experiment than the one tried now."""
    since, now = report.follows_since, report.experiment
    return since is not None and now is not None and now.since != since


def known(entry: BoardEntry) -> tuple[Reading, ...]:
    """What was last shown of a family, but for the note on method."""
    all_ = (*entry.readings, *entry.earlier)
    return tuple(one for one in all_ if is_shown(one) and one.measure != "agreement")


def since(entry: BoardEntry) -> date:
    """The newest day of what was last shown; there is something."""
    return max(one.span.ends_on for one in known(entry))


def standing(entry: BoardEntry, report: Report) -> str:
    """What was last shown of a family: a value, or a sentence for each statement."""
    shown = known(entry)
    if len(shown) == 1 and shown[0].scale is not Scale.STATEMENT:
        return value(shown[0])
    return " ".join(
        statement(code(one), report, details=one.details)
        if one.scale is Scale.STATEMENT
        else f"{_(MEASURES[one.measure])}: {value(one)}."
        for one in shown
    )


def held(report: Report) -> str:
    """What was held this week; the family stands for its measures where all of them are.

    What was shown before and is left out now is told like what was held.
    """
    held = [reading for reading in report.settled if not is_shown(reading)]
    shown = {reading.span.family for reading in report.settled if is_shown(reading)}
    before = (one for entry in report.board if entry.family in shown for one in entry.earlier)
    families = ((one.span.family, one.measure) for one in (*held, *before))
    names = dict.fromkeys(measure if name in shown else name for name, measure in families)
    return listed(f"“{_(FAMILIES[name])}”" for name in names)


def sentence(finding: Finding, report: Report) -> str:
    """What a finding of a report means for the team."""
    if finding.measure in FACET_SENTENCES:
        return _(FACET_SENTENCES[finding.measure][finding.code.removeprefix("facet_")])
    details = str(finding.params.get("details", "")).split()
    return statement(finding.code, report, details=details)


def code(reading: Reading) -> str:
    """Which fixed sentence a statement or a word is."""
    if reading.measure == "held_by_few":
        return "held_by_few" if reading.value == "held_by_few" else "held_by_nothing"
    return f"{reading.measure}_{reading.value}"


def statement(code: str, report: Report, *, details: Sequence[str] = ()) -> str:
    """The fixed sentence of a code, and what may be added to it: a kind of help, or reasons."""
    what = f"“{title(report.follows)}”" if report.follows else _("the experiment")
    said = _(SENTENCES[code]).format(what=what)
    if code.startswith("noticed_") and _is_over(report):
        return _("{said} When this report was written you were trying another one.").format(
            said=said
        )
    if not details or code == "not_asking_low":
        return said
    if code == "held_by_few":
        kinds = listed(_(KINDS[kind]) for kind in details)
        return _("{said} Mostly it is {kinds}.").format(said=said, kinds=kinds)
    reasons = listed(_(REASONS[reason]) for reason in details)
    return _("{said} Reasons that several gave: {reasons}.").format(said=said, reasons=reasons)


def meaning(measure: str, report: Report) -> str:
    """What a settled measure means for the team; "" where nothing was found."""
    return next((sentence(one, report) for one in report.findings if one.measure == measure), "")


def sentences(report: Report, *, but: Container[str] = ()) -> tuple[str, ...]:
    """The findings of a report, one sentence each, a step with its figure; most worth a talk first.

    `but` are measures to leave out.
    """
    steps = {one.measure: value(one) for one in report.settled if one.scale is Scale.STEP}
    return tuple(
        " ".join(filter(None, (f"{family(one.measure, report)}:", figure, sentence(one, report))))
        for one in report.findings
        if one.measure not in but
        for figure in [f"{steps[one.measure]}." if one.measure in steps else ""]
    )
