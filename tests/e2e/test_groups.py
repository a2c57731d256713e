"""A team that follows a user group of Slack, from the set-up to a group that is switched off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import GROUPED, LEAD, STRANGERS, cast
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from tests.e2e.playing import MEMBERS, OPENING, Play, actor, page_of, save, set_up

pytestmark = pytest.mark.slow

CREW, HERE = cast().group, cast().channel.id
STRANGER = cast().others[0].id
WEEK = timedelta(weeks=1)


async def started(stage):
    """Set a team up that follows the group; what the last page said."""
    admin = actor(stage, LEAD)
    await set_up(admin, pages=1)
    await admin.choose("Who is asked?", "@harbour-crew")
    await admin.sees(f"{GROUPED} of @harbour-crew are there, {GROUPED} count.")
    await admin.sees(f"{STRANGERS} of @harbour-crew are not in the channel and will not be asked.")
    for number, entered in enumerate(({"leads": [LEAD]}, {}, {}, {}), start=3):
        await admin.submit(entered)
        await page_of(admin, number)
    said = (await admin.screen())["words"]
    await admin.submit()
    await admin.sees("has started")
    await admin.close()
    (team,) = stage.app.house.database.read(
        lambda store: store.teams.of_workspace(stage.app.web.workspace.id)
    )
    return Play(stage, team.id), said


def asked(play):
    (row,) = play.rounds(RoundState.OPEN)
    roster = play.stage.app.house.database.read(lambda store: store.rosters.get(row.epoch))
    return {member.user for member in roster.members}


async def test_those_of_the_group_who_are_in_the_channel_are_asked_as_the_group_changes(stage):
    play, said = await started(stage)
    crew = MEMBERS[:GROUPED]
    assert f"{GROUPED} people would be asked. {GROUPED} of them count." in said
    assert f"{STRANGERS} of @harbour-crew are not in the channel and will not be asked." in said
    await play.move_to(OPENING)
    await play.answer(MEMBERS[0])
    assert asked(play) == set(crew)
    # One leaves the group, one of the channel comes into it, and one of the group into the channel.
    sandbox = stage.sandbox
    sandbox.happenings.change_group(CREW.id, users=(*CREW.users[1:], MEMBERS[GROUPED]))
    sandbox.happenings.join(STRANGER, HERE)
    now = {*crew[1:], MEMBERS[GROUPED], STRANGER}
    await play.rostered(now)
    assert asked(play) == set(crew)
    await play.move_to(OPENING + WEEK)
    await play.invited(STRANGER, number=2)
    assert asked(play) == now
    # An unheard change is noticed as the next round opens; whoever came in counts by then.
    sandbox.workspace.change_group(CREW.id, users=(*CREW.users[2:], MEMBERS[GROUPED]))
    await play.move_to(OPENING + 2 * WEEK)
    await play.invited(STRANGER, number=3)
    assert asked(play) == now - {crew[1]}


async def test_who_is_taken_out_of_it_while_its_channel_is_shared_is_in_the_team_no_more(stage):
    """Nobody can ask who is there, so what Slack tells of the group is all there is."""
    play, _ = await started(stage)
    read, happenings = stage.app.house.database.read, stage.sandbox.happenings

    def there():
        return {one.user for one in read(lambda store: store.people.members(play.team))}

    happenings.share(HERE)
    paused = TeamState.PAUSED
    await play.until(lambda: read(lambda store: store.teams.get(play.team)).state is paused)
    gone = CREW.users[0]
    assert gone in there()
    happenings.change_group(CREW.id, users=CREW.users[1:])
    await play.until(lambda: gone not in there())


async def test_a_group_that_is_switched_off_pauses_its_team_and_the_lead_is_told_once(stage):
    play, _ = await started(stage)
    await play.move_to(OPENING)
    await play.answer(MEMBERS[0])
    stage.sandbox.happenings.change_group(CREW.id, handle="quay")
    read = stage.app.house.database.read
    await play.until(lambda: read(lambda store: store.teams.get(play.team)).group.handle == "quay")
    stage.sandbox.happenings.disable_group(CREW.id)
    lead = play.actor(LEAD)
    told = "Check-ins of Harbour are paused: the user group *@quay* was deleted or switched off."
    await lead.sees(told)
    await play.move_to(OPENING + WEEK)
    assert (await lead.screen())["words"].count(told) == 1
    team = stage.app.house.database.read(lambda store: store.teams.get(play.team))
    assert team.state is TeamState.PAUSED
    await play.until(lambda: all(row.reported for row in play.rounds() if row.number))
    assert [row.state for row in play.rounds() if row.number] == [RoundState.CLOSED]
    # An admin lets everybody in the channel be asked, and the team goes on. Whoever was not in the
    # group is new.
    await lead.command("/bearings", "admin")
    await lead.click("Open")
    await lead.click("Who and where")
    await save(
        lead,
        {"roster": "Everybody in the channel"},
        says=f"9 in the channel, {GROUPED} count in the next check-in.",
    )
    await lead.sees_no_more("Asked there")
    await lead.click("Go on")
    await play.rostered({LEAD, *MEMBERS})
