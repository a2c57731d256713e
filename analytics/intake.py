"""Plain counts and lists in, the library's arrays out, so that callers need no numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.matrices import Prompts, PulseWindow, ScaleWindow, TieWeeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Named = tuple[tuple[int, str | None], ...]
"""(person's row, kind of help or None) of everyone named in answer to one prompt."""
Told = tuple[Named | None, Named | None]
"""One person's answer to "Who helped you?" and "Whom did you help?"; None is not answered."""


def scale_window(
    items: Sequence[str],
    counts: Sequence[Sequence[Sequence[int]]],
    *,
    reason_codes: Sequence[str] = (),
    reasons: Sequence[Sequence[int]] | None = None,
) -> ScaleWindow:
    """Scale answers from `counts[person][item][point]` and `reasons[person][reason]`."""
    shape = (len(counts), len(items), 5)
    given = reasons is not None and bool(reason_codes)
    return ScaleWindow(
        items=tuple(items),
        counts=np.array(counts, dtype=np.uint16).reshape(shape),
        reason_codes=tuple(reason_codes) if given else (),
        reasons=np.array(reasons, dtype=np.uint16).reshape(len(counts), len(reason_codes))
        if given
        else None,
    )


def tie_weeks(
    told: Sequence[Sequence[Told]],
    *,
    kind_codes: Sequence[str],
    asked: Sequence[Sequence[bool]] | None = None,
    listed: Sequence[Sequence[bool]] | None = None,
) -> TieWeeks:
    """Ties from `told[person][round]`, rows numbered as the people are; a self-tie is ignored.

    `asked[round]`: whether it asked the one and the other prompt, by default both. `listed[round]`:
    for each person, whether they could be named in it, by default everybody.
    """
    people, rounds = len(told), len(told[0]) if told else 0
    helped_me = np.zeros((rounds, people, people), dtype=np.bool_)
    i_helped = np.zeros_like(helped_me)
    kinds = np.zeros((len(kind_codes), *helped_me.shape), dtype=np.bool_)
    answered = np.zeros((2, rounds, people), dtype=np.bool_)
    for person, weeks in enumerate(told):
        for week, (received, given) in enumerate(weeks):
            answered[:, week, person] = received is not None, given is not None
            for other, kind in received or ():
                helped_me[week, person, other] = other != person
                if kind is not None:
                    kinds[kind_codes.index(kind), week, person, other] = other != person
            for other, _ in given or ():
                i_helped[week, person, other] = other != person
    prompts = Prompts(
        helped_me=answered[0],
        i_helped=answered[1],
        asked=_or_all(asked, (rounds, 2)).T,
        listed=_or_all(listed, (rounds, people)),
    )
    either: NDArray[np.bool_] = np.any(answered, axis=0)
    return TieWeeks(helped_me, i_helped, either, tuple(kind_codes), kinds, prompts)


def _or_all(rows: Sequence[Sequence[bool]] | None, shape: tuple[int, int]) -> NDArray[np.bool_]:
    if rows is None:
        return np.ones(shape, dtype=np.bool_)
    return np.array(rows, dtype=np.bool_).reshape(shape)


def pulse_window(
    told: Sequence[Sequence[tuple[int | None, int | None, int | None]]],
) -> PulseWindow:
    """The nameless pulse from `told[person][round]` = (given, received, same people)."""
    people, rounds = len(told), len(told[0]) if told else 0
    blank = float("nan")
    rows = [[[blank if v is None else float(v) for v in week] for week in weeks] for weeks in told]
    weeks = np.array(rows, dtype=np.float64).reshape(people, rounds, 3).transpose(2, 1, 0)
    return PulseWindow(given=weeks[0], received=weeks[1], same_people=weeks[2])
