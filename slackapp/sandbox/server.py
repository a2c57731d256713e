"""The sandbox as one object: seed it, start it in the running loop, hand its secrets to the app."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import httpx
import uvicorn

from slackapp.sandbox import loopback
from slackapp.sandbox.actor import Actor
from slackapp.sandbox.api.call import Context, Files
from slackapp.sandbox.api.server import WebAPI
from slackapp.sandbox.application import Application
from slackapp.sandbox.clock import AtRest, Calendar, NextDue, OnClock
from slackapp.sandbox.control import Control
from slackapp.sandbox.delivery.envelope import ACK_SECONDS
from slackapp.sandbox.delivery.post_office import RETRY_SECONDS, PostOffice
from slackapp.sandbox.delivery.socket import SocketDelivery
from slackapp.sandbox.errors import NotLoopback, SandboxError
from slackapp.sandbox.faults import Faults
from slackapp.sandbox.guard import LOOPBACK
from slackapp.sandbox.happenings import Happenings
from slackapp.sandbox.interactions import Interactions
from slackapp.sandbox.journal import Journal
from slackapp.sandbox.manifest import read_manifest
from slackapp.sandbox.model import Channel, Group, Person
from slackapp.sandbox.response_urls import ResponseURLs
from slackapp.sandbox.state import Workspace
from slackapp.sandbox.triggers import TTL_SECONDS, Triggers

PAGE_CAP = 3  # items on one page of a list call, so that an app that forgets cursors is found out


class _Server(uvicorn.Server):
    """A server that says when it is up, and leaves the process's signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self.leave = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        """Wait to be told, instead of looking ten times a second."""
        await self.leave.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Sandbox:
    """A local Slack with one workspace and one app.

    Args:
        workspace: the workspace's name.
        people: its members; the app's bot is added.
        channels: its channels; the bot is a member unless ``has_app`` is false.
        manifest: the app's manifest, YAML or JSON; scopes, commands and events come from it.
        groups: its user groups.
        now: where the calendar starts (aware); the real time when left out.
        on_clock: called (or awaited) with the new time whenever somebody moves the calendar.
        at_rest: says whether the app has done what is due by now; time that passes waits for it.
        next_due: says when the app has something to do next; time that passes stops there.
        page_cap: most items on one page of a list call.
        trigger_ttl: seconds a trigger id lives.
        ack_seconds: seconds the app has to answer.
        retry_seconds: the waits before each repeat of an event that was not acknowledged.

    Raises:
        ManifestError: when the manifest cannot be read.
        SandboxError: when a channel has members that nobody is.
    """

    def __init__(
        self,
        workspace: str,
        *,
        people: Iterable[Person],
        channels: Iterable[Channel],
        manifest: Path,
        groups: Iterable[Group] = (),
        now: datetime | None = None,
        on_clock: OnClock | None = None,
        at_rest: AtRest | None = None,
        next_due: NextDue | None = None,
        page_cap: int = PAGE_CAP,
        trigger_ttl: float = TTL_SECONDS,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.workspace = Workspace(
            workspace,
            people=people,
            channels=channels,
            groups=groups,
            manifest=read_manifest(manifest),
            calendar=Calendar(start=now, on_clock=on_clock, at_rest=at_rest, next_due=next_due),
        )
        self.journal, self.faults = Journal(), Faults()
        self.socket = SocketDelivery(app_id=self.workspace.app_id, ack_seconds=ack_seconds)
        self.office = PostOffice(
            self.workspace,
            journal=self.journal,
            faults=self.faults,
            socket=self.socket,
            retry_seconds=retry_seconds,
        )
        self.urls = ResponseURLs(self.workspace)
        triggers = Triggers(ttl=trigger_ttl)
        self.interactions = Interactions(self.workspace, self.office, triggers, self.urls)
        self.happenings = Happenings(self.workspace, self.office)
        self.context = Context(
            workspace=self.workspace,
            triggers=triggers,
            happenings=self.happenings,
            files=Files(),
            page_cap=page_cap,
            new_ticket=self.socket.new_ticket,
        )
        self._ack_seconds = ack_seconds
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._client: httpx.AsyncClient | None = None

    # What the app needs

    @property
    def url(self) -> str:
        """The page's address, without a slash at the end."""
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """The Web API's base address, ending in ``/api/``."""
        return f"{self.url}/api/"

    @property
    def signing_secret(self) -> str:
        """Signs everything delivered over HTTP."""
        return self.workspace.credentials.signing_secret

    @property
    def bot_token(self) -> str:
        """The ``xoxb-sandbox-…`` token; a new one after every OAuth installation."""
        return self.workspace.credentials.bot_token

    @property
    def client_id(self) -> str:
        """Names the app when somebody installs it by OAuth."""
        return self.workspace.credentials.client_id

    @property
    def client_secret(self) -> str:
        """Turns the code of an OAuth installation into a token."""
        return self.workspace.credentials.client_secret

    @property
    def app_token(self) -> str:
        """The ``xapp-sandbox-…`` token for Socket Mode."""
        return self.workspace.credentials.app_token

    async def connect_http(self, url: str) -> None:
        """Deliver commands, interactions and events by signed HTTP to this request URL."""
        await self.office.connect_http(url, ack_seconds=self._ack_seconds)

    def listed_at(self, url: str) -> None:
        """List the app with the address where a workspace adds it."""
        self.workspace.install_url = url

    async def verify_http(self) -> bool:
        """Whether the request URL sends Slack's challenge back, as it must when it is set up."""
        return await self.office.verify_http()

    async def connected(self, *, seconds: float = 10.0) -> None:
        """Wait until the app has connected by Socket Mode.

        Raises:
            TimeoutError: when it does not.
        """
        async with asyncio.timeout(seconds):
            await self.socket.connected.wait()

    async def advance(self, **by: float) -> datetime:
        """Move the calendar, for example ``advance(days=1)``; returns the new time."""
        now = await self.workspace.calendar.advance(timedelta(**by))
        self.workspace.rev.bump()
        return now

    def actor(self, person: str) -> Actor:
        """Somebody to act as, by id or name.

        Raises:
            SandboxError: when nobody is called that, or the sandbox is not running.
        """
        found = [p for p in self.workspace.humans() if person in {p.id, p.name, p.label}]
        if not found or self._client is None:
            raise SandboxError(f"Nobody to act as: {person}")
        return Actor(found[0].id, client=self._client)

    # Running

    async def start(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Serve in the running loop; port 0 picks a free one.

        Raises:
            NotLoopback: for any other host.
            OSError: when the port is taken.
        """
        if host not in LOOPBACK:
            raise NotLoopback
        listening = socket.create_server((host, port))
        # Else the second write of every answer waits 40 ms for the first to be acknowledged.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = listening.getsockname()[1]
        self.workspace.url = f"http://{host}:{port}"
        application = Application(
            api=WebAPI(self.context, journal=self.journal, faults=self.faults),
            control=Control(
                workspace=self.workspace,
                interactions=self.interactions,
                happenings=self.happenings,
                journal=self.journal,
                faults=self.faults,
                socket=self.socket,
            ),
            urls=self.urls,
        )
        config = uvicorn.Config(
            application.asgi(),
            log_level="warning",
            access_log=False,
            date_header=False,
            lifespan="off",
            ws="websockets-sansio",
            timeout_graceful_shutdown=2,
            # Longer than any client keeps an idle connection: else it may use one that is closing.
            timeout_keep_alive=75,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._server.up.wait()
        self._client = loopback.client(base_url=self.url, timeout=60.0)

    async def stop(self) -> None:
        """Stop serving and close every connection."""
        if self._server is None or self._serving is None:
            return
        self.workspace.rev.close()
        if self._client:
            await self._client.aclose()
        await self.office.close()
        self._server.leave.set()
        await self._serving
        self._server = self._serving = self._client = None

    @asynccontextmanager
    async def running(self, *, port: int = 0) -> AsyncIterator[Self]:
        """``async with Sandbox(…).running() as sandbox``."""
        await self.start(port=port)
        try:
            yield self
        finally:
            await self.stop()
