"""The figures of a study in words: each with its value, how sure it is, and how it misleads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analytics import agreement, concentration, hotspots, load, reciprocity, srm, thresholds, trend
from analytics.concentration import Concentration
from analytics.reciprocity import Excess
from analytics.standalone.brief import carrying
from analytics.standalone.lines import Line, Section, attempt, ends, number, short, span
from analytics.standalone.table import Table

COMPONENTS = (
    "Actor variance",
    "Partner variance",
    "Relationship variance",
    "Generalized reciprocity (covariance)",
    "Dyadic reciprocity (covariance)",
)


def coverage(table: Table) -> Section:
    """Who and when, and how much of it was told."""
    here, first, last = table.ties.answered, table.weeks[0], table.weeks[-1]
    people = len(table.people)
    both = int((here.sum(axis=1) * (here.sum(axis=1) - 1)).sum())
    pairs = people * (people - 1) * len(table.weeks)
    note = (
        "" if table.answers_known else "No table of answers: everybody counts as having answered."
    )
    return Section(
        "What was told",
        (
            Line("People", str(people)),
            Line(
                "Weeks",
                str(len(table.weeks)),
                note=f"from {first.isoformat()} to {last.isoformat()}",
            ),
            Line("Answers", f"{here.mean():.0%}", note=note),
            Line("Pairs in which both answered", f"{both / pairs:.0%}"),
            Line("Ties told by who received help", str(int(table.ties.helped_me.sum()))),
            Line("Ties told by who gave help", str(int(table.ties.i_helped.sum()))),
        ),
        "High coverage is not candour: it falls first where answering feels unsafe.",
    )


def mutual(totals: NDArray[np.float64], excess: Excess | str, margins: Excess | str) -> Section:
    """Reciprocity beside three nulls."""
    lines = [
        Line("Weighted reciprocity r", number(reciprocity.weighted(totals), 3)),
        *_against(excess, "against shuffled targets", "each person's answers kept, whole window"),
        *_against(margins, "received totals kept too", "is it pairs, or popularity?"),
    ]
    rho = attempt(lambda: reciprocity.rho_wcm(totals))
    value = rho if isinstance(rho, str) else number(rho)
    lines.append(Line("rho against the configuration model", value, note="unbounded weights"))
    census = reciprocity.dyad_census(totals)
    counted = f"{census.mutual} / {census.asymmetric} / {census.null}"
    lines.append(Line("Pairs mutual / one way / without a tie", counted))
    shares = map(number, (census.edgewise, census.dyadic, census.nonnull))
    label = "Ties returned / pairs alike / connected pairs mutual"
    lines.append(Line(label, " / ".join(shares), note="any tie in the window counts once"))
    binary = number(reciprocity.binary_rho(totals))
    lines.append(Line("rho against density", binary, note="any tie in the window counts once"))
    return Section(
        "Is help mutual?",
        tuple(lines),
        "r alone means nothing: it rises with weeks and names. Low is fine in mentoring, on call.",
    )


def _against(found: Excess | str, label: str, note: str) -> list[Line]:
    if isinstance(found, str):
        return [Line(f"rho, {label}", "not computed", note=found)]
    return [
        Line(f"r by chance, {label}", number(found.r0, 3)),
        Line(f"rho, {label}", number(found.rho), f"by chance {span(*found.interval)}", note),
        Line(f"p, {label}", number(found.p_value, 4)),
    ]


def spread(
    table: Table, rates: NDArray[np.float64], sure: Concentration, *, draws: int, seed: int
) -> Section:
    """How evenly support is given, how sure that is, and whether the largest share is ordinary."""
    known = rates[~np.isnan(rates)]
    top = load.top_share_by_chance(
        table.ties.helped_me, table.ties.answered, draws=min(draws, 999), seed=seed
    )
    ties = table.ties.helped_me.any(axis=0)
    central = attempt(lambda: load.in_degree_centralization(ties))
    carriers = number(load.effective_carriers(known), 1)
    return Section(
        "How many carry?",
        (
            Line("Effective carriers", f"{carriers} of {len(known)}", ends(sure.carriers, 1)),
            Line("Gini (corrected)", number(load.gini(known)), ends(sure.gini)),
            Line("Herfindahl, normalised", number(load.hhi(known, normalized=True), 3)),
            Line("Largest share", number(load.top_share(known)), ends(sure.top_share)),
            Line(
                "Largest share, pairs in which both answered",
                number(top.share),
                f"by chance {number(top.by_chance)}",
                f"p = {number(top.p_value, 3)}",
            ),
            Line(
                "In-degree centralization",
                central if isinstance(central, str) else number(central),
            ),
        ),
        "Expertise and role are legitimate. Few counts look uneven by themselves, so the intervals "
        "are of the habits behind them.",
    )


def held(table: Table, above: NDArray[np.float64] | str) -> Section:
    """Who would be missed, by either report."""
    ties = table.ties
    union = agreement.band(ties.helped_me, ties.i_helped, ties.answered).union
    missed = attempt(lambda: load.truck_factor(union))
    cut_off = attempt(lambda: hotspots.cut_off(len(table.people), len(table.weeks)))
    without = [table.people[person] for person in load.articulation_points(union)]
    alone = load.isolates(ties.helped_me, ties.answered)
    return Section(
        "What is held by few?",
        (
            Line("Fewest people who give half of all support", str(missed)),
            Line(
                f"Carries over {thresholds.HOTSPOT_MULTIPLE} times the mean",
                carrying(table, above),
                f"cut-off {cut_off:.3f}" if isinstance(cut_off, float) else "",
                cut_off
                if isinstance(cut_off, str)
                else "finds three- to fourfold load, not twofold",
            ),
            Line("Without whom the ties fall apart", ", ".join(without) or "nobody"),
            Line("Without any tie", ", ".join(np.array(table.people)[alone]) or "nobody"),
        ),
        "It is demand, not a fault, and silence is not health. Three names at most inflate it.",
    )


def kinds(table: Table, *, seed: int) -> Section:
    """The spread of each kind of help."""
    lines = []
    for kind, weeks in zip(table.ties.kind_codes, table.ties.kinds, strict=True):
        told, chances = load.received(weeks, table.ties.answered)
        rates = load.received_rate(weeks, table.ties.answered)
        known = rates[~np.isnan(rates)]
        sure = concentration.intervals(told, chances, seed=seed)
        share = f"largest share {number(load.top_share(known))}"
        value = number(load.effective_carriers(known), 1)
        lines.append(Line(kind, value, ends(sure.carriers, 1), share))
    return Section(
        "Effective carriers by kind of help",
        tuple(lines),
        "Small counts look uneven; intervals as above.",
    )


def relations(table: Table) -> Section:
    """The Social Relations Model on the share of rounds in which a pair's tie was told."""
    here = table.ties.answered.astype(np.float64)
    chances = here.T @ here
    told = reciprocity.both_answered(table.ties.helped_me, table.ties.answered)
    share = np.full(told.shape, np.nan)
    np.divide(told, chances, out=share, where=chances > 0)
    found = attempt(lambda: srm.round_robin(share))
    title = "Social Relations Model"
    if isinstance(found, str):
        return Section(title, (Line("Not computed", "", note=found),))
    lines = [
        Line(name, short(value), f"standard error {short(error)}")
        for name, value, error in zip(COMPONENTS, found.values, found.errors, strict=True)
    ]
    lines.append(Line("Generalized reciprocity (correlation)", number(found.generalized_r)))
    lines.append(Line("Dyadic reciprocity (correlation)", number(found.dyadic_r)))
    return Section(
        title,
        tuple(lines),
        "Below six people or four weeks correlations are noise; a variance may come out negative.",
    )


def reports(table: Table) -> Section:
    """Whether receivers and givers tell the same."""
    told = (table.ties.helped_me, table.ties.i_helped, table.ties.answered)
    found, band = agreement.of_reports(*told), agreement.band(*told)
    ends = (reciprocity.weighted(band.intersection), reciprocity.weighted(band.union))
    return Section(
        "Do both reports agree?",
        (
            Line("Told by both, of those told by either (Jaccard)", number(found.jaccard)),
            Line("Cohen's kappa", number(found.kappa)),
            Line("Ties told by both / by either", f"{found.both} / {found.either}"),
            Line("Weighted reciprocity of both / of either", " / ".join(map(number, ends))),
        ),
        "Disagreement is memory and wording, not dishonesty.",
    )


def series(weekly: NDArray[np.float64], chart: trend.XmR | str) -> Section:
    """Ties named per person and week, on an individuals chart."""
    mean = float(np.nanmean(weekly))
    lines = [Line("Ties named per person who answered, a week", number(mean))]
    if isinstance(chart, str):
        lines.append(Line("Limits", "not computed", note=chart))
    else:
        note = "provisional: fewer than twelve weeks" if chart.provisional else ""
        lines.append(Line("Limits", span(chart.low, chart.high), note=note))
        signals = int((chart.outside | chart.run).sum())
        lines.append(Line("Weeks that signal", str(signals)))
    return Section(
        "Over time",
        tuple(lines),
        "18 to 36 of 100 unchanged teams signal within half a year.",
    )
