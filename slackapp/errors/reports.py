"""What can be wrong with a report somebody wants to read."""

from __future__ import annotations

from slackapp.errors.base import BearingsError


class UnknownReport(BearingsError):
    """This report does not exist, or it is not yours to read."""


class ReportGone(UnknownReport):
    """This report is gone: it was deleted with its team, or is older than the team keeps them."""


class DamagedReport(BearingsError):
    """This report was changed after it was stored, so it is not shown."""
