"""The little that the web says beside report pages."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from slackapp.ui.by_name import LEAD_ALONE
from slackapp.ui.words import _, language

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
body {{ font: 1.125rem/1.6 system-ui, sans-serif; color: #1f3a4d; background: #fbfaf7;
  max-width: {width}; margin: {top} auto 3rem; padding: 0 1.5rem; }}
a {{ color: #0a6a6f; }}
h1 {{ font-size: {size}; letter-spacing: .02em; line-height: 1.25; }}
h2 {{ font-size: 1.125rem; margin-top: 2rem; }}
li {{ margin: .4rem 0; }}
table {{ display: block; overflow-x: auto; border-collapse: collapse; font-size: 1rem; }}
th, td {{ border: 1px solid #1f3a4d55; padding: .4rem .6rem; text-align: left;
  vertical-align: top; }}
.button {{ display: inline-block; padding: .6rem 1.2rem; border-radius: .4rem; border: 0;
  font: inherit; font-weight: 600; background: #1f3a4d; color: #fbfaf7; text-decoration: none;
  cursor: pointer; }}
.button:focus-visible {{ outline: .2rem solid #c8702a; outline-offset: .2rem; }}
@media (prefers-color-scheme: dark) {{
  body {{ color: #e8eef2; background: #12202a; }}
  a {{ color: #9cc9d6; }}
  th, td {{ border-color: #e8eef255; }}
  .button {{ background: #e8eef2; color: #12202a; }}
}}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def plain_page(sentence: str, *, more: str = "") -> str:
    """A page with one sentence and what can be done about it, both HTML already."""
    return page(_("Bearings"), f"<p>{sentence}</p>\n{more}".rstrip())


def button(label: str, address: str) -> str:
    """A link that looks like what it is: the next step."""
    return f'<a class="button" href="{address}">{label}</a>'


def begin_again(address: str) -> str:
    """The way back to where an installation begins, for one that came to nothing."""
    return f"<p>{button(_('Start again'), address)}</p>"


def installed(workspace: str, address: str) -> str:
    """The app is in: what to do next; `address` is where the workspace is, "" if not known."""
    said = _("Bearings is installed in {workspace}.").format(workspace=html.escape(workspace))
    then = _(
        "Go back to Slack: Bearings has sent you the next steps, and nobody else. Nothing is "
        "posted anywhere until somebody confirms it there."
    )
    back = button(_("Open Slack"), html.escape(address)) if address else ""
    return plain_page(f"{said}</p><p>{then}", more=f"<p>{back}</p>" if back else "")


def landing(*, install: str | None, reports: bool = False, more: str = "") -> str:
    """What this is, in plain words; `install` is where a workspace installs it.

    `reports`: whether people can sign in here to read theirs; `more`: HTML that ends the page.
    """
    about = _(
        "Healthy teams rely on each other without anyone disappearing and without anyone carrying "
        "everybody. Bearings asks a team in Slack about its week, in about a minute, and shows "
        "the team and its lead the same figures: how help goes round, never who said what."
    )
    how = (
        _(
            "One to seven statements: how true each was of the week; and how help went round. "
            "Skipping is fine."
        ),
        _("Answers are sealed until they are counted, and anonymous from then on."),
        _("A report in words and pictures, always with how sure it is."),
        _("A private mirror for each person, which nobody else can open."),
    )
    cannot = (
        _("It reads no messages: it has no scope that would let it."),
        _("No name ever stands in a report, and what too few people answered is not shown."),
        _("Nobody can lower what protects answers; a team can lock that it is not for appraisal."),
        _("Remove the app: its access ends at once; names, answers and reports go after 30 days."),
    )
    parts = [f"<p>{about} {_(LEAD_ALONE)}</p>", _install(install)]
    if reports:
        read = _("Read your team’s reports")
        parts.append(f'<p><a href="/reports">{read}</a></p>')
    parts += [f"<h2>{_('How it works')}</h2>", _list(how)]
    parts += [f"<h2>{_('What it cannot do')}</h2>", _list(cannot), more]
    return page(_("Bearings"), "\n".join(parts), top="12vh", size="1.75rem")


def _install(address: str | None) -> str:
    if address is None:
        said = _("It is here for one workspace. In Slack, type `/bearings help`.")
        return f"<p>{_code(said)}</p>"
    label = _("Add to Slack")
    after = _(
        "Nobody else is told and nothing is posted when you add it. "
        "Afterwards type `/bearings admin`."
    )
    return f"<p>{button(label, address)}</p>\n<p>{_code(after)}</p>"


def _code(sentence: str) -> str:
    """A sentence with what is between backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", sentence)


def _list(lines: Iterable[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + "\n</ul>"


def page(
    title: str,
    body: str,
    *,
    top: str = "18vh",
    size: str = "1.125rem",
    width: str = "34rem",
) -> str:
    """A whole page around a body that is HTML already."""
    return _PAGE.format(
        language=language(),
        title=title,
        body=body,
        top=top,
        size=size,
        width=width,
    )
