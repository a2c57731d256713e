"""Ties: fixed sentences about the whole, never about an edge, a degree or a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from analytics import hotspots, load, thresholds
from analytics.disclosure import mutual, shown
from analytics.disclosure.drafts import Draft, Figure
from analytics.disclosure.gates import Group, Terms
from analytics.errors import NoCutOff
from analytics.instrument.bank import TIES
from analytics.records import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analytics.matrices import TieWeeks

MUTUAL = "mutual"
CARRIERS = "carriers"
HELD_BY_FEW = "held_by_few"
TWO_WAY = "two_way"
AGREEMENT = "agreement"

NOTHING = "nothing"


def drafts(window: TieWeeks, terms: Terms) -> tuple[Draft, ...]:
    """One draft for all sentences about ties: each comes from "who helped you?", some not alone.

    Who answered that prompt is behind them. What comes from "whom did you help?" counts where as
    many people answered that one; no sentence comes or goes with it, which would say so.
    """
    floor = max(terms.respondents_floor, thresholds.TIE_RESPONDENTS_FLOOR)
    prompts = window.each_prompt
    tellers = _often(prompts.helped_me, prompts.asked[0])
    both_told = _often(prompts.i_helped, prompts.asked[1]).sum() >= floor
    group = Group(
        gate=TIES,
        respondents=int(tellers.sum()),
        floor=floor,
        population_floor=thresholds.TIE_MEMBERS_FLOOR,
        # Without a word on carriers all others would say that nobody named a helper.
        unanimous=not _told(window).any(),
    )
    measures = ((name, Scale.STATEMENT) for name in (MUTUAL, CARRIERS, HELD_BY_FEW))

    def figures() -> tuple[Figure, ...]:
        said = (
            _mutual(window, terms.seed),
            _carriers(window),
            _held_by_few(window if both_told else _of_receivers(window)),
            _two_way(window, tellers),
            _agreement(window) if both_told else _statement(AGREEMENT, shown.FEW),
        )
        return tuple(figure for figure in said if figure is not None)

    return (Draft(group, tuple(measures), figures),)


def _often(answered: NDArray[np.bool_], asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who answered a prompt in enough of the rounds that asked it."""
    enough: NDArray[np.bool_] = (
        answered.sum(axis=0) >= asked.sum() * thresholds.ROUNDS_SHARE
    ) & answered.any(axis=0)
    return enough


def _told(window: TieWeeks) -> NDArray[np.bool_]:
    """The ties of an answer to "who helped you?"."""
    return window.helped_me & window.each_prompt.helped_me[:, :, None]


def _of_receivers(window: TieWeeks) -> TieWeeks:
    """The window as if "whom did you help?" had not been asked."""
    none = np.zeros_like(window.i_helped)
    return replace(window, i_helped=none, answered=window.each_prompt.helped_me)


def _statement(measure: str, code: str, details: tuple[str, ...] = ()) -> Figure:
    return Figure(measure, Scale.STATEMENT, code, details)


def _mutual(window: TieWeeks, seed: int) -> Figure:
    return _statement(MUTUAL, mutual.word(_told(window), seed=seed))


def _carriers(window: TieWeeks) -> Figure | None:
    """Effective carriers, banded; None where fewer than eight stood in the list throughout.

    Of those who did: everybody sees who is off it, and of more people *most* would say that each of
    the rest was named. Where none of them was, few carry: that is not told apart.

    Of times named, not of rates: an answer that names nobody would lower everybody's rate but that
    of whoever gives it, and the word near a border would say whether one given person takes part.
    """
    listed = window.each_prompt.listed.all(axis=0)
    if listed.sum() < thresholds.TIE_MEMBERS_FLOOR:
        return None
    named = _told(window).sum(axis=(0, 1))[listed]
    carriers = np.nan_to_num(load.effective_carriers(named))
    word = shown.share(
        float(carriers) / len(named),
        most=thresholds.CARRIED_BY_MOST,
        half=thresholds.CARRIED_BY_HALF,
    )
    return _statement(CARRIERS, word)


def _held_by_few(window: TieWeeks) -> Figure:
    """One test on all ties. Where it cannot be made, the same as where nothing stands out.

    No count of people who were named decides: a few who agree could bring it to its floor, and the
    next tie would say that one given person was named. And enough has to be told without any one
    person: else who tells much where all others tell little could bring it near its border alone.
    """
    rounds, people = window.answered.shape
    listed = int(window.each_prompt.listed.all(axis=0).sum())
    reports = _as_if_all_answered(window)
    told = hotspots.without_any_one(*reports)
    if listed < thresholds.HOTSPOT_LISTED_FLOOR or told < thresholds.HOTSPOT_TIES_EACH * people:
        return _statement(HELD_BY_FEW, NOTHING)
    try:
        cut_off = hotspots.cut_off(people, rounds)
    except NoCutOff:
        return _statement(HELD_BY_FEW, NOTHING)
    above = hotspots.posterior(*reports, multiple=thresholds.HOTSPOT_MULTIPLE)
    carrying = np.flatnonzero(above > cut_off)
    if not len(carrying):
        return _statement(HELD_BY_FEW, NOTHING)
    kinds = {_main_kind(window, person) for person in carrying}
    kind = kinds.pop() if len(kinds) == 1 else None
    return _statement(HELD_BY_FEW, HELD_BY_FEW, (kind,) if kind else ())


def _as_if_all_answered(window: TieWeeks) -> tuple[NDArray[np.bool_], ...]:
    """Both reports, and that everybody answered: who gives no answer is as who names nobody.

    Exposure by who answered would say, near a border, whether one given person takes part. The
    cut-offs are compiled for this.
    """
    there = window.answered[:, :, None]
    return window.helped_me & there, window.i_helped & there, np.ones_like(window.answered)


def _main_kind(window: TieWeeks, person: np.intp) -> str | None:
    """The kind of help that makes most of what a person is named for, if enough people say so.

    Only rounds count in which enough others answered with that person in the list: in one that few
    answered, those few would be all who can have said it. Who stood in few lists, and so chooses of
    which round a kind would tell, has none.
    """
    heard = window.each_prompt.helped_me
    reached = heard.sum(axis=1) - heard[:, person] >= thresholds.NAMERS_FLOOR
    listed = window.each_prompt.listed[:, person] & window.each_prompt.asked[0]
    if not (_in_enough(listed, window.each_prompt.asked[0]) and _in_enough(listed, reached)):
        return None
    told = window.kinds[:, :, :, person] & (heard & (listed & reached)[:, None])
    # Whoever told a kind counts once for it: of times, a proportion would say how often.
    givers = told.any(axis=1).sum(axis=1)
    if not givers.any():
        return None
    most = int(givers.argmax())
    if (
        givers[most] < thresholds.HOTSPOT_KIND_SHARE * givers.sum()
        or givers[most] < thresholds.HOTSPOT_KIND_GIVERS
    ):
        return None
    return window.kind_codes[most]


def _in_enough(listed: NDArray[np.bool_], rounds: NDArray[np.bool_]) -> bool:
    return bool((listed & rounds).sum() >= thresholds.LISTED_SHARE * rounds.sum())


def _two_way(window: TieWeeks, people: NDArray[np.bool_]) -> Figure | None:
    """How many have a tie that is returned; nothing below ten people or where few have one.

    Of those who answered and could be named throughout. Everybody sees who is off the list: of more
    people *most* would say that each of the rest has such a tie.
    """
    could = people & window.each_prompt.listed.all(axis=0)
    if could.sum() < thresholds.TWO_WAY_MEMBERS_FLOOR:
        return None
    ties = _told(window).any(axis=0)
    returned: NDArray[np.bool_] = np.any(ties & ties.T, axis=1)
    word = shown.share(
        float(returned[could].mean()),
        most=thresholds.TWO_WAY_MOST,
        half=thresholds.TWO_WAY_HALF,
    )
    return None if word == shown.FEW else _statement(TWO_WAY, word)


def _agreement(window: TieWeeks) -> Figure:
    """How far both sides tell the same ties over the window, banded; for the note on method.

    Over the window and not per round, since in light mode the two prompts take turns. Of no tie at
    all, few are told by both: that there is none is not told apart. A tie told of somebody who
    never answered counts as one that the other did not tell: else whether they take part would be
    read here.
    """
    gave = window.i_helped & window.each_prompt.i_helped[:, :, None]
    by_receiver, by_giver = _told(window).any(axis=0), gave.any(axis=0).T
    either = int((by_receiver | by_giver).sum())
    jaccard = int((by_receiver & by_giver).sum()) / max(either, 1)
    word = shown.share(jaccard, most=thresholds.AGREEMENT_GOOD, half=thresholds.AGREEMENT_FAIR)
    return _statement(AGREEMENT, word)
