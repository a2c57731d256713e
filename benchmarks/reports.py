"""What one team's weekly report costs: settling its windows, composing it, and its page.

"compute" is all that runs when a window ends: every measure, 999 permutations where ties settle
and again for each person left out where help is mutual, the publishing rules, the report. "page"
turns the stored report into the bytes that are served. Beside the teams of the gallery stand the
dearest ones: all help each other back, so that everybody is left out once. A second table is of
the word about mutual help alone, in ordinary teams that help back with a chance of .3: it draws
4,999 permutations where p comes near .05, and nothing drawn for another team is of use.
Medians of so many runs, after one that loads what is loaded once a process; processor time, so that
what else the machine does matters little.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from rich.progress import track
from worlds import questionnaire, teams

from analytics.disclosure import mutual
from analytics.records import Report, report_from_json, report_to_json
from slackapp.ui import report_page

MOST_COMPUTE, MOST_PAGE, MOST_BYTES = 50.0, 5.0, 20 * 1024
DEAREST = tuple(
    teams.Team(f"mutual-of-{people}", people, 8, teams.GOOD, ties=teams.ring(people, 0.6))
    for people in (14, 30)
)
OUTSIDE = "mutual-of-30"
"""Printed without a promise: what a report may cost is said of teams of 5 to 14."""
WINDOWS, ROUNDS, BACK = 400, 8, 0.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=25, help="times each is measured (25)")
    runs = parser.parse_args().runs
    rows = [measured(team, runs) for team in track((*teams.TEAMS, *DEAREST), transient=True)]
    print("| team | settles | compute, ms | JSON, ms | page, ms | page, bytes |")
    print("|---|---|---|---|---|---|")
    for name, settled, compute, restored, page, size in rows:
        print(f"| {name} | {settled} | {compute:.1f} | {restored:.2f} | {page:.1f} | {size:,} |")
    whole = len(rendered(teams.report(teams.TEAMS[0]), "embedded"))
    print(f"\nself-contained page, the drawing script inside: {whole / 1e6:.1f} MB")
    promised = [row for row in rows if row[0] != OUTSIDE]
    worst = [max(row[place] for row in promised) for place in (2, 4, 5)]
    print("worst: {:.1f} ms, {:.1f} ms, {:,} bytes".format(*worst))
    limits = (MOST_COMPUTE, MOST_PAGE, MOST_BYTES)
    kept = [seen <= most for seen, most in zip(worst, limits, strict=True)]
    print(f"within {MOST_COMPUTE} ms, {MOST_PAGE} ms and {MOST_BYTES:,} bytes: {kept}\n")
    print(f"| people | median, ms | 95 % | 99 % | dearest | above {MOST_COMPUTE:.0f} ms |")
    print("|---|---|---|---|---|---|")
    for people in (8, 10, 14):
        seen = np.array([*track(of_mutual_help(people), total=WINDOWS, transient=True)])
        told = " | ".join(f"{value:.1f}" for value in np.quantile(seen, (0.5, 0.95, 0.99, 1)))
        print(f"| {people} | {told} | {(seen > MOST_COMPUTE).mean():.3f} |")


def measured(team: teams.Team, runs: int) -> tuple[str, int, float, float, float, int]:
    """Return a row of the table."""
    ready = teams.week(team)
    made = teams.settle(ready)
    stored = report_to_json(made)
    return (
        team.name,
        len(made.settled),
        median_ms(lambda: teams.settle(ready), runs),
        median_ms(lambda: report_from_json(stored), runs),
        median_ms(lambda: rendered(made, "shared"), runs),
        len(rendered(made, "shared")),
    )


def of_mutual_help(people: int) -> Iterator[float]:
    """Yield what the word costs in ordinary windows, each with permutations of its own, in ms."""
    rng = np.random.default_rng(people)
    world = questionnaire.World()
    ties = questionnaire.play(world, teams=WINDOWS, n=people, rounds=ROUNDS, rng=rng).helped_me
    for seed, told in enumerate(ties):
        for week in range(1, ROUNDS):
            told[week] |= told[week - 1].T & (rng.random((people, people)) < BACK)
        start = time.process_time()
        mutual.word(told, seed=seed)
        yield (time.process_time() - start) * 1000


def rendered(report: Report, bundle: str) -> bytes:
    return report_page.render(
        report, title="A team", locale="en-US", bundle=bundle, bundle_url="/static/plotly.min.js"
    )


def median_ms(work: Callable[[], object], runs: int) -> float:
    work()
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds) * 1000


if __name__ == "__main__":
    main()
