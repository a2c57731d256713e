"""`bearings doctor`: every setting, scope, clock, database, key store and Slack tried for real."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pydantic import SecretStr
from rich.console import Console
from rich.markup import escape

from slackapp.bootstrap import health
from slackapp.bootstrap.house import House, open_house
from slackapp.domain.ids import KeyId
from slackapp.domain.rounds import RoundState
from slackapp.errors import BearingsError, SlackAway, StorageAway, TokenRefused
from slackapp.gateway.identity import SCOPES, Identity, identify, try_socket
from slackapp.gateway.slack import Slack
from slackapp.services.ports import Store
from slackapp.settings import Settings, load, variable
from slackapp.storage import schema, server_log
from slackapp.storage.address import remedy, shown, silent
from slackapp.storage.refusals import refusal
from slackapp.web.install import BACK_PATH, INSTALL_PATH
from slackapp.web.sign_in import SIGN_IN_PATH, SIGNED_IN_PATH

_AWAY = "could not be reached, or could not answer"
MOST_SKEW = 60.0
"""Seconds our clock may differ from Slack's; Slack's signatures allow five minutes."""
_ADDRESSES = frozenset({"database_url", "key_store"})
"""Settings that may hold a password."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found; `advice` is what to do about it, empty when all is well."""

    about: str
    said: str
    advice: str = ""
    tried: bool = True
    """Whether this was tried, and not only read."""


def examine(console: Console | None = None) -> bool:
    """Look at everything and print it; return whether the app could serve as it is set up.

    Raises:
        InvalidSettings: the settings themselves cannot be read; nothing else was tried.
    """
    settings = load()
    found = [*look(settings)]
    printed = console or Console(emoji=False, highlight=False, soft_wrap=True)
    for finding in found:
        printed.print(f"{_mark(finding)} [bold]{finding.about}[/bold]: {escape(finding.said)}")
        if finding.advice:
            printed.print(f"  → {escape(finding.advice)}")
    return not any(finding.advice for finding in found)


def _mark(finding: Finding) -> str:
    if finding.advice:
        return "[red]✗[/red]"
    return "[green]✓[/green]" if finding.tried else "[dim]·[/dim]"


def look(settings: Settings) -> Iterator[Finding]:
    """Look at one thing after the other."""
    yield from _settings(settings)
    yield from _worker(settings)
    yield from _storage(settings)
    yield from asyncio.run(_slack(settings))


def _settings(settings: Settings) -> Iterator[Finding]:
    for name in Settings.model_fields:
        value = getattr(settings, name)
        yield Finding(variable(name), _shown(name, value), tried=False)
    try:
        settings.require_slack()
    except BearingsError as error:
        yield Finding("Slack settings", "not complete", error.sentence)
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        advice = "Use an https:// address: links to reports are for one person each."
        yield Finding(variable("public_url"), "is not encrypted", advice)


def _shown(name: str, value: object) -> str:
    """A setting's value; a secret only says whether it is there."""
    if isinstance(value, SecretStr):
        return "set"
    if isinstance(value, tuple):
        return ", ".join(value)
    if value is None:
        return "not set"
    return shown(str(value)) if name in _ADDRESSES else str(value)


def _worker(settings: Settings) -> Iterator[Finding]:
    """How long ago the worker here went on, where it says so in a file."""
    path = settings.heartbeat_file
    if path is None:
        return
    try:
        seconds = health.age(path)
    except OSError:
        yield Finding("Worker", "none has been started here")
        return
    advice = "" if seconds <= health.WITHIN else "It hangs or does not run: start it again."
    yield Finding("Worker", f"each of its loops went on within {seconds:.0f} s", advice)


def _storage(settings: Settings) -> Iterator[Finding]:
    if schema.is_missing(settings.database_url):
        yield Finding("Database", "not there yet; the first start makes it, and its keys")
        return
    try:
        if not schema.is_current(settings.database_url):
            yield Finding("Database", "its schema is behind", "Run `bearings migrate`.")
            return
        schema.prepare(settings.database_url, embedded=False)
        yield Finding("Database", "reached; its schema is up to date and joins nobody to an answer")
        yield from _server_log(settings.database_url)
        house = open_house(settings)
    except StorageAway:
        look_at = remedy(settings.database_url, variable("database_url"))
        why = refusal(settings.database_url)
        yield Finding(
            "Database", ": ".join(filter(None, (silent(settings.database_url), why))), look_at
        )
        return
    except BearingsError as error:
        yield Finding("Database or master key", "not usable", error.sentence)
        return
    try:
        yield from _keys(house)
    finally:
        house.close()


def _server_log(url: str) -> Iterator[Finding]:
    if repeating := server_log.repeating(url):
        yield Finding(
            "Database's log",
            f"tells who answered and when, by {', '.join(repeating)}",
            "Let a superuser set log_parameter_max_length, log_parameter_max_length_on_error and "
            "auto_explain.log_parameter_max_length to 0, and delete the logs written so far.",
        )


def _keys(house: House) -> Iterator[Finding]:
    advice = (
        f"Check {variable('key_store')}. If its keys are lost, open rounds and windows are lost "
        "too; published reports stay."
    )
    try:
        probe = house.keys.create()
        house.keys.open(probe)
        house.keys.destroy(probe)
        stored = house.keys.ids()
    except BearingsError:
        yield Finding("Key store", "no key can be made, read or destroyed there", advice)
        return
    needed, going = house.database.read(lambda store: (_needed(store), _going(store)))
    yield Finding("Key store", f"makes and destroys keys; {len(stored)} in use or unknown")
    if missing := len(needed - stored):
        yield Finding("Keys", f"{missing} that sealed answers need are not there", advice)
    for key in sorted(stored - needed - going):
        # Not before it is too old for anything: a newer backup may be restored, and need it.
        yield Finding("Keys", f"{key} belongs to no open round or window of this database")


def _needed(store: Store) -> frozenset[KeyId]:
    found: set[KeyId | None] = set()
    for workspace in store.workspaces.all():
        for team in store.teams.of_workspace(workspace.id):
            unread = [RoundState.OPEN, RoundState.CLOSING]
            found |= {row.key for row in store.rounds.of_team(team.id, states=unread)}
            found |= {window.key for window in store.windows.open_of(team.id)}
            found.add(store.notes.key_id(team.id))
    return frozenset(key for key in found if key is not None)


def _going(store: Store) -> frozenset[KeyId]:
    """Keys that are destroyed soon, or were, and those that nothing is sealed under yet."""
    return frozenset([*store.tombstones.pending(), *store.spares.all()])


async def _slack(settings: Settings) -> list[Finding]:
    slack = Slack(base_url=settings.slack_api_base_url, timeout=settings.slack_timeout_seconds)
    try:
        return [*await _token(slack, settings), *await _socket(slack, settings)]
    finally:
        await slack.close()


async def _token(slack: Slack, settings: Settings) -> list[Finding]:
    if settings.slack_bot_token is None:
        return [_addresses(settings)] if settings.installable else []
    before = datetime.now(UTC)
    try:
        identity = await identify(slack, settings.slack_bot_token.get_secret_value())
    except TokenRefused as error:
        return [Finding("Slack", error.sentence, "Install the app again and set the new token.")]
    except SlackAway:
        return [Finding("Slack", _AWAY, _reaching(settings))]
    known = Finding("Slack", f"speaks as a bot of the workspace {identity.name}")
    return [known, _scopes(identity), _clock(identity, before)]


def _reaching(settings: Settings) -> str:
    return f"Check that {settings.slack_api_base_url} can be reached from this machine."


def _addresses(settings: Settings) -> Finding:
    address = settings.public_url.rstrip("/")
    return Finding(
        "Slack",
        f"workspaces install the app at {address}{INSTALL_PATH}, people sign in at "
        f"{address}{SIGN_IN_PATH}; the app's redirect addresses at Slack must be "
        f"{address}{BACK_PATH} and {address}{SIGNED_IN_PATH}",
    )


def _scopes(identity: Identity) -> Finding:
    missing = sorted(SCOPES - identity.scopes)
    if missing:
        advice = "Update the app from manifest.yml and install it again."
        return Finding("Scopes", f"missing: {', '.join(missing)}", advice)
    beyond = sorted(identity.scopes - SCOPES)
    more = f"; not needed: {', '.join(beyond)}" if beyond else ""
    return Finding("Scopes", "all that are needed" + more)


def _clock(identity: Identity, before: datetime) -> Finding:
    if identity.said_at is None:
        return Finding("Clock", "Slack did not say what time it is")
    skew = abs((identity.said_at - before).total_seconds())
    advice = "" if skew <= MOST_SKEW else "Set this machine's clock, for example by NTP."
    return Finding("Clock", f"within {skew:.0f} s of Slack's", advice)


async def _socket(slack: Slack, settings: Settings) -> list[Finding]:
    if settings.slack_app_token is None:
        return []
    try:
        await try_socket(slack, settings.slack_app_token.get_secret_value())
    except SlackAway:
        return [Finding("Socket Mode", _AWAY, _reaching(settings))]
    except TokenRefused as error:
        advice = "Make an app-level token with the scope connections:write and set it."
        return [Finding("Socket Mode", error.sentence, advice)]
    return [Finding("Socket Mode", "Slack hands out a connection")]
