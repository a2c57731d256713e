"""What screens say of a team with a last day, for `bearings payloads`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from analytics.instrument import bank
from analytics.instrument.windows import Lack, Remedy
from slackapp.domain.awaited import TOO_LONG, TOO_SHORT, Never
from slackapp.domain.overview import ManagedTeam, Standing
from slackapp.domain.teams import TeamState
from slackapp.errors import LastDayOver
from slackapp.payloads import setting_up
from slackapp.payloads.samples import DAY
from slackapp.ui import check_in, home, managing, report_message, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.teams import Team
    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block, Words

_ENDS: Final = date(2027, 3, 1)
_NEVERS: Final = {
    "last-day": TOO_SHORT,
    "interval": Never(Lack.CADENCE, tuple(Remedy)),
    "too-long": Never(TOO_LONG),
}
"""Why no figure comes."""


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """Its last report, and what somebody reads who types."""
    for name, report in sample.reports.items():
        shown = report_message.for_team(
            report,
            report_id=sample.home.reports[0].report,
            team=sample.form.team,
            sentences=sample.sentences,
            cadence=_pilot(sample).cadence,
            last=True,
            ends_on=_ENDS,
        )
        yield f"report-team-{name}-none-left", shown
    none = replace(next(iter(sample.reports.values())), board=())
    for name, never in _NEVERS.items():
        shown = report_message.for_team(
            none,
            report_id=sample.home.reports[0].report,
            team=sample.form.team,
            sentences=(),
            cadence=_pilot(sample).cadence,
            never=never,
        )
        yield f"report-team-never-{name}", shown
    at = sample.form.closes_at
    card = replace(sample.home.teams[0], state=TeamState.RUNNING, ends=_ENDS)
    for name, opens_at in (("last-day", at), ("none-left", None)):
        shown = status.message(replace(sample.home, teams=(replace(card, next_opens_at=opens_at),)))
        yield f"status-{name}", shown
    over = ManagedTeam(_pilot(sample), Standing.RUNNING, over_on=_ENDS)
    yield "resumed-none-left", status.resumed(over)
    yield "resumed-not-yet", status.resumed(_resting(sample), already=True)


def _resting(sample: Sample) -> ManagedTeam:
    """A team with days of a pause, and a last day after them."""
    pilot, until = _pilot(sample), DAY + timedelta(days=7)
    team = replace(pilot, cadence=replace(pilot.cadence, paused_until=until))
    seen = replace(setting_up.seen_of(sample, 8, people=9), today=DAY)
    opens_at = sample.form.closes_at
    return ManagedTeam(team, Standing.RUNNING, next_opens_at=opens_at, seen=seen)


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Its page, and the check-in of a team of which no figure comes."""
    for name, never in _NEVERS.items():
        view = check_in.view(replace(sample.form, never=never))
        yield f"check-in-never-{name}", view
    at = sample.form.closes_at
    running = ManagedTeam(_pilot(sample), Standing.RUNNING, next_opens_at=at)
    yield "team-last-day", managing.team(running, admin=True, saved=True)
    none_left = replace(running, next_opens_at=None, open_until=at)
    yield "team-none-left", managing.team(none_left, admin=True)
    kept = replace(running, refused=LastDayOver().but(_ENDS))
    yield "team-not-taken-back", managing.team(kept, admin=True)


def homes(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Home tabs of a team of which no figure comes."""
    lost = bank.FACETS[:2]
    card = replace(sample.home.teams[0], asked=9, coming=(), moved=(), again=(), lost=lost)
    for name, never in _NEVERS.items():
        in_vain = () if never == TOO_SHORT else lost
        seen = replace(card, ends=_ENDS, never=never, in_vain=in_vain)
        yield f"never-{name}", home.view(replace(sample.home, teams=(seen,)))


def _pilot(sample: Sample) -> Team:
    return replace(sample.team, asked=9, cadence=replace(sample.team.cadence, ends=_ENDS))
