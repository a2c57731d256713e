"""Running a simulation: files in, reports out, a bar in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from secrets import token_bytes

from rich.console import Console
from rich.progress import Progress

from analytics.records import Report
from analytics.report import weekly_report
from slackapp.domain.ids import WorkspaceId, new_id
from slackapp.errors import InvalidSettings
from slackapp.services.ports import Store
from slackapp.services.steps import Steps
from slackapp.simulate.formats import RosterLine, read_answers, read_rosters
from slackapp.simulate.given import Given
from slackapp.simulate.house import MemoryKeys, OneTransaction, temporary_database
from slackapp.simulate.invented import World
from slackapp.simulate.play import Answers, Play, Told
from slackapp.simulate.sheets import Paths, Sheets

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
    with ExitStack() as stack:
        sheets = Sheets(paths, stack)
        answers = sheets.noting(answers)
        progress = stack.enter_context(Progress(console=Console(stderr=True), disable=quiet))
        bar = progress.add_task("Rounds", total=total)
        database = stack.enter_context(temporary_database())
        pepper = token_bytes(32) if world is None else str(world.seed).encode()
        for group in _apart(rosters):
            for told in database.step(lambda store: _play(store, group, answers, pepper)):  # noqa: B023
                sheets.told(told)
            progress.advance(bar, sum(len(lines) for lines in group.values()))
        sheets.rosters(rosters)
        sheets.keep()
    return total


def _given(paths: Paths, world: World | None) -> tuple[Rosters, Answers]:
    if world is not None:
        return world.rosters(), world
    if paths.roster is None:
        raise InvalidSettings("Give a roster file, or the size of a world to make up.")
    rosters = read_rosters(paths.roster)
    return rosters, Given(read_answers(paths.answers, rosters) if paths.answers else {})


def _play(store: Store, teams: Rosters, answers: Answers, pepper: bytes) -> list[Told]:
    """Play teams that share people in a workspace of their own."""
    database, keys = OneTransaction(store), MemoryKeys()
    steps = Steps(database, keys, pepper, weekly_report, _no_pages)
    play = Play(database, keys, steps, WorkspaceId(new_id()), answers)
    return list(play.weeks(teams))


def _no_pages(report: Report, *, team: str) -> Mapping[str, bytes]:  # noqa: ARG001
    """Reports are read as lines here, not as pages."""
    return {}


def _apart(rosters: Rosters) -> Iterator[Rosters]:
    """Teams that share nobody never meet, so each group of others gets its own workspace."""
    group_of: dict[str, set[str]] = {}
    teams_of: defaultdict[str, list[str]] = defaultdict(list)
    for team, lines in rosters.items():
        group_of[team] = {team}
        for user in {user for line in lines for user in line.members}:
            teams_of[user].append(team)
    for teams in teams_of.values():
        merged = set().union(*(group_of[team] for team in teams))
        for team in merged:
            group_of[team] = merged
    seen: set[str] = set()
    for team in rosters:
        if team not in seen:
            seen |= group_of[team]
            yield {name: lines for name, lines in rosters.items() if name in group_of[team]}
