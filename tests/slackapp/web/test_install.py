"""Installing the app from a browser: there, back, once, and only in the browser that began."""

import time
from http.cookies import SimpleCookie

import httpx
import pytest

from slackapp.domain.links import MINUTES, States
from slackapp.errors import InstallOver, InstallRefused, SlackAway
from slackapp.web.app import build
from slackapp.web.health import Health
from slackapp.web.install import COOKIE, Install

SECRET = b"s" * 32
BACK = "/slack/oauth_redirect"


class InMemory:
    """The port of the two addresses."""

    seconds = 600

    def __init__(self):
        self.states = States(SECRET, real_now=time.time)
        self.finished = []
        self.failure = None

    def begin(self):
        state = self.states.new()
        return state, f"https://slack.example/oauth/v2/authorize?state={state}"

    async def finish(self, *, code, state):
        if self.failure is not None:
            raise self.failure
        self.finished.append((code, self.states.read(state)))
        return "Acme <& Sons>", "https://acme.slack.example/?a=1&b=2"


@pytest.fixture
def installer():
    return InMemory()


@pytest.fixture
async def browser(installer, links, metrics):
    app = build(
        front=None,
        reports=None,
        published=None,
        links=links,
        health=Health(tuple),
        metrics=metrics,
        install=Install(installer, secure=True),
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://bearings.example"
    ) as client:
        yield client


async def begun(browser):
    response = await browser.get("/slack/install")
    assert response.status_code == 302
    return httpx.URL(response.headers["location"]).params["state"]


async def test_the_first_page_offers_to_install_the_app(browser):
    assert 'href="/slack/install"' in (await browser.get("/")).text


async def test_a_browser_goes_to_slack_and_comes_back_with_the_app_installed(browser, installer):
    state = await begun(browser)
    response = await browser.get(BACK, params={"code": "c1", "state": state})
    assert response.status_code == 200
    assert "installed in Acme &lt;&amp; Sons&gt;." in response.text
    assert [code for code, _ in installer.finished] == ["c1"]
    assert response.headers["cache-control"] == "private, no-store"
    assert COOKIE not in browser.cookies


async def test_the_state_is_kept_where_no_script_and_no_other_page_reads_it(browser):
    response = await browser.get("/slack/install")
    [kept] = SimpleCookie(response.headers["set-cookie"]).values()
    assert (kept["httponly"], kept["secure"], kept["samesite"]) == (True, True, "lax")
    assert (kept["path"], kept["max-age"]) == ("/slack", "600")
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("change", ["another browser", "another state", "no state", "not ascii"])
async def test_only_the_browser_that_began_may_end_it(browser, installer, change):
    state = await begun(browser)
    params = {"code": "c1", "state": state}
    if change == "another browser":
        browser.cookies.clear()
    elif change == "no state":
        del params["state"]
    else:
        params["state"] = installer.states.new() if change == "another state" else "é"
    response = await browser.get(BACK, params=params)
    assert response.status_code == 403
    assert InstallOver().sentence in response.text
    assert installer.finished == []


async def test_the_way_back_to_slack_is_on_the_page(browser):
    state = await begun(browser)
    page = (await browser.get(BACK, params={"code": "c1", "state": state})).text
    assert 'href="https://acme.slack.example/?a=1&amp;b=2"' in page


@pytest.mark.parametrize("params", [{"error": "access_denied"}, {}, {"code": "c", "error": "x"}])
async def test_whoever_says_no_in_slack_is_told_that_nothing_was_installed(
    browser, installer, params
):
    state = await begun(browser)
    response = await browser.get(BACK, params=params | {"state": state})
    assert response.status_code == 403
    assert InstallRefused().sentence in response.text
    assert 'href="/slack/install">Start again</a>' in response.text
    assert installer.finished == []


async def test_a_slack_that_is_away_is_said_so(browser, installer):
    installer.failure = SlackAway()
    state = await begun(browser)
    response = await browser.get(BACK, params={"code": "c1", "state": state})
    assert response.status_code == 503
    assert SlackAway().sentence in response.text


@pytest.mark.parametrize("change", ["old", "forged", "other key", "not ascii"])
def test_a_state_that_is_old_or_not_ours_is_refused(change):
    now = time.time()
    ours = States(SECRET, real_now=lambda: now)
    state = {
        "old": States(SECRET, real_now=lambda: now - 60 * MINUTES - 1).new(),
        "forged": ours.new()[:-6] + "AAAAA=",
        "other key": States(b"o" * 32, real_now=lambda: now).new(),
        "not ascii": "é",
    }[change]
    with pytest.raises(InstallOver):
        ours.read(state)
    assert ours.read(ours.new()) != ours.read(ours.new())
