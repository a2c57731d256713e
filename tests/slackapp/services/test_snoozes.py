"""Who wants to be asked later is asked once, then; and no row says who that is."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.domain.snooze import Later
from slackapp.errors import ClosesBefore, NotOnRoster, RoundClosed, StorageAway
from slackapp.services.erasure import Erasure
from slackapp.services.members import Switches
from slackapp.services.mirrors import Mirrors
from slackapp.services.snoozes import Snoozes
from tests.slackapp.services.house import LEAD, House, at


@pytest.fixture
def opened(house):
    """A house with one open round, a minute after it opened."""
    team = house.team()
    house.go(at(1))
    house.move(at(1) + timedelta(minutes=1))
    return house, house.newest(team), Snoozes(house.check_ins)


def snooze(snoozes, row, user, later=Later.HOUR):
    when = snoozes.later(round_id=row.id, workspace="W1", user=user, later=later)
    snoozes.snooze(round_id=row.id, workspace="W1", user=user, at=when).result(timeout=10)
    return when


def nudges(house, row):
    return [
        one
        for one in house.read(lambda store: store.deliveries.of_round(row.id))
        if one.kind is Kind.NUDGE
    ]


def asked_again(snoozes, row, slot):
    everyone = [*House.users(8), LEAD]
    return [
        u
        for u in everyone
        if snoozes.needs_nudge(round_id=row.id, workspace="W1", user=u, slot=slot)
    ]


def test_a_row_for_everyone_stands_in_the_ledger_and_one_of_them_is_written_to(opened):
    house, row, snoozes = opened
    assert snooze(snoozes, row, "U01") == at(1, hour=11)
    rows = nudges(house, row)
    assert {one.target for one in rows} == {*House.users(8), LEAD}
    assert {(one.topic, one.state, one.due_at) for one in rows} == {("4", "due", at(1, hour=11))}
    assert asked_again(snoozes, row, 4) == ["U01"]
    assert asked_again(snoozes, row, 5) == []


def test_what_one_wished_for_comes_also_where_one_is_not_asked_otherwise(opened):
    """Who presses it means it; which of the two they chose last nobody keeps."""
    house, row, snoozes = opened
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U01", on=False)
    snooze(snoozes, row, "U01")
    assert asked_again(snoozes, row, 4) == ["U01"]


def test_whoever_snoozes_to_the_same_moment_adds_nothing_to_the_ledger(opened):
    house, row, snoozes = opened
    snooze(snoozes, row, "U01")
    before = nudges(house, row)
    snooze(snoozes, row, "U02")
    assert nudges(house, row) == before
    assert asked_again(snoozes, row, 4) == ["U01", "U02"]


def test_of_several_reminders_the_last_one_comes_none_after_a_skip_and_one_after_a_later_wish(
    opened,
):
    house, row, snoozes = opened
    snooze(snoozes, row, "U01", Later.MORNING)
    snooze(snoozes, row, "U01")
    first, last = sorted({int(one.topic) for one in nudges(house, row)})
    assert (asked_again(snoozes, row, first), asked_again(snoozes, row, last)) == (["U01"], [])
    house.check_ins.skip(round_id=row.id, workspace="W1", user="U01").result(timeout=10)
    assert asked_again(snoozes, row, first) == []
    snooze(snoozes, row, "U01", Later.MORNING)
    assert (asked_again(snoozes, row, first), asked_again(snoozes, row, last)) == ([], ["U01"])
    assert not house.check_ins.needs_reminder(round_id=row.id, workspace="W1", user="U01")


def test_tomorrow_morning_is_nine_for_the_team_so_that_no_row_names_who_lives_elsewhere(opened):
    house, row, snoozes = opened
    house.join(row.team, ["U01"], zone="America/Lima")
    assert snooze(snoozes, row, "U01", Later.MORNING) == at(1, hour=9, day=1)
    before = nudges(house, row)
    assert snooze(snoozes, row, "U02", Later.MORNING) == at(1, hour=9, day=1)
    assert nudges(house, row) == before


def test_no_transaction_writes_a_row_of_the_ledger_and_a_box(opened, database_url):
    house, row, snoozes = opened
    if database_url.startswith("postgresql"):
        snooze(snoozes, row, "U01")
        with psycopg.connect(database_url) as connection:
            shared = connection.execute(
                "SELECT count(*) FROM answer_box b JOIN delivery d ON b.xmin::text = d.xmin::text"
                " WHERE d.kind = 'nudge'"
            ).fetchone()
        assert shared == (0,)
    else:
        with pytest.raises(StorageAway):
            snooze(Snoozes(replace(snoozes.check_ins, database=NoBoxes(house))), row, "U02")
        assert len(nudges(house, row)) == 9
        assert asked_again(snoozes, row, 4) == []


class NoBoxes:
    """A database in which nothing can be written together with others, as boxes are."""

    def __init__(self, house):
        self.read, self.step = house.database.read, house.database.step

    def write(self, unit):
        failed = Future()
        failed.set_exception(StorageAway())
        return failed


def test_who_snoozed_gets_no_other_reminder_and_can_still_answer(opened):
    house, row, snoozes = opened
    snooze(snoozes, row, "U01", Later.MORNING)
    assert not house.check_ins.needs_reminder(round_id=row.id, workspace="W1", user="U01")
    assert house.check_ins.needs_reminder(round_id=row.id, workspace="W1", user="U02")
    house.answer(row.id, "U01", Answer(items={row.asks.items[0]: 4}))
    (topic,) = {one.topic for one in nudges(house, row)}
    assert asked_again(snoozes, row, int(topic)) == []


def test_a_skip_ends_a_snooze(opened):
    house, row, snoozes = opened
    snooze(snoozes, row, "U01")
    house.check_ins.skip(round_id=row.id, workspace="W1", user="U01").result(timeout=10)
    assert asked_again(snoozes, row, 4) == []


def test_a_snooze_never_takes_an_answer_away(opened):
    house, row, snoozes = opened
    given = Answer(items={row.asks.items[0]: 4})
    house.answer(row.id, "U01", given)
    assert snooze(snoozes, row, "U01") == snooze(snoozes, row, "U02")
    mirror = Mirrors(house.database, house.keys, house.clock)
    assert mirror.of(workspace="W1", user="U01", team=row.team).now == given
    assert asked_again(snoozes, row, 4) == ["U02"]


def test_only_who_is_on_the_roster_of_an_open_round_is_asked_later(opened):
    house, row, snoozes = opened
    with pytest.raises(NotOnRoster):
        snoozes.later(round_id=row.id, workspace="W1", user="U77", later=Later.HOUR)
    when = snoozes.later(round_id=row.id, workspace="W1", user="U01", later=Later.HOUR)
    house.step(lambda store: store.rounds.put(replace(row, state=RoundState.CLOSING)))
    with pytest.raises(RoundClosed):
        snoozes.snooze(round_id=row.id, workspace="W1", user="U01", at=when).result(timeout=10)


def test_nobody_can_snooze_beyond_the_close(opened):
    house, row, snoozes = opened
    house.move(at(1, hour=9, day=4))
    with pytest.raises(ClosesBefore):
        snoozes.later(round_id=row.id, workspace="W1", user="U01", later=Later.HOUR)


def test_a_snooze_counts_as_no_answer_and_leaves_nothing_behind(opened):
    house, row, snoozes = opened
    snooze(snoozes, row, "U01")
    house.go(at(1, day=4))
    assert nudges(house, row) == []
    assert house.newest(row.team).state == "closed"


def test_ones_own_mirror_says_what_one_wished_and_nothing_once_one_answered_or_erased(opened):
    house, row, snoozes = opened
    mirrors = Mirrors(house.database, house.keys, house.clock)
    who = {"round_id": row.id, "workspace": "W1", "user": "U01"}

    def wished():
        seen = mirrors.of(workspace="W1", user="U01", team=row.team)
        assert seen.now is None
        return seen.skipped, seen.again_at

    assert wished() == (False, None)
    assert snooze(snoozes, row, "U01") == at(1, hour=11)
    assert wished() == (False, at(1, hour=11))
    house.check_ins.skip(**who).result(timeout=10)
    assert wished() == (True, None)
    Erasure(house.database, house.keys).erase(workspace="W1", user="U01")
    assert wished() == (False, None)
