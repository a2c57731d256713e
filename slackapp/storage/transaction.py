"""One transaction: begin, run units, commit, and say truthfully how it ended."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from slackapp.errors import NotStored
from slackapp.storage.cipher import Cipher
from slackapp.storage.engine import Begin, begin, is_intact
from slackapp.storage.faults import Aborted, Fault, Phase, fault_of
from slackapp.storage.store import Store

T = TypeVar("T")

Unit = Callable[[Store], Any]

FIRST_PAUSE = 0.005
LONGEST_PAUSE = 0.1
"""Seconds between two tries."""


@dataclass(frozen=True, slots=True)
class Transactions:
    """Runs units against one database."""

    engine: Engine
    cipher: Cipher

    def run(self, units: Sequence[Unit], kind: Begin) -> list[Any]:
        """Run all units in one transaction; raises `Aborted`, or whatever a unit raises itself."""
        phase = Phase.BEGIN
        try:
            with self.engine.connect() as connection:
                begin(connection, kind)
                phase = Phase.RUN
                store = Store(connection, self.cipher)
                results = [unit(store) for unit in units]
                if kind == "write":
                    _check(connection)
                    phase = Phase.COMMIT
                    connection.commit()
                return results
        except SQLAlchemyError as error:
            fault = fault_of(error, phase)
        # Raised out here, the driver's exception, which may repeat values, is not its context.
        raise Aborted(fault)

    def patiently(self, units: Sequence[Unit], kind: Begin, *, until: float) -> list[Any]:
        """Run, again while it may help, until a moment of `time.monotonic`; raises `Aborted`."""
        pause = FIRST_PAUSE
        while True:
            try:
                return self.run(units, kind)
            except Aborted as aborted:
                if not aborted.fault.transient or time.monotonic() + pause > until:
                    raise
            # Unevenly, or two workers that block each other would do so again at once.
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
            pause = min(pause * 2, LONGEST_PAUSE)

    def alone(self, unit: Callable[[Store], T], kind: Begin, *, patience: float) -> T:
        """Run one unit for at most `patience` seconds of retries; raises typed errors only."""
        try:
            (result,) = self.patiently([unit], kind, until=time.monotonic() + patience)
        except Aborted as aborted:
            fault = aborted.fault
        else:
            answer: T = result
            return answer
        raise fault.error


def _check(connection: Connection) -> None:
    if not is_intact(connection):
        raise Aborted(Fault(NotStored(), Phase.RUN))
