"""What somebody finds whose form or page was overtaken, for `bearings payloads`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from slackapp.domain.expectations import Expected
from slackapp.domain.experiments import Experiment, Newest
from slackapp.domain.ids import ExperimentId, UserId
from slackapp.domain.overview import ManagedTeam, Standing
from slackapp.domain.teams import Change
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import edit, foreseen, managing, overtaken, restoring, settings_text, undo
from slackapp.ui.blocks import TEXT
from slackapp.ui.edit import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """In place of each form, above a text, and above a team's page."""
    team, last = sample.team, _last(sample)
    until = sample.form.closes_at.date().isoformat()
    after = json.dumps({Expected.ON_CALL: until})
    noted = replace(last, event="expected", before="{}", after=after)
    for section in Section:
        sent = edit.view(section, seen_of(sample, 8, people=9), admin=True)
        yield f"overtaken-{section}", overtaken.form(sent, last)
        yield f"overtaken-{section}-unknown", overtaken.form(sent, None)
    for name, one in (("", noted), ("-unknown", None)):
        yield f"overtaken-expected{name}", overtaken.expected(one)
        yield f"overtaken-undo{name}", undo.overtaken(team.id, None, one)
        yield f"overtaken-nothing{name}", undo.nothing(one)
        offered = Newest(_offered(sample), None, team.name)
        yield f"undo-overtaken{name}", undo.overtaken(team.id, offered, one)
    text = settings_text.form(team)
    text["state"] = {"values": {"text": {"answer": {"value": "{" + " " * (TEXT - 2) + "}"}}}}
    whole = restoring.form("0123456789abcdef")
    names: dict[str, str] = {team.id: team.name}
    above = overtaken.text(replace(last, team=team.id), names=names)
    yield "restoring-overtaken", restoring.again(whole, above, seen="fedcba9876543210")
    running = ManagedTeam(team, Standing.RUNNING)
    for name, one in (("", last), ("-unknown", None)):
        yield f"settings-overtaken{name}", foreseen.again(text, overtaken.text(one))
        page = managing.team(running, admin=True, above=overtaken.page(one))
        yield f"team-overtaken{name}", page


def _offered(sample: Sample) -> Experiment:
    id_ = ExperimentId("0123456789abcdef01234567")
    return Experiment(id=id_, team=sample.team.id, offered_in=1, choices=("two_heads",))


def _last(sample: Sample) -> Change:
    leads = [f"U{n:010}" for n in range(30)]
    before = {"name": "Harbour", "leads": leads[:1], "every_weeks": 1, "quiet_days": []}
    days = [f"2026-12-{n}" for n in range(10, 31)]
    after = {"name": sample.team.name, "leads": leads, "every_weeks": 2, "quiet_days": days}
    change = Change(None, "edited", UserId("U0123456789"), sample.form.closes_at, "", "")
    return replace(change, before=json.dumps(before), after=json.dumps(after))
