"""Guess where the team is before seeing it, or see it at once; nothing is kept of either."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import ReportId
from slackapp.errors import UnreadableAnswer
from slackapp.listeners.asker import Asker
from slackapp.listeners.replies import on_top, pictured
from slackapp.ui import guess, ids, report_message
from slackapp.ui.report_words import sentences

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.deps import Deps
    from slackapp.services.reports import Reports, TeamReport

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Register what is pressed below a report; who may read it is asked each time."""
    guessing = Guessing(deps.decisions.reports)
    app.action(ids.GUESS)(guessing.ask)
    app.view(ids.GUESS_VIEW)(guessing.compare)
    app.action(ids.SHOW_FIGURES)(guessing.show)


@dataclass(frozen=True, slots=True)
class Guessing:
    """A guess goes in, is shown beside the reading, and is gone."""

    reports: Reports

    async def ask(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open the form."""
        await ack()
        report_id = ReportId(body["actions"][0]["value"])
        _team, report = await self._read(context, report_id)
        await on_top(client, body, guess.form(report_id, report))

    async def compare(self, ack: AsyncAck, view: Body, context: AsyncBoltContext) -> None:
        """Show what was guessed beside what settled."""
        report_id, guesses = ReportId(view["private_metadata"]), _guesses(view)
        _team, report = await self._read(context, report_id)
        said = sentences(report, but={one.measure for one in guess.guessable(report)})
        shown = guess.beside(report_id, report, sentences=said, guesses=guesses)
        await ack(response_action="update", view=shown)

    async def show(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show the figures to this person alone."""
        await ack()
        report_id = ReportId(body["actions"][0]["value"])
        team, report = await self._read(context, report_id)
        words = report_message.figures(
            report, report_id=report_id, team=team, sentences=sentences(report)
        )
        await pictured(client, body, words)

    async def _read(self, context: AsyncBoltContext, report_id: ReportId) -> TeamReport:
        asker = Asker.of(context)
        find = partial(self.reports.of_team, report_id, workspace=asker.workspace, user=asker.user)
        return await asyncio.to_thread(find)


def _guesses(view: Body) -> dict[str, str]:
    """Facet → what was chosen; raises `UnreadableAnswer` when it is not a form of ours."""
    try:
        entered = {
            block.removeprefix(ids.GUESS_BLOCK): answer[ids.ANSWER].get("selected_option")
            for block, answer in view["state"]["values"].items()
        }
        return {facet: chosen["value"] for facet, chosen in entered.items() if chosen}
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnswer from error
