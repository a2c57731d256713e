"""The Home tab, and the way from it to a report."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import ReportId
from slackapp.errors import UnreadableAnswer
from slackapp.listeners.asker import Asker
from slackapp.listeners.replies import on_top
from slackapp.ui import home, ids, report_link, sample_report
from slackapp.ui.words import speaking

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.deps import Deps, Home


def register(app: AsyncApp, deps: Deps) -> None:
    """Register the Home tab and report links."""
    opening = Opening(deps)
    app.event("app_home_opened")(opening.home)
    app.action(ids.OPEN_REPORT)(opening.report)
    app.action(ids.SEE_SAMPLE_REPORT)(opening.sample)


async def publish(at_home: Home, client: AsyncWebClient, asker: Asker) -> None:
    """Show somebody their Home tab as it is now: as it is opened, or changed by their own press."""
    data = await asyncio.to_thread(at_home.view, asker.workspace, asker.user)
    with speaking(data.locale):
        view = home.view(data)
    await client.views_publish(user_id=asker.user, view=view)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a person opens to read."""

    deps: Deps

    async def home(
        self, event: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Publish the Home tab when it is opened."""
        if event.get("tab") != "home":
            return
        await publish(self.deps.home, client, Asker.of(context))

    async def report(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Hand this person a link, if the report is still there for them to read."""
        await ack()
        asker = Asker.of(context)
        report, seen, _ = body["actions"][0]["value"].partition(ids.SEEN)
        who: dict[str, Any] = {"workspace": asker.workspace, "user": asker.user}
        find = partial(self.deps.decisions.reports.of_team, ReportId(report), **who)
        team, found = await asyncio.to_thread(find)
        to = partial(self.deps.links.url, ReportId(report), **who)
        view = report_link.view(
            team=team,
            on=found.round_date,
            url=to() + seen,
            csv=to(form=".csv"),
            json=to(form=".json"),
            minutes=self.deps.links.minutes,
        )
        await on_top(client, body, view)

    async def sample(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Show what a report looks like; it is made up, so it is anybody's to see."""
        await ack()
        try:
            kind = sample_report.Kind(body["actions"][0]["value"])
        except ValueError as error:
            raise UnreadableAnswer from error
        over = body.get("view", {}).get("type") == "modal"
        await on_top(client, body, sample_report.view(kind, over=over))
