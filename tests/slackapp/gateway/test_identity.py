"""Whether a token still works is Slack's to say, and no answer says nothing."""

from __future__ import annotations

import pytest

from slackapp.errors import SlackAway
from slackapp.gateway.identity import works
from slackapp.gateway.slack import TOKEN_REFUSED, Slack
from slackapp.sandbox.faults import Fault

UNSAID = ["ratelimited", "http_500", "http_502", "fatal_error", "access_denied"]
MOMENT = 0.2
"""Seconds after which a Slack that never answers is given up here."""


@pytest.fixture
async def impatient(sandbox):
    client = Slack(base_url=sandbox.api_url, timeout=MOMENT)
    yield client
    await client.close()


async def test_a_token_works_until_slack_says_that_it_was_revoked(slack, sandbox):
    assert await works(slack, sandbox.bot_token)
    sandbox.happenings.revoke()
    assert not await works(slack, sandbox.bot_token)
    assert not await works(slack, "xoxb-nobodys")


@pytest.mark.parametrize("word", sorted(TOKEN_REFUSED))
async def test_slacks_own_words_for_a_token_that_will_not_work_again_are_believed(
    slack, sandbox, word
):
    sandbox.faults.add(Fault(target="auth.test", kind=word))
    assert not await works(slack, sandbox.bot_token)
    assert await works(slack, sandbox.bot_token)


@pytest.mark.parametrize("kind", UNSAID)
async def test_whatever_else_slack_says_is_nothing_of_the_token(slack, sandbox, kind):
    sandbox.faults.add(Fault(target="auth.test", kind=kind))
    with pytest.raises(SlackAway):
        await works(slack, sandbox.bot_token)
    assert sandbox.faults.listing() == []


async def test_no_answer_is_no_refusal(impatient, sandbox):
    sandbox.faults.add(Fault(target="auth.test", kind="timeout_before", times=9))
    with pytest.raises(SlackAway):
        await works(impatient, sandbox.bot_token)
