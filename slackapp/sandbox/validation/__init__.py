"""Slack's rules for blocks and views, refused with Slack's own error names."""

from slackapp.sandbox.validation.messages import checked_blocks
from slackapp.sandbox.validation.views import checked_view

__all__ = ["checked_blocks", "checked_view"]
