"""chat methods: posting, updating, deleting and linking messages."""

from slackapp.sandbox.api.call import Call, Method
from slackapp.sandbox.elements import fill_ids
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON, Channel, Message
from slackapp.sandbox.payloads import message_json
from slackapp.sandbox.validation import checked_blocks
from slackapp.sandbox.validation.messages import TEXT_MOST

_METADATA_MOST = 16_000  # characters


def _target(call: Call) -> Channel:
    """The channel to post to: a person's id opens the direct messages with them."""
    wanted = call.required("channel", error="channel_not_found")
    if wanted in call.workspace.people:
        if call.workspace.people[wanted].deleted:
            raise SlackError("user_disabled")
        return call.workspace.direct(wanted)
    channel = call.visible_channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _words(call: Call) -> tuple[str, list[JSON]]:
    sent = call.structure("blocks", error="invalid_blocks_format")
    blocks = fill_ids(checked_blocks(sent)) if sent else []
    text = call.text("text")
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > TEXT_MOST:
        raise SlackError("msg_too_long")
    return text, blocks


def _metadata(call: Call) -> JSON | None:
    metadata = call.structure("metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or metadata.keys() != {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    if len(str(metadata)) > _METADATA_MOST:
        raise SlackError("metadata_too_large")
    return metadata


def _post_message(call: Call) -> JSON:
    ws = call.workspace
    channel = _target(call)
    text, blocks = _words(call)
    message = ws.post(
        Message(
            channel=channel.id,
            ts=ws.calendar.new_ts(),
            author=ws.bot.id,
            text=text,
            blocks=blocks,
            thread_ts=call.text("thread_ts"),
            metadata=_metadata(call),
        )
    )
    return {"channel": channel.id, "ts": message.ts, "message": message_json(ws, message)}


def _post_ephemeral(call: Call) -> JSON:
    ws = call.workspace
    channel, user = _target(call), call.required("user", error="user_not_in_channel")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _words(call)
    message = ws.post(
        Message(
            channel=channel.id,
            ts=ws.calendar.new_ts(),
            author=ws.bot.id,
            text=text,
            blocks=blocks,
            to=user,
        )
    )
    return {"message_ts": message.ts}


def _own(call: Call, *, error: str) -> Message:
    channel = call.visible_channel()
    message = call.workspace.message(channel.id, call.required("ts", error="message_not_found"))
    if message.to:
        raise SlackError("message_not_found")
    if message.author != call.workspace.bot.id:
        raise SlackError(error)
    if channel.is_archived:
        raise SlackError("is_archived")
    return message


def _update(call: Call) -> JSON:
    ws = call.workspace
    message = _own(call, error="cant_update_message")
    text, blocks = _words(call)
    message.text = text
    if blocks or call.structure("blocks") == []:
        message.redraw(blocks)
    message.edited_ts = ws.calendar.new_ts()
    message.metadata = _metadata(call) or message.metadata
    ws.rev.bump()
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": text,
        "message": message_json(ws, message),
    }


def _delete(call: Call) -> JSON:
    message = _own(call, error="cant_delete_message")
    call.workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def _permalink(call: Call) -> JSON:
    channel = call.visible_channel()
    message = call.workspace.message(channel.id, call.text("message_ts"))
    link = f"{call.workspace.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


_WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(_post_message, _WRITE),
    "chat.postEphemeral": Method(_post_ephemeral, _WRITE),
    "chat.update": Method(_update, _WRITE),
    "chat.delete": Method(_delete, _WRITE),
    "chat.getPermalink": Method(_permalink),
}
