"""What happens without anybody pressing a button of the app: Slack fails, people come and go."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from slackapp.sandbox.control import Control
from slackapp.sandbox.errors import SandboxError
from slackapp.sandbox.faults import (
    BAD_GATEWAY,
    DELIVERY,
    DUPLICATE,
    RATELIMITED,
    SERVER_ERROR,
    TIMEOUT_AFTER,
    TIMEOUT_BEFORE,
    Fault,
)
from slackapp.sandbox.pages.layout import document, mark
from slackapp.sandbox.pages.shell import add_again
from slackapp.sandbox.pages.web import own_path
from slackapp.sandbox.render.html import tag

ANY = "*"
CALLS = (ANY, "chat.postMessage", "views.open", "views.update", "views.publish", "users.info")
"""What the app calls often; the control API takes every other method too."""
MOST = 99  # times a fault set from the page strikes


class Trouble(NamedTuple):
    """A fault as the page offers it; ``at`` fixes where it strikes."""

    kind: str
    says: str
    at: str = ""


TROUBLE = (
    Trouble(RATELIMITED, "Too many requests (429, with Retry-After)"),
    Trouble(SERVER_ERROR, "Server error (500)"),
    Trouble(BAD_GATEWAY, "Bad gateway (502, plain text)"),
    Trouble(TIMEOUT_BEFORE, "No answer, and nothing was done"),
    Trouble(TIMEOUT_AFTER, "No answer, though it was done"),
    Trouble("token_revoked", "Token revoked"),
    Trouble("expired_trigger_id", "Trigger expired: a window opens too late", "views.open"),
    Trouble(DUPLICATE, "Delivered twice: what people do reaches the app again", DELIVERY),
)
_DONE = {
    "fault": "It will go wrong as you said.",
    "mend": "Nothing waits to go wrong any more.",
    "join": "{who} joined #{where}.",
    "leave": "{who} left #{where}.",
    "deactivate": "{who} is deactivated.",
    "call": "{who} is called so now.",
    "rename": "It is #{where} now.",
    "archive": "#{where} is archived.",
    "share": "#{where} is shared with another organisation.",
    "unshare": "#{where} is its own workspace's again.",
    "enter": "{who} is in the user group now.",
    "quit": "{who} is in the user group no more.",
    "ungroup": "The user group is switched off.",
    "uninstall": "The app was removed, and told so.",
}
_REGROUPS = frozenset({"enter", "quit"})
_KNOWN = {one.kind: one for one in TROUBLE}


@dataclass(frozen=True, slots=True)
class Happening:
    """Answers ``/happening``."""

    control: Control

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/happening", self.page, methods=["GET"]),
            Route("/happening", self.do, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The switches, and the faults still to strike."""
        asked = request.query_params
        back = own_path(asked.get("back", "/"))
        done = self._told(asked.get("done", ""), asked.get("user", ""), asked.get("channel", ""))
        return HTMLResponse(self._draw(back, done=done))

    async def do(self, request: Request) -> Response:
        """Let one thing happen, and say what was wrong where it cannot."""
        form = await request.form()
        back = own_path(str(form.get("back", "/")))
        try:
            self._do(str(form.get("what", "")), form)
        except (SandboxError, ValueError, KeyError) as error:
            return HTMLResponse(self._draw(back, problem=str(error)), status_code=400)
        done = {"done": form.get("what"), "user": form.get("user"), "channel": form.get("channel")}
        said = urlencode({"back": back} | {key: str(one) for key, one in done.items() if one})
        return RedirectResponse(f"/happening?{said}", status_code=303)

    def _do(self, what: str, form: FormData) -> None:
        said = {name: str(value).strip() for name, value in form.items()}
        if what == "fault":
            self.control.faults.add(_fault(said))
        elif what == "mend":
            self.control.faults.clear()
        elif what in _REGROUPS:
            users = self.control.workspace.group(said["group"]).users
            others = tuple(user for user in users if user != said["user"])
            after = (*others, said["user"]) if what == "enter" else others
            self.control.let_happen("regroup", {"group": said["group"], "users": after})
        elif what == "deactivate":
            self.control.let_happen("person", {"user": said["user"], "deleted": True})
        elif what == "call":
            self.control.let_happen("person", {"user": said["user"], "real_name": _name(said)})
        else:
            wanted = {
                key: said[key] for key in ("user", "channel", "name", "group") if said.get(key)
            }
            self.control.let_happen(what, wanted)
        self.control.workspace.rev.bump()

    def _told(self, what: str, user: str, channel: str) -> str:
        """What has just happened, where the page knows words for it."""
        ws = self.control.workspace
        who = ws.people[user].label if user in ws.people else ""
        where = ws.channels[channel].name if channel in ws.channels else ""
        return _DONE.get(what, "").format(who=who, where=where)

    def _draw(self, back: str, *, problem: str = "", done: str = "") -> str:
        main = tag(
            "main",
            tag("h1", "What if …"),
            tag("p", "Slack fails, people come and go, an app is removed.", class_="hint"),
            tag("p", problem, class_="error", role="alert") if problem else None,
            tag("p", done, class_="done", role="status") if done else None,
            self._trouble(back),
            self._waiting(back),
            self._people(back),
            self._channels(back),
            self._groups(back),
            self._app(back),
            class_="sheet happening",
        )
        return document("What if …", mark(back), main)

    def _trouble(self, back: str) -> Markup:
        kinds = [tag("option", one.says, value=one.kind) for one in TROUBLE]
        calls = [tag("option", _call(call), value=call) for call in CALLS]
        return _form(
            back,
            "Slack fails",
            _choice("What goes wrong", "kind", kinds),
            _choice("At which call", "target", calls),
            _number("How often", "times", 1, least=1),
            _number("Retry after, seconds", "retry_after", 1),
            _do("Let it fail", "fault"),
        )

    def _waiting(self, back: str) -> Markup:
        waiting = [
            tag("li", f"{_kind(fault['kind'])} · {_call(fault['target'])} · {fault['times']} ×")
            for fault in self.control.faults.listing()
        ]
        if not waiting:
            return tag("p", "Nothing waits to go wrong.", class_="hint")
        return _form(back, "Still to go wrong", tag("ul", waiting), _do("Forget them", "mend"))

    def _people(self, back: str) -> Markup:
        ws = self.control.workspace
        people = [tag("option", p.label, value=p.id) for p in ws.humans() if not p.deleted]
        name = tag("input", id="called", name="called", class_="input", autocomplete="off")
        return _form(
            back,
            "People come and go",
            _choice("Who", "user", people),
            _choice("Channel", "channel", self._listed()),
            _do("Joins", "join"),
            _do("Leaves", "leave"),
            _do("Is deactivated", "deactivate"),
            tag("p", tag("label", "Another name", for_="called"), name),
            _do("Is called so", "call"),
        )

    def _channels(self, back: str) -> Markup:
        name = tag("input", id="name", name="name", class_="input", autocomplete="off")
        return _form(
            back,
            "Channels change",
            _choice("Channel", "channel", self._listed(), place="changed"),
            tag("p", tag("label", "New name", for_="name"), name),
            _do("Is renamed", "rename"),
            _do("Is archived", "archive"),
            _do("Is shared with another organisation", "share"),
            _do("Is shared no more", "unshare"),
        )

    def _groups(self, back: str) -> Markup | None:
        ws = self.control.workspace
        on = [
            tag("option", f"@{g.handle}", value=g.id)
            for g in ws.groups.values()
            if not g.deleted_at
        ]
        people = [tag("option", p.label, value=p.id) for p in ws.humans() if not p.deleted]
        if not on:
            return None
        return _form(
            back,
            "User groups change",
            _choice("User group", "group", on),
            _choice("Who", "user", people, place="grouped"),
            _do("Is put into it", "enter"),
            _do("Is taken out of it", "quit"),
            _do("The group is switched off", "ungroup"),
        )

    def _app(self, back: str) -> Markup:
        ws = self.control.workspace
        if ws.is_removed:
            return add_again(ws)
        note = "Its tokens stop working at once, and it is told so."
        removal = _do(f"Remove {ws.bot.label}", "uninstall", look="button danger")
        return _form(back, "The app is removed", tag("p", note, class_="hint"), removal)

    def _listed(self) -> list[Markup]:
        places = self.control.workspace.channels.values()
        shown = [c for c in places if not c.is_im and not c.is_archived]
        return [tag("option", f"#{c.name}", value=c.id) for c in shown]


def _name(said: dict[str, str]) -> str:
    if not said["called"]:
        raise SandboxError("A name is missing.")
    return said["called"]


def _fault(said: dict[str, str]) -> Fault:
    if said["kind"] not in _KNOWN:
        raise SandboxError("Nothing of that kind goes wrong here.")
    trouble = _KNOWN[said["kind"]]
    return Fault(
        target=trouble.at or said["target"],
        kind=trouble.kind,
        times=min(max(int(said["times"]), 1), MOST),
        retry_after=max(int(said["retry_after"]), 0),
    )


def _kind(kind: str) -> str:
    return _KNOWN[kind].says if kind in _KNOWN else kind


def _call(target: str) -> str:
    return {ANY: "any call", DELIVERY: "what people do"}.get(target, target)


def _form(back: str, title: str, *body: Markup) -> Markup:
    kept = tag("input", type="hidden", name="back", value=back)
    return tag(
        "form", tag("h2", title), *body, kept, method="post", action="/happening", class_="card"
    )


def _choice(label: str, name: str, options: list[Markup], *, place: str = "") -> Markup:
    at = place or name
    select = tag("select", options, id=at, name=name, class_="input")
    return tag("p", tag("label", label, for_=at), select)


def _number(label: str, name: str, value: int, *, least: int = 0) -> Markup:
    box = tag(
        "input", type="number", id=name, name=name, value=value, min=least, max=MOST, class_="input"
    )
    return tag("p", tag("label", label, for_=name), box)


def _do(label: str, what: str, *, look: str = "button") -> Markup:
    return tag("button", label, name="what", value=what, class_=look)
