"""The control API, the calendar, seeding and the OAuth installation."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.sandbox import Channel, Person, Sandbox, loopback
from slackapp.sandbox.actor import NotSeen
from slackapp.sandbox.errors import ManifestError, SandboxError
from slackapp.sandbox.manifest import read_manifest


@pytest.fixture
async def control(sandbox):
    async with loopback.client(base_url=f"{sandbox.url}/control/") as client:
        yield client


async def test_the_calendar_moves_and_tells_who_asked(make_sandbox):
    told = []
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    async with make_sandbox(now=start, on_clock=told.append).running() as sandbox:
        url = f"{sandbox.url}/control/clock"
        async with loopback.client() as client:
            shown = (await client.post(url, json={"weeks": 1, "minutes": 30})).json()["now"]
            await client.post(url, json={"set": "2026-01-01T00:00:00+00:00"})
            naive = await client.post(url, json={"set": "2026-01-01T00:00:00"})
    assert shown.startswith("2026-03-09T09:30")
    assert [now.date().isoformat() for now in told] == ["2026-03-09", "2026-01-01"]
    assert naive.status_code == 400


async def test_an_awaited_listener_has_finished_when_the_clock_has_moved(make_sandbox):
    told = []

    async def listener(now):
        told.append(now)

    async with make_sandbox(on_clock=listener).running() as sandbox:
        await sandbox.advance(days=1)
    assert len(told) == 1


async def test_timestamps_never_repeat_even_when_the_calendar_goes_back(sandbox):
    calendar = sandbox.workspace.calendar
    first = calendar.new_ts()
    await calendar.advance(timedelta(days=-9))
    assert float(calendar.new_ts()) > float(first)


async def test_waiting_ends_with_the_next_change(sandbox, control):
    rev = (await control.get("state", params={"actor": "U_ADA"})).json()["rev"]
    quiet = await control.get("wait", params={"rev": rev, "timeout": 0.01})
    assert quiet.json()["rev"] == rev
    await control.post("act", json={"actor": "U_ADA", "do": "say", "channel": "team", "text": "Hi"})
    assert (await control.get("wait", params={"rev": rev})).json()["rev"] > rev


async def test_what_is_not_offered_is_waited_for_until_the_deadline_and_refused_then(
    sandbox, probe, monkeypatch
):
    """However little of that one look lasts, and however late what it says arrives."""
    monkeypatch.setattr("slackapp.sandbox.control.WAIT_MOST", 0.01)
    ada, rev = sandbox.actor("ada"), sandbox.workspace.rev
    clicking = asyncio.create_task(ada.click("Check in"))
    await rev.wait_past(rev.value, seconds=0.1)
    await ada.command("/probe", "invite")
    assert (await clicking).ok
    ada.deadline = 0.0
    with pytest.raises(NotSeen, match="could not click"):
        await ada.click("Nothing")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"actor": "U_ADA", "do": "dance"}, 409),
        ({"actor": "U_WHO", "do": "home"}, 400),
        ({"actor": "U_OLD", "do": "home"}, 409),
        ({"actor": "U_ADA", "do": "click", "text": "Nothing"}, 409),
        ({"actor": "U_ADA", "do": "say", "channel": "leads", "text": "?"}, 409),
        ({"do": "home"}, 400),
        ([], 400),
    ],
)
async def test_what_cannot_be_done_is_refused_in_words(control, body, status):
    answer = await control.post("act", json=body)
    assert answer.status_code == status
    assert answer.json().get("refused") or answer.json().get("wrong")


async def test_things_happen_on_request(sandbox, control):
    await control.post("happen", json={"what": "leave", "user": "U_CHO", "channel": "C_TEAM"})
    assert "U_CHO" not in sandbox.workspace.channels["C_TEAM"].members
    await control.post("happen", json={"what": "person", "user": "U_BEN", "status_text": "Away"})
    assert sandbox.workspace.people["U_BEN"].status_text == "Away"
    await control.post("happen", json={"what": "hire", "id": "U_NEW", "name": "new"})
    assert "U_NEW" in sandbox.workspace.people
    wrong = await control.post("happen", json={"what": "person", "user": "U_BEN", "age": 3})
    assert wrong.status_code == 400


async def test_faults_are_set_and_forgotten(control):
    set_ = await control.post("faults", json={"target": "auth.test", "kind": "ratelimited"})
    assert set_.json()["faults"][0]["target"] == "auth.test"
    assert (await control.delete("faults")).json() == {"faults": []}


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_installation_by_oauth_yields_a_new_token(sandbox):
    credentials = sandbox.workspace.credentials
    old = sandbox.bot_token
    query = {
        "client_id": credentials.client_id,
        "scope": "chat:write,commands",
        "state": "s1",
        "redirect_uri": "http://127.0.0.1:9/slack/oauth_redirect",
    }
    async with loopback.client(base_url=sandbox.url) as browser:
        page = await browser.get("/oauth/v2/authorize", params=query)
        assert "asks for access" in page.text
        form = {"installer": "U_DEE", "answer": "allow"}
        back = await browser.post("/oauth/v2/authorize", params=query, data=form)
        away = await browser.get(
            "/oauth/v2/authorize", params={**query, "redirect_uri": "https://evil.example"}
        )
        assert away.text == "bad_redirect_uri"
    sent = parse_qs(urlsplit(back.headers["location"]).query)
    assert sent["state"] == ["s1"]
    client = AsyncWebClient(base_url=sandbox.api_url)
    exchange = {
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "code": sent["code"][0],
    }
    sandbox.workspace.notices["U_ADA"] = "/bearings is not a command of this workspace."
    installed = await client.oauth_v2_access(**exchange)
    assert sandbox.workspace.notices == {}
    assert installed["authed_user"]["id"] == "U_DEE"
    assert installed["access_token"] == sandbox.bot_token != old
    assert sandbox.bot_token not in str([e.as_json() for e in sandbox.journal.entries()])
    with pytest.raises(SlackApiError, match="invalid_code"):
        await client.oauth_v2_access(**exchange)


def test_a_manifest_that_is_none_is_refused(tmp_path):
    for text in ("[]", "{", "display_information: {}"):
        path = tmp_path / "manifest.yml"
        path.write_text(text)
        with pytest.raises(ManifestError):
            read_manifest(path)
    with pytest.raises(ManifestError):
        read_manifest(tmp_path / "absent.yml")


def test_a_channel_with_unknown_members_is_refused(make_sandbox, sandbox_manifest):
    with pytest.raises(SandboxError, match="unknown members"):
        Sandbox(
            "W",
            people=[Person(id="U1", name="one")],
            channels=[Channel(id="C1", name="c", members=("U2",))],
            manifest=sandbox_manifest,
        )
