"""The import contracts hold, cover every module, and go red when one is broken on purpose."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

FREE_TO_READ = {"errors", "instrument", "practices", "records", "thresholds"}
PLANTED = [
    ("slackapp.domain.planted", "slackapp.storage"),
    ("slackapp.domain.planted", "sqlalchemy"),
    ("slackapp.listeners.planted", "slackapp.storage"),
    ("slackapp.listeners.planted", "numpy"),
    ("slackapp.web.planted", "analytics.reciprocity"),
    ("slackapp.web.planted", "slackapp.ui.report_page"),
    ("slackapp.jobs.planted", "slackapp.ui"),
    ("slackapp.services.planted", "slack_sdk"),
    ("slackapp.services.planted", "slackapp.settings"),
    ("slackapp.sandbox.planted", "slackapp.domain"),
    ("slackapp.jobs.planted", "slackapp.sandbox"),
    ("slackapp.storage.planted", "slackapp.services.answers"),
    ("analytics.planted", "slackapp.errors"),
    ("analytics.planted", "plotly"),
]


def contracts(root: Path) -> list[dict]:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["importlinter"]["contracts"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(command), "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def copy(root: Path, to: Path) -> Path:
    for name in ("analytics", "slackapp"):
        shutil.copytree(root / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", to)
    return to


@pytest.fixture(scope="module")
def with_faults(root, tmp_path_factory):
    """What the contracts say of a copy in which every fault is planted at once."""
    tree = copy(root, tmp_path_factory.mktemp("faults"))
    for importer, imported in PLANTED:
        with (tree / (importer.replace(".", "/") + ".py")).open("a", encoding="utf-8") as module:
            module.write(f"import {imported}\n")
    return lint(tree)


def test_the_contracts_hold(root):
    done = lint(root)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize(("importer", "imported"), PLANTED)
def test_a_planted_fault_is_found(with_faults, importer, imported):
    assert with_faults.returncode == 1
    assert f"{importer} -> {imported} (l." in with_faults.stdout


def test_a_new_room_has_to_be_given_its_place(root, tmp_path):
    tree = copy(root, tmp_path)
    (tree / "slackapp" / "nowhere.py").write_text("import slackapp.errors\n", encoding="utf-8")
    done = lint(tree)
    assert done.returncode == 1
    assert "nowhere" in done.stdout


def test_every_module_of_analytics_is_either_free_to_read_or_kept_for_settling(root):
    protected = next(each for each in contracts(root) if each["id"] == "heavy-analytics")
    kept = {name.removeprefix("analytics.") for name in protected["protected_modules"]}
    found = {path.stem for path in (root / "analytics").glob("*.py")} | {
        path.parent.name for path in (root / "analytics").glob("*/__init__.py")
    }
    assert found - {"__init__", "__main__"} == kept | FREE_TO_READ


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    return {name.split(".")[0] for name in names}


def test_every_library_has_its_place(root, modules):
    """A contract can only name what is imported somewhere, so a new library has to be placed."""
    own = {"analytics", "slackapp"} | set(sys.stdlib_module_names)
    libraries = {name for path in modules for name in imported(path)} - own
    placed = {name for each in contracts(root) for name in each.get("protected_modules", [])}
    assert libraries - placed == set()
