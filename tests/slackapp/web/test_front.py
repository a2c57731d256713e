"""What the front door lets in, and what it turns away before anything is parsed."""

import json
import time
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.routing import Route

from slackapp.web import front as front_module
from slackapp.web.decode import decode
from slackapp.web.front import SlackFront
from slackapp.web.signature import FRESH_SECONDS, Signatures

BODY = urlencode(
    {"command": "/bearings", "text": "help", "team_id": "T1", "user_id": "U1"}
).encode()


@pytest.fixture
def unparsed(monkeypatch):
    """Parsing anything fails the test."""

    def parse(*_args, **_kwargs):
        raise AssertionError("parsed")

    monkeypatch.setattr(front_module, "decode", parse)


async def post(slack, body=BODY, *, headers):
    return await slack.http.post("/slack/events", content=body, headers=headers)


async def test_a_signed_request_is_answered(slack, sign, metrics):
    response = await post(slack, headers=sign(BODY))
    assert response.status_code == 200
    assert "/bearings checkin" in response.json()["text"]


async def test_a_request_without_a_signature_is_turned_away(slack, unparsed, metrics):
    assert (await post(slack, headers={})).status_code == 401
    assert metrics.refused("unsigned") == 1


async def test_a_wrong_signature_is_turned_away(slack, sign, unparsed, metrics):
    assert (await post(slack, headers=sign(BODY, secret="another"))).status_code == 401
    assert (await post(slack, BODY + b"&", headers=sign(BODY))).status_code == 401
    assert metrics.refused("unsigned") == 2


@pytest.mark.parametrize("skew", [-FRESH_SECONDS - 2, FRESH_SECONDS + 2])
async def test_a_stale_request_is_turned_away(slack, sign, unparsed, metrics, skew):
    assert (await post(slack, headers=sign(BODY, at=time.time() + skew))).status_code == 401
    assert metrics.refused("stale") == 1


@pytest.mark.parametrize("timestamp", ["soon", "", "-1", "1_0", "9" * 400, "1e9", "²"])
async def test_a_timestamp_that_is_no_number_is_401_and_no_error(
    slack, sign, unparsed, metrics, timestamp
):
    headers = sign(BODY) | {"x-slack-request-timestamp": timestamp.encode()}
    assert (await post(slack, headers=headers)).status_code == 401
    assert metrics.refused("stale") == 1


async def test_the_same_signed_bytes_are_let_in_once(slack, sign, check_ins, metrics):
    headers = sign(BODY)
    assert (await post(slack, headers=headers)).status_code == 200
    assert (await post(slack, headers=headers)).status_code == 409
    assert metrics.refused("replayed") == 1


async def test_bytes_that_failed_on_our_side_may_come_again(slack, sign, home):
    event = {
        "type": "event_callback",
        "team_id": "T1",
        "event": {"type": "app_home_opened", "user": "U1", "tab": "home"},
    }
    body = json.dumps(event).encode()
    headers = sign(body) | {"content-type": "application/json"}
    home.failure = RuntimeError()
    assert (await post(slack, body, headers=headers)).status_code == 500
    home.failure = None
    assert (await post(slack, body, headers=headers)).status_code == 200


async def test_a_declared_size_above_the_limit_is_refused_unread(front, metrics):
    async def receive():
        raise AssertionError("read")

    assert await answered(front, receive, headers=[(b"content-length", b"300001")]) == 413
    assert metrics.refused("oversized") == 1


async def test_an_undeclared_size_is_read_to_the_limit_and_no_further(front, metrics):
    chunks = iter([100_000] * 3 + [1])

    async def receive():
        return {"type": "http.request", "body": b"x" * next(chunks), "more_body": True}

    assert await answered(front, receive, headers=[]) == 413
    assert list(chunks) == []


@pytest.mark.parametrize("length", [b"-1", b"many", b""])
async def test_a_size_that_is_no_number_is_refused(front, length):
    async def receive():
        raise AssertionError("read")

    assert await answered(front, receive, headers=[(b"content-length", length)]) == 413


async def answered(front, receive, *, headers, method="POST"):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": "/slack/events", "headers": headers}
    await front(scope, receive, send)
    return sent[0]["status"]


async def test_only_post_is_taken(slack):
    assert (await slack.http.get("/slack/events")).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b"payload=",
        b"payload=%7B",
        b"payload=%5B1%5D",
        b"payload=%ff",
        b"{",
        b"{}[1]",
        b"payload=" + b"%5B" * 50_000,
        b"\xff\xfe",
    ],
)
async def test_a_signed_body_that_makes_no_sense_is_400(slack, sign, metrics, body):
    assert (await post(slack, body, headers=sign(body))).status_code == 400
    assert metrics.refused("malformed") == 1


@given(st.text(), st.text())
def test_the_quick_way_reads_what_the_slow_way_reads(key, value):
    body = urlencode({"payload": json.dumps({key: value}, ensure_ascii=False)}).encode()
    assert decode(body, content_type=b"") == {key: value}


@given(st.text(alphabet="%=+& \r\n\t\"'aé😀0", min_size=1))
def test_characters_that_quoted_printable_treats_otherwise_survive(value):
    for encoded in (
        urlencode({"payload": json.dumps({"v": value})}),
        # A sender that leaves bare what it may.
        urlencode({"payload": json.dumps({"v": value}, ensure_ascii=False)}, safe="=:/,'"),
    ):
        assert decode(encoded.encode(), content_type=b"") == {"v": value}


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_a_plain_form_is_read_as_it_is(fields):
    fields.pop("payload", None)
    body = urlencode(fields).encode()
    assert decode(body, content_type=b"application/x-www-form-urlencoded") == fields


def test_a_command_that_says_payload_is_still_a_command():
    assert decode(b"command=%2Fbearings&text=payload", content_type=b"") == {
        "command": "/bearings",
        "text": "payload",
    }


def test_an_empty_secret_is_refused_at_the_start():
    with pytest.raises(ValueError, match="signing secret"):
        Signatures("", real_now=time.time)


def test_remembered_signatures_are_dropped_when_they_are_stale_anyway():
    now = [1_000_000.0]
    signatures = Signatures("s", real_now=lambda: now[0])
    for second in range(20):
        now[0] = 1_000_000.0 + 100 * second
        stamp = str(int(now[0])).encode()
        signature = signatures._expected(stamp, b"")
        assert signatures.check(timestamp=stamp, signature=signature, body=b"") is None
    assert len(signatures._seen) <= 2 * FRESH_SECONDS // 100 + 1


# ── the contract with Bolt's own adapter ─────────────────────────────────────────────────────────


@pytest.fixture
def two_doors(metrics):
    """One app behind the stock adapter, and the same behind our front."""

    async def authorize():
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")

    app = AsyncApp(
        signing_secret="s3cret", authorize=authorize, process_before_response=True, name="contract"
    )
    seen = []

    @app.command("/bearings")
    async def command(ack, body):
        seen.append(body)
        await ack(text="said", response_type="ephemeral")

    @app.view("v")
    async def view(ack, body):
        seen.append(body)
        await ack(response_action="errors", errors={"b": "é"})

    @app.action("a")
    async def action(ack, body):
        seen.append(body)
        await ack()

    @app.event("app_home_opened")
    async def event(body):
        seen.append(body)

    handler = AsyncSlackRequestHandler(app)

    async def stock(request):
        return await handler.handle(request)

    own = SlackFront(app, signatures=Signatures("s3cret", real_now=time.time), metrics=metrics)
    doors = (Starlette(routes=[Route("/slack/events", stock, methods=["POST"])]), own)
    return doors, seen


def payload(**fields):
    return urlencode({"payload": json.dumps({"team": {"id": "T1"}, "user": {"id": "U1"}} | fields)})


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (BODY.decode(), "application/x-www-form-urlencoded"),
        (
            payload(type="view_submission", view={"callback_id": "v", "state": {"values": {}}}),
            "application/x-www-form-urlencoded",
        ),
        (
            payload(type="block_actions", actions=[{"action_id": "a", "value": "é+%= 😀"}]),
            "application/x-www-form-urlencoded",
        ),
        (
            payload(type="block_actions", actions=[{"action_id": "b"}]),
            "application/x-www-form-urlencoded",
        ),
        (
            json.dumps(
                {
                    "type": "event_callback",
                    "team_id": "T1",
                    "event": {"type": "app_home_opened", "user": "U1"},
                }
            ),
            "application/json",
        ),
        (json.dumps({"type": "url_verification", "challenge": "c"}), "application/json"),
        ("ssl_check=1&token=t", "application/x-www-form-urlencoded"),
    ],
)
async def test_our_front_answers_as_bolts_own_adapter_does(two_doors, sign, body, content_type):
    doors, seen = two_doors
    raw = body.encode()
    answers = []
    for door in doors:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=door), base_url="http://bearings.test"
        ) as http:
            headers = sign(raw, secret="s3cret") | {"content-type": content_type}
            response = await http.post("/slack/events", content=raw, headers=headers)
            answers.append(
                (response.status_code, response.content, response.headers.get("content-type"))
            )
    assert answers[0] == answers[1]
    assert len(seen) in {0, 2}
    assert seen[:1] == seen[1:]
