"""A lead's own buttons: every report, what is expected right now, taking an experiment back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.expectations import Expected
from slackapp.domain.ids import TeamId
from slackapp.errors import ChangedMeanwhile, NothingToUndo, UnreadableAnswer
from slackapp.errors.people import StepOver
from slackapp.listeners.acting import ask
from slackapp.listeners.asker import Asker
from slackapp.listeners.home import publish
from slackapp.listeners.replies import on_top
from slackapp.ui import expectation, ids, lead, overtaken, undo

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.teams import Change
    from slackapp.listeners.deps import Deps
    from slackapp.ui.blocks import Block

Body = dict[str, Any]

_GOES_ON: Final = ("experiment_", "ended")
"""How the names of changes begin by which an experiment goes on, or does no more."""


def register(app: AsyncApp, deps: Deps) -> None:
    """Register what only leads find on the Home tab; who may do it is asked below."""
    leading = Leading(deps)
    app.action(ids.ALL_REPORTS)(leading.reports)
    app.action(ids.EXPECT)(leading.expect)
    app.view(ids.EXPECT_VIEW)(leading.expected)
    app.action(ids.UNDO)(leading.undo)
    app.view(ids.UNDO_VIEW)(leading.undone)


@dataclass(frozen=True, slots=True)
class Leading:
    """What a lead does between two meetings."""

    deps: Deps

    async def reports(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """List the team's reports, each with a link that soon runs out."""
        await ack()
        asker, team = Asker.of(context), TeamId(body["actions"][0]["value"])
        who: dict[str, Any] = {"workspace": asker.workspace, "user": asker.user}
        issued = await asyncio.to_thread(partial(self.deps.decisions.reports.of_one, team, **who))
        to = partial(self.deps.links.url, workspace=asker.workspace, user=asker.user)
        view = lead.all_reports(
            issued[0].team_name if issued else "",
            [(one.round_date, to(one.id)) for one in issued],
            minutes=self.deps.links.minutes,
        )
        await on_top(client, body, view)

    async def expect(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open what is expected right now, as it is set."""
        await ack()
        asker, team = Asker.of(context), TeamId(body["actions"][0]["value"])
        look = partial(
            self.deps.decisions.expectations.of_team,
            team=team,
            workspace=asker.workspace,
            actor=asker.user,
        )
        found = await asyncio.to_thread(look)
        await on_top(client, body, expectation.view(team, found))

    async def expected(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Keep it, and show it on Home; say so where it was so already, or somebody was quicker."""
        asker = Asker.of(context)
        what, until = _chosen(view)
        name, _, seen = view["private_metadata"].partition(":")
        team = TeamId(name)
        choose = partial(
            self.deps.decisions.expectations.choose,
            team=team,
            workspace=asker.workspace,
            actor=asker.user,
            what=what,
            until=until,
            seen=seen,
        )
        try:
            is_news = await asyncio.to_thread(choose)
        except ChangedMeanwhile:
            shown = overtaken.expected(await self._last(asker, team, "expected"))
            await ack(response_action="update", view=shown)
        else:
            if is_news:
                await ack()
            else:
                await ack(response_action="update", view=expectation.unchanged())
        self.deps.administration.afterwards.start(publish(self.deps.home, client, asker))

    async def undo(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Say which step would be taken back, and ask; what became of it where there is none."""
        await ack()
        asker, team = Asker.of(context), TeamId(body["actions"][0]["value"])
        try:
            newest = await ask(self.deps.decisions.experiments.newest, asker, team=team)
        except NothingToUndo:
            shown = undo.nothing(await self._last(asker, team, *_GOES_ON))
            self.deps.administration.afterwards.start(publish(self.deps.home, client, asker))
        else:
            shown = undo.ask(team, newest)
        await on_top(client, body, shown)

    async def undone(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Take that step back and say so; the channel is told by itself."""
        asker = Asker.of(context)
        try:
            team, id_, stage = undo.asked(view["private_metadata"])
        except (KeyError, ValueError) as error:
            raise UnreadableAnswer from error
        take_back = partial(
            self.deps.decisions.experiments.undo,
            team=team,
            workspace=asker.workspace,
            actor=asker.user,
            id_=id_,
            at=stage,
        )
        try:
            shown = undo.done(await asyncio.to_thread(take_back))
        except (NothingToUndo, StepOver):
            shown = await self._overtaken(asker, team)
        await ack(response_action="update", view=shown)
        self.deps.administration.afterwards.start(publish(self.deps.home, client, asker))

    async def _overtaken(self, asker: Asker, team: TeamId) -> Block:
        """Who did what meanwhile, and what could be taken back now."""
        last = await self._last(asker, team, *_GOES_ON)
        try:
            newest = await ask(self.deps.decisions.experiments.newest, asker, team=team)
        except NothingToUndo:
            return undo.overtaken(team, None, last)
        return undo.overtaken(team, newest, last)

    async def _last(self, asker: Asker, team: TeamId, *begins: str) -> Change | None:
        """The newest change of a team that the trail keeps under a name that begins so."""
        found = await ask(self.deps.administration.manage.changes, asker, team=team)
        return next((one for one in found if one.event.startswith(begins)), None)


def _chosen(view: Body) -> tuple[frozenset[Expected], date | None]:
    """Read the form; raises `UnreadableAnswer` when it is not one of ours."""
    try:
        values = view["state"]["values"]
        ticked = values[ids.EXPECTED_BLOCK][ids.ANSWER].get("selected_options") or ()
        day = values[ids.UNTIL_BLOCK][ids.ANSWER].get("selected_date")
        until = date.fromisoformat(day) if day else None
        return frozenset(Expected(each["value"]) for each in ticked), until
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableAnswer from error
