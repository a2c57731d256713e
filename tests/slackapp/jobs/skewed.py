"""One sender in a process of its own, on a machine whose clock is wrong.

Run as a program: `python -c START SECONDS URL OWNER DEED`. Everything of the app reads the wrong
clock: it is put in place before the app is loaded.
"""

from __future__ import annotations

import asyncio
import json
import sys

from slackapp.clock import Clock
from slackapp.jobs.ledger import LEASES, LONGEST_CALL, Ledger
from slackapp.jobs.rate import Lane, Limits, Pace
from slackapp.services.outbox import Limited, Message, Sent
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from tests.databases import MASTERS

START = """
import datetime, sys, time
off = float(sys.argv[1])
right, seconds = datetime.datetime, time.time
class Wrong(right):
    @classmethod
    def now(cls, tz=None):
        return right.now(tz) + datetime.timedelta(seconds=off)
datetime.datetime, time.time = Wrong, lambda: seconds() + off
from tests.slackapp.jobs.skewed import main
main(*sys.argv[2:])
"""
WORKSPACE = "w1"


def sender(url: str, owner: str, outcome: object = None) -> tuple[Ledger, list[str]]:
    """A ledger on the database, and whom it posted to; Slack takes all unless told otherwise."""
    posted: list[str] = []

    async def post(workspace, message):
        posted.append(message.channel)
        return outcome or Sent(f"{len(posted)}.0")

    ledger = Ledger(
        database=Database(url, Cipher(MASTERS)),
        clock=Clock(),
        post=post,
        render=lambda row: Message(row.target, row.kind),
        limits=Limits(100.0),
        owner=owner,
    )
    return ledger, posted


def main(url: str, owner: str, deed: str) -> None:
    """Send what is due, claim and die, or be told that it was too fast; says whom it posted to."""
    ledger, posted = sender(url, owner, Limited(30.0) if deed == "hasty" else None)
    if deed == "claim":
        lane = Lane(WORKSPACE, owner, LEASES * LONGEST_CALL)
        claimed = ledger._claim(lane, Pace(ledger.limits.every))
        posted += [row.target for row in claimed.rows]
    else:
        asyncio.run(ledger.lane(WORKSPACE))
    own = ledger.clock.real_now().timestamp()
    ledger.database.close()
    sys.stdout.write(json.dumps({"touched": posted, "clock": own}))
