"""What admins do for the whole workspace: admins, defaults, refused messages, everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from slackapp.domain import away
from slackapp.domain.ids import DeliveryId, UserId
from slackapp.errors import BearingsError, NoAdmin, NotTheName, UnreadableAnswer
from slackapp.errors.together import Together
from slackapp.listeners.acting import UNHURRIED_SECONDS, ask, certain, certainly, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.meeting import Meeting
from slackapp.listeners.replies import said
from slackapp.listeners.set_up_form import cadence_of, policy, text
from slackapp.listeners.window import Window
from slackapp.services.everything import is_name
from slackapp.ui import administration, dead_letters, errors, ids, moment, settings_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.defaults import Defaults
    from slackapp.domain.overview import Admins
    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register what only admins may do; every use case asks whether they are."""
    looking = Looking(administration)
    app.action(ids.SHOW_ADMINS)(looking.admins)
    app.action(ids.SHOW_DEFAULTS)(looking.defaults)
    app.action(ids.SHOW_LETTERS)(looking.letters)
    app.action(ids.SHOW_EVERYTHING)(looking.everything)
    app.action(ids.DELETE_EVERYTHING)(looking.end)
    changing = Changing(administration)
    app.view(ids.ADMINS_VIEW)(changing.admins)
    app.view(ids.DEFAULTS_VIEW)(changing.defaults)
    app.action(ids.RETRY_LETTER)(changing.retry)
    app.action(ids.RETRY_LETTERS)(changing.retry_all)
    app.action(ids.SKIP_LETTER)(changing.skip)
    app.view(ids.EVERYTHING_VIEW)(changing.everything)


@dataclass(frozen=True, slots=True)
class Looking:
    """What is shown over the list of teams."""

    using: Administration

    async def admins(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Who is an admin."""
        asker = await self._asked(ack, context)
        found = await ask(self.using.roles.admins, asker)
        await _push(client, body, administration.admins(found))

    async def defaults(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """What new teams begin with, and who counts as away."""
        asker = await self._asked(ack, context)
        found = await ask(self.using.defaults.get, asker)
        await _push(client, body, administration.defaults(found))

    async def letters(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """What Slack refused."""
        asker = await self._asked(ack, context)
        found = await ask(self.using.dead_letters.listing, asker)
        await _push(client, body, dead_letters.view(found))

    async def everything(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Every setting, to keep."""
        asker = await self._asked(ack, context)
        written = await ask(self.using.everything.settings, asker)
        await _push(client, body, settings_text.view(written, of_all=True))

    async def end(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Ask for the workspace's name before everything is deleted."""
        asker = await self._asked(ack, context)
        name = await ask(self.using.everything.workspace_name, asker)
        await _push(client, body, administration.everything(name))

    async def _asked(self, ack: AsyncAck, context: AsyncBoltContext) -> Asker:
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        return asker


@dataclass(frozen=True, slots=True)
class Changing:
    """What changes a workspace."""

    using: Administration

    async def admins(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Name who was added and take it back from who was taken out, as the form was opened."""
        asker, (before, after) = Asker.of(context), _named(view)
        found = await ask(self.using.roles.admins, asker)
        await ack(response_action="update", view=administration.admins(found, asking=True))
        window = Window(client, view["id"])
        self.using.afterwards.start(self._meet(asker, found, before, after, window))

    async def _meet(
        self,
        asker: Asker,
        found: Admins,
        before: frozenset[UserId],
        after: frozenset[UserId],
        window: Window,
    ) -> None:
        """Name them once Slack has said who they are, and who does it; a refusal is said above."""
        waiting = await window.show(administration.admins(found, asking=True))
        if waiting is None:
            return
        try:
            await certain(self.using, asker, patience=UNHURRIED_SECONDS)
            await Meeting(self.using, asker).meet(after - before, NoAdmin)
            choose = self.using.roles.choose
            now = await ask(choose, asker, name=after - before, remove=before - after)
            already = (after - before) & frozenset(now.of_slack)
            changed = now.named != found.named
            shown = administration.admins_saved(now, changed=changed, already=already)
        except BearingsError as error:
            shown = administration.admins(found, problem=errors.sentence(error))
        await waiting.show(shown)

    async def defaults(self, ack: AsyncAck, view: Body, context: AsyncBoltContext) -> None:
        """Let new teams begin otherwise."""
        asker = Asker.of(context)
        await known(self.using, asker)
        await ask(self.using.defaults.change, asker, change=_chosen(view))
        await ack(response_action="update", view=administration.defaults_saved())

    async def retry(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Send a refused message again."""
        again = partial(self.using.dead_letters.retry, delivery=_pressed(body))
        await self._settle(ack, body, client, context, again)

    async def retry_all(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Send again whatever was surely not posted."""
        await self._settle(ack, body, client, context, self.using.dead_letters.retry_all)

    async def skip(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Let a refused message go."""
        skip = partial(self.using.dead_letters.skip, delivery=_pressed(body))
        await self._settle(ack, body, client, context, skip)

    async def everything(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Delete everything, once the name was typed."""
        asker, name = Asker.of(context), _typed(view)
        if not is_name(name, await ask(self.using.everything.workspace_name, asker)):
            raise NotTheName
        await ack(response_action="update", view=moment.view())
        window, delete = Window(client, view["id"]), partial(self._everything, asker, name)
        self.using.afterwards.start(certainly(self.using, asker, window, delete))

    async def _everything(self, asker: Asker, name: str) -> Block:
        is_gone = await ask(self.using.everything.delete, asker, name=name)
        return administration.everything_gone(is_gone=is_gone)

    async def _settle(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        settle: Callable[..., None],
    ) -> None:
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        await ask(settle, asker)
        found = await ask(self.using.dead_letters.listing, asker)
        shown, view = body["view"], dead_letters.view(found)
        try:
            await client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)
        except SlackApiError as error:
            # Two presses in a row: the newer list is shown already.
            if said(error) != "hash_conflict":
                raise


def _pressed(body: Body) -> DeliveryId:
    return DeliveryId(body["actions"][0]["value"])


async def _push(client: AsyncWebClient, body: Body, view: Block) -> None:
    await client.views_push(trigger_id=body["trigger_id"], view=view)


def _named(view: Body) -> tuple[frozenset[UserId], frozenset[UserId]]:
    """Who was named when the form was opened, and who is to be."""
    try:
        asked = next(block for block in view["blocks"] if block.get("block_id") == "admins")
        entered = view["state"]["values"]["admins"][ids.ANSWER].get("selected_users") or ()
        before = asked["element"].get("initial_users") or ()
    except (KeyError, TypeError, StopIteration) as error:
        raise UnreadableAnswer from error
    return frozenset(map(UserId, before)), frozenset(map(UserId, entered))


def _chosen(view: Body) -> Callable[[Defaults], Defaults]:
    """Read the defaults.

    Raises `UnreadableAnswer`; what is returned raises `UnknownZone`, `UnknownRegion`,
    `UnreadableStatus`, `TooManyStatuses`, and several of them as `Mistakes`.
    """
    together, statuses = Together(), None
    try:
        state = view["state"]["values"]
        where = text(state, "cadence.zone")
        times = cadence_of(state, where or "UTC", together)
        with together:
            statuses = away.read(text(state, "away")) if "away" in state else None
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error

    def change(before: Defaults) -> Defaults:
        told = Together(together.found)
        asked = policy(state, replace(before.policy, not_for_appraisal=False), told)
        told.tell()
        return replace(
            before,
            policy=asked,
            zone=where or None,
            weekday=times.weekday,
            at=times.at,
            every_weeks=times.every_weeks,
            holidays=times.holidays,
            away_statuses=before.away_statuses if statuses is None else statuses,
        )

    return change


def _typed(view: Body) -> str:
    try:
        return text(view["state"]["values"], "everything")
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error
