"""The study as one self-contained page: words, pictures, and a table for each picture."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import jinja2

from analytics import figures
from analytics.standalone import pictures
from analytics.standalone.sections import number, span
from analytics.standalone.study import Study
from analytics.standalone.table import Table


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
        figures=_script_safe(drawn),
        plotly=figures.bundle(),
    )


def _script_safe(drawn: dict[str, figures.Figure | None]) -> str:
    """Return JSON that cannot end the script element it stands in."""
    return json.dumps(drawn, allow_nan=False).replace("<", "\\u003c")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.globals.update(number=number, span=span)
    text = resources.files("analytics.standalone").joinpath("page.html.j2")
    return environment.from_string(text.read_text(encoding="utf-8"))
