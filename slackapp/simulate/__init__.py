"""The real pipeline on given answers and a virtual calendar: what a lead would have been shown."""

from __future__ import annotations

from slackapp.simulate.invented import World
from slackapp.simulate.run import run
from slackapp.simulate.sheets import STDOUT, Paths

__all__ = ["STDOUT", "Paths", "World", "run"]
