"""auth, apps, team, bots and oauth methods."""

from slackapp.sandbox.api.call import Call, Method
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.ids import new_token
from slackapp.sandbox.model import JSON


def _api_test(call: Call) -> JSON:
    if error := call.text("error"):
        raise SlackError(error)
    return {"args": call.args}


def _auth_test(call: Call) -> JSON:
    ws = call.workspace
    return {
        "url": f"{call.workspace.url}/",
        "team": ws.name,
        "user": ws.bot.name,
        "team_id": ws.team_id,
        "user_id": ws.bot.id,
        "bot_id": ws.bot_id,
        "is_enterprise_install": False,
    }


def _auth_revoke(call: Call) -> JSON:
    if call.flag("test"):
        return {"revoked": False}
    call.context.happenings.revoke()
    return {"revoked": True}


def _apps_uninstall(call: Call) -> JSON:
    credentials = call.workspace.credentials
    given = (call.text("client_id"), call.text("client_secret"))
    if given[0] != credentials.client_id:
        raise SlackError("invalid_client_id")
    if given[1] != credentials.client_secret:
        raise SlackError("bad_client_secret")
    call.context.happenings.uninstall()
    return {}


def _connections_open(call: Call) -> JSON:
    ticket = call.context.new_ticket()
    return {"url": f"{call.workspace.url.replace('http', 'ws', 1)}/link/?ticket={ticket}"}


def _team_info(call: Call) -> JSON:
    ws = call.workspace
    icon: JSON = {"image_default": True}
    return {
        "team": {
            "id": ws.team_id,
            "name": ws.name,
            "domain": ws.domain,
            "email_domain": "",
            "icon": icon,
        }
    }


def _bots_info(call: Call) -> JSON:
    ws = call.workspace
    if call.text("bot", ws.bot_id) != ws.bot_id:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": ws.bot_id,
            "deleted": False,
            "name": ws.bot.label,
            "updated": 0,
            "app_id": ws.app_id,
            "user_id": ws.bot.id,
            "icons": {},
        }
    }


def _oauth_access(call: Call) -> JSON:
    ws = call.workspace
    credentials = ws.credentials
    if call.text("client_id") != credentials.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != credentials.client_secret:
        raise SlackError("bad_client_secret")
    installer = call.context.oauth_codes.pop(call.text("code"), None)
    if installer is None:
        raise SlackError("invalid_code")
    credentials.bot_token = new_token("xoxb")
    credentials.revoked.clear()
    ws.notices.clear()  # what went wrong while the app was away
    return {
        "app_id": ws.app_id,
        "authed_user": {"id": installer},
        "scope": ",".join(ws.manifest.scopes),
        "token_type": "bot",
        "access_token": credentials.bot_token,
        "bot_user_id": ws.bot.id,
        "team": None if ws.org_wide else {"id": ws.team_id, "name": ws.name},
        "enterprise": {"id": "E0SANDBOX1", "name": ws.name} if ws.org_wide else None,
        "is_enterprise_install": ws.org_wide,
    }


def _openid_token(call: Call) -> JSON:
    ws, openid = call.workspace, call.context.openid
    if call.text("client_id") != ws.credentials.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != ws.credentials.client_secret:
        raise SlackError("bad_client_secret")
    asked = openid.spend(call.text("code"))
    if asked is None:
        raise SlackError("invalid_code")
    if call.text("redirect_uri") != asked.redirect_uri:
        raise SlackError("bad_redirect_uri")
    audience = ws.credentials.client_id
    claims = openid.claims(asked, issuer=ws.url, audience=audience, team=ws.team_id)
    return {
        "access_token": new_token("xoxp"),
        "token_type": "Bearer",
        "id_token": openid.signed(claims),
        "state": asked.state,
    }


METHODS = {
    "api.test": Method(_api_test, caller="anyone"),
    "auth.test": Method(_auth_test),
    "auth.revoke": Method(_auth_revoke),
    "apps.uninstall": Method(_apps_uninstall),
    "apps.connections.open": Method(_connections_open, caller="app"),
    "team.info": Method(_team_info, ("team:read",)),
    "bots.info": Method(_bots_info, ("users:read",)),
    "oauth.v2.access": Method(_oauth_access, caller="anyone"),
    "openid.connect.token": Method(_openid_token, caller="anyone"),
}
