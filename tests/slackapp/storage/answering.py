"""A process that answers as fast as it can and prints what was acknowledged. It never ends."""

from __future__ import annotations

import os
import sys
import threading

from slackapp.errors import NotStored
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.masterkeys import MasterKeys

PEOPLE = 24
ROUND = "r-2026-03-02"


def key_of(person: int) -> bytes:
    """The respondent key of a person."""
    return person.to_bytes(16, "big")


def box_of(number: int, size: int = 300) -> bytes:
    """A box that says the how-many-eth answer it is, and that nothing can compress."""
    return b"%020d" % number + os.urandom(size)


def number_in(box: bytes) -> int:
    """The number in a box."""
    return int(box[:20])


def answer_for_ever(database: Database, person: int) -> None:
    """Answer again and again; each acknowledgement is one line, written at once."""
    key, number = key_of(person), 0
    while True:
        number += 1
        box = box_of(number)
        try:
            put = database.write(lambda store: store.answers.put(ROUND, key, box)).result()  # noqa: B023
        except NotStored:
            continue
        if put:
            os.write(1, b"%d %d\n" % (person, number))


if __name__ == "__main__":
    opened = Database(sys.argv[1], Cipher(MasterKeys(1, {1: bytes(range(32))})))
    for one in range(PEOPLE):
        threading.Thread(target=answer_for_ever, args=(opened, one)).start()
