"""Signing in with Slack from a browser: there, back, once, for an hour, and out again."""

import time
from datetime import date
from http.cookies import SimpleCookie
from types import SimpleNamespace

import httpx
import pytest

from slackapp.domain.sessions import MINUTES, Attempts, Sessions
from slackapp.errors import (
    LinkOver,
    SignedOut,
    SignInOver,
    SignInRefused,
    SlackAway,
    StorageAway,
    UnknownReport,
    UnknownWorkspace,
)
from slackapp.errors.people import SignInFirst
from slackapp.services.published import Taken
from slackapp.web.app import build
from slackapp.web.health import Health
from slackapp.web.sign_in import SignIn

SECRET = b"s" * 32
BACK = "/sign-in/back"
COOKIE = "__Host-bearings_session"
PAGE = b"<p>report</p><footer>\n<p>end\n</footer>\n"
ISSUED = PAGE.removesuffix(b"</footer>\n")


class InMemory:
    """The port of signing in: everybody who agrees at Slack is `who`."""

    attempt_seconds, session_seconds = 600, 3600

    def __init__(self):
        self.now = time.time()
        self.attempts = Attempts(SECRET, real_now=lambda: self.now)
        self.sessions = Sessions(SECRET, real_now=lambda: self.now)
        self.who = "U1"
        self.failure = None
        self.ended = set()

    def begin(self, to):
        state, attempt = self.attempts.new(to)
        return state, f"https://slack.example/authorize?state={state}&nonce={attempt.nonce}"

    async def finish(self, *, code, state):
        if self.failure is not None:
            raise self.failure
        return self.sessions.new("W1", self.who, installed="1"), self.attempts.read(state).to

    async def visitor(self, kept):
        session = self.sessions.read(kept)
        if self.failure is not None:
            raise self.failure
        if session.id in self.ended:
            raise SignedOut
        return session

    async def end(self, kept):
        if self.failure is not None:
            raise self.failure
        self.ended.add(self.sessions.read(kept).id)


class OneReport:
    """One report, for U1 of W1, as page and as data."""

    def page(self, report_id, *, workspace, user, **_locale):
        if (report_id, workspace, user) != ("REP1", "W1", "U1"):
            raise UnknownReport
        return PAGE

    def csv(self, report_id, **who):
        return Taken("bearings-harbour-figures-2026-03-02.csv", self.page(report_id, **who))

    json = csv

    def of_person(self, *, workspace, user):
        found = SimpleNamespace(id="REP1", team_name="Harbour <&>", round_date=date(2026, 3, 2))
        return (found,) if (workspace, user) == ("W1", "U1") else ()

    def expects(self, *, workspace, user):
        return user != "U0"


@pytest.fixture
def signing():
    return InMemory()


@pytest.fixture
async def browser(signing, links, metrics):
    app = build(
        front=None,
        reports=OneReport(),
        published=OneReport(),
        links=links,
        health=Health(tuple),
        metrics=metrics,
        sign_in=SignIn(signing, secure=True),
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="https://bearings.example"
    ) as client:
        yield client


async def begun(browser, to="REP1"):
    response = await browser.get("/sign-in", params={"to": to})
    assert response.status_code == 302
    return httpx.URL(response.headers["location"]).params["state"]


async def signed_in(browser, to="REP1"):
    state = await begun(browser, to)
    return await browser.get(BACK, params={"code": "c", "state": state})


async def test_a_reader_without_a_link_is_shown_the_way_in_and_then_the_report(browser):
    asked = await browser.get("/reports/REP1")
    assert asked.status_code == 403
    assert 'href="/sign-in?to=REP1"' in asked.text
    back = await signed_in(browser)
    assert (back.status_code, back.headers["location"]) == (303, "/reports/REP1")
    for form in ("", ".csv", ".json"):
        read = await browser.get(f"/reports/REP1{form}")
        assert read.status_code == 200
        # A page also leads on from itself; what was issued is all there, and data is nothing else.
        assert (read.content == PAGE) is bool(form)
        ways = read.content.partition(b"<p>end\n")[2].removesuffix(b"</footer>\n")
        assert read.content.replace(ways, b"") == PAGE
        assert (b'href="/reports"' in ways) is not bool(form)
        assert read.headers["cache-control"] == "private, no-store"


async def test_cookies_are_kept_where_no_script_no_other_page_and_no_other_host_reads_them(
    browser,
):
    there = await browser.get("/sign-in")
    back = await browser.get(
        BACK,
        params={"code": "c", "state": httpx.URL(there.headers["location"]).params["state"]},
    )
    for response, seconds in ((there, "600"), (back, str(60 * MINUTES))):
        header = response.headers.get_list("set-cookie")[0]
        [kept] = SimpleCookie(header).values()
        assert kept.key.startswith("__Host-")
        assert (kept["httponly"], kept["secure"], kept["samesite"]) == (True, True, "lax")
        assert (kept["path"], kept["domain"], kept["max-age"]) == ("/", "", seconds)
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["referrer-policy"] == "no-referrer"
    assert [name for name in browser.cookies if "sign_in" in name] == []


@pytest.mark.parametrize("change", ["another browser", "another state", "no state", "not ascii"])
async def test_only_the_browser_that_began_is_signed_in(browser, signing, change):
    state = await begun(browser)
    params = {"code": "c", "state": state}
    if change == "another browser":
        browser.cookies.clear()
    elif change == "no state":
        del params["state"]
    else:
        params["state"] = signing.attempts.new("")[0] if change == "another state" else "é"
    response = await browser.get(BACK, params=params)
    assert response.status_code == 403
    assert SignInOver().sentence in response.text
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("params", [{"error": "access_denied"}, {}, {"code": "c", "error": "x"}])
async def test_whoever_says_no_in_slack_is_told_that_nobody_was_signed_in(browser, params):
    state = await begun(browser)
    response = await browser.get(BACK, params=params | {"state": state})
    assert response.status_code == 403
    assert SignInRefused().sentence in response.text
    assert 'href="/sign-in"' in response.text


@pytest.mark.parametrize(
    ("failure", "status"), [(SlackAway(), 503), (UnknownWorkspace(), 403), (SignInOver(), 403)]
)
async def test_a_sign_in_that_fails_says_why_and_signs_nobody_in(browser, signing, failure, status):
    state = await begun(browser)
    signing.failure = failure
    response = await browser.get(BACK, params={"code": "c", "state": state})
    assert response.status_code == status
    assert failure.sentence in response.text
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "../metrics", "REP1.csv", "x" * 65, "é", ""]
)
async def test_a_sign_in_leads_to_a_report_of_ours_and_nowhere_else(browser, to):
    assert (await signed_in(browser, to)).headers["location"] == "/reports"


async def test_a_report_that_is_not_ones_own_is_refused_with_a_way_out(browser, signing):
    signing.who = "U9"
    await signed_in(browser)
    response = await browser.get("/reports/REP1")
    assert response.status_code == 404
    assert UnknownReport().sentence in response.text
    assert 'action="/sign-out"' in response.text
    assert "form-action 'self'" in response.headers["content-security-policy"]
    assert "no report for you to read yet" in (await browser.get("/reports")).text


async def test_whoever_is_in_no_team_is_told_so_and_what_to_do(browser, signing):
    signing.who = "U0"
    await signed_in(browser, "")
    said = (await browser.get("/reports")).text
    assert "You are in no team that Bearings asks" in said
    assert "/bearings admin" in said
    assert "first check-in" not in said


async def test_only_who_signed_in_is_offered_to_sign_out(browser, links):
    address = links.url("REP2", workspace="W1", user="U1")
    for signed, _ in ((False, None), (True, await signed_in(browser, ""))):
        if not signed:
            browser.cookies.clear()
        response = await browser.get(address)
        assert UnknownReport().sentence in response.text
        assert ('action="/sign-out"' in response.text) is signed
        await signed_in(browser, "")


async def test_ones_reports_are_listed_with_page_and_data(browser):
    turned_away = await browser.get("/reports")
    assert turned_away.status_code == 403
    assert SignInFirst().sentence in turned_away.text
    await signed_in(browser, "")
    response = await browser.get("/reports")
    assert response.status_code == 200
    assert "Harbour &lt;&amp;&gt;, Monday, March 2, 2026" in response.text
    for form in ("", ".csv", ".json"):
        assert f'href="/reports/REP1{form}"' in response.text
    assert "for 60 minutes at most" in response.text


async def test_signing_out_ends_the_session_here_and_there(browser):
    await signed_in(browser)
    stolen = browser.cookies[COOKIE]
    response = await browser.post("/sign-out")
    assert response.status_code == 200
    assert "You are signed out." in response.text
    assert COOKIE not in browser.cookies
    browser.cookies.set(COOKIE, stolen, domain="bearings.example")
    again = await browser.get("/reports/REP1")
    assert again.status_code == 403
    assert SignedOut().sentence in again.text


async def test_whoever_is_not_signed_in_can_sign_out_too_but_not_by_following_a_link(browser):
    assert (await browser.post("/sign-out")).status_code == 200
    typed, own = await browser.get("/sign-out"), await browser.get("/reports")
    assert (typed.status_code, typed.text) == (own.status_code, own.text)


async def test_a_sign_out_that_could_not_be_noted_says_so_and_keeps_the_cookie(browser, signing):
    await signed_in(browser)
    signing.failure = StorageAway()
    assert (await browser.post("/sign-out")).status_code == 503
    assert COOKIE in browser.cookies


@pytest.mark.parametrize("change", ["old", "forged", "other key", "a state", "garbage"])
async def test_anything_but_a_session_of_ours_reads_nothing(browser, signing, change):
    await signed_in(browser)
    kept = browser.cookies[COOKIE]
    if change == "old":
        signing.now += 60 * MINUTES + 1
    else:
        browser.cookies.clear()
        value = {
            "forged": kept[:-6] + "AAAAA=",
            "other key": Sessions(b"o" * 32, real_now=time.time).new("W1", "U1", installed="1"),
            "a state": signing.attempts.new("")[0],
            "garbage": "x",
        }[change]
        browser.cookies.set(COOKIE, value, domain="bearings.example")
    response = await browser.get("/reports/REP1")
    assert response.status_code == 403
    assert ISSUED not in response.content


@pytest.mark.parametrize("form", ["", ".csv", ".json"])
async def test_whoever_is_signed_in_reads_as_themself_whosever_link_they_follow(
    browser, links, signing, form
):
    theirs = links.url("REP1", workspace="W1", user="U1", form=form)
    assert ISSUED in (await browser.get(theirs)).content
    signing.who = "U9"
    await signed_in(browser)
    refused = await browser.get(theirs)
    assert refused.status_code == 404
    assert UnknownReport().sentence in refused.text
    assert 'action="/sign-out"' in refused.text
    await browser.post("/sign-out")
    assert ISSUED in (await browser.get(theirs)).content
    signing.who = "U1"
    await signed_in(browser)
    of_another = links.url("REP1", workspace="W1", user="U9", form=form)
    assert ISSUED in (await browser.get(of_another)).content


async def test_a_session_that_is_over_does_not_hinder_a_link(browser, links, signing):
    await signed_in(browser)
    kept = browser.cookies[COOKIE]
    await browser.post("/sign-out")
    browser.cookies.set(COOKIE, kept, domain="bearings.example")
    address = links.url("REP1", workspace="W1", user="U1")
    assert ISSUED in (await browser.get(address)).content
    signing.failure = UnknownWorkspace()
    assert ISSUED in (await browser.get(address)).content


async def test_whose_workspace_took_the_app_out_can_sign_out_and_is_not_led_in_a_circle(
    browser, signing
):
    await signed_in(browser)
    signing.failure = UnknownWorkspace()
    for path in ("/reports", "/reports/REP1"):
        refused = await browser.get(path)
        assert UnknownWorkspace().sentence in refused.text
        assert "Sign out" in refused.text
        assert 'href="/reports"' not in refused.text


async def test_a_link_that_has_run_out_offers_the_sign_in_and_does_not_hinder_a_session(browser):
    old = await browser.get("/reports/REP1?t=x")
    assert old.status_code == 403
    assert LinkOver().sentence in old.text
    assert 'href="/sign-in?to=REP1"' in old.text
    await signed_in(browser)
    assert ISSUED in (await browser.get("/reports/REP1?t=x")).content


async def test_the_first_page_leads_to_ones_reports(browser):
    assert 'href="/reports"' in (await browser.get("/")).text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:443", "", "é", "a" * 5000])
async def test_the_host_a_request_names_is_never_used(browser, host):
    headers = {"host": host.encode(), "x-forwarded-host": "evil.example"}
    for path in ("/", "/reports", "/reports/REP1", "/sign-in", BACK):
        response = await browser.get(path, headers=headers)
        assert "evil" not in response.text + str(response.headers)
        assert response.status_code in {200, 302, 403}
