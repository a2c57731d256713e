"""What is logged, and what never may be: payloads, parameters, answers."""

from __future__ import annotations

import logging

from slackapp.settings import Settings

_TALKATIVE = ("slack_bolt", "slack_sdk", "sqlalchemy", "aiohttp", "asyncio", "psycopg", "alembic")
"""At DEBUG these write payloads or parameters, and so answers; they never go below INFO."""


def configure(settings: Settings) -> None:
    """Log to stderr, one line an event."""
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    quiet(settings)


def quiet(settings: Settings) -> None:
    """Keep the talkative loggers from writing what they are handed."""
    level = max(logging.INFO, logging.getLevelNamesMapping()[settings.log_level])
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(level)
