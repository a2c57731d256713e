"""The page in a real Chromium: keyboard, live updates, drafts, narrow screens, no script."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import expect
from probe import connected, form_view, invitation, options, plain

from slackapp.sandbox import Person
from tests.chromium import launched, marks

pytestmark = marks


@pytest.fixture
async def chromium():
    async with launched() as browser:
        yield browser


@pytest.fixture
async def app(sandbox):
    """The app under test, over Socket Mode only: these tests look at the page."""
    async with connected(sandbox, "socket") as running:
        yield running


@asynccontextmanager
async def screen(chromium, address, **settings):
    """A page in its own context; anything the console complains about fails the test."""
    context = await chromium.new_context(**settings)
    page = await context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    await page.goto(address)
    yield page
    await context.close()
    assert complaints == []


async def test_a_check_in_by_keyboard_alone(sandbox, app, chromium):
    await sandbox.actor("ada").command("/probe", "invite")
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        check_in = page.get_by_role("button", name="Check in")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(check_in).to_be_focused()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Weekly check-in")
        await expect(dialog).to_be_visible()
        await expect(dialog.get_by_role("radio", name="Not at all")).to_be_focused()
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Tab")
        await page.keyboard.type("ben")
        await expect(dialog.get_by_text("Cho Min", exact=True).first).to_be_hidden()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        for _ in range(12):
            await page.keyboard.press("Tab")
            assert await page.evaluate(
                "document.activeElement === document.body"
                " || !!document.activeElement.closest('[role=dialog]')"
            ), "the focus stays in the dialog"
        await dialog.get_by_role("button", name="Send").focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog", name="Thanks")).to_be_visible()
        await expect(page.get_by_role("button", name="Close").last).to_be_focused()
        async with page.expect_navigation():
            await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(check_in, "the focus is where it was").to_be_focused()
        await sandbox.actor("ben").say("C_TEAM", "Meanwhile")
        await expect(page.get_by_text("Meanwhile")).to_be_attached()
        await expect(check_in, "and stays there").to_be_focused()
    [body] = app.of("submission")
    values = body["view"]["state"]["values"]
    assert values["calm"]["answer"]["selected_option"]["value"] == "a_little"
    assert values["helpers"]["answer"]["selected_users"] == ["U_BEN"]


DRAWN = """addEventListener("submit", () => new MutationObserver(() => drawn(
  document.querySelector("[role=log]").textContent,
  document.querySelectorAll("[role=dialog]").length,
)).observe(document, { childList: true, subtree: true }))"""


async def test_a_page_about_to_be_left_leaves_the_dialog_and_the_focus_to_the_next(
    sandbox, app, slack, chromium
):
    """Whatever it hears meanwhile: nothing can be filled in that would be lost."""
    await sandbox.actor("ada").command("/probe", "invite")
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        check_in, dialog = page.get_by_role("button", name="Check in"), page.get_by_role("dialog")
        drawn, dialogs = asyncio.Queue(), []

        async def arrive_late(route):
            """The answer comes once the old page has drawn what was said after it was given."""
            answer = await route.fetch(max_redirects=0)
            told = f"Said before answer {len(dialogs)} arrives"
            await slack.chat_postMessage(channel="C_TEAM", text=told)
            words, shown = await drawn.get()
            while told not in words:
                words, shown = await drawn.get()
            dialogs.append(shown)
            await route.fulfill(response=answer)

        await page.expose_function("drawn", lambda *seen: drawn.put_nowait(seen))
        await page.add_init_script(DRAWN)
        await page.reload()
        await page.route("**/act", arrive_late)
        await check_in.focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(dialog.get_by_role("radio", name="Not at all")).to_be_focused()
        async with page.expect_navigation():
            await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(check_in).to_be_focused()
        assert dialogs == [0, 1]


async def test_others_follow_live_and_see_only_their_own(sandbox, slack, chromium):
    async with (
        screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as ada,
        screen(chromium, f"{sandbox.url}/as/U_BEN/C_TEAM") as ben,
    ):
        await slack.chat_postMessage(channel="C_TEAM", text="To everyone")
        await slack.chat_postEphemeral(channel="C_TEAM", user="U_ADA", text="To Ada alone")
        await expect(ada.get_by_text("To Ada alone")).to_be_visible()
        await expect(ben.get_by_text("To everyone")).to_be_visible()
        await expect(ben.get_by_text("To Ada alone")).to_have_count(0)


async def test_what_is_being_typed_survives_what_the_app_does(sandbox, slack, chromium):
    trigger = sandbox.context.triggers.issue("U_ADA")
    view = (await slack.views_open(trigger_id=trigger, view=form_view()))["view"]
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        await page.get_by_label("Anything more?").fill("half a th")
        await page.get_by_role("radio", name="Mostly").check()
        await slack.chat_postMessage(channel="C_TEAM", text="Meanwhile")
        await expect(page.get_by_text("Meanwhile")).to_be_attached()
        await expect(page.get_by_label("Anything more?")).to_have_value("half a th")
        changed = {**form_view(), "title": plain("Changed")}
        await slack.views_update(view_id=view["id"], view=changed)
        await expect(page.get_by_role("dialog", name="Changed")).to_be_visible()
        await expect(page.get_by_label("Anything more?")).to_have_value("half a th")
        await expect(page.get_by_role("radio", name="Mostly")).to_be_checked()


async def test_a_form_that_takes_the_place_of_words_has_the_focus_on_its_first_field(
    sandbox, slack, chromium
):
    """Not on the button that closes it, which had it while there was nothing to fill in."""
    words = {"type": "section", "text": plain("One moment.")}
    waiting = {**form_view(), "blocks": [words]}
    trigger = sandbox.context.triggers.issue("U_ADA")
    view = (await slack.views_open(trigger_id=trigger, view=waiting))["view"]
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        close = page.locator("[role=dialog] footer [data-close]")
        await expect(close).to_be_focused()
        await slack.views_update(view_id=view["id"], view=form_view())
        await expect(page.get_by_role("radio", name="Not at all")).to_be_focused()
        await close.focus()
        changed = {**form_view(), "title": plain("Changed")}
        await slack.views_update(view_id=view["id"], view=changed)
        await expect(page.get_by_role("dialog", name="Changed")).to_be_visible()
        await expect(close).to_be_focused()


async def test_a_composer_line_in_progress_is_not_redrawn(sandbox, slack, chromium):
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        line = page.get_by_label("Write a message or a command")
        await line.fill("/probe hel")
        await slack.conversations_open(users="U_ADA")
        await expect(page.get_by_role("link", name="Probe")).to_be_visible()
        await expect(line).to_have_value("/probe hel")
        await expect(line).to_be_focused()


async def test_a_select_on_the_home_acts_at_once(sandbox, app, chromium):
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        await page.get_by_role("button", name="Probe: Home tab").click()
        await expect(page.get_by_role("heading", name="Welcome home")).to_be_visible()
        await page.wait_for_load_state()
        async with page.expect_response("**/act"):
            await page.get_by_role("combobox", name="Visit").select_option("Never")
    [body] = app.of("pick")
    assert body["actions"][0]["selected_option"]["value"] == "never"


async def test_a_choice_in_a_dialog_acts_at_once_and_leaves_it_where_it_is(
    sandbox, app, slack, chromium
):
    view = form_view()
    tall = [{"type": "section", "text": plain("One more line.")}] * 40
    boxes = {"type": "checkboxes", "action_id": "pick", "options": options("Ann", "Bo")}
    names = {"type": "input", "block_id": "names", "label": plain("Who?"), "element": boxes}
    view["blocks"] = [*tall, names | {"dispatch_action": True}]
    trigger = sandbox.context.triggers.issue("U_ADA")
    await slack.views_open(trigger_id=trigger, view=view)
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        bo = page.get_by_role("group", name="Who?").get_by_label("Bo")
        before = await bo.bounding_box()
        async with page.expect_response("**/act"):
            await bo.check()
        view["blocks"] = [{"type": "section", "text": plain("Said anew.")}, *view["blocks"][1:]]
        await slack.views_update(view_id=sandbox.workspace.modal("U_ADA").id, view=view)
        # Until it stands there everything holds of the dialog of before.
        await expect(page.get_by_role("dialog").get_by_text("Said anew.")).to_be_attached()
        await expect(bo).to_be_focused()
        await expect(bo).to_be_checked()
        assert (await bo.bounding_box())["y"] == before["y"]
    [body] = app.of("pick")
    assert [one["value"] for one in body["actions"][0]["selected_options"]] == ["bo"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_cut_off_on_a_phone(sandbox, slack, chromium, scheme):
    await slack.chat_postMessage(channel="C_TEAM", text="Round", blocks=invitation())
    trigger = sandbox.context.triggers.issue("U_ADA")
    phone = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM", **phone) as page:
        assert not await page.evaluate(wide)
        await slack.views_open(trigger_id=trigger, view=form_view())
        send = page.get_by_role("dialog").get_by_role("button", name="Send")
        await expect(send).to_be_in_viewport()
        assert not await page.evaluate(wide)
        tall = await page.get_by_role("radio", name="Mostly").locator("xpath=..").bounding_box()
        assert tall["height"] >= 40, "a scale point is easy to hit"
        for path in ("/happening", "/traffic"):
            await page.goto(sandbox.url + path)
            assert not await page.evaluate(wide)


async def test_people_with_names_and_roles_fit_a_phone_and_who_acts_comes_first(sandbox, chromium):
    for number in range(15):
        role = {"title": "leads Lighthouse", "is_admin": True} if number == 9 else {}
        name = f"Somebody With A Name {number}"
        sandbox.happenings.hire(Person(id=f"U_{number}", name=f"p{number}", real_name=name, **role))
    sandbox.happenings.join("U_9", "C_TEAM")
    phone = {"viewport": {"width": 360, "height": 740}}
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    async with screen(chromium, f"{sandbox.url}/as/U_9/C_TEAM", **phone) as page:
        assert not await page.evaluate(wide)
        people = page.get_by_role("navigation", name="Act as")
        await expect(people.get_by_text("Somebody With A Name 9")).to_be_in_viewport()
        name = people.get_by_text("Somebody With A Name 3")
        assert (await name.bounding_box())["width"] > len("Somebody With A Name 3")


async def test_that_somebody_has_a_dialog_open_takes_no_room_from_names_on_a_phone(
    sandbox, app, chromium
):
    await sandbox.actor("ada").command("/probe", "form")
    phone = {"viewport": {"width": 400, "height": 740}}
    async with screen(chromium, f"{sandbox.url}/as/U_BEN/C_TEAM", **phone) as page:
        bar = page.get_by_role("navigation", name="Act as")
        names = await bar.get_by_role("list").bounding_box()
        said = await bar.locator(".legend").bounding_box()
        assert names["width"] > phone["viewport"]["width"] * 0.7
        assert said["y"] >= names["y"] + names["height"]


async def test_people_and_calendar_stay_a_line_each_on_a_small_laptop(sandbox, chromium):
    for number in range(20):
        name = f"Somebody {number}"
        sandbox.happenings.hire(Person(id=f"U_{number}", name=f"p{number}", real_name=name))
    sandbox.happenings.join("U_19", "C_TEAM")
    laptop = {"viewport": {"width": 1000, "height": 700}}
    async with screen(chromium, f"{sandbox.url}/as/U_19/C_TEAM", **laptop) as page:
        bar = page.get_by_role("navigation", name="Act as")
        assert (await bar.bounding_box())["height"] < 70
        assert (await page.get_by_role("banner").bounding_box())["height"] < 70
        await expect(bar.get_by_text("Somebody 19")).to_be_in_viewport()
        await bar.get_by_role("link", name="Somebody 18").click()
        await expect(bar.get_by_role("link", name="Somebody 18")).to_be_in_viewport()


async def test_everything_works_without_script(sandbox, app, chromium):
    await sandbox.actor("ada").command("/probe", "invite")
    address = f"{sandbox.url}/as/U_ADA/C_TEAM"
    async with screen(chromium, address, java_script_enabled=False) as page:
        await page.get_by_role("button", name="Check in").click()
        await page.get_by_role("radio", name="Fully").check()
        await page.get_by_role("checkbox", name="Dee Falk").check()
        await page.get_by_role("dialog").get_by_role("button", name="Send").click()
        await expect(page.get_by_role("dialog", name="Thanks")).to_be_visible()
    assert len(app.of("submission")) == 1


async def test_the_calendar_is_moved_from_the_page(sandbox, chromium):
    before = sandbox.workspace.calendar.offset
    async with screen(chromium, f"{sandbox.url}/as/U_ADA/C_TEAM") as page:
        await page.get_by_role("button", name="+1 week").click()
        await page.get_by_role("button", name="+1 day").click()
        await expect(page.get_by_role("heading", name="#team")).to_be_visible()
    moved = sandbox.workspace.calendar.offset - before
    assert abs(moved - timedelta(days=8)) < timedelta(seconds=1), "a clock goes on meanwhile"
