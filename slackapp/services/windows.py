"""Settling: a window's boxes are opened in memory, counted once, published and forgotten."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from analytics import disclosure, intake
from analytics.instrument.bank import PULSE, TIES, load
from analytics.records import FamilyHistory, Settled, WindowSpan
from slackapp.domain.gathering import TieWeek, WindowSheet
from slackapp.domain.ids import KeyId, UserId, WindowId, WorkspaceId
from slackapp.domain.roster import population
from slackapp.domain.rounds import COUNTED
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import Window, WindowState
from slackapp.errors import KeyGone
from slackapp.services.gathering import open_box, sheet_of
from slackapp.services.keys import destroy
from slackapp.services.ports import Boxes, Database, KeyStore, Store

if TYPE_CHECKING:
    from analytics.matrices import PulseWindow, ScaleWindow, TieWeeks

CHURN_SPAN = timedelta(weeks=26)
"""How far back entries and exits are counted."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Everything a window is settled from, as it lay in the database."""

    window: Window
    span: WindowSpan
    sheet: WindowSheet
    people: tuple[UserId, ...]
    """Its population, sorted."""
    boxes: Boxes
    reference: frozenset[str]
    siblings: tuple[frozenset[str], ...]
    history: FamilyHistory
    churn: int


def settle(
    database: Database, keys: KeyStore, *, window_id: WindowId, now: datetime, pepper: bytes
) -> None:
    """Publish an ended window once, delete its boxes and destroy its key.

    A window whose key is gone becomes `lost`. Nothing is computed inside the transaction; if a box
    changed meanwhile (an erasure), it is computed again.

    Raises:
        UnknownWindow: there is no such window.
        KeyStoreAway: the key store cannot be reached; nothing was changed.

    """
    while True:
        ended = database.read(lambda store: _ended(store, window_id, pepper))
        if ended is None:
            return
        try:
            seal = Seal(keys.open(ended.window.key))
        except KeyGone:
            settled = None
        else:
            settled = _compute(ended, seal, pepper)
        buried = database.step(lambda store: _publish(store, ended, settled))  # noqa: B023
        if buried is not None:
            destroy(keys, buried)
            return


def expire(database: Database, keys: KeyStore, *, window_id: WindowId, today: date) -> None:
    """Delete the boxes of a window that took too long, unread, and destroy its key."""
    destroy(keys, database.step(lambda store: _expire(store, window_id, today)))


def reference(pepper: bytes, workspace: WorkspaceId, users: Iterable[UserId]) -> frozenset[str]:
    """Return keyed hashes of people, the same in every team of a workspace."""
    return frozenset(
        hmac.digest(pepper, f"{workspace}\x00{user}".encode(), "sha256").hex()[:32]
        for user in users
    )
