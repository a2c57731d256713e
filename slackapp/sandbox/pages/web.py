"""The page's addresses: plain forms and redirects, so that everything works without script."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from slackapp.sandbox.control import Control
from slackapp.sandbox.elements import CONTROLS, controls, typed_value
from slackapp.sandbox.errors import ActionRefused, SandboxError
from slackapp.sandbox.model import Surface, Values
from slackapp.sandbox.pages import dialogs, shell, traffic
from slackapp.sandbox.pages.layout import document, mark, skip
from slackapp.sandbox.passing import let_pass
from slackapp.sandbox.render.eye import Eye
from slackapp.sandbox.render.html import tag

Doing: TypeAlias = Callable[[str, str, FormData], Awaitable[None]]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

STATIC = Path(__file__).parent / "static"
HOURS_MOST = 31 * 24
"""Hours that pass at one press, at most."""
LOOK_AGAIN = 2  # seconds after which a page that waits is loaded anew
HEARTBEAT = 15.0  # seconds after which a quiet stream says that it is alive


def own_path(path: str) -> str:
    """The path when it is one of our own pages, else the first page: never another site."""
    own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if own else "/"


def _back(path: str) -> RedirectResponse:
    return RedirectResponse(own_path(path), status_code=303)


def entered_values(surface: Surface, form: FormData) -> Values:
    """What a form says for every control of its surface; what it does not mention is empty."""
    values: Values = {}
    for block, element in controls(surface.blocks):
        if element["type"] in CONTROLS:
            name = f"{block['block_id']}|{element['action_id']}"
            raw = [str(text).strip() for text in form.getlist(name)]
            typed = typed_value(element, raw)
            values.setdefault(block["block_id"], {})[element["action_id"]] = typed
    return values


@dataclass(frozen=True, slots=True)
class Web:
    """Answers everything a person clicks."""

    control: Control
    pending: dict[str, dialogs.Pending] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """The routes."""
        at = "/as/{user}/{place}"
        return [
            Route("/", self.start),
            Route("/archives/{channel}/{message}", self.permalink),
            Route("/chat/{user}", self.chat),
            Route(at, self.page),
            *(
                Route(f"{at}/{name}", self.doing(answer), methods=["POST"])
                for name, answer in (
                    ("act", self.act),
                    ("confirm", self.confirm),
                    ("open", self.open_home),
                    ("say", self.say),
                    ("dismiss", self.dismiss),
                )
            ),
            Route("/clock", self.move_clock, methods=["POST"]),
            Route("/traffic", self.traffic),
            Route("/traffic/again", self.again, methods=["POST"]),
            Route("/live", self.live),
        ]

    # Looking

    def _eye(self, user: str) -> Eye:
        return Eye(self.control.workspace, self.control.workspace.person(user))

    def _actors(self) -> list[str]:
        return [p.id for p in self.control.workspace.humans() if not p.deleted]

    def _first_place(self, user: str) -> str:
        ws = self.control.workspace
        places = [c for c in ws.channels_of(user) if ws.bot.id in c.members and not c.is_archived]
        said = [c for c in places if not c.is_im and ws.seen_by(user, c.id)]
        return next((c.id for c in (*said, *places)), "home")

    async def start(self, _request: Request) -> Response:
        """Go to the first person's first channel in which something was said."""
        actors = self._actors()
        if not actors:
            return PlainTextResponse("Nobody is here.", status_code=404)
        if self.control.workspace.preparing:
            return self._wait()
        return _back(f"/as/{actors[0]}/{self._first_place(actors[0])}")

    def _wait(self) -> Response:
        """Say what is still being done, and look again by itself."""
        told = tag("p", self.control.workspace.preparing, role="status")
        main = tag("main", tag("h1", "One moment"), told, class_="sheet")
        seconds = {"refresh": str(LOOK_AGAIN)}
        return HTMLResponse(document("One moment", mark(), main), headers=seconds)

    async def permalink(self, request: Request) -> Response:
        """A message's address: its channel, as the first member."""
        channel = self.control.workspace.channels.get(request.path_params["channel"])
        if channel is None:
            return PlainTextResponse("No such channel.", status_code=404)
        return _back(f"/as/{channel.members[0]}/{channel.id}")

    async def chat(self, request: Request) -> Response:
        """Where Slack opens somebody's own chat with a colleague; the app hears nothing of it."""
        user = request.path_params["user"]
        if user not in self._actors():
            return PlainTextResponse("Nobody is called that.", status_code=404)
        name = self.control.workspace.person(user).label
        about = "Slack opens your own chat here. The app is not told, and sees nothing of it."
        main = tag("main", tag("h1", name), tag("p", about), class_="sheet")
        return HTMLResponse(document(name, mark(), main))

    async def page(self, request: Request) -> Response:
        """What one person sees at one place."""
        ws, user, place = self.control.workspace, *self._where(request)
        if user not in self._actors() or ws.preparing:
            return _back("/")
        eye = self._eye(user)
        if place != "home" and place not in {c.id for c in ws.channels_of(user)}:
            ws.places[user] = self._first_place(user)
            return _back(f"/as/{user}/{ws.places[user]}")
        if ws.places.get(user) != place:
            ws.notices.pop(user, None)  # it was about what was done elsewhere
            if place == "home" and not ws.is_removed:
                # Come by its address: the app is told as by a press on it.
                self.control.interactions.open_home(user)
        ws.places[user] = place
        main = shell.home(eye) if place == "home" else shell.channel(eye, ws.channel(place))
        dialog = dialogs.region(eye, place, self.pending.get(user))
        covered = ws.modal(user) is not None or user in self.pending
        body = tag(
            "div",
            skip(place),
            shell.top(eye, place),
            shell.people(eye, place, await ws.parts() if ws.parts else {}),
            tag("div", shell.side(eye, place), main, class_="columns"),
            id="shell",
            class_="shell",
            inert=covered,
        )
        return HTMLResponse(document(eye.person.label, body, dialog, live=True))

    def _where(self, request: Request) -> tuple[str, str]:
        return request.path_params["user"], request.path_params["place"]

    # Doing

    def doing(self, answer: Doing) -> Endpoint:
        """Do it, show a refusal as a notice, and return to the page."""

        async def endpoint(request: Request) -> Response:
            user, place = self._where(request)
            ws = self.control.workspace
            if user not in self._actors():
                return _back("/")
            ws.notices.pop(user, None)
            ws.places[user] = place
            try:
                await answer(user, place, await request.form())
            except SandboxError as error:
                ws.notices[user] = str(error)
                ws.rev.bump()
            return _back(f"/as/{user}/{place}")

        return endpoint

    async def act(self, user: str, _place: str, form: FormData) -> None:
        """A button or a choice on a message, a modal or the Home."""
        ref, act = str(form.get("_ref", "")), str(form.get("_act", ""))
        surface = self.control.interactions.surface(user, ref)
        if act in {"_close", "_clear"}:
            await self.control.interactions.modals.close(user, ref, everything=act == "_clear")
            return
        self.control.interactions.enter(user, ref, entered_values(surface, form))
        if act == "_submit":
            await self.control.interactions.modals.submit(user, ref)
        elif act != "_none":
            await self._press(user, surface, act)

    async def _press(self, user: str, surface: Surface, act: str) -> None:
        block_id, _, rest = act.partition("|")
        action_id, _, choice = rest.partition("|")
        raw = [choice] if choice else None
        question = dialogs.question_of(surface.on_screens, block_id, action_id)
        if question:
            self.pending[user] = dialogs.Pending(surface.ref, block_id, action_id, raw, question)
            self.control.workspace.rev.bump()
            return
        await self.control.interactions.press(user, surface.ref, block_id, action_id, raw)

    async def confirm(self, user: str, _place: str, form: FormData) -> None:
        """Yes or no to the question before an act."""
        waiting = self.pending.pop(user, None)
        if waiting and form.get("answer") == "yes":
            await self.control.interactions.press(
                user, waiting.ref, waiting.block_id, waiting.action_id, waiting.raw
            )

    async def open_home(self, user: str, _place: str, _form: FormData) -> None:
        """Look at the Home tab."""
        self.control.interactions.open_home(user)

    async def say(self, user: str, place: str, form: FormData) -> None:
        """Write a message or, beginning with a slash, a command."""
        text = str(form.get("text", "")).strip()
        if text.startswith("/"):
            name, _, rest = text.partition(" ")
            await self.control.interactions.command(user, place, name, rest.strip())
        elif text:
            self.control.interactions.say(user, place, text)

    async def dismiss(self, user: str, _place: str, _form: FormData) -> None:
        """Put the notice away."""
        self.control.workspace.notices.pop(user, None)
        self.control.workspace.rev.bump()

    # Calendar, traffic, following along

    async def move_clock(self, request: Request) -> Response:
        """Let some hours pass."""
        form = await request.form()
        hours = str(form.get("hours", ""))
        if hours.isdigit():
            time = timedelta(hours=min(int(hours), HOURS_MOST))
            await let_pass(self.control.workspace, time)
        return _back(str(form.get("back", "/")))

    async def traffic(self, request: Request) -> Response:
        """The traffic inspector."""
        back = own_path(request.query_params.get("back", "/"))
        return HTMLResponse(traffic.page(self.control.journal, back=back))

    async def again(self, request: Request) -> Response:
        """Deliver something once more."""
        form = await request.form()
        number = str(form.get("number", ""))
        try:
            await self.control.interactions.office.deliver_again(int(number or 0))
        except (ActionRefused, ValueError) as error:
            return PlainTextResponse(str(error), status_code=400)
        return _back(f"/traffic?back={quote(str(form.get('back', '/')), safe='/')}")

    async def live(self, _request: Request) -> Response:
        """Server-sent events: the revision, whenever it grows."""

        async def stream() -> AsyncIterator[str]:
            rev = self.control.workspace.rev
            seen = rev.value
            yield f"data: {seen}\n\n"
            while not rev.closed:
                now = await rev.wait_past(seen, seconds=HEARTBEAT)
                yield f"data: {now}\n\n" if now > seen else ": quiet\n\n"
                seen = now

        return StreamingResponse(stream(), media_type="text/event-stream")
