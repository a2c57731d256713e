"""An error as a sentence somebody may read; what nobody foresaw is logged under a reference."""

from __future__ import annotations

import logging
import secrets
import traceback
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

from slackapp.errors import BearingsError, SlackAway, SlackFailed, TookTooLong, Unforeseen
from slackapp.listeners.replies import said

LATE: Final = frozenset({"expired_trigger_id", "trigger_expired"})
"""What Slack answers when three seconds are over."""

OPEN_ALREADY: Final = "exchanged_trigger_id"
"""What Slack answers when the same press reached us twice: the first one opened the window."""

REFUSED: Final = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_revoked"})
"""What Slack answers to a token that was revoked."""

TOO_MANY: Final = 429
FAILING: Final = 500
"""Slack asks to be left alone for a while; from here on it is Slack that fails."""

_log = logging.getLogger(__name__)


def deliberate(error: Exception) -> BearingsError:
    """The error as a sentence; one nobody foresaw is logged under a reference."""
    if isinstance(error, BearingsError):
        return error
    if said(error) in {*LATE, OPEN_ALREADY}:
        return TookTooLong()
    if said(error) in REFUSED:
        return SlackAway()
    if _failed(error):
        _log.warning("Slack failed: %s", type(error).__name__)
        return SlackFailed()
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("unexpected %s, reference %s\n%s", type(error).__name__, reference, where)
    return Unforeseen(reference=reference)


def _failed(error: Exception) -> bool:
    """Whether Slack failed, or said nothing in time; not that it refused."""
    if isinstance(error, SlackApiError):
        status = getattr(error.response, "status_code", 0)
        return status == TOO_MANY or status >= FAILING
    return isinstance(error, (aiohttp.ClientError, TimeoutError))
