"""The address of a database or a key store as whoever runs Bearings may read it: without secrets.

It is read as whatever connects reads it, since a password may hold `#`, `/` or `?`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

UNREADABLE: Final = "an address that cannot be read"
ESCAPED: Final = "In a password write @ : / ? # % as %40 %3A %2F %3F %23 %25."
_MORE: Final = "?…"


def taken_apart(address: str) -> URL | None:
    """Return an address taken apart; None where it is none that could be connected to."""
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        # The second says what stands for the port, which may be a piece of a password.
        return None


def remedy(address: str, variable: str) -> str:
    """Return what to look at where a database at that address does not answer."""
    if shown(address) == UNREADABLE:
        return f"Check {variable}. {ESCAPED}"
    return f"Check that it runs, and {variable}."


def silent(address: str) -> str:
    """Say of what does not answer at that address, after its name, that it does not."""
    told = shown(address)
    if told == UNREADABLE:
        return f"has {UNREADABLE}"
    return f"at {told} cannot be reached or read"


def shown(address: str) -> str:
    """Return an address without its password, and without what follows `?`; a path as it is.

    Nothing of it is returned where it cannot be read, or not for sure: a password with an `@` in it
    would go on as the host, or as what follows that. `host=… password=…`, as PostgreSQL's own tools
    take it, is no address and no path.
    """
    if ":" not in address:
        return UNREADABLE if "=" in address else address
    url = taken_apart(address)
    if url is None:
        return UNREADABLE
    if url.get_backend_name() == "sqlite" and url.password is None:
        return address
    if address.count("@") > (0 if url.username is None else 1):
        return UNREADABLE
    bare = url.set(query={}).render_as_string(hide_password=True)
    return f"{bare}{_MORE}" if url.query else bare
