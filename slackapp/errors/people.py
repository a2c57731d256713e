"""What can be wrong with what somebody chooses for themself, or has not done."""

from __future__ import annotations

from slackapp.errors.base import BearingsError


class PauseTooLong(BearingsError):
    """A pause lasts a year at most. To stop for longer, choose that you do not want to be asked."""


class AnswerStays(BearingsError):
    """Your answer stays, so there is nothing to skip. Check in replaces it while it is open."""


class NoVote(BearingsError):
    """You have not voted here, so there is no vote to take back."""


class AnsweredAlready(BearingsError):
    """You have answered this check-in already, so there is nothing to remind you of."""
