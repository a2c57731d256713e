"""The command `bearings`: thin functions over what the composition root builds.

Everything heavy is imported inside the command that needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slackapp.errors import BearingsError

if TYPE_CHECKING:
    from slackapp.simulate import World

app = typer.Typer(
    name="bearings",
    help="A weekly check-in about who helped whom, anonymous once it is counted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


keys = typer.Typer(help="The master key.", no_args_is_help=True)
app.add_typer(keys, name="keys")


class Role(StrEnum):
    """What one process does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


class Transport(StrEnum):
    """How the local Slack reaches the app."""

    HTTP = "http"
    SOCKET = "socket"


_ROSTER = (
    "Who is in which team: JSON Lines, with the keys team, round, members and leads, a line a team "
    "and round."
)
_ANSWERS = (
    "What they answered: JSON Lines, with the keys team, round, member, items, helped_me and "
    "i_helped, a line a person and round."
)

Out = Annotated[Path, typer.Option(help="The folder to write to; made when it is not there.")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("bearings"))
        raise typer.Exit


@app.callback()
def begin(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Take what holds for every command."""


@app.command()
def demo(
    *,
    check: Annotated[
        bool, typer.Option(help="Play eight rounds without a browser, write the report, and end.")
    ] = False,
    out: Annotated[
        Path, typer.Option(help="Where `--check` writes report.html, report.json and the answers.")
    ] = Path("var/check"),
    transport: Annotated[
        Transport, typer.Option(help="How the local Slack reaches the app.")
    ] = Transport.HTTP,
    port: Annotated[
        int,
        typer.Option(help="The port of the page to open; 0 takes a free one.", min=0, max=65535),
    ] = 0,
) -> None:
    """Try Bearings: a local Slack, the real app, and a team of nine with a quarter of history.

    It keeps its database to itself: `rounds`, `doctor` and the others do not reach it.
    """
    from slackapp.demo.command import play, show

    if check:
        play(out=out, transport=transport.value)
    else:
        show(transport=transport.value, port=port)


@app.command()
def serve(
    role: Annotated[
        Role,
        typer.Option(help="`web` answers Slack, `worker` runs the rounds, `all` does both."),
    ] = Role.ALL,
) -> None:
    """Run the app. Socket Mode when an app token is set, else HTTP."""
    from slackapp.bootstrap.serving import serve as run

    run(web=role is not Role.WORKER, worker=role is not Role.WEB)


@app.command()
def simulate(
    *,
    roster: Annotated[Path | None, typer.Option(help=_ROSTER)] = None,
    answers: Annotated[Path | None, typer.Option(help=_ANSWERS)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the reports go, a line a team and round.")
    ] = None,
    mirrors: Annotated[
        Path | None, typer.Option(help="Where each person's own mirror goes.")
    ] = None,
    items: Annotated[bool, typer.Option(help="Print what each round asks.")] = False,
    random: Annotated[
        str, typer.Option(help="Make teams up instead: TEAMS,PEOPLE,WEEKS, for example 100,8,26.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Which made-up teams; the same ones every time.")] = 1,
    roster_out: Annotated[Path | None, typer.Option(help="Where made-up rosters go.")] = None,
    answers_out: Annotated[
        Path | None, typer.Option(help="Where the answers go as they were given.")
    ] = None,
) -> None:
    """Play given answers through the real pipeline and write what a lead would have been shown.

    Give `--roster` or `--random`, and at least one option that says what to write.
    """
    from slackapp.simulate import STDOUT, Paths, run

    paths = Paths(
        roster=roster,
        answers=answers,
        out=out,
        mirrors=mirrors,
        items=STDOUT if items else None,
        roster_out=roster_out,
        answers_out=answers_out,
    )
    world = _world(random, seed)
    if roster is None and world is None:
        raise typer.BadParameter("give --roster FILE, or --random TEAMS,PEOPLE,WEEKS")
    if not paths.writes:
        raise typer.BadParameter(
            "say what to write: --out, --mirrors, --items, --roster-out or --answers-out"
        )
    run(paths, world=world)


def _world(random: str, seed: int) -> World | None:
    """Read `--random TEAMS,PEOPLE,WEEKS`."""
    from slackapp.simulate import World

    if not random:
        return None
    numbers = random.split(",")
    if len(numbers) != len(("teams", "people", "weeks")) or not all(n.isdecimal() for n in numbers):
        raise typer.BadParameter("must be three numbers, TEAMS,PEOPLE,WEEKS, such as 100,8,26")
    teams, people, weeks = map(int, numbers)
    if not (teams and people and weeks):
        raise typer.BadParameter("none of TEAMS,PEOPLE,WEEKS can be 0")
    return World(teams=teams, people=people, weeks=weeks, seed=seed)


def _named(value: str, what: str) -> None:
    """Refuse an empty name, as of a shell's variable that is not set."""
    if not value.strip():
        raise typer.BadParameter(f"{what} is empty")


@app.command()
def payloads(out: Out = Path("var/payloads")) -> None:
    """Write every message, modal and Home tab the app can produce, one JSON file each."""
    from slackapp.payloads import write

    typer.echo(f"Wrote {write(out)} files to {out}.")


@app.command()
def report(
    team: Annotated[str, typer.Argument(help="The team's name, or its id.")],
    out: Out = Path("var/reports"),
) -> None:
    """Write a team's published reports again, exactly as they were issued."""
    from slackapp.bootstrap.operating import write_reports

    _named(team, "TEAM")
    write_reports(team, out, typer.echo)


@app.command()
def rounds(
    *,
    retry: Annotated[str, typer.Option(help="Send the dead letter with this id again.")] = "",
    skip: Annotated[
        str, typer.Option(help="Give up the dead letter, or skip the planned round, with this id.")
    ] = "",
) -> None:
    """Show which rounds are due, which messages are dead, what is late or lost, and what comes."""
    from slackapp.bootstrap import standing

    if retry:
        standing.retry(retry, typer.echo)
    if skip:
        standing.skip(skip, typer.echo)
    if not (retry or skip):
        standing.show(typer.echo)


@app.command()
def export(
    team: Annotated[str, typer.Argument(help="The team's name, or its id.")],
    out: Out = Path("var/export"),
) -> None:
    """Write what a team may take away: its settings and their changes, readings and reports."""
    from slackapp.bootstrap.keeping import export as run

    _named(team, "TEAM")
    run(team, out, typer.echo)


@app.command()
def purge(
    person: Annotated[
        str | None,
        typer.Option(help="Erase what is still sealed of the person with this Slack id."),
    ] = None,
) -> None:
    """Delete what is older than it may be, as the app does daily; or erase one person's answers."""
    from slackapp.bootstrap.keeping import purge as run

    if person is not None:
        _named(person, "--person")
    run(person, typer.echo)


@keys.command()
def rotate() -> None:
    """Make a new master key and wrap everything with it. Restart every process afterwards."""
    from slackapp.bootstrap.rotating import rotate as run

    run(typer.echo)


@app.command()
def migrate() -> None:
    """Bring the database schema to the version of this program."""
    from slackapp.bootstrap.operating import migrate as run

    run(typer.echo)


@app.command()
def health(
    within: Annotated[
        float, typer.Option(help="How many seconds ago a worker has to have gone on.", min=0)
    ] = 300.0,
) -> None:
    """Say whether what runs here is alive; ends with 1 when it is not. For health checks."""
    from slackapp.bootstrap.health import examine

    raise typer.Exit(0 if examine(within, typer.echo) else 1)


@app.command()
def doctor() -> None:
    """Try every setting for real and say what to do about what does not work."""
    from slackapp.doctor import examine

    raise typer.Exit(0 if examine() else 1)


def main() -> None:
    """Run the command line; what a person can do something about is one sentence, no traceback."""
    try:
        app()
    except BearingsError as error:
        typer.echo(error.sentence, err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
