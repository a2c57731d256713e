"""An answer is stored or refused with a sentence, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import pytest

from analytics.records import Status
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.awaited import TOO_SHORT
from slackapp.domain.cadence import Cadence
from slackapp.domain.snooze import Later
from slackapp.domain.teams import Person
from slackapp.errors import (
    KeyGone,
    NotOnRoster,
    RoundClosed,
    StorageAway,
    UnknownRound,
    UnknownTeammate,
    UnreadableAnswer,
)
from slackapp.errors.people import NothingGiven
from slackapp.services import facts, members
from slackapp.services.managing import Managing
from slackapp.services.mirrors import Mirrors
from slackapp.services.snoozes import Snoozes
from slackapp.ui import check_in
from tests.slackapp.services.house import ADMIN, LEAD, House, at


@pytest.fixture
def opened(sqlite_house):
    """A house with one open round."""
    team = sqlite_house.team()
    sqlite_house.go(at(1))
    return sqlite_house, sqlite_house.newest(team)


def points(row, level=3):
    return Answer(items=dict.fromkeys(row.asks.items, level))


def test_the_form_shows_what_is_asked_and_whom_one_can_name(opened):
    house, row = opened
    form = house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
    assert [item.id for item in form.items] == list(row.asks.items)
    assert form.prompts == ("helped_me", "i_helped")
    assert [user for user, _ in form.teammates] == [*House.users(8)[1:], LEAD]
    assert (form.team, form.members, form.closes_at) == ("Team C1", 8, at(1, day=4))


def test_the_form_of_somebody_new_says_from_when_they_count(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    everybody = [*house.users(8), LEAD, "UNEW", "UGUEST"]
    people = [Person("W1", user, user, is_guest=user == "UGUEST") for user in everybody]
    members.apply(house.database, team=team, people=people, now=house.now)
    joined = house.now.date()
    house.go(at(2))
    row = house.newest(team)
    said = {
        user: house.check_ins.form(round_id=row.id, workspace="W1", user=user)
        for user in ("UNEW", "UGUEST", "U01", LEAD)
    }
    assert said["UNEW"].counts_from == joined + timedelta(days=14)
    assert [said[user].counts_from for user in ("UGUEST", "U01", LEAD)] == [None] * 3


def change_k(house, team, k):
    policy = house.read(lambda store: store.teams.get(team)).policy
    house.settings.change_policy(team=team, policy=replace(policy, k=k), actor=ADMIN)


def form_of(house, team):
    round_id = house.newest(team).id
    house.check_ins.forget(round_id)
    return house.check_ins.form(round_id=round_id, workspace="W1", user="U01")


def test_a_number_that_was_raised_is_promised_once_nothing_asked_needs_fewer(house):
    team = house.team(9)
    house.go(at(1))
    change_k(house, team, 7)
    assert form_of(house, team).k == 5
    promised = []
    for number in range(2, 16):
        house.go(at(number))
        open_ = house.read(lambda store: store.windows.open_of(team))
        promised.append((form_of(house, team).k, min(window.k for window in open_)))
        house.go(at(number, day=4))
    assert promised[0] == (5, 5)
    assert promised[-1] == (7, 7)
    assert all(said == least for said, least in promised)


def test_a_number_that_was_lowered_holds_at_once_and_what_needs_everybody_is_still_said(house):
    team = house.team(9, k=7)
    house.week(team, 1, lambda _user, _row: None)
    house.join(team, [*House.users(7), LEAD])
    house.go(at(2))
    form = form_of(house, team)
    assert (form.members, form.k, form.all_needed) == (7, 7, True)
    change_k(house, team, 5)
    form = form_of(house, team)
    assert (form.members, form.k, form.all_needed) == (7, 5, True)


def test_nothing_needs_everybody_because_of_a_number_that_was_raised_since(house):
    team = house.team(9)
    house.go(at(1))
    change_k(house, team, 7)
    assert not form_of(house, team).all_needed


def test_a_form_says_whether_its_person_counts(house):
    team = house.team()
    house.go(at(1))
    house.join(team, [*House.users(9), LEAD])
    shown = []
    for number in (2, 3, 4):
        house.go(at(number))
        given = {"round_id": house.newest(team).id, "workspace": "W1"}
        shown.append([house.check_ins.form(user=one, **given).counts for one in ("U01", "U09")])
    assert shown == [[True, False], [True, True], [True, True]]


@pytest.mark.parametrize(("last", "counted"), [(2, False), (8, True)])
def test_a_form_says_whether_the_last_day_leaves_time_for_a_figure(house, last, counted):
    cadence = Cadence(zone="UTC", weekday=0, at=time(10), first=at(1).date(), ends=at(last).date())
    team = house.team(cadence=cadence)
    house.go(at(1))
    assert (form_of(house, team).never is None) is counted


def test_what_was_given_where_nothing_could_be_counted_counts_once_the_last_day_is_moved(house):
    """Each answers two of the three statements of one figure: one before that, one after."""
    cadence = Cadence(zone="UTC", weekday=0, at=time(10), first=at(1).date(), ends=at(2).date())
    team = house.team(cadence=cadence)
    house.go(at(1))
    assert form_of(house, team).never == TOO_SHORT
    house.ask(team, spread)
    later = replace(cadence, ends=at(20).date())
    house.settings.change_cadence(team=team, cadence=later, actor=ADMIN)
    house.go(at(1, day=4))
    for number in (2, 3, 4):
        house.week(team, number, spread if number == 3 else lambda _user, _row: None)
    [reading] = house.readings(team)
    assert (reading.span.first_round, reading.status) == (1, Status.SHOWN)


def spread(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 5))


@pytest.mark.parametrize("gone", [{"zone": "Mars/Olympus"}, {"holidays": "XX"}])
def test_an_open_round_is_answered_though_the_zone_or_region_is_no_longer_one(house, gone):
    cadence = Cadence(zone="UTC", weekday=0, at=time(10), first=at(1).date(), ends=at(8).date())
    team = house.team(cadence=cadence)
    house.go(at(1))
    found = house.read(lambda store: store.teams.get(team))
    lost = replace(found, cadence=replace(found.cadence, **gone))
    house.step(lambda store: store.teams.put(lost))
    assert form_of(house, team).never is None
    round_id = house.newest(team).id
    answer = Answer(items={house.newest(team).asks.items[0]: 4})
    given = {"round_id": round_id, "workspace": "W1", "user": "U01", "answer": answer}
    house.check_ins.record(**given).result()


def test_whether_the_last_day_leaves_time_is_looked_up_once_and_not_for_each_press(
    opened, monkeypatch
):
    house, row = opened
    first = house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
    monkeypatch.delattr(facts, "becomes_of")
    again = house.check_ins.form(round_id=row.id, workspace="W1", user="U02")
    assert again.never is first.never


def test_whoever_is_asked_to_open_the_form_shows_nobody_whether_they_answered(opened):
    house, row = opened

    def shown():
        return check_in.view(house.check_ins.form(round_id=row.id, workspace="W1", user="U01"))

    before = shown()
    house.answer(row.id, "U01", points(row))
    assert shown() == before


def test_once_a_form_was_shown_an_answer_is_handed_in_without_waiting_for_anything(
    opened, monkeypatch
):
    house, row = opened
    assert not house.check_ins.knows(row.id)
    house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
    assert house.check_ins.knows(row.id)

    def away(*_args):
        raise AssertionError("asked")

    with monkeypatch.context() as patched:
        patched.setattr(type(house.database), "read", away)
        patched.setattr(type(house.keys), "open", away)
        house.answer(row.id, "U01", points(row))


def test_an_answer_is_replaced_as_a_whole(house):
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    house.answer(row.id, "U01", points(row))
    house.answer(row.id, "U01", Answer(items={row.asks.items[0]: 5}))
    needs = house.check_ins.needs_reminder
    assert not needs(round_id=row.id, workspace="W1", user="U01")
    assert needs(round_id=row.id, workspace="W1", user="U02")


def test_a_blank_form_changes_nothing(house):
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    house.answer(row.id, "U01", points(row))
    boxes = house.read(lambda store: store.answers.all(row.id))
    for user in ("U01", "U02"):
        with pytest.raises(NothingGiven):
            house.answer(row.id, user, Answer())
    assert house.read(lambda store: store.answers.all(row.id)) == boxes
    assert house.check_ins.needs_reminder(round_id=row.id, workspace="W1", user="U02")


def test_who_is_not_listed_cannot_be_named_and_who_is_not_on_the_roster_cannot_answer(
    sqlite_house,
):
    team = sqlite_house.team()
    sqlite_house.join(team, [*House.users(8), LEAD, "U50"])
    sqlite_house.join(team, [*House.users(8), LEAD, "U50"])
    person = sqlite_house.read(lambda store: store.people.get("W1", "U02"))
    assert person.list_me
    from slackapp.services.members import Switches  # noqa: PLC0415

    switches = Switches(sqlite_house.database, sqlite_house.clock)
    switches.list_me(workspace="W1", user="U02", on=False)
    sqlite_house.go(at(1))
    row = sqlite_house.newest(team)
    form = sqlite_house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
    assert "U02" not in [user for user, _ in form.teammates]
    with pytest.raises(UnknownTeammate):
        sqlite_house.answer(row.id, "U01", Answer(helped_me=(Tie("U02"),)))
    with pytest.raises(UnknownTeammate):
        sqlite_house.answer(row.id, "U01", Answer(helped_me=(Tie("U77"),)))
    with pytest.raises(NotOnRoster):
        sqlite_house.answer(row.id, "U77", points(row))
    with pytest.raises(UnreadableAnswer):
        sqlite_house.answer(row.id, "U01", Answer(items={"autonomy_1": 3}))


def test_another_workspace_never_sees_a_round(opened):
    """Not even where somebody there has the user id of somebody who is asked here."""
    house, row = opened
    there = {"round_id": row.id, "workspace": "W2", "user": "U01"}
    snoozes = Snoozes(house.check_ins)
    before = house.read(lambda store: store.answers.all(row.id))
    for known in (False, True):
        assert house.check_ins.knows(row.id) == known
        for of_theirs in (
            partial(house.check_ins.form, **there),
            partial(house.check_ins.record, answer=points(row), **there),
            partial(house.check_ins.skip, **there),
            partial(house.check_ins.wish, wish=Answer(skipped=True), **there),
            partial(snoozes.later, later=Later.HOUR, **there),
            partial(snoozes.snooze, at=at(1, hour=12), **there),
        ):
            with pytest.raises(UnknownRound):
                of_theirs()
        assert not house.check_ins.needs_reminder(**there)
        assert not snoozes.needs_nudge(slot=0, **there)
        house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
    assert house.read(lambda store: store.answers.all(row.id)) == before
    with pytest.raises(UnknownRound):
        house.answer("no such round", "U01", points(row))


def test_a_late_submit_is_told_that_the_round_has_closed(house):
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    house.answer(row.id, "U01", points(row))
    house.move(row.closes_at)
    with pytest.raises(RoundClosed):
        house.answer(row.id, "U02", points(row))
    house.work()
    with pytest.raises(RoundClosed):
        house.answer(row.id, "U02", points(row))


def test_a_process_that_still_remembers_a_closed_round_stores_nothing(house):
    """Another worker has closed it; this one's calendar and memory are behind."""
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    house.answer(row.id, "U01", points(row))
    house.go(row.closes_at)
    house.move(at(1) + timedelta(hours=1))
    with pytest.raises(RoundClosed):
        house.answer(row.id, "U01", points(row))


def test_a_round_whose_key_is_gone_takes_no_answer_and_is_lost_when_it_closes(opened):
    house, row = opened
    house.keys.destroy(row.key)
    with pytest.raises(KeyGone):
        house.answer(row.id, "U01", points(row))
    house.go(row.closes_at)
    lost = house.newest(row.team)
    assert (lost.state, lost.reason) == ("lost", "key_gone")
    assert house.read(lambda store: store.answers.all(row.id)) == {}


def test_a_reminder_is_for_those_who_neither_answered_nor_skipped(opened):
    house, row = opened
    house.answer(row.id, "U01", points(row))
    house.check_ins.skip(round_id=row.id, workspace="W1", user="U02").result(timeout=10)
    needs = house.check_ins.needs_reminder
    assert [
        needs(round_id=row.id, workspace="W1", user=user) for user in ("U01", "U02", "U03", "U77")
    ] == [
        False,
        False,
        True,
        False,
    ]
    house.go(row.closes_at)
    assert not needs(round_id=row.id, workspace="W1", user="U03")


def test_a_skip_never_takes_an_answer_back(opened):
    house, row = opened
    house.answer(row.id, "U01", points(row))
    house.check_ins.skip(round_id=row.id, workspace="W1", user="U01").result(timeout=10)
    assert not house.check_ins.needs_reminder(round_id=row.id, workspace="W1", user="U01")
    mirror = Mirrors(house.database, house.keys, house.clock)
    assert mirror.of(workspace="W1", user="U01", team=row.team).now == points(row)


def test_open_check_ins_are_those_of_ones_own_teams(opened):
    house, row = opened
    found = house.check_ins.open_for(workspace="W1", user="U01")
    assert [one.round_id for one in found] == [row.id]
    assert house.check_ins.open_for(workspace="W1", user="U77") == ()
    house.move(row.closes_at)
    assert house.check_ins.open_for(workspace="W1", user="U01") == ()


def test_an_open_check_in_is_found_by_whoever_a_move_of_their_team_leaves_behind(opened):
    house, row = opened
    members.apply(house.database, team=row.team, people=(), now=house.now)
    assert house.read(lambda store: store.people.teams_of("W1", "U01")) == ()
    found = house.check_ins.open_for(workspace="W1", user="U01")
    assert [one.round_id for one in found] == [row.id]


def test_a_database_that_is_away_says_that_nothing_was_stored(opened):
    house, row = opened
    house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
    house.database.close()
    with pytest.raises(StorageAway):
        house.answer(row.id, "U01", points(row))


@pytest.mark.parametrize("press", ["form", "record", "skip", "snooze"])
def test_a_process_that_remembers_a_deleted_team_shows_no_form_and_keeps_no_answer(opened, press):
    house, row = opened
    mine = {"round_id": row.id, "workspace": "W1", "user": "U01"}
    house.check_ins.form(**mine)
    manage = Managing(house.database, house.clock)
    manage.delete(workspace="W1", team=row.team, actor=ADMIN)
    assert house.check_ins.knows(row.id)
    pressed = {
        "form": house.check_ins.form,
        "record": partial(house.check_ins.record, answer=points(row)),
        "skip": house.check_ins.skip,
        "snooze": partial(Snoozes(house.check_ins).snooze, at=at(1, hour=12)),
    }[press]
    with pytest.raises(UnknownRound):
        pressed(**mine).result(timeout=10)
    # The next press meets the database at once.
    with pytest.raises(UnknownRound):
        pressed(**mine)
    assert not house.check_ins.knows(row.id)
