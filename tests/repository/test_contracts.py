"""The import contracts hold, cover every module, and go red when one is broken on purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

FREE_TO_READ = {"errors", "instrument", "records", "thresholds"}
PLANTED = [
    ("slackapp/domain/rounds.py", "import slackapp.storage"),
    ("slackapp/domain/rounds.py", "import sqlalchemy"),
    ("slackapp/listeners/planted.py", "import slackapp.storage"),
    ("slackapp/listeners/planted.py", "import numpy"),
    ("slackapp/web/planted.py", "import analytics.reciprocity"),
    ("slackapp/web/planted.py", "import slackapp.ui.report_page"),
    ("slackapp/jobs/planted.py", "import slackapp.ui"),
    ("slackapp/services/planted.py", "import slack_sdk"),
    ("slackapp/sandbox/planted.py", "import slackapp.domain"),
    ("slackapp/jobs/planted.py", "import slackapp.sandbox"),
    ("analytics/planted.py", "import slackapp.errors"),
    ("analytics/planted.py", "import plotly"),
    ("slackapp/ui/planted.py", "import slackapp.settings"),
    ("slackapp/nowhere.py", "import slackapp.errors"),
]


def contracts(root: Path) -> list[dict]:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["importlinter"]["contracts"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(command), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(root, tmp_path):
    for name in ("analytics", "slackapp"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("module", "line"), PLANTED)
def test_a_planted_fault_is_found(copy, module, line):
    place = copy / module
    before = place.read_text(encoding="utf-8") if place.exists() else ""
    place.write_text(f"{before}\n{line}\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def test_every_module_of_analytics_is_either_free_to_read_or_kept_for_settling(root):
    protected = next(each for each in contracts(root) if each["id"] == "heavy-analytics")
    kept = {name.removeprefix("analytics.") for name in protected["protected_modules"]}
    found = {path.stem for path in (root / "analytics").glob("*.py")} | {
        path.parent.name for path in (root / "analytics").glob("*/__init__.py")
    }
    assert found - {"__init__", "__main__"} == kept | FREE_TO_READ
