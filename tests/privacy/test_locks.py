"""The lock against appraisal can be set and never be unset, whatever becomes of its team."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.ids import ChannelId
from slackapp.domain.overview import Wanted
from slackapp.domain.retention import CHURN_SPAN
from slackapp.domain.teams import TeamState
from slackapp.domain.text import Text
from slackapp.domain.whole import read_whole
from slackapp.domain.written import read
from slackapp.errors import NothingToTakeBack, UnknownTeam
from slackapp.errors.teams import NoTeamHere, TeamEnded
from slackapp.services.everything import Everything
from slackapp.services.managing import Managing
from slackapp.services.restoring import Restoring
from slackapp.services.retention import retain
from tests.privacy.test_admin import delete, delete_everything, end, play, uninstall
from tests.slackapp.services.house import ADMIN, LEAD, House

WHO = {"workspace": "W1", "actor": ADMIN}


@pytest.fixture
def managing(house):
    return Managing(house.database, house.clock)


def own(house, team):
    return house.read(lambda store: store.teams.get(team))


def is_locked(house, team):
    return own(house, team).policy.not_for_appraisal


def move(house, team, channel):
    wanted = replace(Wanted.of(own(house, team)), channel=ChannelId(channel))
    Managing(house.database, house.clock).edit(**WHO, team=team, wanted=wanted)


def stay(house, team):
    """It goes on in its new channel."""


@pytest.mark.parametrize("way", [stay, end, delete, delete_everything, uninstall])
def test_a_channel_stays_locked_when_its_locked_team_moves_away(house, way):
    team = house.team(not_for_appraisal=True)
    play(house, team, [1])
    move(house, team, "C7")
    way(house, team)
    house.work()
    anew = house.team(8, prefix="V" if way is stay else "U")
    assert is_locked(house, anew)


def test_a_team_that_moves_into_a_channel_a_locked_one_left_is_locked(house):
    move(house, house.team(not_for_appraisal=True), "C7")
    other = house.team(channel="C2", prefix="V")
    wanted = replace(Wanted.of(own(house, other)), channel=ChannelId("C1"))
    managing = Managing(house.database, house.clock)
    assert managing.would(**WHO, team=other, wanted=wanted).locked_there
    move(house, other, "C1")
    assert is_locked(house, other)


@pytest.mark.parametrize("first", [0, 1])
def test_teams_that_swap_channels_in_one_text_leave_no_channel_without_its_lock(house, first):
    locked = house.team(not_for_appraisal=True)
    other = house.team(channel="C2", prefix="V")
    everything = Everything(house.database, house.clock)
    restoring = Restoring(house.database, house.clock)
    given = json.loads(everything.settings(**WHO))
    for one in given["teams"]:
        one["channel"] = {"C1": "C2", "C2": "C1"}[one["channel"]]
    given["teams"] = [given["teams"][first], given["teams"][1 - first]]
    whole = restoring.whole(**WHO)
    wanted = read_whole(json.dumps(given), whole)
    restoring.restore(**WHO, wanted=wanted, seen=whole.fingerprint)
    assert [own(house, team).channel for team in (locked, other)] == ["C2", "C1"]
    assert is_locked(house, other)


def test_what_a_locked_team_leaves_behind_is_no_team_and_says_nothing_of_anybody(house, managing):
    team = house.team(not_for_appraisal=True)
    move(house, team, "C7")
    assert [one.team.id for one in managing.teams(**WHO)] == [team]
    [left] = [
        one for one in house.read(lambda store: store.teams.of_workspace("W1")) if not one.name
    ]
    assert (left.channel, left.state, left.leads) == ("C1", TeamState.ENDED, frozenset())
    with pytest.raises(NoTeamHere) as none:
        house.settings.in_channel(workspace="W1", channel="C1")
    assert not isinstance(none.value, TeamEnded)
    house.go(house.now + CHURN_SPAN + timedelta(days=1))
    retain(house.database, house.keys, now=house.now)
    assert [one.id for one in house.read(lambda store: store.teams.of_workspace("W1"))] == [team]


def test_a_team_without_a_lock_and_a_draft_leave_nothing_behind(house):
    move(house, house.team(), "C7")
    assert len(house.read(lambda store: store.teams.of_workspace("W1"))) == 1


def test_what_is_left_of_a_deleted_team_can_be_neither_opened_nor_changed(house, managing):
    team = house.team(not_for_appraisal=True)
    wanted = read(Text.of('{"channel": "C9"}'), Wanted.of(own(house, team)))
    delete(house, team)
    shell = own(house, team)
    for attempt in (
        lambda: managing.team(**WHO, team=team),
        lambda: managing.preview(**WHO, team=team),
        lambda: managing.settings(**WHO, team=team),
        lambda: managing.would(**WHO, team=team, wanted=wanted),
        lambda: managing.edit(**WHO, team=team, wanted=wanted),
        lambda: managing.delete(**WHO, team=team),
    ):
        with pytest.raises(UnknownTeam):
            attempt()
    for attempt in (
        lambda: house.settings.rename(team=team, name="Anew", actor=ADMIN),
        lambda: house.settings.set_leads(team=team, leads=[ADMIN], actor=ADMIN),
    ):
        with pytest.raises(TeamEnded):
            attempt()
    assert own(house, team) == shell
    assert is_locked(house, house.team(8))


def test_a_team_that_has_ended_gets_neither_another_channel_nor_another_lead(house, managing):
    team = house.team(not_for_appraisal=True)
    play(house, team, [1])
    move(house, team, "C3")
    end(house, team)
    ended = managing.team(**WHO, team=team)
    assert ended.undoing is None
    before = Wanted.of(ended.team)
    for wanted in (
        replace(before, channel=ChannelId("C9")),
        replace(before, leads=frozenset({ADMIN})),
    ):
        for change in (managing.would, managing.edit):
            with pytest.raises(TeamEnded):
                change(**WHO, team=team, wanted=wanted)
    with pytest.raises(TeamEnded):
        house.settings.set_leads(team=team, leads=[ADMIN, LEAD], actor=ADMIN)
    assert own(house, team) == ended.team


def test_a_text_is_not_taken_back_once_a_team_it_changed_has_ended(house):
    team = house.team()
    house.join(team, [*House.users(8), LEAD])
    restoring = Restoring(house.database, house.clock)
    given = json.loads(Everything(house.database, house.clock).settings(**WHO))
    given["teams"][0]["open_days"] = 3
    whole = restoring.whole(**WHO)
    wanted = read_whole(json.dumps(given), whole)
    made = restoring.restore(**WHO, wanted=wanted, seen=whole.fingerprint)
    end(house, team)
    with pytest.raises(NothingToTakeBack):
        restoring.take_back(**WHO, at=made)
