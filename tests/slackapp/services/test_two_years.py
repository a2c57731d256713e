"""Two years in twenty zones, by the real steps on both databases: one round a local date, in time.

Each team is asked at a time that a clock change of its zone skips or repeats; where the clock never
changes, at nine on a Monday. Around the changes it is really asked, from the opening to the report,
by two workers who see the same work and both do it. All other days are quiet ones, which the two
leave out in turn, so that the rounds of two years take seconds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackapp.domain.cadence import Cadence, Pass
from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.services import rounds
from slackapp.services.rounds import Step
from slackapp.simulate.house import MemoryKeys
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from tests.databases import MASTERS
from tests.slackapp.domain.test_cadence import ZONES
from tests.slackapp.services.house import House

pytestmark = pytest.mark.slow

FIRST = date(2025, 1, 6)
LAST = date(2026, 12, 28)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEK = 7 * DAY
SKIPPED, REPEATED = True, False
PEOPLE = 5


def changes(zone):
    """In the middle of each change of a zone's clock in the two years: whether it skips, and what.

    Of a time that is repeated it is the first showing.
    """
    moment = datetime.combine(FIRST, time(), UTC)
    end = datetime.combine(LAST, time(), UTC)
    while moment < end:
        before, after = ((moment + by).astimezone(zone).utcoffset() for by in (-DAY / 24, DAY * 0))
        if after != before:
            while (moment - MINUTE).astimezone(zone).utcoffset() == after:
                moment -= MINUTE
            wall = moment.replace(tzinfo=None) + min(before, after)
            yield after > before, wall + abs(after - before) / 2
            moment += DAY
        moment += DAY / 24


def cadence_of(name, weeks, *, skips):
    """A cadence at a time that is skipped or repeated, quiet but for the weeks around that."""
    met = [wall for kind, wall in changes(ZoneInfo(name)) if kind is skips]
    wall = met[0] if met else datetime.combine(FIRST, time(9))
    rule = Cadence(name, wall.weekday(), wall.time().replace(second=0), FIRST, weeks, ends=LAST)
    if wall.date() not in dates_of(rule):
        rule = replace(rule, first=FIRST + WEEK)
    watched = [day.date() for day in met or [wall]]
    quiet = [day for day in dates_of(rule) if min(abs(day - one) for one in watched) > WEEK]
    return replace(rule, quiet_days=frozenset(quiet))


def dates_of(rule):
    """Every date of its weekday in the two years, counted by hand."""
    first = rule.first + (rule.weekday - rule.first.weekday()) % 7 * DAY
    step = rule.every_weeks * WEEK
    return [first + turn * step for turn in range((LAST - first) // step + 1)]


class Crew:
    """Two workers, each with its own connections, on a calendar that goes from due to due."""

    def __init__(self, house, url):
        self.house = house
        self.other = Database(url, Cipher(MASTERS))
        self.workers = (house.steps, replace(house.steps, database=self.other))
        self.opened = Counter()
        """How often each round was seen to open, and when."""

    def play(self, until):
        house = self.house
        while (due_at := rounds.next_due_at(house.database)) and due_at < until:
            house.move(due_at)
            while due := rounds.due(house.database, house.now, days=False):
                for one in due:
                    self.perform(one)

    def perform(self, one):
        """One does it, then the other, who finds it done; what is quiet they do in turn."""
        first, second = self.workers = self.workers[::-1]
        self.step(first, one)
        if one.step is not Step.OPEN:
            self.step(second, one)
            return
        row = self.house.read(lambda store: store.rounds.get(one.id))
        self.opened[row.id, self.house.now] += row.state is not RoundState.PLANNED
        if row.state is RoundState.OPEN:
            self.step(second, one)

    def step(self, worker, one):
        assert worker.perform(one, now=self.house.now)


@pytest.fixture
def crew(database, database_url):
    found = Crew(House(database, MemoryKeys()), database_url)
    yield found
    found.other.close()


@pytest.fixture
def weeks(request):
    """Between two turns: half as many on PostgreSQL, where each takes twice as long."""
    return 2 if "postgresql" in request.node.name else 1


def found_team(house, number, cadence):
    """A team that is asked; it is founded before the two years begin."""
    return house.team(PEOPLE, channel=f"C{number}", prefix=f"U{number}x", cadence=cadence)


def check_turn(row, cadence):
    """It opened at the first moment at which its wall time, or a later one, was shown."""
    zone, wall = ZoneInfo(cadence.zone), datetime.combine(row.date, cadence.at)

    def shows(moment):
        return moment.astimezone(zone).replace(tzinfo=None) >= wall

    assert shows(row.opens_at), (row, cadence)
    assert not any(shows(row.opens_at - minutes * MINUTE) for minutes in range(1, 181)), row


def test_each_team_of_twenty_zones_is_asked_once_a_local_date_for_two_years(crew, weeks):
    house = crew.house
    house.move(datetime.combine(FIRST - DAY, time(), UTC))
    rules = [cadence_of(name, weeks, skips=bool(number % 2)) for number, name in enumerate(ZONES)]
    teams = {found_team(house, number, rule): rule for number, rule in enumerate(rules)}
    crew.play(datetime.combine(LAST, time(), UTC) + 2 * WEEK)
    met = Counter()
    for team, rule in teams.items():
        rows = house.rounds(team)
        assert [row.date for row in rows] == dates_of(rule)
        for row in rows:
            check_turn(row, rule)
            assert crew.opened[row.id, row.opens_at] == 1
            check_end(house, row, rule)
            met[kind_of(row, rule)] += 1
    assert crew.opened.total() == met.total()
    assert met[SKIPPED] >= len(ZONES) / 2
    assert met[REPEATED] >= len(ZONES) / 2


def check_end(house, row, rule):
    """It was really asked, by one invitation at that moment, or left out for its reason."""
    told = house.read(lambda store: store.deliveries.of_round(row.id))
    invited = [one.due_at for one in told if one.kind is Kind.INVITATION]
    if row.date in rule.quiet_days:
        assert (row.state, row.reason, invited) == (RoundState.SKIPPED, Pass.QUIET_DAY, [])
    else:
        assert (row.state, row.reported, invited) == (RoundState.CLOSED, True, [row.opens_at])


def kind_of(row, cadence):
    """Whether its wall time was skipped or repeated that day; None on all others."""
    zone = ZoneInfo(cadence.zone)
    wall = datetime.combine(row.date, cadence.at)
    if row.opens_at.astimezone(zone).replace(tzinfo=None) != wall:
        return SKIPPED
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return None if first == second else REPEATED
