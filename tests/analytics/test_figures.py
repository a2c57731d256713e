"""Pictures are valid for Plotly and show what is in their rows."""

import plotly.graph_objects as go
import pytest

from analytics import figures
from analytics.figures import StepRow, WordRow

STEPS = figures.steps(
    [StepRow("Autonomy", 3.5, 0.4, 3.0), StepRow("Trust", 2.0, 0.3, None, talk=True)],
    now="now",
    before="before",
    low="not at all",
    high="very",
)
WORDS = figures.words(
    [
        WordRow("Limits", ("seldom", "sometimes", "often"), 2),
        WordRow("Held", ("no", "yes"), 0, talk=True),
    ]
)


@pytest.mark.parametrize("figure", [STEPS, WORDS])
def test_a_figure_is_valid_for_plotly(figure):
    layout = {**figure["layout"], "template": figures.TEMPLATE}
    drawn = go.Figure(data=figure["data"], layout=layout)
    assert {trace.type for trace in drawn.data} <= {"scatter", "bar"}


def test_steps_show_now_with_how_sure_and_before_where_there_was_one():
    before, now = STEPS["data"]
    assert (before["x"], before["y"]) == ([3.0], [2])
    assert (now["x"], now["y"]) == ([3.5, 2.0], [2, 1])
    assert now["error_x"]["array"] == [0.4, 0.3]


def test_what_is_worth_a_talk_differs_in_colour_and_in_shape():
    now = STEPS["data"][1]
    assert now["marker"]["color"] == [figures.NOW, figures.TALK]
    assert now["marker"]["symbol"] == ["circle", "diamond"]


def test_without_anything_before_there_is_no_trace_for_it():
    row = StepRow("Autonomy", 3.5, 0.4)
    figure = figures.steps([row], now="now", before="before", low="low", high="high")
    assert [trace["name"] for trace in figure["data"]] == ["now"]


def test_a_row_of_words_is_filled_at_what_was_said_with_a_tick_or_a_diamond():
    others, said = WORDS["data"]
    assert said["text"] == ["✓ often", "◆ no"]
    assert said["base"] == [4, 0]
    assert said["marker"]["color"] == [figures.NOW, figures.TALK]
    assert others["text"] == ["seldom", "sometimes", "yes"]


def test_there_is_no_figure_without_rows():
    assert figures.words([]) is None
    assert figures.steps([], now="", before="", low="", high="") is None


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_words_on_colours_can_be_read(dark):
    def seen(colour):
        return figures.DARK[colour] if dark else colour

    paper = "#0f1b23" if dark else "#fbfaf7"
    assert contrast(seen(figures.INK), paper) >= 7
    assert contrast(seen(figures.QUIET), seen(figures.FAINT)) >= 4.5
    for colour in (figures.NOW, figures.TALK):
        assert contrast(seen(figures.ON_COLOUR), seen(colour)) >= 4.5
        assert contrast(seen(colour), paper) >= 3


def test_the_script_that_draws_is_the_one_of_the_wheel():
    assert "plotly.js v" in figures.bundle()[:200]
