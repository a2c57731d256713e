"""Pictures as plain dictionaries for Plotly: one shared template, dots and bars only.

Nothing here chooses words: labels come in. Colours are told apart by lightness and shape as well
(Okabe and Ito's blue and orange). What a picture shows is always in a table beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from plotly.offline import get_plotlyjs

if TYPE_CHECKING:
    from collections.abc import Sequence

Figure = dict[str, Any]
"""`data` and `layout` as Plotly takes them; the template is added by whoever draws."""

INK: Final = "#1f3a4d"
QUIET: Final = "#566a77"
LINE: Final = "#d9dfe2"
NOW: Final = "#0072b2"
TALK: Final = "#b35900"
BAND: Final = "#5a94ba"
FAINT: Final = "#e9eef0"
ON_COLOUR: Final = "#ffffff"
DARK: Final = {
    INK: "#e8eef2",
    QUIET: "#9fb0bb",
    LINE: "#33474f",
    NOW: "#5ab4e5",
    TALK: "#f0a04b",
    BAND: "#47809f",
    FAINT: "#223642",
    ON_COLOUR: "#0d1a22",
}
"""The same colours where the page is dark."""

TEMPLATE: Final[Figure] = {
    "layout": {
        "font": {"family": "system-ui, sans-serif", "size": 14, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 34, "r": 34, "t": 4, "b": 48},
        "showlegend": False,
        "barmode": "overlay",
        "dragmode": False,
        "xaxis": {"fixedrange": True, "gridcolor": LINE, "zeroline": False},
        "yaxis": {"fixedrange": True, "visible": False},
        "annotationdefaults": {
            "showarrow": False,
            "font": {"weight": 700},
            "xanchor": "left",
            "xref": "paper",
            "x": 0,
            "yanchor": "bottom",
        },
    },
    "data": {
        "scatter": [{"mode": "markers", "hovertemplate": "%{fullData.name} %{x}<extra></extra>"}],
        "bar": [
            {
                "width": 0.4,
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "marker": {"color": FAINT, "line": {"color": LINE, "width": 1}},
                "textfont": {"color": QUIET},
                "orientation": "h",
                "hoverinfo": "skip",
            }
        ],
    },
}
ROW: Final = 66
"""Height of a row in pixels: its label above, its mark below."""
STEPS: Final = (1, 5)
WHOLE: Final = 6
"""Length of a bar, so that halves and thirds of it are whole and short to store."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One facet: its label, the step now and before, and how sure, in points; all as shown.

    `now` is None where the last window was held: what was shown earlier is then `before`.
    """

    label: str
    now: float | None
    half_width: float
    before: float | None = None
    talk: bool = False
    """Worth a talk: drawn in the second colour."""


@dataclass(frozen=True, slots=True)
class WordRow:
    """One measure in words: all it can say, in order, and the place of what it says."""

    label: str
    words: tuple[str, ...]
    place: int
    talk: bool = False
    """Worth a talk: drawn in the second colour."""


def steps(rows: Sequence[StepRow], *, now: str, before: str, low: str, high: str) -> Figure | None:
    """Dots on a line from 1 to 5 with their compiled half-widths; hollow dots for before.

    `now` and `before` name the dots, `low` and `high` the ends of the line. None without rows.
    """
    if not rows:
        return None
    places = [len(rows) - place for place in range(len(rows))]
    earlier = [(row.before, place) for row, place in zip(rows, places, strict=True)]
    moved = [(step, place) for step, place in earlier if step is not None]
    fresh = [(row, place) for row, place in zip(rows, places, strict=True) if row.now is not None]
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "name": before,
            "x": [step for step, _ in moved],
            "y": [place for _, place in moved],
            "marker": {"symbol": "circle-open", "size": 20, "color": QUIET, "line": {"width": 2}},
        },
        {
            "type": "scatter",
            "name": now,
            "x": [row.now for row, _ in fresh],
            "y": [place for _, place in fresh],
            "error_x": {
                "type": "data",
                "array": [row.half_width for row, _ in fresh],
                "thickness": 5,
                "width": 0,
                "color": BAND,
            },
            "marker": {
                "size": 15,
                "color": [TALK if row.talk else NOW for row, _ in fresh],
                "symbol": ["diamond" if row.talk else "circle" for row, _ in fresh],
            },
        },
    ]
    axis = {
        "range": [STEPS[0] - 0.1, STEPS[1] + 0.1],
        "tickvals": [1, 2, 3, 4, 5],
        "ticktext": [f"1<br>{low}", "2", "3", "4", f"5<br>{high}"],
        "ticklabeloverflow": "allow",
    }
    labels = [(row.label, place) for row, place in zip(rows, places, strict=True)]
    return {
        "data": [trace for trace in data if trace["x"]],
        "layout": _layout(labels, axis, lift=0.17),
    }


def words(rows: Sequence[WordRow]) -> Figure | None:
    """A bar a row, cut into what can be said, with what is said filled; None without rows.

    A row has two words or three.
    """
    if not rows:
        return None
    places = [len(rows) - place for place in range(len(rows))]
    pieces = [
        (row, place, choice)
        for row, place in zip(rows, places, strict=True)
        for choice in range(len(row.words))
    ]
    others = [piece for piece in pieces if piece[0].place != piece[2]]
    said = [piece for piece in pieces if piece[0].place == piece[2]]
    labels = [(row.label, place) for row, place in zip(rows, places, strict=True)]
    layout = _layout(labels, {"visible": False, "range": [0, WHOLE]}, lift=0.2)
    size = {"height": len(rows) * ROW + 8, "margin": {"l": 0, "r": 0, "t": 8, "b": 0}}
    return {
        "data": [_pieces(others), _filled(_pieces(said), said)],
        "layout": {**layout, **size},
    }


def _pieces(pieces: Sequence[tuple[WordRow, int, int]]) -> dict[str, Any]:
    """Parts of the bars: where each begins, how long it is, and its word."""
    return {
        "type": "bar",
        "base": [choice * WHOLE // len(row.words) for row, _, choice in pieces],
        "x": [WHOLE // len(row.words) for row, _, _ in pieces],
        "y": [place for _, place, _ in pieces],
        "text": [row.words[choice] for row, _, choice in pieces],
    }


def _filled(trace: dict[str, Any], said: Sequence[tuple[WordRow, int, int]]) -> dict[str, Any]:
    """What is said: filled and ticked, or marked as worth a talk, so that colour is not needed."""
    colours = [TALK if row.talk else NOW for row, _, _ in said]
    marks = ["◆ " if row.talk else "✓ " for row, _, _ in said]
    return {
        **trace,
        "marker": {"color": colours},
        "text": [mark + word for mark, word in zip(marks, trace["text"], strict=True)],
        "textfont": {"color": ON_COLOUR, "weight": 700},
    }


def _layout(labels: Sequence[tuple[str, int]], axis: dict[str, Any], *, lift: float) -> Figure:
    rows = len(labels)
    return {
        "height": rows * ROW + 52,
        "xaxis": axis,
        "yaxis": {"range": [0.6, rows + 0.75]},
        "annotations": [{"text": label, "y": round(y + lift, 2)} for label, y in labels],
    }


@cache
def bundle() -> str:
    """The script that draws the pictures (4.6 MB), for pages that carry it inside."""
    return str(get_plotlyjs())
