"""R as a second opinion: its packages' values for their own data sets, where R is installed.

On Debian: `apt-get install r-base-core r-cran-multilevel r-cran-psych r-cran-sna`. The data of
TripleR are not ours to ship; where that package is installed, or `TRIPLER_DATA` names the folder
`data` of its sources, its tables are checked too.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from analytics import load, reciprocity, reliability, srm

pytestmark = pytest.mark.slow

ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]


def run_r(script, package):
    """Run R and return what it printed; skip where R or the package is missing."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    guard = f'if (!requireNamespace("{package}", quietly = TRUE)) quit(status = 77)\n'
    done = subprocess.run(
        [program, "--vanilla", "-e", guard + script],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode == 77:
        pytest.skip(f"R's package {package} is not installed")
    assert done.returncode == 0, done.stderr
    return done.stdout


def columns(script, package):
    """Return the CSV an R script writes to its output, as columns of text."""
    rows = list(csv.DictReader(run_r(script, package).splitlines()))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(script, package):
    return [float(word) for word in run_r(script, package).split()]


@pytest.fixture(scope="module")
def bh1996():
    return columns(
        'library(multilevel, quietly = TRUE); data(bh1996); write.csv(bh1996[c("GRP", "HRS", '
        '"LEAD", "COHES")], row.names = FALSE)',
        "multilevel",
    )


@pytest.fixture(scope="module")
def lq2002():
    table = columns(
        'library(multilevel, quietly = TRUE); data(lq2002); write.csv(lq2002[c("COMPID", '
        'sprintf("LEAD%02d", 1:11))], row.names = FALSE)',
        "multilevel",
    )
    company = np.array(table["COMPID"])
    answers = np.array([table[item] for item in ITEMS], dtype=np.float64).T
    return [answers[company == one] for one in sorted(set(company), key=int)]


@pytest.mark.parametrize(
    ("score", "icc1", "icc2"),
    [
        ("HRS", 0.1331067, 0.9196732),
        ("LEAD", 0.1270276, 0.9156130),
        ("COHES", 0.0442653, 0.7754597),
    ],
)
def test_the_99_groups_of_bliese_and_halverson_have_multilevels_icc(bh1996, score, icc1, icc2):
    found = reliability.icc1_icc2(np.array(bh1996[score], dtype=np.float64), bh1996["GRP"])
    assert (found.icc1, found.icc2) == pytest.approx((icc1, icc2), abs=1e-7)


def test_the_49_companies_agree_as_multilevel_says(lq2002):
    agreed = [reliability.rwg_j(company) for company in lq2002]
    assert agreed[:3] == pytest.approx([0.8075273, 0.8959383, 0.8600120], abs=1e-7)
    assert np.mean(agreed) == pytest.approx(0.8677849, abs=1e-7)
    apart = [reliability.ad_m(company) for company in lq2002]
    assert np.mean(apart) == pytest.approx(0.8901965, abs=1e-7)


def test_psych_has_the_same_alpha_and_lambda6(attitude):
    script = (
        "suppressWarnings(suppressMessages(x <- psych::alpha(attitude)$total)); "
        'cat(format(unlist(x[c("raw_alpha", "std.alpha", "G6(smc)")]), digits = 15))'
    )
    found = reliability.alpha(attitude)
    values = (found.raw, found.standardized, found.lambda6)
    assert values == pytest.approx(tuple(numbers(script, "psych")), abs=1e-12)


def test_factanal_has_the_same_omega(attitude):
    script = (
        "f <- factanal(attitude, 1); l <- sum(f$loadings)^2; "
        "cat(format(l / (l + sum(f$uniquenesses)), digits = 12))"
    )
    assert reliability.omega(attitude) == pytest.approx(numbers(script, "stats")[0], abs=1e-6)


@pytest.mark.parametrize("network", ["advice", "friends"])
def test_sna_has_the_same_reciprocity_and_centralization(request, network):
    matrix = request.getfixturevalue(network)
    cells = ",".join(str(int(cell)) for cell in matrix.ravel())
    script = (
        f"suppressMessages(library(sna)); m <- matrix(c({cells}), 21, byrow = TRUE); "
        'for (k in c("edgewise", "dyadic", "dyadic.nonnull")) '
        "cat(format(grecip(m, measure = k), digits = 12), ''); "
        'for (k in c("indegree", "outdegree")) '
        "cat(format(centralization(m, degree, cmode = k), digits = 12), '')"
    )
    census = reciprocity.dyad_census(matrix)
    ours = (census.edgewise, census.dyadic, census.nonnull)
    centralization = (
        load.in_degree_centralization(matrix),
        load.in_degree_centralization(matrix.T),
    )
    assert (*ours, *centralization) == pytest.approx(tuple(numbers(script, "sna")), abs=1e-10)


@pytest.mark.parametrize(
    ("data", "value", "components"),
    [
        (
            "likingLong",
            "liking_a",
            (0.171679036, 0.105318771, 0.608813358, 0.014090206, 0.079503569),
        ),
        (
            "multiLikingLong",
            "liking_a",
            (0.156984127, 0.050317460, 0.687460317, 0.033373016, 0.168015873),
        ),
        ("multiGroup", "ex", (0.236163582, 0.845330822, 1.203855093, -0.010884304, 0.106479958)),
    ],
)
def test_triplers_own_tables(data, value, components):
    found = srm.pooled(round_robins(data, value), filled=True)
    assert found.values == pytest.approx(components, abs=1e-9)


def test_triplers_errors_of_pooled_variances():
    found = srm.pooled(round_robins("multiLikingLong", "liking_a"))
    assert found.errors[:3] == pytest.approx((0.047772, 0.027798, 0.055299), abs=5e-7)
    alone = srm.effects(round_robins("likingLong", "liking_a")[0])
    reliabilities = (alone.actor_reliability, alone.partner_reliability)
    assert reliabilities == pytest.approx((0.937, 0.901), abs=5e-4)


def round_robins(data, value):
    """Return TripleR's groups as square matrices of the people who are in both roles."""
    groups = {}
    for row in tripler_rows(data):
        who = row["perceiver.id"], row["target.id"]
        rating = np.nan if row[value] == "NA" else float(row[value])
        groups.setdefault(row.get("group.id", ""), {})[who] = rating
    found = []
    for cells in groups.values():
        both = sorted({rater for rater, _ in cells} & {rated for _, rated in cells})
        matrix = [[cells.get((rater, rated), np.nan) for rated in both] for rater in both]
        found.append(np.array(matrix))
    return [group for group in found if takes_part(group) >= srm.FEWEST_MEMBERS]


def takes_part(group):
    """Count the people who both rate and are rated."""
    seen = ~np.isnan(group) & ~np.eye(len(group), dtype=bool)
    return int((seen.any(axis=0) & seen.any(axis=1)).sum())


def tripler_rows(data):
    folder = os.environ.get("TRIPLER_DATA")
    if folder is None:
        script = f'data("{data}", package = "TripleR"); write.csv({data}, row.names = FALSE)'
        return list(csv.DictReader(run_r(script, "TripleR").splitlines()))
    with (Path(folder) / f"{data}.tab").open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter=" ")
        head = next(reader)
        return [dict(zip(head, row[1:], strict=True)) for row in reader]
