"""The sentences of the page of measured figures."""

# ruff: noqa: E501 - each sentence of the page stands on a line of its own

from __future__ import annotations

BEFORE = """\
# Privacy, measured

How much can somebody learn about one person who has every report of a year?
This page is made by one command and by nobody's hand:

    {command}

It attacked {teams} made-up teams in each cell, with seed {seed}; {sure} times as many where somebody leaves or joins (P4), since one team says no more than right or wrong; a quarter of them in the cells that are printed beside and have no bar of their own (drift, stress, places that stay empty), and a fifth for other products.
The same command gives the same page again. A run that is stopped resumes where it was (its results lie in `var/attack`).

**A bar is on the figure, of 1,000 teams or more, less those in which too few people stayed to look for one among them. "Held" says that the figure keeps it and its whole 95 % interval does; "held by the figure", that the figure keeps it and the interval reaches over it**, so that other teams could show it missed; "missed by the figure" and "missed" say the same of the other side.

## The attacker

- Knows every roster, the item bank, the schedule, **exactly who answered when**, and the parameters of the population. No lead knows that much.
- Treats every published step or word as an interval around a known linear form of answers, including the rule that keeps a step in place, and is Bayes-optimal for the linear-Gaussian version of the world (expectation propagation).
- Reads five facets and six patterns of 52 weekly rounds. A person has **one level in all of them**, which is the worst case: what one family gives away counts for all.
- Knows how the secret amounts are drawn by which scores of up to eight people are shifted, within which bounds, and which figures have the same one in them, since they are of the same people; works each out as far as the reports allow.
- *A member* knows their own answers too; *three colluders* know theirs.

The world: answers are clip(round(3.6 + person N(0, 0.9) + team-week N(0, 0.3) + noise N(0, 0.5)), 1, 5), answered with probability 0.8 (0.75 on usefulness);
churn of 1 % or 2 % per person and month (so many leave, and somebody else takes each one's place), and as a stress a leaver and a joiner in 8 % of weeks each. With drift, persons and teams wander (AR(1), sd 0.3, half-life eight weeks).
Two baselines, in the same teams: *left out* is the same attacker on reports in which the person did not answer; *stranger* is the same attacker on reports in which that person's answers are somebody else's.
The bars are set against the first. The second is a stricter one of our own for naming the lowest, since an attacker who knows that one person never answered suspects them most; it has no bar, and is printed beside.
The teams are played by a replay of the rules that calls the product's own rotation and disclosure; in every chunk of fifty teams on scores and on ties one goes through the whole pipeline as well (seal, gather, settle, disclose, issue), and the run stops at the first difference.
"""

COUNTED = """\
Of all bars on this page {count0} are held, {count1} held by the figure, {count2} missed by the figure and {count3} missed.
A bar that is missed is not a bar to be moved: it says that the rules give this attacker more than they should, and where to change them.
The worst of several cells is picked by its figure, so with few teams it overstates; all cells together does not.
All of it is about teams of six and more in which four of five answers are given. Where fewer are given, or five people count, whoever knows who answered [learns more](threat-model.md#what-is-not-protected).
"""

BESIDE = """\
Beside, without a bar: naming the lowest, against reports in which that person's answers are a stranger's.
"""

TITLES = {
    "verdicts": "## In short\n",
    "lowest": "## Naming the lowest person (P3)\n\nBars: advantage over reports without that person ≤ 0.10, with three colluders ≤ 0.12. "
    "The last column has no bar.\n",
    "exact": "## Guessing one person's exact answers (P2)\n\n"
    "Bars: advantage ≤ 0.05, with three colluders ≤ 0.06. For scale: three of six who knew nothing "
    "but the exact mean of the other three, and so the plainest figure there is, would gain 0.058.\n",
    "products": "## The same attacker on other products\n\n"
    "In the same teams: the exact mean of each item every week. Churn 2 %.\n",
    "sign": "## Somebody who left or joined: above or below the rest? (P4)\n\n"
    "Bar: right in at most 0.65 with drift; a coin is right in 0.50. The last column is a logistic "
    "regression on the shown values around the change, learned on other teams.\n",
    "claims": "## Claims of more than 99 % (P5)\n\n"
    "Such a claim must not be right more often than one about somebody who took no part.\n",
    "ties": "## Who turns to whom (P6)\n\n"
    "Six windows of eight weeks; everybody turns to three colleagues, each of whom helps in 0.6 of "
    "the weeks; whoever many turn to scores lower. The attacker has all sentences about ties, the "
    "scores, and an accomplice's answers and mirror. Area under the curve within a team, for pairs "
    "the accomplice is not one of. Bar: gain ≤ 0.05. Below eight people nothing about ties is "
    "asked.\n",
    "use": "## What it costs in usefulness (P7)\n\n"
    "Share of windows in which something is shown, at a response of 0.75. Bars at 1 % churn: facets "
    "0.85 (six people 0.80), patterns and ties 0.75; at 2 %: 0.75 and 0.65. RMSE of a shown step "
    "against what the window's people tend to answer: ≤ 0.30. Half-years in which a family's step "
    "moved by two although the team did not change: ≤ 0.10.\n",
}

MODES = """\
# Privacy, measured: other ways to ask

What [the first page](privacy-measured.md) asks of five facets and six patterns, asked of what only some teams have. The same command makes both:

    {command}

The same attacker and world, seed {seed}, 52 weeks; of each hundred people two leave a month.
"""

MODES_TITLES = {
    "scored": """\
## Figures

The pulse without names is asked of up to seven people, and of more who chose not to name. Its *same people* is one more level of each person, and the same one as in all the rest, which is the worst case. Light mode asks about half, in windows twice as long. A quarter of {teams} teams a row, so no bar is set; the last column is what asking the pulse adds, in the same teams, to what is gained without it.
""",
    "sentences": """
## Sentences

*Most*, *about half* or *a few give and receive alike* is no linear form of answers, and how clearly an experiment was *noticed* stands for one or two answers of each. Here the attacker draws 2,000 teams, what people tend to and what they would have answered, and keeps those of which the same would have been said, window for window: that is Bayes's rule up to the number of teams drawn.
People help 1.5 others a week, and are helped by as many, each ± 0.9 from person to person, ± 0.3 from week to week for all and ± 0.5 beside, and answer 0 to 3; what they notice is answered like everything else. The *lowest* gives most beyond what they receive, or noticed least. An experiment runs all year, which is asked about in every window. Nothing but the sentence is read, and **the answers behind it alone are guessed**: on the first page a guess counts all answers of a year.
{teams} teams a row; the bars of the first page: naming the lowest ≤ 0.10 above reports without that person (P3), exact answers ≤ 0.05 (P2), with three colluders 0.12 and 0.06.
""",
}

ELSEWHERE = """\
## Shown by tests, not by statistics

| Bar | What is tried | Where |
|---|---|---|
| P1 | live, sibling, erasure, threshold-edit, re-run and roster-move differencing | `tests/privacy/test_differencing.py` |
| P8 | database, log, key store and what Slack holds at each stage, both databases; old backups; order; joins | `test_dumps.py`, `test_order.py` and `test_surfaces.py` in `tests/privacy` |
| P9 | everything an administrator can do, during and after a round | `tests/privacy/test_admin.py` |
| P10 | every log at DEBUG: a check-in, a crash, a database conflict | `tests/privacy/test_logs.py` |

The pulse without names, sentences about few people and light mode are attacked on [a page of their own](privacy-measured-modes.md).
What is not protected at all is in the [threat model](threat-model.md); the rules are in [publishing rules](publishing-rules.md).
"""
