"""The project speaks of itself alone, and of no machine or index it happens to be built on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

# Written in parts, so that this file does not contain what it looks for.
INDEX_HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("registry", "yarnpkg"),
        ("proxy", "golang"),
        ("crates", "io"),
    ]
]
WORKPLACES = [f"/{name}" for name in ("work/", "opt/pypi", "root/")]
TALK = [
    r"\bissue" + r" \d",
    r"\bthe " + r"brief\b",
    r"\bshared" + r"/\w+\.md",
    r"\b(?:design|ideas|privacy|engine|performance|style|users)" + r"\.md\b",
]
BINARY = {".gif", ".ico", ".jpg", ".mo", ".png", ".woff2"}


def readable(files: list[Path]) -> list[tuple[Path, str]]:
    return [(path, path.read_text(encoding="utf-8")) for path in files if path.suffix not in BINARY]


def places(root: Path, files: list[Path], pattern: str, flags: int = re.IGNORECASE) -> list[str]:
    compiled = re.compile(pattern, flags)
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()[:120]}"
        for path, text in readable(files)
        if compiled.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if compiled.search(line)
    ]


@pytest.mark.parametrize("host", INDEX_HOSTS)
def test_no_file_names_a_package_index(root, files, host):
    assert places(root, files, re.escape(host)) == []


@pytest.mark.parametrize("folder", WORKPLACES)
def test_no_file_names_a_folder_of_the_machine_it_was_written_on(root, files, folder):
    assert places(root, files, r"(?<![\w./*])" + re.escape(folder)) == []


@pytest.mark.parametrize("pattern", TALK)
def test_no_file_talks_about_how_the_project_is_made(root, files, pattern):
    assert places(root, files, pattern) == []


@pytest.mark.parametrize("pattern", TALK)
def test_no_commit_talks_about_how_the_project_is_made(root, pattern):
    log = subprocess.run(
        ["git", "log", "--format=%B"], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    assert re.findall(pattern, log, re.IGNORECASE) == []


def test_no_file_leaves_a_conflict_or_a_note_to_oneself(root, files):
    assert places(root, files, r"^(?:<{7}|>{7}) ") == []
    code = [path for path in files if path.suffix in {".py", ".toml", ".yml", ""}]
    assert (
        places(
            root, code, r"#\s*(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b", 0
        )
        == []
    )


def test_every_text_file_ends_with_one_newline(root, files):
    bad = [
        str(path.relative_to(root))
        for path, text in readable(files)
        if text and (not text.endswith("\n") or text.endswith("\n\n"))
    ]
    assert bad == []
