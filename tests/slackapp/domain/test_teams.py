"""What a change says of itself, read back."""

import pytest

from slackapp.domain.teams import settings_in


def test_a_side_of_a_change_is_read_as_it_was_written():
    assert settings_in('{"k": 6, "leads": ["U1"]}') == {"k": 6, "leads": ["U1"]}


@pytest.mark.parametrize("written", ["", "k: 6", "null", '["U1"]', "6"])
def test_what_was_kept_in_another_way_says_nothing(written):
    assert settings_in(written) == {}
