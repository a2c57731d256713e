"""Designed teams: answers that deserve one finding, settled by the real publishing rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analytics import disclosure
from analytics.instrument import bank, windows
from analytics.instrument.bank import FACETS, PATTERNS
from analytics.instrument.windows import FamilyPlan, Mode
from analytics.matrices import PulseWindow, ScaleWindow, TieWeeks
from analytics.records import Experiment, FamilyHistory, Reading, Report, Verdict, WindowSpan
from analytics.report import weekly_report

FIRST = date(2026, 1, 5)
HIGH, FAIR, LOW = 4.2, 3.2, 2.2
LATER = 8
REMEMBERED = 0.8

Answers = ScaleWindow | TieWeeks | PulseWindow


@dataclass
class Team:
    """A team by what its members would answer: means by measure, and who helps whom how often."""

    name: str
    people: int
    rounds: int
    means: dict[str, float] = field(default_factory=dict)
    later: dict[str, float] = field(default_factory=dict)
    """Means in windows that begin after round `LATER`."""
    ties: dict[tuple[int, int], float] = field(default_factory=dict)
    kind: str | None = None
    respond: float = 0.85
    alike: bool = False
    experiment: Experiment | None = None
    previous: Experiment | None = None


def ring(people: int, share: float = 0.5) -> dict[tuple[int, int], float]:
    """Everybody helps both neighbours."""
    near = {(i, (i + 1) % people): share for i in range(people)}
    return near | {(j, i): share for i, j in near}


def everybody(people: int, share: float) -> dict[tuple[int, int], float]:
    """Everybody helps everybody now and then."""
    return {(i, j): share for i in range(people) for j in range(people) if i != j}


def towards(centre: int, people: int, share: float) -> dict[tuple[int, int], float]:
    """Everybody is helped by one."""
    return {(i, centre): share for i in range(people) if i != centre}


def cliques(people: int, first: int, share: float) -> dict[tuple[int, int], float]:
    """The first so many help each other, and so do the rest."""
    inside = everybody(people, share)
    return {(i, j): p for (i, j), p in inside.items() if (i < first) == (j < first)}


GOOD = dict.fromkeys(FACETS, HIGH) | dict.fromkeys(PATTERNS, LOW) | {"balanced": HIGH}
MIXED = dict.fromkeys(FACETS, FAIR) | dict.fromkeys(PATTERNS, FAIR)
ASKED = Experiment("ask_small", FIRST + timedelta(weeks=6))
KEPT = Experiment("two_heads", FIRST + timedelta(weeks=2), Verdict.KEEP)

TEAMS = (
    Team("healthy-of-9", 9, 12, GOOD, ties=ring(9, 0.6), experiment=ASKED, previous=KEPT),
    Team(
        "one-carrier",
        9,
        8,
        MIXED | {"shared_responsibility": LOW, "over_reliance": HIGH},
        ties=everybody(9, 0.06) | towards(0, 9, 0.75),
        kind="knowledge",
    ),
    Team("two-cliques", 10, 8, MIXED | {"trust_and_safety": LOW}, ties=cliques(10, 5, 0.35)),
    Team("isolated-newcomer", 9, 8, GOOD, ties=ring(8, 0.6)),
    Team("too-few-answers", 8, 8, MIXED, ties=ring(8), respond=0.08),
    Team(
        "on-call-month",
        8,
        12,
        MIXED | {"porous": HIGH, "reciprocity": HIGH},
        later={"reciprocity": LOW - 0.4, "shared_responsibility": HIGH},
        ties={(i, j): 0.4 for i in range(8) for j in (0, 1, 2) if i != j},
    ),
    Team("team-of-6", 6, 12, MIXED | {"not_asking": HIGH}),
    Team("team-of-14", 14, 12, GOOD | {"autonomy": FAIR}, ties=ring(14, 0.6)),
    Team(
        "everything-settles",
        14,
        24,
        MIXED | {"rigid": HIGH, "shared_responsibility": LOW},
        ties=everybody(14, 0.05) | towards(0, 14, 0.6),
        kind="care",
        experiment=ASKED,
        previous=KEPT,
    ),
    Team("all-agree", 8, 8, MIXED, ties=ring(8), alike=True),
    Team("week-1", 8, 1, MIXED, ties=ring(8)),
    Team("week-2", 8, 2, MIXED, ties=ring(8), experiment=ASKED),
)


@dataclass(frozen=True)
class Week:
    """What lies ready in the round of a team's report: what was published, what is to settle."""

    team: Team
    mode: Mode
    published: tuple[Reading, ...]
    due: tuple[tuple[WindowSpan, Answers, FamilyHistory], ...]
    next_on: dict[str, date]
    seed: int


def report(team: Team, seed: int = 2026) -> Report:
    """Walk a team through its rounds and compose the report of the last one."""
    return settle(week(team, seed))


def week(team: Team, seed: int = 2026) -> Week:
    """Walk a team through its rounds up to the last, whose windows are left to settle."""
    rng = np.random.default_rng(seed)
    lean = rng.normal(0, 0.0 if team.alike else 0.6, team.people)
    mode = Mode(team.people)
    published: list[Reading] = []
    due: list[tuple[WindowSpan, Answers, FamilyHistory]] = []
    next_on: dict[str, date] = {}
    for plan in windows.families(mode):
        if plan.family == bank.FOLLOW_UP and team.experiment is None:
            continue
        history = FamilyHistory()
        for span in spans(plan, team.rounds):
            told = answers(team, span, lean, rng)
            if span.last_round == team.rounds:
                due.append((span, told, history))
            else:
                done = settled(team, span, told, history, seed)
                history = done.history
                published += done.readings
        next_on[plan.family] = next_day(plan, team.rounds)
    published.sort(key=lambda reading: reading.span.last_round)
    return Week(team, mode, tuple(published), tuple(due), next_on, seed)


def settle(ready: Week) -> Report:
    """Settle the windows of the week and compose its report: all the computing a report costs."""
    team = ready.team
    fresh = [settled(team, *window, ready.seed).readings for window in ready.due]
    new = tuple(reading for readings in fresh for reading in readings)
    return weekly_report(
        round_date=on(team.rounds),
        rounds_asked=team.rounds,
        readings=(*ready.published, *new),
        settled=new,
        next_on=ready.next_on,
        mode=ready.mode,
        experiment=team.experiment,
        previous=team.previous,
        sample=True,
    )


def settled(
    team: Team, span: WindowSpan, told: Answers, history: FamilyHistory, seed: int
) -> disclosure.Settled:
    """One window through the publishing rules, nobody having joined or left."""
    return disclosure.settle(
        span,
        told,
        members=team.people,
        population=frozenset(f"person {place}" for place in range(team.people)),
        history=history,
        churn=0,
        seed=seed,
    )


def spans(plan: FamilyPlan, rounds: int) -> list[WindowSpan]:
    """The windows of a family that end within so many rounds."""
    firsts = range(plan.first_round, rounds - plan.length + 2, plan.length)
    ends = [(first, first + plan.length - 1) for first in firsts]
    return [WindowSpan(plan.family, first, last, on(last)) for first, last in ends]


def next_day(plan: FamilyPlan, rounds: int) -> date:
    """The day the window ends that is open after so many rounds."""
    done = max(rounds - plan.first_round + 1, 0) // plan.length
    return on(plan.first_round + (done + 1) * plan.length - 1)


def on(number: int) -> date:
    """The day of a round."""
    return FIRST + timedelta(weeks=number - 1)


def answers(team: Team, span: WindowSpan, lean: NDArray[np.float64], rng: Generator) -> Answers:
    """What a team answers in a window of any family."""
    if span.family == bank.TIES:
        return tie_answers(team, span, rng)
    if span.family == bank.PULSE:
        return pulse_answers(team, span, rng)
    return scale_answers(team, span, lean, rng)


def scale_answers(
    team: Team, span: WindowSpan, lean: NDArray[np.float64], rng: Generator
) -> ScaleWindow:
    """Each item once, twice in eight rounds; turned items are answered the other way round."""
    items = [
        item
        for item in bank.load().items.values()
        if item.family == span.family and not item.alternate
    ]
    means = team.means | (team.later if span.first_round > LATER else {})
    times = 2 if span.family in FACETS and team.people <= windows.SMALL else 1
    counts = np.zeros((team.people, len(items), 5), dtype=np.uint16)
    for place, item in enumerate(items):
        mean = means.get(item.measure, FAIR)
        for _ in range(times):
            noise = rng.normal(0, 0.0 if team.alike else 0.5, team.people)
            point = np.clip(np.round(mean + lean + noise), 1, 5).astype(int)
            point = point if item.polarity > 0 else 6 - point
            there = rng.random(team.people) < team.respond
            counts[there, place, point[there] - 1] += 1
    reasons = (rng.random((team.people, 4)) < (0.9, 0.2, 0.7, 0.1)).astype(np.uint16)
    return ScaleWindow(
        tuple(item.id for item in items), counts, tuple(bank.load().reasons), reasons
    )


def tie_answers(team: Team, span: WindowSpan, rng: Generator) -> TieWeeks:
    """Help happens by chance; each side remembers four of five times."""
    rounds, n = span.last_round - span.first_round + 1, team.people
    share = np.zeros((n, n))
    for pair, often in team.ties.items():
        share[pair] = often
    helped = rng.random((rounds, n, n)) < share
    answered = rng.random((rounds, n)) < team.respond
    told = rng.random((2, rounds, n, n)) < REMEMBERED
    kinds = np.zeros((5, rounds, n, n), dtype=np.bool_)
    codes = tuple(bank.load().kinds)
    if team.kind:
        kinds[codes.index(team.kind)] = helped & told[0]
    return TieWeeks(helped & told[0], (helped & told[1]).swapaxes(1, 2), answered, codes, kinds)


def pulse_answers(team: Team, span: WindowSpan, rng: Generator) -> PulseWindow:
    """People give and receive about alike, from the same few."""
    shape = (span.last_round - span.first_round + 1, team.people)
    given = rng.integers(0, 4, shape).astype(np.float64)
    received = np.clip(given + rng.integers(-1, 2, shape), 0, 3)
    same = rng.integers(3, 6, shape).astype(np.float64)
    away = rng.random(shape) > team.respond
    for values in (given, received, same):
        values[away] = np.nan
    return PulseWindow(given, received, same)
