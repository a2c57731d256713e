"""The lines that go in, checked; every error names its file and line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from analytics.instrument.bank import load
from slackapp.domain.answers import COUNTS, NAMES, POINTS, Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.policy import K_FLOOR
from slackapp.simulate.lines import Line, read

ROSTER_KEYS = frozenset({"team", "round", "members", "leads", "k", "light", "named"})
ANSWER_KEYS = frozenset(
    {"team", "round", "member", "items", "helped_me", "i_helped"}
    | {"nobody_suited", "given", "received", "same_people", "reasons"}
)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Who is in a team in one round, and its settings from then on."""

    line: Line
    team: str
    round: int
    members: tuple[UserId, ...]
    """Leads too."""
    leads: frozenset[UserId]
    k: int = K_FLOOR
    light: bool = False
    named: bool = True

    @property
    def counted(self) -> frozenset[UserId]:
        """Those who are no leads."""
        return frozenset(self.members) - self.leads


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One person's answer to one round; it may answer items that were not asked."""

    line: Line
    team: str
    round: int
    member: UserId
    answer: Answer


def read_rosters(path: Path) -> dict[str, list[RosterLine]]:
    """Return each team's rosters in the order of its rounds, one a week without a gap.

    Raises:
        BadLine: a line is no roster, or a team's rounds do not follow each other.

    """
    teams: defaultdict[str, list[RosterLine]] = defaultdict(list)
    for line in read(path):
        roster = _roster(line)
        teams[roster.team].append(roster)
    for rosters in teams.values():
        rosters.sort(key=lambda roster: roster.round)
        for before, after in pairwise(rosters):
            if after.round != before.round + 1:
                why = "a team's rounds must follow each other, each once and without a gap"
                raise after.line.error(f"{why}; round {before.round + 1} was expected.")
    return dict(teams)


def read_answers(
    path: Path, teams: Mapping[str, list[RosterLine]]
) -> dict[str, dict[int, list[AnswerLine]]]:
    """Return each team's answers by round.

    Raises:
        BadLine: a line is no answer, or fits no roster.

    """
    found: dict[str, dict[int, list[AnswerLine]]] = {}
    given: set[tuple[str, int, str]] = set()
    rosters = {(one.team, one.round): set(one.members) for all_ in teams.values() for one in all_}
    for line in read(path):
        answer = _answer(line)
        here = (answer.team, answer.round)
        _check_place(answer, rosters.get(here))
        if (*here, answer.member) in given:
            raise line.error(f"{answer.member} answered round {answer.round} before.")
        given.add((*here, answer.member))
        found.setdefault(answer.team, {}).setdefault(answer.round, []).append(answer)
    return found


def _check_place(answer: AnswerLine, members: set[UserId] | None) -> None:
    line = answer.line
    if members is None:
        raise line.error(f"there is no roster for team {answer.team}, round {answer.round}.")
    if answer.member not in members:
        raise line.error(f"{answer.member} is not on the roster.")
    for tie in (*(answer.answer.helped_me or ()), *(answer.answer.i_helped or ())):
        if tie.user not in members:
            raise line.error(f"{tie.user} is named and not on the roster.")
        if tie.user == answer.member:
            raise line.error("nobody can name themself.")


def _roster(line: Line) -> RosterLine:
    line.only(ROSTER_KEYS)
    leads = frozenset(_users(line.ids("leads", default=[])))
    members = _users(line.ids("members"))
    k = line.whole("k", default=K_FLOOR)
    if k < K_FLOOR:
        raise line.error(f'"k" cannot be below {K_FLOOR}.')
    return RosterLine(
        line=line,
        team=line.text("team"),
        round=line.whole("round"),
        members=tuple(sorted({*members, *leads})),
        leads=leads,
        k=k,
        light=line.flag("light", default=False),
        named=line.flag("named", default=True),
    )


def _answer(line: Line) -> AnswerLine:
    line.only(ANSWER_KEYS)
    fields = line.fields
    suited = fields.get("nobody_suited")
    reasons = fields.get("reasons", [])
    if suited is not None and not isinstance(suited, bool):
        raise line.error('"nobody_suited" is true, false or absent.')
    if not isinstance(reasons, list) or any(reason not in load().reasons for reason in reasons):
        raise line.error(f'"reasons" is a list of {", ".join(load().reasons)}.')
    answer = Answer(
        items=_items(line),
        helped_me=_ties(line, "helped_me"),
        i_helped=_ties(line, "i_helped"),
        nobody_suited=suited,
        given=line.count("given", COUNTS),
        received=line.count("received", COUNTS),
        same_people=line.count("same_people", POINTS),
        reasons=tuple(reasons),
    )
    member = UserId(line.text("member"))
    return AnswerLine(line, line.text("team"), line.whole("round"), member, answer)


def _items(line: Line) -> dict[str, int]:
    items = line.fields.get("items", {})
    if not isinstance(items, dict):
        raise line.error('"items" is an object of item ids and points.')
    for item, point in items.items():
        if item not in load().items:
            raise line.error(f"there is no item {item!r}.")
        if type(point) is not int or point not in POINTS:
            raise line.error(f"the answer to {item} is no whole number from 1 to 5.")
    return items


def _ties(line: Line, key: str) -> tuple[Tie, ...] | None:
    named = line.fields.get(key)
    if named is None:
        return None
    if not isinstance(named, list) or len(named) > NAMES:
        raise line.error(f'"{key}" is a list of at most {NAMES} people.')
    ties = tuple(_tie(line, key, one) for one in named)
    if len({tie.user for tie in ties}) < len(ties):
        raise line.error(f'"{key}" names somebody twice.')
    return ties


def _tie(line: Line, key: str, named: object) -> Tie:
    user, kind = named, None
    if isinstance(named, dict):
        user, kind = named.get("id"), named.get("kind")
    if not isinstance(user, str) or not (kind is None or kind in load().kinds):
        raise line.error(f'"{key}" holds ids, or objects with "id" and a known "kind".')
    return Tie(UserId(user), kind)


def _users(ids: tuple[str, ...]) -> tuple[UserId, ...]:
    return tuple(UserId(one) for one in ids)
