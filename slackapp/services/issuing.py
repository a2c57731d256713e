"""Issuing a report once: composed from what was published, stored with its pages, then posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from analytics.instrument.bank import TIES
from analytics.instrument.windows import Mode
from analytics.records import Experiment, Reading, Report
from slackapp.domain import life
from slackapp.domain.deliveries import Kind
from slackapp.domain.expectations import Expectation
from slackapp.domain.experiments import may_offer
from slackapp.domain.ids import ReportId, RoundId, UserId, new_id
from slackapp.domain.rounds import COUNTED, Round
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import DamagedReport
from slackapp.services import trials
from slackapp.services.awaiting import Ahead, after
from slackapp.services.expectations import current
from slackapp.services.following import is_over
from slackapp.services.opening import mode_of
from slackapp.services.ports import Database, Store
from slackapp.services.preview import preview_of
from slackapp.services.remaining import is_last
from slackapp.services.retention import drop_outdated
from slackapp.services.rounds import delivery
from slackapp.services.trials import Trials

REMEMBERED = 8
"""Rounds looked back for the report before this one."""


class Compose(Protocol):
    """`analytics.report.weekly_report`, handed in by the composition root."""

    def __call__(
        self,
        *,
        round_date: date,
        rounds_asked: int,
        readings: tuple[Reading, ...],
        settled: tuple[Reading, ...],
        next_on: Mapping[str, date],
        held_in_a_row: int,
        mode: Mode,
        then: Mode | None,
        gone: Mapping[str, str],
        experiment: Experiment | None,
        previous: Experiment | None,
        follows: Experiment | None,
        before: Report | None,
        last: bool,
        paused: bool,
        offers: bool,
    ) -> Report:
        """Return what the report says, as codes."""
        ...


class Render(Protocol):
    """A report as the bytes of a page, one for each language the product speaks."""

    def __call__(
        self, report: Report, *, team: str, expected: tuple[Expectation, ...]
    ) -> Mapping[str, bytes]:
        """Return the page in each language; `expected` is what its lead noted by then."""
        ...


def issue(
    database: Database, *, round_id: RoundId, now: datetime, compose: Compose, render: Render
) -> None:
    """Compose a counted round's report, store it with its pages, and add its messages, once.

    Raises:
        UnknownRound: there is no such round.

    """
    material = database.read(lambda store: _material(store, round_id, now))
    if material is None:
        return
    report = compose(
        round_date=material.row.date,
        rounds_asked=material.row.number,
        readings=material.readings,
        settled=material.settled,
        next_on=material.ahead.on,
        held_in_a_row=material.held_in_a_row,
        mode=material.mode,
        then=material.ahead.then,
        gone=material.ahead.gone,
        experiment=material.experiment,
        previous=material.previous,
        follows=material.follows,
        before=material.before,
        last=material.last,
        paused=material.team.state is TeamState.PAUSED,
        offers=material.offers,
    )
    # What a page lists for the vote is what the vote offers.
    listed = trials.offered_of(report.suggestions, material.found, material.row.number)
    report = replace(report, suggestions=listed)
    pages = render(report, team=material.team.name, expected=material.expected)
    database.step(lambda store: _issue(store, round_id, report, pages, now))


@dataclass(frozen=True, slots=True)
class _Material:
    """What one report is composed from: published readings and dates, no answers."""

    row: Round
    team: Team
    readings: tuple[Reading, ...]
    settled: tuple[Reading, ...]
    ahead: Ahead
    held_in_a_row: int
    mode: Mode
    found: Trials
    """The team's experiments."""
    experiment: Experiment | None
    previous: Experiment | None
    follows: Experiment | None
    before: Report | None
    last: bool
    """Whether none follows, as the team is now."""
    offers: bool
    """Whether a vote may come with it."""
    expected: tuple[Expectation, ...]


def _material(store: Store, round_id: RoundId, now: datetime) -> _Material | None:
    row = store.rounds.get(round_id)
    if row.state not in COUNTED or row.epoch is None or row.reported or row.report_at > now:
        return None
    team = store.teams.get(row.team)
    readings = store.readings.of_team(team.id)
    rounds = store.rounds.of_team(team.id, limit=REMEMBERED)
    told = next((one for one in rounds if one.date < row.date and one.reported), None)
    since = told.report_at.date() if told else date.min
    settled = tuple(reading for reading in readings if _is_new(reading, row, since))
    mode = mode_of(team, len(store.rosters.get(row.epoch).counting))
    families = {reading.span.family for reading in settled}
    tried = trials.of_team(store, team.id)
    experiment, previous = trials.told_of(tried, number=row.number)
    seen = preview_of(store, team.id, now)
    histories = [store.readings.history(team.id, family) for family in families]
    return _Material(
        row=row,
        team=team,
        readings=readings,
        settled=settled,
        ahead=after(store, row, team, seen.counting, now),
        held_in_a_row=max((history.held_in_a_row for history in histories), default=0),
        mode=mode,
        found=tried,
        experiment=experiment,
        previous=previous,
        follows=trials.follows(tried, readings),
        before=_before(store, told),
        last=team.state is TeamState.ENDED or is_last(store, row, team, now),
        offers=may_offer(tried.newest, number=row.number),
        expected=current(store, team, now),
    )


def _before(store: Store, told: Round | None) -> Report | None:
    """The report before; where it is not to be read any more, this one does without it."""
    found = store.reports.of_round(told.id) if told else None
    try:
        return store.reports.get(found)[1] if found else None
    except DamagedReport:
        return None


def _is_new(reading: Reading, row: Round, since: date) -> bool:
    """Settled with this round, or given up since the last report."""
    span = reading.span
    if span.last_round == row.number:
        return True
    return span.last_round > row.number - 1 and since < span.ends_on <= row.report_at.date()


def _issue(
    store: Store, round_id: RoundId, report: Report, pages: Mapping[str, bytes], now: datetime
) -> None:
    row = store.rounds.lock(round_id)
    if row.reported or row.state not in COUNTED:
        return
    team = store.teams.get(row.team)
    if team.id in store.deletions.pending(team.workspace):
        # Whoever deleted everything was killed, or hindered: nobody is shown what it had come to.
        store.rounds.put(life.report(row))
        return
    report_id = ReportId(new_id())
    mirrored = _mirrored(store, row, team, report, now)
    store.reports.add(report_id, team.id, row.id, report)
    drop_outdated(store, team, row.date, now)
    for locale, page in pages.items():
        store.reports.put_page(report_id, locale, page)
    leads = [delivery(team, Kind.REPORT_LEAD, lead, now, "", row.id) for lead in sorted(team.leads)]
    notices = [delivery(team, Kind.MIRROR_NOTICE, user, now, "", row.id) for user in mirrored]
    to_team = delivery(team, Kind.REPORT_TEAM, team.channel, now, "", row.id)
    # Nobody is asked what only a check-in that never opens would count.
    last = is_last(store, row, team, now)
    decisions = () if last else trials.reported(store, team, row, report, now)
    store.deliveries.add([*leads, to_team, *notices, *decisions])
    store.rounds.put(life.report(row))


def _mirrored(store: Store, row: Round, team: Team, report: Report, now: datetime) -> list[UserId]:
    """Everybody on the roster, when this week's ties wrote them a note; the same for all.

    Nobody where this report is so late that the team ends with it: its notes go before they could
    be read.
    """
    ties = any(one.span.family == TIES for one in report.settled)
    if not ties or row.epoch is None or store.notes.key_id(row.team) is None:
        return []
    if is_over(store, team, now, besides=row.id):
        return []
    return [member.user for member in store.rosters.get(row.epoch).members]
