"""Nothing that a channel has read is told it again, however the teams there came and went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.deliveries import BESIDE, DeliveryState
from slackapp.domain.expectations import Expected
from slackapp.domain.teams import Person
from slackapp.domain.telling import NAMING_ADMINS
from slackapp.services.expectations import Expectations
from tests.slackapp.services.house import ADMIN
from tests.slackapp.services.test_restoring import Text, exchanged


def told(house):
    """What channels read by now of what is set beside a team; Slack takes all that is due."""
    read = []
    house.move(house.now + timedelta(minutes=1))
    claim = {"real_now": house.now, "owner": "o", "lease_until": house.now, "limit": 99}
    while due := house.step(lambda store: store.deliveries.claim(house.now, **claim)):
        sent = [(row, replace(row, state=DeliveryState.SENT, sent_ts="1.0")) for row in due]
        house.step(lambda store, sent=sent: store.deliveries.settle_all(sent))
        read += [word(row) for row in sorted(due, key=lambda row: row.due_at)]
    return [one for one in read if one[1] in BESIDE]


def word(row):
    """In which channel of what, and of whom; not which statuses or days those are."""
    code, _, about = row.topic.partition(":")
    return row.target, code, about if code in NAMING_ADMINS else ""


def rested(house, team):
    """The same, once a team was paused and went on."""
    house.settings.pause(team=team, actor=ADMIN)
    assert told(house) == []
    house.settings.resume(team=team, actor=ADMIN)
    return told(house)


def in_both(code, about=""):
    return [("C1", code, about), ("C2", code, about)]


def move(text, channel):
    """The first team goes there, and Slack takes all that is due; nothing beside it is told."""
    given = text.kept()
    given["teams"][0]["channel"] = channel
    text.restore(given)
    assert told(text.house) == []


@pytest.fixture
def pair(house):
    """Two teams, and all settings as text."""
    teams = house.team(), house.team(channel="C2", prefix="V")
    house.step(lambda store: store.people.put([Person("W1", "U70", "Eve")]))
    assert told(house) == []
    return Text(house), *teams


@pytest.mark.parametrize(
    ("change", "there", "back"),
    [
        (
            {"defaults": {"away_statuses": [":boat:"]}},
            in_both("away"),
            in_both("away"),
        ),
        (
            {"named_admins": ["U70"]},
            in_both("admin_named", "U70"),
            in_both("admin_removed", "U70"),
        ),
    ],
)
def test_what_was_changed_with_an_exchange_and_taken_back_is_no_news_later(
    pair, change, there, back
):
    text, one, other = pair
    made = text.restore(exchanged(text, names=False, channels=True) | change)
    assert sorted(told(text.house)) == there
    text.take_back(made)
    assert sorted(told(text.house)) == back
    assert rested(text.house, one) == []
    assert rested(text.house, other) == []


@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({"defaults": {"away_statuses": [":boat:"]}}, in_both("away")),
        ({"named_admins": ["U70"]}, in_both("admin_named", "U70")),
    ],
)
def test_what_a_channel_read_for_one_team_is_no_news_with_the_next(pair, change, there):
    text, one, other = pair
    text.restore(change)
    assert sorted(told(text.house)) == there
    text.restore(exchanged(text, names=False, channels=True))
    assert told(text.house) == []
    assert rested(text.house, one) == []
    assert rested(text.house, other) == []


def test_what_was_told_of_statuses_before_a_move_is_told_there_once_as_it_is_by_then(pair):
    text, one, _other = pair
    for status in (":boat:", ":tent:"):
        text.restore({"defaults": {"away_statuses": [status]}})
        assert sorted(told(text.house)) == in_both("away")
    move(text, "C3")
    assert rested(text.house, one) == [("C3", "away", "")]
    assert rested(text.house, one) == []
    move(text, "C1")
    assert rested(text.house, one) == []


def test_other_statuses_than_a_channel_read_are_news_there_once_the_team_is_back(pair):
    text, one, _other = pair
    text.restore({"defaults": {"away_statuses": [":boat:"]}})
    assert sorted(told(text.house)) == in_both("away")
    move(text, "C3")
    text.restore({"defaults": {"away_statuses": [":tent:"]}})
    assert sorted(told(text.house)) == [("C2", "away", ""), ("C3", "away", "")]
    move(text, "C1")
    assert rested(text.house, one) == [("C1", "away", "")]
    assert rested(text.house, one) == []


def test_an_admin_who_was_named_while_nobody_was_asked_in_a_channel_is_news_there(pair):
    text, one, _other = pair
    move(text, "C3")
    text.restore({"named_admins": ["U70"]})
    assert sorted(told(text.house)) == [
        ("C2", "admin_named", "U70"),
        ("C3", "admin_named", "U70"),
    ]
    move(text, "C1")
    assert rested(text.house, one) == [("C1", "admin_named", "U70")]
    move(text, "C3")
    assert rested(text.house, one) == []


def test_whoever_was_named_again_where_it_was_not_read_is_named_after_it_was_taken_back(pair):
    text, one, _other = pair
    text.restore({"named_admins": ["U70"]})
    assert sorted(told(text.house)) == in_both("admin_named", "U70")
    move(text, "C3")
    for admins in ([], ["U70"]):
        text.restore({"named_admins": admins})
        assert len(told(text.house)) == len({"C2", "C3"})
    move(text, "C1")
    assert rested(text.house, one) == [
        ("C1", "admin_removed", "U70"),
        ("C1", "admin_named", "U70"),
    ]


def test_what_is_expected_is_told_where_a_team_comes_and_not_again_where_it_comes_back(pair):
    text, one, _other = pair
    expectations = Expectations(text.house.database, text.house.clock)

    def expect(what):
        expectations.choose(team=one, workspace="W1", actor=ADMIN, what=[what], until=None)
        return told(text.house)

    assert expect(Expected.ON_CALL) == [("C1", "expected", "")]
    made = text.restore(exchanged(text, names=False, channels=True))
    assert told(text.house) == []
    assert rested(text.house, one) == [("C2", "expected", "")]
    text.take_back(made)
    assert told(text.house) == []
    assert rested(text.house, one) == []
    move(text, "C3")
    assert rested(text.house, one) == [("C3", "expected", "")]
    assert expect(next(one for one in Expected if one is not Expected.ON_CALL)) == [
        ("C3", "expected", "")
    ]
    move(text, "C1")
    assert rested(text.house, one) == [("C1", "expected", "")]
