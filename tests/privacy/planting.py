"""Answers that can be recognised wherever they turn up, and what they look like as bytes."""

from __future__ import annotations

import random

from analytics.instrument.bank import load
from slackapp.domain.answers import Answer, Tie, asks_reasons
from slackapp.domain.gathering import WindowSheet
from slackapp.domain.payloads import Sheet
from slackapp.services.sealed import past
from tests.slackapp.services.house import LEAD


class Planted:
    """Gives everybody an answer of their own and remembers its bytes."""

    def __init__(self, house, users, *, silent=()):
        self.house = house
        self.users = users
        self.silent = set(silent)
        self.random = random.Random(5)
        self.given = {}
        self.arrived = []

    def answer(self, user, row):
        """An answer with every field used; the lead's too."""
        if user in self.silent:
            return None
        kinds, draw = tuple(load().kinds), self.random

        def ties(prompt):
            if prompt not in row.asks.prompts:
                return None
            others = [other for other in self.users if other != user]
            return tuple(Tie(other, draw.choice(kinds)) for other in draw.sample(others, 3))

        answer = Answer(
            items={item: draw.randint(1, 5) for item in row.asks.items},
            helped_me=ties("helped_me"),
            i_helped=ties("i_helped"),
            given=draw.randint(0, 3) if row.asks.pulse else None,
            received=draw.randint(0, 3) if row.asks.pulse else None,
            same_people=draw.randint(1, 5) if row.asks.pulse else None,
            reasons=tuple(load().reasons)[:1] if asks_reasons(row.asks) else (),
        )
        self.given[row.id, user] = (row, answer)
        self.arrived.append(user)
        return answer

    def ask(self, team, *, order=None):
        """Answer the open round in a random order."""
        row = self.house.newest(team)
        order = order or self.random.sample([*self.users, LEAD], len(self.users) + 1)
        self.arrived.clear()
        for user in order:
            answer = self.answer(user, row)
            if answer is not None:
                self.house.answer(row.id, user, answer)
        return row

    def payloads(self):
        """Each answer as it is written into an answer box."""
        found = []
        for row, answer in self.given.values():
            roster = self.house.read(lambda store, row=row: store.rosters.get(row.epoch))
            users = tuple(member.user for member in roster.members)
            found.append(Sheet(row.asks, users).encode(answer))
        return found

    def window_payloads(self, window):
        """Each person's merged payload of a window, as it would be written."""
        last = max(row.number for row, _ in self.given.values())
        read = self.house.read(
            lambda store: past(store, window.team, first=window.first_round, last=last)
        )
        sheet: WindowSheet = read.sheet(window)
        payloads = {}
        for (_, user), (row, answer) in self.given.items():
            if window.first_round <= row.number <= window.last_round:
                at = row.number - window.first_round
                payloads[user] = sheet.merge(payloads.get(user, b""), answer, at=at)
        return list(payloads.values())
