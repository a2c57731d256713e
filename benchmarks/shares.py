"""What more workers send when each has only a share of a core, as if on a small machine of its own.

    python benchmarks/shares.py [--share 0.15] [--workers 1 2 4]

On a machine of few cores one worker, its database and the Slack of the benchmark fill it all, so
that a second worker finds no processor left. Here each worker is stopped (SIGSTOP) as soon as it
has used its share of the time, and goes on (SIGCONT) when it is below it again: the workers, not
the machine, are what limits. A Slack without limits that answers at once; PostgreSQL is not held.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.process import BaseProcess

from engine import Load, a_slack, fresh, machine, run, servers, used
from rich.console import Console
from rich.table import Table

EVERY = 0.005
"""Seconds between two looks at what each has used."""
LOAD = Load("no limit, 0 ms posts", 3000, 60, 1000.0)


@contextmanager
def held_to(processes: Sequence[BaseProcess], *, share: float) -> Iterator[None]:
    """Give each process only a share of a core."""
    over = threading.Event()
    holding = [threading.Thread(target=_hold, args=(one.pid, share, over)) for one in processes]
    for thread in holding:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in holding:
            thread.join()


def _hold(pid: int, share: float, over: threading.Event) -> None:
    begun, before, is_held = time.monotonic(), used(pid), False
    while not over.wait(EVERY):
        is_over = used(pid) - before > share * (time.monotonic() - begun)
        if is_over is not is_held:
            os.kill(pid, signal.SIGSTOP if is_over else signal.SIGCONT)
            is_held = is_over
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=0.15, help="of a core, for each worker")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    options = parser.parse_args()
    table = Table("workers", "posts/s", "times one", "CPU/post", "twice", title=machine())
    one = None
    with servers() as (folder, server), a_slack() as slack_url:
        for workers in options.workers:
            url = fresh("fleet", folder, server)
            hold = partial(held_to, share=options.share)
            found = run("fleet", url, slack_url, LOAD, workers, hold)
            one = one or found["per_second"]
            each = [f"{found['per_second']:.0f}", f"{found['per_second'] / one:.2f}"]
            each += [f"{found['cpu'] * 1000:.1f} ms", str(found["twice"])]
            table.add_row(str(workers), *each)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
