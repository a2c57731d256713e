"""Performing what is due: the same steps in one process and in a fleet of workers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from slackapp.domain.ids import RoundId, TeamId, WindowId, WorkspaceId
from slackapp.services import closing, ending, rounds, windows
from slackapp.services.gathering import gather
from slackapp.services.issuing import Compose, Render, issue
from slackapp.services.keys import bury
from slackapp.services.opening import open_rounds
from slackapp.services.ports import Database, KeyStore
from slackapp.services.realigning import realign
from slackapp.services.removal import purge
from slackapp.services.retention import let_go, retain_team, tidy_up
from slackapp.services.rounds import Due, Step
from slackapp.services.strays import bury_strays

KEEPING = frozenset({Step.RETAIN, Step.LET_GO, Step.TIDY, Step.REALIGN, Step.PURGE})


@dataclass(frozen=True, slots=True)
class Steps:
    """Everything a step needs. `pepper` lasts as long as the master key and names no one alone."""

    database: Database
    keys: KeyStore
    pepper: bytes
    compose: Compose
    render: Render

    def perform(self, due: Due, *, now: datetime) -> bool:
        """Perform one step; False when it has to be tried again later.

        Every step is idempotent: performing it twice, or after a crash, changes nothing more.

        Raises:
            StorageAway, KeyStoreAway: try again later; nothing was lost.

        """
        if due.step is Step.PLAN:
            rounds.plan_round(self.database, team=TeamId(due.id), now=now)
        elif due.step is Step.END:
            ending.end(self.database, team=TeamId(due.id), now=now)
        elif due.step in {Step.SETTLE, Step.EXPIRE}:
            self._end(due, now.astimezone(UTC).date())
        elif due.step in KEEPING:
            self._keep(due, now)
        elif due.step is Step.BURY:
            return bury(self.database, self.keys)
        else:
            return self._advance(due.step, RoundId(due.id), now)
        return True

    def open(self, round_ids: Iterable[RoundId], *, now: datetime) -> None:
        """Perform the step of many rounds whose time has come, in one transaction: all or none.

        Raises as `perform`.
        """
        open_rounds(self.database, self.keys, round_ids=round_ids, now=now)

    def _keep(self, due: Due, now: datetime) -> None:
        """What no round needs: it can be done at any hour of a day."""
        if due.step is Step.RETAIN:
            retain_team(self.database, team=TeamId(due.id), now=now)
        elif due.step is Step.LET_GO:
            let_go(self.database, self.keys, workspace=WorkspaceId(due.id), now=now)
        elif due.step is Step.TIDY:
            bury_strays(self.database, self.keys)
            tidy_up(self.database, date.fromisoformat(due.id))
        elif due.step is Step.REALIGN:
            realign(self.database, now=now)
            day = date.fromisoformat(due.id)
            self.database.step(lambda store: store.chores.done(Step.REALIGN, on=day))
        else:
            today = now.astimezone(UTC).date()
            purge(self.database, workspace=WorkspaceId(due.id), today=today)

    def _advance(self, step: Step, round_id: RoundId, now: datetime) -> bool:
        if step is Step.OPEN:
            self.open([round_id], now=now)
        elif step is Step.REMIND:
            rounds.remind(self.database, round_id=round_id, now=now)
        elif step is Step.CLOSE:
            closing.close(self.database, round_id=round_id, now=now)
        elif step is Step.GATHER:
            gather(self.database, self.keys, round_id=round_id, now=now)
        elif step is Step.ISSUE:
            issue(
                self.database, round_id=round_id, now=now, compose=self.compose, render=self.render
            )
        else:
            return self._forget(round_id, now)
        return True

    def _end(self, due: Due, today: date) -> None:
        window = WindowId(due.id)
        if due.step is Step.SETTLE:
            windows.settle(self.database, self.keys, window_id=window, pepper=self.pepper)
        else:
            windows.expire(self.database, self.keys, window_id=window, today=today)

    def _forget(self, round_id: RoundId, now: datetime) -> bool:
        """Close the gathered rounds, once their keys and every deleted box are really gone."""
        gathered = closing.to_forget(self.database, round_id=round_id, now=now)
        if gathered and not bury(self.database, self.keys):
            return False
        for one in gathered:
            closing.forget(self.database, round_id=one, now=now)
        return True
