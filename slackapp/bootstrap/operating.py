"""What operators run by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from analytics.records import Report, report_to_json
from slackapp.bootstrap import logs, preparing
from slackapp.bootstrap.away import located
from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.preparing import Tell
from slackapp.domain.ids import ReportId, TeamId
from slackapp.domain.teams import Team
from slackapp.errors import UnknownTeam
from slackapp.services.ports import Store
from slackapp.settings import load
from slackapp.storage import schema
from slackapp.web.static import plotly_bundle, plotly_path


@contextmanager
def opened() -> Iterator[House]:
    """Open the data as the settings say.

    Raises:
        InvalidSettings, StorageAway, SchemaBehind: it cannot be opened.
    """
    settings = load()
    logs.configure(settings)
    with located(settings):
        schema.prepare(settings.database_url, embedded=False)
        house = open_house(settings)
        try:
            yield house
        finally:
            house.close()


def migrate(tell: Tell) -> None:
    """Bring the schema to this version.

    Raises:
        InvalidSettings, StorageAway: nothing was changed.
    """
    settings = load()
    logs.configure(settings)
    with located(settings):
        preparing.migrate(settings, tell)


def write_reports(team: str, out: Path, tell: Tell) -> None:
    """Write a team's published reports again, as they were stored: a page and its data each.

    Raises:
        UnknownTeam: no team has this id or name.
    """
    with opened() as house:
        found = house.database.read(lambda store: _reports(store, team))
    out.mkdir(parents=True, exist_ok=True)
    for day, report, pages in found:
        (out / f"{day}.json").write_text(report_to_json(report) + "\n", encoding="utf-8")
        for locale, page in pages.items():
            (out / f"{day}.{locale}.html").write_bytes(_whole(page))
    tell(f"Wrote {len(found)} reports to {out}.")


def find_team(store: Store, named: str) -> Team:
    """Return a team by its id, or by its name where only one has it.

    Raises:
        UnknownTeam: none has it, or several have.
    """
    teams = [t for w in store.workspaces.all() for t in store.teams.of_workspace(w.id)]
    found = [team for team in teams if named == team.id] or [t for t in teams if t.name == named]
    if len(found) != 1:
        there = ", ".join(f"{team.name} ({team.id})" for team in teams)
        called = f"{len(found)} teams are" if found else "No team is"
        raise UnknownTeam(
            f"{called} called {named}. "
            + (f"There are: {there}." if there else "There is none in this database.")
        )
    return found[0]


def _reports(store: Store, named: str) -> list[tuple[date, Report, dict[str, bytes]]]:
    team = find_team(store, named).id
    return [
        (day, store.reports.get(report)[1], _pages(store, report))
        for report, day in store.reports.of_team(TeamId(team))
    ]


def _pages(store: Store, report: ReportId) -> dict[str, bytes]:
    from slackapp.bootstrap.pages import languages  # noqa: PLC0415 (it loads what draws)

    pages = {locale: store.reports.page(report, locale) for locale in languages()}
    return {locale: page for locale, page in pages.items() if page is not None}


def _whole(page: bytes) -> bytes:
    """Put the script that draws inside, so that the file opens anywhere."""
    reference = f'<script defer src="{plotly_path()}"></script>'.encode()
    return page.replace(reference, b"<script>" + plotly_bundle().plain + b"</script>")
