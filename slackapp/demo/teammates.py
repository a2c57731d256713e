"""Teammates who answer by themselves, as people do: before a check-in closes, most of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from slackapp.bootstrap.house import House
from slackapp.demo.answering import Temperament, question
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.rounds import Round, RoundState
from slackapp.errors import BearingsError
from slackapp.services.answers import CheckIns, stored
from slackapp.services.ports import Store


@dataclass(frozen=True, slots=True)
class Teammates:
    """Everybody whom nobody acts as."""

    house: House
    temperament: Temperament

    def answer(self, *, by: datetime) -> None:
        """Let whoever has done nothing yet answer what closes by then, just before time moves on.

        Who answered, skipped or chose a reminder keeps to that, and some never turn up.
        """
        check_ins = CheckIns(self.house.database, self.house.keys, self.house.clock)
        found = self.house.database.read(_open)
        for workspace, row, users in found:
            if row.closes_at <= by:
                for user in users:
                    self._answer(check_ins, workspace, row, user)

    def _answer(
        self, check_ins: CheckIns, workspace: WorkspaceId, row: Round, user: UserId
    ) -> None:
        who = {"round_id": row.id, "workspace": workspace, "user": user}
        try:
            facts = check_ins.opened(**who)  # type: ignore[arg-type]
            if self.house.database.read(lambda store: stored(store, facts, user)) is not None:
                return
            asked = question(row.number, user, check_ins.form(**who))  # type: ignore[arg-type]
            if self.temperament.answers(asked):
                answer = self.temperament.answer(asked)
                check_ins.record(**who, answer=answer).result()  # type: ignore[arg-type]
        except BearingsError:
            # It closed, was deleted, or something is away: then nobody answers, as with people.
            return


def _open(store: Store) -> list[tuple[WorkspaceId, Round, tuple[UserId, ...]]]:
    return [
        (team.workspace, row, _asked(store, row))
        for workspace in store.workspaces.all()
        for team in store.teams.of_workspace(workspace.id)
        for row in store.rounds.of_team(team.id, states=[RoundState.OPEN])
    ]


def _asked(store: Store, row: Round) -> tuple[UserId, ...]:
    members = store.rosters.get(row.epoch).members if row.epoch else ()
    return tuple(member.user for member in members if member.asked)
