"""What admins do for a whole workspace, in Slack: name admins, send again, delete everything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD, WORKSPACE, cast
from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.sandbox.faults import Fault
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING, page_of

pytestmark = pytest.mark.slow

OTHER = MEMBERS[0]


async def window(actor, button=None):
    await actor.command("/bearings", "admin")
    await actor.modal("Teams")
    if button is not None:
        await actor.click(button)


async def refused(play):
    """A channel in which only some may post; the lead looks at what was not delivered there."""
    lead, member = play.actor(LEAD), play.actor(OTHER)
    await member.sees("will ask this team every Monday")
    play.stage.sandbox.faults.add(Fault(target="chat.postMessage", kind="restricted_action"))
    await play.move_to(OPENING)
    await play.until(lambda: play.in_state(DeliveryState.DEAD) == 1)
    await window(lead, "Not delivered: 1")
    return lead


async def test_an_admin_names_another_and_everybody_is_told(play):
    lead, other, third = (play.actor(user) for user in (LEAD, OTHER, MEMBERS[1]))
    await other.command("/bearings", "admin")
    await other.sees("Only a lead of the team or an admin can do this")
    await window(lead, "Admins")
    await lead.modal("Admins")
    await lead.submit({"admins": [OTHER]})
    await lead.sees("Every team's channel is told")
    await third.sees("is now an admin of Bearings and may set teams up")
    await window(other)
    shown = await other.modal("Teams")
    assert "Delete everything…" in shown.words
    await other.close(everything=True)
    await lead.close(everything=True)
    await window(lead, "Admins")
    await lead.submit({"admins": []})
    await third.sees("is no admin of Bearings any more.")
    await other.command("/bearings", "setup")
    await other.sees("Only an admin can do this.")


async def test_what_slack_refused_is_sent_again_from_the_window(play):
    lead = await refused(play)
    shown = await lead.modal("Not delivered")
    assert "Harbour: an invitation to the channel" in shown.words.replace("*", "")
    assert "The channel lets nobody post but some." in shown.words
    await lead.click(ids.RETRY_LETTER)
    await lead.sees("Sending…")
    await play.invited(OTHER)


async def test_all_that_slack_refused_is_sent_again_with_one_press(play):
    lead, member = await refused(play), play.actor(OTHER)
    await lead.close(everything=True)
    play.stage.sandbox.faults.add(Fault(target="chat.postMessage", kind="restricted_action"))
    await window(lead, "Open")
    await lead.modal("Team")
    await lead.click("Who and where")
    await lead.modal("Who and where")
    assert (await lead.submit({"name": "Pier"})).errors == {}
    await play.until(lambda: play.in_state(DeliveryState.DEAD) == 2)
    await lead.close(everything=True)
    await window(lead, "Not delivered: 2")
    await lead.modal("Not delivered")
    await lead.click(ids.RETRY_LETTERS)
    await play.invited(OTHER)
    await member.sees("In Bearings this team is now called Pier.")
    await play.until(lambda: play.in_state(DeliveryState.DEAD) == 0)


async def test_everything_is_deleted_in_two_steps_and_nobody_is_asked_again(play):
    lead, member = play.actor(LEAD), play.actor(OTHER)
    await play.move_to(OPENING)
    await play.answer(OTHER)
    await window(lead, "Delete everything…")
    await lead.modal("Delete everything")
    done = await lead.submit({"everything": "Harbour"})
    assert list(done.errors) == ["everything"]
    await lead.submit({"everything": WORKSPACE})
    await lead.sees("Everything is deleted.")
    await lead.close()
    house, workspace = play.stage.app.house, play.stage.app.web.workspace.id
    teams = house.database.read(lambda store: store.teams.of_workspace(workspace))
    assert {team.state for team in teams} == {TeamState.ENDED}
    assert house.database.read(lambda store: store.people.get(workspace, OTHER)) is None
    await play.until(lambda: not house.keys.ids())
    await member.sees("Bearings has stopped asking this team. Its reports and everything else")
    posted = len(await member.messages())
    await play.move_to(OPENING + timedelta(weeks=1))
    home = await member.home()
    assert "Harbour" not in home.words
    assert len(await member.messages()) == posted
    await lead.command("/bearings", "admin")
    await lead.modal("Set up a team")
    await lead.click("What was changed")
    await lead.sees("everything deleted")


async def test_defaults_are_where_the_next_team_begins(play):
    lead = play.actor(LEAD)
    await window(lead, "Workspace defaults")
    await lead.modal("Workspace defaults")
    done = await lead.submit({"cadence.zone": "Nowhere"})
    assert list(done.errors) == ["cadence.zone"]
    await lead.submit(
        {
            "cadence.zone": "America/Lima",
            "cadence.at": "08:15",
            "k": "7",
            "cadence.every": "Every two weeks",
        }
    )
    await lead.sees("New teams begin with this")
    await lead.close(everything=True)
    await window(lead, "Set up a team")
    done = await lead.submit({"channel": "harbour", "name": "Second"})
    assert list(done.errors) == ["channel"]
    await lead.submit({"channel": cast().elsewhere.id, "name": "Second"})
    await page_of(lead, 2)
    await lead.submit()
    page = await lead.sees("Page 3 of 6")
    times = page["modal"]["values"]
    assert times["cadence.zone"]["recount"]["value"] == "America/Lima"
    assert times["cadence.at"]["recount"]["selected_time"] == "08:15"


async def test_who_shows_a_status_that_an_admin_chose_is_not_asked(play):
    lead, house = play.actor(LEAD), play.stage.app.house
    people = play.stage.sandbox.happenings.change_person
    await window(lead, "Workspace defaults")
    shown = await lead.modal("Workspace defaults")
    assert ":palm_tree:" in shown.values["away"]["answer"]["value"]
    await lead.submit({"away": ":beach_with_umbrella:, Sabbatical"})
    await lead.sees("as soon as Bearings has looked there again")
    await lead.close(everything=True)
    people(MEMBERS[0], status_text="On sabbatical until May")
    people(MEMBERS[1], status_emoji=":beach_with_umbrella:")
    people(MEMBERS[2], status_emoji=":palm_tree:", status_text="presabbaticals")
    away = {MEMBERS[0], MEMBERS[1]}

    def known():
        found = house.database.read(
            lambda s: s.people.many(play.stage.app.web.workspace.id, MEMBERS)
        )
        return {user for user, person in found.items() if person.away}

    await play.until(lambda: known() == away)
    await play.move_to(OPENING)
    await play.invited(MEMBERS[3])
    (row,) = play.rounds(RoundState.OPEN)
    roster = house.database.read(lambda store: store.rosters.get(row.epoch))
    assert {member.user for member in roster.members if not member.asked} == away
    await window(lead, "What was changed")
    trail = await lead.modal("What was changed")
    assert "workspace defaults changed" in trail.words
    assert "Away statuses: added :beach_with_umbrella:, sabbatical; taken off :palm_tree:" in (
        trail.words
    )


async def test_whoever_slack_takes_the_rights_from_gets_no_further_with_the_next_press(play):
    lead = play.actor(LEAD)
    await window(lead)
    play.stage.sandbox.happenings.change_person(LEAD, is_admin=False)
    house, workspace = play.stage.app.house, play.stage.app.web.workspace.id
    await play.until(
        lambda: not house.database.read(lambda s: s.people.get(workspace, LEAD)).is_admin
    )
    await lead.click("Admins")
    await lead.sees("Only an admin can do this.")


async def test_what_slack_refused_is_let_go_from_the_window(play):
    lead = await refused(play)
    await lead.modal("Not delivered")
    await lead.click(ids.SKIP_LETTER)
    await lead.sees("Nothing is left to send again.")
    assert play.in_state(DeliveryState.DEAD) == 0
    await lead.close(everything=True)
    await window(lead, "What was changed")
    assert "a message let go" in (await lead.modal("What was changed")).words


async def test_a_team_too_small_to_be_asked_is_held_and_its_channel_told_why(play):
    lead, member = play.actor(LEAD), play.actor(OTHER)
    for user in MEMBERS[4:]:
        play.stage.sandbox.happenings.leave(user, cast().channel.id)
    await play.rostered({LEAD, *MEMBERS[:4]})
    await play.move_to(OPENING)
    await member.sees("fewer than five people count in this team right now")
    await play.until(lambda: play.rounds(RoundState.SKIPPED))
    await window(lead)
    listed = await lead.modal("Teams")
    assert "Harbour in" in listed.words.replace("*", "")
    assert ": held." in listed.words
    assert "the channel was told why" in listed.words


async def windows(lead):
    """Everything an admin can look at, and a lead's Home."""
    await window(lead)
    found = [(await lead.modal("Teams")).words]
    for button, title in (
        ("What was changed", "What was changed"),
        (ids.SHOW_LETTERS, "Not delivered"),
        ("All settings as text", "All settings as text"),
        ("Open", "Team"),
    ):
        await lead.click(button)
        found.append((await lead.modal(title)).words)
        if title != "Team":
            await lead.close()
    await lead.close(everything=True)
    return [*found, (await lead.home()).words]


async def test_nothing_an_admin_or_a_lead_can_open_changes_as_people_answer(play):
    lead = play.actor(LEAD)
    await play.move_to(OPENING)
    message = await play.invited(OTHER)
    before = await windows(lead)
    for user in MEMBERS[:3]:
        await play.answer(user)
    skips, waits = play.actor(MEMBERS[3]), play.actor(MEMBERS[4])
    await skips.click("Skip", within=message["ref"])
    await skips.sees("nobody is told")
    await waits.click("Remind me in about an hour", within=message["ref"])
    await waits.sees("You are asked again")
    assert await windows(lead) == before
