"""Plain counts and lists in, the library's arrays out, so that callers need no numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.matrices import PulseWindow, ScaleWindow, TieWeeks

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def tie_weeks(told: Sequence[Sequence[Told]], *, kind_codes: Sequence[str]) -> TieWeeks:
    """Ties from `told[person][round]`, rows numbered as the people are; a self-tie is ignored."""
    people, rounds = len(told), len(told[0]) if told else 0
    helped_me = np.zeros((rounds, people, people), dtype=np.bool_)
    i_helped = np.zeros_like(helped_me)
    kinds = np.zeros((len(kind_codes), *helped_me.shape), dtype=np.bool_)
    answered = np.zeros((rounds, people), dtype=np.bool_)
    for person, weeks in enumerate(told):
        for week, (received, given) in enumerate(weeks):
            answered[week, person] = received is not None or given is not None
            for other, kind in received or ():
                helped_me[week, person, other] = other != person
                if kind is not None:
                    kinds[kind_codes.index(kind), week, person, other] = other != person
            for other, _ in given or ():
                i_helped[week, person, other] = other != person
    return TieWeeks(helped_me, i_helped, answered, tuple(kind_codes), kinds)


def pulse_window(
    told: Sequence[Sequence[tuple[int | None, int | None, int | None]]],
) -> PulseWindow:
    """The nameless pulse from `told[person][round]` = (given, received, same people)."""
    people, rounds = len(told), len(told[0]) if told else 0
    blank = float("nan")
    rows = [[[blank if v is None else float(v) for v in week] for week in weeks] for weeks in told]
    weeks = np.array(rows, dtype=np.float64).reshape(people, rounds, 3).transpose(2, 1, 0)
    return PulseWindow(given=weeks[0], received=weeks[1], same_people=weeks[2])
