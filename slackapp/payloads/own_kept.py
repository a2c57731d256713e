"""What is kept of one person beside what is sealed, for `bearings payloads`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Final

from analytics import practices
from slackapp.domain.deliveries import Delivery, DeliveryState, Kind
from slackapp.domain.experiments import VERDICTS, Experiment, Stage
from slackapp.domain.ids import DeliveryId, ExperimentId, TeamId, UserId, WorkspaceId
from slackapp.domain.kept import Kept, Listing, Place
from slackapp.domain.teams import Change, Person, TeamState
from slackapp.payloads.samples import CLOSES, DAY, PLAIN, Sample

USER: Final = UserId("U0123456789")
NOBODY: Final = Person(WorkspaceId("W1"), USER, "Ada")
"""Somebody of whom nothing else is kept."""
MANY: Final = 120
_BEFORE: Final = DAY - timedelta(weeks=26)


def sample_kept(sample: Sample) -> Kept:
    """Somebody of whom there is a row in every table, or in the worst sample very many."""
    times = 1 if sample is PLAIN else MANY
    practice, other = [*practices.load().practices][:2]
    tried = Experiment(
        id=ExperimentId("E1"),
        team=sample.team.id,
        offered_in=1,
        choices=(practice, other),
        stage=Stage.TRYING,
        practice=practice,
        since=_BEFORE,
        owner=USER,
    )
    person = Person(
        workspace=WorkspaceId("W1"),
        user=USER,
        name=sample.form.teammates[0][1],
        is_guest=True,
        is_admin=True,
        away=True,
    )
    return Kept(
        person=person,
        home=sample.team.id,
        named_admin=True,
        places=tuple(_places(sample, times)),
        votes=((tried, practice), (tried, VERDICTS[0])) * times,
        tended=(tried,) * times,
        messages=_messages(sample, times),
        changes=_changes(sample, times * 10 if times > 1 else times),
        names={sample.team.id: sample.team.name},
        written_at=CLOSES,
    )


def _places(sample: Sample, times: int) -> list[Place]:
    stood = Listing(_BEFORE, DAY, counts=True, lead=False, listed=True, asked=True)
    own = Place(sample.team.id, sample.team.name, TeamState.RUNNING, leads=True, since=_BEFORE)
    left = Place(
        TeamId("t9"),
        sample.team.name,
        TeamState.ENDED,
        since=_BEFORE,
        founding=True,
        left_on=DAY,
        lists=(stood,) * times,
    )
    gone = replace(left, state=TeamState.PAUSED, founding=False, lists=())
    return [own, left, gone, Place(TeamId("t8"), "", TeamState.ENDED)] * times


def _messages(sample: Sample, times: int) -> tuple[Delivery, ...]:
    message = Delivery(
        id=DeliveryId("d1"),
        workspace=WorkspaceId("W1"),
        team=sample.team.id,
        round=None,
        kind=Kind.REPORT_LEAD,
        target=USER,
        topic="",
        state=DeliveryState.DEAD,
        due_at=CLOSES,
        last_error="channel_not_found",
    )
    return tuple(replace(message, state=state) for state in DeliveryState) * times


def _changes(sample: Sample, times: int) -> tuple[Change, ...]:
    written = json.dumps({"leads": [USER]})
    led = Change(sample.team.id, "leads", None, CLOSES, json.dumps({"leads": []}), written)
    began = Change(sample.team.id, "created", USER, CLOSES, "", json.dumps({"open_days": 4}))
    return (led, began, Change(None, "installed", USER, CLOSES, "", "")) * times
