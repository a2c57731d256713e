"""Whoever looks after a team is told where half of its people were in one that has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.retention import CHURN_SPAN
from slackapp.services.drafts import Drafts
from slackapp.services.managing import Managing
from slackapp.ui import managing, set_up
from slackapp.ui.set_up import Page
from tests.slackapp.services.house import ADMIN, MONDAY, at
from tests.slackapp.services.test_experiments import mixed

WARNED = "Half of the people here, or more, were in a team that has ended."


def ended(house, *, weeks=2):
    """A team of eight and their lead that was asked so often, and is over."""
    team = house.team(8)
    for number in range(1, weeks + 1):
        house.week(team, number, mixed)
    house.settings.end(team=team, actor=ADMIN)
    return team


def draft(house, *, before=4, new=4, channel="C2"):
    """A draft with so many who were in the team of before, and so many others."""
    cadence = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY)
    team = house.settings.create(
        workspace="W1",
        channel=channel,
        name="Pier",
        leads=[],
        cadence=cadence,
        policy=Policy(),
        actor=ADMIN,
    ).id
    house.join(team, [*house.users(before), *house.users(new, "V")])
    return team


def look(house, team):
    return Drafts(house.database, house.clock).look(workspace="W1", team=team, actor=ADMIN)


@pytest.mark.parametrize(("before", "new", "warned"), [(8, 0, True), (4, 4, True), (3, 4, False)])
def test_a_draft_is_warned_where_half_of_its_people_were_in_a_team_that_has_ended(
    house, before, new, warned
):
    ended(house)
    seen = look(house, draft(house, before=before, new=new))
    until = at(2).date() + CHURN_SPAN
    assert seen.compared_until == (until if warned else None)
    for page in (Page.PEOPLE, Page.WHAT, Page.LOOK):
        assert (WARNED in str(set_up.page(page, seen))) is warned


def test_a_team_is_warned_until_nothing_is_compared_any_more(sqlite_house):
    house = sqlite_house
    ended(house)
    team = draft(house)
    house.settings.confirm(team=team, actor=ADMIN)
    last = at(2) + CHURN_SPAN

    def seen():
        looking = {"workspace": "W1", "team": team, "actor": ADMIN}
        return Managing(house.database, house.clock).team(**looking)

    house.move(last)
    assert seen().seen.compared_until == last.date()
    house.move(last + timedelta(days=1))
    assert seen().seen.compared_until is None


@pytest.mark.parametrize("weeks", [0, 2])
def test_nobody_is_warned_of_a_team_that_goes_on_or_never_asked(sqlite_house, weeks):
    house = sqlite_house
    if weeks:
        team = house.team(8)
        for number in range(1, weeks + 1):
            house.week(team, number, mixed)
    else:
        ended(house, weeks=0)
    assert look(house, draft(house)).compared_until is None


def test_who_counted_there_or_had_another_home_changes_nothing_of_the_warning(sqlite_house):
    house = sqlite_house
    team = house.team(8)
    elsewhere = house.team(8, channel="C3", prefix="W")
    house.join(elsewhere, house.users(4))
    for user in house.users(4):
        house.check_ins.database.step(
            lambda store, user=user: store.people.put(
                [_at_home(store.people.get("W1", user), elsewhere)]
            )
        )
    house.week(team, 1, mixed)
    house.settings.end(team=team, actor=ADMIN)
    assert look(house, draft(house)).compared_until == at(1).date() + CHURN_SPAN


def _at_home(person, team):
    return replace(person, home_team=team)


def test_only_an_admin_is_warned_on_the_page_of_a_team(sqlite_house):
    house = sqlite_house
    ended(house)
    team = draft(house)
    house.settings.confirm(team=team, actor=ADMIN)
    found = Managing(house.database, house.clock).team(workspace="W1", team=team, actor=ADMIN)
    assert WARNED in str(managing.team(found, admin=True))
    assert WARNED not in str(managing.team(found, admin=False))
    plain = managing.team(replace(found, seen=replace(found.seen, compared_until=None)), admin=True)
    assert WARNED not in str(plain)
