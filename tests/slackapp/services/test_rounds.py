"""Rounds open once, on time, or are skipped with a reason that is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.domain.times import AT_ONCE, inside_minute
from slackapp.errors import KeyStoreAway
from slackapp.services import rounds
from slackapp.services.following import had
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, House, at


def sent(house, team, kind):
    """Topics of the deliveries of a kind, in the order of their rounds."""
    found = []
    for row in house.rounds(team):
        rows = house.read(lambda store, row=row: store.deliveries.of_round(row.id))
        found += [one.topic for one in rows if one.kind is kind]
    return found


def test_a_round_opens_on_time_and_invites_the_channel_once(house):
    team = house.team()
    assert house.go(at(1) - timedelta(seconds=1)) == []
    house.go(at(1))
    row = house.newest(team)
    assert (row.state, row.number, row.date) == (RoundState.OPEN, 1, MONDAY)
    house.steps.perform(Due(Step.OPEN, row.id), now=house.now)
    invitations = house.read(lambda store: store.deliveries.of_round(row.id))
    assert [(one.kind, one.target) for one in invitations] == [(Kind.INVITATION, "C1")]
    planned = house.rounds(team)[-1]
    assert (planned.state, planned.date) == (RoundState.PLANNED, MONDAY + timedelta(weeks=1))


def test_of_a_crowd_fifty_open_at_their_instant_and_the_others_within_its_minute(house):
    (first,) = house.rounds(house.team(channel="C9", prefix="V"))
    days = [MONDAY + timedelta(weeks=52, days=day) for day in range(AT_ONCE - 2)]
    crowd = [replace(first, id=f"{day:%Y%m%d}", date=day) for day in days]
    house.step(lambda store: [store.rounds.add(row) for row in crowd])
    teams = [house.team(channel=f"C{n}", prefix=f"U{n}x") for n in range(4)]
    (at_once, *others) = [house.rounds(team)[0] for team in teams]
    assert at_once.next_due_at == at_once.opens_at == at(1)
    for row in others:
        assert row.next_due_at == inside_minute(at(1), row.id) < at(1) + timedelta(minutes=1)
    for row in crowd:
        house.step(lambda store, row=row: store.rounds.delete(row.id))
    house.go(at(1) + timedelta(seconds=59))
    opened = [house.newest(team) for team in teams]
    assert {(row.state, row.opens_at, row.closes_at) for row in opened} == {
        (RoundState.OPEN, at(1), at(1, day=4))
    }


def test_one_reminder_row_for_everybody_whoever_needs_it_and_none_after_the_close(house):
    team = house.team()
    house.go(at(1))
    house.go(at(1, day=1))
    row = house.newest(team)
    kinds = [one.kind for one in house.read(lambda store: store.deliveries.of_round(row.id))]
    assert kinds.count(Kind.REMINDER) == 9
    house.go(at(1, day=2))
    house.go(at(1, day=4))
    rest = house.read(lambda store: store.deliveries.of_round(row.id))
    assert Kind.REMINDER not in [one.kind for one in rest]


def test_a_report_is_due_once_for_leads_and_team_and_a_vote_with_the_first(house):
    team = house.team()
    house.go(at(1))
    house.go(at(1, day=4))
    row = house.newest(team)
    rows = house.read(lambda store: store.deliveries.of_round(row.id))
    assert sorted((one.kind, one.target) for one in rows) == [
        (Kind.INVITATION, "C1"),
        (Kind.REPORT_LEAD, LEAD),
        (Kind.REPORT_TEAM, "C1"),
        (Kind.VOTE, "C1"),
    ]
    assert house.work() == []


def test_after_downtime_at_most_one_missed_round_opens(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(5) + timedelta(hours=3))
    states = [(row.date.isoformat(), row.state, row.reason) for row in house.rounds(team)]
    assert states == [
        ("2026-01-05", "skipped", "missed"),
        ("2026-01-12", "skipped", "missed"),
        ("2026-01-19", "skipped", "missed"),
        ("2026-01-26", "skipped", "missed"),
        ("2026-02-02", "open", None),
        ("2026-02-09", "planned", None),
    ]
    late = house.newest(team)
    assert late.closes_at == at(5, day=4)
    assert sent(house, team, Kind.ANNOUNCEMENT) == [f"skipped:missed:{MONDAY}"]


def test_a_round_with_less_than_half_its_time_left_is_not_opened(sqlite_house):
    team = sqlite_house.team()
    sqlite_house.go(at(1, day=2) + timedelta(minutes=1))
    assert sqlite_house.newest(team).reason == "missed"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"holidays": "DE"}, "holiday"), ({"quiet_days": frozenset({MONDAY})}, "quiet_day")],
)
def test_a_day_passed_over_is_recorded_and_said(sqlite_house, changed, reason):
    first = date(2026, 4, 6) if reason == "holiday" else MONDAY
    rule = Cadence(zone="UTC", weekday=0, at=time(10), first=first, **changed)
    team = sqlite_house.team(cadence=rule)
    sqlite_house.go(at(1) + timedelta(days=(first - MONDAY).days))
    row = sqlite_house.newest(team)
    assert (row.state, row.reason) == (RoundState.SKIPPED, reason)
    assert sent(sqlite_house, team, Kind.ANNOUNCEMENT) == [f"skipped:{reason}:{first}"]


def test_a_team_that_became_too_small_is_skipped_and_told_once(sqlite_house):
    team = sqlite_house.team(5)
    sqlite_house.join(team, [*House.users(4), LEAD])
    sqlite_house.go(at(1))
    sqlite_house.go(at(2))
    assert [row.reason for row in sqlite_house.rounds(team)] == ["too_small", "too_small", None]
    assert sent(sqlite_house, team, Kind.ANNOUNCEMENT) == [f"skipped:too_small:{MONDAY}"]
    assert sqlite_house.keys.ids() == frozenset()


def test_a_roster_above_thirty_is_skipped_and_told_once(sqlite_house):
    team = sqlite_house.team(8)
    sqlite_house.join(team, [*House.users(30), LEAD])
    sqlite_house.go(at(1))
    assert sqlite_house.newest(team).reason == "too_large"
    assert sent(sqlite_house, team, Kind.ANNOUNCEMENT) == [f"skipped:too_large:{MONDAY}:31"]
    sqlite_house.go(at(2))
    assert sent(sqlite_house, team, Kind.ANNOUNCEMENT) == [f"skipped:too_large:{MONDAY}:31"]
    soon = sqlite_house.now + timedelta(minutes=1)
    due = sqlite_house.read(lambda store: store.deliveries.late(soon, limit=100))
    told = [(one.target, one.topic) for one in due if one.topic.startswith("too_large")]
    assert told == [(LEAD, "too_large:31")], "its lead is told once, in private"


def test_a_team_that_became_small_and_is_asked_every_four_weeks_has_nothing_to_be_asked(
    sqlite_house,
):
    rule = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY, every_weeks=4)
    team = sqlite_house.team(8, cadence=rule)
    left = House.users(8)[6:]
    sqlite_house.step(lambda store: store.people.leave(team, left, on=MONDAY))
    sqlite_house.go(at(1))
    assert sqlite_house.newest(team).reason == "nothing_to_ask"


def test_bots_guests_newcomers_and_leads_do_not_count(sqlite_house):
    house = sqlite_house
    team = house.team(8)
    house.go(at(1))
    house.join(team, [*House.users(9), LEAD])
    house.join(team, [*House.users(8), LEAD, "U09", "U10"])
    guest = house.read(lambda store: store.people.get("W1", "U10"))
    house.step(lambda store: store.people.put([replace(guest, is_guest=True)]))
    for number, counting in ((2, 8), (3, 9), (4, 9)):
        house.go(at(number - 1, day=4))
        house.go(at(number))
        row = house.newest(team)
        roster = house.read(lambda store, row=row: store.rosters.get(row.epoch))
        assert len(roster.members) == 11
        assert len(roster.counting) == counting


def test_a_person_in_two_teams_counts_and_is_asked_at_home_only(sqlite_house):
    house = sqlite_house
    first = house.team(8)
    second = house.team(8, channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), LEAD, "U01"])
    house.go(at(1))
    for team, home in ((first, True), (second, False)):
        row = house.newest(team)
        member = house.read(lambda store, row=row: store.rosters.get(row.epoch)).member("U01")
        assert (member.counts, member.asked, member.listed) == (home, home, True)


def test_a_key_store_that_is_away_opens_nothing_and_loses_nothing(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.move(at(1))

    class Away:
        def create_many(self, count):
            raise KeyStoreAway

    house.steps, steps = replace(house.steps, keys=Away()), house.steps
    with pytest.raises(KeyStoreAway):
        house.work()
    assert house.rounds(team)[0].state is RoundState.PLANNED
    house.steps = steps
    house.work()
    assert house.newest(team).state is RoundState.OPEN


def test_no_round_opens_before_the_one_before_has_closed(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    tuesdays = Cadence(zone="UTC", weekday=1, at=time(10), first=MONDAY)
    house.settings.change_cadence(team=team, cadence=tuesdays, actor=ADMIN)
    assert house.rounds(team)[-1].date == MONDAY + timedelta(days=8)


def test_what_is_due_next_is_known(sqlite_house):
    assert rounds.next_due_at(sqlite_house.database) is None
    sqlite_house.team()
    assert rounds.next_due_at(sqlite_house.database) == at(1)


def test_a_missing_answer_is_no_step(sqlite_house):
    """Twelve weeks settle the patterns too, however few answer."""
    team = sqlite_house.team()

    def six(user, row):
        if int(user[1:]) > 6:
            return None
        return Answer(items=dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 5))

    for number in range(1, 13):
        sqlite_house.week(team, number, six)
    measures = {one.measure for one in sqlite_house.readings(team) if one.status == "shown"}
    assert {"porous", "not_asking"} <= measures


def test_a_cadence_moved_within_a_day_opens_no_second_round_on_that_date(sqlite_house):
    house = sqlite_house
    quiet = Cadence(
        zone="UTC", weekday=0, at=time(10), first=MONDAY, quiet_days=frozenset({MONDAY})
    )
    team = house.team(cadence=quiet)
    house.go(at(1))
    assert house.newest(team).reason == "quiet_day"
    afternoons = Cadence(zone="UTC", weekday=0, at=time(15), first=MONDAY)
    house.settings.change_cadence(team=team, cadence=afternoons, actor=ADMIN)
    assert [row.date for row in house.rounds(team)] == [MONDAY, MONDAY + timedelta(weeks=1)]
    assert house.rounds(team)[-1].opens_at == at(2, hour=15)


def test_moving_the_weekday_every_time_opens_no_round_within_six_days_of_the_last(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    for weekday in (2, 4, 6, 1, 3):
        moved = Cadence(zone="UTC", weekday=weekday, at=time(10), first=MONDAY)
        house.settings.change_cadence(team=team, cadence=moved, actor=ADMIN)
        (promised, *_) = house.settings.preview(team=team).slots
        assert promised.date == house.rounds(team)[-1].date
        house.go(house.now + timedelta(days=2))
    opened = [row.opens_at for row in house.rounds(team) if row.state != "planned"]
    assert opened[0] == at(1)
    assert all(later - earlier >= timedelta(days=6) for earlier, later in pairwise(opened))


def test_an_opening_is_remembered_behind_turns_that_were_left_out_since(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    quiet = frozenset(MONDAY + timedelta(days=days) for days in (7, 8, 9))
    for weekday in (0, 1, 2):
        moved = Cadence(zone="UTC", weekday=weekday, at=time(10), first=MONDAY, quiet_days=quiet)
        house.settings.change_cadence(team=team, cadence=moved, actor=ADMIN)
        house.go(at(2, day=weekday))
    found = house.read(lambda store: had(store, store.teams.get(team)))
    assert [row.date for row in found if row.state != "skipped"] == [MONDAY]


def test_a_round_that_is_due_is_not_moved_away_by_a_change(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.move(at(1))
    house.settings.rename(team=team, name="Ours", actor=ADMIN)
    house.work()
    assert house.newest(team).date == MONDAY


def test_a_round_that_could_not_be_gathered_in_time_is_gathered_after_the_next_one(sqlite_house):
    """The key store was away for a week; meanwhile somebody joined."""
    house = sqlite_house
    team = house.team()

    def mixed(user, row):
        return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))

    house.go(at(1))
    house.ask(team, mixed)
    stuck = house.newest(team)
    house.move(stuck.closes_at)
    house.until(Step.GATHER)
    house.join(team, [*House.users(9), LEAD])
    house.move(at(2))
    planned = house.rounds(team)[-1]
    house.steps.perform(Due(Step.OPEN, planned.id), now=house.now)
    house.ask(team, mixed)
    house.move(planned.closes_at)
    for step, row in ((Step.CLOSE, planned), (Step.GATHER, planned), (Step.GATHER, stuck)):
        house.steps.perform(Due(step, row.id), now=house.now)
    house.work()
    for number in (3, 4):
        house.week(team, number, mixed)
    (reading,) = [one for one in house.readings(team) if one.measure == "reciprocity"]
    assert (reading.status, reading.respondents) == ("shown", "7-9")
    assert all(
        len(house.read(lambda store, w=window: store.windows.boxes(w.id))) == 10
        for window in house.windows(team)
        if window.first_round < 4
    )


def test_no_running_team_is_without_a_planned_round_after_any_step(house):
    """So whoever dies between two steps leaves nothing that only a look at all would find."""
    quiet = frozenset({MONDAY + timedelta(weeks=2)})
    rule = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY, quiet_days=quiet)
    teams = [house.team(cadence=rule), house.team(6, channel="C2", prefix="V")]
    house.step(lambda store: store.people.leave(teams[1], House.users(6, "V")[:3], on=MONDAY))
    for moment in (at(1), at(1, day=4), at(2), at(5), at(5, day=4)):
        house.move(moment)
        while due := rounds.due(house.database, house.now, days=False):
            for one in due:
                house.steps.perform(one, now=house.now)
                assert rounds.unplanned(house.database, house.now).due == ()
    reasons = {row.reason for team in teams for row in house.rounds(team)}
    assert reasons == {None, "missed", "quiet_day", "too_small"}


def test_a_team_that_an_earlier_version_left_without_a_planned_round_gets_one(house):
    team = house.team()
    (row,) = house.rounds(team)
    house.step(lambda store: store.rounds.delete(row.id))
    assert rounds.unplanned(house.database, house.now).due == (Due(Step.PLAN, team),)
    house.work()
    assert [one.date for one in house.rounds(team)] == [row.date]
