"""A quarter of history through the real pipeline: seal, gather, settle, issue, on a moved calendar.

Runs in a process of its own, because settling and drawing load what the web process never should.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from slackapp.bootstrap import logs
from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.membership import Refresh
from slackapp.bootstrap.worker import steps_of
from slackapp.demo.answering import Temperament, question
from slackapp.demo.cast import HUB
from slackapp.demo.founding import found
from slackapp.demo.past import Past
from slackapp.demo.voting import vote
from slackapp.domain.deliveries import PRIVATE, Delivery, DeliveryState
from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.rounds import Round, RoundState
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.jobs.outcomes import done
from slackapp.services import rounds
from slackapp.services.answers import CheckIns
from slackapp.services.ports import Store
from slackapp.services.steps import Steps
from slackapp.settings import Settings

LONG_PAST = datetime(2000, 1, 1, tzinfo=UTC)
BATCH = 500


def main(settings: Settings, past: Past, progress: Connection) -> None:
    """Live through the past in a new process; one number goes to `progress` for each week."""
    logs.configure(settings)
    house = open_house(settings)
    try:
        for week in live(house, past):
            progress.send(week)
    finally:
        house.close()
        progress.close()


def live(house: House, past: Past) -> Iterator[int]:
    """Found the team and ask it week by week; yields the number of each round that ended."""
    start = past.until - timedelta(weeks=past.weeks)
    house.clock.move_to(start - timedelta(hours=1))
    team = asyncio.run(_found(house, past, start))
    check_ins = CheckIns(house.database, house.keys, house.clock)
    steps = steps_of(house)
    temperament = Temperament(past.seed, hub=UserId(HUB))
    for number in range(1, past.weeks + 1):
        row = _planned(house, team)
        _pass(house, steps, row.opens_at)
        _answer(house, check_ins, temperament, row)
        for instant in sorted({row.remind_at, row.closes_at, row.report_at}):
            _pass(house, steps, instant)
        if past.votes:
            vote(house, past.workspace, row)
        yield number


async def _found(house: House, past: Past, first: datetime) -> TeamId:
    """Set the team up as its lead would, with the members Slack tells us about."""
    settings = house.settings
    slack = Slack(base_url=settings.slack_api_base_url, timeout=settings.slack_timeout_seconds)
    members = Members(slack, Tokens(house.database), AwayStatuses(house.database))
    try:
        return await found(house, Refresh(house, members), workspace=past.workspace, first=first)
    finally:
        await slack.close()


def _planned(house: House, team: TeamId) -> Round:
    (row,) = house.database.read(
        lambda store: store.rounds.of_team(team, states=[RoundState.PLANNED], limit=1)
    )
    return row


def _pass(house: House, steps: Steps, instant: datetime) -> None:
    """Move the calendar and do whatever is due by then."""
    house.clock.move_to(instant)
    while due := rounds.due(house.database, instant):
        performed = [steps.perform(step, now=instant) for step in due]
        if not any(performed):
            break
    house.database.step(lambda store: _settle(store, instant))


def _settle(store: Store, now: datetime) -> None:
    """What would have been posted back then counts as posted; nobody gets old messages."""
    claimed = store.deliveries.claim(
        now, real_now=LONG_PAST, owner="history", lease_until=LONG_PAST, limit=BATCH
    )
    for row in claimed:
        store.deliveries.settle(_posted(row))


def _posted(row: Delivery) -> Delivery:
    return done(row) if row.kind in PRIVATE else replace(row, state=DeliveryState.SENT)


def _answer(house: House, check_ins: CheckIns, temperament: Temperament, planned: Round) -> None:
    row, workspace, users = house.database.read(lambda store: _asked(store, planned))
    written = []
    for user in users:
        form = check_ins.form(round_id=row.id, workspace=workspace, user=user)
        asked = question(row.number, user, form)
        if temperament.answers(asked):
            answer = temperament.answer(asked)
            written.append(
                check_ins.record(round_id=row.id, workspace=workspace, user=user, answer=answer)
            )
    for future in written:
        future.result()


def _asked(store: Store, planned: Round) -> tuple[Round, WorkspaceId, tuple[UserId, ...]]:
    row = store.rounds.get(planned.id)
    members = store.rosters.get(row.epoch).members if row.epoch else ()
    users = tuple(member.user for member in members if member.asked)
    return row, store.teams.get(row.team).workspace, users
