"""Taking a team's last change back is refused before anybody is asked whether they are sure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.overview import Wanted
from slackapp.errors import ChannelTaken, LastDayOver
from slackapp.errors.teams import NameTaken
from slackapp.services.managing import Managing
from tests.slackapp.services.house import ADMIN, at


class Settings:
    """One team's settings, and what is said of taking their last change back."""

    def __init__(self, house, channel="C1", prefix="U"):
        self.house = house
        self.who = {
            "workspace": "W1",
            "actor": ADMIN,
            "team": house.team(channel=channel, prefix=prefix),
        }
        self.managing = Managing(house.database, house.clock)

    @property
    def refused(self):
        return self.managing.team(**self.who).refused

    def edit(self, *, ends=None, **changes):
        self.house.move(self.house.now + timedelta(minutes=1))
        own = self.managing.team(**self.who).team
        if ends is not None:
            changes["cadence"] = replace(own.cadence, ends=ends)
        self.managing.edit(**self.who, wanted=replace(Wanted.of(own), **changes))


@pytest.fixture
def settings(house):
    return Settings(house)


def test_a_change_is_taken_back_as_long_as_what_was_before_can_be(settings):
    assert settings.refused is None
    settings.edit(name="Crew")
    assert settings.refused is None


def test_a_last_day_that_is_over_does_not_come_back_and_says_which_could(settings):
    house = settings.house
    house.go(at(1))
    over, later = at(2).date(), at(9).date()
    settings.edit(ends=over)
    settings.edit(ends=later)
    assert settings.refused is None
    house.go(at(2) + timedelta(days=1))
    refused = settings.refused
    assert isinstance(refused, LastDayOver)
    assert (refused.earliest, refused.going) == (at(3).date(), True)


def test_a_name_that_another_team_took_does_not_come_back(settings):
    settings.edit(name="Crew")
    Settings(settings.house, "C2", "V").edit(name="Team C1")
    assert isinstance(settings.refused, NameTaken)


def test_a_channel_that_another_team_took_does_not_come_back(settings):
    settings.edit(channel="C9")
    Settings(settings.house, "C1", "V")
    assert isinstance(settings.refused, ChannelTaken)
