"""A running app with a team, and what its people can do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from analytics.instrument.bank import load
from slackapp.bootstrap.membership import Refresh
from slackapp.demo.answering import Temperament, question
from slackapp.demo.cast import HUB, LEAD, cast
from slackapp.demo.founding import found
from slackapp.demo.history import live
from slackapp.demo.past import Past
from slackapp.demo.resting import is_at_rest
from slackapp.demo.stage import Stage
from slackapp.demo.wire import asked, fill_in, messages_with, open_form
from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.ids import TeamId, UserId
from slackapp.domain.rounds import Round, RoundState
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.sandbox import Actor
from slackapp.sandbox.actor import NotSeen
from slackapp.services.answers import CheckIns
from slackapp.services.sweeping import AGAIN
from slackapp.ui import ids

PATIENCE = 60.0
"""Seconds a predicate may stay false; nothing ever waits that long on purpose."""
MEMBERS = [person.id for person in cast().members]
LOOKS, LOOK_SECONDS = 10, 6.0
"""How often, and how long each time, a person would look again who is in a channel."""
SEED = 7
OPENING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Berlin."""


@dataclass
class Play:
    """A stage with a team."""

    stage: Stage
    team: TeamId
    temperament: Temperament = field(default_factory=lambda: Temperament(SEED, hub=UserId(HUB)))

    def actor(self, user: str) -> Actor:
        return actor(self.stage, user)

    async def move_to(self, instant: datetime) -> None:
        await self.stage.sandbox.workspace.calendar.set(instant)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait for something that shows on no screen; `seen` may read, and runs in a thread."""
        await until(self.stage, seen)

    async def invited(self, user: str, *, number: int | None = None) -> dict:
        """Wait for the newest invitation on somebody's screen, or for that of a check-in.

        How many there are would tell nothing: once a check-in is over, its own has no buttons.
        """
        others: set[str] = set()
        if number is not None:
            await self.until(lambda: any(row.number == number for row in self.rounds()))
            others = {row.id for row in self.rounds() if row.number != number}
        found = await messages_with(self.actor(user), ids.CHECK_IN, count=1, but=others)
        return found[-1]

    async def answer(self, user: str, *, number: int = 1) -> Answer:
        actor = self.actor(user)
        form = await open_form(actor, await self.invited(user, number=number))
        question = asked(number, UserId(user), form, tuple(load().kinds))
        answer = self.temperament.answer(question)
        await fill_in(actor, question, answer)
        return answer

    def everybody_answers(self) -> None:
        """Everybody answers the open round, without the wire."""
        house, workspace = self.stage.app.house, self.stage.app.web.workspace.id
        (row,) = self.rounds(RoundState.OPEN)
        check_ins = CheckIns(house.database, house.keys, house.clock)
        for user in map(UserId, (LEAD, *MEMBERS)):
            form = check_ins.form(round_id=row.id, workspace=workspace, user=user)
            given = self.temperament.answer(question(row.number, user, form))
            check_ins.record(round_id=row.id, workspace=workspace, user=user, answer=given).result(
                timeout=PATIENCE
            )

    async def rostered(self, people: Collection[str]) -> None:
        """Wait until the app has heard that the team's people are these."""
        read = self.stage.app.house.database.read
        await self.until(
            lambda: (
                {one.user for one in read(lambda store: store.people.members(self.team))}
                == set(people)
            )
        )

    def in_state(self, state: DeliveryState) -> int:
        """How many messages are in a state."""
        read = self.stage.app.house.database.read
        return read(lambda store: store.deliveries.count_by_state()).get(state, 0)

    def is_at_rest(self) -> bool:
        """Nothing is due, and what was posted, or is being looked at, is written down."""
        house = self.stage.app.house
        soon = house.clock.calendar_now() + AGAIN
        swept = not house.database.read(lambda store: store.teams.to_sweep(soon, limit=1))
        return swept and is_at_rest(house)

    def rounds(self, *states: RoundState) -> tuple[Round, ...]:
        return self.stage.app.house.database.read(
            lambda store: store.rounds.of_team(self.team, states=states)
        )

    def boxes(self) -> dict[bytes, bytes]:
        """The sealed answers of the open round."""
        (row,) = self.rounds(RoundState.OPEN)
        return self.stage.app.house.database.read(lambda store: store.answers.all(row.id))


async def with_team(stage: Stage) -> Play:
    house = stage.app.house
    settings = house.settings
    slack = Slack(base_url=settings.slack_api_base_url, timeout=settings.slack_timeout_seconds)
    members = Members(slack, Tokens(house.database), AwayStatuses(house.database))
    try:
        team = await found(
            house, Refresh(house, members), workspace=stage.app.web.workspace.id, first=OPENING
        )
    finally:
        await slack.close()
    return Play(stage, team)


async def weeks_on(stage: Stage, weeks: int) -> Play:
    """A team that has been asked for some weeks, everybody having answered once more.

    The round is closed and the worker does what is due; how people answer over the wire is tested
    elsewhere.
    """
    last = OPENING + timedelta(weeks=weeks - 1)
    past = Past(stage.app.web.workspace.id, weeks=weeks - 1, until=last, seed=SEED)
    await asyncio.to_thread(lambda: list(live(stage.app.house, past)))
    (team,) = stage.app.house.database.read(lambda store: store.teams.of_workspace(past.workspace))
    play = Play(stage, team.id)
    await play.move_to(last)
    stage.app.worker.work()
    await play.invited(LEAD)
    await asyncio.to_thread(play.everybody_answers)
    await play.move_to(last + timedelta(days=4))
    return play


def first_statement(form: list[dict]) -> str:
    """The block id of the first statement a form asks about."""
    return next(b["block_id"] for b in form if b.get("block_id", "").startswith(ids.ITEM_BLOCK))


SET_UP: tuple[dict[str, object], ...] = (
    {"channel": "harbour", "name": "Harbour"},
    {"leads": [LEAD]},
    {"cadence.weekday": "Monday", "cadence.zone": "Europe/Berlin"},
    {},
    {},
)
"""What an admin enters on each page of the set-up."""


async def until(stage: Stage, seen: Callable[[], bool]) -> None:
    """Wait for something that shows on no screen; `seen` may read, and runs in a thread."""
    rev = stage.sandbox.workspace.rev
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(seen):
            await rev.wait_past(rev.value, seconds=0.1)


def actor(stage: Stage, user: str) -> Actor:
    """Somebody who waits as long as a real worker may take."""
    somebody = stage.sandbox.actor(user)
    somebody.deadline = PATIENCE
    return somebody


async def set_up(admin: Actor, *, pages: int = len(SET_UP)) -> None:
    """Go through that many pages of the set-up of a first team; all of them end at the last."""
    await open_set_up(admin)
    for number, entered in enumerate(SET_UP[:pages], start=1):
        done = await admin.submit(entered)
        assert done.errors == {}, done.errors
        await page_of(admin, number + 1)


async def open_set_up(admin: Actor) -> None:
    """Ask for the set-up; whom Bearings never met it asks Slack about first, which may be slow."""
    patience, admin.deadline = admin.deadline, LOOK_SECONDS
    for _ in range(LOOKS):
        await admin.command("/bearings", "admin")
        with suppress(NotSeen):
            await admin.modal("Set up a team")
            break
    admin.deadline = patience
    await admin.modal("Set up a team")


async def save(
    somebody: Actor, entered: dict[str, object] | None = None, *, says: str = ""
) -> None:
    """Change settings as somebody does who is shown first what that comes to."""
    done = await somebody.submit(entered)
    assert done.errors == {}, done.errors
    await somebody.sees("once more does it")
    await somebody.sees(says)
    done = await somebody.submit()
    assert done.errors == {}, done.errors


async def page_of(admin: Actor, number: int, *, says: str = "") -> None:
    """Wait for a page of the set-up; while Slack is slow to say who is there, look again."""
    again = "Look again"
    await admin.sees(f"Page {number} of {len(SET_UP) + 1}")
    patience, admin.deadline = admin.deadline, LOOK_SECONDS
    for _ in range(LOOKS):
        with suppress(NotSeen):
            await filled_in(admin)
            break
        # It may be filled in while it is pressed.
        with suppress(NotSeen):
            await admin.click(again)
    admin.deadline = patience
    await filled_in(admin)
    await admin.sees(says)


async def filled_in(admin: Actor) -> None:
    """Wait until Slack has said who is there."""
    for waits in ("Looking who is in the channel", "Look again"):
        await admin.sees_no_more(waits)
