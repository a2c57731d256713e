"""What an operator reads of what cannot be reached: where it was looked for, and why there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from slackapp.errors import BearingsError, KeyStoreAway, SlackAway, StorageAway
from slackapp.settings import Settings, variable
from slackapp.storage.address import remedy, silent

_TRY = "`bearings doctor` tries every setting."


@contextmanager
def located(settings: Settings) -> Iterator[None]:
    """Give an error of the same type, raised in this block, the address that did not answer.

    People in Slack are told to try again in a moment; whoever runs a command can look why.
    """
    try:
        yield
    except (StorageAway, KeyStoreAway, SlackAway) as error:
        told = _told(settings).get(type(error))
        if told is None:
            raise
        raise type(error)(told) from error


def _told(settings: Settings) -> dict[type[BearingsError], str]:
    return {
        StorageAway: (
            f"The database {silent(settings.database_url)}. "
            f"{remedy(settings.database_url, variable('database_url'))} {_TRY}"
        ),
        KeyStoreAway: (
            f"The key store {silent(settings.key_store)}. "
            f"Check that it is there, and {variable('key_store')}. {_TRY}"
        ),
        SlackAway: (
            f"Slack could not be reached at {settings.slack_api_base_url}, or could not answer. "
            f"Check this machine's network, then try again. {_TRY}"
        ),
    }
