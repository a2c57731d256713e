"""What is held for a while is gone after it, asked for or not."""

from __future__ import annotations

from threading import Event

import pytest

from slackapp.domain.fleeting import Fleeting


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def memory(now):
    return Fleeting(10, size=2, monotonic=lambda: now[0])


def test_a_value_is_held_until_its_time_is_over(memory, now):
    memory.put("a", 1)
    now[0] = 9.9
    assert memory.get("a") == 1
    now[0] = 10.0
    assert memory.get("a") is None


def test_nobody_has_to_ask_for_it_to_be_forgotten(memory, now):
    memory.put("a", 1)
    now[0] = 5.0
    memory.put("b", 2)
    now[0] = 10.0
    memory.sweep()
    assert len(memory) == 1
    now[0] = 15.0
    memory.sweep()
    assert len(memory) == 0


def test_the_timer_sweeps_an_idle_memory():
    swept = Event()

    class Watched(Fleeting):
        def sweep(self):
            super().sweep()
            swept.set()

    memory = Watched(0.01)
    memory.put("a", 1)
    assert swept.wait(30)
    assert memory.get("a") is None


def test_what_is_put_again_is_held_for_longer(memory, now):
    memory.put("a", 1)
    now[0] = 5.0
    memory.put("a", 2)
    now[0] = 12.0
    assert memory.get("a") == 2


def test_the_oldest_goes_when_there_is_no_room(memory):
    for key in "abc":
        memory.put(key, key)
    assert [memory.get(key) for key in "abc"] == [None, "b", "c"]


def test_what_is_dropped_is_gone_at_once(memory):
    memory.put("a", 1)
    memory.drop("a")
    memory.drop("b")
    assert len(memory) == 0
