"""Nobody is asked how help went round where the last day comes before that is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.instrument.bank import PULSE, TIES
from slackapp.services.drafts import Drafts
from slackapp.ui import calendar, check_in, mirror
from slackapp.ui.check_in import PROMPTS
from tests.slackapp.services.house import ADMIN, LEAD, at
from tests.slackapp.services.test_foreseeing import Places
from tests.slackapp.services.test_mirrors import thanking

IN_VAIN = "As this team is now, what began with names is deleted uncounted."


@pytest.fixture
def pilot(sqlite_house):
    """A team with a last day after so many check-ins."""

    def begun(rounds, *, count=8):
        team = sqlite_house.team(count=count)
        places = Places(sqlite_house, team)
        ends(places, rounds)
        return places

    return begun


def ends(places, rounds):
    """Set the last day."""
    house = places.house
    own = house.read(lambda store: store.teams.get(places.team))
    cadence = replace(own.cadence, ends=at(rounds).date() if rounds else None)
    house.settings.change_cadence(team=places.team, cadence=cadence, actor=ADMIN)


def asked(places):
    """Whether the open check-in asks for names, and how much help went round without them."""
    form = places.form()
    return bool(form.prompts), form.pulse


def counted(places):
    """The families that are being counted."""
    return {one.family for one in places.house.read(lambda s: s.windows.open_of(places.team))}


@pytest.mark.parametrize("count", [6, 8])
def test_a_pilot_that_ends_before_it_would_be_counted_is_asked_for_neither(pilot, count):
    places = pilot(7, count=count)
    before = places.home()
    assert not places.card().naming.asked
    places.house.go(at(1))
    assert asked(places) == (False, False)
    assert not counted(places) & {TIES, PULSE}
    assert not places.card().naming.asked
    assert not any(question in str(check_in.view(places.form())) for question in PROMPTS.values())
    assert "helped" not in places.invitation()
    assert "too few check-ins are left before the last day" in before
    assert {TIES, PULSE} & {*places.card().late} == {TIES if count == 8 else PULSE}


@pytest.mark.parametrize(("count", "asks"), [(6, (False, True)), (8, (True, False))])
def test_a_pilot_that_lasts_as_long_as_that_takes_is_asked_to_its_end(pilot, count, asks):
    places = pilot(8, count=count)
    for number in range(1, 9):
        places.house.go(at(number))
        assert asked(places) == asks
        assert calendar.names(places.form().naming) == ""


def test_names_are_asked_as_long_as_they_are_counted_and_not_after(pilot):
    places = pilot(12)
    for number in range(1, 13):
        places.house.go(at(number))
        assert asked(places) == (number <= 8, False)
        assert places.card().naming.asked is (number <= 8)
        assert places.form().naming == places.card().naming
    assert places.mirror().naming.on is None


def test_a_mirror_of_what_was_counted_goes_at_the_latest_with_the_team(pilot):
    places = pilot(14)
    for number in range(1, 9):
        places.house.week(places.team, number, thanking)
    seen = places.mirror()
    assert seen.note is not None
    said = str(mirror.view(seen, slack_team="T1", week=0))
    assert "It goes with the team's end at the latest: once " in said
    assert "What came after is counted" not in said


def test_a_later_last_day_begins_to_ask_and_the_check_in_says_so(pilot):
    places = pilot(5)
    for number in (1, 2):
        places.house.go(at(number))
    ends(places, 10)
    starts = places.card().naming
    assert starts.starts_on == at(3).date()
    places.house.go(at(3))
    assert asked(places) == (True, False)
    assert places.card().naming.on == at(10, day=4).date()
    assert "Names are asked from this check-in on." in places.invitation()


def test_what_began_with_names_and_is_never_counted_is_said_where_they_are_asked(pilot):
    places = pilot(None)
    places.house.go(at(1))
    ends(places, 6)
    places.house.go(at(2))
    assert asked(places) == (True, False)
    assert places.card().naming.in_vain
    for said in (str(check_in.view(places.form())), places.invitation(), places.team_page()):
        assert IN_VAIN in said
    assert "never counted before the last day, though answers are sealed" in places.home()
    ends(places, 8)
    assert IN_VAIN not in places.invitation()


def test_a_form_of_which_nothing_is_counted_says_that_once(pilot):
    places = pilot(None)
    places.house.go(at(1))
    ends(places, 2)
    places.house.go(at(2))
    said = str(check_in.view(places.form()))
    assert "its last day leaves too few check-ins for a figure" in said
    assert IN_VAIN not in said


@pytest.mark.parametrize(("rounds", "named"), [(7, False), (8, True)])
def test_whoever_sets_a_pilot_up_sees_the_check_in_that_it_gets(sqlite_house, rounds, named):
    house = sqlite_house
    team = house.team(count=8)
    own = house.read(lambda store: store.teams.get(team))
    cadence = replace(own.cadence, ends=at(rounds).date())
    draft = house.settings.create(
        workspace="W1",
        channel="C2",
        name="Pilot",
        leads=[LEAD],
        cadence=cadence,
        policy=own.policy,
        actor=ADMIN,
    )
    people = [f"P{number:02}" for number in range(8)]
    house.join(draft.id, people)
    form = Drafts(house.database, house.clock).sample(workspace="W1", team=draft.id, actor=ADMIN)
    assert bool(form.prompts) is named
    assert not form.pulse
