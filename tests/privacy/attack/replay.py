"""The same rules without database, sealing and calendar: forty times as fast, reading for reading.

It calls the product's own rotation, windows and disclosure, and repeats only what services do
around them: who counts, which rounds a window has, what history it is handed. A test, and every
chunk of a long run, play a team through the whole pipeline too and stop at the first difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from analytics import disclosure, intake
from analytics.instrument.bank import PULSE, TIES, load
from analytics.instrument.rotation import questionnaire
from analytics.instrument.windows import Mode, beginning
from analytics.records import FamilyHistory, WindowSpan
from slackapp.domain.gathering import asked_items
from slackapp.domain.rounds import Asks
from tests.privacy.attack.pipeline import PLACE, Shown, items_of
from tests.privacy.attack.worlds import NAMES, SAME_PEOPLE, TURNED, Team

FEWEST = 5
CHURN_WEEKS = 26
MONDAY = date(2026, 1, 5)


@dataclass
class _Window:
    family: str
    first: int
    last: int
    members: int


@dataclass
class _Run:
    """One team's life; `weeks` holds the calendar week of each round asked."""

    team: Team
    absent: frozenset[int]
    shown: Shown = field(default_factory=Shown)
    weeks: list[int] = field(default_factory=list)
    asks: list[Asks] = field(default_factory=list)
    windows: list[_Window] = field(default_factory=list)
    histories: dict[str, FamilyHistory] = field(default_factory=dict)

    def week(self, week: int) -> None:
        n = int(self.team.counts[:, week].sum())
        number = len(self.weeks) + 1
        if n < FEWEST:
            return
        cell = self.team.cell
        mode = Mode(n=n, named=cell.ties, light=cell.light)
        families = frozenset(window.family for window in self.windows)
        plans = beginning(
            mode, asked=number - 1, open_families=families, experiment=cell.experiment
        )
        self.windows += [
            _Window(plan.family, number, number + plan.length - 1, n) for plan in plans
        ]
        families = frozenset(window.family for window in self.windows)
        asked = questionnaire(number - 1, open_families=families, light=cell.light)
        asks = Asks(items=tuple(item.id for item in asked.items), pulse=asked.pulse)
        self.weeks.append(week)
        self.asks.append(asks)
        self.shown.asked.append((week, items_of(asks, self.team)))
        for window in [w for w in self.windows if w.last == number]:
            self.windows.remove(window)
            self.settle(window)

    def settle(self, window: _Window) -> None:
        weeks = self.weeks[window.first - 1 : window.last]
        here = self.team.counts[:, weeks].all(axis=1)
        people = [int(one) for one in here.nonzero()[0]]
        day = MONDAY + timedelta(weeks=weeks[-1])
        settled = disclosure.settle(
            WindowSpan(window.family, window.first, window.last, day),
            self.data(window, weeks, people),
            members=window.members,
            population=frozenset(map(str, people)),
            history=self.histories.get(window.family, FamilyHistory()),
            churn=self.churn(weeks[-1]),
            seed=window.first,
            lean=self.team.lean(people),
        )
        self.histories[window.family] = replace(settled.history)
        for reading in settled.readings:
            self.shown.readings[reading.measure, window.first, window.last] = reading

    def churn(self, until: int) -> int:
        counting = self.team.counts[:, self.weeks].astype(np.int8)
        moved = np.abs(np.diff(counting, axis=1)).sum(axis=0)
        return int(moved[np.array(self.weeks[1:], int) >= until - CHURN_WEEKS].sum())

    def data(self, window: _Window, weeks: list[int], people: list[int]) -> object:
        if window.family == TIES:
            return self.ties(weeks, people)
        if window.family == PULSE:
            return intake.pulse_window([[self.pulse(p, week) for week in weeks] for p in people])
        asks = self.asks[window.first - 1 : window.last]
        items = asked_items(window.family, asks)
        counts = np.zeros((len(people), len(items), 5), np.uint16)
        for week, ask in zip(weeks, asks, strict=True):
            for item in set(ask.items) & set(items):
                self.count(counts[:, items.index(item)], people, week, PLACE[item])
        reasons = any(load().items[item].asks_reason for item in items)
        codes = tuple(load().reasons) if reasons else ()
        none = [[0] * len(codes) for _ in people] if reasons else None
        return intake.scale_window(items, counts.tolist(), reason_codes=codes, reasons=none)

    def pulse(self, person: int, week: int) -> tuple[int | None, int | None, int | None]:
        if not (self.team.cell.pulse and self.said(person, week)):
            return None, None, None
        received, given = (int(count) for count in self.team.helpers[person, week])
        return given, received, int(self.team.points[person, week, PLACE[SAME_PEOPLE]])

    def count(self, counts: np.ndarray, people: list[int], week: int, item: int) -> None:
        for row, person in enumerate(people):
            if self.said(person, week):
                point = self.team.points[person, week, item]
                counts[row, (6 - point if TURNED[item] else point) - 1] += 1

    def ties(self, weeks: list[int], people: list[int]) -> object:
        rows = {person: row for row, person in enumerate(people)}
        told = []
        for person in people:
            mine = []
            for week in weeks:
                if not self.said(person, week):
                    mine.append((None, None))
                    continue
                named = self.team.helped_me[week, person].nonzero()[0][:NAMES]
                gave = self.team.helped_me[week, :, person].nonzero()[0][:NAMES]
                both = ([rows[o] for o in of if o in rows] for of in (named, gave))
                mine.append(tuple(tuple((row, None) for row in of) for of in both))
            told.append(mine)
        return intake.tie_weeks(told, kind_codes=tuple(load().kinds))

    def said(self, person: int, week: int) -> bool:
        return bool(self.team.said[person, week]) and person not in self.absent


def replay(team: Team, *, absent: frozenset[int] = frozenset()) -> Shown:
    """Return what the pipeline would have published, without running it."""
    run = _Run(team, absent)
    for week in range(team.cell.weeks):
        run.week(week)
    return run.shown
