"""Eight rounds over the wire, on a moved calendar: everybody answers, the lead reads the report."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from analytics.instrument.bank import load
from analytics.records import Report, report_to_json
from slackapp.bootstrap.membership import Refresh
from slackapp.demo.answering import Temperament
from slackapp.demo.cast import HUB, LEAD, SEED, TEAM, cast, last_opening
from slackapp.demo.founding import found
from slackapp.demo.stage import Stage, staged
from slackapp.demo.transport import Transport
from slackapp.demo.wire import (
    asked,
    fill_in,
    messages_with,
    open_form,
    report_address,
    values,
    whole_page,
)
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.sandbox import Actor
from slackapp.services.reports import Reports
from slackapp.ui import ids

ROUNDS = 8
"""After these every facet and the ties have settled once, with eight counting members."""
OPEN_FOR = timedelta(days=4)
PATIENCE = 20.0
"""Seconds until something that has to appear on a screen counts as missing."""


@dataclass(slots=True)
class Result:
    """What was answered and what the lead got to read."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    rosters: list[dict[str, Any]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    page: str = ""

    def write(self, out: Path) -> None:
        """Write the last report as page and JSON, all of them, and what they were made from."""
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.html").write_text(self.page, encoding="utf-8")
        (out / "report.json").write_text(
            json.dumps(_body(self.reports[-1]), indent=2, ensure_ascii=False), encoding="utf-8"
        )
        _lines(out / "answers.jsonl", self.answers)
        _lines(out / "roster.jsonl", self.rosters)
        _lines(
            out / "reports.jsonl",
            (
                {"team": TEAM, "round": number, "report": _body(report)}
                for number, report in enumerate(self.reports, start=1)
            ),
        )


async def play_check(folder: Path, *, transport: Transport) -> Result:
    """Play on a stage of its own, whose data lies in `folder`."""
    opening = last_opening(datetime.now(UTC))
    before = opening - timedelta(hours=1)
    async with staged(folder, now=before, transport=transport) as stage:
        return await play_rounds(stage, first=opening, seed=SEED)


async def play_rounds(stage: Stage, *, first: datetime, seed: int) -> Result:
    """Set the team up an hour before its first round and play; `first` is that opening."""
    house, workspace = stage.app.house, stage.app.web.workspace.id
    settings = house.settings
    slack = Slack(base_url=settings.slack_api_base_url, timeout=settings.slack_timeout_seconds)
    members = Members(slack, Tokens(house.database), AwayStatuses(house.database))
    await found(house, Refresh(house, members), workspace=workspace, first=first)
    await slack.close()
    stage.app.worker.work()
    play = _Play(stage, Temperament(seed, hub=UserId(HUB)), Result())
    for number in range(1, ROUNDS + 1):
        opening = first + timedelta(weeks=number - 1)
        await play.round(number, opening)
    await play.read()
    return play.result


@dataclass(frozen=True, slots=True)
class _Play:
    stage: Stage
    temperament: Temperament
    result: Result
    over: set[str] = field(default_factory=set)
    """The check-ins before: their invitations lose their buttons at some time."""

    async def round(self, number: int, opening: datetime) -> None:
        """Open, let everybody answer, close, and wait for the report."""
        people = [person.id for person in cast().people]
        await self._move_to(opening)
        now = set(values(await self._invitation(LEAD), ids.CHECK_IN))
        await asyncio.gather(*(self._answer(number, UserId(person)) for person in people))
        self.result.rosters.append(
            {"team": TEAM, "round": number, "members": people[1:], "leads": [LEAD]}
        )
        await self._move_to(opening + OPEN_FOR)
        await messages_with(self._actor(LEAD), ids.OPEN_REPORT, count=2 * number)
        self.over.update(now)

    async def read(self) -> None:
        """Follow the lead to the page, and keep every report as it was stored."""
        lead = self._actor(LEAD)
        message = (await messages_with(lead, ids.OPEN_REPORT, count=1))[-1]
        self.result.page = await whole_page(await report_address(lead, message))
        database = self.stage.app.house.database
        reports = Reports(database)
        workspace = self.stage.app.web.workspace.id
        issued = await asyncio.to_thread(reports.of_person, workspace=workspace, user=UserId(LEAD))
        for one in reversed(issued):
            self.result.reports.append(
                reports.get(report_id=one.id, workspace=workspace, user=UserId(LEAD))
            )

    async def _answer(self, number: int, user: UserId) -> None:
        actor = self._actor(user)
        form = await open_form(actor, await self._invitation(user))
        question = asked(number, user, form, tuple(load().kinds))
        answer = self.temperament.answer(question)
        await fill_in(actor, question, answer)
        self.result.answers.append(_line(number, user, answer))

    async def _invitation(self, user: str) -> dict[str, Any]:
        """Wait for the newest."""
        actor = self._actor(user)
        return (await messages_with(actor, ids.CHECK_IN, count=1, but=self.over))[-1]

    async def _move_to(self, instant: datetime) -> None:
        calendar = self.stage.sandbox.workspace.calendar
        await calendar.set(instant)

    def _actor(self, user: str) -> Actor:
        actor = self.stage.sandbox.actor(user)
        actor.deadline = PATIENCE
        return actor


def _line(number: int, user: UserId, answer: Answer) -> dict[str, Any]:
    """One answer in the format `bearings simulate` reads."""
    line: dict[str, Any] = {"team": TEAM, "round": number, "member": user, "items": answer.items}
    for prompt, ties in (("helped_me", answer.helped_me), ("i_helped", answer.i_helped)):
        if ties is not None:
            line[prompt] = [_tie(tie) for tie in ties]
    return line


def _tie(tie: Tie) -> str | dict[str, str]:
    return {"id": tie.user, "kind": tie.kind} if tie.kind else str(tie.user)


def _body(report: Report) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(report_to_json(report))


def _lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
