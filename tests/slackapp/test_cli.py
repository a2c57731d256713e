"""The command line: quick to ask for help, and one sentence instead of a traceback."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import text

from slackapp.cli import main
from slackapp.demo.command import SANDBOX, NoSandbox
from slackapp.settings import PREFIX
from slackapp.storage.engine import connect
from tests.slackapp.storage.test_schema import go_back

HEAVY = ("numpy", "scipy", "plotly", "sqlalchemy", "slack_bolt", "aiohttp", "slackapp.bootstrap")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def bearings(tmp_path, monkeypatch, capsys):
    """Runs the program in an empty folder, as somebody would."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)

    def run(*arguments, **variables):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "argv", ["bearings", *arguments])
            for name, value in variables.items():
                patched.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return Done(ended.value.code or 0, said.out, said.err)

    return run


def test_help_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['bearings', '--help']\n"
        "import slackapp.cli\n"
        "try:\n    slackapp.cli.main()\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "demo" in done.stdout
    assert done.stderr.strip() == "[]"


def test_a_wrong_setting_is_one_sentence(bearings):
    done = bearings("serve", BEARINGS_PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.startswith("BEARINGS_PORT: ")
    assert "Traceback" not in done.stderr


def test_serving_without_a_token_starts_nothing(bearings, tmp_path):
    done = bearings("serve")
    assert done.returncode == 1
    assert "BEARINGS_SLACK_BOT_TOKEN is missing" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_first_migration_makes_a_key_only_its_owner_can_read(bearings, tmp_path):
    done = bearings("migrate")
    assert done.returncode == 0
    assert "Made a new master key" in done.stdout
    key = tmp_path / "var" / "master.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    written = key.read_text()
    again = bearings("migrate")
    assert "Made a new master key" not in again.stdout
    assert key.read_text() == written


def test_a_migration_says_what_it_did(bearings, tmp_path):
    made = bearings("migrate").stdout
    assert made.endswith("Made the database schema.\n")
    again = bearings("migrate").stdout
    assert again == "The database schema is up to date: there was nothing to do.\n"
    engine = connect(f"sqlite:///{tmp_path}/var/bearings.db")
    with engine.begin() as connection:
        go_back(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
    engine.dispose()
    assert bearings("migrate").stdout == "Brought the database schema to this version.\n"


def test_beside_a_database_that_is_there_no_second_master_key_is_made(bearings, tmp_path):
    bearings("migrate")
    elsewhere = tmp_path / "elsewhere" / "key"
    for command in (("migrate",), ("serve",)):
        done = bearings(
            *command,
            BEARINGS_MASTER_KEY_FILE=str(elsewhere),
            BEARINGS_SLACK_BOT_TOKEN="xoxb-1",
            BEARINGS_SLACK_SIGNING_SECRET="s",
        )
        assert done.returncode == 1
        assert f"There is no master key: {elsewhere} does not exist." in done.stderr
        assert "no other is made beside its database" in done.stderr
    assert not elsewhere.parent.exists()


@pytest.mark.parametrize(
    ("command", "password"),
    [(("migrate",), "hush"), (("rounds",), "a#hush"), (("purge",), "a/b?hush")],
)
def test_a_database_that_is_away_is_named_without_its_password(
    bearings, tmp_path, command, password
):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgresql://app:{password}@127.0.0.1:{port}/bearings"
    done = bearings(*command, BEARINGS_DATABASE_URL=url)
    assert done.returncode == 1
    assert f"postgresql://app:***@127.0.0.1:{port}/bearings cannot be reached" in done.stderr
    assert "BEARINGS_DATABASE_URL" in done.stderr
    assert "hush" not in done.stderr
    assert not (tmp_path / "var" / "master.key").exists()


def test_the_doctor_names_a_database_that_is_away_without_its_password(bearings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgresql://app:a#hush@127.0.0.1:{port}/bearings"
    done = bearings("doctor", BEARINGS_DATABASE_URL=url)
    assert "Check that it runs, and BEARINGS_DATABASE_URL." in done.stdout
    assert "app:***@" in done.stdout
    assert "hush" not in done.stdout


@pytest.mark.parametrize("command", ["doctor", "migrate"])
def test_an_address_that_cannot_be_read_leads_to_its_password_not_to_the_server(bearings, command):
    done = bearings(command, BEARINGS_DATABASE_URL="postgresql://app:p@hush@127.0.0.1:1/bearings")
    said = done.stdout + done.stderr
    assert "Check BEARINGS_DATABASE_URL. In a password write @ : / ? # % as %40" in said
    assert "Check that it runs" not in said
    assert "hush" not in said


def test_where_slack_is_away_the_network_is_to_be_looked_at_and_not_the_token(bearings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
    away = {
        "BEARINGS_ENVIRONMENT": "test",
        "BEARINGS_SLACK_API_BASE_URL": address,
        "BEARINGS_SLACK_BOT_TOKEN": "xoxb-1",
        "BEARINGS_SLACK_APP_TOKEN": "xapp-1",
    }
    looked = bearings("doctor", **away)
    assert looked.stdout.count(f"Check that {address} can be reached from this machine.") == 2
    assert "Make an app-level token" not in looked.stdout
    served = bearings("serve", **away)
    assert served.returncode == 1
    assert f"Slack could not be reached at {address}" in served.stderr
    assert "`bearings doctor`" in served.stderr


@pytest.mark.parametrize(("world", "shown"), [("1,3,12", 0), ("1,8,4", 4)])
def test_a_simulation_says_what_it_wrote_and_why_nothing_is_shown(bearings, world, shown):
    main_said = bearings("simulate", "--random", world, "--out", "out.jsonl")
    assert f"{shown} of {world.split(',')[2]} rounds have a report." in main_said.stderr
    assert "Wrote out.jsonl." in main_said.stderr
    assert ("at least 5 people count and at most 30" in main_said.stderr) is (shown == 0)


def test_the_doctor_says_what_to_do(bearings):
    before = bearings("doctor")
    assert before.returncode == 1
    assert "✓ Database: not there yet; the first start makes it" in before.stdout
    assert "· BEARINGS_SLACK_BOT_TOKEN: not set" in before.stdout
    bearings("migrate")
    after = bearings("doctor")
    assert "its schema is up to date" in after.stdout
    assert "makes and destroys keys" in after.stdout
    assert "BEARINGS_SLACK_BOT_TOKEN is missing" in after.stdout


def test_the_doctor_says_what_a_key_store_cannot_do_to_whoever_runs_it(bearings, tmp_path):
    bearings("migrate")
    (tmp_path / "var" / "keys").rename(tmp_path / "away")
    said = bearings("doctor").stdout
    assert "✗ Key store: no key can be made, read or destroyed there" in said
    assert "Check BEARINGS_KEY_STORE." in said
    assert "Nothing was stored" not in said


def test_the_doctor_shows_no_secret(bearings):
    done = bearings("doctor", BEARINGS_MASTER_KEY="very-secret", BEARINGS_SLACK_CLIENT_SECRET="x9z")
    assert "very-secret" not in done.stdout
    assert "x9z" not in done.stdout


def test_a_master_key_that_is_none_is_refused_by_its_name(bearings):
    bearings("migrate")
    done = bearings("report", "Harbour", BEARINGS_MASTER_KEY="c2hvcnQ=")
    assert done.returncode == 1
    assert "BEARINGS_MASTER_KEY: a master key must be 32 bytes" in done.stderr


def test_a_report_of_a_team_nobody_knows_names_those_there_are(bearings):
    bearings("migrate")
    done = bearings("report", "Harbour")
    assert done.returncode == 1
    assert "No team is called Harbour. There is none in this database." in done.stderr


@pytest.mark.parametrize(
    "command",
    [("rounds",), ("report", "Harbour"), ("export", "Harbour"), ("purge",), ("keys", "rotate")],
)
def test_where_no_database_is_nothing_is_made_and_it_is_said(bearings, tmp_path, command):
    done = bearings(*command)
    assert done.returncode == 1
    assert "There is no database at var/bearings.db yet." in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("demo", "--port", "99999"), "65535"),
        (("health", "--within", "-3"), "--within"),
        (("purge", "--person", ""), "--person is empty"),
        (("report", ""), "TEAM is empty"),
        (("export", ""), "TEAM is empty"),
        (("simulate",), "give --roster FILE, or --random TEAMS,PEOPLE,WEEKS"),
        (("simulate", "--random", "1,1,1"), "say what to write: --out"),
        (("simulate", "--random", "0,8,4", "--out", "-"), "none of TEAMS,PEOPLE,WEEKS can be 0"),
    ],
)
def test_what_no_command_can_do_is_said_before_it_begins(bearings, arguments, said):
    done = bearings(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--check"]])
def test_a_demo_without_the_local_slack_says_how_to_get_it(bearings, monkeypatch, arguments):
    monkeypatch.setattr("slackapp.demo.command.SANDBOX", ("httpx", "nowhere_to_be_found"))
    done = bearings(*arguments)
    assert done.returncode == 1
    assert done.stderr.strip() == NoSandbox.for_people()


def test_what_the_demo_looks_for_is_what_the_extra_brings():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    brought = project["project"]["optional-dependencies"]["sandbox"]
    assert {one.split(">")[0].replace("-", "_") for one in brought} == set(SANDBOX)


def test_which_version_it_is_is_said(bearings):
    assert bearings("--version").stdout.strip() == version("bearings")


def test_a_demo_whose_port_is_taken_says_so_before_anything_is_loaded(bearings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = bearings("demo", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert (done.stdout, done.stderr) == (
        "",
        "This port is taken. Choose another one, or 0 for one that is free.\n",
    )


def test_a_purge_for_somebody_whom_nobody_knows_says_so_and_fails(bearings):
    bearings("migrate")
    done = bearings("purge", "--person", "U0NOBODY")
    assert done.returncode == 1
    assert "Nobody has this id here" in done.stderr


def test_a_file_that_is_not_there_is_named_with_the_reason(bearings):
    done = bearings("simulate", "--roster", "nowhere.jsonl", "--out", "-")
    assert done.returncode == 1
    assert done.stderr == ("nowhere.jsonl: the file cannot be read (No such file or directory).\n")
