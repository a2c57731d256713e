"""Running a simulation: files in, reports out, a bar in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from hashlib import sha256

from rich.console import Console
from rich.progress import Progress

from analytics.records import Report
from analytics.report import weekly_report
from slackapp.domain.ids import WorkspaceId
from slackapp.domain.policy import MEMBERS_FLOOR, ROSTER_CEILING
from slackapp.errors import InvalidSettings
from slackapp.services.ports import Store
from slackapp.services.steps import Steps
from slackapp.simulate.formats import RosterLine, read_answers, read_rosters
from slackapp.simulate.given import Given
from slackapp.simulate.house import MemoryKeys, OneTransaction, temporary_database
from slackapp.simulate.invented import World
from slackapp.simulate.play import Answers, Play, Told
from slackapp.simulate.sheets import STDOUT, Paths, Sheets

Rosters = Mapping[str, list[RosterLine]]


def run(paths: Paths, *, world: World | None = None, quiet: bool = False) -> int:
    """Play every team through the real pipeline; returns the number of rounds.

    Output files appear whole at the end, or not at all.

    Raises:
        BadLine: a line of the input cannot be used; it names file and line.
        InvalidSettings: there is neither a roster nor a made-up world.

    """
    rosters, answers = _given(paths, world)
    total = sum(len(lines) for lines in rosters.values())
    console = Console(stderr=True, quiet=quiet)
    with ExitStack() as stack:
        sheets = Sheets(paths, stack)
        answers = sheets.noting(answers)
        progress = stack.enter_context(Progress(console=console, disable=quiet))
        bar = progress.add_task("Rounds", total=total)
        database = stack.enter_context(temporary_database())
        pepper = _secret(rosters)
        for group in _apart(rosters):
            play = partial(_play, teams=group, answers=answers, paths=paths, pepper=pepper)
            for told in database.step(play):
                sheets.told(told)
            progress.advance(bar, sum(len(lines) for lines in group.values()))
        sheets.rosters(rosters)
        sheets.keep()
        wrote = [str(path) for path in paths.written if path != STDOUT]
    console.print(_told(total, sheets.shown, wrote), markup=False, highlight=False, soft_wrap=True)
    return total


def _told(total: int, shown: int, wrote: list[str]) -> str:
    """Say what came out, and why nothing did."""
    said = [f"{shown} of {total} rounds have a report."]
    if total and not shown:
        said.append(
            "Every round was skipped: a team is asked only while at least "
            f"{MEMBERS_FLOOR} people count and at most {ROSTER_CEILING} are in it."
        )
    if wrote:
        said.append(f"Wrote {', '.join(wrote)}.")
    return " ".join(said)


def _secret(rosters: Rosters) -> bytes:
    """The secret of this run: the same rosters give the same reports.

    It protects nobody here, since whoever plays a simulation has the answers.
    """
    held = sha256()
    for name, lines in sorted(rosters.items()):
        for one in lines:
            held.update(repr((name, one.round, sorted(one.members), sorted(one.leads))).encode())
    return held.digest()


def _given(paths: Paths, world: World | None) -> tuple[Rosters, Answers]:
    if world is not None:
        return world.rosters(), world
    if paths.roster is None:
        raise InvalidSettings("Give a roster file, or the size of a world to make up.")
    rosters = read_rosters(paths.roster)
    return rosters, Given(read_answers(paths.answers, rosters) if paths.answers else {})


def _play(
    store: Store, *, teams: Rosters, answers: Answers, paths: Paths, pepper: bytes
) -> list[Told]:
    """Play teams that share people in a workspace of their own, called after the first."""
    database, keys = OneTransaction(store), MemoryKeys()
    steps = Steps(database, keys, pepper, weekly_report, _no_pages)
    workspace = WorkspaceId(min(teams))
    play = Play(database, keys, steps, workspace, answers, paths.mirrors is not None)
    return list(play.weeks(teams))


def _no_pages(report: Report, **_: object) -> Mapping[str, bytes]:  # noqa: ARG001
    """Reports are read as lines here, not as pages."""
    return {}


def _apart(rosters: Rosters) -> Iterator[Rosters]:
    """Teams that share nobody who ever counts never meet, and get workspaces of their own."""
    group_of = {team: {team} for team in rosters}
    teams_of: defaultdict[str, set[str]] = defaultdict(set)
    for team, lines in rosters.items():
        for line in lines:
            for user in line.members:
                teams_of[user].add(team)
    counted = {user for lines in rosters.values() for one in lines for user in one.counted}
    for user in counted:
        merged = set().union(*(group_of[team] for team in teams_of[user]))
        for team in merged:
            group_of[team] = merged
    place = {team: number for number, team in enumerate(rosters)}
    seen: set[str] = set()
    for team in rosters:
        if team not in seen:
            seen |= group_of[team]
            yield {name: rosters[name] for name in sorted(group_of[team], key=place.__getitem__)}
