"""Every setting in one place, with what it does; a wrong value stops the start and says why."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from slackapp import env_file
from slackapp.errors import InvalidSettings

PREFIX = "BEARINGS_"
SLACK_API = "https://slack.com/api/"
SANDBOX_MARK = "sandbox-"
"""Every token of the local sandbox carries it behind `xoxb-` or `xapp-`."""
SECRETS_DIR = PREFIX + "SECRETS_DIR"
"""Where to look for secret files; read before the settings, so it is not one of them."""
ENV_FILE = ".env"
DEFAULT_SECRETS_DIR = "/run/secrets"


class Settings(BaseSettings):
    """How Bearings runs. Read from `BEARINGS_*` variables, then `.env`, then secret files."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    environment: Literal["production", "sandbox", "test"] = Field(
        "production",
        description="Where this runs: `production`, the local `sandbox`, or an automated `test`.",
    )
    database_url: str = Field(
        "sqlite:///var/bearings.db",
        description="The database: a SQLite file, or PostgreSQL as `postgresql://user@host/name`.",
    )
    key_store: str = Field(
        "var/keys",
        description="Where the keys of open rounds and windows live, outside the database: a "
        "directory that backups leave out, or the `postgresql://` address of a separate server.",
    )
    master_key: SecretStr | None = Field(
        None,
        description="The secret that wraps those keys and the Slack tokens: 32 bytes in base64. "
        "When it is left out, the master key file is used.",
    )
    master_key_file: Path = Field(
        Path("var/master.key"),
        description="The file the master key is read from. Where it is not there and nothing is "
        "sealed yet, `bearings migrate` makes it, on SQLite the first start too, readable by its "
        "owner alone.",
    )
    slack_bot_token: SecretStr | None = Field(
        None,
        description="The bot token (`xoxb-…`) of one workspace that the app was installed in by "
        "hand. Leave it out where workspaces install the app themselves.",
    )
    slack_app_token: SecretStr | None = Field(
        None,
        description="An app-level token (`xapp-…`): with it Slack is reached by Socket Mode, "
        "without it Slack calls us over HTTP.",
    )
    slack_signing_secret: SecretStr | None = Field(
        None,
        description="The signing secret of the Slack app; needed without Socket Mode.",
    )
    slack_client_id: str | None = Field(
        None,
        description="The client id of the Slack app. With it and its secret any workspace can "
        "install the app at `/slack/install` of the public address, and people can sign in with "
        "Slack at `/sign-in` to read reports.",
    )
    slack_client_secret: SecretStr | None = Field(
        None,
        description="The client secret that belongs to the client id.",
    )
    slack_api_base_url: str = Field(
        SLACK_API,
        description="Where Slack's Web API is. Anything else than Slack's own address is refused "
        "outside `sandbox` and `test`.",
    )
    slack_timeout_seconds: float = Field(
        10.0,
        gt=0,
        le=60,
        description="How long one call to Slack may take before its outcome counts as unclear.",
    )
    posts_per_second: float = Field(
        5.0,
        gt=0,
        le=100,
        description="How many messages a second go to one workspace; Slack allows several hundred "
        "a minute.",
    )
    public_url: str = Field(
        "http://127.0.0.1:8080",
        description="The address people reach this server at; links to reports and documents begin "
        "with it.",
    )
    feedback: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Where people say what is wrong or missing: an address, a channel or somebody "
        "of yours. `/bearings help` and the Home tab show it; without it they name leads and "
        "admins.",
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(
        8080, ge=0, le=65535, description="The port to listen on; 0 takes a free one."
    )
    poll_seconds: float = Field(
        1.0,
        ge=0.05,
        le=60,
        description="How often a worker looks for what has become due.",
    )
    heartbeat_file: Path | None = Field(
        None,
        description="A file, of one worker alone, that it touches while it goes on; `bearings "
        "health` looks how long ago that was. The container image sets it.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO",
        description="How much is logged. Slack's and the database's own loggers never go below "
        "`INFO`, because they would write answers.",
    )

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, url: str) -> str:
        if urlsplit(url).scheme not in {"sqlite", "postgresql"}:
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator(
        "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret"
    )
    @classmethod
    def _secret_is_not_blank(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not secret.get_secret_value().strip():
            raise ValueError("is empty")
        return secret

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _is_that_kind_of_token(
        cls, token: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        kind = "xapp-" if info.field_name == "slack_app_token" else "xoxb-"
        if token is not None and not token.get_secret_value().startswith(kind):
            raise ValueError(f"must begin with {kind}")
        return token

    @field_validator("public_url", "slack_api_base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address such as https://bearings.example.com")
        return url

    @model_validator(mode="after")
    def _keeps_worlds_apart(self) -> Settings:
        """A real token never reaches a stand-in for Slack, nor a sandbox a real workspace."""
        if self.environment == "production" and self.slack_api_base_url != SLACK_API:
            raise ValueError(
                f"{variable('slack_api_base_url')} must be {SLACK_API}, or set "
                f"{variable('environment')} to sandbox"
            )
        for name in ("slack_bot_token", "slack_app_token"):
            secret: SecretStr | None = getattr(self, name)
            made_here = secret is None or SANDBOX_MARK in secret.get_secret_value()[:16]
            if self.environment == "sandbox" and not made_here:
                raise ValueError(
                    f"{variable(name)} is no token of the local sandbox, all of which have "
                    f"“{SANDBOX_MARK}” in them; {variable('environment')}=sandbox takes no other: "
                    "leave this setting out"
                )
        return self

    @model_validator(mode="after")
    def _installs_safely(self) -> Settings:
        """Slack sends people back with a code that must not travel in clear."""
        if (self.slack_client_id is None) != (self.slack_client_secret is None):
            raise ValueError(
                f"{variable('slack_client_id')} and {variable('slack_client_secret')} belong "
                "together: set both or neither"
            )
        encrypted = self.public_url.startswith("https://")
        if self.installable and self.environment == "production" and not encrypted:
            raise ValueError(
                f"{variable('public_url')} must begin with https:// where workspaces install the "
                "app themselves"
            )
        return self

    @property
    def transport(self) -> Literal["socket", "http"]:
        """How Slack reaches us: Socket Mode when there is an app token."""
        return "socket" if self.slack_app_token else "http"

    @property
    def installable(self) -> bool:
        """Whether workspaces can install the app themselves."""
        return self.slack_client_id is not None and self.slack_client_secret is not None

    def require_slack(self) -> None:
        """Refuse to serve when Slack could not reach us or we could not trust what it says.

        Raises:
            InvalidSettings: naming the setting that is missing.
        """
        if not self.slack_bot_token and not self.installable:
            raise InvalidSettings(
                f"{variable('slack_bot_token')} is missing. Write the bot token (xoxb-…) that "
                "Slack shows under “OAuth & Permissions” once the app is installed; or set "
                f"{variable('slack_client_id')} and {variable('slack_client_secret')}, so that "
                "workspaces can install it themselves."
            )
        if self.transport == "http" and not self.slack_signing_secret:
            raise InvalidSettings(
                f"{variable('slack_signing_secret')} is missing. Write the signing secret Slack "
                f"shows under “Basic Information”, or set {variable('slack_app_token')} to use "
                "Socket Mode."
            )


def variable(field: str) -> str:
    """Return the environment variable that sets a field."""
    return PREFIX + field.upper()


def load(**given: Any) -> Settings:  # noqa: ANN401 (any field's value)
    """Read the settings; `given` wins over the environment.

    Raises:
        InvalidSettings: with one line for each wrong or unknown setting, or for each line of the
            file that cannot be read.
    """
    unknown = _unknown_variables()
    directory = os.environ.get(SECRETS_DIR, DEFAULT_SECRETS_DIR)
    if SECRETS_DIR not in os.environ and not Path(directory).is_dir():
        directory = ""
    try:
        settings = Settings(_secrets_dir=directory or None, **given)
    except ValidationError as error:
        raise InvalidSettings("\n".join([*unknown, render(error)])) from None
    if unknown:
        raise InvalidSettings("\n".join(unknown))
    return settings


def render(error: ValidationError) -> str:
    """Say which setting is wrong and what to write instead; values are never repeated."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        said = _said(problem["msg"])
        if field in Settings.model_fields:
            lines.append(f"{variable(field)}: {said}. {Settings.model_fields[field].description}")
        else:
            lines.append(f"{said}.")
    return "\n".join(lines)


def _said(message: str) -> str:
    """What pydantic says of a value, without the words of its library."""
    said = message.removeprefix("Value error, ").partition(", unable to parse")[0]
    return said.replace("Input should be", "must be")


def _unknown_variables() -> list[str]:
    """Say of each name that is set and is none of ours what was probably meant."""
    fields = [variable(field) for field in Settings.model_fields]
    written = {*os.environ, *env_file.names(Path(ENV_FILE), PREFIX, fields)}
    ours = {name for name in written if env_file.is_ours(name, PREFIX, fields)}
    return [env_file.unknown(name, fields) for name in sorted(ours - {*fields, SECRETS_DIR})]
