"""The end of a report in Slack: why no figure comes, or no report, and what becomes of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.domain.teams import TeamState
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.ui import blocks, report_coming, uncounted
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analytics.records import Report
    from slackapp.domain.awaited import Never
    from slackapp.domain.cadence import Cadence
    from slackapp.ui.blocks import Block


def why_never(
    report: Report,
    never: Never | None,
    cadence: Cadence | None,
    *,
    led: bool,
    last: bool,
    state: TeamState = TeamState.RUNNING,
) -> Iterator[Block]:
    """Why no figure comes, where none does; in the `last` report `no_more` follows.

    Of a team that was paused as its report was made, and goes on by now: where the days are.
    """
    if never and not report_coming.in_sight(report):
        ends = cadence.ends if cadence else None
        yield blocks.context(uncounted.nothing(never, ends, led=led, end_told=last))
        return
    dated = not report.board or any(entry.next_on for entry in report.board)
    if not (never or last or dated) and state is TeamState.RUNNING:
        yield blocks.context(_("When figures come next stands on the Home tab of Bearings."))


def no_more(
    state: TeamState, cadence: Cadence | None, *, last: bool, ends_on: date | None = None
) -> Iterator[Block]:
    """That a team is paused; or that it ends or has, and what becomes of what was not counted."""
    if last and cadence and cadence.ends:
        yield blocks.section(
            " ".join(
                (
                    _("*This is the last report.*"),
                    uncounted.none_left(cadence.ends),
                    uncounted.at_the_end(ends_on),
                )
            )
        )
    if state is TeamState.PAUSED:
        yield blocks.context(
            _(
                "Check-ins are paused: when figures come is known once they go on. What is sealed "
                "stays sealed for {days} days at most."
            ).format(days=EXPIRES_AFTER.days)
        )
    if state is TeamState.ENDED:
        yield blocks.section(
            " ".join(
                (
                    _("*This is the last report:* the team has ended."),
                    _(uncounted.AFTER_THE_END),
                    _("Until then everybody finds their own on the Home tab of Bearings."),
                )
            )
        )
