"""Some weeks of a few teams with all that happens to them; by hand it plays half a year."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "soak.py"
PATIENCE = 300
"""Seconds after which a test gives up."""


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_every_round_and_every_message_is_accounted_for_whatever_happened(database):
    size = ("--teams", "3", "--weeks", "8", "--seed", "2", "--failing", "25")
    command = [sys.executable, str(SCRIPT), *size, "--database", database]
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "rounds, 0 not accounted for" in run.stdout
    assert "; 0 messages not accounted for" in run.stdout
    # Calls that failed and processes that died in one were among it.
    in_doubt, killed = (re.search(said, run.stdout) for said in (r"([0-9]+) in doubt", "killed in"))
    assert int(in_doubt.group(1)) > 0
    assert killed
