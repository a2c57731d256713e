"""users and usergroups methods."""

from slackapp.sandbox.api.call import Call, Method
from slackapp.sandbox.api.conversations import listed
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON
from slackapp.sandbox.people import channel_json, group_json, person_json


def _list(call: Call) -> JSON:
    page, more = call.page(list(call.workspace.people.values()))
    return {
        "members": [person_json(call.workspace, p) for p in page],
        "cache_ts": int(call.workspace.calendar.now().timestamp()),
        **more,
    }


def _info(call: Call) -> JSON:
    person = call.workspace.person(call.required("user", error="user_not_found"))
    user = person_json(call.workspace, person)
    if call.flag("include_locale"):
        user["locale"] = person.locale
    return {"user": user}


def _conversations(call: Call) -> JSON:
    user = call.text("user", call.workspace.bot.id)
    call.workspace.person(user)
    page, more = call.page(listed(call, member=user))
    return {"channels": [channel_json(call.workspace, c) for c in page], **more}


def _lookup_by_email(call: Call) -> JSON:
    name = call.required("email").removesuffix("@example.invalid")
    for person in call.workspace.people.values():
        if person.name == name and not person.deleted:
            return {"user": person_json(call.workspace, person)}
    raise SlackError("users_not_found")


def _usergroups(call: Call) -> JSON:
    with_off, with_users = call.flag("include_disabled"), call.flag("include_users")
    shown = [group for group in call.workspace.groups.values() if with_off or not group.deleted_at]
    told = [group_json(call.workspace, group) for group in shown]
    return {"usergroups": [one if with_users else _without_users(one) for one in told]}


def _without_users(told: JSON) -> JSON:
    return {key: value for key, value in told.items() if key not in {"users", "user_count"}}


def _usergroup_users(call: Call) -> JSON:
    group = call.workspace.group(call.required("usergroup", error="no_such_subteam"))
    if group.deleted_at and not call.flag("include_disabled"):
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


METHODS = {
    "users.list": Method(_list, ("users:read",)),
    "users.info": Method(_info, ("users:read",)),
    "users.conversations": Method(_conversations),
    "users.lookupByEmail": Method(_lookup_by_email, ("users:read.email",)),
    "usergroups.list": Method(_usergroups, ("usergroups:read",)),
    "usergroups.users.list": Method(_usergroup_users, ("usergroups:read",)),
}
