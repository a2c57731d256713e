"""A worker: performs due steps and sends what is due. Settling and drawing happen only here."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import Protocol

from analytics.report import weekly_report
from slackapp.bootstrap import logs, pages
from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.letters import Letters
from slackapp.bootstrap.membership import Refresh
from slackapp.bootstrap.memory import spare_what_is_loaded
from slackapp.clock import Clock
from slackapp.gateway.identity import works
from slackapp.gateway.members import Members
from slackapp.gateway.post import Poster
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.gateway.turns import Turns
from slackapp.jobs.ahead import Ahead
from slackapp.jobs.embedded import Embedded
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.pulse import Pulse
from slackapp.jobs.rate import Limits
from slackapp.jobs.steps import Steps
from slackapp.jobs.verifying import Verifying
from slackapp.services import steps as services
from slackapp.services.answers import CheckIns
from slackapp.services.departures import Departures
from slackapp.settings import Settings

TURN = 0.001
"""Seconds a thread keeps others waiting while it computes: a fifth of what is usual."""

Order = tuple[datetime, datetime] | None
"""The calendar is to show the first instant; the second is when that was said, in real time.

None asks whether everything is said that was to be by now.
"""


class Runner(Protocol):
    """Performs steps and sends until it is stopped."""

    def wake(self) -> None:
        """Look at once for what is due."""

    def is_at_rest(self) -> bool:
        """Say whether everything is said that was to be, also what no row tells of."""

    def stop(self) -> None:
        """Finish what is under way, then let `run` return."""

    async def run(self) -> None:
        """Work until `stop`."""


def build(house: House, slack: Slack, pulse: Pulse, *, fleet: bool = False) -> Runner:
    """Put a runner together: one that works alone, or one of many that share PostgreSQL."""
    tokens = Tokens(house.database)
    statuses = AwayStatuses(house.database)
    members = Members(slack, tokens, statuses, turns=Turns(house.database))
    check_ins = CheckIns(house.database, house.keys, house.clock)
    departures = Departures(house.database, house.clock)
    ledger = Ledger(
        database=house.database,
        clock=house.clock,
        post=Poster(slack, tokens),
        render=Letters(house.database, check_ins),
        limits=Limits(house.settings.posts_per_second),
        departures=departures,
        longest_call=timedelta(seconds=house.settings.slack_timeout_seconds),
    )
    verify = Verifying(departures, partial(works, slack))
    steps = Steps(steps_of(house), house.clock, Refresh(house, members), departures, verify)
    ahead = Ahead(steps, ledger.owner)
    poll = house.settings.poll_seconds
    if not fleet:
        return Embedded(steps=steps, ledger=ledger, poll=poll, ahead=ahead, pulse=pulse)
    from slackapp.jobs.fleet import Fleet  # noqa: PLC0415 (one process alone need not load it)

    url = house.settings.database_url
    return Fleet(steps=steps, ledger=ledger, poll=poll, url=url, ahead=ahead, pulse=pulse)


def steps_of(house: House) -> services.Steps:
    """Return the steps of every round on this data."""
    return services.Steps(
        database=house.database,
        keys=house.keys,
        pepper=house.pepper,
        compose=weekly_report,
        render=pages.render,
    )


def main(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C; then finish what is under way and return."""
    logs.configure(settings)
    asyncio.run(_work(open_house(settings), None))


def obey(settings: Settings, orders: Connection) -> None:
    """Work from the first order on until the other end of `orders` is gone, then finish."""
    logs.configure(settings)
    clock = Clock()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _move(clock, orders.recv())
    except EOFError:
        return
    asyncio.run(_work(open_house(settings, clock=clock), orders))


async def _work(house: House, orders: Connection | None) -> None:
    sys.setswitchinterval(TURN)
    slack = Slack(
        base_url=house.settings.slack_api_base_url, timeout=house.settings.slack_timeout_seconds
    )
    # Whoever was started for another process works alone; a worker of its own is one of many.
    alone = orders is not None or house.settings.database_url.startswith("sqlite:")
    runner = build(house, slack, Pulse(house.settings.heartbeat_file), fleet=not alone)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, runner.stop)
    if orders is None:
        loop.add_signal_handler(signal.SIGINT, runner.stop)
    else:
        # A process that was started for another leaves Ctrl-C to that one.
        loop.add_reader(orders.fileno(), _obey, orders, house.clock, runner)
    spare_what_is_loaded()
    if orders is None:
        sys.stderr.write("Bearings is working.\n")
    try:
        await runner.run()
    finally:
        if orders is not None:
            loop.remove_reader(orders.fileno())
        await slack.close()
        house.close()


def _obey(orders: Connection, clock: Clock, runner: Runner) -> None:
    """Do what the process that started us says; stop when it is gone."""
    with suppress(BlockingIOError):
        try:
            order: Order = orders.recv()
            if order is None:
                orders.send(runner.is_at_rest())
            else:
                _move(clock, order)
                runner.wake()
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(orders.fileno())
            runner.stop()


def _move(clock: Clock, order: tuple[datetime, datetime]) -> None:
    shown, said = order
    clock.move_to(shown + (datetime.now(UTC) - said))
