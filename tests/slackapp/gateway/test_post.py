"""Posting once: what is known about the outcome, and nothing sent twice behind our back."""

from __future__ import annotations

import asyncio

import pytest

from slackapp.gateway.post import Poster
from slackapp.gateway.slack import Slack
from slackapp.payloads import messages
from slackapp.payloads.samples import PLAIN
from slackapp.sandbox import Fault
from slackapp.services.outbox import Limited, Message, Refused, Sent, Unclear

TEXT = ({"type": "section", "text": {"type": "plain_text", "text": "Hello"}},)
STRANGE = ({"type": "hologram"},)


@pytest.fixture
def post(slack, tokens):
    return Poster(slack, tokens)


def seen(sandbox, channel="C_TEAM"):
    return [message.text for message in sandbox.workspace.messages.get(channel, [])]


def calls(sandbox):
    return len(sandbox.journal.entries(what="chat.postMessage"))


async def test_what_slack_takes_is_sent_under_slacks_name_for_it(post, sandbox):
    outcome = await post("w1", Message("C_TEAM", "Hello", TEXT))
    assert isinstance(outcome, Sent)
    assert sandbox.workspace.message("C_TEAM", outcome.ts).text == "Hello"


async def test_a_user_id_is_a_direct_message(post, sandbox):
    assert isinstance(await post("w1", Message("U_ADA", "Hello")), Sent)
    assert seen(sandbox, sandbox.workspace.direct("U_ADA").id) == ["Hello"]


async def test_too_fast_says_for_how_long(post, sandbox):
    sandbox.faults.add(Fault(target="chat.postMessage", kind="ratelimited", retry_after=7))
    assert await post("w1", Message("C_TEAM", "Hello")) == Limited(7.0)
    assert seen(sandbox) == []


@pytest.mark.parametrize("channel", ["C_PAST", "C_ELSE", "C_NONE"])
async def test_a_channel_that_cannot_be_posted_to_is_a_final_refusal(post, channel):
    outcome = await post("w1", Message(channel, "Hello"))
    assert isinstance(outcome, Refused)
    assert outcome.permanent


async def test_a_service_that_is_away_for_a_moment_is_no_final_refusal(post, sandbox):
    sandbox.faults.add(Fault(target="chat.postMessage", kind="service_unavailable"))
    outcome = await post("w1", Message("C_TEAM", "Hello"))
    assert outcome == Refused("service_unavailable", permanent=False)


@pytest.mark.parametrize("kind", ["http_500", "http_502", "fatal_error"])
async def test_a_failure_on_slacks_side_leaves_it_unclear(post, sandbox, kind):
    sandbox.faults.add(Fault(target="chat.postMessage", kind=kind))
    assert isinstance(await post("w1", Message("C_TEAM", "Hello")), Unclear)
    assert calls(sandbox) == 1


@pytest.mark.parametrize(
    ("kind", "arrived", "patience"), [("timeout_before", 0, 1.0), ("timeout_after", 1, 5.0)]
)
async def test_no_answer_is_unclear_and_is_not_asked_again(post, sandbox, kind, arrived):
    sandbox.faults.add(Fault(target="chat.postMessage", kind=kind))
    assert isinstance(await post("w1", Message("C_TEAM", "Hello")), Unclear)
    assert len(seen(sandbox)) == arrived
    assert calls(sandbox) == 1


async def test_a_connection_that_is_cut_leaves_it_unclear_and_is_not_tried_again(tokens):
    """Left to itself Slack's client would post once more, silently."""
    heard = []

    async def hear_and_hang_up(reader, writer):
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    async with await asyncio.start_server(hear_and_hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        slack = Slack(base_url=f"http://127.0.0.1:{port}/api/", timeout=5.0)
        outcome = await Poster(slack, tokens)("w1", Message("C_TEAM", "Hello"))
        await slack.close()
    assert isinstance(outcome, Unclear)
    assert len(heard) == 1


async def test_where_nobody_listens_nothing_was_posted(tokens):
    nowhere = Slack(base_url="http://127.0.0.1:9/api/", timeout=1.0)
    outcome = await Poster(nowhere, tokens)("w1", Message("C_TEAM", "Hello"))
    await nowhere.close()
    assert outcome == Refused("not_reached", permanent=False)


async def test_a_block_slack_does_not_know_gives_way_to_plain_ones(post, sandbox):
    message = Message("C_TEAM", "Hello", (*STRANGE, *TEXT), plain=TEXT)
    outcome = await post("w1", message)
    assert isinstance(outcome, Sent)
    posted = sandbox.workspace.message("C_TEAM", outcome.ts)
    assert [block["type"] for block in posted.blocks] == ["section"]


REPORT = dict(messages(PLAIN))["report-figures-readings"]


@pytest.mark.parametrize(
    ("refused", "left", "asked"),
    [(0, {"table"}, 1), (1, set(), 2)],
    ids=["nothing", "the table"],
)
async def test_a_report_keeps_as_much_as_slack_takes(post, sandbox, refused, left, asked):
    if refused:
        fault = Fault(target="chat.postMessage", kind="invalid_blocks", having='"table"')
        sandbox.faults.add(fault)
    outcome = await post("w1", Message("C_TEAM", **REPORT))
    assert isinstance(outcome, Sent)
    posted = sandbox.workspace.message("C_TEAM", outcome.ts)
    assert {block["type"] for block in posted.blocks} & {"table"} == left
    assert "3.5 ± 0.4" in str(posted.blocks)
    assert calls(sandbox) == asked


async def test_a_workspace_without_a_token_is_not_called(post, sandbox):
    assert await post("w2", Message("C_TEAM", "Hello")) == Refused("no_token", permanent=True)
    assert calls(sandbox) == 0


async def test_a_workspace_that_was_installed_anew_is_posted_to_with_its_new_token(
    post, sandbox, tokens
):
    tokens.newer, tokens.token = tokens.token, "xoxb-sandbox-before"
    assert isinstance(await post("w1", Message("C_TEAM", "Hello")), Sent)
    assert (seen(sandbox), calls(sandbox)) == (["Hello"], 2)


async def test_without_a_newer_token_a_refused_one_is_tried_once(post, sandbox, tokens):
    tokens.token = "xoxb-sandbox-before"
    outcome = await post("w1", Message("C_TEAM", "Hello"))
    assert outcome == Refused("invalid_auth", permanent=True)
    assert calls(sandbox) == 1


async def test_a_message_takes_the_place_of_an_earlier_one(post, sandbox):
    sent = await post("w1", Message("C_TEAM", "Vote", TEXT))
    words = ({"type": "section", "text": {"type": "plain_text", "text": "It is over"}},)
    outcome = await post("w1", Message("C_TEAM", "It is over", words, instead_of=sent.ts))
    assert outcome == sent
    assert seen(sandbox) == ["It is over"]
    assert sandbox.workspace.message("C_TEAM", sent.ts).blocks[0]["text"]["text"] == "It is over"


async def test_a_message_that_is_gone_can_not_be_replaced(post):
    outcome = await post("w1", Message("C_TEAM", "It is over", TEXT, instead_of="1.000001"))
    assert outcome == Refused("message_not_found", permanent=True)


@pytest.mark.parametrize("kind", ["http_500", "fatal_error", "service_unavailable"])
async def test_what_may_be_there_already_is_not_posted_while_slack_does_not_answer(
    post, sandbox, kind
):
    sandbox.faults.add(Fault(target="auth.test", kind=kind))
    doubtful = Message("C_TEAM", "Hello", may_be_there=True)
    outcome = await post("w1", doubtful)
    assert isinstance(outcome, Refused)
    assert not outcome.permanent
    assert calls(sandbox) == 0
    assert isinstance(await post("w1", doubtful), Sent)
    assert seen(sandbox) == ["Hello"]


async def test_a_limit_and_a_refused_token_are_heard_before_what_may_be_there_is_posted(
    post, sandbox
):
    sandbox.faults.add(Fault(target="auth.test", kind="ratelimited", retry_after=7))
    assert await post("w1", Message("C_TEAM", "Hello", may_be_there=True)) == Limited(7.0)
    assert calls(sandbox) == 0
