"""Many rounds that open at one instant: how soon, and how often Slack was asked about people.

    python benchmarks/openings.py [--teams 20] [--workspaces 2] [--runner fleet --workers 2]
    python benchmarks/openings.py --reminded [...]

The real workers; a Slack that lets each reading method be called a hundred times a minute in a
workspace. Nobody was asked about the members yet. With `--reminded` another team of each workspace
is reminded just before, so that its lane is kept by whoever did that: says then how long after
their due time the first invitation of each workspace and all of them were posted.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from engine import KINDS, MASTERS, a_slack, ask, machine, servers
from kills import PEOPLE, Run, looking, templates

from slackapp.clock import Clock
from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Person, Workspace
from slackapp.services import members
from slackapp.services.ports import Store
from slackapp.services.teams import TeamSettings
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store

STARTING = 3.0
"""Seconds that workers get to begin before rounds open."""
JUST_BEFORE = 0.3
"""Seconds between the last reminder and the openings."""
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def prepare(run: Run, workspaces: int, teams: int, *, reminded: bool) -> tuple[dict, datetime]:
    """Teams that were last asked about days ago; returns who is in each channel."""
    database = Database(run.url, Cipher(MASTERS))
    open_key_store(run.folder / "keys", MASTERS).initialise()
    now = datetime.now(UTC)
    settings = TeamSettings(database, Clock())
    opens_at = datetime.combine((now + 3 * DAY).date(), clock_time(9, 1), UTC)
    channels = {}
    for number in range(workspaces):
        name = f"W{number}"
        workspace = Workspace(name, "", f"T{number}", "W", "UB", "B1")
        database.step(lambda store, w=workspace: store.workspaces.put(w, token=f"xoxb-{w.id}"))
        admin = Person(name, f"UA{number}", "Ada", is_admin=True)
        database.step(lambda store, p=admin: store.people.put([p]))
        wanted = [(f"C{number}x{each}", opens_at) for each in range(teams)]
        # It opens a day and a minute before the others, and is reminded a day later.
        wanted += [(f"C{number}reminded", opens_at - DAY - MINUTE)] if reminded else []
        for channel, first in wanted:
            users = [f"U{channel[1:]}x{person}" for person in range(PEOPLE + 1)]
            team = settings.create(
                workspace=name, channel=channel, name=channel, leads=users[:1],
                cadence=_weekly(first), policy=Policy(), actor=admin.user,
            )  # fmt: skip
            people = [Person(name, user, user) for user in users]
            members.apply(database, team=team.id, people=people, now=now)
            settings.confirm(team=team.id, actor=admin.user)
            channels[channel] = users
    database.close()
    return channels, opens_at


def _weekly(first: datetime) -> Cadence:
    return Cadence(zone="UTC", weekday=first.weekday(), at=first.time(), first=first.date())


def opened(store: Store) -> tuple[int, int, int]:
    """How many rounds are open, how many of them were reminded, and how many messages wait."""
    teams = [team for one in store.workspaces.all() for team in store.teams.of_workspace(one.id)]
    rows = [row for team in teams for row in store.rounds.of_team(team.id)]
    is_open = [row for row in rows if row.state is RoundState.OPEN]
    counts = store.deliveries.count_by_state()
    waiting = counts.get("due", 0) + counts.get("sending", 0)
    return len(is_open), sum(row.reminded for row in is_open), waiting


def show(run: Run, moment: datetime, *, after: float = 0.0) -> float:
    """Let the calendar show a moment in some seconds; returns when that is, in real time."""
    run.ahead.value = (moment - datetime.now(UTC)).total_seconds() - after
    return time.time() + after


def wait_until(run: Run, holds: Callable[[tuple[int, int, int]], bool]) -> None:
    with looking(run) as database:
        while not holds(database.read(opened)):
            time.sleep(0.05)


def remind(run: Run, opens_at: datetime, teams: int) -> None:
    """Open the rounds of those who are to be reminded, and remind them."""
    show(run, opens_at - DAY - MINUTE)
    wait_until(run, lambda seen: seen == (teams, 0, 0))
    show(run, opens_at - timedelta(seconds=STARTING))
    wait_until(run, lambda seen: seen == (teams, teams, 0))


def soon(posts: list[dict], due_at: float) -> str:
    """How long after a moment the first message of each workspace and all of them were posted."""
    firsts: dict[str, float] = {}
    for post in posts:
        firsts.setdefault(post["token"], post["at"] - due_at)
    each = sorted(firsts.values())
    median, most = statistics.median(each), each[-1]
    last = max(post["at"] for post in posts) - due_at
    return f"first of a workspace {median:.3f} s (median), {most:.3f} s (most); all {last:.3f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=2)
    parser.add_argument("--teams", type=int, default=20, help="of each workspace")
    parser.add_argument("--runner", choices=KINDS, default="SQLite")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--reminded", action="store_true")
    options = parser.parse_args()
    rounds = options.workspaces * options.teams
    others = options.workspaces if options.reminded else 0
    print(machine())
    with servers() as (folder, server), a_slack() as slack_url:
        url = templates(folder, server)(options.runner, "openings")
        run = Run(options.runner, 1, folder, url, slack_url)
        channels, opens_at = prepare(
            run, options.workspaces, options.teams, reminded=options.reminded
        )
        limits = {"rate": 60.0, "burst": 10.0, "channel_burst": 10.0}
        ask(slack_url + "/configure", limits | {"members": channels})
        show(run, opens_at, after=DAY.total_seconds() + 2 * MINUTE.total_seconds())
        for _ in range(options.workers):
            run.start()
        if options.reminded:
            remind(run, opens_at, others)
            ask(slack_url + "/report?clear=1")
        due_at = show(run, opens_at, after=JUST_BEFORE if options.reminded else STARTING)
        wait_until(run, lambda seen: seen[0] == rounds + others)
        took_open = time.time() - due_at
        wait_until(run, lambda seen: seen[2] == 0)
        said = ask(slack_url + "/report")
        run.stop()
    print(f"{rounds} rounds in {options.workspaces} workspaces, due at one instant:", end=" ")
    print(f"all open after {took_open:.1f} s")
    # Of those who were reminded only people are written to, and they are no channels.
    invitations = [post for post in said["posts"] if post["channel"] in channels]
    print("invitations posted:", soon(invitations, due_at))
    print(f"Slack was asked {said['reads']} times about channels and people:", end=" ")
    print(f"{said['reads_limited']} times too often; posts: {len(said['posts'])}, ", end="")
    print(f"{said['limited']} too fast")


if __name__ == "__main__":
    main()
