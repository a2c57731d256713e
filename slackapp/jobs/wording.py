"""Chooses the words of what was claimed, and settles what needs none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from slackapp.clock import Clock
from slackapp.domain.deliveries import PRIVATE, Delivery
from slackapp.domain.ids import DeliveryId
from slackapp.jobs.outcomes import given_up, may_post, settled, was_cut_off_too_often
from slackapp.services import undelivered
from slackapp.services.outbox import Message, Refused, Render
from slackapp.services.ports import Database


@dataclass(frozen=True, slots=True)
class Wording:
    """Use it inside an event loop; words are found in a thread."""

    database: Database
    clock: Clock
    render: Render

    async def of(self, rows: Sequence[Delivery]) -> list[tuple[Delivery, Message | None]]:
        """Choose the words; what is public and needs none, or may not be said, is settled.

        Private rows are settled before that, in the order of their random ids: how long it takes to
        find words, and whether there are any, is known in memory alone.
        """
        private = sorted((row for row in rows if row.kind in PRIVATE), key=lambda row: row.id)
        gone = await self._settle_at_once([(row, given_up(row)) for row in private])
        found = await asyncio.to_thread(lambda: [(row, self._words(row)) for row in rows])
        await self._settle_at_once(
            [
                (row, _unsaid(row, words))
                for row, words in found
                if not isinstance(words, Message) and row.kind not in PRIVATE
            ]
        )
        return [
            (row, words if isinstance(words, Message) and row.id not in gone else None)
            for row, words in found
        ]

    async def _settle_at_once(self, over: list[tuple[Delivery, Delivery]]) -> set[DeliveryId]:
        """Settle rows before anything is posted; returns those that were no longer ours."""
        if not over:
            return set()
        now = self.clock.calendar_now()
        kept = await asyncio.wrap_future(
            self.database.write(lambda store: undelivered.settle(store, over, now=now))
        )
        return {row.id for (row, _), is_kept in zip(over, kept, strict=True) if not is_kept}

    def _words(self, row: Delivery) -> Message | Refused | None:
        """Return the words, or None where nothing is to be posted (any more)."""
        if was_cut_off_too_often(row) or not may_post(row):
            return None
        return self.render(row)


def _unsaid(row: Delivery, words: Refused | None) -> Delivery:
    return settled(row, words, now=row.due_at) if words else given_up(row)
