"""The worst that comes over a real connection: a status or a page, never a crash or a wait."""

import asyncio
import json
import time

import pytest

from slackapp.bootstrap.server import listen, serving
from slackapp.errors import UnknownPage, UnknownReport
from slackapp.web.app import build
from slackapp.web.health import Health
from slackapp.web.sign_in import SignIn
from tests.slackapp.web.test_sign_in import InMemory, OneReport

PATIENCE = 60.0
MEGABYTE = 1_000_000


@pytest.fixture
async def address(front, links, metrics):
    app = build(
        front=front,
        reports=OneReport(),
        published=OneReport(),
        links=links,
        health=Health(tuple),
        metrics=metrics,
        sign_in=SignIn(InMemory(), secure=False),
    )
    listening = listen("127.0.0.1", 0)
    async with serving(app, listening):
        yield listening.getsockname()


async def said(address, *sent, hurry=False):
    """Send bytes as they are; return status, headers and body of whatever comes back."""
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(*address)
        try:
            for part in sent:
                writer.write(part)
                await writer.drain()
        except ConnectionError:
            assert hurry  # the other side had seen enough
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0] or 0)
        body = await reader.read(length) if length else b""
        writer.close()
    return int(head.split()[1]), head, body.decode("utf-8", "replace")


def get(path, *headers):
    lines = [b"GET " + path + b" HTTP/1.1", b"host: x", b"connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def post(*headers):
    lines = [b"POST /slack/events HTTP/1.1", b"host: x", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def test_a_body_without_end_is_read_to_the_limit_and_no_further(address, metrics):
    chunk = b"%x\r\n" % 65_536 + b"x" * 65_536 + b"\r\n"
    sent = (post(b"transfer-encoding: chunked"), *[chunk] * 40)
    status, head, _ = await said(address, *sent, hurry=True)
    assert (status, "connection: close" in head) == (413, True)
    assert metrics.refused("oversized") == 1


async def test_a_body_that_is_announced_too_long_is_refused_before_it_comes(address):
    status, head, _ = await said(address, post(b"content-length: 9000000000"))
    assert (status, "connection: close" in head) == (413, True)


async def test_a_signed_request_in_chunks_is_answered(address, sign):
    body = b"command=%2Fbearings&text=help&team_id=T1&user_id=U1"
    headers = [f"{name}: {value}".encode() for name, value in sign(body).items()]
    chunks = [b"%x\r\n%s\r\n" % (1, body[place : place + 1]) for place in range(len(body))]
    status, _, answer = await said(
        address, post(b"transfer-encoding: chunked", *headers), *chunks, b"0\r\n\r\n"
    )
    assert status == 200
    assert "/bearings checkin" in json.loads(answer)["text"]


@pytest.mark.parametrize(
    "headers",
    [
        (b"content-length: 3", b"content-length: 4"),
        (b"content-length: -1",),
        (b"content-length: 3", b"transfer-encoding: chunked"),
        (b"transfer-encoding: gzip",),
        (b"x-slack-signature: \xff\xfe", b"content-length: 0"),
        (b"content-encoding: br", b"content-length: 0"),
    ],
)
async def test_a_request_that_contradicts_itself_gets_nowhere(address, headers):
    status, _, _ = await said(address, post(*headers))
    assert status in {400, 401, 413}


@pytest.mark.parametrize(
    "junk", [b"\x16\x03\x01\x02\x00\r\n\r\n", b"HELLO\r\n\r\n", b"\r\n" * 3 + b"\x00"]
)
async def test_what_is_no_http_is_400(address, junk):
    assert (await said(address, junk))[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        b"/static/../../../../etc/passwd",
        b"/static/..%2f..%2f..%2fetc%2fpasswd",
        b"/static/%00",
        b"/reports/..%2f..%2fpyproject.toml",
        b"/reports/%00",
        b"/reports/REP1%0d%0aset-cookie:%20a=b",
        b"/reports/" + b"R" * 60_000,
        b"/%ff%fe",
        b"//evil.example/reports",
        b"/reports/REP1/../../metrics%2f",
    ],
)
async def test_a_path_that_leads_out_leads_nowhere(address, path):
    status, head, body = await said(address, get(path))
    assert status in {400, 403, 404}
    assert "set-cookie" not in head
    assert "root:" not in body
    assert "traceback" not in body.lower()


async def test_an_id_that_cannot_be_one_is_answered_without_asking_the_database(address):
    status, _, body = await said(address, get(b"/reports/%00"))
    assert (status, UnknownReport.for_people() in body) == (404, True)
    status, _, body = await said(address, get(b"/slack/nowhere"))
    assert (status, UnknownPage.for_people() in body) == (404, True)


@pytest.mark.parametrize(
    "headers",
    [
        (b"cookie: bearings_session=\xff\xfe; =; ;;",),
        (b"cookie: " + b"a=b; " * 10_000,),
        (b"cookie: bearings_session=" + b"g" * 50_000,),
        (b"accept-language: " + b"de;q=0.5," * 5_000,),
        (b"accept-language: \xff;q=\xfe",),
        (b"accept-encoding: gzip;q=0, br",),
        (b"range: bytes=0-1",),
        (b"x-forwarded-host: evil.example", b"x-forwarded-proto: javascript"),
    ],
)
async def test_headers_of_any_kind_get_the_page_that_says_to_sign_in(address, headers):
    status, _, body = await said(address, get(b"/reports/REP1", *headers))
    assert status in {400, 403}
    assert "evil" not in body


@pytest.mark.parametrize("query", [b"t=%ff", b"t=" + b"A" * 60_000, b"t=a&t=b", b"t[]=1", b"&&&=%"])
async def test_a_ticket_that_is_none_is_refused(address, query):
    assert (await said(address, get(b"/reports/REP1?" + query)))[0] == 403


@pytest.mark.parametrize("method", [b"BREW", b"TRACE", b"OPTIONS", b"PUT", b"CONNECT"])
async def test_another_method_is_refused(address, method):
    request = get(b"/reports/REP1").replace(b"GET", method, 1)
    assert (await said(address, request))[0] in {400, 404, 405}


async def test_a_flood_of_connections_that_say_nothing_stops_nobody(address):
    idle = [await asyncio.open_connection(*address) for _ in range(200)]
    began = time.monotonic()
    assert (await said(address, get(b"/healthz")))[0] == 200
    assert time.monotonic() - began < PATIENCE
    for _reader, writer in idle:
        writer.close()
