"""What a process of the tests is forked with: loaded, and looked through for garbage, once."""

from __future__ import annotations

import slackapp.bootstrap.worker
import slackapp.demo.history
import tests.slackapp.services.crashing
from slackapp.bootstrap.memory import spare_what_is_loaded

__all__ = ["slackapp", "tests"]

spare_what_is_loaded()
