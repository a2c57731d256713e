"""The report page in a real Chromium, under the policy it is served with."""

from contextlib import asynccontextmanager
from datetime import date

import pytest
from playwright.async_api import expect

from analytics import figures, records
from analytics.records import Scale, Status, Trend, WindowSpan
from analytics.report import weekly_report
from slackapp.ui import report_page
from slackapp.web.policy import content_security_policy
from tests.chromium import launched, marks

ADDRESS = "http://127.0.0.1:9/reports/R1"
pytestmark = marks


def published(measure, family, value, **more):
    scale = Scale.STEP if isinstance(value, float) else Scale.STATEMENT
    span = WindowSpan(family, 1, 8, date(2026, 3, 2))
    return records.publish(
        measure,
        span,
        status=Status.SHOWN,
        scale=scale,
        value=value,
        respondents="7-9",
        **more,
    )


@pytest.fixture
def settled_report():
    settled = (
        published("autonomy", "autonomy", 3.5, half_width=0.36, trend=Trend.HIGHER, before=3.0),
        published("carriers", "ties", "few"),
        published("mutual", "ties", "more"),
    )
    return weekly_report(
        round_date=date(2026, 3, 2),
        rounds_asked=8,
        readings=settled,
        settled=settled,
        next_on={"autonomy": date(2026, 3, 30)},
    )


@pytest.fixture
def page_bytes(settled_report):
    return report_page.render(
        settled_report,
        title="Lighthouse",
        locale="en",
        bundle="shared",
        bundle_url="/static/plotly.js",
    )


@pytest.fixture
async def chromium():
    async with launched() as browser:
        yield browser


@asynccontextmanager
async def screen(chromium, page_bytes, *, seen="", **settings):
    """The page as the web process serves it; any complaint or other request fails the test."""
    context = await chromium.new_context(**settings)
    page = await context.new_page()
    complaints, asked = [], []

    async def serve(route):
        asked.append(route.request.url)
        if route.request.url == ADDRESS:
            policy = {"content-security-policy": content_security_policy(page_bytes)}
            await route.fulfill(body=page_bytes, content_type="text/html", headers=policy)
        else:
            await route.fulfill(body=figures.bundle(), content_type="text/javascript")

    await page.route("**/*", serve)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    await page.goto(ADDRESS + seen)
    yield page
    await context.close()
    assert complaints == []
    assert set(asked) <= {ADDRESS, "http://127.0.0.1:9/static/plotly.js"}


async def test_a_lead_guesses_with_the_keyboard_and_then_sees_the_reading(chromium, page_bytes):
    async with screen(chromium, page_bytes) as page:
        await expect(page.get_by_text("Guess first")).to_be_visible()
        await expect(page.get_by_text("figures end at 1.5 and 4.5")).to_be_visible()
        await expect(page.locator("#guess .ends").first).to_have_text("1.54.5")
        await expect(page.locator(".big")).to_be_hidden()
        await page.get_by_role("slider").focus()
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You guessed 4.0: the answers are 0.5 lower")).to_be_visible()
        await expect(page.locator(".big")).to_be_visible()
        await expect(page.locator("#figure-facets .main-svg").first).to_be_visible()
        assert await page.evaluate("localStorage.length + sessionStorage.length") == 0


async def test_whoever_has_seen_the_figures_is_not_asked_for_a_guess(chromium, page_bytes):
    async with screen(chromium, page_bytes, seen="#seen") as page:
        await expect(page.locator(".big")).to_be_visible()
        await expect(page.locator("#guess")).to_be_hidden()
        await expect(page.locator("#figure-facets .main-svg").first).to_be_visible()


@pytest.mark.parametrize("width", [340, 390, 1100])
async def test_the_page_fits_a_phone_and_a_desk(chromium, page_bytes, width):
    async with screen(chromium, page_bytes, viewport={"width": width, "height": 800}) as page:
        await page.get_by_text("Without guessing").click()
        await expect(page.locator("#figure-facets .main-svg").first).to_be_visible()
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(overflow) <= 0


async def test_a_phone_can_be_turned_without_pictures_running_over_the_words(chromium, page_bytes):
    async with screen(chromium, page_bytes, viewport={"width": 390, "height": 800}) as page:
        await page.get_by_text("Without guessing").click()
        drawing = page.locator("#figure-facets .main-svg").first
        await expect(drawing).to_be_visible()
        await page.set_viewport_size({"width": 800, "height": 390})
        await expect(drawing).to_have_attribute("width", "760")
        picture = await drawing.bounding_box()
        caption = await page.locator("figcaption").first.bounding_box()
        assert picture["y"] + picture["height"] <= caption["y"] + 1


async def test_pictures_follow_the_light(chromium, page_bytes):
    async with screen(chromium, page_bytes, color_scheme="dark") as page:
        await page.get_by_text("Without guessing").click()
        tick = page.locator("#figure-facets .xtick text").first
        await expect(tick).to_have_css("fill", "rgb(232, 238, 242)")
        await page.emulate_media(color_scheme="light")
        await expect(tick).to_have_css("fill", "rgb(31, 58, 77)")


async def test_print_shows_everything_without_a_guess(chromium, page_bytes):
    async with screen(chromium, page_bytes) as page:
        await page.emulate_media(media="print")
        await expect(page.locator(".big")).to_be_visible()
        await expect(page.locator("#guess")).to_be_hidden()
        await expect(page.get_by_text("As a table").first).to_be_hidden()
        for closed in (
            "The questions behind it",
            "Of the last week, from",
            "Fewer are not shown",
        ):
            await expect(page.get_by_text(closed)).to_be_visible()


async def test_print_has_each_picture_or_its_table_and_not_both(chromium, page_bytes):
    async with screen(chromium, page_bytes) as page:
        await page.get_by_text("Without guessing").click()
        await expect(page.locator("#figure-facets .main-svg").first).to_be_visible()
        await page.emulate_media(media="print")
        await expect(page.locator("figure table").first).to_be_hidden()
    async with screen(chromium, page_bytes, java_script_enabled=False) as page:
        await page.emulate_media(media="print")
        await expect(page.locator("figure table").first).to_be_visible()


async def test_what_is_folded_opens_with_a_picture_that_fits_and_is_printed_in_any_case(
    chromium, page_bytes
):
    async with screen(chromium, page_bytes, viewport={"width": 390, "height": 800}) as page:
        await page.get_by_text("Without guessing").click()
        await expect(page.locator(".board")).to_be_hidden()
        await page.emulate_media(media="print")
        await expect(page.locator(".board")).to_be_visible()
        for heading in [*await page.locator("h2").all(), *await page.locator("summary b").all()]:
            await expect(heading).to_be_visible()
        await page.emulate_media(media="screen")
        await page.get_by_text("Where everything stands").click()
        await expect(page.locator(".board")).to_be_visible()
        drawing = page.locator("#figure-balance .main-svg").first
        await expect(drawing).to_have_attribute("width", "350")


async def test_what_is_folded_waits_for_the_guess_too(chromium, page_bytes):
    async with screen(chromium, page_bytes) as page:
        await expect(page.get_by_text("What we cannot tell")).to_be_visible()
        await expect(page.get_by_text("Where everything stands")).to_be_hidden()
        await page.get_by_text("Without guessing").click()
        await page.get_by_text("Where everything stands").click()
        row = page.locator(".board tr").filter(has_text="Self-reliance")
        await expect(row.get_by_text("3.5 ± 0.4")).to_be_visible()


async def test_a_slider_that_nobody_touched_is_no_guess(chromium, page_bytes):
    async with screen(chromium, page_bytes) as page:
        sliders = page.get_by_role("slider")
        assert await sliders.count() > 0
        await expect(page.locator("#guess output").first).to_have_text("not guessed")
        await page.get_by_role("button", name="Show me").click()
        await expect(page.locator("#this-week")).to_be_focused()
        await expect(page.get_by_text("You guessed")).to_have_count(0)


@pytest.mark.parametrize(("press", "said"), [(None, "3.0"), ("ArrowRight", "3.5")])
async def test_a_slider_that_was_touched_is_a_guess_also_where_it_stood(
    chromium, page_bytes, press, said
):
    async with screen(chromium, page_bytes) as page:
        slider = page.get_by_role("slider").first
        if press is None:
            await slider.click()
        else:
            await slider.press(press)
        await expect(page.locator("#guess output").first).to_have_text(said)
        await page.get_by_role("button", name="Show me").click()
        await expect(page.get_by_text(f"You guessed {said}: ")).to_have_count(1)


@pytest.mark.parametrize("way", ["Show me", "Without guessing"])
async def test_the_keyboard_goes_on_where_the_readings_begin(chromium, page_bytes, way):
    async with screen(chromium, page_bytes) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to what is new")).to_be_focused()
        button = page.get_by_role("button", name=way)
        for _ in range(4):
            await page.keyboard.press("Tab")
            if await button.evaluate("it => it === document.activeElement"):
                break
        await page.keyboard.press("Enter")
        await expect(page.locator("#this-week")).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(page.locator("summary").first).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("details").first).to_have_attribute("open", "")


NAMELESS = """() => {
  const named = it => it.getAttribute('aria-label') || it.labels?.length || it.textContent.trim();
  const ids = [...document.querySelectorAll('[id]')].map(it => it.id);
  const levels = [...document.querySelectorAll('h1,h2,h3')].map(it => Number(it.tagName[1]));
  return {
    nameless: [...document.querySelectorAll('a,button,input,summary,[role=img],th,time')]
      .filter(it => !named(it)).map(it => it.outerHTML),
    twice: ids.filter((id, place) => ids.indexOf(id) !== place && !id.match(/^(clip|legend|top)/)),
    skipped: levels.filter((level, place) => place && level > levels[place - 1] + 1),
    titles: levels.filter(level => level === 1).length,
    landmarks: ['header', 'main', 'footer'].map(name => document.querySelectorAll(name).length),
    unscoped: document.querySelectorAll('th:not([scope])').length,
    language: document.documentElement.lang,
  };
}"""


async def test_everything_has_a_name_a_place_and_a_level(chromium, page_bytes):
    async with screen(chromium, page_bytes) as page:
        await page.get_by_text("Without guessing").click()
        await page.get_by_text("Where everything stands").click()
        await expect(page.locator("#figure-balance .main-svg").first).to_be_visible()
        assert await page.evaluate(NAMELESS) == {
            "nameless": [],
            "twice": [],
            "skipped": [],
            "titles": 1,
            "landmarks": [1, 1, 1],
            "unscoped": 0,
            "language": "en",
        }


async def test_the_page_is_complete_without_scripts(chromium, page_bytes):
    async with screen(chromium, page_bytes, java_script_enabled=False) as page:
        await expect(page.locator(".big")).to_be_visible()
        await expect(page.locator("#guess")).to_be_hidden()
        await page.get_by_text("As a table").first.click()
        await expect(page.get_by_role("cell", name="3.5 ± 0.4").first).to_be_visible()


async def test_a_file_for_itself_draws_without_any_server(chromium, settled_report, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(
        report_page.render(settled_report, title="Lighthouse", locale="en", bundle="embedded")
    )
    page = await chromium.new_page()
    await page.goto(path.as_uri())
    await page.get_by_text("Without guessing").click()
    await expect(page.locator("#figure-facets .main-svg").first).to_be_visible()
    await page.close()
