"""Text and marks stand out enough, by light and by dark, and never by colour alone."""

import re
from importlib import resources

import pytest

from analytics import figures

STYLE = (resources.files("slackapp.ui") / "templates" / "report.css").read_text(encoding="utf-8")
BY_NAME = {"ink": figures.INK, "quiet": figures.QUIET, "line": figures.LINE}
BY_NAME |= {"now": figures.NOW, "talk": figures.TALK}
HEADER = ("#16435c", "#0a6a6f")
TEXT, MARK = 4.5, 3.0
"""Least contrast of text, and of what a picture is read by (WCAG 2.2, 1.4.3 and 1.4.11)."""


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def page(scheme):
    """The page's own colours by name, as its style sheet gives them."""
    block = re.findall(r":root\{([^}]*)\}", STYLE)[0 if scheme == "light" else 1]
    found = dict(re.findall(r"--(\w+):(#\w+)", block))
    return {name: "#" + "".join(2 * part for part in code[1:]) if len(code) < 7 else code
            for name, code in found.items()}  # fmt: skip


def drawn(colour, scheme):
    return colour if scheme == "light" else figures.DARK[colour]


def test_black_on_white_is_the_most_there_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_it_is_written_on(scheme):
    colours = page(scheme)
    pairs = [(text, on) for text in ("ink", "quiet", "now", "talk") for on in ("paper", "card")]
    pairs += [("ink", "tint"), ("paper", "now")]
    seen = {pair: contrast(*(colours[name] for name in pair)) for pair in pairs}
    assert {pair: value for pair, value in seen.items() if value < TEXT} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_in_pictures_stand_out_from_their_bars(scheme):
    pairs = [(figures.ON_COLOUR, figures.NOW), (figures.ON_COLOUR, figures.TALK)]
    pairs.append((figures.QUIET, figures.FAINT))
    for words, bar in pairs:
        assert contrast(drawn(words, scheme), drawn(bar, scheme)) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dots_and_their_widths_stand_out_from_the_page(scheme):
    paper = page(scheme)["paper"]
    for mark in (figures.NOW, figures.TALK, figures.BAND, figures.QUIET):
        assert contrast(drawn(mark, scheme), paper) >= MARK


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_have_the_colours_of_the_page(scheme):
    colours = page(scheme)
    assert {name: drawn(colour, scheme) for name, colour in BY_NAME.items()} == {
        name: colours[name] for name in BY_NAME
    }


def test_the_title_can_be_read_on_both_ends_of_its_band():
    assert all(code in STYLE for code in HEADER)
    assert all(contrast("#ffffff", code) >= TEXT for code in HEADER)


def test_what_is_worth_a_talk_is_told_by_a_shape_too():
    rows = [figures.WordRow("One", ("a", "b"), 0), figures.WordRow("Two", ("a", "b"), 1, talk=True)]
    assert figures.words(rows)["data"][1]["text"] == ["✓ a", "◆ b"]
