"""Published data with known answers, and the worlds of the benchmarks, for the tests beside."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).parent / "data"
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

if str(BENCHMARKS) not in sys.path:
    sys.path.append(str(BENCHMARKS))


@pytest.fixture(scope="session")
def small():
    """Four people whose ties every page of the reference works out by hand."""
    return np.array([[0, 3, 0, 1], [1, 0, 2, 0], [0, 2, 0, 0], [4, 0, 0, 0]])


@pytest.fixture(scope="session")
def advice():
    """Krackhardt's high-tech managers (1987): who goes to whom for advice, 21 × 21."""
    return np.loadtxt(DATA / "krackhardt_advice.csv", delimiter=",")


@pytest.fixture(scope="session")
def friends():
    """Krackhardt's high-tech managers (1987): who calls whom a friend, 21 × 21."""
    return np.loadtxt(DATA / "krackhardt_friends.csv", delimiter=",")


@pytest.fixture(scope="session")
def attitude():
    """Chatterjee & Price: thirty departments on seven questions, as in R's datasets."""
    return np.loadtxt(DATA / "attitude.csv", delimiter=",", skiprows=1)


@pytest.fixture(scope="session")
def warner():
    """Warner, Kenny & Stoto 1979, table 7: eight people who talk, at three times."""
    groups = {time: np.full((8, 8), np.nan) for time in ("T1", "T2", "T3")}
    with (DATA / "warner1979.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for time, group in groups.items():
                place = int(row["actor.id"]) - 1, int(row["partner.id"]) - 1
                group[place] = float(row[f"prop.{time}"])
    return groups
