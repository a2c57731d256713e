"""Trading a code for who somebody is, against the local Slack."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from slackapp.errors import SignInRefused, SlackAway
from slackapp.gateway.openid import OpenID
from slackapp.gateway.slack import Slack
from slackapp.sandbox import Fault, loopback

BACK = "http://127.0.0.1:1/sign-in/back"


@pytest.fixture
def openid(slack, sandbox):
    return made(slack, sandbox)


def made(slack, sandbox, **given):
    return OpenID(
        slack,
        **{
            "client_id": sandbox.client_id,
            "client_secret": sandbox.client_secret,
            "redirect_uri": BACK,
            "real_now": time.time,
            **given,
        },
    )


async def agreed(openid, *, nonce="n1"):
    """What a browser brings back."""
    async with loopback.client(trust_env=False) as browser:
        answer = await browser.post(
            openid.address("s", nonce=nonce), data={"person": "U_ADA", "answer": "allow"}
        )
    brought = parse_qs(urlsplit(answer.headers["location"]).query)
    assert brought["state"] == ["s"]
    return brought["code"][0]


def test_a_person_is_asked_who_they_are_and_for_nothing_else():
    slack = Slack(base_url="https://slack.com/api/", timeout=1.0)
    asking = OpenID(
        slack, client_id="1.2", client_secret="c", redirect_uri=BACK, real_now=time.time
    )
    parts = urlsplit(asking.address("s", nonce="n"))
    assert parts.geturl().startswith("https://slack.com/openid/connect/authorize?")
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["1.2"],
        "scope": ["openid"],
        "redirect_uri": [BACK],
        "state": ["s"],
        "nonce": ["n"],
    }


async def test_a_code_says_once_who_somebody_is(openid, sandbox):
    code = await agreed(openid)
    visitor = await openid.exchange(code, nonce="n1")
    assert (visitor.slack_team, visitor.user) == (sandbox.workspace.team_id, "U_ADA")
    assert visitor.enterprise == ""
    with pytest.raises(SignInRefused):
        await openid.exchange(code, nonce="n1")


async def test_a_person_of_an_organisation_is_of_their_workspace_in_it(openid, sandbox):
    sandbox.context.openid.says = {"https://slack.com/enterprise_id": "E1"}
    assert (await openid.exchange(await agreed(openid), nonce="n1")).enterprise == "E1"


@pytest.mark.parametrize(
    "says",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another app"},
        {"aud": ["{client_id}", "another app"]},
        {"exp": 1},
        {"exp": "9999999999"},
        {"exp": True},
        {"iat": 9_999_999_999},
        {"nonce": "another sign-in's"},
        {"nonce": None},
        {"https://slack.com/team_id": ""},
        {"https://slack.com/user_id": None},
        {"https://slack.com/user_id": ["U_ADA"]},
    ],
)
async def test_what_slack_did_not_say_about_this_sign_in_is_refused(openid, sandbox, says):
    if says.get("aud", "")[:1] == ["{client_id}"]:
        says = {"aud": [sandbox.client_id, "another app"]}
    sandbox.context.openid.says = says
    with pytest.raises(SignInRefused):
        await openid.exchange(await agreed(openid), nonce="n1")


async def test_an_audience_may_be_a_list_of_one(openid, sandbox):
    sandbox.context.openid.says = {"aud": [sandbox.client_id]}
    assert (await openid.exchange(await agreed(openid), nonce="n1")).user == "U_ADA"


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "a.e30.c", "a.W10.c", "a.é.c", "a.bnVsbA.c", None, 7]
)
async def test_a_token_that_is_none_is_refused(openid, sandbox, monkeypatch, token):
    monkeypatch.setattr(type(sandbox.context.openid), "signed", lambda _self, _claims: token)
    with pytest.raises(SignInRefused):
        await openid.exchange(await agreed(openid), nonce="n1")


async def test_a_wrong_secret_or_way_back_is_refused(openid, slack, sandbox):
    for given in ({"client_secret": "wrong"}, {"redirect_uri": "http://127.0.0.1:1/elsewhere"}):
        code = await agreed(openid)
        with pytest.raises(SignInRefused):
            await made(slack, sandbox, **given).exchange(code, nonce="n1")


async def test_a_slack_that_fails_is_away_and_the_code_is_not_at_fault(openid, sandbox):
    code = await agreed(openid)
    for kind in ("http_500", "http_502", "ratelimited"):
        sandbox.faults.add(Fault(target="openid.connect.token", kind=kind))
        with pytest.raises(SlackAway):
            await openid.exchange(code, nonce="n1")
    assert (await openid.exchange(code, nonce="n1")).user == "U_ADA"


@pytest.mark.parametrize("patience", [1.0])
async def test_a_slack_that_does_not_answer_is_away(openid, sandbox):
    code = await agreed(openid)
    sandbox.faults.add(Fault(target="openid.connect.token", kind="timeout_before"))
    with pytest.raises(SlackAway):
        await openid.exchange(code, nonce="n1")
