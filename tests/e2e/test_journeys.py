"""Six journeys in a real Chromium against the real app.

`make journeys` takes the pictures of docs/tutorials/journeys.md anew while it runs them.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from slackapp.demo.cast import HUB, LEAD, WORKSPACE, cast
from slackapp.demo.wire import messages_with
from slackapp.domain.teams import TeamState
from slackapp.ui import ids
from tests.e2e.browsing import marks, reach
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING
from tests.e2e.test_install import Workplace

pytestmark = marks

ADA, BEN = MEMBERS[:2]
PLACE = cast().channel.id


@pytest.fixture(params=named(BOTH))
async def after_five(request, after_weeks):
    """A team after its fifth round: two facets have just settled, and a vote is offered."""
    transport, database = request.param
    async with after_weeks(5, transport, request.getfixturevalue(f"{database}_url")) as play:
        yield play


@pytest.fixture(params=named(BOTH))
async def after_eight(request, after_weeks):
    """A team after its eighth round: who helped whom has been counted."""
    transport, database = request.param
    async with after_weeks(8, transport, request.getfixturevalue(f"{database}_url")) as play:
        yield play


async def looks(button):
    """What makes one button weigh more than another."""
    return await button.evaluate(
        """node => [node.offsetHeight, node.offsetTop, ...["color", "backgroundColor", "border",
        "fontSize", "fontWeight", "padding"].map(name => getComputedStyle(node)[name])]"""
    )


async def test_a_teammate_answers(play, browser):
    await play.move_to(OPENING)
    await play.invited(ADA)
    unseen = (await play.actor(BEN).screen())["words"]
    page = await browser.act_as(play, ADA, PLACE)
    await browser.picture(page, "answer-1-invited")
    check_in, skip = [page.get_by_role("button", name=name) for name in ("Check in", "Skip")]
    assert (await looks(check_in)) == (await looks(skip))
    async with page.expect_navigation():
        await check_in.click()
    form = page.get_by_role("dialog", name="Check-in")
    for statement in await form.get_by_role("radio", name="Mostly true").all():
        await statement.check()
    await form.get_by_role("group", name="Whom did you help?").get_by_label("Nobody").check()
    helpers = form.get_by_role("group", name="Who helped you this week?")
    await helpers.get_by_label("Cho Min").check()
    kind = form.get_by_role("radiogroup", name="What kind of help came from Cho Min?")
    await kind.get_by_label("Knew something I needed").check()
    await helpers.evaluate("node => node.scrollIntoView()")
    await browser.picture(page, "answer-2-form")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("Thank you")).to_be_visible()
    await expect(form.get_by_role("link", name="Cho Min")).to_have_count(1)
    await browser.picture(page, "answer-3-thanks")
    await form.get_by_role("button", name="Close").last.click()

    await page.get_by_role("button", name="Check in").click()
    await expect(form.get_by_text("This form opens blank for everybody.")).to_be_visible()
    assert not await form.get_by_role("radio", checked=True).count()
    assert (await play.actor(BEN).screen())["words"] == unseen


async def test_everything_about_a_check_in_goes_by_keyboard(play, browser):
    await play.move_to(OPENING)
    await play.invited(ADA)
    page = await browser.act_as(play, ADA, PLACE)
    keys = page.keyboard
    await reach(page, page.get_by_label("More actions"))
    await keys.press("Enter")
    await reach(page, page.get_by_role("button", name="Why am I asked? Who sees this?"))
    async with page.expect_navigation():
        await keys.press("Enter")
    why = page.get_by_role("dialog", name="Why am I asked?")
    await expect(why.get_by_text("No name ever stands in a report.")).to_be_visible()
    async with page.expect_navigation():
        await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await reach(page, page.get_by_role("button", name="Check in"))
    async with page.expect_navigation():
        await keys.press("Enter")
    form = page.get_by_role("dialog", name="Check-in")
    await form.wait_for()
    scales = await form.get_by_role("radiogroup").all()
    await expect(scales[0].get_by_role("radio").first).to_be_focused()
    for place, scale in enumerate(scales):
        await reach(page, scale.get_by_role("radio").first)
        await keys.press("ArrowRight")
        await expect(scale.get_by_role("radio").nth(1)).to_be_checked()
        if place == 1:
            await browser.picture(page, "keyboard-1-answering")
    await reach(page, form.get_by_role("checkbox", name="Nobody this week").first)
    await keys.press("Space")
    suited = form.get_by_role("radio", name="That suited me")
    await expect(suited).to_be_visible()
    await reach(page, suited)
    await keys.press("Space")
    helped = form.get_by_role("group", name="Whom did you help?")
    await reach(page, helped.get_by_role("checkbox", name="Cho Min"))
    await keys.press("Space")
    kinds = form.get_by_role("radiogroup", name="What kind of help did you give Cho Min?")
    await reach(page, kinds.get_by_role("radio").first)
    await keys.press("Space")
    await expect(kinds.get_by_role("radio").first).to_be_checked()
    await reach(page, form.get_by_role("button", name="Submit"))
    await browser.picture(page, "keyboard-2-submitting")
    async with page.expect_navigation():
        await keys.press("Enter")
    await expect(form.get_by_text("Thank you")).to_be_visible()
    await expect(form.get_by_role("button", name="Close").last).to_be_focused()
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert browser.touches == 0


async def test_a_person_reads_the_mirror_and_drafts_a_note(after_eight, browser):
    play = after_eight
    await messages_with(play.actor(HUB), ids.OPEN_MIRROR, count=1)
    page = await browser.act_as(play, HUB, "home")
    await page.get_by_role("link", name="Bearings").click()
    await page.get_by_role("button", name="Open my mirror").click()
    mirror = page.get_by_role("dialog", name="Your mirror")
    await expect(mirror.get_by_text("say you helped them")).to_be_visible()
    await browser.picture(page, "mirror-1-read")
    draft = mirror.locator("pre")
    await expect(draft).to_contain_text("Could")
    before = len(play.stage.sandbox.journal.entries())
    await draft.scroll_into_view_if_needed()
    await draft.click(click_count=3)
    words = await page.evaluate("getSelection().toString().trim()")
    assert words == (await draft.inner_text()).strip()
    chat = mirror.get_by_role("link", name="Mara Lindqvist")
    assert await chat.get_attribute("href") == f"/chat/{LEAD}"
    await chat.evaluate("node => node.scrollIntoView({block: 'center'})")
    await browser.picture(page, "mirror-2-draft")
    assert len(play.stage.sandbox.journal.entries()) == before
    await mirror.get_by_role("button", name="Close").last.click()
    for other in (LEAD, *MEMBERS):
        if other != HUB:
            assert words not in (await play.actor(other).screen())["words"]


async def test_a_lead_guesses_reads_and_starts_an_experiment(after_five, browser):
    play = after_five
    await messages_with(play.actor(LEAD), ids.OPEN_REPORT, count=2)
    page = await browser.act_as(play, LEAD, PLACE)
    told = page.get_by_role("listitem").filter(has_text="Settled this time").last
    await expect(told.get_by_text("settled this time").first).to_be_visible()
    await told.evaluate("it => it.scrollIntoView()")
    await browser.picture(page, "lead-1-told")
    await told.get_by_role("button", name="Guess before you see the figures").click()
    form = page.get_by_role("dialog", name="Guess first")
    await form.get_by_role("combobox").first.select_option("3.5")
    await browser.picture(page, "lead-2-guesses")
    await form.get_by_role("button", name="Show me").click()
    compared = page.get_by_role("dialog", name="Your guess")
    await expect(compared.get_by_text("You guessed 3.5: ")).to_be_visible()
    await browser.picture(page, "lead-3-compares")
    await compared.get_by_role("button", name="Get a link to the report").click()
    async with browser.context.expect_page() as opened:
        await page.get_by_role("dialog").get_by_role("link", name="Open in the browser").click()
    report = await opened.value
    await expect(report.locator(".js-plotly-plot").first).to_be_visible()
    await expect(report.get_by_role("heading", name="Guess first")).to_be_hidden()
    await browser.picture(report, "lead-4-reads")
    await report.close()
    for _ in range(2):
        await page.get_by_role("dialog").get_by_role("button", name="Close").last.click()

    vote = page.get_by_role("listitem").filter(has_text="One small experiment for Harbour?")
    choice = vote.get_by_role("button").first
    practice = (await choice.get_attribute("aria-label")).partition(": ")[2]
    await choice.click()
    await expect(vote.get_by_text("1 vote")).to_be_visible()
    await browser.picture(page, "lead-5-votes")
    await play.move_to(OPENING + timedelta(weeks=5))
    await expect(page.get_by_text(f"Harbour chose an experiment: “{practice}”.")).to_be_visible()
    changed = page.get_by_text(f"you are trying “{practice}”")
    await expect(changed).to_be_visible()
    await changed.evaluate("node => node.scrollIntoView()")
    await browser.picture(page, "lead-6-starts")


@pytest.fixture(params=named(BOTH))
async def workplace(request, stage_of):
    """An app that no workspace has installed yet."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, slack_bot_token=None) as stage:
        stage.app.worker.work()
        yield Workplace(stage)


async def type_command(page, text):
    await page.get_by_label("Write a message or a command").fill(text)
    await page.get_by_role("button", name="Send").click()


async def test_an_admin_sets_a_team_up_and_looks_after_it(workplace, browser):
    await workplace.install()
    page = await browser.page(f"{workplace.stage.sandbox.url}/as/{LEAD}/{PLACE}")
    await type_command(page, "/bearings admin")
    form = page.get_by_role("dialog", name="Set up a team")
    await form.get_by_label("The team's channel").select_option(PLACE)
    await form.get_by_label("The team's name").fill("Harbour")
    await browser.picture(page, "admin-1-channel")
    async with page.expect_navigation():
        await form.get_by_role("button", name="Next").click()
    await expect(form.get_by_text("9 in the channel, 9 count.")).to_be_visible()
    await form.get_by_role("checkbox", name="Mara Lindqvist").check()
    await expect(form.get_by_text("9 in the channel, 8 count.")).to_be_visible()
    await form.get_by_text("as leads:").evaluate("node => node.scrollIntoView()")
    await browser.picture(page, "admin-2-people")
    for number in range(3, 7):
        await form.get_by_role("button", name="Next").click()
        await expect(form.get_by_text(f"Page {number} of 6")).to_be_visible()
        if number == 3:
            await browser.picture(page, "admin-3-when")
    await expect(form.get_by_text("9 people would be asked. 8 of them count.")).to_be_visible()
    assert await workplace.actor(ADA).messages() == []
    await browser.picture(page, "admin-4-before-it-starts")
    await form.get_by_role("button", name="Start asking").click()
    await expect(page.get_by_role("dialog").get_by_text("has started")).to_be_visible()
    await browser.picture(page, "admin-5-started")
    await page.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await type_command(page, "/bearings admin")
    teams = page.get_by_role("dialog", name="Teams")
    await expect(teams.get_by_text("running")).to_be_visible()
    await teams.get_by_role("button", name="Open").click()
    team = page.get_by_role("dialog", name="Team", exact=True)
    await expect(team.get_by_text("It is running now.")).to_be_visible()
    await browser.picture(page, "admin-6-team")
    await team.get_by_role("button", name="Who and where: change settings").click()
    edit = page.get_by_role("dialog", name="Who and where")
    await edit.get_by_label("The team's name").fill("Harbour Crew")
    await edit.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Harbour Crew")).to_be_visible()


async def add_to_slack(page, browser, *, pictures):
    """From the app's first page through Slack's question, and back."""
    await expect(page.get_by_role("heading", name="Bearings")).to_be_visible()
    if pictures:
        await browser.picture(page, "install-1-first-page")
    await page.get_by_role("link", name="Add to Slack").click()
    await page.get_by_label("Install as").select_option(LEAD)
    if pictures:
        await browser.picture(page, "install-2-asks")
    await page.get_by_role("button", name="Allow").click()
    await expect(page.get_by_text(f"Bearings is installed in {WORKSPACE}.")).to_be_visible()


async def test_a_workspace_installs_the_app_removes_it_and_comes_back(workplace, browser):
    sandbox, lead = workplace.stage.sandbox, workplace.actor(LEAD)
    page = await browser.page(f"{workplace.stage.app.web.address}/")
    await add_to_slack(page, browser, pictures=True)
    await lead.sees("Bearings is installed. Nobody else has been told")
    assert await workplace.actor(ADA).messages() == []
    assert workplace.token == sandbox.bot_token
    await workplace.set_up()

    page = await browser.page(f"{sandbox.url}/as/{LEAD}/home")
    await page.get_by_role("link", name="Bearings", exact=True).click()
    await browser.picture(page, "install-3-welcome")
    await page.get_by_role("link", name="What if").click()
    await page.get_by_role("button", name="Remove Bearings").click()
    removed = page.get_by_text("Bearings was removed; its tokens work no more.")
    await expect(removed).to_be_visible()
    await removed.scroll_into_view_if_needed()
    await browser.picture(page, "install-4-removed")
    await workplace.until(lambda: workplace.token is None)
    await workplace.until(lambda: workplace.team.state is TeamState.PAUSED)

    await page.get_by_role("link", name="Add Bearings again").click()
    await add_to_slack(page, browser, pictures=False)
    await lead.sees("1 team is still here from before, and paused")
    page = await browser.page(f"{sandbox.url}/as/{LEAD}/{PLACE}")
    await type_command(page, "/bearings resume")
    await expect(page.get_by_text("Check-ins go on for this team.").first).to_be_visible()
    assert workplace.team.state is TeamState.RUNNING
