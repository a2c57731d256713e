"""What operators run by hand."""

from __future__ import annotations

from slackapp.bootstrap import logs, preparing
from slackapp.bootstrap.preparing import Tell
from slackapp.settings import load


def migrate(tell: Tell) -> None:
    """Bring the schema to this version.

    Raises:
        InvalidSettings, StorageAway: nothing was changed.
    """
    settings = load()
    logs.configure(settings)
    preparing.migrate(settings, tell)
