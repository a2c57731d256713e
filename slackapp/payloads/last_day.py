"""What screens say of a team with a last day, for `bearings payloads`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from slackapp.domain.overview import ManagedTeam, Standing
from slackapp.domain.teams import TeamState
from slackapp.errors import LastDayOver
from slackapp.ui import managing, report_message, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.teams import Team
    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block, Words

_ENDS: Final = date(2027, 3, 1)


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
        )
        yield f"report-team-{name}-none-left", shown
    at = sample.form.closes_at
    card = replace(sample.home.teams[0], state=TeamState.RUNNING, ends=_ENDS)
    for name, opens_at in (("last-day", at), ("none-left", None)):
        shown = status.message(replace(sample.home, teams=(replace(card, next_opens_at=opens_at),)))
        yield f"status-{name}", shown
    over = ManagedTeam(_pilot(sample), Standing.RUNNING)
    yield "resumed-none-left", status.resumed(over)


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Its page."""
    at = sample.form.closes_at
    running = ManagedTeam(_pilot(sample), Standing.RUNNING, next_opens_at=at)
    yield "team-last-day", managing.team(running, admin=True, saved=True)
    none_left = replace(running, next_opens_at=None, open_until=at)
    yield "team-none-left", managing.team(none_left, admin=True)
    kept = replace(running, refused=LastDayOver().but(_ENDS))
    yield "team-not-taken-back", managing.team(kept, admin=True)


def _pilot(sample: Sample) -> Team:
    return replace(sample.team, asked=9, cadence=replace(sample.team.cadence, ends=_ENDS))
