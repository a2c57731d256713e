"""files methods: the three-step upload."""

from slackapp.sandbox.api.call import Call, Method
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.ids import new_id
from slackapp.sandbox.model import JSON, Message


def _upload_url(call: Call) -> JSON:
    name, length = call.required("filename"), call.required("length")
    if not length.isdigit() or length == "0":
        raise SlackError("invalid_arguments")
    file_id = new_id("F")
    call.context.files.described[file_id] = {
        "id": file_id,
        "name": name,
        "title": name,
        "alt_txt": call.text("alt_txt"),
        "size": int(length),
        "url_private": f"{call.workspace.url}/files/{file_id}",
    }
    return {"upload_url": f"{call.workspace.url}/upload/{file_id}", "file_id": file_id}


def _complete(call: Call) -> JSON:
    asked, ws, files = call.structure("files"), call.workspace, call.context.files
    if not isinstance(asked, list) or not asked:
        raise SlackError("invalid_arguments")
    done: list[JSON] = []
    for each in asked:
        if not isinstance(each, dict):
            raise SlackError("invalid_arguments")
        file_id = str(each.get("id"))
        if file_id not in files.content:
            raise SlackError("file_not_found")
        files.described[file_id]["title"] = each.get("title", files.described[file_id]["name"])
        done.append(files.described[file_id])
    if call.text("channel_id"):
        channel = call.visible_channel("channel_id")
        links = " ".join(f"<{file['url_private']}|{file['title']}>" for file in done)
        ws.post(
            Message(
                channel=channel.id,
                ts=ws.calendar.new_ts(),
                author=ws.bot.id,
                text=f"{call.text('initial_comment')} {links}".strip(),
                blocks=[],
            )
        )
    return {"files": done}


def _info(call: Call) -> JSON:
    described = call.context.files.described.get(call.text("file"))
    if described is None:
        raise SlackError("file_not_found")
    return {"file": described}


METHODS = {
    "files.getUploadURLExternal": Method(_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(_complete, ("files:write",)),
    "files.info": Method(_info, ("files:read",)),
}
