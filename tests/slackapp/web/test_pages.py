"""Report pages, the bundle they draw with, health and metrics."""

import base64
import gzip
import hashlib
import time
from html import unescape

import httpx
import pytest

from slackapp.domain.links import MINUTES, Links
from slackapp.errors import NotAllowed, StorageAway, UnknownReport
from slackapp.services.published import Taken
from slackapp.ui import words
from slackapp.ui.documents import DOCUMENTS
from slackapp.web.app import build
from slackapp.web.health import Health
from slackapp.web.policy import content_security_policy
from slackapp.web.static import plotly_bundle, plotly_path

PAGE = (
    b'<!doctype html><script src="/static/plotly-1.min.js"></script>'
    b'<script type="application/json" id="figures">{"a": 1}</script>'
    b"<script>draw('\xc3\xa9 < &amp;')</script>"
)


class Published:
    """The port of the pages: one report, for U1 of W1."""

    def __init__(self):
        self.failure = None
        self.asked = []

    def page(self, report_id, *, workspace, user, locale):
        self.asked.append(locale)
        if self.failure is not None:
            raise self.failure
        if (report_id, workspace) != ("REP1", "W1"):
            raise UnknownReport
        if user != "U1":
            raise NotAllowed
        return PAGE


class Data:
    """The port of what is taken away: the same report, for the same person."""

    def json(self, report_id, *, workspace, user):
        if user != "U1":
            raise UnknownReport
        return Taken("bearings-harbour-report-2026-03-09.json", b'{"version": 1}\n')

    def csv(self, report_id, *, workspace, user):
        return Taken("bearings-harbour-figures-2026-03-09.csv", b"Figure,value\r\n")


@pytest.fixture
def published():
    return Published()


@pytest.fixture
def away():
    return []


@pytest.fixture
async def browser(published, links, metrics, away):
    app = build(
        front=None,
        reports=published,
        published=Data(),
        links=links,
        health=Health(lambda: tuple(away)),
        metrics=metrics,
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://bearings.example"
    ) as client:
        yield client


async def test_whoever_holds_a_fresh_link_reads_the_stored_bytes(browser, links, published):
    url = links.url("REP1", workspace="W1", user="U1")
    response = await browser.get(url)
    assert (response.status_code, response.content) == (200, PAGE)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("wishes", "asked"),
    [
        ("de-DE,en;q=0.9", "de"),
        ("en;q=0.5, de;q=0.8", "de"),
        ("fr-FR, en-GB;q=0.9, de;q=0.8", "en"),
        ("fr, de;q=0", "en"),
        ("pt-BR", "pt_BR"),
        ("*", "en"),
        ("", "en"),
        ("de;q=many", "en"),
        ("../../etc, " + "x" * 9000, "en"),
    ],
)
async def test_a_browser_is_answered_in_the_language_it_likes_best_of_those_we_speak(
    browser, links, published, monkeypatch, tmp_path, wishes, asked
):
    for language in ("de", "pt_BR"):
        (tmp_path / language).mkdir()
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    words._spoken.cache_clear()
    url = links.url("REP1", workspace="W1", user="U1")
    await browser.get(url, headers={"accept-language": wishes})
    words._spoken.cache_clear()
    assert published.asked == [asked]


async def test_only_the_pages_own_scripts_may_run(browser, links):
    response = await browser.get(links.url("REP1", workspace="W1", user="U1"))
    policy = response.headers["content-security-policy"]
    digest = hashlib.sha256("draw('é < &amp;')".encode()).digest()
    assert f"script-src 'self' 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.count("sha256-") == 1
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_a_page_without_scripts_may_run_none_of_its_own():
    assert content_security_policy(b"<p>x</p>").endswith("script-src 'self'")


async def test_a_link_says_nothing_about_whose_it_is(links):
    url = links.url("REP1", workspace="W1", user="U0MARKER")
    token = url.partition("?t=")[2]
    assert "MARKER" not in url
    assert b"MARKER" not in base64.urlsafe_b64decode(token)


async def test_a_link_for_somebody_who_may_not_read_it_is_403(browser, links):
    response = await browser.get(links.url("REP1", workspace="W1", user="U9"))
    assert response.status_code == 403
    assert NotAllowed().sentence in unescape(response.text)


@pytest.mark.parametrize("change", ["none", "forged", "other report", "other key", "not ascii"])
async def test_anything_but_ones_own_fresh_link_is_403(browser, links, published, change):
    good = links.url("REP1", workspace="W1", user="U1")
    other = Links(b"j" * 32, public_url="https://bearings.example", real_now=time.time)
    url = {
        "none": "/reports/REP1",
        "forged": good[:-6] + "AAAAA=",
        "other report": good.replace("/REP1", "/REP2"),
        "other key": other.url("REP1", workspace="W1", user="U1"),
        "not ascii": "/reports/REP1?t=%C3%A9",
    }[change]
    response = await browser.get(url)
    assert response.status_code == 403
    assert "has run out or is broken" in response.text
    assert published.asked == []


async def test_a_link_stops_working_after_its_minutes(browser):
    old = Links(
        b"k" * 32,
        public_url="https://bearings.example",
        real_now=lambda: time.time() - 60 * MINUTES - 2,
    )
    url = old.url("REP1", workspace="W1", user="U1")
    assert (await browser.get(url)).status_code == 403


async def test_a_report_that_does_not_exist_is_404_in_plain_words(browser, links):
    response = await browser.get(links.url("REP0", workspace="W1", user="U1"))
    assert response.status_code == 404
    assert "does not exist" in response.text
    assert "<main>" in response.text


async def test_a_database_that_is_away_is_503_and_an_unforeseen_error_500(
    browser, links, published
):
    published.failure = StorageAway()
    assert (await browser.get(links.url("REP1", workspace="W1", user="U1"))).status_code == 503
    published.failure = RuntimeError("MARKER")
    response = await browser.get(links.url("REP1", workspace="W1", user="U1"))
    assert response.status_code == 500
    assert "MARKER" not in response.text


async def test_an_unknown_address_says_so(browser):
    response = await browser.get("/nowhere")
    assert response.status_code == 404
    assert "nothing at this address" in response.text


@pytest.mark.parametrize(
    ("form", "kind", "content", "name"),
    [
        (
            ".csv",
            "text/csv; charset=utf-8",
            b"Figure,value\r\n",
            "bearings-harbour-figures-2026-03-09.csv",
        ),
        (
            ".json",
            "application/json",
            b'{"version": 1}\n',
            "bearings-harbour-report-2026-03-09.json",
        ),
    ],
)
async def test_the_same_link_takes_the_report_away_as_data(
    browser, links, form, kind, content, name
):
    response = await browser.get(links.url("REP1", workspace="W1", user="U1", form=form))
    assert (response.status_code, response.content) == (200, content)
    assert response.headers["content-type"] == kind
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert response.headers["cache-control"] == "private, no-store"


async def test_data_needs_ones_own_link_too(browser, links):
    assert (await browser.get("/reports/REP1.csv")).status_code == 403
    theirs = links.url("REP1", workspace="W1", user="U9", form=".json")
    assert (await browser.get(theirs)).status_code == 404


async def test_the_first_page_says_in_plain_words_what_this_is(browser):
    response = await browser.get("/")
    assert response.status_code == 200
    assert "who said what" in response.text
    assert "a lead also sees how much runs through themselves" in response.text
    assert "/slack/install" not in response.text
    assert "<code>/bearings help</code>" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nowhere",
        "/healthz",
        "/readyz",
        "/metrics",
        plotly_path(),
        "/reports/REP1",
        *(f"/documents/{name}" for name in DOCUMENTS),
    ],
)
async def test_whatever_a_browser_is_given_may_load_nothing_from_elsewhere(browser, path):
    response = await browser.get(path)
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_the_first_page_leads_to_documents_that_anybody_may_read(browser):
    first = (await browser.get("/")).text
    for name in ("privacy-promise", "data-sheet", "scopes"):
        assert f'href="/documents/{name}' in first
        response = await browser.get(f"/documents/{name}")
        assert response.status_code == 200
        assert response.headers["cache-control"].startswith("public")
        assert "script-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["README", "data-sheet.md", "..%2Freference%2Fdata-sheet.md", "x"])
async def test_nothing_but_the_documents_is_served_as_one(browser, name):
    response = await browser.get(f"/documents/{name}")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.text


async def test_another_method_is_refused(browser):
    assert (await browser.post("/")).status_code == 405


async def test_the_icon_every_browser_asks_for_is_there(browser):
    response = await browser.get("/favicon.ico")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/svg+xml")


async def test_the_bundle_is_compressed_once_and_kept_for_ever(browser):
    response = await browser.get(plotly_path(), headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert "immutable" in response.headers["cache-control"]
    assert response.content == plotly_bundle().plain
    assert gzip.decompress(plotly_bundle().compressed) == plotly_bundle().plain
    assert len(plotly_bundle().compressed) < len(plotly_bundle().plain) / 3
    plain = await browser.get(plotly_path(), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == plotly_bundle().plain


@pytest.mark.parametrize(
    ("wishes", "coded"),
    [
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("br, gzip;q=0", None),
        ("gzip; q=0.0", None),
        ("x-gzipped", None),
        ("", None),
    ],
)
async def test_the_bundle_is_sent_as_the_browser_takes_it(browser, wishes, coded):
    response = await browser.head(plotly_path(), headers={"accept-encoding": wishes})
    assert response.headers.get("content-encoding") == coded
    assert response.headers["vary"] == "accept-encoding"


async def test_no_other_file_is_served(browser):
    for name in ("plotly-0000.min.js", "..%2F..%2Fpyproject.toml", "plotly.min.js"):
        assert (await browser.get(f"/static/{name}")).status_code == 404


async def test_alive_asks_nobody_and_ready_says_what_is_away(browser, away):
    assert (await browser.get("/healthz")).text == "ok"
    assert (await browser.get("/readyz")).json() == {"ready": True, "problems": []}
    away.append("The key store is away.")
    response = await browser.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "problems": ["The key store is away."]}
    assert (await browser.get("/healthz")).status_code == 200


async def test_metrics_count_what_was_turned_away_and_no_check_in(browser, slack, choose, form):
    from slackapp.ui import check_in  # noqa: PLC0415

    async def counted():
        text = (await browser.get("/metrics")).text
        return [line for line in text.splitlines() if "_created" not in line]

    before = await counted()
    await slack.submit(check_in.view(form), {})
    assert await counted() == before
    await slack.post(b"", **{"x-slack-signature": "v0=0"})
    assert set(await counted()) - set(before) == {
        'bearings_slack_refused_total{reason="unsigned"} 1.0'
    }
