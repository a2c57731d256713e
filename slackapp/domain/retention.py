"""How long what is kept is kept, where no team may choose."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from analytics import thresholds

LEFT_FOR: Final = timedelta(days=30)
"""After leaving their last team, a person's name and id are removed."""
DRAFT_FOR: Final = timedelta(days=30)
"""A set-up that nobody finished is thrown away, with who was seen in its channel."""
AUDIT_FOR: Final = timedelta(days=365)
"""Changes of settings are remembered this long."""
CHURN_SPAN: Final = timedelta(weeks=thresholds.CHURN_WEEKS)
"""How far back entries and exits are counted, and how long what a team published last is
compared with what others publish once it has ended: its figures could be subtracted from theirs."""
SHORTER_AFTER: Final = timedelta(days=7)
"""A shorter time to keep reports deletes the first of them this long after it was chosen: until
then it can be taken back."""
IDLE_FOR: Final = timedelta(days=1)
"""When somebody was last written to, which Slack's limits ask about for minutes."""
SENT_FOR: Final = timedelta(days=30)
"""Rows of messages that are settled, with the ids of those they went to."""
