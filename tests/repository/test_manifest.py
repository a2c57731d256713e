"""The app manifest against Slack's published limits, and what the app must never ask for."""

from __future__ import annotations

import copy
import re

import jsonschema
import pytest
import yaml

from slackapp.gateway.identity import SCOPES
from slackapp.gateway.openid import USER_SCOPES
from slackapp.web.install import BACK_PATH
from slackapp.web.sign_in import SIGNED_IN_PATH
from tests.scopes import NEEDS, called

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}


def text(longest: int, shortest: int = 1, **more: object) -> dict:
    return {**TEXT, "minLength": shortest, "maxLength": longest, **more}


def record(required: tuple[str, ...] = (), **fields: dict) -> dict:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": fields,
    }


def several(items: dict, most: int, fewest: int = 0) -> dict:
    return {
        "type": "array",
        "items": items,
        "minItems": fewest,
        "maxItems": most,
        "uniqueItems": True,
    }


URL = text(3500, pattern=r"^https://")
SCOPE = text(255, pattern=r"^[a-z]+([.:_][a-z]+)*$")
EVENT = text(255, pattern=r"^[a-z]+(_[a-z]+)*$")
COMMAND = record(
    ("command", "description"),
    command=text(32, 2, pattern=r"^/[a-z0-9_-]+$"),
    description=text(2000),
    url=text(3000, pattern=r"^https://"),
    usage_hint=text(1000),
    should_escape=FLAG,
)
# Slack's manifest, with the fields a Bolt app can use: sections are closed, as Slack's are.
MANIFEST = record(
    ("display_information", "features", "oauth_config", "settings"),
    _metadata=record(major_version={"type": "integer"}, minor_version={"type": "integer"}),
    display_information=record(
        ("name",),
        name=text(35),
        description=text(140),
        background_color=text(7, 4, pattern=r"^#([0-9a-f]{3}|[0-9a-f]{6})$"),
        long_description=text(4000, 175),
    ),
    features=record(
        app_home=record(
            home_tab_enabled=FLAG, messages_tab_enabled=FLAG, messages_tab_read_only_enabled=FLAG
        ),
        bot_user=record(("display_name",), display_name=text(80), always_online=FLAG),
        slash_commands=several(COMMAND, 50, 1),
        shortcuts=several(
            record(
                ("name", "type", "callback_id", "description"),
                name=text(24),
                type={"enum": ["message", "global"]},
                callback_id=text(255),
                description=text(150),
            ),
            10,
            1,
        ),
    ),
    oauth_config=record(
        redirect_urls=several(URL, 1000),
        scopes=record(
            bot=several(SCOPE, 255),
            user=several(SCOPE, 255),
            bot_optional=several(SCOPE, 255),
            user_optional=several(SCOPE, 255),
        ),
    ),
    settings=record(
        event_subscriptions=record(
            request_url=URL, bot_events=several(EVENT, 100), user_events=several(EVENT, 100)
        ),
        interactivity=record(("is_enabled",), is_enabled=FLAG, request_url=URL),
        org_deploy_enabled=FLAG,
        socket_mode_enabled=FLAG,
        token_rotation_enabled=FLAG,
    ),
)
# What Slack wants granted before it delivers an event; those without an entry need nothing.
EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_left": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "group_archive": {"groups:read"},
    "group_left": {"groups:read"},
    "group_rename": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "subteam_members_changed": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}


@pytest.fixture(scope="module")
def source(root):
    return (root / "manifest.yml").read_text(encoding="utf-8")


@pytest.fixture
def manifest(source):
    return yaml.safe_load(source)


def faults(document: dict) -> list[str]:
    found = jsonschema.Draft7Validator(MANIFEST).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_the_manifest_keeps_within_slacks_limits(manifest):
    assert faults(manifest) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("display_information", "name"), "B" * 36),
        (("display_information", "long_description"), "Too short."),
        (("features", "slash_commands", 0, "command"), "bearings"),
        (("settings", "socket_mode"), True),
        (("oauth_config", "scopes", "bot"), ["chat:write", "chat:write"]),
    ],
)
def test_the_limits_are_really_looked_at(manifest, path, value):
    broken = copy.deepcopy(manifest)
    *way, last = path
    place = broken
    for step in way:
        place = place[step]
    place[last] = value
    assert faults(broken)


def test_no_scope_reads_messages_files_or_addresses(manifest):
    scopes = manifest["oauth_config"]["scopes"]
    forbidden = re.compile(r"history|search|files|canvases|email|admin|reactions|mpim|identity")
    assert [name for group in scopes.values() for name in group if forbidden.search(name)] == []


def test_every_method_the_code_can_call_is_known_and_no_other(root):
    found = dict(called(root))
    assert found.keys() == NEEDS.keys()


def test_every_scope_is_needed_by_a_call_or_a_command_and_every_call_is_covered(manifest, root):
    scopes = manifest["oauth_config"]["scopes"]
    needed = set().union(*(NEEDS[method] for method, _file in called(root)))
    if manifest["features"]["slash_commands"]:
        needed.add("commands")
    assert set(scopes["bot"]) | set(scopes["user"]) == needed
    assert scopes.keys() == {"bot", "user"}


def test_what_is_asked_for_when_installing_and_signing_in_is_what_the_manifest_says(manifest):
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == SCOPES
    assert set(scopes["user"]) == USER_SCOPES == {"openid"}


def test_every_event_is_granted_by_a_scope(manifest):
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    granted = set(manifest["oauth_config"]["scopes"]["bot"])
    assert set(events) == set(EVENT_SCOPES)
    assert {event for event in events if EVENT_SCOPES[event] - granted} == set()


def test_answers_cannot_be_typed_into_a_direct_message(manifest):
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }


def test_taking_the_comment_marks_off_makes_it_an_http_app(source):
    changed = re.sub(r"(?m)^(\s*)# (?=(?:url|request_url): )", r"\1", source)
    changed = re.sub(r"(?m)^  # (redirect_urls:|  - https:.*)$", r"  \1", changed)
    changed = changed.replace("socket_mode_enabled: true", "socket_mode_enabled: false")
    manifest = yaml.safe_load(changed)
    assert faults(manifest) == []
    assert manifest["features"]["slash_commands"][0]["url"]
    assert manifest["settings"]["event_subscriptions"]["request_url"]
    assert manifest["settings"]["interactivity"]["request_url"]
    assert manifest["oauth_config"]["redirect_urls"] == [
        "https://bearings.example.com" + path for path in (BACK_PATH, SIGNED_IN_PATH)
    ]
