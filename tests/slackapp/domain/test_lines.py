"""Everything in a JSON text is found on its line."""

import json

from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.lines import lines

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


@given(VALUES)
def test_every_object_and_list_of_any_text_is_found(value):
    found = lines(json.dumps(value, indent=1))
    assert set(ways(value)) <= found.keys()
