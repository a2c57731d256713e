"""The real pipeline on given answers and a virtual calendar: what a lead would have been shown."""

from __future__ import annotations

from slackapp.simulate.invented import World
from slackapp.simulate.run import run
from slackapp.simulate.sheets import Paths

__all__ = ["Paths", "World", "run"]
