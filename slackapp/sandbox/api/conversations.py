"""conversations methods."""

from slackapp.sandbox.api.call import Call, Method
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON, Channel
from slackapp.sandbox.people import channel_json

READ_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


def asked_types(call: Call) -> set[str]:
    """The types of channel a list call asks for.

    Raises:
        SlackError: ``invalid_types``, ``missing_scope``.
    """
    types = {t.strip() for t in call.text("types", "public_channel").split(",")}
    if not types <= READ_SCOPES.keys():
        raise SlackError("invalid_types")
    for kind in sorted(types):
        call.need_scope(READ_SCOPES[kind])
    return types


def listed(call: Call, *, member: str = "") -> list[Channel]:
    """The channels a list call sees: public ones, and private ones the app is in."""
    types, ws = asked_types(call), call.workspace
    return [
        channel
        for channel in ws.channels.values()
        if channel.kind in types
        and (not channel.is_private or ws.bot.id in channel.members)
        and (not member or member in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]


def _list(call: Call) -> JSON:
    page, more = call.page(listed(call))
    return {"channels": [channel_json(call.workspace, c) for c in page], **more}


def _readable(call: Call) -> Channel:
    channel = call.visible_channel()
    call.need_scope(READ_SCOPES[channel.kind])
    return channel


def _info(call: Call) -> JSON:
    return {"channel": channel_json(call.workspace, _readable(call))}


def _members(call: Call) -> JSON:
    page, more = call.page(list(_readable(call).members))
    return {"members": page, **more}


def _open(call: Call) -> JSON:
    users = [u for u in call.text("users").split(",") if u]
    if call.text("channel"):
        channel = call.visible_channel()
    elif not users:
        raise SlackError("users_list_not_supplied")
    elif len(users) > 1:
        call.need_scope("mpim:write")
        raise SlackError("method_not_supported_for_channel_type")
    else:
        if call.workspace.person(users[0]).deleted:
            raise SlackError("user_disabled")
        channel = call.workspace.direct(users[0])
    if call.flag("return_im"):
        return {"channel": channel_json(call.workspace, channel)}
    return {"channel": {"id": channel.id}}


def _join(call: Call) -> JSON:
    channel = call.visible_channel()
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    call.context.happenings.join(call.workspace.bot.id, channel.id)
    return {"channel": channel_json(call.workspace, call.workspace.channel(channel.id))}


METHODS = {
    "conversations.list": Method(_list),
    "conversations.info": Method(_info),
    "conversations.members": Method(_members),
    "conversations.open": Method(_open, ("im:write",)),
    "conversations.join": Method(_join, ("channels:join",)),
}
