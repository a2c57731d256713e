"""The study as one self-contained page: words, pictures, and a table for each picture."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import jinja2
import numpy as np

from analytics import figures
from analytics.standalone import pictures
from analytics.standalone.lines import number, span
from analytics.standalone.study import Study
from analytics.standalone.table import Table

SQUARE = 40
"""People up to whom ties are tabled as a square; above, pair by pair."""
NAMED = 3
"""People the words beside a picture name."""


def render(study: Study, table: Table, *, source: str, draws: int, seed: int) -> str:
    """Return the HTML page; `source` names the data. Nothing is loaded from outside."""
    drawn = {
        "ties": pictures.ties(study, table),
        "rates": pictures.rates(study),
        "weekly": pictures.weekly(study, table),
        "mutual": pictures.mutual(study),
    }
    return _template().render(
        study=study,
        table=table,
        source=source,
        draws=draws,
        seed=seed,
        drawn=drawn,
        figures=_script_safe(
            {"figures": drawn, "template": figures.TEMPLATE, "dark": figures.DARK}
        ),
        rates_alt=_rates_in_words(study),
        pairs=_pairs(study),
        square=SQUARE,
        plotly=figures.bundle(),
        css=_source("page.css"),
        js=_source("page.js"),
    )


def _rates_in_words(study: Study) -> str:
    known = [person for person in study.people if not np.isnan(person.rate)]
    most = sorted(known, key=lambda person: -person.rate)[:NAMED]
    named = ", ".join(f"{person.name} {number(person.rate)}" for person in most)
    return (
        f"Support given per opportunity with 90 % intervals; the most: {named}. "
        "The values are in the table below."
    )


def _pairs(study: Study) -> list[tuple[int, int, int]]:
    """Every pair with a tie, the most frequent first: who was helped, by whom, how often."""
    cells = ((int(i), int(j), int(study.ties[i, j])) for i, j in np.argwhere(study.ties > 0))
    return sorted(cells, key=lambda cell: -cell[2])


def _script_safe(told: dict[str, object]) -> str:
    """Return JSON that cannot end the script element it stands in."""
    return json.dumps(told, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(number=number, span=span)
    return environment.from_string(_source("page.html.j2"))


@cache
def _source(name: str) -> str:
    text = resources.files("analytics.standalone").joinpath(name)
    return text.read_text(encoding="utf-8")
