"""Which statuses mean away is told a channel once, however the teams there came and went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.deliveries import AWAY, DeliveryState
from tests.slackapp.services.house import ADMIN
from tests.slackapp.services.test_restoring import Text, exchanged


def told_away(house):
    """The channels that read by now which statuses mean away; Slack takes all that is due."""
    channels = []
    house.move(house.now + timedelta(minutes=1))
    claim = {"real_now": house.now, "owner": "o", "lease_until": house.now, "limit": 99}
    while due := house.step(lambda store: store.deliveries.claim(house.now, **claim)):
        sent = [(row, replace(row, state=DeliveryState.SENT, sent_ts="1.0")) for row in due]
        house.step(lambda store, sent=sent: store.deliveries.settle_all(sent))
        channels += [row.target for row in due if row.topic == AWAY]
    return sorted(channels)


def rested(house, team):
    """The same, once a team was paused and went on."""
    house.settings.pause(team=team, actor=ADMIN)
    assert told_away(house) == []
    house.settings.resume(team=team, actor=ADMIN)
    return told_away(house)


@pytest.fixture
def pair(house):
    """Two teams, and all settings as text."""
    teams = house.team(), house.team(channel="C2", prefix="V")
    assert told_away(house) == []
    return Text(house), *teams


def test_statuses_that_were_changed_with_an_exchange_and_taken_back_are_no_news_later(pair):
    text, one, other = pair
    given = exchanged(text, names=False, channels=True)
    given["defaults"]["away_statuses"] = [":boat:"]
    made = text.restore(given)
    assert told_away(text.house) == ["C1", "C2"]
    text.take_back(made)
    assert told_away(text.house) == ["C1", "C2"]
    assert rested(text.house, one) == []
    assert rested(text.house, other) == []


def test_what_was_told_of_statuses_before_a_move_is_told_there_once_as_it_is_by_then(pair):
    text, one, _other = pair
    for status in (":boat:", ":tent:"):
        text.restore({"defaults": {"away_statuses": [status]}})
        assert told_away(text.house) == ["C1", "C2"]
    text.restore(exchanged(text, names=False, channels=True))
    assert told_away(text.house) == []
    assert rested(text.house, one) == ["C2"]
    assert rested(text.house, one) == []
