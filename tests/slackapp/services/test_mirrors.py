"""A mirror shows a person their own answers, and what others said only when three said it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.deliveries import Kind
from slackapp.domain.mirror import Given, Note, Share
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.errors.people import NoPart
from slackapp.services.erasure import Erasure
from slackapp.services.home import Home
from slackapp.services.mirrors import Mirrors
from slackapp.services.retention import retain_team
from tests.slackapp.services.house import ADMIN, LEAD, at


def thanking(user, row):
    """Everybody thanks U01 for care; U02 and U03 thank U04 as well; U01 thanks nobody."""
    if user == "U01":
        return Answer(helped_me=(), nobody_suited=True, i_helped=(Tie("U02"), Tie("U03")))
    named = (Tie("U01", "care"), Tie("U04")) if user in {"U02", "U03"} else (Tie("U01", "care"),)
    items = dict.fromkeys(row.asks.items, 4)
    return Answer(items=items, helped_me=named, i_helped=())


@pytest.fixture
def settled(sqlite_house):
    """Eight weeks, so that the ties have settled once."""
    team = sqlite_house.team()
    for number in range(1, 9):
        sqlite_house.week(team, number, thanking)
    return sqlite_house, team


def mirror(house, team, user):
    mirrors = Mirrors(house.database, house.keys, house.clock)
    return mirrors.of(workspace="W1", user=user, team=team)


def test_a_note_says_what_one_gave_and_what_at_least_three_said(settled):
    house, team = settled
    assert mirror(house, team, "U01").note == Note(
        ends_on=at(8).date(),
        gave=Given.FEW,
        named_by=Share.MOST,
        kind="care",
    )


def test_what_two_people_said_is_not_there(settled):
    house, team = settled
    note = mirror(house, team, "U04").note
    assert (note.named_by, note.kind) == (None, None)
    assert (note.gave, note.received) == (Given.NOBODY, True)


def test_a_lead_sees_how_much_runs_through_them(sqlite_house):
    team = sqlite_house.team()

    def to_the_lead(user, row):
        return Answer(helped_me=() if user == LEAD else (Tie(LEAD, "knowledge"),), i_helped=())

    for number in range(1, 9):
        sqlite_house.week(team, number, to_the_lead)
    seen = mirror(sqlite_house, team, LEAD)
    assert seen.lead
    assert (seen.note.named_by, seen.note.kind) == (Share.MOST, "knowledge")


def test_leads_in_turn_bring_no_mirror_to_what_one_person_said(house):
    """Whoever leads once is out of a window: of eight only four would count to its end."""
    team = house.team()
    house.week(team, 1, thanking)
    for number, lead in enumerate(("U05", "U06", "U07", "U08"), start=2):
        house.settings.set_leads(team=team, leads=[lead], actor=ADMIN)
        house.week(team, number, thanking)
    house.settings.set_leads(team=team, leads=[LEAD], actor=ADMIN)
    for number in range(6, 9):
        house.week(team, number, thanking)
    note = mirror(house, team, "U01").note
    assert (note.named_by, note.kind) == (None, None)
    assert note.gave is Given.FEW, "what one said oneself is there"


def test_a_mirror_says_nothing_of_others_where_fewer_than_six_answered(house):
    """Four are away for the whole window; who they are everybody in Slack can see."""

    def half(user, row):
        return thanking(user, row) if user <= "U04" else None

    team = house.team()
    for number in range(1, 9):
        house.week(team, number, half)
    note = mirror(house, team, "U01").note
    assert (note.named_by, note.kind) == (None, None)
    assert note.gave is Given.FEW


def test_own_answers_are_shown_while_their_window_is_open(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.week(team, 1, thanking)
    house.go(at(2))
    row = house.newest(team)
    house.answer(row.id, "U02", thanking("U02", row))
    seen = mirror(house, team, "U02")
    (reciprocity,) = [scale for scale in seen.scales if scale.family == "reciprocity"]
    assert reciprocity.tally.counts[0] == (0, 0, 0, 1, 0)
    assert seen.ties.dates == (at(1).date(),), "what is open is in no window yet"
    week = seen.ties.weeks[0]
    assert [seen.ties.names[place] for place, _ in week.helped_me] == ["U01", "U04"]
    assert seen.now.helped_me == (Tie("U01", "care"), Tie("U04"))
    assert {"U01", "U04"} <= seen.people.keys()
    assert seen.note is None
    assert mirror(house, team, "U03").now is None


def test_nobody_else_has_this_mirror(settled):
    house, team = settled
    with pytest.raises(NoPart):
        mirror(house, team, "U77")
    assert [
        one.id
        for one in Mirrors(house.database, house.keys, house.clock).teams(
            workspace="W1", user="U01"
        )
    ] == [team]


def test_a_note_lives_under_the_key_of_the_next_ties_and_ends_with_it(settled):
    house, team = settled
    first = house.read(lambda store: store.notes.key_id(team))
    assert first in house.keys.ids()
    house.week(team, 9, thanking)
    ties = next(window for window in house.windows(team) if window.family == "ties")
    assert ties.key == first
    assert house.keys.ids() == {window.key for window in house.windows(team)}
    assert mirror(house, team, "U01").note is not None
    for number in range(10, 17):
        house.week(team, number, thanking)
    assert first not in house.keys.ids()
    assert house.read(lambda store: store.notes.key_id(team)) != first
    assert mirror(house, team, "U01").note.ends_on == at(16).date()


def test_a_team_that_ends_takes_its_notes_along(settled):
    house, team = settled
    house.settings.end(team=team, actor=ADMIN)
    house.work()
    assert house.read(lambda store: store.notes.key_id(team)) is None
    assert house.keys.ids() == {window.key for window in house.windows(team)}
    assert house.read(lambda store: store.tombstones.pending()) == ()


@pytest.mark.parametrize("at_once", [False, True])
def test_a_team_that_ends_before_its_ties_are_counted_gets_no_notes(house, at_once, monkeypatch):
    """Also where they are counted at one moment with its end: they go with its last windows."""
    team = house.team()
    for number in range(1, 8):
        house.week(team, number, thanking)
    house.go(at(8))
    house.ask(team, thanking)
    house.settings.end(team=team, actor=ADMIN)
    if at_once:
        monkeypatch.setattr("slackapp.services.notes.TeamState", SimpleNamespace(ENDED="not yet"))
    house.go(at(8, day=5))
    kept = house.read(lambda store: store.notes.key_id(team))
    assert bool(kept) is at_once
    monkeypatch.undo()
    retain_team(house.database, team=team, now=house.now)
    house.work()
    assert house.read(lambda store: store.notes.key_id(team)) is None
    assert house.keys.ids() == frozenset()
    row = house.newest(team)
    told = house.read(lambda store: store.deliveries.of_round(row.id))
    assert any(one.kind is Kind.MIRROR_NOTICE for one in told) is at_once


def test_what_is_open_or_sealed_when_a_team_ends_is_still_its_peoples_own(house):
    """Until it is counted, or deleted uncounted at the end of its time; others find nothing."""
    team = house.team()
    house.week(team, 1, thanking)
    house.go(at(2))
    row = house.newest(team)
    house.answer(row.id, "U02", thanking("U02", row))
    house.settings.end(team=team, actor=ADMIN)
    mirrors = Mirrors(house.database, house.keys, house.clock)
    home = Home(house.database, house.clock, house.check_ins)
    seen = home.view("W1", "U02")
    assert [one.round_id for one in seen.open] == [row.id]
    assert (seen.closing, seen.kept, seen.teams) == (((team, "Team C1"),), True, ())
    assert mirror(house, team, "U02").now.helped_me == (Tie("U01", "care"), Tie("U04"))
    assert mirror(house, team, "U02").naming.on is None
    assert [one.id for one in mirrors.teams(workspace="W1", user="U02")] == [team]
    Erasure(house.database, house.keys).erase(workspace="W1", user="U02")
    assert mirror(house, team, "U02").now is None
    assert home.view("W1", "U77") == home.view("W1", "nobody")
    house.go(at(2, day=5))
    closed = home.view("W1", "U03")
    assert (closed.open, closed.closing, closed.kept) == ((), ((team, "Team C1"),), True)
    assert mirror(house, team, "U03").scales[0].tally.counts
    house.go(at(2) + EXPIRES_AFTER + timedelta(days=1))
    gone = home.view("W1", "U03")
    assert (gone.closing, gone.kept) == ((), True)
    with pytest.raises(NoPart):
        mirror(house, team, "U03")


def test_everybody_is_told_the_same_and_the_rows_go_with_the_next_round(settled):
    house, team = settled

    def told():
        rows = [
            one
            for row in house.rounds(team)
            for one in house.read(lambda store, row=row: store.deliveries.of_round(row.id))
        ]
        return sorted(one.target for one in rows if one.kind is Kind.MIRROR_NOTICE)

    assert told() == [*house.users(8), LEAD]
    house.go(at(9))
    assert told() == []


def test_a_mirror_names_a_day_from_before_the_first_check_in_on(house):
    team, small = house.team(8), house.team(7, channel="C7", prefix="V")
    first = mirror(house, team, "U01").naming.on
    assert first is not None
    assert mirror(house, small, "V01").naming.on is None
    house.go(at(1))
    assert mirror(house, team, "U01").naming.on == first


def test_a_mirror_of_a_paused_team_says_that_it_is(house):
    team = house.team()
    house.go(at(1))
    mirrors = Mirrors(house.database, house.keys, house.clock)

    def seen():
        return mirrors.of(workspace="W1", user=house.users(1)[0], team=team)

    assert not seen().paused
    house.settings.pause(team=team, actor=ADMIN)
    assert seen().paused
