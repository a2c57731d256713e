"""What a worker asks for by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slackapp.clock import Clock
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due, Step

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Services:
    database: object


def daily(day):
    return (Due(Step.REALIGN, day), Due(Step.RETAIN, day))


async def test_what_is_too_old_is_deleted_once_a_day(database):
    clock = Clock(lambda: NOON)
    steps = Steps(Services(database), clock, refresh=None)
    assert (await steps.look()).due == daily("2026-03-02")
    assert (await steps.look()).due == ()
    clock.move_to(NOON + timedelta(hours=11))
    assert (await steps.look()).due == ()
    clock.move_to(NOON + timedelta(hours=13))
    assert (await steps.look()).due == daily("2026-03-03")
