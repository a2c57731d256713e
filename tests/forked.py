"""What a process of the tests is forked with: loaded, and looked through for garbage, once.

It has lived through a week too: what its statements and its words need is made for all at once.
"""

from __future__ import annotations

from datetime import timedelta
from tempfile import TemporaryDirectory

import slackapp.bootstrap.worker
import slackapp.demo.history
from slackapp.bootstrap.memory import spare_what_is_loaded
from slackapp.domain.answers import Answer
from slackapp.payloads import payloads
from slackapp.storage.schema import migrate
from tests.slackapp.services.crashing import Again, Place
from tests.slackapp.services.house import at

__all__ = ["slackapp"]


def live_a_week() -> None:
    """A team's week on SQLite, and every word that there is for it."""
    with TemporaryDirectory() as folder:
        place = Place(f"sqlite:///{folder}/bearings.db", f"{folder}/keys")
        migrate(place.url)
        with Again(place, at(1) - timedelta(days=1)) as house:
            house.settle_in()
            team = house.team()
            house.week(team, 1, lambda _, row: Answer(items=dict.fromkeys(row.asks.items, 3)))
    list(payloads())


live_a_week()
spare_what_is_loaded()
