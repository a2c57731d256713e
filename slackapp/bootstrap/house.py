"""What every process needs: database, keys and calendar, opened once and closed at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from slackapp.bootstrap import masterkey
from slackapp.clock import Clock
from slackapp.settings import Settings
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import KeyStore, open_key_store
from slackapp.storage.masterkeys import MasterKeys

_PEPPER = b"published populations"
"""Derived from the oldest master key: a rotation must not make every population look new, nor draw
the leans of small teams again."""
_LINKS = b"report links"


@dataclass(frozen=True, slots=True)
class House:
    """One process's view of the data."""

    settings: Settings
    database: Database
    keys: KeyStore
    clock: Clock
    pepper: bytes = field(repr=False)
    """The secret that hashes people of published windows, and that small teams' leans come from."""
    link_secret: bytes = field(repr=False)
    """The secret that report links are sealed with."""

    def close(self) -> None:
        """Commit what is queued and let go of every connection."""
        self.database.close()


def open_house(settings: Settings, *, clock: Clock | None = None) -> House:
    """Open the database and the key store; nothing is created.

    Raises:
        InvalidSettings: there is no master key, or an address cannot be one.
    """
    masters = masterkey.read(settings)
    return House(
        settings=settings,
        database=Database(settings.database_url, Cipher(masters)),
        keys=open_key_store(settings.key_store, masters),
        clock=clock or Clock(),
        pepper=_secret(masters, min(masters.keys), _PEPPER),
        link_secret=_secret(masters, masters.current, _LINKS),
    )


def _secret(masters: MasterKeys, version: int, purpose: bytes) -> bytes:
    derived = masters.derive(version, purpose)
    assert derived is not None  # noqa: S101 (the version was just taken from the keys)
    return derived
