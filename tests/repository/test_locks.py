"""The locked requirements: every package pinned and hashed, no address of an index."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ["requirements.txt", "requirements-prod.txt", "requirements-build.txt"]


def entries(text: str) -> dict[str, list[str]]:
    """Requirement line → its hashes."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            name = line.rstrip(" \\")
            found[name] = []
        elif "--hash=" in line:
            found[name].append(line.strip(" \\"))
    return found


def names(text: str) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in entries(text)}


@pytest.fixture(params=LOCKS)
def lock(request, root):
    return (root / request.param).read_text(encoding="utf-8")


def test_every_package_is_pinned_and_hashed(lock):
    found = entries(lock)
    assert found
    for line, hashes in found.items():
        assert re.match(r"^[a-z0-9][a-z0-9._-]*==[^ ]+( ; .+)?$", line), line
        assert hashes, line
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in hashes), line


def test_no_address_of_an_index_is_in_a_lock_file(lock):
    assert (
        re.findall(r"(?i)\w+://|--(?:extra-)?index|--find-links|--trusted-host|^-[if] ", lock) == []
    )


def declared(root, *extras: str) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {canonicalize_name(Requirement(line).name) for line in lines} - {"bearings"}


def test_everything_declared_is_locked(root):
    locked = names((root / "requirements.txt").read_text(encoding="utf-8"))
    assert declared(root, "sandbox", "dev") - locked == set()


def test_production_locks_what_runs_and_nothing_of_development(root):
    locked = names((root / "requirements-prod.txt").read_text(encoding="utf-8"))
    assert declared(root) - locked == set()
    only_dev = declared(root, "sandbox", "dev") - declared(root)
    assert only_dev & locked == set()


def test_production_runs_the_very_versions_that_are_tested(root):
    tested = set(entries((root / "requirements.txt").read_text(encoding="utf-8")))
    shipped = set(entries((root / "requirements-prod.txt").read_text(encoding="utf-8")))
    assert {line.split(" ;")[0] for line in shipped} - {
        line.split(" ;")[0] for line in tested
    } == set()
