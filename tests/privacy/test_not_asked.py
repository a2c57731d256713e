"""Who is not asked surely gave no answer, so a dump tells it no longer than a round is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.rounds import RoundState
from slackapp.services.departures import Departures
from slackapp.services.members import Switches
from slackapp.services.retention import retain
from slackapp.services.rounds import Due, Step
from slackapp.storage.columns import Pause
from tests.slackapp.services.house import LEAD, at


def all_fours(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 4))


def written(dumper, epoch):
    """User → whether the dump says that they were asked."""
    rows = dumper.take().rows["roster_member"]
    return {row["user"]: bool(row["asked"]) for row in rows if row["epoch"] == epoch}


def pauses(dumper):
    """The days until which somebody pauses."""
    rows = dumper.take().rows["person"]
    return {day for row in rows if (day := str(row["paused_until"])) != str(Pause.NONE)}


def test_after_close_a_dump_does_not_tell_who_was_not_asked(house, dumper):
    """One pauses, another asks not to be asked; the roster is the one of the week before."""
    team = house.team()
    switches = Switches(house.database, house.clock)
    before = house.week(team, 1, all_fours).epoch
    switches.pause(workspace="W1", user="U03", until=at(3).date())
    switches.ask_me(workspace="W1", user="U04", on=False)
    house.go(at(2))
    epoch = house.newest(team).epoch
    assert epoch == before
    asked = written(dumper, epoch)
    assert len(asked) == 9
    assert {user for user, is_asked in asked.items() if not is_asked} == {"U03", "U04"}
    house.go(at(2, day=4))
    assert all(written(dumper, epoch).values())
    house.go(at(3))
    assert [user for user, is_asked in written(dumper, epoch).items() if not is_asked] == ["U04"]


def test_a_pause_that_is_over_is_forgotten_by_the_next_day(house, dumper):
    """It would say who was not asked before, of rounds long counted."""
    team = house.team()
    until = at(3).date()
    Switches(house.database, house.clock).pause(workspace="W1", user="U03", until=until)
    house.week(team, 1, all_fours)
    retain(house.database, house.keys, now=at(3))
    assert pauses(dumper) == {until.isoformat()}
    retain(house.database, house.keys, now=at(3) + timedelta(days=1))
    assert pauses(dumper) == set()


def counted_late(house):
    """A team without one whose second round is open before its first is counted, and that first."""
    team = house.team()
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U04", on=False)
    house.go(at(1))
    house.move(house.newest(team).closes_at)
    house.until(Step.GATHER)
    (late,) = [row for row in house.rounds(team) if row.state == "closing"]
    house.move(at(2))
    house.steps.perform(opening_of(house, team), now=house.now)
    return team, late


def test_a_round_that_is_counted_late_leaves_alone_who_is_asked_in_the_next(house, dumper):
    team, late = counted_late(house)
    house.steps.perform(Due(Step.GATHER, late.id), now=house.now)
    assert not written(dumper, late.epoch)["U04"]
    house.go(house.newest(team).closes_at)
    assert all(written(dumper, late.epoch).values())


def channel_gone(house):
    Departures(house.database, house.clock).channel_gone(workspace="W1", channel="C1")


def not_asked(dumper):
    return {row["user"] for row in dumper.take().rows["roster_member"] if not row["asked"]}


def opened_without_two(house, dumper):
    """Open the second round; returns who is not asked in it, as the dump says."""
    switches = Switches(house.database, house.clock)
    switches.pause(workspace="W1", user="U03", until=at(3).date())
    switches.ask_me(workspace="W1", user="U04", on=False)
    house.go(at(2))
    return not_asked(dumper)


@pytest.mark.parametrize("joined", [(), ("U50",)], ids=["the roster before", "a roster of its own"])
def test_a_round_that_is_taken_back_tells_no_longer_who_was_not_asked_in_it(house, dumper, joined):
    team = house.team()
    house.week(team, 1, all_fours)
    house.join(team, [*house.users(8), *joined, LEAD])
    assert opened_without_two(house, dumper) == {"U03", "U04"}
    channel_gone(house)
    assert house.newest(team).state is RoundState.SKIPPED
    assert not_asked(dumper) == set()


def test_a_round_that_is_taken_back_leaves_alone_who_is_asked_in_one_to_be_counted(house, dumper):
    team, late = counted_late(house)
    assert house.newest(team).epoch == late.epoch
    channel_gone(house)
    assert not_asked(dumper) == {"U04"}
    house.work()
    assert not_asked(dumper) == set()


def test_who_is_not_asked_on_a_roster_of_no_open_round_is_forgotten_by_the_next_day(house, dumper):
    """As it may lie there since a round was taken back under an earlier version."""
    team = house.team()
    counted = house.read(lambda store: store.rosters.get(house.week(team, 1, all_fours).epoch))
    nobody = replace(counted, members=tuple(replace(one, asked=False) for one in counted.members))
    house.step(lambda store: store.rosters.ask(nobody))
    house.step(lambda store: store.rosters.add(replace(nobody, id="of-no-round"), on=at(1).date()))
    retain(house.database, house.keys, now=house.now)
    assert not_asked(dumper) == set()


def test_the_daily_tidying_leaves_alone_who_is_not_asked_in_an_open_round(house, dumper):
    team = house.team()
    house.week(team, 1, all_fours)
    assert opened_without_two(house, dumper) == {"U03", "U04"}
    retain(house.database, house.keys, now=house.now)
    assert not_asked(dumper) == {"U03", "U04"}


def opening_of(house, team):
    (planned,) = [row for row in house.rounds(team) if row.state == "planned"]
    return Due(Step.OPEN, planned.id)
