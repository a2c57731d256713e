"""Boxes lie in no order that the roster has, also inside a page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from slackapp.domain.sealing import KEY_BYTES, BoxKind, Seal
from tests.slackapp.services.house import House
from tests.slackapp.storage.samples import TEAM, open_round, settle_in, window_of

USERS = House.users(10)
"""So few that one page of SQLite holds all their boxes."""
TIMES = 40
ROUND, WINDOW = open_round(), window_of()


class Writings:
    """Each way in which everybody's boxes are written anew; returns table, owner and boxes."""

    def a_round_opens(self, store, seal):
        boxes = seal.decoys(BoxKind.ANSWER, ROUND.id, USERS)
        store.answers.delete(ROUND.id)
        store.answers.seed(ROUND.id, boxes)
        return "answer_box", ROUND.id, boxes

    def a_window_begins(self, store, seal):
        boxes = seal.decoys(BoxKind.WINDOW, WINDOW.id, USERS)
        store.windows.delete(WINDOW.id)
        store.windows.begin([(WINDOW, boxes)])
        return "window_box", WINDOW.id, boxes

    def a_round_is_merged_into_a_window(self, store, seal):
        boxes = seal.decoys(BoxKind.WINDOW, WINDOW.id, USERS)
        store.windows.delete(WINDOW.id)
        store.windows.add(WINDOW)
        store.windows.replace_boxes(WINDOW.id, boxes)
        return "window_box", WINDOW.id, boxes

    def notes_are_sealed(self, store, seal):
        boxes = seal.decoys(BoxKind.NOTE, TEAM.id, USERS)
        store.notes.replace(TEAM.id, WINDOW.key, boxes)
        return "private_note", TEAM.id, boxes


def order(dumper, database, writing, number):
    """Rank correlation of the roster with where its boxes were first written."""
    seal = Seal(bytes([number + 1]) * KEY_BYTES)
    written = database.step(lambda store: getattr(Writings(), writing)(store, seal))
    assert database.forget()
    return spearmanr(range(len(USERS)), placed(dumper, *written)).statistic


def placed(dumper, table, owner, boxes):
    """Where each box lies: in the file on SQLite, among the rows of the heap on PostgreSQL."""
    if dumper.url.startswith("sqlite"):
        held = Path(dumper.url.removeprefix("sqlite:///")).read_bytes()
        return [held.index(box) for box in boxes.values()]
    keys = [row["respondent_key"] for row in dumper.rows()[table] if owner in row.values()]
    return [keys.index(person) for person in boxes]


@pytest.mark.parametrize("writing", [name for name in vars(Writings) if not name.startswith("_")])
def test_boxes_are_not_written_in_the_order_of_the_roster(database, dumper, writing):
    """By chance a mean of 40 lies within 0.05 of zero; 0.3 is six times that."""
    settle_in(database, rounds=[ROUND])
    found = [order(dumper, database, writing, number) for number in range(TIMES)]
    assert abs(np.mean(found)) < 0.3
