"""After the calendar went ahead and came back: rounds that lie in the future are put right.

While it was ahead, turns were missed that have not come yet, a round may have opened early, and the
next one was planned far away; left alone, a team would hear nothing until then.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from slackapp.domain import life
from slackapp.domain.cadence import local_date
from slackapp.domain.ids import TeamId
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Team
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.errors import UnknownRegion, UnknownZone
from slackapp.services.ports import Database, Store
from slackapp.services.rounds import plan

AHEAD = timedelta(hours=1)
"""A round that opened further in the future than this did so by a wrong calendar."""
DAYS = timedelta(days=2)
"""What is done every day is never put off for longer."""
TOGETHER = 1000
"""Teams brought back in one unit."""


def realign(database: Database, *, now: datetime) -> int:
    """Put every team right whose next round is further away than its rhythm; returns how many.

    Turns that were skipped before their time are forgotten and come again. A round that was asked
    early keeps its answers and gets the newest free date; an open one stays open as long as any.
    """
    far = database.read(lambda store: store.teams.planned_too_far(now))
    done = 0
    for team in far:
        # One whose zone or region is not known any more is paused when its next round is planned.
        with suppress(UnknownRegion, UnknownZone):
            done += database.step(partial(_realign, team_id=team, now=now))
    while database.step(partial(_bring_back, now=now)):
        pass
    return done


def _bring_back(store: Store, *, now: datetime) -> bool:
    """Make due what is done every day and lies days ahead; False when nothing (more) does."""
    store.workspaces.bring_back(now, beyond=now + DAYS)
    return store.teams.bring_back(now, beyond=now + DAYS, limit=TOGETHER)


def _realign(store: Store, team_id: TeamId, now: datetime) -> bool:
    team = store.teams.lock(team_id)
    rows = store.rounds.of_team(team_id)
    early = [row for row in rows if row.opens_at > now + AHEAD]
    if all(row.state is RoundState.PLANNED for row in early):
        return False
    for row in early:
        if row.state in {RoundState.PLANNED, RoundState.SKIPPED}:
            store.rounds.delete(row.id)
    asked = [row for row in early if row.state not in {RoundState.PLANNED, RoundState.SKIPPED}]
    taken = {row.date for row in rows if row not in early}
    _redate(store, team, asked, taken, now)
    _shorten_windows(store, team, now)
    plan(store, team_id, now, after=now)
    return True


def _redate(store: Store, team: Team, asked: list[Round], taken: set[date], now: datetime) -> None:
    """Give rounds that were asked early, newest first, the newest free days up to today."""
    day = _today(team, now)
    for row in asked:
        while day in taken:
            day -= timedelta(days=1)
        taken.add(day)
        if row.state is RoundState.OPEN:
            zone_name, open_days = team.cadence.zone, team.policy.open_days
            retimed = life.retime(row, now, zone_name=zone_name, open_days=open_days)
        else:
            retimed = life.in_the_past(row, now)
        store.rounds.put(replace(retimed, date=day))


def _shorten_windows(store: Store, team: Team, now: datetime) -> None:
    """No window lasts longer because the calendar was ahead when it began."""
    today = _today(team, now)
    for window in store.windows.open_of(team.id):
        if window.begins_on > today:
            expires_on = today + EXPIRES_AFTER
            store.windows.put(replace(window, begins_on=today, expires_on=expires_on))


def _today(team: Team, now: datetime) -> date:
    return local_date(now, team.cadence.zone)
