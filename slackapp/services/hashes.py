"""Keyed hashes, which stand for people where nobody may read who they are.

The key lasts as long as the master key.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from analytics import thresholds
from slackapp.domain.ids import UserId, WorkspaceId


def reference(pepper: bytes, workspace: WorkspaceId, users: Iterable[UserId]) -> frozenset[str]:
    """Return keyed hashes of people, the same in every team of a workspace."""
    return frozenset(
        hmac.digest(pepper, f"{workspace}\x00{user}".encode(), "sha256").hex()[:32]
        for user in users
    )


def lean(pepper: bytes, people: frozenset[str]) -> float:
    """Return by how many points the scores of so few people are shifted, as a secret.

    `people`: their `reference`. The same people of a workspace get the same amount, in every family
    and team: two amounts would tell more of their scores than one. Others get another, so that what
    differs between the two is not told by subtracting them.
    It is never stored, since whoever reads the database would know it.
    """
    text = "\x00".join(["lean", *sorted(people)]).encode()
    share = int.from_bytes(hmac.digest(pepper, text, "sha256")[:8]) / 2**64
    return thresholds.LEAN_MOST * (2 * share - 1)
