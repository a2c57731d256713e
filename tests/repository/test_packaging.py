"""What is shipped has everything that runs, and nothing else."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import zipfile

import pytest
import yaml

from slackapp.ui.documents import DOCUMENTS


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    [built] = place.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_every_file_of_both_packages(root, files, wheel):
    mine = {
        str(path.relative_to(root))
        for path in files
        if path.relative_to(root).parts[0] in {"analytics", "slackapp"}
    }
    assert mine - set(wheel.namelist()) == set()


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"analytics", "slackapp"}


def test_the_wheel_holds_the_manifest_the_demo_enforces(root, wheel):
    assert wheel.read("slackapp/manifest.yml") == (root / "manifest.yml").read_bytes()


def test_the_wheel_holds_the_documents_the_web_serves_and_no_other(root, wheel):
    inside = {name for name in wheel.namelist() if name.startswith("slackapp/documents/")}
    assert inside == {f"slackapp/documents/{path}" for path in DOCUMENTS.values()}
    for path in DOCUMENTS.values():
        assert wheel.read(f"slackapp/documents/{path}") == (root / "docs" / path).read_bytes()


def test_the_wheel_installs_one_command(wheel):
    [entry] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "bearings = slackapp.cli:main" in wheel.read(entry).decode()


def test_the_image_runs_without_root_is_watched_and_has_no_local_slack(root):
    text = (root / "Dockerfile").read_text(encoding="utf-8")
    final = text[text.rindex("\nFROM ") :]
    assert re.search(r"(?m)^USER bearings$", final)
    assert re.search(r'(?m)^HEALTHCHECK .* CMD \["bearings", "health"\]$', final)
    assert "BEARINGS_HEARTBEAT_FILE=/tmp/" in final
    assert "requirements-prod.txt" in text
    assert "sandbox]" not in text
    assert re.findall(r"pip install(?!.*(?:--require-hashes|--no-index)).*", text) == []


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_a_lock_is_installed_as_it_stands(root, name):
    """With dependencies looked up again, a newer release of one with an extra stops older pips."""
    text = (root / name).read_text(encoding="utf-8")
    locked = re.findall(r"pip install.*--require-hashes.*", text)
    assert locked
    assert [line for line in locked if "--no-deps" not in line] == []


def test_no_target_tells_of_newer_releases_of_pip(root):
    printing = "told: ; @printenv PIP_DISABLE_PIP_VERSION_CHECK"
    asked = ["make", "--silent", "--eval", printing, "told"]
    said = subprocess.run(asked, cwd=root, check=True, capture_output=True, text=True).stdout
    assert said == "1\n"


def test_the_way_to_compose_makes_every_secret_and_lets_its_reader_in(root, tmp_path):
    """Compose mounts the files as they are, and neither of the two services runs as their owner."""
    page = (root / "docs" / "how-to" / "run-on-postgresql.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.+?)```", page, re.DOTALL)
    [typed] = [one for one in blocks if "docker compose" in one]
    before = [line for line in typed.splitlines() if "docker compose" not in line]
    (tmp_path / "openssl").write_text("#!/bin/sh\necho made up\n", encoding="utf-8")
    (tmp_path / "openssl").chmod(0o755)
    subprocess.run(
        ["bash", "-euc", "\n".join(["umask 077", *before])],
        cwd=tmp_path,
        check=True,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )
    compose = yaml.safe_load((root / "compose.yml").read_text(encoding="utf-8"))
    mounted = {tmp_path / one["file"] for one in compose["secrets"].values()}
    assert mounted == {*(tmp_path / "secrets").iterdir()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in mounted} == {0o644}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_compose_has_no_second_way_of_its_own(root):
    said = re.findall(r"(?m)^#.*$", (root / "compose.yml").read_text(encoding="utf-8"))
    assert [line for line in said if "secrets/" in line or "docker" in line] == []


def test_every_file_the_image_is_built_from_is_let_through(root):
    copied = re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", (root / "Dockerfile").read_text("utf-8"))
    let_through = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in " ".join(copied).split():
        assert (root / name).exists(), name
        assert f"!{name}" in let_through, name


def test_the_commands_of_the_readme_exist(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8")))
    assert {"demo", "test"} <= set(re.findall(r"\bmake ([a-z]+)", readme)) <= targets


def test_help_lists_every_target(root):
    listed = subprocess.run(["make"], cwd=root, check=True, capture_output=True, text=True).stdout
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    [phony] = re.findall(r"(?m)^\.PHONY: (.+)$", makefile)
    assert set(re.findall(r"(?m)^  make ([a-z]+) ", listed)) == set(phony.split())


def test_every_file_a_target_runs_exists(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"\b(?:benchmarks|docs|tests)/[\w/.-]+\w", makefile)
    assert [name for name in named if not (root / name).exists()] == []


def test_continuous_integration_types_what_a_contributor_types(root):
    script = root / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert "make test" in text
    assert "make check" in text
