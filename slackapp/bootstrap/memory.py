"""What a process loads once is looked through once."""

from __future__ import annotations

import gc


def spare_what_is_loaded() -> None:
    """Leave what this process loaded out of every later collection of garbage.

    A decoded form makes a thousand objects and a claim some hundreds, so every few of them there is
    a collection, and the thorough ones would look through all modules: a tenth of a second during
    which nothing else is done.
    """
    gc.collect()
    gc.freeze()
