"""Some weeks of a few teams with all that happens to them; by hand it plays half a year."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "soak.py"
PATIENCE = 300
"""Seconds after which a test gives up."""


@pytest.mark.slow
def test_every_round_is_accounted_for_whatever_happened():
    command = [sys.executable, str(SCRIPT), "--teams", "3", "--weeks", "8", "--seed", "2"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 not accounted for" in run.stdout
