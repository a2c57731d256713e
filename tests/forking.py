"""Processes that tests start are forked from one that has loaded what any of them needs.

There is one such process in each run of tests, whoever asks for it: so there is one list of what it
loads, in `tests.forked`.
"""

from __future__ import annotations

import multiprocessing

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["tests.forked"])
