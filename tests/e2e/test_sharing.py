"""A channel that another organisation is let into after its team was set up (Slack Connect)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD, cast
from slackapp.demo.resting import is_at_rest
from slackapp.demo.wire import messages_with
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.errors import ChannelShared
from slackapp.errors.people import OfAnotherOrganisation
from slackapp.sandbox import Person
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING

pytestmark = pytest.mark.slow

HERE = cast().channel.id
THEIRS = [Person(id=f"U0EXTERN{n}", name=f"extern{n}") for n in range(4)]
WEEK = timedelta(weeks=1)
TOLD = "Check-ins of Harbour are paused: its channel is shared with another organisation"
OVER = OPENING + timedelta(days=4, minutes=1)


def state(play):
    read = play.stage.app.house.database.read
    return read(lambda store: store.teams.get(play.team)).state


def known(play):
    """Everybody who is in the team, or was on one of its rosters."""
    read = play.stage.app.house.database.read
    there = read(lambda store: store.people.members(play.team))
    return {one.user for one in there} | set(read(lambda store: store.rosters.users(play.team)))


def heard(sandbox):
    sandbox.happenings.share(HERE, THEIRS)


def unheard(sandbox):
    """Slack's events never arrived: the look before the next opening finds out."""
    for person in THEIRS:
        sandbox.workspace.people[person.id] = Person(id=person.id, name=person.name, team="T0EXT")
    there = sandbox.workspace.channel(HERE).members
    members = (*there, *(person.id for person in THEIRS))
    sandbox.workspace.change_channel(HERE, shared=True, members=members)


def invited(sandbox):
    """Another organisation was invited and has not come yet; no event tells that."""
    sandbox.happenings.invite_organisation(HERE)


@pytest.mark.parametrize("happens", [heard, unheard, invited])
async def test_a_channel_that_is_shared_pauses_its_team_and_no_figure_is_posted_there(
    play, happens
):
    await play.move_to(OPENING)
    await play.answer(MEMBERS[0])
    happens(play.stage.sandbox)
    if happens is not heard:
        # The daily look.
        await play.move_to(OPENING + timedelta(days=1, hours=1))
    await play.until(lambda: state(play) is TeamState.PAUSED)
    lead = play.actor(LEAD)
    await lead.sees(TOLD)
    await play.move_to(OVER)
    await play.until(lambda: all(row.reported for row in play.rounds() if row.number))
    await play.until(lambda: is_at_rest(play.stage.app.house))
    posted = play.stage.sandbox.workspace.messages[HERE]
    assert not [one for one in posted if ids.OPEN_REPORT in str(one.blocks)]
    [asked] = [row for row in play.rounds() if row.number]
    assert asked.state is RoundState.CLOSED
    member = play.actor(MEMBERS[0])
    await member.home()
    await member.sees("check-in of Monday, March 2, 2026")
    assert (await lead.screen())["words"].count(TOLD) == 1
    assert known(play) == {LEAD, *MEMBERS}


async def test_who_leaves_comes_back_or_is_deactivated_while_it_is_shared_is_in_it_or_not(play):
    """Nobody can ask who is there, so what Slack tells of them is all there is."""

    def there():
        read = play.stage.app.house.database.read
        return {one.user for one in read(lambda store: store.people.members(play.team))}

    happenings = play.stage.sandbox.happenings
    await play.move_to(OPENING)
    happenings.share(HERE, THEIRS)
    await play.until(lambda: state(play) is TeamState.PAUSED)
    happenings.leave(MEMBERS[1], HERE)
    await play.until(lambda: MEMBERS[1] not in there())
    happenings.leave(MEMBERS[3], HERE)
    await play.until(lambda: MEMBERS[3] not in there())
    happenings.join(MEMBERS[3], HERE)
    await play.until(lambda: MEMBERS[3] in there())
    happenings.change_person(MEMBERS[2], deleted=True)
    # The daily look.
    await play.move_to(OPENING + timedelta(days=1, hours=1))
    await play.until(lambda: MEMBERS[2] not in there())
    assert there() == {LEAD, *MEMBERS} - {MEMBERS[1], MEMBERS[2]}


async def test_people_of_another_organisation_open_nothing_and_go_on_only_without_them(play):
    await play.move_to(OPENING)
    await play.answer(MEMBERS[0])
    sandbox = play.stage.sandbox
    sandbox.happenings.share(HERE, THEIRS)
    await play.until(lambda: state(play) is TeamState.PAUSED)
    stranger = play.actor(THEIRS[0].id)
    [invitation] = await messages_with(stranger, ids.CHECK_IN, count=1)
    for button in ("Check in", "Skip"):
        await stranger.click(button, within=invitation["ref"])
        await stranger.sees(OfAnotherOrganisation().sentence)
    assert sandbox.workspace.modal(THEIRS[0].id) is None
    lead = play.actor(LEAD)
    await lead.command("/bearings", "resume", channel="harbour")
    await lead.sees(ChannelShared().sentence)
    assert state(play) is TeamState.PAUSED
    sandbox.happenings.unshare(HERE)
    await lead.command("/bearings", "resume", channel="harbour")
    await play.until(lambda: state(play) is TeamState.RUNNING)
    await play.move_to(OPENING + WEEK)
    await play.invited(MEMBERS[0], number=2)
    assert known(play) == {LEAD, *MEMBERS}
