"""Is the process alive, and can it take an answer right now?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

PATIENCE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Health:
    """`/healthz` asks nobody; `/readyz` asks `problems`, which may touch database and key store."""

    problems: Callable[[], tuple[str, ...]]
    """One sentence for each thing that is away; empty when answers can be stored."""

    async def alive(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """Answer as long as the loop runs."""
        return PlainTextResponse("ok")

    async def ready(self, request: Request) -> Response:  # noqa: ARG002
        """Answer 503 with the reasons while answers could not be stored."""
        try:
            found = await asyncio.wait_for(asyncio.to_thread(self.problems), PATIENCE_SECONDS)
        except TimeoutError:
            found = ("The database or the key store does not answer in time.",)
        return JSONResponse(
            {"ready": not found, "problems": list(found)}, status_code=503 if found else 200
        )
