"""Made-up content for `bearings payloads`: a plain week, and the worst a workspace can bring."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final

from analytics.instrument import bank
from analytics.instrument.windows import Mode, calendar
from analytics.records import (
    REPORT_VERSION,
    BoardEntry,
    Report,
    Scale,
    Status,
    Trend,
    reading_from_json,
)
from slackapp.domain.awaited import NAMED, UNNAMED
from slackapp.domain.cadence import Cadence
from slackapp.domain.ids import ChannelId, ReportId, RoundId, TeamId, UserId, WorkspaceId
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import Reason
from slackapp.domain.screens import Form, HomeData, OpenRound, ReportLink, TeamCard
from slackapp.domain.teams import Team, TeamState

CLOSES: Final = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
DAY: Final = date(2026, 11, 23)
LONG: Final = (
    "<Aïsha & Þórunn> 😀 of the Department of Very Long Names and Longer Titles, Level 12 "
)
"""Longer than Slack's eighty characters, with everything that has to be escaped."""
TOPICS: Final = (
    "started:",
    "cadence:",
    "renamed:",
    "leads:",
    "moved:",
    "moved_away:",
    "away",
    "channel_gone:",
    "channel_shared:",
    "group_gone:",
    "cadence_gone:",
    "roster:",
    "few",
    "paused:",
    "resumed:",
    "ended:",
    "lost",
    "admin_named:U0123456789",
    "admin_removed:U0123456789",
    "policy:k:light:named:open_days:retention_weeks:not_for_appraisal",
    *(f"skipped:{reason.value}:2026-11-23" for reason in Reason),
    "skipped:too_large:2026-11-23:34",
    "too_large:34",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One set of content for every surface."""

    form: Form
    home: HomeData
    team: Team
    reports: dict[str, Report]
    sentences: tuple[str, ...]
    practice: str
    url: str
    topics: tuple[str, ...] = TOPICS

    def document(self, name: str) -> str:
        """Where a document is."""
        return f"{self.url.partition('/reports/')[0]}/documents/{name}"


def _sample(
    *, people: tuple[str, ...], team: str, times: int, sentences: tuple[str, ...]
) -> Sample:
    """Build a sample; `times` is how many of everything there are."""
    return Sample(
        form=_form(people, team, all_items=times > 1),
        home=_home(team, times),
        team=_team(team, times),
        reports={
            "readings": _report(Status.SHOWN),
            "words": _report(Status.SHOWN, facets=_IN_WORDS),
            "standing": replace(_report(Status.SHOWN), settled=()),
            "held": _report(Status.HELD),
        },
        sentences=sentences * times,
        practice="Ask for something small" if times == 1 else team,
        url="https://bearings.example/reports/r1?t=" + "t" * (200 if times == 1 else 2900),
    )


def _form(people: tuple[str, ...], team: str, *, all_items: bool) -> Form:
    known = tuple(bank.load().items.values())
    few = ("reciprocity_1", "autonomy_1", "trust_and_safety_2", "not_asking_1", "porous_1")
    return Form(
        round_id=RoundId("0123456789abcdef0123456789abcdef"),
        team=team,
        closes_at=CLOSES,
        zone="America/Argentina/Buenos_Aires",
        items=known if all_items else tuple(item for item in known if item.id in few),
        prompts=("helped_me", "i_helped"),
        pulse=False,
        follow_up=None,
        teammates=tuple((UserId(f"U{n:010}"), name) for n, name in enumerate(people)),
        members=len(people) + 1,
        k=5,
    )


def _home(team: str, times: int) -> HomeData:
    zone = "Europe/Berlin"
    return HomeData(
        open=tuple(OpenRound(RoundId(f"r{n}"), team, CLOSES, zone) for n in range(times)),
        teams=tuple(
            TeamCard(
                team=TeamId(f"t{n}"),
                name=team,
                channel=ChannelId("C0123456789"),
                state=state,
                lead=n == 0,
                n=9,
                next_opens_at=CLOSES if state is TeamState.RUNNING else None,
                zone=zone,
                calendar=(comes := calendar(Mode(n=9 if n % 2 == 0 else 6))),
                coming=tuple((entry.family, DAY) for entry in comes.gets),
                naming=NAMED if n % 2 == 0 else UNNAMED,
            )
            for n, state in enumerate(list(TeamState)[::-1] * times)
        ),
        reports=tuple(
            ReportLink(ReportId(f"p{n}"), TeamId(f"t{n}"), team, DAY) for n in range(2 * times)
        ),
        closing=tuple((TeamId(f"e{n}"), team) for n in range(times)),
        kept=True,
    )


def _team(name: str, times: int) -> Team:
    return Team(
        id=TeamId("t1"),
        workspace=WorkspaceId("w1"),
        channel=ChannelId("C0123456789"),
        name=name,
        leads=frozenset(UserId(f"U{n:010}") for n in range(times)),
        policy=Policy(),
        cadence=Cadence(
            zone="America/Argentina/Buenos_Aires",
            weekday=0,
            at=time(10),
            first=DAY,
            every_weeks=1 if times == 1 else 4,
        ),
        state=TeamState.RUNNING,
    )


def _report(status: Status, *, facets: dict[str, Measured] | None = None) -> Report:
    measured = MEASURED | (facets or {})
    board = tuple(_entry(family, status, measured[family]) for family in bank.FAMILIES)
    return Report(
        version=REPORT_VERSION,
        round_date=DAY,
        rounds_asked=8,
        opening="readings",
        settled=tuple(reading for entry in board for reading in entry.readings),
        findings=(),
        board=board,
        experiment=None,
        previous=None,
        suggestions=(),
        card=None,
        question=None,
        items=(),
        cannot_tell=(),
        follows="two_heads",
        follows_since=DAY,
        sample=True,
    )


Measured = tuple[tuple[str, Scale, float | str], ...]
MEASURED: Final[dict[str, Measured]] = {
    **{facet: ((facet, Scale.STEP, 3.5),) for facet in bank.FACETS},
    bank.PATTERN_FAMILY: tuple((pattern, Scale.LEVEL, "middle") for pattern in bank.PATTERNS),
    bank.TIES: (
        ("mutual", Scale.STATEMENT, "cannot_tell"),
        ("carriers", Scale.STATEMENT, "half"),
        ("held_by_few", Scale.STATEMENT, "held_by_few"),
        ("two_way", Scale.STATEMENT, "most"),
        ("agreement", Scale.STATEMENT, "most"),
    ),
    bank.PULSE: (
        ("give_and_receive", Scale.STATEMENT, "few"),
        ("same_people", Scale.LEVEL, "high"),
    ),
    bank.FOLLOW_UP: (("noticed", Scale.STATEMENT, "middle"),),
}
"""Every measure of every family, with a value it can have."""
_IN_WORDS: Final[dict[str, Measured]] = {
    facet: ((facet, Scale.LEVEL, "middle"),) for facet in bank.FACETS
}
"""The facets of a team in which people came and went."""


def _entry(family: str, status: Status, measured: Measured) -> BoardEntry:
    readings = tuple(
        reading_from_json(json.dumps(_stored(family, status, measure, scale, value)))
        for measure, scale, value in measured
    )
    moved_from = date(2026, 12, 14) if family == bank.PATTERN_FAMILY else None
    return BoardEntry(family, readings, next_on=date(2026, 12, 21), moved_from=moved_from)


def _stored(
    family: str, status: Status, measure: str, scale: Scale, value: float | str
) -> dict[str, object]:
    """A reading as it would lie in the database: no other way leads to one without answers."""
    shown = status is Status.SHOWN
    return {
        "measure": measure,
        "span": {"family": family, "first_round": 5, "last_round": 8, "ends_on": DAY.isoformat()},
        "status": status,
        "scale": scale,
        "value": value if shown else None,
        "half_width": 0.4 if shown and scale is Scale.STEP else None,
        "respondents": "7-9" if shown else None,
        "trend": Trend.HIGHER if shown else None,
        "before": None,
        "details": [],
    }


PLAIN: Final = _sample(
    people=(
        "Ada Osei",
        "Ben Ruiz",
        "Chiara Conti",
        "Dee Falk",
        "Emre Kaya",
        "Femi Ade",
        "Grete Lund",
        "Hana Sato",
    ),
    team="Harbour",
    times=1,
    sentences=(
        "Help in this team goes both ways more than chance alone would bring about.",
        "What is carried for others is carried by about half of the team.",
    ),
)
WORST: Final = _sample(
    people=tuple(f"{LONG}{n}" for n in range(30)),
    team=LONG * 3,
    times=20,
    sentences=("A sentence that goes on and on, because a catalogue may need the room. " * 6,),
)
