"""Answers that were given in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from slackapp.domain.answers import Answer, asks_reasons
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import Asks, Round
from slackapp.simulate.formats import AnswerLine, RosterLine


@dataclass(frozen=True, slots=True)
class Given:
    """Each team's answers by round, as read from a file."""

    by_team: Mapping[str, Mapping[int, list[AnswerLine]]]

    def of(self, roster: RosterLine, row: Round) -> Iterator[tuple[UserId, Answer]]:
        """Give what was answered to what was asked, where that is anything."""
        for line in self.by_team.get(roster.team, {}).get(roster.round, ()):
            answer = asked(line.answer, row.asks)
            if not answer.says_nothing:
                yield line.member, answer


def asked(answer: Answer, asks: Asks) -> Answer:
    """Leave out what a round did not ask."""
    nobody = () in (answer.helped_me, answer.i_helped) and asks.prompts
    return replace(
        answer,
        items={item: answer.items[item] for item in asks.items if item in answer.items},
        helped_me=answer.helped_me if "helped_me" in asks.prompts else None,
        i_helped=answer.i_helped if "i_helped" in asks.prompts else None,
        nobody_suited=answer.nobody_suited if nobody else None,
        given=answer.given if asks.pulse else None,
        received=answer.received if asks.pulse else None,
        same_people=answer.same_people if asks.pulse else None,
        reasons=answer.reasons if asks_reasons(asks) else (),
    )
