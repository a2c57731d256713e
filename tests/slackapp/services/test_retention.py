"""What is older than it may be goes, and people who left are forgotten without moving a figure."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import pytest
from sqlalchemy import event

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.overview import Outdated, Wanted
from slackapp.domain.policy import Policy
from slackapp.domain.retention import LEFT_FOR, SHORTER_AFTER
from slackapp.domain.sealing import Seal
from slackapp.domain.teams import Person, TeamState
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.errors import KeyStoreAway, UnknownTeam
from slackapp.services import looking, retention
from slackapp.services.managing import Managing
from slackapp.services.members import Switches, remember
from slackapp.services.reports import Reports
from slackapp.services.retention import retain
from slackapp.services.rounds import Step, delivery
from slackapp.services.teams import TeamSettings
from slackapp.storage.tables import metadata
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, House, at

EVERYONE = [*House.users(9), LEAD]


def helping(user, row):
    """Everybody says the first member helped them, and nobody they helped."""
    items = dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4)
    helper = "U01" if user != "U01" else "U03"
    named = (Tie(helper),) if row.asks.prompts else None
    return Answer(items=items, helped_me=named, i_helped=() if row.asks.prompts else None)


def leave(house, team, *users):
    house.join(team, [user for user in EVERYONE if user not in users])


def ids(house, team):
    return house.read(lambda store: store.rosters.users(team))


def known(house, user):
    return house.read(lambda store: store.people.get("W1", user)) is not None


def test_who_left_is_forgotten_after_thirty_days_and_not_before(house):
    team = house.team(9)
    house.week(team, 1, helping)
    leave(house, team, "U05")
    left = house.now
    assert retain(house.database, house.keys, now=left + timedelta(days=29)) == 0
    assert known(house, "U05")
    assert retain(house.database, house.keys, now=left + timedelta(days=30)) == 1
    assert not known(house, "U05")
    assert "U05" not in ids(house, team)
    assert len(ids(house, team)) == len(EVERYONE)
    assert retain(house.database, house.keys, now=left + timedelta(days=31)) == 0


def test_nobody_is_looked_for_in_a_team_they_were_never_in(house):
    """Else, with a thousand teams, answers would wait for seconds for each who is forgotten."""
    counts = []
    for number, others in enumerate((0, 3)):
        team = house.team(9, channel=f"C{number}", prefix=f"U{number}x")
        for other in range(others):
            house.team(9, channel=f"C{number}x{other}", prefix=f"V{number}x{other}x")
        house.join(team, [*House.users(8, f"U{number}x"), LEAD])
        house.move(house.now + LEFT_FOR + timedelta(days=1))
        with statements(house.database) as heard:
            assert retention.let_go(house.database, house.keys, workspace="W1", now=house.now) == 1
        counts.append(len(heard))
    assert counts[0] == counts[1]


@contextmanager
def statements(database):
    """What is asked of a database."""
    heard = []

    def hear(connection, cursor, statement, *_):
        heard.append(statement)

    for engine in {database._engine, database._reading}:
        event.listen(engine, "before_cursor_execute", hear)
    yield heard
    for engine in {database._engine, database._reading}:
        event.remove(engine, "before_cursor_execute", hear)


def where(house, user):
    """Which tables hold an id in a row."""
    found = set()
    with house.database._engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(table.select())
            found |= {table.name for row in rows if user in str(tuple(row))}
    return found


def test_who_is_forgotten_is_in_no_row_of_messages_and_limits(house):
    """Also where Slack refused a message for good: a dead letter waits for ever."""
    team = house.team(9)
    house.week(team, 1, helping)

    def told(store):
        one = partial(delivery, store.teams.get(team), Kind.ANNOUNCEMENT, due_at=house.now)
        rows = [
            *(one(target=user, topic=f"to {user}") for user in ("U05", "U06")),
            *(one(target="C1", topic=topic) for topic in ("leads:U05:U06", "admin_removed:U05")),
        ]
        store.deliveries.add([replace(row, state=DeliveryState.DEAD) for row in rows])
        keys = ["W1:U05", "W1:U06"]
        store.buckets.take_each(keys, now=store.real_now(), every=1.0, burst=1)

    house.step(told)
    leave(house, team, "U05")
    house.move(house.now + LEFT_FOR + timedelta(days=1))
    assert {"delivery", "bucket"} <= where(house, "U05")
    assert retain(house.database, house.keys, now=house.now) == 1
    assert where(house, "U05") == set()
    assert {"delivery", "bucket"} <= where(house, "U06")


def test_when_a_message_went_to_somebody_is_forgotten_the_day_after(house):
    house.team(9)

    def told(store):
        for key, ago in (("W1:U05", timedelta(days=2)), ("W1:U06", timedelta(hours=1))):
            store.buckets.take(key, now=store.real_now() - ago, every=1.0, burst=1)

    house.step(told)
    retain(house.database, house.keys, now=house.now)
    assert "bucket" not in where(house, "U05")
    assert "bucket" in where(house, "U06")


@pytest.mark.parametrize("order", [("U04", "U05"), ("U05", "U04"), ("U01", "U02"), ("U02", "U01")])
def test_no_place_of_somebody_forgotten_keeps_the_id_of_another(house, order):
    """An unnamed place sorts behind its neighbour, who may be forgotten later."""
    team = house.team(9)
    house.week(team, 1, helping)
    named = ids(house, team)
    for gone in (order[:1], order):
        leave(house, team, *gone)
        house.move(house.now + timedelta(days=31))
        retain(house.database, house.keys, now=house.now)
    kept = ids(house, team)
    assert not any(user in place for user in order for place in kept)
    assert [user for user in kept if user in EVERYONE] == [u for u in named if u not in order]
    assert [user in EVERYONE for user in kept] == [user not in order for user in named]


def without_the_second(house, teams):
    """Nine of ten stay in each, too many for a secret amount: else it would tell them apart."""
    for team, prefix in zip(teams, "UV", strict=True):
        stay = [user for user in House.users(10, prefix) if user != f"{prefix}02"]
        house.join(team, [*stay, LEAD])


def test_forgetting_somebody_changes_no_reading(sqlite_house):
    """Two teams live the same weeks; in one of them a leaver is forgotten half way."""
    house = sqlite_house
    teams = [house.team(10), house.team(10, channel="C2", prefix="V")]
    for number in range(1, 9):
        house.go(at(number))
        for team in teams:
            house.ask(team, as_one_of_either)
        house.go(at(number, day=4))
        if number == 1:
            without_the_second(house, teams)
        if number == 6:
            first = {member.user for member in house.read(lambda s: s.people.members(teams[0]))}
            assert "U02" not in first
            forget(house, "U02")
    told = [
        [(one.measure, one.status, one.value) for one in house.readings(team)] for team in teams
    ]
    assert told[0] == told[1]
    assert any(measure == "carriers" for measure, *_ in told[0])


def as_one_of_either(user, row):
    """The same answer for U03 and V03; the lead counts nowhere."""
    prefix, number = ("U", user[1:]) if user[0] == "U" else ("V", user[1:])
    if user == LEAD:
        return None
    helper = f"{prefix}03" if number != "03" else f"{prefix}04"
    items = dict.fromkeys(row.asks.items, 2 + int(number) % 4)
    named = (Tie(helper),) if row.asks.prompts else None
    return Answer(items=items, helped_me=named, i_helped=named)


def forget(house, user):
    assert retain(house.database, house.keys, now=house.now) >= 1
    assert not known(house, user)


def paused(house, team):
    leave(house, team, "U05")
    house.settings.pause(team=team, actor=ADMIN)


def ended_after_they_left(house, team):
    leave(house, team, "U05")
    house.go(house.now + timedelta(days=1))
    house.settings.end(team=team, actor=ADMIN)


def ended_with_reports_kept_shortly(house, team):
    keep(house, team, 1)
    house.settings.end(team=team, actor=ADMIN)


def deactivated(house, team):
    """After the end somebody is deactivated in Slack, and so reads no report any more."""
    house.settings.end(team=team, actor=ADMIN)
    person = house.read(lambda store: store.people.get("W1", "U05"))
    house.step(lambda store: store.people.put([replace(person, is_active=False)]))


def too_small(house, team):
    """A team of five that one person leaves is not asked any more, and stays as it is."""
    house.join(team, [user for user in (*House.users(5), LEAD) if user != "U05"])


def going_on(house, team):
    """It is their note that is left."""
    leave(house, team, "U05")


def sealed_under(house, team, user):
    """How many boxes lie under an id, whatever is in them; and how many there are."""
    found = []
    for window in house.windows(team):
        boxes = house.read(lambda store, w=window: store.windows.boxes(w.id))
        found.append((Seal(house.keys.open(window.key)), boxes))
    if key := house.read(lambda store: store.notes.key_id(team)):
        found.append((Seal(house.keys.open(key)), house.read(lambda store: store.notes.all(team))))
    under = sum(seal.respondent_key(user) in boxes for seal, boxes in found)
    return under, sum(len(boxes) for _, boxes in found)


@pytest.mark.parametrize(
    ("people", "weeks", "parts"),
    [
        (9, 3, paused),
        (9, 10, paused),
        (9, 3, ended_after_they_left),
        (9, 3, ended_with_reports_kept_shortly),
        (9, 3, deactivated),
        (5, 3, too_small),
        (9, 9, going_on),
    ],
)
def test_nothing_is_sealed_any_more_of_who_is_forgotten(house, people, weeks, parts):
    """The keys are others then, too, so that an older copy cannot be read either."""
    team = house.team(people)
    for number in range(1, weeks + 1):
        house.week(team, number, helping)
    parts(house, team)
    before = {window.key for window in house.windows(team)}
    mine = sealed_under(house, team, "U05")[0]
    assert mine > 0
    last = weeks + 5
    for number in range(weeks + 1, last + 1):
        house.go(at(number))
        house.go(at(number, day=4))
    retain(house.database, house.keys, now=house.now)
    house.work()
    assert not known(house, "U05")
    # Of a team that has ended nothing is sealed any more, whoever left.
    is_over = house.read(lambda store: store.teams.get(team)).state is TeamState.ENDED
    assert bool(house.windows(team)) is not is_over
    assert sealed_under(house, team, "U05")[0] == 0
    assert not before & house.keys.ids()
    if known(house, "U01") and not is_over:
        assert sealed_under(house, team, "U01")[0] > 0
    # Nothing is left to be done, nor for anybody else.
    assert retain(house.database, house.keys, now=house.now) == 0


def test_no_backup_opens_what_somebody_gave_who_left_a_team_that_goes_on(house):
    """Their box goes with the next count, while the windows that it lay in stay open."""
    team = house.team(9)
    for number in (1, 2):
        house.week(team, number, helping)
    before = {window.id: window.key for window in house.windows(team)}
    leave(house, team, "U05")
    for number in range(3, 8):
        house.week(team, number, helping)
    assert sealed_under(house, team, "U05")[0] == 0
    assert retain(house.database, house.keys, now=house.now) == 1
    house.work()
    assert before.keys() & {window.id for window in house.windows(team)}
    assert not set(before.values()) & house.keys.ids()
    assert sealed_under(house, team, "U01")[0] > 0


def test_who_left_less_than_thirty_days_ago_still_has_all_that_is_sealed_of_them(house):
    team = house.team(9)
    for number in range(1, 4):
        house.week(team, number, helping)
    paused(house, team)
    before = sealed_under(house, team, "U05")
    keys = {window.key for window in house.windows(team)}
    retain(house.database, house.keys, now=house.now + LEFT_FOR - timedelta(days=1))
    assert sealed_under(house, team, "U05") == before
    # Nor is anything sealed anew for the sake of somebody of whom nothing is sealed.
    house.join(team, EVERYONE)
    house.step(lambda store: store.people.put([Person("W1", "U70", "Somebody")]))
    assert retain(house.database, house.keys, now=house.now) == 1
    assert {window.key for window in house.windows(team)} == keys


class Away:
    """A key store that cannot be reached."""

    def open(self, key):
        raise KeyStoreAway


def test_nobody_is_forgotten_while_the_key_store_is_away(house):
    team = house.team(9)
    house.week(team, 1, helping)
    paused(house, team)
    house.move(house.now + LEFT_FOR)
    with pytest.raises(KeyStoreAway):
        retain(house.database, Away(), now=house.now)
    assert known(house, "U05")
    forget(house, "U05")
    assert sealed_under(house, team, "U05")[0] == 0


def test_taking_out_what_is_sealed_of_somebody_changes_no_figure(sqlite_house):
    """Two teams live the same weeks; of one a leaver's note and answers are taken out."""
    house = sqlite_house
    teams = [house.team(10), house.team(10, channel="C2", prefix="V")]
    for number in range(1, 17):
        house.go(at(number))
        for team in teams:
            house.ask(team, as_one_of_either)
        house.go(at(number, day=4))
        if number == 8:
            without_the_second(house, teams)
        if number == 13:
            keys = [{window.key for window in house.windows(team)} for team in teams]
            forget(house, "U02")
            now = [{window.key for window in house.windows(team)} for team in teams]
            assert not now[0] & keys[0]
    told = [
        [(one.measure, one.status, one.value) for one in house.readings(team)] for team in teams
    ]
    assert told[0] == told[1]


def test_who_is_still_in_another_team_or_leads_one_is_not_forgotten(sqlite_house):
    house = sqlite_house
    first = house.team(9)
    second = house.team(8, channel="C2", prefix="V")
    house.join(second, [*House.users(8, "V"), "U05", LEAD])
    leave(house, first, "U05", LEAD)
    house.join(second, [*House.users(8, "V"), "U05"])
    retain(house.database, house.keys, now=house.now + timedelta(days=40))
    assert known(house, "U05")
    assert known(house, LEAD)


def test_a_team_that_ended_lets_its_people_go(sqlite_house):
    house = sqlite_house
    team = house.team(9)
    TeamSettings(house.database, house.clock).end(team=team, actor=ADMIN)
    assert retain(house.database, house.keys, now=house.now + timedelta(days=31)) == len(EVERYONE)
    assert not known(house, LEAD)
    assert house.read(lambda store: store.teams.get(team)).leads == frozenset()


def test_who_was_never_in_a_team_is_forgotten_within_a_day(house):
    """Whoever types a command is looked up; admins and leads are needed, others are not."""
    house.team(9)
    for user, is_admin in (("U70", False), ("U71", True)):
        remember(house.database, Person("W1", user, "Somebody", is_admin=is_admin))
    assert retain(house.database, house.keys, now=house.now) == 1
    assert not known(house, "U70")
    assert all(known(house, user) for user in ("U71", ADMIN, LEAD, "U01"))


def test_the_people_of_a_deleted_team_are_forgotten_after_thirty_days_and_not_before(house):
    team = house.team(9)
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U01", on=False)
    Managing(house.database, house.clock).delete(workspace="W1", team=team, actor=ADMIN)
    deleted = house.now
    assert retain(house.database, house.keys, now=deleted + timedelta(days=29)) == 0
    assert not house.read(lambda store: store.people.get("W1", "U01")).ask_me
    assert retain(house.database, house.keys, now=deleted + timedelta(days=30)) == len(EVERYONE)
    assert not known(house, "U01")
    assert known(house, ADMIN)


def test_they_are_so_too_where_other_teams_are_deleted_meanwhile(house):
    """Nothing says whose team it was, so each of them could prolong it."""
    managing = Managing(house.database, house.clock)
    teams = [house.team(9, channel=f"C{n}", prefix=f"T{n}") for n in range(1, 5)]
    first = house.now
    left = set()
    for day in range(100):
        if day % 25 == 0:
            managing.delete(workspace="W1", team=teams[day // 25], actor=ADMIN)
        house.move(first + timedelta(days=day, hours=1))
        retain(house.database, house.keys, now=house.now)
        gone = {n for n in range(1, 5) if not known(house, f"T{n}01")}
        left |= {(n, day) for n in gone - {one for one, _day in left}}
    assert left == {(1, 30), (2, 55), (3, 80)}


def test_who_is_in_a_team_again_is_kept_for_as_long_anew_once_that_is_deleted_too(house):
    managing = Managing(house.database, house.clock)
    managing.delete(workspace="W1", team=house.team(9), actor=ADMIN)
    house.move(house.now + timedelta(days=20))
    retain(house.database, house.keys, now=house.now)
    again = house.team(9, channel="C2")
    retain(house.database, house.keys, now=house.now)
    managing.delete(workspace="W1", team=again, actor=ADMIN)
    for days, is_known in ((11, True), (29, True), (30, False)):
        retain(house.database, house.keys, now=house.now + timedelta(days=days))
        assert known(house, "U01") is is_known


def test_who_was_in_a_team_to_its_end_is_kept_while_there_is_a_report_to_read(house):
    team = house.team(9, retention_weeks=8)
    house.week(team, 1, helping)
    leave(house, team, "U05")
    house.go(at(2))
    person = house.read(lambda store: store.people.get("W1", "U06"))
    house.step(lambda store: store.people.put([replace(person, is_active=False)]))
    TeamSettings(house.database, house.clock).end(team=team, actor=ADMIN)
    ended = house.now
    house.go(at(2, day=5))
    assert retain(house.database, house.keys, now=ended + timedelta(days=31)) == 2
    assert [user for user in EVERYONE if not known(house, user)] == ["U05", "U06"]
    assert Reports(house.database).of_person(workspace="W1", user="U01")
    assert retain(house.database, house.keys, now=ended + timedelta(weeks=9)) == len(EVERYONE) - 2
    assert not known(house, "U01")


def test_old_changes_messages_readings_and_reports_go(sqlite_house):
    house = sqlite_house
    team = house.team(9, retention_weeks=1)
    for number in range(1, 6):
        house.week(team, number, helping)
    row = house.rounds(team)[0]
    house.step(lambda store: store.deliveries.cancel(team))
    retain(house.database, house.keys, now=at(5, day=4) + timedelta(days=366))
    assert house.readings(team) == ()
    assert house.read(lambda store: store.reports.of_team(team)) == ()
    assert house.read(lambda store: store.audit.recent("W1", team=None, limit=9)) == ()
    assert house.read(lambda store: store.deliveries.of_round(row.id)) == ()
    assert house.rounds(team)[0].date == MONDAY


def keep(house, team, weeks):
    """An admin chooses how long reports are kept; returns what they were told it comes to."""
    managing = Managing(house.database, house.clock)
    own = managing.team(workspace="W1", team=team, actor=ADMIN).team
    wanted = Wanted.of(replace(own, policy=replace(own.policy, retention_weeks=weeks)))
    told = managing.would(workspace="W1", team=team, wanted=wanted, actor=ADMIN).outdated
    managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)
    return told


def dates(house, team):
    return [day for _report, day in house.read(lambda store: store.reports.of_team(team))]


def test_reports_that_a_shorter_time_makes_old_go_a_week_after_it_was_told(house):
    team = house.team(9)
    for number in range(1, 5):
        house.week(team, number, helping)
    every = dates(house, team)
    chosen = house.now
    assert keep(house, team, 2) == Outdated(3, chosen.date() + SHORTER_AFTER)
    retain(house.database, house.keys, now=chosen + SHORTER_AFTER)
    assert dates(house, team) == every
    retain(house.database, house.keys, now=chosen + SHORTER_AFTER + timedelta(minutes=1))
    assert dates(house, team) == every[:1]


def test_a_team_of_which_nothing_can_be_deleted_stops_no_other_and_comes_again(house):
    """What was noted of one of them cannot be read."""
    broken, other = house.team(9), house.team(9, channel="C2", prefix="V")
    house.week(broken, 1, lambda _user, _row: Answer(skipped=True))
    house.move(house.now + timedelta(weeks=30))
    noted = {"workspace": "W1", "actor": ADMIN, "event": "settings", "after": "{}"}
    house.step(lambda s: s.audit.add(**noted, team=broken, at=house.now, before="{"))
    assert dates(house, broken) == dates(house, other) == [MONDAY]
    turns = [one for one in looking.idle(house.database, house.now) if one.step is Step.RETAIN]
    assert {one.id for one in turns} == {broken, other}
    for due in turns:
        with pytest.raises(ValueError) if due.id == broken else nullcontext():
            house.steps.perform(due, now=house.now)
    assert (dates(house, broken), dates(house, other)) == ([MONDAY], [])
    soon = looking.idle(house.database, house.now + timedelta(minutes=1))
    assert [one.id for one in soon if one.step is Step.RETAIN] == [broken]


def test_a_team_is_looked_at_once_a_day_and_some_of_them_at_once(house):
    count = looking.TIDIED + 2
    teams = {house.team(5, channel=f"C{n}", prefix=f"U{n}x") for n in range(count)}
    seen = []
    for many in (looking.TIDIED, 2, 0):
        found = looking.idle(house.database, house.now)
        turns = [one for one in found if one.step is Step.RETAIN]
        assert len(turns) == many
        seen += [one.id for one in turns]
        for one in turns:
            house.steps.perform(one, now=house.now)
    assert sorted(seen) == sorted(teams)
    tomorrow = looking.idle(house.database, house.now + timedelta(days=1))
    assert sum(one.step is Step.RETAIN for one in tomorrow) == looking.TIDIED


def test_a_shorter_time_that_is_taken_back_in_its_week_deletes_nothing(house):
    team = house.team(9)
    for number in range(1, 5):
        house.week(team, number, helping)
    every = dates(house, team)
    keep(house, team, 1)
    house.go(house.now + timedelta(days=2))
    assert keep(house, team, 26) is None
    retain(house.database, house.keys, now=house.now + SHORTER_AFTER + timedelta(days=1))
    assert dates(house, team) == every


def test_notes_that_no_window_takes_over_are_destroyed_with_their_key(house):
    """A team that paused after its first window of ties keeps its mirrors only for so long."""
    team = house.team(9)
    for number in range(1, 9):
        house.week(team, number, helping)
    house.settings.pause(team=team, actor=ADMIN)
    key = house.read(lambda store: store.notes.key_id(team))
    assert key in house.keys.ids()
    for days, kept in ((2 * EXPIRES_AFTER.days - 1, True), (2 * EXPIRES_AFTER.days, False)):
        house.move(at(1) + timedelta(days=days))
        retain(house.database, house.keys, now=house.now)
        house.work()
        assert (house.read(lambda store: store.notes.key_id(team)) == key) is kept
        assert (key in house.keys.ids()) is kept


def test_a_set_up_nobody_finished_is_thrown_away_with_whom_it_saw(house):
    cadence = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY)
    given = {"workspace": "W1", "channel": "C2", "name": "Draft", "leads": [LEAD]}
    settings = {"cadence": cadence, "policy": Policy(), "actor": ADMIN}
    draft = house.settings.create(**given, **settings).id
    house.join(draft, [*House.users(6), LEAD])
    begun = house.now
    retain(house.database, house.keys, now=begun + timedelta(days=29))
    assert known(house, "U01")
    retain(house.database, house.keys, now=begun + timedelta(days=31))
    with pytest.raises(UnknownTeam):
        house.read(lambda store: store.teams.get(draft))
    assert not known(house, "U01")
    trail = house.read(lambda store: store.audit.recent("W1", team=None, limit=30))
    assert [(one.event, one.actor, one.before) for one in trail][:2] == [
        ("thrown_away", None, '{"name": "Draft"}'),
        ("created", ADMIN, ""),
    ]


def test_of_who_was_in_no_team_no_row_stays_once_they_are_forgotten(house):
    """As of somebody who led a team from outside: what Slack refused for good waits for ever."""
    team = house.team(9)

    def led(store):
        store.people.put([Person("W1", "U77", "Person U77")])
        told = delivery(store.teams.get(team), Kind.ANNOUNCEMENT, "U77", house.now, "channel_gone")
        store.deliveries.add([replace(told, state=DeliveryState.DEAD)])
        store.buckets.take_each(["W1:U77"], now=store.real_now(), every=1.0, burst=1)

    house.step(led)
    assert where(house, "U77") == {"person", "delivery", "bucket"}
    assert retain(house.database, house.keys, now=house.now) == 1
    assert where(house, "U77") == set()
