"""Names for ids, so that one kind is never taken for another."""

from secrets import token_hex
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
TeamId = NewType("TeamId", str)
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
GroupId = NewType("GroupId", str)
EpochId = NewType("EpochId", str)
RoundId = NewType("RoundId", str)
WindowId = NewType("WindowId", str)
KeyId = NewType("KeyId", str)
ReportId = NewType("ReportId", str)
DeliveryId = NewType("DeliveryId", str)
ExperimentId = NewType("ExperimentId", str)
RespondentKey = NewType("RespondentKey", bytes)


def new_id() -> str:
    """Return a random id that says nothing about when or in which order it was made."""
    return token_hex(12)
