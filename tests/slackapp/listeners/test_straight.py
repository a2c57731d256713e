"""The busiest form goes straight to its listener; everything else goes on to Bolt's own search."""

from __future__ import annotations

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from slackapp.errors import RoundClosed
from slackapp.listeners.straight import Straight

FORM = "check_in_view"
FOUND = BoltResponse(status=200, body="found by Bolt")


def submitted(form, kind="view_submission"):
    body = {"type": kind, "view": {"callback_id": form, "private_metadata": "R1"}}
    return AsyncBoltRequest(body=body, mode="socket_mode")


async def on_to_bolt():
    return FOUND


async def process(request, submit):
    return await Straight(FORM, submit).async_process(req=request, resp=FOUND, next=on_to_bolt)


async def test_the_form_is_answered_as_its_listener_acknowledges_it():
    async def submit(*, ack, view, context):
        await ack(response_action="update", view={"of": view["private_metadata"]})
        assert context.ack is ack

    response = await process(submitted(FORM), submit)
    assert response is not FOUND
    assert (response.status, response.body) == (
        200,
        '{"response_action": "update", "view": {"of": "R1"}}',
    )


async def never(**_listener):
    raise AssertionError


@pytest.mark.parametrize(
    "request_",
    [
        submitted("settings_view"),
        submitted(FORM, "view_closed"),
        submitted(FORM, "block_actions"),
        AsyncBoltRequest(body={"type": "view_submission"}, mode="socket_mode"),
        AsyncBoltRequest(body={"type": "event_callback"}, mode="socket_mode"),
        AsyncBoltRequest(body={}, mode="socket_mode"),
    ],
)
async def test_whatever_else_comes_goes_on(request_):
    assert await process(request_, never) is FOUND


async def test_what_the_listener_raises_is_for_the_one_place_that_says_errors():
    async def submit(**_listener):
        raise RoundClosed

    with pytest.raises(RoundClosed):
        await process(submitted(FORM), submit)
