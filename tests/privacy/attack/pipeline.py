"""A made-up team through the real pipeline: seal, gather, settle, disclose, issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analytics.records import Reading, Report
from analytics.report import weekly_report
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import Asks, Round
from slackapp.services.steps import Steps
from slackapp.simulate.formats import RosterLine
from slackapp.simulate.house import MemoryKeys, OneTransaction, temporary_database
from slackapp.simulate.lines import Line
from slackapp.simulate.play import Play
from tests.privacy.attack.worlds import ITEMS, SAME_PEOPLE, TEAM, TURNED, WORKSPACE, Team, name

LEAD = UserId("lead")
PLACE = {item: place for place, item in enumerate(ITEMS)}


@dataclass(frozen=True)
class Given:
    """A team's answers, as the pipeline asks for them; those of `absent` people are left out."""

    team: Team
    absent: frozenset[int] = frozenset()

    def of(self, roster: RosterLine, row: Round) -> Iterator[tuple[UserId, Answer]]:
        """Give what each person answers to what a round asks."""
        week = roster.round - 1
        for person in self.team.said[:, week].nonzero()[0]:
            if person not in self.absent:
                yield name(person), self._answer(int(person), week, row.asks)

    def _answer(self, person: int, week: int, asks: Asks) -> Answer:
        points = self.team.points[person, week]
        items = {
            item: int(6 - points[at] if TURNED[at] else points[at])
            for item, at in ((item, PLACE[item]) for item in asks.items)
        }
        if asks.pulse and self.team.cell.pulse:
            received, given = (int(count) for count in self.team.helpers[person, week])
            same = int(points[PLACE[SAME_PEOPLE]])
            return Answer(items=items, given=given, received=received, same_people=same)
        if not (asks.prompts and self.team.cell.ties):
            return Answer(items=items)
        named = self.team.helped_me[week, person].nonzero()[0][:3]
        gave = self.team.helped_me[week, :, person].nonzero()[0][:3]
        return Answer(
            items=items,
            helped_me=tuple(Tie(name(other)) for other in named),
            i_helped=tuple(Tie(name(other)) for other in gave),
        )


@dataclass
class Shown:
    """What was published, window by window, and what every round asked."""

    readings: dict[tuple[str, int, int], Reading] = field(default_factory=dict)
    """(measure, first round asked, last round asked) → its reading, held ones too."""
    asked: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """(week, items) of each round asked, in order."""

    def add(self, report: Report) -> None:
        """Take a report's new readings."""
        for reading in report.settled:
            span = reading.span
            self.readings[reading.measure, span.first_round, span.last_round] = reading


def items_of(asks: Asks, team: Team) -> tuple[str, ...]:
    """What a round asks of a team on five points, with what the pulse without names asks so."""
    return (*asks.items, *[SAME_PEOPLE] * (asks.pulse and team.cell.pulse))


def rosters(team: Team) -> list[RosterLine]:
    """The rosters of a team as a simulation reads them."""
    nowhere = Line("an attack", 0, {})
    return [
        RosterLine(
            nowhere,
            TEAM,
            week + 1,
            tuple(sorted((*map(name, team.here[:, week].nonzero()[0]), LEAD))),
            frozenset({LEAD}),
            named=team.cell.ties,
            light=team.cell.light,
        )
        for week in range(team.cell.weeks)
    ]


def play(team: Team, *, absent: frozenset[int] = frozenset()) -> Shown:
    """Run one team through the pipeline and return its reports' readings, and nothing else."""
    shown = Shown()
    with temporary_database() as database:

        def unit(store: object) -> None:
            house, keys = OneTransaction(store), MemoryKeys()
            steps = Steps(house, keys, team.pepper, weekly_report, lambda *_, **__: {})
            teller = Play(house, keys, steps, WORKSPACE, Given(team, absent))
            for told in teller.weeks({TEAM: rosters(team)}):
                if told.asked.number:
                    shown.asked.append((told.round - 1, items_of(told.asked.asks, team)))
                if told.report is not None:
                    shown.add(told.report)

        database.step(unit)
    return shown
