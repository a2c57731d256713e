"""Boxes lie in no order that the roster has, also inside a page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from slackapp.domain.sealing import KEY_BYTES, BoxKind, Seal
from tests.slackapp.services.house import House
from tests.slackapp.storage.samples import settle_in, window_of

USERS = House.users(10)
"""So few that one page of SQLite holds all their boxes."""
WINDOWS = 40


def order(dumper, database, number):
    """Rank correlation of the roster with where the boxes of a window were first written."""
    window = window_of(first=4 * number + 1)
    seal = Seal(bytes([number + 1]) * KEY_BYTES)
    boxes = seal.decoys(BoxKind.WINDOW, window.id, USERS)

    def begin(store):
        store.windows.add(window)
        store.windows.replace_boxes(window.id, boxes)

    database.step(begin)
    assert database.forget()
    places = placed(dumper, window.id, boxes)
    database.step(lambda store: store.windows.delete_boxes(window.id))
    return spearmanr(range(len(USERS)), places).statistic


def placed(dumper, window, boxes):
    """Where each box lies: in the file on SQLite, among the rows of the heap on PostgreSQL."""
    if dumper.url.startswith("sqlite"):
        held = Path(dumper.url.removeprefix("sqlite:///")).read_bytes()
        return [held.index(box) for box in boxes.values()]
    rows = [row for row in dumper.rows()["window_box"] if row["window"] == window]
    keys = [row["respondent_key"] for row in rows]
    return [keys.index(person) for person in boxes]


def test_boxes_of_a_window_are_not_written_in_the_order_of_the_roster(database, dumper):
    """By chance a mean of 40 lies within 0.05 of zero; 0.3 is six times that."""
    settle_in(database)
    found = [order(dumper, database, number) for number in range(WINDOWS)]
    assert abs(np.mean(found)) < 0.3
