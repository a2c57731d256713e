"""The study's pictures as plain dictionaries for Plotly; each has a table beside it on the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.figures import BAND, FAINT, INK, LINE, NOW, QUIET, TALK, Figure
from analytics.standalone.study import Study
from analytics.standalone.table import Table

ROW, CLOSE = 34, 16
"""Pixels a person takes in a picture, and takes in a group of more than `ROOMY`."""
ROOMY = 40
AXIS = {"visible": True, "automargin": True, "gridcolor": LINE, "zeroline": False}


def ties(study: Study, table: Table) -> Figure:
    """Who was helped by whom: a square of counts, darker for more."""
    shown = np.where(np.eye(len(table.people)), np.nan, study.ties)
    cells = [[None if np.isnan(value) else int(value) for value in row] for row in shown]
    trace = {
        "type": "heatmap",
        "x": list(table.people),
        "y": list(table.people),
        "z": cells,
        "colorscale": [[0, FAINT], [1, NOW]],
        "showscale": False,
        "xgap": _gap(len(table.people)),
        "ygap": _gap(len(table.people)),
        "hovertemplate": "%{y} was helped by %{x}: %{z}<extra></extra>",
    }
    axes = {
        "xaxis": {
            "title": {"text": "helped"},
            "tickangle": -45,
            "automargin": True,
            "showgrid": False,
        }
        | _names(len(table.people)),
        "yaxis": AXIS | {"autorange": "reversed", "showgrid": False} | _names(len(table.people)),
    }
    return _figure([trace], _height(len(table.people)) + 110, **axes)


def rates(study: Study) -> Figure:
    """Support given per opportunity, a dot with its interval for each person."""
    people = sorted(study.people, key=lambda person: person.rate)
    known = [person for person in people if not np.isnan(person.rate)]
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [_short(person.rate) for person in known],
        "y": [person.name for person in known],
        "marker": {"size": 13 if len(known) <= ROOMY else 8, "color": NOW},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_short(person.high - person.rate) for person in known],
            "arrayminus": [_short(person.rate - person.low) for person in known],
            "color": BAND,
            "thickness": 4,
            "width": 0,
        },
        "hovertemplate": "%{y}: %{x:.2f}<extra></extra>",
    }
    axes = {
        "xaxis": {"title": {"text": "support given per opportunity"}, "rangemode": "tozero"},
        "yaxis": AXIS | _names(len(known)),
    }
    return _figure([trace], _height(len(known)) + 70, **axes)


def weekly(study: Study, table: Table) -> Figure:
    """Ties named per person, week by week, with the chart's limits where there are any."""
    days = [week.isoformat() for week in table.weeks]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": days,
        "y": [None if np.isnan(value) else _short(value) for value in study.weekly],
        "line": {"color": INK},
        "marker": {"size": 9, "color": INK},
        "hovertemplate": "%{x}: %{y:.2f}<extra></extra>",
    }
    lines: list[dict[str, Any]] = []
    if study.chart is not None:
        levels = (study.chart.low, QUIET), (study.chart.centre, LINE), (study.chart.high, QUIET)
        lines = [
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y}
            | {"line": {"color": colour, "dash": "dash"}}
            for y, colour in levels
        ]
    axes = {"yaxis": AXIS | {"rangemode": "tozero"}}
    return _figure([trace], 280, shapes=lines, **axes)


def mutual(study: Study) -> Figure | None:
    """What was seen beside what chance gives; None where nothing could be compared."""
    if study.excess is None or np.isnan(study.excess.rho):
        return None
    low, high = study.excess.interval
    chance = {
        "type": "scatter",
        "mode": "lines",
        "x": [low, high],
        "y": [1, 1],
        "line": {"color": QUIET, "width": 14},
        "hovertemplate": "by chance: %{x:.2f}<extra></extra>",
    }
    seen = {
        "type": "scatter",
        "mode": "markers",
        "x": [study.excess.rho],
        "y": [1],
        "marker": {"size": 18, "color": TALK, "symbol": "diamond"},
        "hovertemplate": "seen: %{x:.2f}<extra></extra>",
    }
    axis = {"title": {"text": "rho: 0 as by chance, 1 all returned"}, "automargin": True}
    return _figure([chance, seen], 130, xaxis=axis)


def _height(people: int) -> int:
    return people * (ROW if people <= ROOMY else CLOSE)


def _gap(people: int) -> int:
    return 2 if people <= ROOMY else 0


def _names(people: int) -> dict[str, Any]:
    """Every name, smaller where many stand close."""
    size = {} if people <= ROOMY else {"tickfont": {"size": 10}}
    return {"type": "category", "dtick": 1, **size}


def _short(value: float) -> float:
    """Fine enough for any screen, and a fraction of the page."""
    return round(float(value), 4)


def _figure(data: list[dict[str, Any]], height: int, **layout: object) -> Figure:
    return {"data": data, "layout": {"height": height, **layout}}
