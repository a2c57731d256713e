"""What a process loads once is looked through once, and forms under way not at all."""

from __future__ import annotations

import gc
from typing import Final

UNDER_WAY: Final = 50_000
"""Objects that come to be, beyond those that go, until garbage is looked for: dozens of forms."""


def spare_what_is_loaded() -> None:
    """Leave what this process loaded out of every later collection of garbage.

    A decoded form makes a thousand objects and a claim some hundreds, so every few of them there is
    a collection, and the thorough ones would look through all modules: a tenth of a second during
    which nothing else is done.
    """
    gc.collect()
    gc.freeze()


def spare_what_is_under_way() -> None:
    """Let many forms be under way before they are looked through for garbage, where forms come in.

    Python does so each 700 objects: in the middle of every form, with all those that wait for their
    commit. A form that is answered goes at once all the same; only what holds itself stays longer.
    """
    gc.set_threshold(UNDER_WAY)
