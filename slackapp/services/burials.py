"""Ports for keys before anything names them and after nothing needs them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from slackapp.domain.ids import KeyId


class Spares(Protocol):
    """Keys that were made and that nothing names yet."""

    def add(self, keys: Iterable[KeyId]) -> None: ...
    def all(self) -> tuple[KeyId, ...]: ...
    def take(self, keys: Collection[KeyId]) -> bool:
        """Name them here no more, since this unit names them elsewhere; False if one was not."""
        ...

    def drop(self) -> tuple[KeyId, ...]:
        """Name none here any more; returns those that were."""
        ...


class Tombstones(Protocol):
    """Keys to destroy, until they are really gone and the write-ahead log is truncated."""

    def add(self, keys: Iterable[KeyId]) -> None: ...
    def pending(self) -> tuple[KeyId, ...]: ...
    def unnamed(self, keys: Collection[KeyId]) -> frozenset[KeyId]:
        """Return those of some keys that no round, window or note names, nor anything here."""
        ...

    def is_any(self) -> bool: ...
    def done(self, keys: Iterable[KeyId]) -> None: ...
