"""`bearings keys rotate`: a new master key, and everything the old one wrapped wrapped again."""

from __future__ import annotations

from secrets import token_bytes

from slackapp.bootstrap import masterkey
from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.operating import opened
from slackapp.bootstrap.preparing import Tell
from slackapp.domain.teams import Workspace
from slackapp.services.ports import Store
from slackapp.settings import variable
from slackapp.storage.masterkeys import KEY_BYTES


def rotate(tell: Tell) -> None:
    """Wrap every key again under the newest master key, which is made where a file holds them.

    The old ones stay beside it: the oldest is what published populations are compared with. A kill
    at any point leaves every key under its old or its new master, and both are there.

    Raises:
        InvalidSettings: there is no master key, or its file cannot be written.
        KeyStoreAway, StorageAway: try again; nothing was lost.
    """
    with opened() as house:
        settings = house.settings
        if settings.master_key is None:
            version = masterkey.add(settings.master_key_file, token_bytes(KEY_BYTES))
            tell(f"Master key {version} is in {settings.master_key_file.resolve()}; keep a copy.")
        keys = house.keys.rotate(masterkey.read(settings))
        fresh = open_house(settings)
        try:
            tokens = _seal_again(house, fresh)
        finally:
            fresh.close()
    tell(f"{keys} keys and {tokens} bot tokens are wrapped with the newest master key.")
    tell("Restart every process now: one that runs on knows only the old master keys.")
    if settings.master_key is not None:
        tell(f"A new one goes beside the others into {variable('master_key')}, then rotate again.")


def _seal_again(house: House, fresh: House) -> int:
    """Open every bot token with what was known and seal it with what is known now."""
    tokens = house.database.read(_tokens)
    for workspace, token in tokens:
        fresh.database.step(lambda store, w=workspace, t=token: store.workspaces.put(w, token=t))  # type: ignore[misc]
    return len(tokens)


def _tokens(store: Store) -> list[tuple[Workspace, str]]:
    known = ((one, store.workspaces.token(one.id)) for one in store.workspaces.all())
    return [(workspace, token) for workspace, token in known if token is not None]
