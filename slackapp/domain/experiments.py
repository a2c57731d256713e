"""The small practice a team chooses, tries and decides about: openly, by votes that are no answers.

`choosing → trying → decided`. A vote nobody took part in lapses; one that a move of the team cut
short counts as none. A lead may take the newest step back. Rounds are counted in rounds asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from analytics.records import Verdict
from slackapp.domain.ids import ExperimentId, TeamId, UserId
from slackapp.errors import NothingToUndo, VoteOver

CHOICES: Final = 3
"""Practices a vote offers at most."""
LEAST_CHOICES: Final = 2
"""With fewer there is nothing to choose between."""
TRIED_FOR: Final = 2
"""Rounds before the team is asked whether it did it: one to begin with, one to notice."""
REST: Final = 4
"""Rounds without an offer after one that nobody voted on: an unwanted question is not repeated."""
LONGEST: Final = 8
"""Rounds after which an experiment that nobody decides about ends by itself."""
VERDICTS: Final = tuple(verdict.value for verdict in Verdict)


class Stage(StrEnum):
    """Where an experiment stands."""

    CHOOSING = "choosing"
    TRYING = "trying"
    DECIDED = "decided"
    LAPSED = "lapsed"
    CUT = "cut"
    """Begun anew in another channel, with nobody there who voted by the next round."""
    UNDONE = "undone"


GOING_ON: Final = frozenset({Stage.CHOOSING, Stage.TRYING})
"""While one is going on no other is offered."""

Votes = Mapping[UserId, str]
"""Who chose what, openly; one choice each."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """One practice from the vote about it to what was decided."""

    id: ExperimentId
    team: TeamId
    offered_in: int
    """The round whose report it was offered with; a team has one a round."""
    choices: tuple[str, ...]
    """Ids of practices, in the order offered."""
    stage: Stage = Stage.CHOOSING
    practice: str | None = None
    """What was chosen."""
    since: date | None = None
    since_round: int = 0
    owner: UserId | None = None
    """Who offered to look after it."""
    look_back_on: date | None = None
    """When the team wants to be asked; None leaves it to `TRIED_FOR`, and `LONGEST` is the last."""
    asked_in: int = 0
    """The round with whose report the team was last asked whether it did it."""
    verdict: Verdict | None = None
    decided_in: int = 0

    @property
    def options(self) -> tuple[str, ...]:
        """What can be voted for now.

        Raises:
            VoteOver: nothing can.

        """
        if self.stage is Stage.CHOOSING:
            return self.choices
        if self.stage is Stage.TRYING and self.asked_in:
            return VERDICTS
        raise VoteOver


def winner(options: Sequence[str], votes: Votes) -> str | None:
    """Return the option with most votes, of equal ones that offered first; None without votes."""
    counted = {option: sum(vote == option for vote in votes.values()) for option in options}
    best = max(options, key=lambda option: counted[option])
    return best if counted[best] else None


def resolved(
    experiment: Experiment, votes: Votes, *, number: int, on: date, moved: bool = False
) -> Experiment:
    """Return the experiment as it stands once round `number` opens on its date.

    `moved`: its vote was begun in another channel than the one in which it is open now.
    """
    if experiment.stage is Stage.CHOOSING:
        chosen = winner(experiment.choices, votes)
        if chosen is None:
            return replace(experiment, stage=Stage.CUT if moved else Stage.LAPSED)
        return replace(
            experiment, stage=Stage.TRYING, practice=chosen, since=on, since_round=number
        )
    if experiment.stage is not Stage.TRYING:
        return experiment
    verdict = winner(VERDICTS, votes) if experiment.asked_in else None
    if verdict is not None:
        return replace(experiment, stage=Stage.DECIDED, verdict=Verdict(verdict), decided_in=number)
    late = number - experiment.since_round >= LONGEST and experiment.asked_in
    return replace(experiment, stage=Stage.LAPSED) if late else experiment


def asks_back(experiment: Experiment, *, number: int, on: date) -> bool:
    """Say whether the report of round `number`, on its day, asks if the team did it."""
    if experiment.stage is not Stage.TRYING:
        return False
    if experiment.look_back_on is not None and not experiment.asked_in:
        # However late the day: what nobody is asked about could not end by itself.
        ends = number - experiment.since_round >= LONGEST - 1
        return ends or on >= experiment.look_back_on
    if not experiment.asked_in:
        return is_due(experiment, asked=number)
    return number >= experiment.asked_in + TRIED_FOR


def is_due(experiment: Experiment, *, asked: int) -> bool:
    """Say whether the next report asks for the first time if the team did it, without a chosen day.

    `asked`: the rounds that have been asked. Also after a decision was taken back.
    """
    if experiment.stage is not Stage.TRYING or experiment.asked_in:
        return False
    return asked >= experiment.since_round + TRIED_FOR - 1


def may_offer(newest: Experiment | None, *, number: int) -> bool:
    """Say whether the report of round `number` may offer a vote."""
    first = next_offer(newest)
    return first is not None and number >= first


def next_offer(newest: Experiment | None) -> int | None:
    """The first round whose report may offer a vote; None while something is going on."""
    if newest is None:
        return 1
    if newest.stage in GOING_ON:
        return None
    rest = REST if newest.stage is Stage.LAPSED and newest.practice is None else 1
    return newest.offered_in + rest


@dataclass(frozen=True, slots=True)
class Newest:
    """The step of an experiment that can be taken back."""

    experiment: Experiment
    next_on: date | None = None
    """The day of the report with which the team is asked next then, where that is known."""
    team: str = ""
    """What its team is called."""


def undone(experiment: Experiment) -> Experiment:
    """Take the newest step back: a vote or a trial ends, a decision is open again.

    Raises:
        NothingToUndo: it ended by itself, or was taken back already.

    """
    if experiment.stage in GOING_ON:
        return replace(experiment, stage=Stage.UNDONE)
    if experiment.stage is not Stage.DECIDED:
        raise NothingToUndo
    again = replace(experiment, stage=Stage.TRYING, verdict=None, decided_in=0, asked_in=0)
    # Asked again with the next report: a day that was chosen was for the first time.
    return replace(again, look_back_on=None)
