"""Whatever an app or a browser sends, the answer is a refusal, never a crash."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from probe import form_view

from slackapp.sandbox import loopback
from slackapp.sandbox.api.server import METHODS
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.validation import checked_blocks, checked_view
from slackapp.sandbox.validation.blocks import SURFACES

KINDS = [*SURFACES["message"][0].shapes, "alert", "hologram"]
WORDS = st.sampled_from(["text", "type", "elements", "options", "rows", "chart", "blocks", "title"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(KINDS)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def verdict(check, *given_):
    """The refusal's code, or nothing when it was taken."""
    try:
        check(*given_)
    except SlackError as refused:
        return refused.code
    return ""


@given(ANYTHING)
def test_any_json_is_judged_as_blocks(blocks):
    assert verdict(checked_blocks, blocks) in {"", "invalid_blocks", "msg_blocks_too_long"}


@given(ANYTHING, st.sampled_from(["modal", "home"]))
def test_any_json_is_judged_as_a_view(view, kind):
    with pytest.raises(SlackError, match="invalid_arguments"):
        checked_view(view, kind)


@given(st.sampled_from(sorted(form_view())), ANYTHING)
@settings(max_examples=60)
def test_a_view_with_one_wrong_part_is_judged(part, held):
    view = {**form_view(), part: held}
    assert verdict(checked_view, view, "modal") in {"", "invalid_arguments"}


ARGUMENTS = [
    "channel",
    "user",
    "users",
    "ts",
    "view",
    "blocks",
    "files",
    "cursor",
    "limit",
    "types",
]


@pytest.mark.parametrize("wrong", ["", "[", "[1]", "{}", "null", "-1", "C_TEAM", "x" * 300])
async def test_every_method_refuses_garbage_in_words(sandbox, wrong):
    headers = {"authorization": f"Bearer {sandbox.bot_token}"}
    arguments = dict.fromkeys([*ARGUMENTS, "user_id", "view_id", "trigger_id", "metadata"], wrong)
    async with loopback.client(base_url=sandbox.api_url, headers=headers) as client:
        for method in sorted(METHODS.keys() - {"auth.revoke"}):
            answer = await client.post(method, data=arguments)
            assert answer.status_code == 200, method
            assert isinstance(answer.json()["ok"], bool), method


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe"])
async def test_a_body_that_is_no_json_object_is_refused(sandbox, body):
    headers = {"authorization": f"Bearer {sandbox.bot_token}", "content-type": "application/json"}
    async with loopback.client(base_url=sandbox.api_url, headers=headers) as client:
        answer = await client.post("auth.test", content=body)
    assert answer.json()["error"] in {"invalid_json", "json_not_object"}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"_ref": "view:V_GONE", "_act": "_submit"},
        {"_ref": "message:C_TEAM:1.0", "_act": "a|b"},
        {"_ref": "message:C_NOWHERE:1.0"},
        {"_ref": "\x00", "_act": "|||"},
    ],
)
async def test_a_form_about_nothing_becomes_a_notice(sandbox, form):
    async with loopback.client(base_url=sandbox.url, follow_redirects=True) as browse:
        page = await browse.post("/as/U_ADA/C_TEAM/act", data=form)
    assert page.status_code == 200
    assert "no longer on this person" in page.text


async def test_a_date_that_is_none_is_refused(sandbox, slack):
    trigger = sandbox.context.triggers.issue("U_ADA")
    await slack.views_open(trigger_id=trigger, view=form_view())
    ref = sandbox.workspace.modal("U_ADA").ref
    form = {"_ref": ref, "_act": "_submit", "day|answer": "2026-13-45"}
    async with loopback.client(base_url=sandbox.url, follow_redirects=True) as browse:
        page = await browse.post("/as/U_ADA/C_TEAM/act", data=form)
        assert "is not what a datepicker offers" in page.text
        somebody_else = await browse.post("/as/U_BEN/C_TEAM/act", data=form)
        assert "no longer on this person" in somebody_else.text
        gone = await browse.get("/as/U_OLD/C_TEAM")
        assert str(gone.url).endswith("/as/U_ADA/C_TEAM")
