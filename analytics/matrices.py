"""What a window holds once it is opened in memory: numpy arrays, one row a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ScaleWindow:
    """Scale answers of a window.

    `counts[p, i, c]`: how often person p chose point c + 1 on item i, shape (people, items, 5).
    `reasons[p, r]`: how often person p gave reason r for not asking, shape (people, reasons), or
    None.
    """

    items: tuple[str, ...]
    counts: NDArray[np.uint16]
    reason_codes: tuple[str, ...] = ()
    reasons: NDArray[np.uint16] | None = None


@dataclass(frozen=True, slots=True)
class Prompts:
    """Who answered which of the two prompts about ties, and who could be named in answer to them.

    `helped_me[t, i]`, `i_helped[t, i]`: in round t, i answered that prompt, "nobody" included.
    `asked[p, t]`: round t asked the first, the second of them. `listed[t, j]`: j stood in the list
    of names of round t. All bool.
    """

    helped_me: NDArray[np.bool_]
    i_helped: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    listed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TieWeeks:
    """Ties of a window among its population.

    `helped_me[t, i, j]`: in round t, i said that j helped them. `i_helped[t, i, j]`: i said they
    helped j.
    `kinds[k, t, i, j]`: the same as `helped_me`, where i also said which kind of help it was.
    `answered[t, i]`: i answered a tie prompt in round t. All bool; diagonals are False.
    `prompts`: None where both prompts were answered together and everybody could be named.
    """

    helped_me: NDArray[np.bool_]
    i_helped: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    kind_codes: tuple[str, ...]
    kinds: NDArray[np.bool_]
    prompts: Prompts | None = None

    @property
    def each_prompt(self) -> Prompts:
        """What is known of the two prompts apart."""
        everywhere = np.ones((2, len(self.answered)), dtype=np.bool_)
        return self.prompts or Prompts(
            self.answered, self.answered, everywhere, np.ones_like(self.answered)
        )


@dataclass(frozen=True, slots=True)
class PulseWindow:
    """The pulse without names, shape (rounds, people), NaN where not answered.

    `given` and `received` are 0..3 (3 means three or more); `same_people` is 1..5.
    """

    given: NDArray[np.float64]
    received: NDArray[np.float64]
    same_people: NDArray[np.float64]
