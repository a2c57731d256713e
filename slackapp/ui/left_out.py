"""Why there was no check-in this time, and what that does to the figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from analytics import practices
from slackapp.domain.rounds import Reason
from slackapp.ui import blocks, uncounted
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WHY: Final = {
    Reason.TOO_SMALL: N_(
        "There is no check-in this time: fewer than five people count in this team right now, and "
        "with so few nobody's answers would stay anonymous. What helps is more people here who are "
        "no guests and whose home team is no other one; whoever is new counts after 14 days."
    ),
    Reason.TOO_LARGE: N_(
        "No check-in opens as long as more than 30 people are in the team. An admin can choose "
        "under *Who and where*, on the team's page in `/bearings admin`, a user group that is "
        "asked in place of everybody; or the team is split into smaller ones."
    ),
    Reason.NOTHING_TO_ASK: N_(
        "There is no check-in this time: with so few people at this interval nothing could be "
        "finished in time. A lead or an admin can choose a shorter interval."
    ),
    Reason.MISSED: N_("A check-in was left out: Bearings was not running when it was due."),
    Reason.HOLIDAY: N_("There is no check-in this time: it is a public holiday."),
    Reason.QUIET_DAY: N_("There is no check-in this time: it is a quiet day."),
}
_OTHERWISE: Final = N_("There is no check-in this time.")
_LATER: Final = frozenset({Reason.MISSED, Reason.HOLIDAY, Reason.QUIET_DAY})
"""Reasons for which figures come later, and nothing else is different."""


def message(
    details: Sequence[str],
    *,
    figures_come: bool,
    opens_on: date | None = None,
    last_day: date | None = None,
) -> str:
    """Say why there is no check-in; a team too small for one gets something to talk about.

    `figures_come`: all that is sealed can still be counted, and more to come. `opens_on`: the day
    of the next one at which enough can count, where that is known. `last_day`: that of a team to
    which no check-in is left before it.
    """
    name, *turn = details
    reason = next((one for one in _WHY if one.value == name), None)
    told = [_(_WHY[reason] if reason else _OTHERWISE)]
    if reason is Reason.TOO_LARGE:
        told += _people(turn[1:])
    if reason in _LATER and figures_come:
        told.append(_("Nothing is lost: figures count check-ins, not weeks."))
    if last_day is not None:
        told.append(uncounted.none_left(last_day))
    elif reason in {None, Reason.MISSED}:
        told.append(_("The next one comes as planned."))
    elif reason is Reason.TOO_SMALL or (reason is Reason.NOTHING_TO_ASK and opens_on):
        told.append(_next(opens_on))
    if reason is Reason.TOO_SMALL and turn:
        told.append(_instead(date.fromisoformat(turn[0])))
    return " ".join(told)


def for_leads(team: str, details: Sequence[str]) -> str:
    """Say to who leads a team, or could mend it, that too many people are in it to be asked."""
    name = _("*{team}*:").format(team=blocks.escape(team))
    return " ".join([name, _(_WHY[Reason.TOO_LARGE]), *_people(details)])


def _people(details: Sequence[str]) -> Iterator[str]:
    """How many are there, where a message keeps it."""
    if details:
        count = int(details[0])
        said = ngettext(
            "{count} person is in it by now.", "{count} people are in it by now.", count
        )
        yield said.format(count=count)


def _next(opens_on: date | None) -> str:
    if opens_on is None:
        return _("The next one is tried as planned.")
    return _("The next one is tried on {day}.").format(day=day(opens_on))


def _instead(turn: date) -> str:
    cards = tuple(practices.load().cards.values())
    card = cards[turn.toordinal() // 7 % len(cards)]
    return _("To talk about instead: {card}").format(card=_(card.text))
