"""Sign in with Slack, as the local Slack does it."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from slackapp.sandbox import Channel, Person, Sandbox, loopback
from tests.slackapp.gateway.conftest import MANIFEST

BACK = "http://127.0.0.1:1/back"


@pytest.fixture
async def sandbox():
    ada = Person(id="U1", name="ada", real_name="Ada Osei")
    gone = Person(id="U2", name="gone", real_name="Gone By", deleted=True)
    place = Channel(id="C1", name="team", members=("U1",))
    made = Sandbox("Northwind", people=[ada, gone], channels=[place], manifest=MANIFEST)
    async with made.running() as running:
        yield running


@pytest.fixture
async def browser(sandbox):
    async with loopback.client(base_url=sandbox.url, trust_env=False) as client:
        yield client


def question(sandbox, **given):
    return {
        "response_type": "code",
        "client_id": sandbox.client_id,
        "scope": "openid",
        "redirect_uri": BACK,
        "state": "s",
        "nonce": "n",
        **given,
    }


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


async def test_the_token_is_signed_with_the_published_key(sandbox, browser):
    described = (await browser.get("/.well-known/openid-configuration")).json()
    assert described["issuer"] == sandbox.url
    answer = await browser.post(
        described["authorization_endpoint"],
        params=question(sandbox),
        data={"person": "U1", "answer": "allow"},
    )
    assert answer.status_code == 303
    [code] = parse_qs(urlsplit(answer.headers["location"]).query)["code"]
    fields = {"code": code, "redirect_uri": BACK}
    secret = {"client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
    token = (await browser.post(described["token_endpoint"], data=fields | secret)).json()
    assert (token["ok"], token["token_type"], token["state"]) == (True, "Bearer", "s")
    head, claims, signature = token["id_token"].split(".")
    [key] = (await browser.get(described["jwks_uri"])).json()["keys"]
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "RS256", "kid": key["kid"]}
    n, e = (int.from_bytes(decoded(key[part]), "big") for part in ("n", "e"))
    public = rsa.RSAPublicNumbers(e, n).public_key()
    public.verify(decoded(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), SHA256())
    said = json.loads(decoded(claims))
    assert said["sub"] == said["https://slack.com/user_id"] == "U1"
    assert said["https://slack.com/team_id"] == sandbox.workspace.team_id
    assert not {"email", "name"} & said.keys()
    kept = [entry.answer for entry in sandbox.journal.entries(what="openid.connect.token")]
    assert "id_token" not in kept[-1]


async def test_only_people_who_are_here_are_offered(sandbox, browser):
    page = await browser.get("/openid/connect/authorize", params=question(sandbox))
    assert "Sign in to Bearings" in page.text
    assert "Ada Osei" in page.text
    assert "Gone By" not in page.text


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"client_id": "another"}, "invalid_client_id"),
        ({"redirect_uri": "https://elsewhere.example"}, "bad_redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid,email"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
async def test_what_slack_would_refuse_is_refused(sandbox, browser, given, problem):
    for ask in (browser.get, browser.post):
        page = await ask("/openid/connect/authorize", params=question(sandbox, **given))
        assert (page.status_code, page.text) == (400, problem)


async def test_whoever_cancels_goes_back_without_a_code(sandbox, browser):
    answer = await browser.post(
        "/openid/connect/authorize", params=question(sandbox), data={"answer": "deny"}
    )
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {
        "state": ["s"],
        "error": ["access_denied"],
    }
