"""Chooses the words of what was claimed, and settles what needs none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from slackapp.domain.deliveries import PRIVATE, Delivery
from slackapp.domain.ids import DeliveryId
from slackapp.jobs.outcomes import given_up, may_post, was_cut_off_too_often
from slackapp.services.outbox import Message, Render
from slackapp.services.ports import Database


@dataclass(frozen=True, slots=True)
class Wording:
    """Use it inside an event loop; words are found in a thread."""

    database: Database
    render: Render

    async def of(self, rows: Sequence[Delivery]) -> list[tuple[Delivery, Message | None]]:
        """Choose the words; what is public and needs none is settled.

        Private rows are settled before that, in the order of their random ids: how long it takes to
        find words, and whether there are any, is known in memory alone.
        """
        private = [row for row in rows if row.kind in PRIVATE]
        gone = await self._settle_at_once(sorted(private, key=lambda row: row.id))
        words = await asyncio.to_thread(lambda: [self._words(row) for row in rows])
        pairs = list(zip(rows, words, strict=True))
        over = [row for row, words in pairs if words is None and row.kind not in PRIVATE]
        await self._settle_at_once(over)
        return [(row, None if row.id in gone else words) for row, words in pairs]

    async def _settle_at_once(self, rows: list[Delivery]) -> set[DeliveryId]:
        """Settle rows before anything is posted; returns those that were no longer ours."""
        if not rows:
            return set()
        over = [(row, given_up(row)) for row in rows]
        kept = await asyncio.wrap_future(
            self.database.write(lambda store: store.deliveries.settle_all(over))
        )
        return {row.id for row, is_kept in zip(rows, kept, strict=True) if not is_kept}

    def _words(self, row: Delivery) -> Message | None:
        """Return the words, or None where nothing is to be posted (any more)."""
        if was_cut_off_too_often(row) or not may_post(row):
            return None
        return self.render(row)
