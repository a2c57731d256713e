"""Trading what somebody agreed to for a token, against the local Slack."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from slackapp.errors import InstallRefused, InstallTooWide, SlackAway
from slackapp.gateway.identity import SCOPES
from slackapp.gateway.oauth import OAuth
from slackapp.gateway.slack import Slack
from slackapp.sandbox import Fault, loopback

BACK = "http://127.0.0.1:1/slack/oauth_redirect"


@pytest.fixture
def oauth(slack, sandbox):
    return OAuth(
        slack,
        client_id=sandbox.client_id,
        client_secret=sandbox.client_secret,
        redirect_uri=BACK,
    )


async def agreed(oauth):
    """What a browser brings back."""
    async with loopback.client(trust_env=False) as browser:
        answer = await browser.post(
            oauth.address("s"), data={"installer": "U_ADA", "answer": "allow"}
        )
    brought = parse_qs(urlsplit(answer.headers["location"]).query)
    assert brought["state"] == ["s"]
    return brought["code"][0]


def test_a_person_agrees_at_slack_to_the_bots_scopes_and_no_others():
    slack = Slack(base_url="https://slack.com/api/", timeout=1.0)
    made = OAuth(slack, client_id="1.2", client_secret="c", redirect_uri=BACK)
    parts = urlsplit(made.address("s"))
    asked = parse_qs(parts.query, keep_blank_values=True)
    assert parts.geturl().startswith("https://slack.com/oauth/v2/authorize?")
    assert (asked["client_id"], asked["redirect_uri"], asked["state"]) == (["1.2"], [BACK], ["s"])
    assert set(asked["scope"][0].split(",")) == SCOPES
    assert asked["user_scope"] == [""]


async def test_a_code_becomes_a_token_once(oauth, sandbox):
    code = await agreed(oauth)
    grant = await oauth.exchange(code)
    assert (grant.token, grant.installer) == (sandbox.bot_token, "U_ADA")
    assert grant.token not in repr(grant)
    with pytest.raises(InstallRefused):
        await oauth.exchange(code)


async def test_a_slack_that_fails_is_away_and_the_code_is_not_at_fault(oauth, sandbox):
    code = await agreed(oauth)
    for kind in ("http_500", "http_502", "ratelimited"):
        sandbox.faults.add(Fault(target="oauth.v2.access", kind=kind))
        with pytest.raises(SlackAway):
            await oauth.exchange(code)
    assert (await oauth.exchange(code)).installer == "U_ADA"


@pytest.mark.parametrize("patience", [1.0])
async def test_a_slack_that_does_not_answer_is_away(oauth, sandbox):
    code = await agreed(oauth)
    sandbox.faults.add(Fault(target="oauth.v2.access", kind="timeout_before"))
    with pytest.raises(SlackAway):
        await oauth.exchange(code)


async def test_a_token_for_a_whole_organisation_is_not_taken(oauth, sandbox):
    sandbox.workspace.org_wide = True
    with pytest.raises(InstallTooWide):
        await oauth.exchange(await agreed(oauth))
