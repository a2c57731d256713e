"""The control API: state per person, acting as a person, clock, faults, journal, happenings."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from slackapp.sandbox.acting import act
from slackapp.sandbox.delivery.socket import SocketDelivery
from slackapp.sandbox.errors import ActionRefused, SandboxError, SlackError
from slackapp.sandbox.faults import Fault, Faults
from slackapp.sandbox.happenings import Happenings
from slackapp.sandbox.interactions import Interactions
from slackapp.sandbox.journal import Journal
from slackapp.sandbox.model import JSON, Person
from slackapp.sandbox.people import person_json
from slackapp.sandbox.screen import screen
from slackapp.sandbox.state import Workspace

WAIT_MOST = 25.0  # seconds one long poll lasts

Answer: TypeAlias = Callable[[Request], Awaitable[JSON]]


def refusing(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Turn refusals into JSON answers: 409 for what the screen does not offer, 400 for the rest."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(request))
        except ActionRefused as error:
            return JSONResponse({"refused": str(error)}, status_code=409)
        except (SandboxError, ValueError, KeyError, TypeError) as error:
            return JSONResponse({"wrong": f"{type(error).__name__}: {error}"}, status_code=400)

    return endpoint


async def _body(request: Request) -> JSON:
    body = json.loads(await request.body() or b"{}")
    if not isinstance(body, dict):
        raise SandboxError("The body must be a JSON object.")
    return body


OF_A_CHANNEL = frozenset({"archive", "rename", "invite_organisation", "share", "unshare"})
"""What can happen to a channel."""


@dataclass(frozen=True, slots=True)
class Control:
    """Answers ``/control/…``."""

    workspace: Workspace
    interactions: Interactions
    happenings: Happenings
    journal: Journal
    faults: Faults
    socket: SocketDelivery

    def routes(self) -> list[Route]:
        """The routes."""
        table: list[tuple[str, Answer, str]] = [
            ("people", self.people, "GET"),
            ("state", self.state, "GET"),
            ("wait", self.wait, "GET"),
            ("act", self.act, "POST"),
            ("clock", self.clock, "GET"),
            ("clock", self.move_clock, "POST"),
            ("journal", self.entries, "GET"),
            ("redeliver", self.redeliver, "POST"),
            ("faults", self.waiting_faults, "GET"),
            ("faults", self.add_fault, "POST"),
            ("faults", self.clear_faults, "DELETE"),
            ("happen", self.happen, "POST"),
            ("sockets", self.sockets, "POST"),
        ]
        return [
            Route(f"/control/{name}", refusing(answer), methods=[verb])
            for name, answer, verb in table
        ]

    async def people(self, _request: Request) -> JSON:
        """Everyone one can act as."""
        return {"people": [person_json(self.workspace, p) for p in self.workspace.humans()]}

    async def state(self, request: Request) -> JSON:
        """Everything ``?actor=`` can see."""
        return screen(self.workspace, request.query_params["actor"])

    async def wait(self, request: Request) -> JSON:
        """Wait until the revision is beyond ``?rev=``, ``?timeout=`` seconds at most."""
        seconds = min(float(request.query_params.get("timeout", WAIT_MOST)), WAIT_MOST)
        seen = int(request.query_params["rev"])
        return {"rev": await self.workspace.rev.wait_past(seen, seconds=seconds)}

    async def act(self, request: Request) -> JSON:
        """Do something as ``actor``; see ``slackapp.sandbox.acting``."""
        outcome = await act(self.interactions, await _body(request))
        return {**outcome, "rev": self.workspace.rev.value}

    async def clock(self, _request: Request) -> JSON:
        """The calendar."""
        return {
            "now": self.workspace.calendar.now().isoformat(),
            "offset_seconds": self.workspace.calendar.offset.total_seconds(),
        }

    async def move_clock(self, request: Request) -> JSON:
        """Advance by ``weeks``, ``days``, ``hours``, ``minutes`` or ``seconds``, or ``set``."""
        body = await _body(request)
        if "set" in body:
            to = datetime.fromisoformat(body["set"])
            if to.tzinfo is None:
                raise SandboxError(
                    "A time needs its offset, for example 2026-11-23T09:00:00+00:00."
                )
            await self.workspace.calendar.set(to)
        else:
            await self.workspace.calendar.advance(timedelta(**body))
        self.workspace.rev.bump()
        return await self.clock(request)

    async def entries(self, request: Request) -> JSON:
        """The journal, by ``?kind=`` and ``?what=`` if wanted."""
        query = request.query_params
        found = self.journal.entries(kind=query.get("kind", ""), what=query.get("what", ""))
        return {"entries": [entry.as_json() for entry in found]}

    async def redeliver(self, request: Request) -> JSON:
        """Deliver the journal's ``number`` once more."""
        ack = await self.interactions.office.deliver_again(int((await _body(request))["number"]))
        return {"answer": ack.body, "problem": ack.problem}

    async def waiting_faults(self, _request: Request) -> JSON:
        """The faults still to strike."""
        return {"faults": self.faults.listing()}

    async def add_fault(self, request: Request) -> JSON:
        """Set a fault."""
        self.faults.add(Fault(**await _body(request)))
        return {"faults": self.faults.listing()}

    async def clear_faults(self, _request: Request) -> JSON:
        """Forget every fault."""
        self.faults.clear()
        return {"faults": []}

    async def happen(self, request: Request) -> JSON:
        """Let something happen: ``what`` with its arguments."""
        body = await _body(request)
        self.let_happen(body.pop("what"), body)
        return {"rev": self.workspace.rev.value}

    def _change_channel(self, what: str, channel: str, given: JSON) -> None:
        happenings = self.happenings
        if what == "archive":
            happenings.archive(channel, given.get("user", ""))
        elif what == "rename":
            happenings.rename(channel, given["name"])
        elif what == "share":
            happenings.share(channel, [Person(**one) for one in given.get("people", ())])
        elif what == "unshare":
            happenings.unshare(channel)
        else:
            happenings.invite_organisation(channel)

    def let_happen(self, what: str, given: JSON) -> None:
        """Let something happen.

        Args:
            what: ``join``, ``leave``, ``archive``, ``rename``, ``invite_organisation``, ``share``
                (with another organisation and its ``people``), ``unshare``, ``person``, ``hire``,
                ``regroup`` (a user group's ``users`` or ``handle``), ``ungroup``, ``uninstall`` or
                ``revoke``.
            given: whom and what it is about.

        Raises:
            SandboxError: when it cannot happen.
            KeyError: when something it is about is not given.
        """
        happenings = self.happenings
        if what in {"join", "leave"}:
            {"join": happenings.join, "leave": happenings.leave}[what](
                given["user"], given["channel"]
            )
        elif what in OF_A_CHANNEL:
            self._change_channel(what, given["channel"], given)
        elif what == "person":
            known = {f.name for f in fields(Person)} - {"id"}
            if not given.keys() - {"user"} <= known:
                raise SandboxError(f"A person has: {', '.join(sorted(known))}.")
            happenings.change_person(given.pop("user"), **given)
        elif what == "hire":
            happenings.hire(Person(**given))
        elif what == "regroup":
            wanted = {key: given[key] for key in ("handle", "name") if key in given}
            users = {"users": tuple(given["users"])} if "users" in given else {}
            happenings.change_group(given["group"], **wanted, **users)
        elif what == "ungroup":
            happenings.disable_group(given["group"])
        elif what in {"uninstall", "revoke"}:
            {"uninstall": happenings.uninstall, "revoke": happenings.revoke}[what]()
        else:
            raise SlackError(f"{what} does not happen here")

    async def sockets(self, request: Request) -> JSON:
        """``disconnect`` (asking to reconnect) or ``drop`` every Socket Mode connection."""
        body = await _body(request)
        if body["do"] == "disconnect":
            await self.socket.disconnect(body.get("reason", "refresh_requested"))
        else:
            await self.socket.drop()
        return {"connections": self.socket.count}
