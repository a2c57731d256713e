"""What two sentences tell of a person: who gives and receives alike, what was noticed.

The first is no linear form of answers, and the second stands for one or two answers of each. So the
attacker draws teams instead: what people tend to, then what they would have answered in each
window, and keeps the teams of which the same sentence would have been published (a particle filter
over the windows, then a second look at each window with what all of them say of people). That is
Bayes's rule up to the number of teams drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from analytics import thresholds
from analytics.disclosure import shown as words
from analytics.disclosure.pulse import ALIKE
from analytics.disclosure.scales import NOTICED as WAS_NOTICED
from tests.privacy.attack.pipeline import PLACE, Shown
from tests.privacy.attack.replay import replay
from tests.privacy.attack.trials import COALITIONS, NOBODY, Cast, Sums, cast
from tests.privacy.attack.worlds import (
    BUSY,
    HELPERS,
    MEAN,
    MOST_HELPERS,
    NOISE,
    NOTICED,
    PERSON,
    WEEK,
    Cell,
    Team,
)

DRAWN = 2_000
"""Teams an attacker draws for each question."""
KEPT = 0.98
"""How much of what a drawn team's people tend to is kept when it is drawn again: with less, few
different teams are left after a year; what is lost is made up for by as much chance."""
FEWEST_ALIKE = 20
"""Drawn teams of which the same would have been said, below which a window tells nothing."""

HAIR = 1e-4
"""What rounding leaves of a mean of at most sixteen whole numbers."""


@dataclass(frozen=True)
class Statement:
    """A sentence about the people of a window, and the answers behind it."""

    measure: str
    parts: int
    """Numbers in an answer."""
    centre: float
    lowest: int
    highest: int
    noise: float

    def answers(self, team: Team) -> NDArray[np.int8]:
        """(people, weeks, parts): what would be answered."""
        noticed = team.points[:, :, PLACE[NOTICED]][:, :, None]
        return noticed if self.measure == WAS_NOTICED else team.helpers

    def tends(self, team: Team) -> NDArray[np.float64]:
        """(people, parts): what lies behind it."""
        if self.measure == ALIKE:
            return team.tends
        return team.level.mean(axis=1, where=team.here)[:, None]

    def amount(self, tends: NDArray[np.float64]) -> NDArray[np.float64]:
        """What somebody is named by: who is lowest of it noticed least, or gives most for less."""
        return tends[..., 0] - (tends[..., 1] if self.parts > 1 else 0)

    def respondents(self, told: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(people,): who answered enough of a window's weeks."""
        share = thresholds.ROUNDS_SHARE * told.shape[1] if self.measure == ALIKE else 1
        return told.sum(axis=1) >= share

    def draw(self, tends: NDArray, weeks: int, rng: np.random.Generator) -> NDArray[np.int8]:
        """(teams, people, weeks, parts): answers of people who tend to that."""
        teams, people, parts = tends.shape
        exact = rng.standard_normal((teams, people, weeks, parts), np.float32)
        exact *= self.noise
        exact += WEEK * rng.standard_normal((teams, 1, weeks, 1), np.float32)
        exact += (self.centre + tends[:, :, None]).astype(np.float32)
        np.rint(exact, out=exact)
        return np.clip(exact, self.lowest, self.highest, out=exact).astype(np.int8)

    def word(
        self, answers: NDArray[np.int8], told: NDArray[np.bool_], leans: NDArray | float = 0.0
    ) -> NDArray[np.str_]:
        """(teams,): what would be said of answers of which those told count, with their leans."""
        weighed = (told / told.sum(axis=1, keepdims=True)).astype(np.float32)
        means = (answers * weighed[:, :, None]).sum(axis=2)
        if self.measure == WAS_NOTICED:
            scores = means[..., 0].mean(axis=1) + leans
            borders = (thresholds.LOW_BELOW - HAIR, thresholds.HIGH_ABOVE + HAIR)
            return np.array(words.LEVELS)[np.searchsorted(borders, scores)]
        alike = np.abs(means[..., 0] - means[..., 1]) <= thresholds.PULSE_ALIKE_WITHIN + HAIR
        shares, which = np.unique(alike.mean(axis=1), return_inverse=True)
        most, half = thresholds.PULSE_MOST, thresholds.PULSE_HALF
        said = [words.share(float(share), most=most, half=half) for share in shares]
        return np.array(said)[which]


STATEMENTS = (
    Statement(ALIKE, 2, HELPERS, 0, MOST_HELPERS, BUSY),
    Statement(WAS_NOTICED, 1, MEAN, 1, 5, NOISE),
)


@dataclass(frozen=True)
class Said:
    """One published sentence: the weeks it is of, who answered enough, in which weeks, and it."""

    weeks: NDArray[np.intp]
    people: NDArray[np.intp]
    told: NDArray[np.bool_]
    """(people, weeks)"""
    word: str
    lean: frozenset[int] | None = None
    """Whose secret amount is in it; None where none is."""


def said(
    statement: Statement, team: Team, shown: Shown, absent: frozenset[int] = NOBODY
) -> Iterator[Said]:
    """Every sentence that was published, in order, with all that rosters and answering tell."""
    for (measure, first, last), reading in sorted(shown.readings.items()):
        if measure != statement.measure or reading.value is None:
            continue
        rounds = shown.asked[first - 1 : last]
        inside = [week for week, _ in rounds]
        asked = [week for week, items in rounds if measure == ALIKE or NOTICED in items]
        people = team.counts[:, inside].all(axis=1).nonzero()[0]
        told = team.said[np.ix_(people, asked)] & ~np.isin(people, [*absent])[:, None]
        enough = statement.respondents(told)
        lean = team.alike(people) if thresholds.leans(len(people)) else None
        leans = lean if measure == WAS_NOTICED else None
        yield Said(np.array(asked), people[enough], told[enough], str(reading.value), leans)


@dataclass
class Attack:
    """What somebody believes who has read these sentences and knows some people's answers."""

    statement: Statement
    team: Team
    sentences: list[Said]
    known: frozenset[int]
    rng: np.random.Generator

    @cached_property
    def drawn(self) -> tuple[NDArray[np.float64], dict[frozenset[int] | None, NDArray]]:
        """Drawn teams of which all the same would have been said.

        What their people tend to, (teams, people, parts), and each population's lean, (teams,).
        """
        shape = (DRAWN, len(self.team.here), self.statement.parts)
        tends = self.rng.normal(0, PERSON, shape)
        most = thresholds.LEAN_MOST
        whose = dict.fromkeys(one.lean for one in self.sentences)
        leans = {lean: self.rng.uniform(-most, most, DRAWN) * (lean is not None) for lean in whose}
        for one in self.sentences:
            same = self._same(one, tends[:, one.people], leans[one.lean])[1]
            if len(same) >= FEWEST_ALIKE:
                again = self.rng.choice(same, DRAWN)
                tends = self._again(tends[again])
                leans = {lean: amounts[again] for lean, amounts in leans.items()}
        return tends, leans

    @property
    def tends(self) -> NDArray[np.float64]:
        """(teams, people, parts): what people of these teams tend to."""
        return self.drawn[0]

    def named(self, people: list[int]) -> int:
        """Who is most probably the lowest of these."""
        lowest = self.statement.amount(self.tends[:, people]).argmin(axis=1)
        return people[int(np.bincount(lowest, minlength=len(people)).argmax())]

    def guessed(self, person: int, weeks: list[int]) -> float:
        """The share of a person's answers of these weeks that are guessed; NaN without any."""
        truth = self.statement.answers(self.team)[person]
        right = dict.fromkeys(weeks)
        for one in self.sentences:
            inside = [week for week in one.weeks if week in right]
            if inside:
                guess = self._guess(one, person)
                right |= {week: guess[list(one.weeks).index(week)] for week in inside}
        usual = self._usual(person)
        hits = [(usual if guess is None else guess) == truth[week] for week, guess in right.items()]
        return float(np.mean(hits)) if hits else float("nan")

    def _guess(self, one: Said, person: int) -> NDArray[np.int8]:
        """(weeks, parts): the answers found most often where the same would have been said."""
        beside = [] if person in one.people else [person]
        tends = self.tends[:, [*one.people, *beside]]
        answers, same = self._same(one, tends, self.drawn[1][one.lean])
        place = [*one.people, *beside].index(person)
        return self._commonest(answers[same if len(same) >= FEWEST_ALIKE else slice(None), place])

    def _usual(self, person: int) -> NDArray[np.int8]:
        """(parts,): the answer to expect of a person where nothing was said."""
        answers = self.statement.draw(self.tends[:, [person]], 1, self.rng)
        return self._commonest(answers[:, 0])[0]

    def _commonest(self, answers: NDArray[np.int8]) -> NDArray[np.int8]:
        points = range(self.statement.lowest, self.statement.highest + 1)
        often = np.stack([(answers == point).sum(axis=0) for point in points])
        return (often.argmax(axis=0) + self.statement.lowest).astype(np.int8)

    def _same(
        self, one: Said, tends: NDArray, leans: NDArray
    ) -> tuple[NDArray[np.int8], NDArray[np.intp]]:
        """Answers of drawn teams, the people of the sentence first, and the teams it is true of."""
        answers = self.statement.draw(tends, len(one.weeks), self.rng)
        theirs = [row for row, person in enumerate(one.people) if person in self.known]
        truth = self.statement.answers(self.team)[:, one.weeks]
        answers[:, theirs] = truth[one.people[theirs]]
        word = self.statement.word(answers[:, : len(one.people)], one.told, leans)
        return answers, (word == one.word).nonzero()[0]

    def _again(self, tends: NDArray) -> NDArray:
        """Drawn again: what they tend to, with its means and covariances, and a little chance."""
        flat = tends.reshape(DRAWN, -1)
        mean, cov = flat.mean(axis=0), np.cov(flat.T) + 1e-9 * np.eye(flat.shape[1])
        chance = self.rng.standard_normal(flat.shape) @ np.linalg.cholesky(cov).T
        moved = mean + KEPT * (flat - mean) + np.sqrt(1 - KEPT**2) * chance
        return moved.reshape(tends.shape)


def statements(cell: Cell, *, seed: int, number: int) -> Sums:
    """Who is lowest, and what one person answered, for 0, 1 and 3 colluders, by sentences alone."""
    played = cast(cell, seed=seed, number=number)
    sums: Counter[str] = Counter(teams=1)
    if played is None:
        return dict(sums)
    shown = cache(lambda absent: replay(played.team, absent=absent))
    for statement in STATEMENTS:
        for size in COALITIONS:
            colluders = frozenset(played.order[:size])
            rng = np.random.default_rng([seed, number, size, 4])
            _attack(sums, statement, played, colluders, shown, rng)
    return dict(sums)


def _attack(
    sums: Counter[str],
    statement: Statement,
    played: Cast,
    colluders: frozenset[int],
    shown: Callable[[frozenset[int]], Shown],
    rng: np.random.Generator,
) -> None:
    name, team, target = f"{statement.measure} c{len(colluders)}", played.team, played.target
    looked_at = sorted(set(played.order) - colluders)
    amount = statement.amount(statement.tends(team))
    lowest = min(looked_at, key=lambda person: amount[person])
    sums[f"{name} teams"] += 1
    sums[f"{name} chance"] += 1 / len(looked_at)
    weeks = _told(statement, played)
    for what, absent in {
        "full": NOBODY,
        "without lowest": frozenset({lowest}),
        "without target": frozenset({target}),
    }.items():
        sentences = list(said(statement, team, shown(absent), absent))
        attack = Attack(statement, team, sentences, colluders, rng)
        if what != "without target":
            sums[f"{name} {what} named"] += int(attack.named(looked_at) == lowest)
        if what != "without lowest" and weeks:
            sums[f"{name} {what} guessed"] += attack.guessed(target, weeks)
            sums[f"{name} {what} guessers"] += 1


def _told(statement: Statement, played: Cast) -> list[int]:
    """The weeks in which the target answered what stands behind a sentence."""
    team, target = played.team, played.target
    asks = statement.measure == WAS_NOTICED
    return [
        week
        for week, items in played.shown.asked
        if team.said[target, week] and team.counts[target, week] and (not asks or NOTICED in items)
    ]
