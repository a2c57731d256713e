"""Deliveries: signatures, three seconds, repeats, reconnects, duplicates, response addresses."""

import asyncio
import json

import pytest
from probe import connected, invitation
from slack_sdk.signature import SignatureVerifier
from websockets.asyncio.client import connect

from slackapp.sandbox import Fault, loopback
from slackapp.sandbox.delivery.http import signature_headers
from slackapp.sandbox.errors import SlackError


async def test_signatures_are_those_that_slacks_own_verifier_expects():
    headers = signature_headers("secret", "payload=%7B%7D", at=1_700_000_000)

    class Clock:
        def now(self):
            return 1_700_000_100.0

    verifier = SignatureVerifier("secret", clock=Clock())
    assert verifier.is_valid_request("payload=%7B%7D", headers)
    assert not verifier.is_valid_request("payload=other", headers)


async def test_a_command_that_is_not_answered_in_time_says_so(make_sandbox):
    async with (
        make_sandbox(ack_seconds=0.2).running() as sandbox,
        connected(sandbox, "http") as app,
    ):
        app.gate.clear()
        ada = sandbox.actor("ada")
        assert (await ada.command("/probe", "hello")).problem == "timeout"
        await ada.sees("/probe failed")
        app.gate.set()


async def test_without_an_app_nothing_is_lost_but_the_person_is_told(sandbox):
    ada = sandbox.actor("ada")
    assert (await ada.command("/probe", "hello")).problem == "not_connected"
    await ada.sees("The app did not answer (not_connected)")


async def test_a_command_the_manifest_does_not_declare_is_not_delivered(sandbox, probe):
    ada = sandbox.actor("ada")
    with pytest.raises(Exception, match="/other is not a command"):
        await ada.command("/other")
    assert probe.heard == []


async def test_an_event_the_manifest_does_not_declare_is_not_delivered(sandbox, probe):
    sandbox.happenings.join("U_OLD", "C_TEAM")
    await sandbox.actor("ada").say("C_TEAM", "hello")
    await sandbox.office.settled()
    assert {name for name, _ in probe.heard} == {"member_joined_channel"}
    assert sandbox.journal.entries(kind="events_api", what="message") == []


async def test_an_unacknowledged_event_comes_back_three_times_with_one_event_id(sandbox):
    """Nobody listens at the request URL, so every delivery fails."""
    await sandbox.connect_http("http://127.0.0.1:9/slack/events")
    sandbox.happenings.leave("U_CHO", "C_TEAM")
    await sandbox.office.settled()
    tried = sandbox.journal.entries(kind="events_api")
    assert [entry.problem for entry in tried] == ["unreachable"] * 4
    assert len({entry.request["event_id"] for entry in tried}) == 1


async def test_repeats_carry_their_number_and_reason(sandbox):
    seen = []

    async def endpoint(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        seen.append({line.split(":")[0]: line for line in head.split("\r\n")})
        status = "500 Oops" if len(seen) < 3 else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(endpoint, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await sandbox.connect_http(f"http://127.0.0.1:{port}/slack/events")
        sandbox.happenings.leave("U_CHO", "C_TEAM")
        await sandbox.office.settled()
    assert len(seen) == 3
    assert "x-slack-retry-num" not in seen[0]
    assert seen[2]["x-slack-retry-num"].endswith(" 2")
    assert seen[2]["x-slack-retry-reason"].endswith("http_error")


async def test_a_socket_that_is_asked_to_reconnect_does_so_and_loses_nothing(sandbox):
    async with connected(sandbox, "socket") as app:
        app.gate.clear()
        ada = sandbox.actor("ada")
        waiting = asyncio.create_task(ada.command("/probe", "hello"))
        await app.asked.wait()
        await sandbox.socket.disconnect("refresh_requested")
        app.gate.set()
        assert (await waiting).ok
        assert (await ada.command("/probe", "again")).ok
        assert sandbox.socket.count == 1


def address(sandbox):
    return sandbox.url.replace("http", "ws") + f"/link/?ticket={sandbox.socket.new_ticket()}"


async def test_a_connection_that_breaks_off_fails_the_command_and_repeats_the_event(sandbox):
    async with connect(address(sandbox)) as first:
        await first.recv()
        waiting = asyncio.create_task(sandbox.actor("ada").command("/probe", "hello"))
        assert json.loads(await first.recv())["type"] == "slash_commands"
        sandbox.happenings.leave("U_CHO", "C_TEAM")
        lost = json.loads(await first.recv())
        second = await connect(address(sandbox))
        await second.recv()
    assert (await waiting).problem == "connection_closed"
    again = json.loads(await second.recv())
    assert again["payload"]["event_id"] == lost["payload"]["event_id"]
    assert (again["retry_attempt"], lost["retry_attempt"]) == (1, 0)
    assert again["accepts_response_payload"] is False
    await second.send(json.dumps({"envelope_id": again["envelope_id"]}))
    await sandbox.office.settled()
    await second.close()
    problems = [entry.problem for entry in sandbox.journal.entries(kind="events_api")]
    assert problems == ["connection_closed", ""]


async def test_two_connections_share_the_work_and_one_can_leave(sandbox):
    async with connected(sandbox, "socket") as first:
        async with connected(sandbox, "socket") as second:
            assert sandbox.socket.count == 2
            for _ in range(12):
                assert (await sandbox.actor("ada").command("/probe", "hello")).ok
            assert len(first.heard) + len(second.heard) == 12
        assert (await sandbox.actor("ada").command("/probe", "hello")).ok


async def test_duplicates_can_be_asked_for_and_repeated_from_the_journal(sandbox, probe):
    sandbox.faults.add(Fault(target="delivery", kind="duplicate"))
    sandbox.happenings.leave("U_CHO", "C_TEAM")
    await sandbox.office.settled()
    [entry, _] = sandbox.journal.entries(kind="events_api")
    ack = await sandbox.office.deliver_again(entry.number)
    assert ack.problem == ""
    heard = probe.of("member_left_channel")
    assert len(heard) == 3
    assert len({body["event_id"] for body in heard}) == 1


async def respond(url, **body):
    async with loopback.client() as client:
        return await client.post(url, json=body)


async def test_a_response_url_answers_five_times_and_then_no_more(sandbox):
    url = sandbox.urls.issue("U_ADA", "C_TEAM")
    for number in range(5):
        assert (await respond(url, text=f"Answer {number}")).text == "ok"
    assert (await respond(url, text="Sixth")).json()["error"] == "used_url"
    words = (await sandbox.actor("ada").screen())["words"]
    assert "Answer 4" in words
    assert "Sixth" not in words
    assert "Answer" not in (await sandbox.actor("ben").screen())["words"]


async def test_a_response_url_replaces_deletes_and_speaks_to_all(sandbox):
    url = sandbox.urls.issue("U_ADA", "C_TEAM")
    await respond(url, text="To all", response_type="in_channel", blocks=invitation())
    ben = sandbox.actor("ben")
    await ben.sees("A new round is open")
    [message] = sandbox.workspace.messages["C_TEAM"]
    url = sandbox.urls.issue("U_ADA", "C_TEAM", message)
    await respond(url, text="Changed", replace_original=True)
    await ben.sees("Changed")
    await respond(url, delete_original=True)
    await ben.sees_no_more("Changed")
    assert (await respond(url, text="", replace_original=True)).json()["error"] == "no_text"
    assert (await respond(url, blocks=[{"type": "what"}])).json()["error"] == "invalid_blocks"


async def test_a_response_url_expires(sandbox, monkeypatch):
    url = sandbox.urls.issue("U_ADA", "C_TEAM")
    monkeypatch.setattr("slackapp.sandbox.response_urls.TTL_SECONDS", -1.0)
    with pytest.raises(SlackError, match="expired_url"):
        sandbox.urls.respond(url.rsplit("/", 1)[1], {"text": "late"})


async def test_a_request_url_is_verified_by_its_answer_to_a_challenge(sandbox):
    async with connected(sandbox, "http"):
        assert await sandbox.verify_http()
    assert not await sandbox.verify_http(), "nobody answers there any more"
