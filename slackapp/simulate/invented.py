"""Made-up teams and answers, the same for the same seed.

A scale answer is clip(round(3.6 + person N(0, 0.9) + team-week N(0, 0.3) + noise N(0, 0.5)), 1, 5);
each person answers a round with probability 0.8. Everybody has a few teammates they turn to, and
says most weeks whether one of them helped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from analytics.instrument.bank import load
from slackapp.domain.answers import NAMES, Answer, Tie, asks_reasons
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import Asks, Round
from slackapp.simulate.formats import RosterLine
from slackapp.simulate.lines import Line

MEAN, PERSON, WEEK, NOISE = 3.6, 0.9, 0.3, 0.5
ANSWERS = 0.8
TURNS_TO = 3
HELPED = 0.4
KIND_SAID = 0.5


@dataclass(frozen=True, slots=True)
class World:
    """How many teams, counting members in each, and weeks; one lead comes on top."""

    teams: int
    people: int
    weeks: int
    seed: int

    def rosters(self) -> dict[str, list[RosterLine]]:
        """Return each team's rosters; nobody joins or leaves."""
        return {
            name: self._rosters(name) for name in (f"T{n:05}" for n in range(1, self.teams + 1))
        }

    def _rosters(self, team: str) -> list[RosterLine]:
        lead = UserId(f"{team}-lead")
        users = (*(UserId(f"{team}-{n:02}") for n in range(1, self.people + 1)), lead)
        nowhere = Line("--random", 0, {})
        return [
            RosterLine(nowhere, team, number, users, frozenset({lead}))
            for number in range(1, self.weeks + 1)
        ]

    def of(self, roster: RosterLine, row: Round) -> Iterator[tuple[UserId, Answer]]:
        """Give the answers to what a round asks."""
        week = Random(f"{self.seed}:{roster.team}:{roster.round}")  # noqa: S311
        shift = week.gauss(0, WEEK)
        for user in roster.members:
            if week.random() < ANSWERS:
                yield user, self._answer(user, roster, row.asks, week, shift)

    def _answer(
        self, user: UserId, roster: RosterLine, asks: Asks, week: Random, shift: float
    ) -> Answer:
        self_ = Random(f"{self.seed}:{user}")  # noqa: S311
        level = self_.gauss(0, PERSON)
        others = [other for other in roster.members if other != user]
        near = self_.sample(others, min(TURNS_TO, len(others)))

        def point() -> int:
            return min(5, max(1, round(MEAN + level + shift + week.gauss(0, NOISE))))

        def ties(prompt: str) -> tuple[Tie, ...] | None:
            if prompt not in asks.prompts:
                return None
            named = [other for other in near if week.random() < HELPED][:NAMES]
            return tuple(Tie(other, self._kind(week)) for other in named)

        helped_me, i_helped = ties("helped_me"), ties("i_helped")
        reasons = tuple(load().reasons) if asks_reasons(asks) else ()
        return Answer(
            items={item: point() for item in asks.items},
            helped_me=helped_me,
            i_helped=i_helped,
            nobody_suited=week.random() < 1 / 2 if helped_me == () else None,
            given=week.randint(0, 3) if asks.pulse else None,
            received=week.randint(0, 3) if asks.pulse else None,
            same_people=point() if asks.pulse else None,
            reasons=tuple(week.sample(reasons, 1)) if reasons and week.random() < 1 / 3 else (),
        )

    def _kind(self, week: Random) -> str | None:
        return week.choice(tuple(load().kinds)) if week.random() < KIND_SAID else None
