"""What is logged, and what never may be: payloads, parameters, answers."""

from __future__ import annotations

import logging

from slackapp.settings import Settings

_PAYLOADS = ("slack_bolt", "slack_sdk", "aiohttp", "asyncio")
"""At DEBUG these write payloads, and so answers; they never go below INFO."""
_STATEMENTS = ("sqlalchemy", "psycopg", "alembic", "procrastinate")
"""At INFO these write every statement or job; they never go below WARNING."""


def configure(settings: Settings) -> None:
    """Log to stderr, one line an event."""
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    quiet(settings)


def quiet(settings: Settings) -> None:
    """Keep the talkative loggers from writing what they are handed."""
    chosen = logging.getLevelNamesMapping()[settings.log_level]
    for names, lowest in ((_PAYLOADS, logging.INFO), (_STATEMENTS, logging.WARNING)):
        for name in names:
            logging.getLogger(name).setLevel(max(lowest, chosen))
