"""Vote for an experiment, look after it, choose a day, take a step back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.experiments import Stage
from slackapp.domain.ids import ChannelId, ExperimentId
from slackapp.errors import UnreadableAnswer
from slackapp.listeners.asker import Asker
from slackapp.listeners.replies import instead
from slackapp.ui import experiment, ids
from slackapp.ui.words import EVERYBODYS, speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond

    from slackapp.domain.screens import Ballot
    from slackapp.listeners.afterwards import Afterwards
    from slackapp.services.experiments import Experiments
    from slackapp.ui.blocks import Words

Body = dict[str, Any]
ANY_VOTE: Final = re.compile(rf"^{ids.VOTE}(\.[a-z]+)?$")


def register(app: AsyncApp, experiments: Experiments, afterwards: Afterwards) -> None:
    """Register what is pressed in the messages about experiments."""
    deciding = Deciding(experiments, afterwards)
    app.action(ANY_VOTE)(deciding.vote)
    app.action(ids.LOOK_AFTER)(deciding.look_after)
    app.action(ids.LOOK_AFTER_NO_MORE)(deciding.look_after_no_more)
    app.action(ids.LOOK_BACK_ON)(deciding.look_back)
    app.action(ids.LOOK_BACK_OPEN)(deciding.look_back)


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a team decides openly; the message everybody sees is replaced after each press."""

    experiments: Experiments
    afterwards: Afterwards

    async def vote(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Store a vote, or take one back, then show where it stands."""
        experiment_id, _, choice = body["actions"][0]["value"].partition(":")
        change = (
            partial(self.experiments.vote, choice=choice) if choice else self.experiments.withdraw
        )
        await self._do(change, _voted_on, experiment_id, ack, context, respond)

    async def look_after(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Let this person look after it."""
        change, id_ = self.experiments.look_after, body["actions"][0]["value"]
        await self._do(change, experiment.chosen, id_, ack, context, respond)

    async def look_after_no_more(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Let this person stop."""
        change, id_ = self.experiments.look_after_no_more, body["actions"][0]["value"]
        await self._do(change, experiment.chosen, id_, ack, context, respond)

    async def look_back(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Choose the day the team is asked back; the button leaves it open again."""
        picked = body["actions"][0]
        try:
            chosen = picked["selected_date"] if picked["type"] == "datepicker" else None
            day = date.fromisoformat(chosen) if chosen else None
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableAnswer from error
        # A picker has no value: its block says what it is about.
        block = picked["block_id"].removeprefix(ids.EXPERIMENT_BLOCK)
        experiment_id = picked.get("value") or block
        change = partial(self.experiments.look_back, on=day)
        await self._do(change, experiment.chosen, experiment_id, ack, context, respond)

    async def _do(
        self,
        change: Callable[..., Ballot],
        show: Callable[[Ballot], Words],
        experiment_id: str,
        ack: AsyncAck,
        context: AsyncBoltContext,
        respond: AsyncRespond,
    ) -> None:
        asker = Asker.of(context)
        ballot = await asyncio.to_thread(
            partial(
                change,
                experiment=ExperimentId(experiment_id),
                workspace=asker.workspace,
                user=asker.user,
                channel=ChannelId(context.channel_id or "") or None,
            )
        )
        await ack()
        with speaking(EVERYBODYS):
            words = show(ballot)
        self.afterwards.start(respond(**instead(words)))


def _voted_on(ballot: Ballot) -> Words:
    """The message that was voted in: of what to try, or of what becomes of it."""
    choosing = ballot.experiment.stage is Stage.CHOOSING
    return experiment.vote(ballot) if choosing else experiment.look_back(ballot)
