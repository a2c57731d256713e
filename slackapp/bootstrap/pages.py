"""A report as page bytes in every language there are words for."""

from __future__ import annotations

from analytics.records import Report
from slackapp.domain.expectations import Expectation
from slackapp.ui import report_page
from slackapp.ui.words import LOCALES, SOURCE, _, speaking
from slackapp.web.static import plotly_path


def render(
    report: Report, *, team: str, expected: tuple[Expectation, ...] = ()
) -> dict[str, bytes]:
    """Return language → page; the script that draws is fetched from this server."""
    return {locale: _page(report, team, expected, locale) for locale in languages()}


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, English first."""
    translated = (path.name for path in LOCALES.iterdir() if path.is_dir())
    return (SOURCE, *sorted(set(translated) - {SOURCE}))


def _page(report: Report, team: str, expected: tuple[Expectation, ...], locale: str) -> bytes:
    with speaking(locale):
        title = _("Report for {team}").format(team=team)
    return report_page.render(
        report,
        title=title,
        expected=expected,
        locale=locale,
        bundle="shared",
        bundle_url=plotly_path(),
    )
