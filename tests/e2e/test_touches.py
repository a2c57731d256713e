"""How often a finger comes down from the invitation to the thanks, everything answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from slackapp.demo.cast import LEAD, cast
from slackapp.domain.ids import UserId
from slackapp.domain.policy import Policy
from slackapp.services.teams import TeamSettings
from slackapp.ui import ids
from tests.e2e.browsing import PHONE, marks, window
from tests.e2e.playing import MEMBERS, OPENING

pytestmark = marks

ADA = MEMBERS[0]


@pytest.fixture
async def phone(tmp_path):
    async with window(tmp_path, viewport=PHONE, has_touch=True) as opened:
        yield opened


async def answer_everything(play, phone):
    """Every statement, one name a prompt; the kind of help is a choice, and not counted."""
    page = await phone.act_as(play, ADA, cast().channel.id)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Check in").last.tap()
    form = page.get_by_role("dialog", name="Check-in")
    await form.wait_for()
    scales = await form.get_by_role("radiogroup").all()
    for scale in scales:
        await scale.get_by_role("radio", name="Mostly true").tap()
    lists = form.get_by_role("group").filter(has_text="Up to three.")
    prompts = await lists.count()
    for place in range(prompts):
        async with page.expect_response("**/act"):
            await lists.nth(place).get_by_label("Cho Min").tap()
        # The form is drawn anew with the question of a kind: nothing moves under the next finger.
        await expect(form.get_by_text("What kind of help")).to_have_count(place + 1)
    await form.get_by_role("button", name="Submit").tap()
    await expect(form.get_by_text("Thank you")).to_be_visible()
    assert (await play.actor(ADA).screen())["modal"]["callback_id"] == ids.THANKS_VIEW
    return len(scales), prompts


async def in_week(play, number):
    """Go on to a week whose round asks as much as any; nobody answers before."""
    for week in range(number):
        await play.move_to(OPENING + timedelta(weeks=week))
        await play.invited(ADA, number=week + 1)
    # The invitations of before lose their buttons: nothing moves any more under the finger.
    await play.until(play.is_at_rest)


async def test_a_check_in_takes_at_most_twelve_touches(play, phone):
    await in_week(play, 2)
    assert await answer_everything(play, phone) == (6, 2)
    assert phone.touches <= 12
    assert phone.touches == 1 + 6 + 2 + 1


async def test_a_light_check_in_takes_at_most_six(play, phone):
    teams = TeamSettings(play.stage.app.house.database, play.stage.app.house.clock)
    teams.change_policy(team=play.team, policy=Policy(light=True), actor=UserId(LEAD))
    await in_week(play, 4)
    assert await answer_everything(play, phone) == (2, 1)
    assert phone.touches <= 6
    assert phone.touches == 1 + 2 + 1 + 1
