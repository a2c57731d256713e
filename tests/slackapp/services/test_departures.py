"""When Slack takes the installation or a channel away."""

import pytest

from slackapp.domain.teams import TeamState
from slackapp.services.departures import Departures


@pytest.fixture
def departures(house):
    return Departures(house.database, house.clock)
