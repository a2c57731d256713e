"""One's own answers in words, while they are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.instrument import bank
from slackapp.domain.reflection import kept_peace
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.ui import blocks, ids
from slackapp.ui.check_in import PROMPTS
from slackapp.ui.report_words import FAMILIES, short_day
from slackapp.ui.words import N_, _, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.domain.answers import Answer
    from slackapp.domain.gathering import PulseWeek
    from slackapp.domain.reflection import Mirror, OwnTies
    from slackapp.ui.blocks import Block

MOST_BLOCKS: Final = 95
"""Slack takes a hundred; some are taken already."""
_NOTHING: Final = N_(
    "Nothing of yours is sealed right now: you left everything blank, or erased it, or it has been "
    "counted already."
)
_ELSEWHERE: Final = N_(
    "Nothing of yours is sealed here right now: this team does not ask you, your home team does. "
    "If this one asked you before, you left it blank, or erased it, or it has been counted already."
)
"""Where another team is somebody's home; the same whether or not they ever answered here."""


def view(seen: Mirror) -> Block:
    """Show what a person answered since their windows began."""
    laid_out = [
        blocks.context(
            _("Your own answers in {team}, until they are counted: {days} days at most.").format(
                team=blocks.escape(seen.name), days=EXPIRES_AFTER.days
            ),
            _(
                "No teammate, lead or admin can make this appear. If somebody asks to see it, you "
                "can say no, or erase it first. Then this, your mirror and the copy of your data "
                "look as if you had left everything blank and too few had named you."
            ),
        ),
        *told(seen),
    ]
    return blocks.modal(
        _("Your own answers"), laid_out[:MOST_BLOCKS], callback=ids.OWN_VIEW, close=_("Back")
    )


def told(seen: Mirror) -> list[Block]:
    """Everything a person answered in a team that is still sealed; at least one block."""
    laid_out = [
        *_now(seen.now),
        *_scales(seen),
        *_ties(seen.ties),
        *_counts(seen.pulse, seen.pulse_dates),
    ]
    return laid_out or [blocks.section(_(_ELSEWHERE if seen.elsewhere else _NOTHING))]


def _now(answer: Answer | None) -> Iterator[Block]:
    if answer is not None:
        said = [*_points(answer.items), *_because(answer.reasons), *_named(answer)]
        said += _counted(answer.received, answer.given, answer.same_people)
        yield blocks.header(_("The check-in that is open"))
        yield blocks.section("\n".join(said) or _("You left it blank."))


def _because(reasons: tuple[str, ...]) -> Iterator[str]:
    if reasons:
        known = bank.load().reasons
        said = listed(_(known[code]) for code in reasons)
        yield _("• What held you back: _{reasons}_").format(reasons=said)


def _named(answer: Answer) -> Iterator[str]:
    """Whom this person named, for each question: their own words, shown to nobody else."""
    for prompt, ties in (("helped_me", answer.helped_me), ("i_helped", answer.i_helped)):
        if ties is not None:
            names = listed(_with_kind(prompt, tie.user, tie.kind) for tie in ties) if ties else ""
            yield f"• {_(PROMPTS[prompt])} {names or '_' + _('Nobody this week') + '_'}"
    yield from _suited(nobody_suited=answer.nobody_suited)


def _suited(*, nobody_suited: bool | None) -> Iterator[str]:
    if nobody_suited is not None:
        said = _("That suited me") if nobody_suited else _("I would have liked some")
        yield f"• {_('Nobody helped you this week. How was that?')} _{said}_"


def _with_kind(prompt: str, user: str, kind: str | None) -> str:
    return f"<@{user}> (_{_(bank.load().kinds_of(prompt)[kind])}_)" if kind else f"<@{user}>"


def _counted(received: int | None, given: int | None, same: int | None) -> Iterator[str]:
    """The answers of a team that names nobody."""
    known = bank.load()
    for question, count in (("received", received), ("given", given)):
        if count is not None:
            yield f"• {_(known.pulse[question])} _{_(known.pulse_counts[count])}_"
    if same is not None:
        yield f"• {_(known.pulse['same_people'])} _{_(known.points[same - 1])}_"


def _points(items: dict[str, int]) -> Iterator[str]:
    known = bank.load()
    for item, point in items.items():
        yield f"• {_(known.items[item].text)} _{_(known.points[point - 1])}_"


def _scales(seen: Mirror) -> Iterator[Block]:
    known = bank.load()
    for scale in seen.scales:
        lines = [
            f"• {_(known.items[item].text)} {said}"
            for item, counts in zip(scale.items, scale.tally.counts, strict=True)
            if (said := _chosen(counts))
        ]
        if lines:
            yield blocks.header(_since(_(FAMILIES[scale.family]), scale.since))
            yield blocks.section("\n".join(lines))
    if kept_peace(seen.scales):
        yield blocks.section(
            _(
                "You often felt you had to keep everyone happy. That is care, and it costs "
                "something. What would happen if one tension this week stayed where it belongs?"
            )
        )


def _since(what: str, first: date | None) -> str:
    if first is None:
        return what
    return _("{what}, in the check-ins since {day}").format(what=what, day=short_day(first))


def _chosen(counts: tuple[int, ...]) -> str:
    """Each point that was chosen and how often: "Mostly true (2 times)"."""
    points = bank.load().points
    said = [
        f"_{_(points[place])}_ " + ngettext("(once)", "({count} times)", times)
        for place, times in enumerate(counts)
        if times
    ]
    return listed(said) if said else ""


def _ties(ties: OwnTies | None) -> Iterator[Block]:
    lines = [] if ties is None else list(_weeks(ties))
    if lines:
        yield blocks.header(_("Who helped whom, as you said it"))
        yield blocks.section("\n".join(lines))


def _weeks(ties: OwnTies) -> Iterator[str]:
    kinds = (None, *bank.load().kinds)
    for when, week in zip(ties.dates, ties.weeks, strict=False):
        for prompt, pairs in (("helped_me", week.helped_me), ("i_helped", week.i_helped)):
            if pairs is not None:
                named = [
                    _with_kind(prompt, ties.names[place], kinds[kind]) for place, kind in pairs
                ]
                yield _said(prompt, when, listed(named) if named else "")
        yield from _suited(nobody_suited=week.nobody_suited)


def _said(prompt: str, when: date, names: str) -> str:
    if prompt == "helped_me":
        sentence = _("• {day}: {names} helped you")
    else:
        sentence = _("• {day}: you helped {names}")
    return sentence.format(day=short_day(when), names=names or _("nobody"))


def _counts(weeks: tuple[PulseWeek, ...], dates: tuple[date, ...]) -> Iterator[Block]:
    """Each check-in without names on its own, under its date."""
    told = [list(_counted(week.received, week.given, week.same_people)) for week in weeks]
    lines = [
        "\n".join([_("Check-in of {day}:").format(day=short_day(when)), *said])
        for when, said in zip(dates, told, strict=False)
        if said
    ]
    if lines:
        yield blocks.header(_("How much help went round, as you said it"))
        yield blocks.section("\n".join(lines))
