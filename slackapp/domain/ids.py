"""Names for ids, so that one kind is never taken for another."""

from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
TeamId = NewType("TeamId", str)
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
EpochId = NewType("EpochId", str)
RoundId = NewType("RoundId", str)
WindowId = NewType("WindowId", str)
KeyId = NewType("KeyId", str)
ReportId = NewType("ReportId", str)
DeliveryId = NewType("DeliveryId", str)
RespondentKey = NewType("RespondentKey", bytes)
