"""What holds in every test: property tests that repeat, and nothing that leaves the machine."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases"]

# Before numpy is loaded: its threads wait for one another by turning in circles, and the workers of
# a run have the processors already. The attack's small matrices took three times the processor.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30

# The app waits for the disk with every commit, as it must; no test pulls the plug of the machine,
# so that here the wait is most of what a test takes and tells nothing.
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None

# No deadline anywhere: a test is never judged by how busy the machine is.
settings.register_profile(
    "default",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
# The same examples on every run, so that a failure in continuous integration is found again.
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.register_profile("long", settings.get_profile("default"), max_examples=2_000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "default")
)


def pytest_addoption(parser):
    """Let a run take longer where a part of the cases is taken otherwise."""
    parser.addoption(
        "--every-boundary",
        action="store_true",
        help="kill workers at every boundary, not at some drawn anew each time",
    )
