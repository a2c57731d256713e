"""Who is not asked surely gave no answer, so a dump tells it no longer than a round is open."""

from __future__ import annotations

from datetime import timedelta

from slackapp.domain.answers import Answer
from slackapp.services.members import Switches
from slackapp.services.retention import retain
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import at


def all_fours(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 4))


def written(dumper, epoch):
    """User → whether the dump says that they were asked."""
    rows = dumper.take().rows["roster_member"]
    return {row["user"]: bool(row["asked"]) for row in rows if row["epoch"] == epoch}


def pauses(dumper):
    """The days until which somebody pauses."""
    rows = dumper.take().rows["person"]
    return {str(row["paused_until"]) for row in rows if row["paused_until"] is not None}


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


def test_a_round_that_is_counted_late_leaves_alone_who_is_asked_in_the_next(house, dumper):
    team = house.team()
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U04", on=False)
    house.go(at(1))
    house.move(house.newest(team).closes_at)
    house.until(Step.GATHER)
    (late,) = [row for row in house.rounds(team) if row.state == "closing"]
    house.move(at(2))
    house.steps.perform(opening_of(house, team), now=house.now)
    house.steps.perform(Due(Step.GATHER, late.id), now=house.now)
    assert not written(dumper, late.epoch)["U04"]
    house.go(house.newest(team).closes_at)
    assert all(written(dumper, late.epoch).values())


def opening_of(house, team):
    (planned,) = [row for row in house.rounds(team) if row.state == "planned"]
    return Due(Step.OPEN, planned.id)
