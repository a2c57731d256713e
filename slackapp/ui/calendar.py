"""What a team gets and when, and what it does not get and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.instrument.bank import FACETS, FOLLOW_UP, TIES
from analytics.instrument.windows import Lack
from analytics.records import UNTRIED
from slackapp.domain.awaited import LAST_DAY, TOO_LONG, TOO_SHORT, lacks
from slackapp.domain.teams import TeamState
from slackapp.ui import in_time
from slackapp.ui.words import N_, _, apart, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from datetime import date

    from analytics.instrument.windows import Calendar
    from slackapp.domain.awaited import Naming
    from slackapp.domain.screens import TeamCard

FAMILIES: Final = {
    "reciprocity": N_("help both ways"),
    "autonomy": N_("self-reliance"),
    "trust_and_safety": N_("trust and safety"),
    "emotional_presence": N_("room to listen"),
    "shared_responsibility": N_("sharing the load"),
    "patterns": N_("habits of helping and of limits"),
    "ties": N_("who carries how much, without names"),
    "pulse": N_("how much help goes round"),
    "follow_up": N_("whether the experiment was noticed"),
}
_WHY: Final[dict[str, str]] = {
    Lack.SMALL: N_("too few people count in this team"),
    Lack.CHOICE: N_("this team chose not to name helpers"),
    Lack.NAMED: N_("this team names helpers instead"),
    Lack.LIGHT: N_("light mode leaves it out"),
    Lack.CADENCE: N_("at this interval sealed answers are gone before then"),
    LAST_DAY: N_("too few check-ins are left before the last day"),
    TOO_LONG: N_("it takes longer than sealed answers are kept"),
    UNTRIED: N_("no experiment is being tried; it comes with the next one"),
}
"""Why something is left out, or is not to come that a report named a day for, by code."""
_LIGHT_TOO_LONG: Final = N_("in light mode, at this interval sealed answers are gone before then")
_LIGHT_AND_TOO_LONG: Final = N_("light mode leaves it out, and this interval is too long for it")
_ASKED_LIGHTLY: Final = frozenset({*FACETS, TIES})
"""What light mode leaves out at no interval by itself: it only takes twice as long."""
MOVED: Final = N_(
    "A day moves when a check-in is left out or moved, a team is asked otherwise, grows or "
    "shrinks, or counting begins anew."
)
_NAMES_END: Final = N_(
    "Names are asked until the report of {day}, to finish what began with them. After that the "
    "form asks for no names, as this team is now."
)
_NAMES_END_LATER: Final = N_(
    "Names are still asked, to finish what began with them. After that the form asks for no names, "
    "as this team is now."
)
_NOWHERE: Final = N_(
    "The report shows nothing of them, as too few people count by now; a mirror shows only what "
    "its own person said."
)
_CAN_START: Final = N_(
    "Names can be asked again once more people count: whoever is new does after 14 days in the "
    "team."
)
_IN_VAIN: Final = N_("As this team is now, what began with names is deleted uncounted.")
_START_AGAIN: Final = N_("Names are asked again from {day} on, at the earliest.")
_START: Final = N_("Names are asked from {day} on, at the earliest.")
_BEGIN: Final = N_("Names are asked from this check-in on.")
_COUNT_ANEW: Final = N_(
    "The report of {day} shows nothing of the names given until then, as too few people counted "
    "meanwhile; a mirror shows only what its own person said. Names are asked on after that and "
    "are counted anew, as enough people count by then."
)


def why(code: str, family: str = "", *, light: bool = False) -> str:
    """Why something is not to come that a report named a day for; "" where nobody said.

    `light`: light mode leaves something else out.
    """
    if light and code == Lack.CADENCE and family not in _ASKED_LIGHTLY:
        return _(_LIGHT_AND_TOO_LONG)
    if code == Lack.LIGHT and family in _ASKED_LIGHTLY:
        return _(_LIGHT_TOO_LONG)
    return _(_WHY[code]) if code in _WHY else ""


def names(naming: Naming) -> str:
    """What becomes of asking for names, where that is not simply to go on; "" where it is."""
    if naming.in_vain:
        return _(_IN_VAIN)
    if naming.ends:
        return " ".join(_names_end(naming))
    if naming.starts_on:
        return _(_START).format(day=day(naming.starts_on))
    if naming.begins:
        return _(_BEGIN)
    if naming.enough or not naming.on:
        return ""
    return _(_COUNT_ANEW).format(day=day(naming.on))


def _names_end(naming: Naming) -> Iterator[str]:
    """Why names are asked where they would not be any more: what began with them is finished."""
    yield _(_NAMES_END).format(day=day(naming.on)) if naming.on else _(_NAMES_END_LATER)
    if not naming.enough:
        yield _(_NOWHERE)
    if naming.starts_on:
        yield _(_START_AGAIN).format(day=day(naming.starts_on))
    elif not naming.enough:
        yield _(_CAN_START)


def lines(team: TeamCard) -> Iterator[str]:
    """One line for each moment something settles, earliest first, then what is left out and why.

    Before a team is asked, each with the number of check-ins it takes, and with its day where that
    is known. Each figure stands once: one that is left out from now on, and still comes of what is
    being counted, has its day.
    """
    calendar = team.calendar
    yield from _in_sight(team) if team.asked else _from_the_first(team)
    is_told = team.coming or team.never not in {None, TOO_SHORT}
    if team.asked and team.state is TeamState.PAUSED:
        yield _("• when more figures come is known once it goes on")
    if team.asked and team.state is TeamState.RUNNING and calendar.gets and not is_told:
        yield _("• no figure has a day, as this team is now: too few check-ins come in time")
    said = {*dict(team.coming), *team.late, *team.lost} if team.asked else set()
    if team.asked and team.coming and FOLLOW_UP in {one.family for one in calendar.gets} - said:
        yield _("• once you try an experiment: {what}").format(what=_(FAMILIES[FOLLOW_UP]))
    if team.asked:
        yield from _not_in_time(team)
    yield from left_out(calendar, but=said)


def _from_the_first(team: TeamCard) -> Iterator[str]:
    """What a team gets that was never asked, and below it what its last day leaves no time for."""
    late = undated(team.calendar, team.coming) if team.ends and team.next_opens_at else []
    yield from gets(team.calendar, dict(team.coming), but=late)
    if late:
        what, why = apart(map(_first_name, late)), _(_WHY[LAST_DAY])
        yield _("• not for this team: {what} ({why})").format(what=what, why=why)


def undated(calendar: Calendar, coming: Iterable[tuple[str, date]]) -> list[str]:
    """Of what a team is asked about, the families that have no day."""
    days = dict(coming)
    return [entry.family for entry in calendar.gets if entry.family not in days]


def too_late(late: Iterable[str]) -> Iterator[str]:
    """What comes, or comes again, no more before the last day; nothing where all does."""
    if names := [_(FAMILIES[family]) for family in late]:
        yield _("• nothing new before the last day: {what}").format(what=apart(names))


def left_out(calendar: Calendar, *, but: Container[str] = ()) -> Iterator[str]:
    """One line for each reason why something is left out, `but` for these families."""
    for why, names in _lacks(calendar, but=but).items():
        yield _("• not for this team: {what} ({why})").format(what=apart(names), why=why)


def _not_in_time(team: TeamCard) -> Iterator[str]:
    """What the days leave no time for, and the last of them."""
    if team.ends:
        yield _("• last day: {day}").format(day=day(team.ends))
    yield from too_late(team.late)
    if names := [_(FAMILIES[family]) for family in team.lost if family not in team.in_vain]:
        said = _("• never counted before the last day, though answers are sealed: {what}")
        yield said.format(what=apart(names))
    if names := [_(FAMILIES[family]) for family in team.in_vain]:
        said = _("• never counted, though answers are sealed, as it takes too long: {what}")
        yield said.format(what=apart(names))
    if team.never and team.never != TOO_SHORT:
        said = _("• no figure comes, as this team is now: {why}.").format(why=why(team.never.why))
        yield " ".join([said, *in_time.mended(team.never.remedies)])


def _in_sight(team: TeamCard) -> Iterator[str]:
    """What comes when, what of it not again, and from where a day has moved."""
    called = named(team.calendar, team.coming, earlier=team.follows_earlier)
    for family in team.again:
        called[family] = again(called[family])
    for family, was in team.moved:
        called[family] = _("{what} (was {day})").format(
            what=called[family], day=day(was, short=True)
        )
    yield from dated(team.coming, names=called)
    if team.moved:
        yield _(MOVED)


def again(what: str) -> str:
    """What has a day once more, after a report that said that it is not to come."""
    return _("{what} (has a day again)").format(what=what)


def named(
    calendar: Calendar, coming: Iterable[tuple[str, date]], *, earlier: bool = False
) -> dict[str, str]:
    """What each family that comes is called, and why where it comes no more after that.

    `earlier`: what is asked of an experiment is about another one than is tried by now.
    """
    last = lacks(calendar)
    names = {family: _(FAMILIES[family]) for family, _when in coming}
    if earlier and FOLLOW_UP in names:
        names[FOLLOW_UP] = _("whether the earlier experiment was noticed")
    return {
        family: no_more(name, last[family], family) if family in last else name
        for family, name in names.items()
    }


def no_more(what: str, code: str, family: str) -> str:
    """What comes, and by its code why not again after that."""
    reason = _("this team then names helpers") if code == Lack.NAMED else why(code, family)
    return _("{what} (after that no more of it: {why})").format(what=what, why=reason)


def ending(
    calendar: Calendar, coming: Iterable[tuple[str, date]], *, but: Container[str] = ()
) -> Iterator[str]:
    """A sentence for each reason why something comes and then not again, `but` for these."""
    days = dict(coming)
    others = {family for family in FAMILIES if family not in days or family in but}
    for reason, names in _lacks(calendar, but=others).items():
        said = _("No more after what is being counted now: {what} ({why}).")
        yield said.format(what=apart(names), why=reason)


def dated(
    coming: Iterable[tuple[str, date]], *, names: Mapping[str, str] | None = None
) -> Iterator[str]:
    """One line for each day on which a report says something, soonest first.

    `names`: what each family is called, where more is to be said than its name.
    """
    by_day: dict[date, list[str]] = {}
    for family, when in coming:
        by_day.setdefault(when, []).append(names[family] if names else _(FAMILIES[family]))
    for when, what in by_day.items():
        yield _("• {day}, at the earliest: {what}").format(
            day=day(when, short=True), what=apart(what)
        )


def gets(
    calendar: Calendar, days: Mapping[str, date] | None = None, *, but: Container[str] = ()
) -> Iterator[str]:
    """One line for each moment something settles, earliest first, `but` for these families.

    `days`: the day of each family, where it is known.
    """
    by_round: dict[int, list[str]] = {}
    for entry in calendar.gets:
        if entry.family not in but:
            by_round.setdefault(entry.settles_after, []).append(entry.family)
    for settles_after, families in by_round.items():
        after = ngettext("after {count} check-in", "after {count} check-ins", settles_after)
        if when := (days or {}).get(families[0]):
            on = day(when, short=True)
            after = _("{after}, on {day} at the earliest").format(after=after, day=on)
        yield f"• {after}: {apart(map(_first_name, families))}"


def _first_name(family: str) -> str:
    """What a family is called before the first check-in: no team tries anything by then."""
    name = _(FAMILIES[family])
    return _("{what}, once you try one").format(what=name) if family == FOLLOW_UP else name


def misses(
    calendar: Calendar, *, but: Container[str] = (), late: Iterable[str] = ()
) -> Iterator[str]:
    """Each reason why something is left out, and below it what, a line each; `but` for these.

    `late`: before the first check-in, what the last day leaves no time for.
    """
    reasons = _lacks(calendar, but=but)
    if names := [_first_name(family) for family in late]:
        reasons[_(_WHY[LAST_DAY])] = names
    for why, names in reasons.items():
        yield _("Because {why}:").format(why=why)
        yield from (f"• {name}" for name in names)


def _lacks(calendar: Calendar, *, but: Container[str] = ()) -> dict[str, list[str]]:
    by_reason: dict[str, list[str]] = {}
    light = Lack.LIGHT in dict(calendar.lacks).values()
    for family, lack in lacks(calendar).items():
        if lack is not Lack.NAMED and family not in but:  # named, nothing is missing
            by_reason.setdefault(why(lack, family, light=light), []).append(_(FAMILIES[family]))
    return by_reason
