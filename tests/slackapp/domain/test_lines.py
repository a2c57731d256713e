"""Everything in a JSON text is found on its line."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.lines import DEEPEST, lines

TEXT = """{
  "teams": [
    {"id": "A", "k": 5},
    {
      "id": "B, \\"}",
      "leads": ["U1",
                "U2"]
    }
  ],
  "defaults": {}
}"""


def test_keys_objects_and_lists_stand_where_they_are_written():
    found = lines(TEXT)
    assert found[()] == 1
    assert found["teams",] == 2
    assert found["teams", 0] == found["teams", 0, "k"] == 3
    assert found["teams", 1] == 4
    assert found["teams", 1, "id"] == 5
    assert found["teams", 1, "leads"] == 6
    assert found["defaults",] == 10


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def ways(value, way=()):
    if isinstance(value, dict | list):
        yield way
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from ways(one, (*way, key))


def shallow(value):
    return {way for way in ways(value) if len(way) <= DEEPEST}


@given(VALUES)
def test_every_object_and_list_of_any_text_is_found_as_deep_as_settings_lie(value):
    found = lines(json.dumps(value, indent=1))
    assert shallow(value) <= found.keys()
    assert max(map(len, found), default=0) <= DEEPEST


DEPTH = 900
"""Brackets within each other; Python itself reads few more."""


@pytest.mark.parametrize(
    ("filling", "much"), [("[]", 9_000), ('{"a":0}', 3_000), ('"]}[{"', 3_000)]
)
def test_what_is_nested_ever_so_deep_costs_no_more_than_its_letters(filling, much):
    """As much as can be pasted at once: a way for each bracket would be millions of steps."""
    worst = "[" * DEPTH + ",".join([filling] * much) + "]" * DEPTH
    written = f'{{"stuff":\n{worst},\n"teams": [{{}},\n{{"k":\n5}}]}}'
    assert json.loads(written)
    tracemalloc.start()
    try:
        found = lines(written)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The list of its marks.
    assert most < 50 * len(written)
    assert found["stuff",] == 1
    assert found["teams",] == 3
    assert found["teams", 1, "k"] == 4
    assert len(found) == 8
