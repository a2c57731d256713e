"""Whether a team can be asked for names as it is set, however many count, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from analytics.instrument import windows
from analytics.instrument.bank import TIES
from analytics.instrument.windows import SMALL, Lack, Mode
from slackapp.ui import calendar
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Team

LEAD_ALONE: Final = N_(
    "Where helpers are named, a lead also sees how much runs through themselves."
)
_SET: Final = {
    Lack.CADENCE: N_("not asked at this interval"),
    Lack.LIGHT: N_("not asked in light mode at this interval"),
}
_FINISHING: Final = N_("{names}, except to finish what began with them")
_TOLD: Final = {
    Lack.CHOICE: N_("Nobody is asked to name helpers."),
    Lack.CADENCE: N_("At this interval nobody is asked to name helpers."),
    Lack.LIGHT: N_("In light mode nobody is asked to name helpers at this interval."),
}
_FORM: Final = {
    Lack.CADENCE: N_(
        "At this interval the check-in asks neither for names nor how much help went round: "
        "sealed answers would be gone before that is counted. A tick holds once the team is asked "
        "more often."
    ),
    Lack.LIGHT: N_(
        "In light mode the check-in asks at this interval neither for names nor how much help went "
        "round. A tick holds once light mode is off or the team is asked more often."
    ),
}


def setting(team: Team, *, finishing: bool = False) -> str:
    """What became of the setting that names are asked; "" where it does as it says.

    `finishing`: what began with names is still being counted.
    """
    said = _said(_SET, _lack(team))
    return _(_FINISHING).format(names=said) if said and finishing else said


def told(team: Team) -> str:
    """What a channel is told where nobody is asked for names as it is set; "" where they can be."""
    return _said(_TOLD, _lack(team))


def at_the_start(team: Team, seen: Preview | None) -> str:
    """What a channel is told first: that nobody is, or else what a lead sees where somebody is."""
    asks = seen is None or any(entry.family == TIES for entry in seen.calendar.gets)
    return told(team) or (_(LEAD_ALONE) if team.leads and asks else "")


def at_other_times(seen: Preview) -> Iterator[str]:
    """The same where a team was just set to be asked at other times; nothing where it chose so."""
    if seen.team.policy.named and (said := told(seen.team)):
        yield said
        if seen.naming.ends and not seen.naming.in_vain:
            yield _("What began with names is finished as it began.")


def again(seen: Preview, weeks: int | None) -> Iterator[str]:
    """That names can be asked at the interval there is, where the one of `weeks` left them out."""
    then, policy = seen.team.cadence, seen.team.policy
    before = replace(seen.team, cadence=replace(then, every_weeks=weeks or then.every_weeks))
    if policy.named and told(before) and not told(seen.team):
        yield _("At this interval helpers are asked by name where at least eight people count.")
        if seen.naming.starts_on and not seen.naming.ends:
            yield calendar.names(seen.naming)


def beside_the_choice(seen: Preview) -> str:
    """What stands beside the choice between names and none where it changes nothing yet."""
    said = _said(_FORM, _lack(seen.team))
    return f"{calendar.names(seen.naming)} {said}" if said and seen.naming.ends else said


def _lack(team: Team) -> Lack | None:
    """Why a team as large as need be would not be asked for names."""
    mode = Mode(
        n=SMALL + 1,
        light=team.policy.light,
        named=team.policy.named,
        interval_weeks=team.cadence.every_weeks,
    )
    return dict(windows.calendar(mode).lacks).get(TIES)


def _said(words: dict[Lack, str], lack: Lack | None) -> str:
    return _(words[lack]) if lack in words else ""
