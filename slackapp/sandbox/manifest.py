"""What an app manifest declares; what it does not declare is not delivered and not allowed."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from slackapp.sandbox.errors import ManifestError
from slackapp.sandbox.model import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The parts of a manifest that change how Slack treats the app."""

    name: str
    description: str
    bot_name: str
    scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]
    events: frozenset[str]
    commands: dict[str, str]
    shortcuts: tuple[JSON, ...]
    interactive: bool
    home_tab: bool
    messages_read_only: bool


def _section(data: object, *path: str) -> JSON:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def read_manifest(path: Path) -> Manifest:
    """Read a YAML or JSON manifest (JSON is YAML).

    Raises:
        ManifestError: when the file is not a manifest.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ManifestError(f"{path} cannot be read: {error}") from error
    name = _section(data, "display_information").get("name")
    if not isinstance(name, str):
        raise ManifestError(f"{path} has no display_information.name")
    scopes = _section(data, "oauth_config", "scopes")
    features = _section(data, "features")
    return Manifest(
        name=name,
        description=str(_section(data, "display_information").get("description", "")),
        bot_name=str(_section(features, "bot_user").get("display_name", name)),
        scopes=tuple(scopes.get("bot") or ()) + tuple(scopes.get("bot_optional") or ()),
        user_scopes=tuple(scopes.get("user") or ()),
        events=frozenset(_section(data, "settings", "event_subscriptions").get("bot_events") or ()),
        commands={
            str(c["command"]): str(c.get("usage_hint", ""))
            for c in features.get("slash_commands") or ()
        },
        shortcuts=tuple(features.get("shortcuts") or ()),
        interactive=bool(_section(data, "settings", "interactivity").get("is_enabled")),
        home_tab=bool(_section(features, "app_home").get("home_tab_enabled")),
        messages_read_only=bool(
            _section(features, "app_home").get("messages_tab_read_only_enabled")
        ),
    )
