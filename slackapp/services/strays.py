"""Keys that the database does not know: those made since the backup that it was restored from."""

from __future__ import annotations

from typing import Final

from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.errors import KeyStoreAway
from slackapp.services.ports import Database, KeyStore

KEPT_FOR: Final = EXPIRES_AFTER
"""Of real time. Younger ones stay: a newer backup may be restored yet, and need them."""


def bury_strays(database: Database, keys: KeyStore) -> None:
    """Have keys destroyed that nothing names, once nothing that they sealed could be counted.

    Else whoever has a copy of the database from before it was restored could read it for ever.
    """
    before = database.read(lambda store: store.real_now()) - KEPT_FOR
    try:
        old = keys.made_before(before)
    except KeyStoreAway:
        # It is looked again a day later; what else is tidied does not wait for that.
        return

    if not old:
        return
    # Looked for beside whoever answers, since nothing that is so old is ever named anew.
    strays = database.read(lambda store: store.tombstones.unnamed(old))
    if strays:
        database.step(lambda store: store.tombstones.add(strays))
