"""What a message says is chosen as it is sent, by what its round asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import Kind
from slackapp.domain.teams import Person
from slackapp.services.home import Home
from slackapp.services.rounds import delivery
from slackapp.ui import uncounted, words
from slackapp.ui.words import day
from tests.pseudo import catalogue, foreign
from tests.slackapp.services.conftest import sqlite_house  # noqa: F401 (fixture)
from tests.slackapp.services.house import ADMIN, LEAD, at
from tests.slackapp.services.test_experiments import Trying, sent
from tests.slackapp.services.test_groups import follow, seen

NAMING = ("helped whom", "by name", "named them")
"""What only teams that name who helped are told."""


def invited(house, team):
    """The words of the open round's invitation."""
    row = house.newest(team)
    own = house.read(lambda store: store.teams.get(team))
    letter = delivery(own, Kind.INVITATION, own.channel, house.now, "", row.id)
    return row, str(Letters(house.database, house.check_ins)(letter).blocks)


@pytest.mark.parametrize("count", [5, 7])
def test_a_small_team_is_never_told_that_it_names_anybody(sqlite_house, count):  # noqa: F811
    house = sqlite_house
    team = house.team(count=count)
    seen = set()
    for number in range(1, 5):
        house.go(at(number))
        row, said = invited(house, team)
        seen.add(row.asks.pulse)
        assert ("how much help went round; nobody is named" in said) is row.asks.pulse
        assert not any(words in said for words in NAMING)
        house.go(at(number, day=4))
    assert True in seen


@pytest.mark.parametrize(
    ("policy", "said"),
    [({}, "and who helped whom"), ({"named": False}, "nobody is named")],
    ids=["named", "unnamed"],
)
def test_a_team_of_eight_is_told_what_it_chose(sqlite_house, policy, said):  # noqa: F811
    house = sqlite_house
    team = house.team(count=8, **policy)
    house.go(at(1))
    assert said in invited(house, team)[1]


def test_the_invitation_says_how_many_are_asked_when_a_user_group_changed_it_and_never_who(
    sqlite_house,  # noqa: F811
):
    house = sqlite_house
    team = house.team(count=9)
    follow(house, team)
    for week, count, said in (
        (1, 9, None),
        (2, 7, "7 people are asked. That is 2 fewer than last time"),
    ):
        seen(house, team, house.users(count))
        house.go(at(week))
        words = invited(house, team)[1]
        assert ("The user group changed" in words) is (said is not None)
        assert said is None or said in words
        assert not any(user in words for user in house.users(9))
        house.go(at(week, day=4))


@pytest.mark.parametrize("kind", [Kind.REPORT_TEAM, Kind.REPORT_LEAD])
def test_the_last_report_of_an_ended_team_says_so_and_no_other_does(sqlite_house, kind):  # noqa: F811
    house = sqlite_house
    team = house.team()
    for number in (1, 2):
        house.go(at(number))
        if number == 2:
            house.settings.end(team=team, actor=ADMIN)
        house.go(at(number, day=4))
    own = house.read(lambda store: store.teams.get(team))
    target = own.channel if kind is Kind.REPORT_TEAM else LEAD
    said = [
        str(Letters(house.database, house.check_ins)(letter).blocks)
        for row in house.rounds(team)
        if row.reported
        for letter in [delivery(own, kind, target, house.now, "", row.id)]
    ]
    assert ["the last report" in one for one in said] == [False, True]
    assert uncounted.AFTER_THE_END in said[1]


def test_what_became_of_a_vote_takes_the_place_of_its_message_while_that_is_known(sqlite_house):  # noqa: F811
    house = sqlite_house
    trying = Trying(house)
    trying.week(1)
    sent(trying)
    trying.vote(trying.newest.choices[0], "U01")
    house.go(at(2))
    [letter] = [one for one in sent(trying) if one.kind is Kind.OUTCOME]
    letters = Letters(house.database, house.check_ins)
    asked = house.read(lambda store: store.deliveries.get(letter.topic))
    message = letters(letter)
    assert (message.channel, message.instead_of) == (asked.target, asked.sent_ts)
    assert "This vote is over" in message.text
    house.step(lambda store: store.deliveries.drop_settled(trying.team, at(99)))
    assert letters(letter) is None


def test_what_is_tried_says_when_the_team_is_asked_and_then_where_the_question_is(sqlite_house):  # noqa: F811
    house = sqlite_house
    trying = Trying(house)
    trying.choose()
    first = said_of_trial(trying, sent(trying))
    assert (
        "You are asked back after two check-ins, as planned now with the report of Friday, "
        "January 23, 2026, unless you choose a day."
    ) in first
    trying.using.look_back(
        experiment=trying.newest.id, workspace="W1", user="U01", on=at(3, day=4).date()
    )
    for number in (2, 3):
        trying.week(number)
    asked = said_of_trial(trying, sent(trying))
    assert "You are asked what becomes of it in a newer message here." in asked
    assert "Leave the day open" not in asked
    trying.vote("keep", "U01")
    house.go(at(4))
    sent(trying)
    trying.undo(LEAD)
    again = said_of_trial(trying, sent(trying))
    assert (
        "You are asked back with the report of Friday, January 30, 2026, unless you choose a day."
        in again
    )
    house.go(at(4, day=4))
    assert "in a newer message here" in said_of_trial(trying, sent(trying))


def said_of_trial(trying, due):
    """What the message of the trial says once Slack has taken what is due."""
    house = trying.house
    [posted] = [
        one
        for one in house.read(lambda store: store.deliveries.posted(trying.team, trying.newest.id))
        if one.kind is Kind.EXPERIMENT
    ]
    [letter] = [one for one in due if posted.id in {one.id, one.topic}]
    return str(Letters(house.database, house.check_ins)(letter).blocks)


def test_what_says_until_when_a_check_in_is_open_is_good_until_then_and_has_no_words_after(
    sqlite_house,  # noqa: F811
):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    house.move(at(2) - timedelta(days=6, hours=-2))
    own = house.read(lambda store: store.teams.get(team))
    letters = Letters(house.database, house.check_ins)
    asking = [
        delivery(own, Kind.INVITATION, own.channel, house.now, "", row.id),
        delivery(own, Kind.REMINDER, "U01", house.now, "", row.id),
    ]
    assert [letters(one).good_until for one in asking] == [row.closes_at] * 2
    house.move(row.closes_at)
    assert [letters(one) for one in asking] == [None, None]


@pytest.fixture
def german(monkeypatch, tmp_path):
    """A catalogue for German, where catalogues lie."""
    catalogue(tmp_path / "locale", "de")
    monkeypatch.setattr(words, "LOCALES", tmp_path / "locale")
    for known in (words._spoken, words._catalogue):
        known.cache_clear()
    yield
    for known in (words._spoken, words._catalogue):
        known.cache_clear()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.REMINDER, "It takes about a minute."),
        (Kind.MIRROR_NOTICE, "is ready. Only you can open it."),
    ],
)
def test_a_private_message_is_in_its_readers_language_and_a_channels_in_english(
    sqlite_house,  # noqa: F811
    german,
    kind,
    said,
):
    house = sqlite_house
    team = house.team()
    reader = Person("W1", "U01", "Person U01", locale="de-AT")
    house.step(lambda store: store.people.put([reader]))
    house.go(at(1))
    row, invitation = invited(house, team)
    assert "about a minute" in invitation
    own = house.read(lambda store: store.teams.get(team))
    letters = Letters(house.database, house.check_ins)
    for user, ours in (("U01", foreign), ("U02", str)):
        letter = delivery(own, kind, user, house.now, "", row.id)
        assert ours(said) in letters(letter).text


def test_every_place_says_that_names_go_on_in_a_team_that_became_too_small_and_until_when(
    sqlite_house,  # noqa: F811
):
    house = sqlite_house
    team = house.team(count=8)

    def card():
        return Home(house.database, house.clock, house.check_ins).view("W1", "U01").teams[0]

    for number in range(1, 10):
        house.go(at(number))
        row, said = invited(house, team)
        form = house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
        goes_on = number in range(2, 9)
        assert bool(form.prompts) is (number < 9) is card().naming.asked
        assert form.naming == card().naming
        assert form.naming.ends is goes_on
        assert ("Names are asked until the report of " in said) is goes_on
        assert ("a mirror shows only what its own person said" in said) is goes_on
        assert not goes_on or day(card().naming.on) in said
        seen(house, team, [*house.users(5), LEAD])
        house.go(at(number, day=4))
        assert card().naming.asked is (number < 8)
    assert card().noted


def test_the_channel_is_told_with_the_change_what_a_last_day_leaves_uncounted(sqlite_house):  # noqa: F811
    house = sqlite_house
    team = house.team()
    house.go(at(1))

    def told():
        own = house.read(lambda store: store.teams.get(team))
        letter = delivery(own, Kind.ANNOUNCEMENT, own.channel, house.now, "cadence:ends")
        return Letters(house.database, house.check_ins)(letter).text

    assert "never counted" not in told()
    own = house.read(lambda store: store.teams.get(team))
    ends = replace(own, cadence=replace(own.cadence, ends=at(4).date()))
    house.step(lambda store: store.teams.put(ends))
    assert "never counted:* habits of helping and of limits" in told()
