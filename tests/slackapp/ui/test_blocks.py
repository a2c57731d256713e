"""What comes from outside stays plain text inside Slack's markup."""

from __future__ import annotations

import re

import pytest

from slackapp.ui import blocks


@pytest.mark.parametrize(
    "name", ["R&D *core*", "*", "~old~", "`code`", "<!channel> *b* <b>x</b>", "*" * 200]
)
def test_no_name_ends_the_bold_it_stands_in_or_pings_anybody(name):
    said = blocks.escape(name)
    assert not re.search("[*~`<>]", said)
    assert len(blocks.unescape(said)) <= blocks.NAME


def test_an_ordinary_name_is_left_as_it_is():
    assert blocks.escape("Zoë's team_1 (R-D)") == "Zoë's team_1 (R-D)"
