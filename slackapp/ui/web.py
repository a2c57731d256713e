"""The little that the web says beside report pages."""

from __future__ import annotations

from typing import Final

from slackapp.ui.words import _, language

_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1.125rem/1.6 system-ui, sans-serif; color: #1f3a4d; background: #fbfaf7;
  max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }}
h1 {{ font-size: 1.125rem; letter-spacing: .02em; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e8eef2; background: #12202a; }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{sentence}</p>
</main>
</body>
</html>
"""


def plain_page(sentence: str) -> str:
    """A page with one sentence, which is HTML already."""
    return _PAGE.format(language=language(), title=_("Bearings"), sentence=sentence)
