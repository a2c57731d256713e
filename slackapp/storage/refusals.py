"""What PostgreSQL, or the way to it, says where it lets nobody in: for whoever runs Bearings."""

from __future__ import annotations

from typing import Final

import psycopg
from sqlalchemy.engine import URL

from slackapp.storage.address import UNREADABLE, shown, taken_apart

SECONDS: Final = 5
"""How long it may take to say so."""
_SECRET: Final = ("password", "sslpassword")


def refusal(address: str) -> str:
    """Return the reason in the server's own words; "" where it gives none, or lets one in.

    It can name host, port, database and user. Nothing is returned that holds a secret of the
    address, nor of an address that cannot be read for sure, as a password may go on as the host.
    """
    url = taken_apart(address)
    if url is None or shown(address) == UNREADABLE or url.get_backend_name() != "postgresql":
        return ""
    bare = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        psycopg.connect(bare, connect_timeout=SECONDS).close()
    except psycopg.Error as error:
        said = next(iter(str(error).splitlines()), "").rpartition("failed: ")[2]
        return "" if any(secret in said for secret in _secrets(url)) else said
    return ""


def _secrets(url: URL) -> list[str]:
    held = [url.password, *(url.query.get(name) for name in _SECRET)]
    return [one for one in held if isinstance(one, str) and one]
