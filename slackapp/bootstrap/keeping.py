"""What operators do by hand about what is kept: retention, erasure, what a team takes away."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics.records import report_to_json
from slackapp.bootstrap.house import House
from slackapp.bootstrap.operating import find_team, opened
from slackapp.bootstrap.preparing import Tell
from slackapp.domain.ids import UserId
from slackapp.domain.teams import Team
from slackapp.errors.people import UnknownPerson
from slackapp.services import trials
from slackapp.services.erasure import Erasure
from slackapp.services.keys import bury
from slackapp.services.ports import Store
from slackapp.services.published import table
from slackapp.services.retention import retain
from slackapp.ui.report_table import in_words

CHANGES = 100_000
"""More changes of settings than any team makes in the year they are kept."""


def purge(person: str | None, tell: Tell) -> None:
    """Erase what is sealed of a person, or, without one, delete what is older than it may be.

    Raises:
        UnknownPerson: nothing is sealed of anybody with this id, and no workspace has them.
        StorageAway, KeyStoreAway: try again; what was deleted stays deleted.
    """
    with opened() as house:
        if person is not None:
            erasure = Erasure(house.database, house.keys)
            workspaces = house.database.read(lambda store: store.workspaces.all())
            found = [
                erasure.erase_everywhere(workspace=w.id, user=UserId(person)) for w in workspaces
            ]
            if not any(found):
                if not _is_known(house, UserId(person)):
                    raise UnknownPerson
                tell(f"Nothing is sealed of {person}.")
                return
            tell(
                f"Whatever was still sealed of {person} is erased. What has been counted stays as "
                "it was published: counting it again would show what was erased."
            )
        else:
            forgotten = retain(house.database, house.keys, now=datetime.now(UTC))
            tell(
                f"Deleted what is older than it may be; {forgotten} people who left are forgotten."
            )
        if not bury(house.database, house.keys):
            tell("Somebody is reading; what was deleted leaves the disk when the app next tidies.")


def _is_known(house: House, user: UserId) -> bool:
    return house.database.read(
        lambda store: any(store.people.get(w.id, user) for w in store.workspaces.all())
    )


def export(team: str, out: Path, tell: Tell) -> None:
    """Write everything a team may take away: settings, changes, readings and reports.

    Raises:
        UnknownTeam: no team has this id or name.
    """
    with opened() as house:
        files = house.database.read(lambda store: _files(store, team))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_text(content, encoding="utf-8", newline="")
    tell(f"Wrote {len(files)} files to {out}.")


def _files(store: Store, named: str) -> dict[str, str]:
    team = find_team(store, named)
    changes = store.audit.recent(team.workspace, team=team.id, limit=CHANGES)
    files = {
        "settings.json": _json(_settings(team)),
        "changes.json": _json([asdict(change) for change in changes]),
        "readings.csv": table(
            store.readings.of_team(team.id), trials.of_team(store, team.id), in_words
        ),
    }
    for report, day in store.reports.of_team(team.id):
        files[f"report-{day}.json"] = report_to_json(store.reports.get(report)[1]) + "\n"
    return files


def _settings(team: Team) -> dict[str, Any]:
    return {key: value for key, value in asdict(team).items() if key not in {"id", "workspace"}}


def _json(value: object) -> str:
    return json.dumps(value, default=_plain, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
