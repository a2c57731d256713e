"""A few runs of the benchmark that kills workers; `--seeds 200` makes it the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "kills.py"
PATIENCE = 300
"""Seconds after which a test gives up."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL", "fleet"])
def test_killed_workers_lose_no_round_and_repeat_at_most_one_post_a_kill(kind):
    command = [sys.executable, str(SCRIPT), "--seeds", "1", "--kind", kind]
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert kind in run.stdout
