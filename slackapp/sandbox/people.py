"""People, channels and user groups as the Web API describes them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from slackapp.sandbox.model import JSON, Channel, Group, Person
from slackapp.sandbox.state import Workspace

_CREATED = int(datetime(2026, 1, 5, tzinfo=UTC).timestamp())


def person_json(workspace: Workspace, person: Person) -> JSON:
    """A user object; the address is only there with the scope ``users:read.email``."""
    zone = workspace.calendar.now().astimezone(ZoneInfo(person.tz))
    offset = zone.utcoffset()
    profile: JSON = {
        "real_name": person.label,
        "real_name_normalized": person.label,
        "title": person.title,
        "display_name": person.label,
        "display_name_normalized": person.label,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_expiration": 0,
        "team": person.team or workspace.team_id,
    }
    if "users:read.email" in workspace.manifest.scopes:
        profile["email"] = f"{person.name}@example.invalid"
    if person.is_bot:
        profile |= {"bot_id": workspace.bot_id, "api_app_id": workspace.app_id}
    return {
        "id": person.id,
        "team_id": person.team or workspace.team_id,
        "name": person.name,
        "real_name": person.label,
        "deleted": person.deleted,
        "tz": person.tz,
        "tz_label": zone.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": _CREATED,
    }


def channel_json(workspace: Workspace, channel: Channel) -> JSON:
    """A conversation object, as the app sees it."""
    shared: JSON = {
        "id": channel.id,
        "created": _CREATED,
        "is_im": channel.is_im,
        "is_archived": channel.is_archived,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
    }
    if channel.is_im:
        deleted = workspace.people[channel.user].deleted
        return {**shared, "user": channel.user, "is_user_deleted": deleted, "is_open": True}
    return {
        **shared,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": False,
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "is_pending_ext_shared": channel.pending,
        "is_member": workspace.bot.id in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
        "creator": next(iter(channel.members), ""),
    }


def group_json(workspace: Workspace, group: Group) -> JSON:
    """A user group object with everybody in it."""
    return {
        "id": group.id,
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name or group.handle,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": _CREATED,
        "date_update": int(workspace.calendar.now().timestamp()),
        "date_delete": group.deleted_at,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": next(iter(group.users), ""),
        "updated_by": next(iter(group.users), ""),
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "users": list(group.users),
        "user_count": len(group.users),
        "channel_count": 0,
    }
