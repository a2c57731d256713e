"""The project as a tree of files: where it stands and which files are its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def own_files() -> list[Path]:
    """Every file of the project that is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    found = own_files()
    assert len(found) > 50, "the listing is broken, so no test over it would mean anything"
    return found


@pytest.fixture(scope="session")
def modules(files: list[Path]) -> list[Path]:
    """The product's own Python modules, the sandbox included."""
    found = [
        path
        for path in files
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"analytics", "slackapp"}
    ]
    assert len(found) > 30
    return found
