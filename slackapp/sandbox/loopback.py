"""HTTP to this machine alone: what would be needed to trust others is not loaded."""

import ssl
from typing import Any, Final

import httpx

_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""It trusts no certificate. A client without it reads all those of the machine first, which takes
longer than most of what is asked here."""


def client(**settings: Any) -> httpx.AsyncClient:  # noqa: ANN401 - httpx's own settings
    """An HTTP client for loopback; https is refused."""
    return httpx.AsyncClient(verify=_NOBODY, **settings)
