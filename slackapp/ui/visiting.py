"""What somebody reads in the browser around reports: signing in, their reports, signing out."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from slackapp.ui.web import button, page
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

SIGN_IN: Final = "/sign-in"
SIGN_OUT: Final = "/sign-out"
_NO_REPORT: Final = N_(
    "There is no report for you to read yet. The first comes after the first check-in."
)
_NO_TEAM: Final = N_(
    "You are in no team that Bearings asks, so there is no report for you to read. Join a team's "
    "channel in Slack, or ask a Slack admin to set a team up with /bearings admin."
)


def way_in(report: str) -> str:
    """The button to sign in, and what is learnt by it; `report` is where it leads, or ""."""
    address = f"{SIGN_IN}?to={html.escape(report)}" if report else SIGN_IN
    learns = _(
        "Bearings then learns from Slack which person of which workspace you are, and nothing "
        "else: no name, no address. It keeps none of it."
    )
    return f"<p>{button(_('Sign in with Slack'), address)}</p>\n<p>{learns}</p>"


def leave() -> str:
    """The button to sign out: for whom no report is left to read."""
    return (
        f'<form method="post" action="{SIGN_OUT}">'
        f'<button class="button" type="submit">{_("Sign out")}</button></form>'
    )


def way_out() -> str:
    """Where somebody who is signed in can go from here."""
    mine = f'<p><a href="/reports">{_("Your reports")}</a></p>'
    return f"{mine}\n{leave()}"


def with_ways(report_page: bytes, report: str) -> bytes:
    """A report's page, as it was issued, with where somebody who is signed in can go from it."""
    said = _("This report")
    mine = f'<a href="/reports">{_("Your reports")}</a>'
    ways = f"<p>{' · '.join([mine, *_data(said, report)])}\n".encode()
    above, end, below = report_page.rpartition(b"</footer>")
    return b"".join((above, ways, end, below))


def reports(issued: Iterable[tuple[str, date, str]], *, minutes: int, in_team: bool = True) -> str:
    """Everything a person may read: (team, date, report id), newest first, as page and as data.

    `in_team`: whether there is a team whose reports they will read.
    """
    lines = "\n".join(f"<li>{_line(*each)}</li>" for each in issued)
    none = _(_NO_REPORT if in_team else _NO_TEAM)
    lasts = ngettext(
        "You stay signed in for {count} minute at most.",
        "You stay signed in for {count} minutes at most.",
        minutes,
    )
    body = f"<ul>\n{lines}\n</ul>" if lines else f"<p>{none}</p>"
    return page(_("Your reports"), f"{body}\n<p>{lasts}</p>\n{leave()}", top="12vh")


def signed_out() -> str:
    """Nothing is left in this browser."""
    body = f"<p>{_('You are signed out.')}</p>\n<p>{button(_('Sign in with Slack'), SIGN_IN)}</p>"
    return page(_("Bearings"), body)


def _line(team: str, date: date, report: str) -> str:
    said = _("{team}, {date}").format(team=html.escape(team), date=day(date))
    return " · ".join([f'<a href="/reports/{report}">{said}</a>', *_data(said, report)])


def _data(said: str, report: str) -> Iterator[str]:
    """Links to the same figures; a screen reader hears of which report they are."""
    labels = (
        (".csv", _("CSV"), _("The figures as a table: {report}")),
        (".json", _("JSON"), _("The report as data: {report}")),
    )
    for form, label, says in labels:
        heard = says.format(report=said)
        yield f'<a href="/reports/{report}{form}" aria-label="{heard}">{label}</a>'
