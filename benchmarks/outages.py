"""How soon a claim is taken up after a kill, and how soon a worker is gone after SIGTERM.

    python benchmarks/outages.py

A Slack that never answers holds one call; the worker is killed (`kill -9`) or told to stop, and
another one goes on. Seconds, beside what they may be.
"""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.process import BaseProcess

from engine import CALL, KINDS, POLL, Load, Watch, a_slack, ask, begin, fill, fresh, servers
from rich.console import Console
from rich.table import Table

from slackapp.jobs.ledger import LEASES

HANGING = {"hang_before": 1.0}
ONE = Load("one message", 1, 1, 5.0)


def held(kind: str, url: str, slack_url: str) -> BaseProcess:
    """A worker in the middle of a call that Slack never answers."""
    ask(slack_url + "/report?clear=1")
    ask(slack_url + "/configure", {"faults": HANGING})
    fill(url, ONE)
    worker = begin(kind, url, slack_url, ONE.rate, Watch())
    while not ask(slack_url + "/report")["calls"]:
        time.sleep(0.02)
    return worker


def taken_up(kind: str, url: str, slack_url: str) -> float:
    """Seconds from a kill until the message was posted by the worker started after it."""
    worker = held(kind, url, slack_url)
    os.kill(worker.pid, signal.SIGKILL)
    killed = time.time()
    worker.join()
    ask(slack_url + "/configure", {"faults": {}})
    other = begin(kind, url, slack_url, ONE.rate, Watch())
    while not (posts := ask(slack_url + "/report")["posts"]):
        time.sleep(0.05)
    os.kill(other.pid, signal.SIGTERM)
    other.join()
    return posts[0]["at"] - killed


def drained(kind: str, url: str, slack_url: str) -> float:
    """Seconds from SIGTERM until the worker was gone."""
    worker = held(kind, url, slack_url)
    os.kill(worker.pid, signal.SIGTERM)
    told = time.monotonic()
    worker.join()
    return time.monotonic() - told


def main() -> None:
    table = Table("runner", "taken up after a kill", "at most", "gone after SIGTERM", "at most")
    with servers() as (folder, server), a_slack() as slack_url:
        for kind in KINDS:
            poll = 1.0 if kind == "fleet" else POLL
            found = [
                f"{measure(kind, fresh(kind, folder, server), slack_url):.1f} s"
                for measure in (taken_up, drained)
            ]
            most = (f"{LEASES * CALL + poll:.1f} s", f"{CALL:.1f} s")
            table.add_row(kind, found[0], most[0], found[1], most[1])
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
