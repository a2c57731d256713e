"""Plotly's bundle: one hashed address, compressed once, kept by browsers for ever; and the icon.

Found inside the installed wheel without importing plotly, which would load numpy.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_A_DAY: Final = "public, max-age=86400"
_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<circle cx="16" cy="16" r="13" fill="none" stroke="#23606b" stroke-width="3"/>'
    '<path d="M16 6l4 10-4 10-4-10z" fill="#23606b"/></svg>'
)
"""A compass needle."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A script as it is served."""

    name: str
    plain: bytes
    compressed: bytes


@cache
def plotly_bundle() -> Bundle:
    """Read and compress the bundle once a process (about half a second)."""
    plain = _read()
    return Bundle(plotly_name(), plain, gzip.compress(plain, compresslevel=9, mtime=0))


@cache
def plotly_name() -> str:
    """The bundle's file name, which changes whenever its bytes do."""
    return f"plotly-{hashlib.sha256(_read()).hexdigest()[:16]}.min.js"


def plotly_path() -> str:
    """Where report pages find it."""
    return f"/static/{plotly_name()}"


def serve(request: Request) -> Response:
    """Serve the bundle; any other name is not found. Runs in a thread."""
    if request.path_params["name"] != plotly_name():
        return PlainTextResponse("Not found", status_code=404)
    bundle = plotly_bundle()
    headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding", "etag": f'"{bundle.name}"'}
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = "gzip"
        return Response(bundle.compressed, headers=headers, media_type="text/javascript")
    return Response(bundle.plain, headers=headers, media_type="text/javascript")


def icon(_request: Request) -> Response:
    """Serve the icon every browser asks for beside a page."""
    return Response(_ICON, headers={"cache-control": _A_DAY}, media_type="image/svg+xml")


def _takes_gzip(wishes: str) -> bool:
    """Whether a browser named it and did not rule it out."""
    named = {
        name: liking
        for name, _, liking in (w.replace(" ", "").partition(";q=") for w in wishes.split(","))
    }
    return "gzip" in named and (not named["gzip"] or named["gzip"].strip("0.") != "")


def _read() -> bytes:
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name="plotly")
    return (Path(spec.origin).parent / "package_data" / "plotly.min.js").read_bytes()
