"""Erasing takes what is still sealed, leaves what is published, and shows nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.mirror import Note
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.services import rounds
from slackapp.services.erasure import Erasure
from slackapp.services.gathering import gather
from slackapp.services.managing import Managing
from slackapp.services.mirrors import Mirrors
from slackapp.services.opening import open_rounds
from slackapp.services.reports import Reports
from slackapp.services.retention import retain
from slackapp.services.rounds import Step
from slackapp.services.sealed import open_box
from slackapp.services.windows import settle
from slackapp.storage.windows import Windows
from tests.slackapp.services.house import ADMIN, LEAD, PEPPER, House, at


def mixed(user, row):
    ties = (Tie("U01" if user != "U01" else "U02"),) if row.asks.prompts else None
    items = dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4)
    return Answer(items=items, helped_me=ties, i_helped=ties)


def sealed(house, team):
    """The keys under which every box lies, and the bytes."""
    row = house.newest(team)
    boxes = {row.id: house.read(lambda store: store.answers.all(row.id))}
    for window in house.windows(team):
        boxes[window.id] = house.read(lambda store, w=window: store.windows.boxes(w.id))
    boxes[team] = house.read(lambda store: store.notes.all(team))
    return boxes


def mirror(house, team, user):
    return Mirrors(house.database, house.keys, house.clock).of(workspace="W1", user=user, team=team)


def is_empty(seen):
    counts = [count for scale in seen.scales for item in scale.tally.counts for count in item]
    weeks = [week for week in (seen.ties.weeks if seen.ties else ()) if week.helped_me]
    note = seen.note
    is_blank = note is None or note == Note(note.ends_on)
    return not any(counts) and not weeks and seen.now is None and is_blank


def test_everything_sealed_of_a_person_becomes_a_decoy(house):
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, mixed)
    house.go(at(9))
    house.ask(team, mixed)
    before, reports = sealed(house, team), Reports(house.database).latest(team=team)
    assert not is_empty(mirror(house, team, "U01"))
    others = mirror(house, team, "U02")
    # The open round, its windows, and the note.
    erased = Erasure(house.database, house.keys).erase(workspace="W1", user="U01")
    assert erased == 1 + len(house.windows(team)) + 1
    # What was replaced has to leave the disk, too.
    assert rounds.due(house.database, house.now)[0].step is Step.BURY
    house.work()
    assert house.read(lambda store: store.tombstones.pending()) == ()
    assert is_empty(mirror(house, team, "U01"))
    assert mirror(house, team, "U02") == others
    after = sealed(house, team)
    # Whoever compares two copies sees that everybody's changed, and not whose became a decoy.
    for row, boxes in after.items():
        assert len(boxes) == len(before[row])
        assert not set(boxes.values()) & set(before[row].values())
        # Nor, but in an open round, which of before was whose.
        is_open = row == house.newest(team).id
        assert set(boxes) & set(before[row]) == (set(boxes) if is_open else set())
    assert Reports(house.database).latest(team=team) == reports


def test_a_round_that_closes_meanwhile_is_erased_too(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    house.ask(team, mixed)
    house.move(house.newest(team).closes_at)
    house.until(Step.GATHER)
    Erasure(house.database, house.keys).erase(workspace="W1", user="U01")
    house.work()
    assert is_empty(mirror(house, team, "U01"))
    assert not is_empty(mirror(house, team, "U02"))


class Meanwhile:
    """A key store during whose first opening of a key something else happens."""

    def __init__(self, keys, happens):
        self.keys = keys
        self.happens = happens

    def open(self, key):
        happens, self.happens = self.happens, lambda: None
        happens()
        return self.keys.open(key)

    def create(self):
        return self.keys.create()

    def create_many(self, count):
        return self.keys.create_many(count)

    def destroy(self, key):
        self.keys.destroy(key)


def test_an_erasure_while_the_boxes_are_being_merged_is_not_undone(house):
    team = house.team()
    house.week(team, 1, mixed)
    house.go(at(2))
    house.ask(team, mixed)
    row = house.newest(team)
    house.move(row.closes_at)
    house.until(Step.GATHER)
    erasure = Erasure(house.database, house.keys)
    meanwhile = Meanwhile(house.keys, lambda: erasure.erase(workspace="W1", user="U01"))
    gather(house.database, meanwhile, round_id=row.id, now=house.now)
    assert is_empty(mirror(house, team, "U01"))
    asked = [item for one in house.rounds(team)[:2] for item in one.asks.items]
    told = [c for scale in mirror(house, team, "U02").scales for i in scale.tally.counts for c in i]
    assert sum(told) == len(asked)
    house.work()
    assert house.newest(team).state == "closed"


def test_a_note_that_is_written_meanwhile_is_erased_too(house):
    """The eighth round is counted, and with it the ties, after the erasure has looked."""
    team = house.team()
    for number in range(1, 8):
        house.week(team, number, mixed)
    house.go(at(8))
    house.ask(team, mixed)

    def settles():
        house.go(at(8, day=4))
        assert mirror(house, team, "U01").note is not None

    meanwhile = Meanwhile(house.keys, settles)
    Erasure(house.database, meanwhile).erase(workspace="W1", user="U01")
    assert is_empty(mirror(house, team, "U01"))
    assert mirror(house, team, "U02").note is not None


def test_who_is_nowhere_has_nothing_to_erase(sqlite_house):
    team = sqlite_house.team()
    sqlite_house.go(at(1))
    before = sealed(sqlite_house, team)
    assert Erasure(sqlite_house.database, sqlite_house.keys).erase(workspace="W1", user="U77") == 0
    assert sealed(sqlite_house, team) == before


def filled(house, team, user):
    """In how many open windows a person's id opens something."""
    windows = [(one.id, Seal(house.keys.open(one.key))) for one in house.windows(team)]
    opened = [
        open_box(
            seal,
            BoxKind.WINDOW,
            window,
            user,
            house.read(lambda store, w=window: store.windows.boxes(w)),
        )
        for window, seal in windows
    ]
    return sum(any(one) for one in opened)


@pytest.mark.parametrize("is_back", [False, True])
def test_what_an_earlier_version_left_of_who_was_forgotten_can_be_erased_by_hand(house, is_back):
    team = house.team()
    for number in range(1, 4):
        house.week(team, number, mixed)
    house.join(team, [user for user in [*House.users(8), LEAD] if user != "U06"])
    house.settings.pause(team=team, actor=ADMIN)
    # As it was done: their boxes stayed.
    house.step(lambda store: store.people.forget("W1", "U06"))
    house.step(lambda store: store.rosters.rename(team, "U06", to="U05~aaaa"))
    assert filled(house, team, "U06") > 0
    if is_back:
        house.team(channel="C2", prefix="V")
        other = [*House.users(8, "V"), LEAD, "U06"]
        house.join(house.read(lambda store: store.teams.in_channel("W1", "C2")).id, other)
    everywhere = Erasure(house.database, house.keys).erase_everywhere
    assert everywhere(workspace="W1", user="U06") > 0
    house.work()
    assert filled(house, team, "U06") == 0
    assert filled(house, team, "U01") > 0
    assert everywhere(workspace="W1", user="U06") == 0
    assert everywhere(workspace="W1", user="U77") == 0


def erase(house, user="U01"):
    return Erasure(house.database, house.keys).erase(workspace="W1", user=user)


def named(house):
    """Every key that is of use: of an open round, an open window, or the notes."""

    def unit(store):
        (team,) = store.teams.of_workspace("W1")
        rows = store.rounds.of_team(team.id, states=["open", "closing"])
        windows = store.windows.open_of(team.id)
        note = store.notes.key_id(team.id)
        return {row.key for row in rows} | {one.key for one in windows} | {note} - {None}

    return house.read(unit)


def is_to_settle(house, team):
    """The fourth round is counted, and with it the first window ends."""
    for number in range(1, 4):
        house.week(team, number, mixed)
    house.go(at(4))
    house.ask(team, mixed)
    house.move(house.newest(team).closes_at)
    house.until(Step.SETTLE)
    (ended,) = (one for one in house.windows(team) if one.last_round == 4)
    return ended


def test_each_window_and_the_notes_get_a_new_key_and_the_old_ones_are_destroyed(house):
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, mixed)
    house.go(at(9))
    before, row = named(house), house.newest(team)
    erase(house)
    assert named(house) & before == {row.key}
    house.work()
    assert house.keys.ids() == named(house)
    # The window that took the notes over still shares their key, or they would outlive it.
    note = house.read(lambda store: store.notes.key_id(team))
    assert [one.family for one in house.windows(team) if one.key == note] == ["ties"]


def test_what_is_sealed_anew_is_counted_as_if_nothing_had_been(house):
    """All but who erased: a window goes on under its new key to its end."""
    team = house.team()
    for number in range(1, 4):
        house.week(team, number, mixed)
    erase(house)
    house.work()
    house.week(team, 4, lambda user, row: None if user == "U01" else mixed(user, row))
    (reading,) = house.readings(team)
    # Everybody but one, who had said 3 like another of the eight.
    assert (reading.status, reading.respondents) == ("shown", "7-9")


@pytest.mark.parametrize("moment", ["before the key is opened", "between window and boxes"])
def test_an_erasure_while_a_window_settles_is_not_undone_and_loses_nobody(
    house, monkeypatch, moment
):
    """Boxes that are read after it do not open with the key that was read before it."""
    team = house.team()
    ended = is_to_settle(house, team)
    keys = house.keys
    if moment == "before the key is opened":
        keys = Meanwhile(house.keys, lambda: (erase(house), erase(house, "U02"), house.work()))
    else:
        read, happens = Windows.boxes, [lambda: (erase(house), erase(house, "U02"))]

        def boxes(self, window):
            if happens:
                happens.pop()()
            return read(self, window)

        monkeypatch.setattr(Windows, "boxes", boxes)
    settle(house.database, keys, window_id=ended.id, pepper=PEPPER)
    house.work()
    (reading,) = house.readings(team)
    # Six of eight: "lost" would be held, without the two it would be 7-9.
    assert (reading.status, reading.respondents) == ("shown", "5-6")
    assert house.keys.ids() == named(house)


def test_windows_that_begin_meanwhile_take_no_key_over_that_is_to_be_destroyed(house):
    """The ninth round begins the next window of ties, under the key of the notes."""
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, mixed)
    house.move(at(9))
    (due,) = (one for one in rounds.due(house.database, house.now) if one.step is Step.OPEN)
    meanwhile = Meanwhile(house.keys, lambda: erase(house))
    open_rounds(house.database, meanwhile, round_ids=[due.id], now=house.now)
    house.work()
    assert house.keys.ids() == named(house)
    assert mirror(house, team, "U02").note is not None
    assert is_empty(mirror(house, team, "U01"))


def test_an_erasure_that_looked_before_a_round_opened_looks_again(house):
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, mixed)
    meanwhile = Meanwhile(house.keys, lambda: house.go(at(9)))
    Erasure(house.database, meanwhile).erase(workspace="W1", user="U01")
    house.work()
    assert house.keys.ids() == named(house)
    assert mirror(house, team, "U02").note is not None
    assert is_empty(mirror(house, team, "U01"))


def test_a_team_that_is_deleted_meanwhile_leaves_no_key(house):
    team = house.team()
    house.week(team, 1, mixed)
    house.go(at(2))

    def delete():
        Managing(house.database, house.clock).delete(workspace="W1", team=team, actor=ADMIN)

    erasure = Erasure(house.database, Meanwhile(house.keys, delete))
    assert erasure.erase(workspace="W1", user="U01") == 0
    house.work()
    assert house.keys.ids() == set()


def test_an_answer_from_a_process_that_knows_the_open_round_is_not_lost(house):
    team = house.team()
    house.week(team, 1, mixed)
    house.go(at(2))
    row = house.newest(team)
    house.answer(row.id, "U02", mixed("U02", row))
    assert house.check_ins.knows(row.id)
    erase(house)
    house.work()
    for user in ("U01", "U03"):
        house.answer(row.id, user, mixed(user, row))
    assert [mirror(house, team, user).now for user in House.users(4)] == [
        *(mixed(user, row) for user in House.users(3)),
        None,
    ]


def test_several_people_erase_at_the_same_time(house):
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, mixed)
    house.go(at(9))
    users = ["U01", "U01", "U02", "U03"]
    barrier = Barrier(len(users))

    def at_once(user):
        barrier.wait(timeout=60)
        return erase(house, user)

    with ThreadPoolExecutor(len(users)) as pool:
        assert len(set(pool.map(at_once, users, timeout=120))) == 1
    house.work()
    assert all(is_empty(mirror(house, team, user)) for user in users)
    assert not is_empty(mirror(house, team, "U04"))
    assert house.keys.ids() == named(house)


def test_a_mirror_that_is_opened_while_somebody_erases_lacks_nothing(house, monkeypatch):
    """Its keys change between two looks into the database, and are gone by the second."""
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, mixed)
    seen, read = mirror(house, team, "U02"), Windows.boxes

    def erased():
        erase(house)
        for key in house.read(lambda store: store.tombstones.pending()):
            house.keys.destroy(key)

    happens = [erased]

    def boxes(self, window):
        if happens:
            happens.pop()()
        return read(self, window)

    monkeypatch.setattr(Windows, "boxes", boxes)
    assert mirror(house, team, "U02") == seen
    assert not happens


class Killed(BaseException):
    """A process that ends before, or right after, one of its transactions."""


class Dying:
    """A database that is left after so many transactions."""

    def __init__(self, database, steps, *, committed):
        self.database = database
        self.steps = steps
        self.committed = committed

    def read(self, unit):
        return self.database.read(unit)

    def step(self, unit):
        self.steps -= 1
        if self.steps < 0 and not self.committed:
            raise Killed
        done = self.database.step(unit)
        if self.steps < 0:
            raise Killed
        return done


@pytest.mark.parametrize("committed", [False, True])
def test_an_erasure_that_is_killed_leaves_no_key_and_loses_nothing(house, committed):
    """Those made for it are spares from before anything is sealed under them."""
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, mixed)
    house.go(at(9))
    seen = mirror(house, team, "U02")
    for steps in range(3):
        dying = Dying(house.database, steps, committed=committed)
        with pytest.raises(Killed):
            Erasure(dying, house.keys).erase(workspace="W1", user="U01")
        spares = house.read(lambda store: store.spares.all())
        pending = house.read(lambda store: store.tombstones.pending())
        unknown = house.keys.ids() - named(house) - {*spares, *pending}
        # Until they stand there they have sealed nothing, and only a kill in between leaves some.
        assert bool(unknown) == ((steps, committed) == (1, False))
        retain(house.database, house.keys, now=house.now)
        house.work()
        assert house.keys.ids() - unknown == named(house)
        for key in unknown:
            house.keys.destroy(key)
        assert mirror(house, team, "U02") == seen
        assert is_empty(mirror(house, team, "U01")) == (committed and steps == 2)
    erase(house)
    assert is_empty(mirror(house, team, "U01"))


def test_keys_that_somebody_else_buried_meanwhile_seal_nothing(house):
    """Retention takes what a killed process left for a spare, and so what a slow one needs."""
    team = house.team()
    house.week(team, 1, mixed)
    erasure = Erasure(Late(house), house.keys)
    assert erasure.erase(workspace="W1", user="U01") == len(house.windows(team))
    house.work()
    assert house.keys.ids() == named(house)
    assert is_empty(mirror(house, team, "U01"))
    assert not is_empty(mirror(house, team, "U02"))


class Late:
    """A database of a process that is overtaken by a day's tidying before its third transaction."""

    def __init__(self, house):
        self.house = house
        self.steps = 0

    def read(self, unit):
        return self.house.read(unit)

    def step(self, unit):
        self.steps += 1
        if self.steps == 3:
            retain(self.house.database, self.house.keys, now=self.house.now)
            self.house.work()
        return self.house.step(unit)
