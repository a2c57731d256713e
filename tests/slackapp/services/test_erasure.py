"""Erasing takes what is still sealed, leaves what is published, and shows nobody."""

from __future__ import annotations

from slackapp.domain.answers import Answer, Tie
from slackapp.services import rounds
from slackapp.services.erasure import Erasure
from slackapp.services.gathering import gather
from slackapp.services.mirrors import Mirrors
from slackapp.services.reports import Reports
from slackapp.services.rounds import Step
from tests.slackapp.services.house import at


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
    return not any(counts) and not weeks and seen.now is None and seen.note is None


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
    assert {row: set(boxes) for row, boxes in after.items()} == {
        row: set(boxes) for row, boxes in before.items()
    }
    # Whoever compares two copies sees that everybody's changed, and not whose became a decoy.
    for row, boxes in after.items():
        assert not set(boxes.values()) & set(before[row].values())
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
