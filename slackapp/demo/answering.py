"""Plausible answers: people differ, agree more about the team than about themselves, and help.

Made up from one seed; nothing here knows how answers are stored or counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from analytics.instrument.bank import load
from slackapp.domain.answers import COUNTS, NAMES, POINTS, Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.screens import Form

LEVELS = {
    "reciprocity": 3.8,
    "autonomy": 4.1,
    "trust_and_safety": 3.4,
    "emotional_presence": 3.1,
    "shared_responsibility": 2.6,
    "balanced": 3.3,
    "over_reliance": 3.3,
    "over_responsibility": 3.0,
}
"""How much an average member of this team agrees that something holds, from 1 to 5."""
OTHERWISE = 2.4
RISES = {"shared_responsibility": 0.07, "emotional_presence": 0.03}
"""Points a round: what the team is getting better at."""
PERSON_SPREAD = 0.6
WEEK_SPREAD = 0.3
NOISE = 0.6
ANSWERS = 0.9
"""The chance that a person answers at all."""
LEAVES_BLANK = 0.04
"""The chance that one item is left blank."""
SAYS_KIND = 0.7
HUB_WEIGHT = 4.0
"""How much likelier the person everybody goes to is named."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one person is asked in one round."""

    round: int
    user: UserId
    items: Sequence[str]
    prompts: Sequence[str]
    teammates: Sequence[UserId]
    kinds: Sequence[str]
    pulse: bool = False
    """Asked how many instead of who."""


def question(number: int, user: UserId, form: Form) -> Question:
    """Return what a form asks one person."""
    return Question(
        round=number,
        user=user,
        items=[item.id for item in form.items],
        prompts=form.prompts,
        teammates=[teammate for teammate, _ in form.teammates],
        kinds=tuple(load().kinds),
        pulse=form.pulse,
    )


@dataclass(frozen=True, slots=True)
class Temperament:
    """Turns questions into answers, the same ones for the same seed whoever asks first."""

    seed: int
    hub: UserId

    def answers(self, asked: Question) -> bool:
        """Say whether this person answers this round."""
        return self._random("turns up", asked).random() < ANSWERS

    def answer(self, asked: Question) -> Answer:
        """Return one person's answers of one round."""
        random = self._random("answers", asked)
        person = Random(f"{self.seed}/{asked.user}").gauss(0, PERSON_SPREAD)  # noqa: S311 (a demo)
        week = Random(f"{self.seed}/week {asked.round}").gauss(0, WEEK_SPREAD)  # noqa: S311
        points = {item: _point(random, item, asked.round, person + week) for item in asked.items}
        said = Answer(
            items={item: point for item, point in points.items() if random.random() > LEAVES_BLANK},
            helped_me=self._named(random, asked) if "helped_me" in asked.prompts else None,
            i_helped=self._named(random, asked) if "i_helped" in asked.prompts else None,
        )
        if not asked.pulse:
            return said
        given, received = random.choice(COUNTS), random.choice(COUNTS)
        return replace(said, given=given, received=received, same_people=random.choice(POINTS))

    def _named(self, random: Random, asked: Question) -> tuple[Tie, ...]:
        left = list(asked.teammates)
        named: list[Tie] = []
        for _ in range(random.choice((0, 1, 1, 2, 2, NAMES))):
            weights = [self._weight(asked.user, user) for user in left]
            chosen = random.choices(left, weights)[0]
            left.remove(chosen)
            kind = random.choice(asked.kinds) if random.random() < SAYS_KIND else None
            named.append(Tie(chosen, kind))
        return tuple(named)

    def _weight(self, asker: UserId, other: UserId) -> float:
        """Habits are mutual: how often two people help each other is drawn once for both."""
        pair = "/".join(sorted((asker, other)))
        habit = Random(f"{self.seed}/{pair}").random() ** 2 + 0.05  # noqa: S311
        return habit * (HUB_WEIGHT if other == self.hub else 1.0)

    def _random(self, what: str, asked: Question) -> Random:
        return Random(f"{self.seed}/{what}/{asked.round}/{asked.user}")  # noqa: S311


def _point(random: Random, item_id: str, number: int, mood: float) -> int:
    """Agreement with one statement; with one that speaks against its measure, turned round."""
    item = load().items[item_id]
    level = LEVELS.get(item.measure, OTHERWISE) + RISES.get(item.measure, 0.0) * number
    agreed = level + mood if item.measure in LEVELS else level
    said = random.gauss(agreed, NOISE)
    return max(1, min(5, round(said if item.polarity > 0 else 6 - said)))
