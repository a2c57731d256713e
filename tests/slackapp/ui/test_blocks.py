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


@pytest.mark.parametrize(
    ("limit", "shown"),
    [(19, "one\n&amp;\n&lt;three"), (18, "one\n&amp;\n…"), (11, "one\n&amp;\n…"), (10, "one\n…")],
)
def test_of_too_many_lines_as_many_whole_ones_are_shown_as_fit(limit, shown):
    assert blocks.whole_lines(["one", "&amp;", "&lt;three"], limit) == shown
    assert len(shown) <= limit


def test_one_line_that_is_too_long_is_cut():
    assert blocks.whole_lines(["one two"], 5) == "one…"
