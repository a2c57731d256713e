"""What has to wait for another message: a vote never stands before the report it comes with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slackapp.domain.deliveries import BEHIND_REPORT, Delivery, DeliveryState, Kind
from slackapp.domain.ids import DeliveryId
from slackapp.services.ports import Store

BEHIND = 1.0
"""Seconds after a report at which what follows it looks again whether that is over."""
_UNDER_WAY = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNKNOWN})


def waits(store: Store, rows: Sequence[Delivery], *, now: datetime) -> dict[DeliveryId, float]:
    """Return the seconds to wait for each row whose report is still to be posted.

    One that Slack refuses for good holds nothing up.
    """
    return {
        row.id: BEHIND + max(0.0, (report.due_at - now).total_seconds())
        for row in rows
        if row.kind in BEHIND_REPORT and row.round
        for report in store.deliveries.of_round(row.round)
        if report.kind is Kind.REPORT_TEAM and report.state in _UNDER_WAY
    }
