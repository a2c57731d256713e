"""The same measures for very many team-weeks at once, on dense tensors of small numbers.

A matrix of nine people is 81 bytes: reading it as a dense block beats every join of edge rows.
Teams of different sizes are padded to the largest of their bucket (8, 12, 16, 24 …) and masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics import nulls
from analytics.errors import WrongShape, WrongValue

CHUNK = 4096
"""Team-weeks worked on at a time: a few hundred kilobytes, which stay in the processor's cache."""

OF_PEOPLE = 2
"""Dimensions of a mask of people; one of pairs has one more."""

Cell = TypeVar("Cell", np.uint8, np.bool_)


@dataclass(frozen=True, slots=True)
class TeamWeeks:
    """One value a team-week, shape (team-weeks,), NaN where undefined.

    `reciprocity` is the weighted r over pairs where both answered; `gini` (corrected) and
    `top_share` are of the support given per opportunity among people somebody could name.
    """

    reciprocity: NDArray[np.float64]
    gini: NDArray[np.float64]
    top_share: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chance:
    """Reciprocity of each team-week under permuted targets, (team-weeks,), NaN where undefined.

    `r0` is the mean of the draws, `rho` = (r − r0)/(1 − r0), `p_value` = (b + 1)/(m + 1).
    """

    r0: NDArray[np.float64]
    rho: NDArray[np.float64]
    p_value: NDArray[np.float64]


def team_weeks(
    w: NDArray[np.uint8],
    eligible: NDArray[np.bool_] | None = None,
    answered: NDArray[np.bool_] | None = None,
) -> TeamWeeks:
    """Return reciprocity, Gini and top share for a (team-week, n, n) uint8 tensor.

    `w[b, i, j]`: j helped i, as told by i. `eligible` is who belongs, (team-week, n), or who may
    name whom, (team-week, n, n). `answered` is (team-week, n), or a (team-week, n, n) mask of the
    pairs to read. Both default to everybody. What people who did not answer left is not read.

    Shares from 0 to 1; NaN where a team-week has no ties. Raises `WrongShape`, and `WrongValue`
    unless uint8. Source: as the measures of one team in `reciprocity` and `load`.
    """
    _check(w, eligible, answered)
    results = [np.full(len(w), np.nan) for _ in range(3)]
    for part in _chunks(len(w)):
        ties = _people_first(w[part])
        if eligible is None and answered is None:
            values = _complete(ties)
        else:
            told, both = _read(w[part].shape, _part(eligible, part), _part(answered, part))
            values = _masked(ties, _people_first(told), _people_first(both))
        for result, value in zip(results, values, strict=True):
            result[part] = value
    return TeamWeeks(*results)


def reciprocity_by_chance(
    w: NDArray[np.uint8],
    eligible: NDArray[np.bool_] | None = None,
    answered: NDArray[np.bool_] | None = None,
    *,
    draws: int = 999,
    seed: int,
) -> Chance:
    """Compare each team-week's reciprocity with permuted targets, arguments as in `team_weeks`.

    One permutation of eligible targets a person and draw. Teams with the same eligibility share
    their permutations: each p-value is valid, but they are not independent of one another. For a
    window of several weeks of one team use `reciprocity.excess`, whose permutation keeps
    stickiness. NaN without ties, and rho where chance returns all of them. Raises what `team_weeks`
    raises.
    """
    _check(w, eligible, answered)
    rng = np.random.default_rng(seed)
    chance = Chance(*(np.full(len(w), np.nan) for _ in range(3)))
    for allowed, members in _alike(eligible, w.shape):
        source = nulls.permuted_targets(allowed, draws, rng)
        for part in _chunks(len(members)):
            rows = members[part]
            told, both = _read(w[rows].shape, None, None if answered is None else answered[rows])
            ties = _people_first(np.where(allowed & told, w[rows], np.uint8(0)))
            pairs = None if answered is None else _people_first(both.view(np.uint8))
            for field, value in zip(
                (chance.r0, chance.rho, chance.p_value), _compare(ties, pairs, source), strict=True
            ):
                field[rows] = value
    return chance


def _compare(
    ties: NDArray[np.uint8], pairs: NDArray[np.uint8] | None, source: NDArray[np.integer]
) -> tuple[NDArray[np.float64], ...]:
    """Return r0, rho and p of team-weeks with one eligibility; `ties`, `pairs` (n, n, rows)."""
    n, rows = len(ties), ties.shape[2]
    seen = _reciprocity(ties if pairs is None else ties * pairs)
    total = np.zeros(rows)
    as_mutual, usable = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    flat, person = ties.reshape(n * n, rows), np.arange(n)[:, None] * n
    for draw in source:
        drawn = flat[(person + draw).ravel()].reshape(ties.shape)
        r = _reciprocity(drawn if pairs is None else drawn * pairs)
        known = ~np.isnan(r)
        np.add(total, r, out=total, where=known)
        usable += known
        as_mutual += known & (r >= seen - 1e-12)
    usable[np.isnan(seen)] = 0
    r0 = _ratio(total, usable.astype(np.float64))
    ranked = (as_mutual + 1).astype(np.float64)
    return (
        r0,
        _ratio(seen - r0, 1 - r0),
        _ratio(ranked, np.where(usable, usable + 1, 0).astype(np.float64)),
    )


def _complete(ties: NDArray[np.uint8]) -> tuple[NDArray[np.float64], ...]:
    """Return the three values where everybody is eligible and answered; `ties` is (n, n, rows)."""
    n = len(ties)
    load = ties.sum(axis=0, dtype=np.uint16)
    total = load.sum(axis=0, dtype=np.float64)
    return (
        _ratio(_returned(ties), total),
        _ratio(_apart(load.astype(np.int32)), total * (n - 1)),
        _ratio(load.max(axis=0).astype(np.float64), total),
    )


def _masked(
    ties: NDArray[np.uint8], told: NDArray[np.bool_], both: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], ...]:
    """Return the three values of (n, n, rows) `ties`, read if `told`, mutual if `both`."""
    load = (ties * told).sum(axis=0, dtype=np.uint16)
    chances = told.sum(axis=0, dtype=np.uint16)
    rate = np.zeros(load.shape)
    np.divide(load, chances, out=rate, where=chances > 0)
    people = (chances > 0).sum(axis=0)
    total = rate.sum(axis=0)
    # People nobody could name stand at 0 and would count as idle: take their pairs off again.
    apart = _apart(rate) - (len(rate) - people) * total
    return (
        _reciprocity(ties * (told & both)),
        _ratio(apart, total * (people - 1)),
        _ratio(rate.max(axis=0), total),
    )


def _reciprocity(ties: NDArray[np.uint8]) -> NDArray[np.float64]:
    total = ties.reshape(len(ties) ** 2, -1).sum(axis=0, dtype=np.uint32)
    return _ratio(_returned(ties), total.astype(np.float64))


def _returned(ties: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return Σ min(w_ij, w_ji) over ordered pairs for each row of an (n, n, rows) tensor."""
    total = np.zeros(ties.shape[2], dtype=np.uint32)
    for person in range(len(ties) - 1):
        both = np.minimum(ties[person, person + 1 :], ties[person + 1 :, person])
        total += both.sum(axis=0, dtype=np.uint16)
    return 2 * total.astype(np.float64)


def _apart(load: NDArray[np.int32] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Σ_{i<j} |x_i − x_j| for each column of an (n, rows) array: n Σx times the Gini."""
    total = np.zeros(load.shape[1])
    for person in range(len(load) - 1):
        np.add(total, np.abs(load[person + 1 :] - load[person]).sum(axis=0), out=total)
    return total


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.full(part.shape, np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def _people_first(block: NDArray[Cell]) -> NDArray[Cell]:
    """Return a (rows, n, n) block as (n, n, rows), diagonal 0: rows are worked on side by side."""
    turned = np.ascontiguousarray(block.transpose(1, 2, 0))
    people = np.arange(len(turned))
    turned[people, people] = 0
    return turned


def _chunks(rows: int) -> Iterator[slice]:
    return (slice(start, start + CHUNK) for start in range(0, rows, CHUNK))


def _part(mask: NDArray[np.bool_] | None, part: slice) -> NDArray[np.bool_] | None:
    return None if mask is None else mask[part]


def _read(
    shape: tuple[int, ...], eligible: NDArray[np.bool_] | None, answered: NDArray[np.bool_] | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which cells are read, and which pairs count for reciprocity, (rows, n, n) each."""
    told = np.broadcast_to(nulls.everyone_else(shape[1]), shape)
    if eligible is not None:
        told = told & _pairs(eligible)
    if answered is None:
        return told, told
    return told & (answered[:, :, None] if answered.ndim == OF_PEOPLE else answered), told & _pairs(
        answered
    )


def _pairs(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a mask of people as a mask of pairs; a mask of pairs as it is."""
    return mask[:, :, None] & mask[:, None, :] if mask.ndim == OF_PEOPLE else mask


def _alike(
    eligible: NDArray[np.bool_] | None, shape: tuple[int, ...]
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
    """Yield each pattern of eligibility, (n, n), with the team-weeks that have it."""
    others = nulls.everyone_else(shape[1])
    if eligible is None:
        yield others, np.arange(shape[0])
        return
    packed = np.packbits(eligible.reshape(len(eligible), -1), axis=1)
    _, first, kind = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    for number, example in enumerate(first):
        mask = _pairs(eligible[example : example + 1])[0] & others
        yield mask, np.flatnonzero(kind.ravel() == number)


def _check(
    w: NDArray[np.uint8], eligible: NDArray[np.bool_] | None, answered: NDArray[np.bool_] | None
) -> None:
    if w.shape != w.shape[:1] + w.shape[1:2] * 2:
        raise WrongShape(f"Ties have the shape (team-weeks, people, people), not {w.shape}.")
    if w.dtype != np.uint8:
        raise WrongValue("Ties must be small whole numbers (uint8).")
    for mask in (eligible, answered):
        if mask is not None and (
            mask.shape not in {w.shape, w.shape[:2]} or mask.dtype != np.bool_
        ):
            raise WrongShape(f"A mask must be bool and fit {w.shape}, not {mask.shape}.")
