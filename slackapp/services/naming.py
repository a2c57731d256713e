"""What people are called whose ids stand in settings that are written down."""

from __future__ import annotations

from collections.abc import Iterable

from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.services.ports import Store


def called(store: Store, workspace: WorkspaceId, users: Iterable[UserId]) -> dict[str, str]:
    """Return the name of each of them that is known here, by id; inside a unit of work.

    For whoever reads the text: names change and two people may share one, so none is read back.
    """
    found = store.people.many(workspace, users)
    return {user: found[user].name for user in sorted(found) if found[user].name}
