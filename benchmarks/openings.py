"""Many rounds that open at one instant, in workspaces whose members Slack was not asked about yet.

    python benchmarks/openings.py [--teams 20] [--workspaces 2]

The real worker on SQLite; a Slack that lets each reading method be called a hundred times a minute
in a workspace. Says how long it took until all were open and all invitations were posted, and how
often Slack was asked about people, and how often that was too often.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from engine import MASTERS, a_slack, ask, servers
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


def prepare(run: Run, workspaces: int, teams: int) -> tuple[dict[str, list[str]], datetime]:
    """Teams that were last asked about days ago; returns who is in each channel."""
    database = Database(run.url, Cipher(MASTERS))
    open_key_store(run.folder / "keys", MASTERS).initialise()
    now = datetime.now(UTC)
    settings = TeamSettings(database, Clock())
    opens_on = (now + timedelta(days=3)).date()
    channels = {}
    for number in range(workspaces):
        name = f"W{number}"
        workspace = Workspace(name, "", f"T{number}", "W", "UB", "B1")
        database.step(lambda store, w=workspace: store.workspaces.put(w, token=f"xoxb-{w.id}"))
        admin = Person(name, f"UA{number}", "Ada", is_admin=True)
        database.step(lambda store, p=admin: store.people.put([p]))
        for each in range(teams):
            channel = f"C{number}x{each}"
            users = [f"U{number}x{each}x{person}" for person in range(PEOPLE + 1)]
            cadence = Cadence(
                zone="UTC", weekday=opens_on.weekday(), at=clock_time(9), first=opens_on
            )
            team = settings.create(
                workspace=name, channel=channel, name=channel, leads=users[:1],
                cadence=cadence, policy=Policy(), actor=admin.user,
            )  # fmt: skip
            people = [Person(name, user, user) for user in users]
            members.apply(database, team=team.id, people=people, now=now)
            settings.confirm(team=team.id, actor=admin.user)
            channels[channel] = users
    database.close()
    return channels, datetime.combine(opens_on, clock_time(9), UTC)


def opened(store: Store) -> tuple[int, int]:
    """How many rounds are open, and how many messages wait."""
    teams = [team for one in store.workspaces.all() for team in store.teams.of_workspace(one.id)]
    states = [row.state for team in teams for row in store.rounds.of_team(team.id)]
    counts = store.deliveries.count_by_state()
    return states.count(RoundState.OPEN), counts.get("due", 0) + counts.get("sending", 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=2)
    parser.add_argument("--teams", type=int, default=20, help="of each workspace")
    options = parser.parse_args()
    rounds = options.workspaces * options.teams
    with servers() as (folder, server), a_slack() as slack_url:
        run = Run("SQLite", 1, folder, templates(folder, server)("SQLite", "openings"), slack_url)
        channels, opens_at = prepare(run, options.workspaces, options.teams)
        limits = {"rate": 60.0, "burst": 10.0, "channel_burst": 10.0}
        ask(slack_url + "/configure", limits | {"members": channels})
        run.ahead.value = (opens_at - datetime.now(UTC)).total_seconds() - 3
        begun = time.monotonic() + 3
        run.start()
        took_open = None
        with looking(run) as database:
            while (state := database.read(opened)) != (rounds, 0):
                if state[0] == rounds and took_open is None:
                    took_open = time.monotonic() - begun
                time.sleep(0.1)
        took = time.monotonic() - begun
        said = ask(slack_url + "/report")
        (worker,) = run.workers
        os.kill(worker.pid, signal.SIGTERM)
        worker.join()
    print(f"{rounds} rounds in {options.workspaces} workspaces, due at one instant")
    print(f"all open after {took_open or took:.1f} s, all invitations posted after {took:.1f} s")
    print(f"Slack was asked {said['reads']} times about channels and people:", end=" ")
    print(f"{said['reads_limited']} times too often; posts: {len(said['posts'])}, ", end="")
    print(f"{said['limited']} too fast")


if __name__ == "__main__":
    main()
