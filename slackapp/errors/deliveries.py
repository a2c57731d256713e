"""What can be wrong with a message that Slack did not take."""

from __future__ import annotations

from slackapp.errors.base import BearingsError


class LetterGone(BearingsError):
    """This message was sent again or let go meanwhile."""


class NothingToRetry(BearingsError):
    """No dead letter has this id. `bearings rounds` lists those that can be sent again."""


class NothingToSkip(BearingsError):
    """No dead letter and no planned round has this id; a round that has opened runs to its end."""


class UnknownDelivery(BearingsError):
    """This message is not in the ledger any more."""
