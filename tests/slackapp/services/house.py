"""A team on a real database with a real key store, and a calendar that is moved by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from analytics.report import weekly_report
from slackapp.clock import Clock
from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Person, Workspace
from slackapp.services import looking, members, rounds
from slackapp.services.answers import CheckIns
from slackapp.services.departures import Departures
from slackapp.services.installations import Installations
from slackapp.services.rounds import Step
from slackapp.services.steps import Steps
from slackapp.services.teams import TeamSettings

PEPPER = b"pepper"
MONDAY = date(2026, 1, 5)
LEAD = "U99"
ADMIN = "U98"
ROUNDS_AHEAD = 200


def at(round_number, hour=10, day=0):
    """An instant of the week of a round: Monday 10:00 opens, Friday 10:00 closes and reports."""
    moment = datetime.combine(MONDAY, time(hour), UTC)
    return moment + timedelta(weeks=round_number - 1, days=day)


def render(report, *, team, expected):
    noted = "".join(f" {one.what}" for one in expected)
    return {"en": f"{team} {report.round_date}{noted}".encode()}


class House:
    """Everything a team needs, and a runner that does what is due."""

    def __init__(self, database, keys):
        self._open(database, keys, at(1) - timedelta(days=1))
        self.settle_in()

    def settle_in(self):
        """A workspace with an admin, as after an installation."""
        self.step(
            lambda store: store.workspaces.put(
                Workspace("W1", "", "T1", "Acme", "B1", "B1"), token="xoxb-1"
            )
        )
        self.step(lambda store: store.people.put([Person("W1", ADMIN, "Ada", is_admin=True)]))

    def _open(self, database, keys, now):
        self.database = database
        self.keys = keys
        self.clock = Clock(lambda: at(1))
        self.move(now)
        self.check_ins = CheckIns(database, keys, self.clock)
        self.settings = TeamSettings(database, self.clock)
        self.steps = Steps(database, keys, PEPPER, weekly_report, render)

    def step(self, unit):
        return self.database.step(unit)

    def read(self, unit):
        return self.database.read(unit)

    @property
    def now(self):
        return self.clock.calendar_now()

    def move(self, instant):
        self.clock.move_to(instant)

    def team(self, count=8, *, channel="C1", prefix="U", cadence=None, **policy):
        """A running team with that many counting members and a lead."""
        plain = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY)
        team = self.settings.create(
            workspace="W1",
            channel=channel,
            name=f"Team {channel}",
            leads=[LEAD],
            cadence=cadence or plain,
            policy=Policy(**policy),
            actor=ADMIN,
        )
        self.join(team.id, [*self.users(count, prefix), LEAD])
        self.settings.confirm(team=team.id, actor=ADMIN)
        return team.id

    @staticmethod
    def users(count, prefix="U"):
        return tuple(f"{prefix}{number:02}" for number in range(1, count + 1))

    def join(self, team, users, **switches):
        people = [Person("W1", user, f"Person {user}", **switches) for user in users]
        return members.apply(self.database, team=team, people=people, now=self.now)

    def work(self, steps=None):
        """Perform what is due until nothing is, as a runner does; returns the steps performed."""
        done = []
        for _ in range(ROUNDS_AHEAD):
            due = rounds.due(self.database, self.now)
            if not due:
                return done
            for one in due:
                (steps or self.steps).perform(one, now=self.now)
                done.append(one)
        raise AssertionError(f"there is no end to {done[-5:]}")

    def tidy(self):
        """Delete what is too old or was deleted, in every team in which it is time to look."""
        while due := [
            one for one in looking.idle(self.database, self.now) if one.step is Step.RETAIN
        ]:
            for one in due:
                self.steps.perform(one, now=self.now)

    def uninstall(self):
        """Slack says that the app was removed, and then that its token does not work any more."""
        departures = Departures(self.database, self.clock)
        departures.uninstalled(enterprise="", slack_team="T1")
        doubt = departures.doubt("W1")
        if doubt is not None:
            departures.settle(doubt, works=False)

    def install(self, *, token):
        """Slack hands over a token, as when the app is added (again)."""
        found = Workspace("", "", "T1", "Acme", "B1", "B1")
        Installations(self.database, self.clock).keep(found, token=token, installer=ADMIN)

    def until(self, step):
        """Perform what is due until a step of a kind is next."""
        while not (due := rounds.due(self.database, self.now)) or due[0].step is not step:
            self.steps.perform(due[0], now=self.now)

    def once(self, step, steps):
        """Perform the due steps of one kind."""
        for due in rounds.due(self.database, self.now):
            if due.step is step:
                steps.perform(due, now=self.now)

    def go(self, instant):
        """Move the calendar and do what is due."""
        self.move(instant)
        return self.work()

    def answer(self, round_id, user, answer):
        self.check_ins.record(round_id=round_id, workspace="W1", user=user, answer=answer).result(
            timeout=10
        )

    def rounds(self, team):
        """The team's rounds, oldest first."""
        return self.read(lambda store: store.rounds.of_team(team))[::-1]

    def newest(self, team):
        """The newest round that is not only planned."""
        return [row for row in self.rounds(team) if row.state != "planned"][-1]

    def week(self, team, number, answers):
        """Open a round, answer it with `answers(user, row)`, close it and report."""
        self.go(at(number))
        self.ask(team, answers)
        self.go(at(number, day=4))
        return self.newest(team)

    def ask(self, team, answers):
        """Let everybody on the open round's roster answer."""
        row = self.newest(team)
        for member in self.read(lambda store: store.rosters.get(row.epoch)).members:
            given = answers(member.user, row)
            if given is not None:
                self.answer(row.id, member.user, given)

    def windows(self, team):
        return self.read(lambda store: store.windows.open_of(team))

    def readings(self, team):
        return self.read(lambda store: store.readings.of_team(team))
