"""Buttons that stay on a screen when what they are about is gone: each says so, and none nothing.

Real use cases behind the real Bolt app; every button of the Home tab, of what a channel reads and
of what somebody is written to.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest

from slackapp.errors import (
    BearingsError,
    NotInTeam,
    RoundClosed,
    UnknownExperiment,
    UnknownRound,
    UnknownTeam,
    VoteOver,
)
from slackapp.errors.people import NoPart, NotKept
from slackapp.errors.reports import ReportGone, UnknownReport
from slackapp.errors.teams import NotAllowed, TeamEnded
from slackapp.listeners.deps import Administration, Decisions, Own
from slackapp.services import members
from slackapp.services.access import Access
from slackapp.services.erasure import Erasure
from slackapp.services.expectations import Expectations
from slackapp.services.experiments import Experiments
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.services.members import Switches
from slackapp.services.mirrors import Mirrors
from slackapp.services.reports import Reports
from slackapp.services.roles import Roles
from slackapp.services.snoozes import Snoozes
from slackapp.ui import ids
from tests.slackapp.services.house import ADMIN, LEAD, House, at
from tests.slackapp.services.test_experiments import mixed
from tests.slackapp.ui.surfaces import ALL
from tests.slackapp.ui.test_payload_limits import nodes

MEMBER = "U01"
KEEP = f"{ids.VOTE}.keep"
NOTHING_BEHIND = {
    ids.NEW_TEAM,
    ids.OPEN_DATA,
    ids.OPEN_SETTINGS,
    ids.OPEN_WORDS,
    ids.SEE_SAMPLE_REPORT,
    ids.WHY,
}
"""They are about nothing that can go."""


# ── what a button says, by what is gone; of what is None all is still there ──────────────────────
OF_A_CHECK_IN = {"ended": None, "deleted": UnknownRound, "over": RoundClosed, "left": None}
"""Whoever was asked as it opened is asked until it closes."""
OF_A_REPORT = {"ended": None, "deleted": ReportGone, "over": None, "left": UnknownReport}
OF_ONES_OWN = {"ended": None, "deleted": NoPart, "over": None, "left": NoPart}
OF_A_LEAD = {"ended": TeamEnded, "deleted": UnknownTeam, "over": None, "left": NotAllowed}
OF_A_TRIAL = {
    "ended": TeamEnded,
    "deleted": UnknownExperiment,
    "over": VoteOver,
    "left": NotInTeam,
}
ON_HOME = {
    ids.CHECK_IN: OF_A_CHECK_IN,
    ids.OPEN_REPORT: OF_A_REPORT,
    ids.OPEN_MIRROR: OF_ONES_OWN,
    ids.ALL_REPORTS: OF_ONES_OWN,
    ids.EXPECT: OF_A_LEAD,
    ids.UNDO: OF_A_LEAD | {"ended": None},
}
IN_A_MESSAGE = {
    ids.CHECK_IN: OF_A_CHECK_IN,
    ids.SKIP: OF_A_CHECK_IN,
    ids.LATER: OF_A_CHECK_IN,
    ids.OPEN_REPORT: OF_A_REPORT,
    ids.GUESS: OF_A_REPORT,
    ids.SHOW_FIGURES: OF_A_REPORT,
    ids.OPEN_MIRROR: OF_ONES_OWN,
    ids.ASK_LESS: OF_A_LEAD,
    ids.VOTE: OF_A_TRIAL,
    KEEP: OF_A_TRIAL,
    ids.UNVOTE: OF_A_TRIAL,
    ids.LOOK_AFTER: OF_A_TRIAL,
    ids.LOOK_AFTER_NO_MORE: OF_A_TRIAL,
    ids.LOOK_BACK_ON: OF_A_TRIAL,
    ids.LOOK_BACK_OPEN: OF_A_TRIAL,
}
OF_LEADS = {ids.ALL_REPORTS, ids.ASK_LESS, ids.EXPECT, ids.UNDO}


@pytest.fixture
def house(sqlite_database, keystore):
    return House(sqlite_database, keystore)


@pytest.fixture
def check_ins(house):
    return house.check_ins


@pytest.fixture
def home(house):
    return Home(house.database, house.clock, house.check_ins)


@pytest.fixture
def administration(house, afterwards):
    async def person(workspace, user):
        return members.met(house.database, workspace, user)

    real = {
        "manage": Managing(house.database, house.clock),
        "roles": Roles(house.database, house.clock),
        "met": partial(members.met, house.database),
        "remember": partial(members.remember, house.database),
        "listed": lambda _workspace: (),
        "person": person,
        "afterwards": afterwards,
    }
    return Administration(**dict.fromkeys(Administration.__slots__) | real)


@pytest.fixture
def decisions(house):
    return Decisions(
        experiments=Experiments(house.database, house.clock),
        expectations=Expectations(house.database, house.clock),
        reports=Reports(house.database),
    )


@pytest.fixture
def own(house):
    return Own(
        mirrors=Mirrors(house.database, house.keys, house.clock),
        switches=Switches(house.database, house.clock),
        snoozes=Snoozes(house.check_ins),
        erasure=Erasure(house.database, house.keys),
        access=Access(house.database),
        week=lambda: 1,
    )


@pytest.fixture
def there(house, decisions):
    """A team with a report, in its second check-in, that tries what it voted for."""
    team = house.team(8)
    house.week(team, 1, mixed)
    [vote] = house.read(lambda store: store.experiments.of_team(team))
    voting = {"experiment": vote.id, "workspace": "W1", "user": MEMBER, "choice": vote.choices[0]}
    decisions.experiments.vote(**voting)
    house.go(at(2))
    [(report, _day)] = house.read(lambda store: store.reports.of_team(team))
    return SimpleNamespace(team=team, round=house.newest(team).id, report=report, tried=vote)


def ended(house, there):
    house.settings.end(team=there.team, actor=ADMIN)


def deleted(house, there):
    Managing(house.database, house.clock).delete(workspace="W1", team=there.team, actor=ADMIN)
    house.work()


def over(house, there):
    """The check-in was counted, and what the team tried was taken back."""
    using = Experiments(house.database, house.clock)
    who = {"team": there.team, "workspace": "W1", "actor": LEAD}
    newest = using.newest(**who).experiment
    using.undo(**who, id_=newest.id, at=newest.stage)
    house.go(at(2, day=4))


def left(house, there):
    """Whoever presses is in the team no more, or leads it no more."""
    house.settings.set_leads(team=there.team, leads=["U08"], actor=ADMIN)
    house.join(there.team, house.users(8)[1:])


GONE = {one.__name__: one for one in (ended, deleted, over, left)}


def behind(action, there):
    """What a button carries."""
    if action in {ids.CHECK_IN, ids.SKIP}:
        return there.round
    if action in {ids.OPEN_REPORT, ids.GUESS, ids.SHOW_FIGURES}:
        return there.report
    trial = {ids.VOTE: f":{there.tried.choices[0]}", KEEP: ":keep", ids.UNVOTE: ":"}
    if action in trial or action.startswith(ids.LOOK_AFTER) or action == ids.LOOK_BACK_OPEN:
        return there.tried.id + trial.get(action, "")
    return f"{there.team}:2" if action == ids.ASK_LESS else there.team


def pressed(action, there):
    if action == ids.LATER:
        chosen = {"value": f"hour.{there.round}"}
        return {"type": "overflow", "action_id": action, "selected_option": chosen}
    if action == ids.LOOK_BACK_ON:
        block = ids.EXPERIMENT_BLOCK + there.tried.id
        day = {"selected_date": "2026-02-02", "block_id": block}
        return {"type": "datepicker", "action_id": action} | day
    return {"type": "button", "action_id": action, "value": behind(action, there)}


async def press(slack, web_api, there, action, *, place):
    """Press it as it stands there; returns all that was shown for it, but the Home tab."""
    web_api.calls.clear()
    who = {"id": LEAD if action in OF_LEADS else MEMBER, "team_id": "T1"}
    act = {"block_id": "b"} | pressed(action, there)
    await slack.interact({"type": "block_actions", "actions": [act], "user": who} | place)
    return [call for name, call in web_api.calls if name != "views.publish"]


def said(shown):
    return " ".join(str(one["text"]) for one in nodes(shown) if isinstance(one.get("text"), str))


def check(shown, expected):
    """One thing is shown, and it is the plain sentence of what is gone, or what was asked for."""
    [one] = shown
    assert said(one)
    if expected is not None:
        assert expected.for_people() in said(one)
        return
    assert one.get("view", {}).get("callback_id") != ids.ERROR_VIEW
    known = {kind.for_people() for kind in BearingsError.__subclasses__()}
    assert said(one) not in known


@pytest.mark.parametrize("gone", GONE)
async def test_a_button_on_home_says_what_is_gone_and_home_is_shown_anew(
    slack, web_api, house, there, gone
):
    GONE[gone](house, there)
    place = {"view": {"id": "V0", "type": "home", "blocks": []}}
    for action, says in ON_HOME.items():
        shown = await press(slack, web_api, there, action, place=place)
        check(shown, says[gone])
        if says[gone] is not None:
            assert web_api.named("views.publish"), action


@pytest.mark.parametrize("gone", GONE)
async def test_a_button_in_a_message_says_what_is_gone(slack, web_api, house, there, gone):
    GONE[gone](house, there)
    place = {"response_url": f"{web_api.url}/respond", "channel": {"id": "C1"}}
    for action, says in IN_A_MESSAGE.items():
        check(await press(slack, web_api, there, action, place=place), says[gone])


@pytest.mark.parametrize("action", [ids.OPEN_SETTINGS, ids.COPY_DATA])
async def test_whoever_is_not_known_any_more_reads_that_nothing_of_them_is_kept(
    slack, web_api, action
):
    """Of them only a Home tab or a window of before has these buttons."""
    who = {"id": "UGONE", "team_id": "T1"}
    act = {"type": "button", "action_id": action, "value": "data", "block_id": "b"}
    place = {"view": {"id": "V0", "type": "home", "blocks": []}}
    await slack.interact({"type": "block_actions", "actions": [act], "user": who} | place)
    [shown] = web_api.named("views.open")
    assert NotKept.for_people() in said(shown)


async def test_an_experiment_that_ended_with_its_team_is_said_to(slack, web_api, house, there):
    ended(house, there)
    place = {"view": {"id": "V0", "type": "home", "blocks": []}}
    [shown] = await press(slack, web_api, there, ids.UNDO, place=place)
    assert f"*ended* · <@{ADMIN}>" in said(shown)
    assert "There is no experiment to undo any more." in said(shown)
    [home] = web_api.named("views.publish")
    assert "Undo experiment" not in said(home)


@pytest.mark.parametrize(("surface", "tried"), [("home", ON_HOME), ("message-", IN_A_MESSAGE)])
def test_every_button_that_stays_on_a_screen_is_pressed_above(surface, tried):
    there = {
        one["action_id"].partition(f"{ids.VOTE}.")[0] or KEEP
        for name, shown in ALL.items()
        if name.startswith(surface)
        for one in nodes(shown)
        if "action_id" in one
    }
    assert there - NOTHING_BEHIND <= tried.keys()
    assert len(there) > len(NOTHING_BEHIND)
