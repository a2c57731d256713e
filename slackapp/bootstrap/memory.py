"""What a process loads once is looked through once, and what is under way not at all."""

from __future__ import annotations

import gc
from typing import Final

UNDER_WAY: Final = 50_000
"""Objects that come to be, beyond those that go, until garbage is looked for: dozens of forms."""


def spare_what_is_loaded() -> None:
    """Leave what this process loaded out of every look for garbage, and look seldom.

    A decoded form makes a thousand objects, a claim some hundreds and a large team's answers some
    thousands, so every few of them Python would look, in the middle and with all that waits for its
    commit; a thorough look would go through all modules: a tenth of a second during which nothing
    else is done. What is done with goes at once all the same; only what holds itself stays longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(UNDER_WAY)
