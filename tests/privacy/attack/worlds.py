"""The worlds in which an attacker is tried: people with levels, teams with moods, and churn.

What is answered about a measure is clip(round(3.6 + person N(0, 0.9) + team-week N(0, 0.3) + noise
N(0, 0.5)), 1, 5), the same person's level in every family: that is what makes a person easiest to
follow. With drift, teams and persons also wander (AR(1), sd 0.3, half-life eight weeks).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.instrument.bank import FACETS, PATTERNS, load
from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.services.hashes import lean, reference

MEAN, PERSON, WEEK, NOISE = 3.6, 0.9, 0.3, 0.5
DRIFT, HALF_LIFE = 0.3, 8
RHO = 0.5 ** (1 / HALF_LIFE)
NEWCOMER_ROUNDS = 2
"""A joiner counts from their third round on."""
MONTHS_A_WEEK = 12 / 52
TIES_EACH, ACTIVE = 3, 0.6
"""Colleagues everybody turns to, and the share of weeks in which one of them helps."""
LOAD = 0.25
"""Points lost for each person more than usual who turns to somebody: scores tell about ties."""
NAMES = 3
WORKSPACE, TEAM = WorkspaceId("W"), TeamId("#T")
SCALES = tuple(item.id for measure in (*FACETS, *PATTERNS) for item in load().core(measure))
SAME_PEOPLE, NOTICED = "same_people", load().core("noticed")[0].id
ITEMS = (*SCALES, SAME_PEOPLE, NOTICED)
TURNED = np.array([item in load().items and load().items[item].polarity < 0 for item in ITEMS])
HELPERS, MOST_HELPERS, BUSY = 1.5, 3, 0.5
"""How many people one tends to help, or to be helped by, in a week; how that varies by week."""


@dataclass(frozen=True)
class Cell:
    """One combination of conditions; `people` are counting members, a lead comes on top."""

    people: int
    weeks: int = 52
    response: float = 0.8
    churn: float = 0.0
    """Share of people who leave in a month; somebody else takes each one's place at once."""
    apart: bool = False
    """Places stay empty; as many people join, at other times: twice the changes."""
    stress: float = 0.0
    """Chance of one leaver, and of one joiner, in a week: instead of `churn`."""
    drift: bool = False
    move: str = ""
    """ "leaves" or "joins": exactly one person does, half-way."""
    every: int = 0
    """Weeks after which an admin takes one and the same person out of the team and puts an
    accomplice in, each time another one, or brings that person back."""
    drop: float = 0.0
    """Points the whole team loses half-way."""
    ties: bool = False
    light: bool = False
    pulse: bool = False
    """Whether the pulse without names is answered, where it is asked."""
    experiment: bool = False
    """Whether one is running, so that it is asked what people noticed of it."""


@dataclass(frozen=True)
class Team:
    """One team's truth. Weeks count from 0; the arrays have one row a person who was ever there."""

    cell: Cell
    here: NDArray[np.bool_]
    """(people, weeks): on the roster."""
    counts: NDArray[np.bool_]
    """(people, weeks): a counting member."""
    said: NDArray[np.bool_]
    """(people, weeks): would answer."""
    level: NDArray[np.float64]
    """(people, weeks): what a person tends to answer."""
    mood: NDArray[np.float64]
    """(weeks,): what the team adds."""
    points: NDArray[np.int8]
    """(people, weeks, items): what would be answered, agreeing turned where it speaks against."""
    turns_to: NDArray[np.bool_]
    """(people, people): who is whose helper."""
    helped_me: NDArray[np.bool_]
    """(weeks, people, people): who would be named."""
    tends: NDArray[np.float64]
    """(people, 2): how many more than usual a person helps, and is helped by, in a week."""
    helpers: NDArray[np.int8]
    """(people, weeks, 2): how many would be answered to have been helped, and to have helped."""
    pepper: bytes
    """The secret of the installation this team is in, one for each team."""
    mover: int = -1
    """The one who leaves or joins, where exactly one does."""

    def alike(self, people: Iterable[int]) -> frozenset[int]:
        """Whose scores are shifted by the same amount as those of these people: only theirs."""
        return frozenset(map(int, people))

    def lean(self, people: Iterable[int]) -> float:
        """By how much the product shifts the scores of these people, if they are few."""
        return lean(self.pepper, reference(self.pepper, WORKSPACE, map(name, self.alike(people))))


def name(person: int) -> UserId:
    """The id of a person."""
    return UserId(f"p{person:03}")


def world(cell: Cell, *, seed: int, number: int) -> Team:
    """Make one team; the same numbers give the same team."""
    key = [seed, number, cell.people, cell.weeks, round(cell.churn * 1000)]
    key += [round(cell.stress * 100), int(cell.drift), len(cell.move), round(cell.drop * 10)]
    key += [
        round(cell.response * 100),
        int(cell.ties),
        *[1] * cell.apart,
        *[cell.every] * bool(cell.every),
        *[2] * cell.light,
        *[3] * cell.experiment,
    ]
    rng = np.random.default_rng(key)
    here, mover = _rosters(cell, rng)
    people, weeks = here.shape
    level = rng.normal(0, PERSON, (people, 1)) + np.zeros((people, weeks))
    mood = rng.normal(0, WEEK, weeks)
    if cell.drift:
        level = level + _wander(rng, people, weeks)
        mood = mood + _wander(rng, 1, weeks)[0]
    mood = mood - cell.drop * (np.arange(weeks) >= weeks // 2)
    turns_to, helped_me = _ties(rng, here) if cell.ties else (np.zeros((0, 0), bool),) * 2
    if cell.ties:
        level = level - LOAD * (turns_to.sum(axis=0) - TIES_EACH)[:, None]
    exact = MEAN + level[:, :, None] + mood[None, :, None]
    exact = exact + rng.normal(0, NOISE, (people, weeks, len(SCALES)))
    said = here & (rng.random((people, weeks)) < cell.response)
    # Drawn apart and last, so that nothing else of a world depends on it.
    tends, helpers = _helpers(rng, here)
    more = (MEAN + level + mood)[:, :, None] + rng.normal(0, NOISE, (people, weeks, 2))
    exact = np.concatenate([exact, more], axis=2)
    first = here.argmax(axis=1)[:, None]
    return Team(
        cell=cell,
        here=here,
        counts=here & ((first == 0) | (np.arange(weeks) >= first + NEWCOMER_ROUNDS)),
        said=said,
        level=level,
        mood=mood,
        points=np.clip(np.rint(exact), 1, 5).astype(np.int8),
        turns_to=turns_to,
        helped_me=helped_me,
        tends=tends,
        helpers=helpers,
        pepper=f"{seed} {number}".encode(),
        mover=mover,
    )


def _rosters(cell: Cell, rng: np.random.Generator) -> tuple[NDArray[np.bool_], int]:
    if cell.move:
        return _one_move(cell, rng)
    if cell.every:
        return _cycled(cell)
    rows = [np.ones(cell.weeks, bool) for _ in range(cell.people)]
    present = list(range(cell.people))
    leaves = 1 - (1 - cell.churn) ** MONTHS_A_WEEK
    for week in range(1, cell.weeks):
        if cell.stress:
            gone = [int(rng.choice(present))] if present and rng.random() < cell.stress else []
            come = int(rng.random() < cell.stress)
        else:
            gone = [one for one in present if rng.random() < leaves]
            come = int(rng.binomial(cell.people, leaves)) if cell.apart else len(gone)
        for one in gone:
            rows[one][week:] = False
            present.remove(one)
        for _ in range(come):
            present.append(len(rows))
            rows.append(np.arange(cell.weeks) >= week)
    return np.array(rows), -1


def _one_move(cell: Cell, rng: np.random.Generator) -> tuple[NDArray[np.bool_], int]:
    """One person leaves or joins at a random week around the middle; nobody else does."""
    when = cell.weeks // 2 + int(rng.integers(-4, 5))
    here = np.ones((cell.people, cell.weeks), bool)
    if cell.move == "leaves":
        here[0, when:] = False
    else:
        here[0, :when] = False
    return here, 0


def _cycled(cell: Cell) -> tuple[NDArray[np.bool_], int]:
    """One seat is the target's in every other span of weeks, and an accomplice's in between."""
    span = np.arange(cell.weeks) // cell.every
    seats = [span % 2 == 0, *[np.ones(cell.weeks, bool)] * (cell.people - 1)]
    accomplices = [span == place for place in range(1, int(span[-1]) + 1, 2)]
    return np.array([*seats, *accomplices]), 0


def _helpers(
    rng: np.random.Generator, here: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    people, weeks = here.shape
    tends = rng.normal(0, PERSON, (people, 2))
    exact = HELPERS + tends[:, None] + rng.normal(0, WEEK, (weeks, 1))
    exact = exact + rng.normal(0, BUSY, (people, weeks, 2))
    return tends, np.clip(np.rint(exact), 0, MOST_HELPERS).astype(np.int8)


def _wander(rng: np.random.Generator, rows: int, weeks: int) -> NDArray[np.float64]:
    steps = rng.normal(0, DRIFT, (rows, weeks))
    for week in range(1, weeks):
        steps[:, week] = RHO * steps[:, week - 1] + np.sqrt(1 - RHO**2) * steps[:, week]
    return steps


def _ties(
    rng: np.random.Generator, here: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    people, weeks = here.shape
    turns_to = np.zeros((people, people), bool)
    popular = rng.gamma(2.0, 1.0, people)
    for one in range(people):
        odds = np.where(np.arange(people) == one, 0, popular)
        chosen = rng.choice(people, min(TIES_EACH, people - 1), replace=False, p=odds / odds.sum())
        turns_to[one, chosen] = True
    helped_me = turns_to & (rng.random((weeks, people, people)) < ACTIVE)
    return turns_to, helped_me & here.T[:, :, None] & here.T[:, None, :]
