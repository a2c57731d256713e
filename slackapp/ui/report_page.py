"""A report as the bytes of one page: words and figures together, nothing fetched from elsewhere.

The page works without scripts: every picture has its table, and guessing first is left out.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from analytics import figures
from slackapp.ui import expectation, report_view
from slackapp.ui.words import _, language, speaking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from analytics.records import Report
    from slackapp.domain.expectations import Expectation

_TEMPLATES: Final = resources.files("slackapp.ui") / "templates"
_SPACED: Final = re.compile(r"('[^'\n]*')| ?([-+!=>?:,&|{}();]+) ?")
"""In our own script: a quoted string, or signs that need no space beside them."""


def render(
    report: Report,
    *,
    title: str,
    locale: str,
    bundle: Literal["shared", "embedded"],
    bundle_url: str = "",
    expected: Sequence[Expectation] = (),
) -> bytes:
    """Render a report in a language.

    "shared" refers to the script that draws the pictures at `bundle_url` of the same origin;
    "embedded" carries it inside (4.6 MB), for a file that opens anywhere. A page without pictures
    has neither. `expected` is what the lead had noted when the report was issued.
    """
    with speaking(locale):
        view = report_view.view(report)
        page = _template().render(
            **view.words,
            title=title,
            expected=expectation.written(expected),
            language=language(),
            css=_source("report.css").replace("\n", ""),
            js=_SPACED.sub(_close, _source("report.js")),
            figures=_data(view.figures),
            bundle_url=bundle_url if view.figures and bundle == "shared" else "",
            bundle=figures.bundle() if view.figures and bundle == "embedded" else "",
            _=_,
        )
    # In this template the end of a line before a tag says nothing.
    return page.replace("\n<", "<").encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(lambda name: (_TEMPLATES / name).read_text(encoding="utf-8")),
        autoescape=True,
        finalize=_written,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("report.html")


def _written(value: object) -> object:
    """Escape a text but for its apostrophes: no attribute of the template is in single quotes."""
    if hasattr(value, "__html__") or not isinstance(value, str):
        return value
    return Markup(str(escape(value)).replace("&#39;", "'"))  # noqa: S704 - it is escaped


def _close(found: re.Match[str]) -> str:
    """What was found, without the spaces around a sign; a quoted string stays as it is."""
    return str(found[1] or found[2])


@cache
def _source(name: str) -> str:
    """A style sheet or script of ours, without what only indents it."""
    lines = (_TEMPLATES / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines)


def _data(drawn: dict[str, figures.Figure]) -> str:
    """The figures as JSON that cannot end its script element."""
    data = {"figures": drawn, "template": figures.TEMPLATE, "dark": figures.DARK}
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")
