"""A wrong setting stops the start, says its name and what to write, and repeats no value."""

from __future__ import annotations

import os
import pickle

import pytest

from slackapp.errors import InvalidSettings
from slackapp.settings import PREFIX, SLACK_API, Settings, load, variable

SANDBOX = {
    "environment": "sandbox",
    "slack_bot_token": "xoxb-sandbox-1",
    "slack_api_base_url": "http://127.0.0.1:1/api/",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal(**given):
    with pytest.raises(InvalidSettings) as caught:
        load(**given)
    return caught.value.sentence


def test_every_setting_has_a_default_and_a_description():
    assert load() == Settings()
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "eighty"),
        ("port", "70000"),
        ("environment", "staging"),
        ("poll_seconds", "0.0123"),
        ("database_url", "mysql://here"),
        ("public_url", "reports.example.net"),
        ("log_level", "LOUD"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_not_repeated(monkeypatch, name, value):
    monkeypatch.setenv(variable(name), value)
    said = refusal()
    assert said.startswith(f"{variable(name)}: ")
    assert Settings.model_fields[name].description in said
    assert value not in said


def test_what_is_wrong_is_said_without_the_words_of_a_library(monkeypatch):
    monkeypatch.setenv(variable("posts_per_second"), "many")
    assert refusal().startswith(f"{variable('posts_per_second')}: must be a valid number. ")


def test_every_wrong_value_is_named_at_once(monkeypatch):
    monkeypatch.setenv(variable("port"), "x")
    monkeypatch.setenv(variable("log_level"), "y")
    assert len(refusal().splitlines()) == 2


def test_a_misspelt_variable_is_refused_with_what_was_probably_meant(monkeypatch):
    monkeypatch.setenv(PREFIX + "SLACK_BOT_TOKE", "xoxb-1")
    assert refusal() == (
        "BEARINGS_SLACK_BOT_TOKE is not a setting. Did you mean BEARINGS_SLACK_BOT_TOKEN?"
    )


def test_a_misspelt_line_of_the_env_file_is_refused_and_a_foreign_one_is_not(tmp_path):
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=secret\nBEARINGS_PROT=1\n")
    assert refusal() == "BEARINGS_PROT is not a setting. Did you mean BEARINGS_PORT?"
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=secret\nBEARINGS_PORT=1\n")
    assert load().port == 1


@pytest.mark.parametrize("name", ["BEARING_PORT", "BEARINGD_PORT", "bearins_port"])
def test_a_first_word_that_is_misspelt_is_refused_too(name, tmp_path, monkeypatch):
    said = f"{name.upper()} is not a setting. Did you mean BEARINGS_PORT?"
    (tmp_path / ".env").write_text(f"{name}=1\n")
    assert refusal() == said
    (tmp_path / ".env").unlink()
    monkeypatch.setenv(name.upper(), "1")
    assert refusal() == said


@pytest.mark.parametrize("name", ["PORT", "BEARER_PORT", "BEARING_ANGLE", "BEARS_PORT"])
def test_names_of_others_are_left_alone(name, tmp_path, monkeypatch):
    (tmp_path / ".env").write_text(f"{name}=1\n")
    monkeypatch.setenv(name, "1")
    assert load().port == Settings.model_fields["port"].default


def test_a_misspelt_variable_hides_no_other_fault(monkeypatch):
    monkeypatch.setenv(PREFIX + "PROT", "1")
    monkeypatch.setenv(variable("port"), "x")
    monkeypatch.setenv(variable("log_level"), "y")
    assert [line.partition(" ")[0] for line in refusal().splitlines()] == [
        "BEARINGS_PROT",
        "BEARINGS_PORT:",
        "BEARINGS_LOG_LEVEL:",
    ]


def test_a_line_of_the_env_file_that_cannot_be_read_is_said_once_and_by_nobody_else(
    tmp_path, caplog
):
    (tmp_path / ".env").write_text("BEARINGS_PORT=1\nBEARINGS_LOG_LEVEL ERROR\n")
    assert refusal().startswith(".env: line 2 cannot be read. Write NAME=value")
    assert not caplog.records


def test_a_secret_file_gives_its_value_and_the_environment_wins(monkeypatch, tmp_path):
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "bearings_slack_bot_token").write_text("xoxb-from-file\n")
    (secrets / "bearings_port").write_text("81")
    monkeypatch.setenv("BEARINGS_SECRETS_DIR", str(secrets))
    monkeypatch.setenv(variable("port"), "82")
    settings = load()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-file"
    assert settings.port == 82


def test_a_secret_is_in_no_text_of_the_settings():
    settings = load(slack_bot_token="xoxb-very-secret", master_key="very-secret")
    assert "very-secret" not in repr(settings) + str(settings)


def test_a_production_app_talks_to_slack_alone():
    assert SLACK_API in refusal(slack_api_base_url="http://127.0.0.1:1/api/")
    assert load(slack_api_base_url="http://127.0.0.1:1/api/", environment="test")


@pytest.mark.parametrize(
    ("name", "kind"), [("slack_bot_token", "xoxb"), ("slack_app_token", "xapp")]
)
def test_a_token_of_a_workspace_never_reaches_a_sandbox(name, kind):
    said = refusal(**SANDBOX | {name: f"{kind}-123-456-real"})
    assert variable(name) in said
    assert "no token of the local sandbox" in said
    assert "real" not in said
    assert "456" not in said
    assert load(**SANDBOX).environment == "sandbox"


def test_serving_needs_a_token_and_a_way_for_slack_to_reach_us():
    with pytest.raises(InvalidSettings, match="BEARINGS_SLACK_BOT_TOKEN is missing"):
        load().require_slack()
    with pytest.raises(InvalidSettings, match="BEARINGS_SLACK_SIGNING_SECRET is missing"):
        load(slack_bot_token="xoxb-1").require_slack()
    over_http = load(slack_bot_token="xoxb-1", slack_signing_secret="s")
    over_http.require_slack()
    assert over_http.transport == "http"
    by_socket = load(slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    by_socket.require_slack()
    assert by_socket.transport == "socket"


def test_workspaces_install_the_app_themselves_with_a_client_and_without_a_token():
    client = {"slack_client_id": "1.2", "slack_client_secret": "s", "slack_signing_secret": "s"}
    at_home = load(**client, public_url="https://bearings.example")
    at_home.require_slack()
    assert at_home.installable
    with pytest.raises(InvalidSettings, match="must begin with https://"):
        load(**client)
    with pytest.raises(InvalidSettings, match="belong together"):
        load(slack_client_id="1.2", slack_bot_token="xoxb-1")


def test_settings_travel_to_another_process_whole():
    settings = load(**SANDBOX)
    assert pickle.loads(pickle.dumps(settings)) == settings


@pytest.mark.parametrize(
    ("name", "token", "kind"),
    [
        ("slack_bot_token", "xoxp-1", "xoxb-"),
        ("slack_bot_token", "xapp-1", "xoxb-"),
        ("slack_app_token", "xoxb-1", "xapp-"),
    ],
)
def test_a_token_of_another_kind_is_refused_with_how_the_right_one_begins(name, token, kind):
    with pytest.raises(InvalidSettings, match=f"must begin with {kind}"):
        load(**{name: token})
