"""views methods."""

from slackapp.sandbox.api.call import Call, Method
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON, View
from slackapp.sandbox.validation import checked_view
from slackapp.sandbox.views import (
    check_hash,
    find_view,
    open_view,
    publish_home,
    replace_view,
    view_json,
)


def _answer(call: Call, view: View) -> JSON:
    return {"view": view_json(call.workspace, view)}


def _trigger(call: Call) -> tuple[str, str]:
    pointer = call.text("trigger_id") or call.text("interactivity_pointer")
    if not pointer:
        raise SlackError("invalid_trigger_id")
    return call.context.triggers.redeem(pointer)


def _open(call: Call) -> JSON:
    body = checked_view(call.structure("view"), "modal")
    user, inside = _trigger(call)
    stack = call.workspace.modals.get(user, [])
    on_top = any(view.id == inside for view in stack)
    return _answer(call, open_view(call.workspace, user, body, on_top=on_top))


def _push(call: Call) -> JSON:
    body = checked_view(call.structure("view"), "modal")
    user, _ = _trigger(call)
    return _answer(call, open_view(call.workspace, user, body, on_top=True))


def _update(call: Call) -> JSON:
    body = checked_view(call.structure("view"), "modal")
    if not call.text("view_id") and not call.text("external_id"):
        call.required("view_id")
    view = find_view(
        call.workspace, view_id=call.text("view_id"), external_id=call.text("external_id")
    )
    check_hash(view, call.text("hash"))
    return _answer(call, replace_view(call.workspace, view, body))


def _publish(call: Call) -> JSON:
    if not call.workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    body = checked_view(call.structure("view"), "home")
    user = call.required("user_id")
    return _answer(call, publish_home(call.workspace, user, body, seen_hash=call.text("hash")))


METHODS = {
    "views.open": Method(_open),
    "views.push": Method(_push),
    "views.update": Method(_update),
    "views.publish": Method(_publish),
}
