"""What installing the app and looking after teams shows, for `bearings payloads`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from slackapp.domain.cadence import preview
from slackapp.domain.ids import UserId
from slackapp.domain.overview import ManagedTeam, Standing
from slackapp.domain.teams import Change
from slackapp.ui import edit, managing, welcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block, Words

PREVIEWED = 5
EVENTS = ("created", "started", "edited", "channel_gone", "installed", "deleted")


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """What follows an installation."""
    yield "welcome", welcome.message()
    yield "welcome-back", welcome.message(paused=len(sample.home.teams))


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Lists, pages and the form."""
    managed = [_managed(sample, standing) for standing in Standing]
    yield "teams", managing.teams(managed * len(sample.home.teams), admin=True)
    yield "teams-of-lead", managing.teams(managed[1:2], admin=False)
    yield "teams-none", managing.teams((), admin=True)
    for one in managed:
        yield f"team-{one.standing.value}", managing.team(one, admin=True)
    yield "team-of-lead", managing.team(managed[1], admin=False)
    yield "team-deleted", managing.gone(sample.team.name)
    names: dict[str, str] = {sample.team.id: sample.team.name}
    yield "changes", managing.changes([*_changes(sample)] * len(sample.home.teams), names)
    yield "changes-none", managing.changes((), {})
    written = json.dumps(
        {"name": sample.team.name, "leads": [f"U{n:010}" for n in range(400)]}, indent=2
    )
    yield "settings-text", managing.settings(written)
    yield "edit", edit.view(sample.team, admin=True)
    yield "edit-of-lead", edit.view(sample.team, admin=False)
    bare = replace(sample.team, leads=frozenset(), policy=replace(sample.team.policy, k=30))
    yield "edit-bare", edit.view(bare, admin=True)


def _managed(sample: Sample, standing: Standing) -> ManagedTeam:
    asked = standing in {Standing.RUNNING, Standing.HELD}
    if not asked:
        return ManagedTeam(sample.team, standing)
    slots = preview(sample.team.cadence, sample.form.closes_at, PREVIEWED)
    return ManagedTeam(sample.team, standing, sample.form.closes_at, slots)


def _changes(sample: Sample) -> Iterator[Change]:
    before = json.dumps({"name": "Harbour", "leads": [], "every_weeks": 1})
    leads = [f"U{n:010}" for n in range(30)]
    after = json.dumps({"name": sample.team.name, "leads": leads, "every_weeks": 2})
    for event in EVENTS:
        yield Change(
            team=sample.team.id,
            event=event,
            actor=None if event == "channel_gone" else UserId("U0123456789"),
            at=sample.form.closes_at,
            before=before,
            after=after,
        )
