"""The process that answers Slack and serves report pages; it computes nothing."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial

from slack_bolt.async_app import AsyncApp
from starlette.types import ASGIApp

from slackapp.bootstrap.house import House
from slackapp.bootstrap.installing import Installing, install
from slackapp.bootstrap.membership import Refresh, Renew
from slackapp.bootstrap.server import listen, serving
from slackapp.bootstrap.signing_in import SigningIn
from slackapp.domain.links import Links, States
from slackapp.domain.teams import Workspace
from slackapp.errors import BearingsError, UnknownWorkspace
from slackapp.gateway.members import Members
from slackapp.gateway.oauth import OAuth
from slackapp.gateway.openid import OpenID
from slackapp.gateway.slack import Slack
from slackapp.gateway.socket import SocketMode
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.gateway.turns import Turns
from slackapp.listeners import app as bolt
from slackapp.listeners.afterwards import Afterwards
from slackapp.listeners.authorize import Authorize
from slackapp.listeners.deps import Administration, Decisions, Deps, Own
from slackapp.listeners.language import Languages
from slackapp.services.access import Access
from slackapp.services.answers import CheckIns
from slackapp.services.dead_letters import DeadLetters
from slackapp.services.defaults import StartingPoint
from slackapp.services.departures import Departures
from slackapp.services.drafts import Drafts
from slackapp.services.erasure import Erasure
from slackapp.services.everything import Everything
from slackapp.services.expectations import Expectations
from slackapp.services.experiments import Experiments
from slackapp.services.home import Home, week_of
from slackapp.services.managing import Managing
from slackapp.services.members import Switches, met, remember
from slackapp.services.mirrors import Mirrors
from slackapp.services.published import Published
from slackapp.services.reports import Reports
from slackapp.services.restoring import Restoring
from slackapp.services.roles import Roles
from slackapp.services.snoozes import Snoozes
from slackapp.services.standing import Gauges, Standing
from slackapp.services.teams import TeamSettings
from slackapp.ui.report_table import in_words
from slackapp.web import app as web
from slackapp.web.front import SlackFront
from slackapp.web.health import Health
from slackapp.web.install import BACK_PATH, Install
from slackapp.web.metrics import Metrics
from slackapp.web.sign_in import SIGNED_IN_PATH, SignIn
from slackapp.web.signature import Signatures


@dataclass(frozen=True, slots=True)
class Web:
    """A running web process. `address` is where it listens, without a slash at the end."""

    address: str
    installed: Workspace | None
    """The workspace whose token the settings hold."""

    @property
    def workspace(self) -> Workspace:
        """The same; raises `UnknownWorkspace` where the settings hold none."""
        if self.installed is None:
            raise UnknownWorkspace
        return self.installed

    @property
    def slack_url(self) -> str:
        """Where Slack sends everything over HTTP."""
        return self.address + web.SLACK_PATH


@contextlib.asynccontextmanager
async def running(house: House) -> AsyncIterator[Web]:
    """Answer Slack and serve pages while the block runs.

    Raises:
        InvalidSettings: something needed to reach Slack is missing or refused.
        SlackAway: Slack could not be asked whose token this is.
    """
    settings = house.settings
    listening = listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    address = f"http://{host}:{port}"
    slack = Slack(base_url=settings.slack_api_base_url, timeout=settings.slack_timeout_seconds)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(listening.close)
        stack.push_async_callback(slack.close)
        workspace = await install(house, slack)
        links = _links(house, address)
        tokens, authorize = Tokens(house.database), Authorize(house.database)
        statuses = AwayStatuses(house.database)
        members = Members(slack, tokens, statuses, turns=Turns(house.database))
        afterwards = Afterwards()
        stack.push_async_callback(afterwards.close)
        deps = _deps(house, links, members, afterwards)
        app = bolt.build(deps, authorize=authorize, client=slack.client())
        installing = _install(house, slack, tokens, members, authorize, address)
        asgi = _asgi(house, app, links, installing, _sign_in(house, slack, address))
        await stack.enter_async_context(serving(asgi, listening))
        if settings.slack_app_token is not None:
            token = settings.slack_app_token.get_secret_value()
            socket_mode = SocketMode(app, slack, app_token=token)
            stack.push_async_callback(socket_mode.close)
            await socket_mode.connect()
        yield Web(address, workspace)


def _links(house: House, address: str) -> Links:
    """Links lead to the public address; on a port taken at random that is this server's own."""
    public_url = _public_url(house, address)
    return Links(house.link_secret, public_url=public_url, real_now=time.time)


def _public_url(house: House, address: str) -> str:
    return address if house.settings.port == 0 else house.settings.public_url.rstrip("/")


def _install(  # every part is shared with somebody else in this process
    house: House,
    slack: Slack,
    tokens: Tokens,
    members: Members,
    authorize: Authorize,
    address: str,
) -> Install | None:
    """What workspaces install the app with, where the settings let them."""
    client_id, secret = house.settings.slack_client_id, house.settings.slack_client_secret
    if client_id is None or secret is None:
        return None
    public_url = _public_url(house, address)
    oauth = OAuth(
        slack,
        client_id=client_id,
        client_secret=secret.get_secret_value(),
        redirect_uri=public_url + BACK_PATH,
    )
    states = States(house.link_secret, real_now=time.time)
    installing = Installing(house, slack, oauth, states, tokens, members, authorize)
    return Install(installing, secure=public_url.startswith("https://"))


def _sign_in(house: House, slack: Slack, address: str) -> SignIn | None:
    """What people sign in with to read reports, where the settings let them."""
    client_id, secret = house.settings.slack_client_id, house.settings.slack_client_secret
    if client_id is None or secret is None:
        return None
    public_url = _public_url(house, address)
    openid = OpenID(
        slack,
        client_id=client_id,
        client_secret=secret.get_secret_value(),
        redirect_uri=public_url + SIGNED_IN_PATH,
        real_now=time.time,
    )
    return SignIn(SigningIn.of(house, openid), secure=public_url.startswith("https://"))


def _deps(house: House, links: Links, members: Members, afterwards: Afterwards) -> Deps:
    check_ins = CheckIns(house.database, house.keys, house.clock)
    feedback = house.settings.feedback or ""
    return Deps(
        check_ins=check_ins,
        home=Home(house.database, house.clock, check_ins, feedback),
        links=links,
        departures=Departures(house.database, house.clock),
        administration=_administration(house, members, afterwards, check_ins),
        decisions=Decisions(
            experiments=Experiments(house.database, house.clock),
            expectations=Expectations(house.database, house.clock),
            reports=Reports(house.database),
        ),
        own=_own(house, check_ins),
        languages=Languages(Switches(house.database, house.clock).locale),
        feedback=feedback,
    )


def _own(house: House, check_ins: CheckIns) -> Own:
    return Own(
        mirrors=Mirrors(house.database, house.keys, house.clock),
        switches=Switches(house.database, house.clock),
        snoozes=Snoozes(check_ins),
        erasure=Erasure(house.database, house.keys),
        access=Access(house.database),
        week=lambda: week_of(house.clock.calendar_now()),
    )


def _administration(
    house: House, members: Members, afterwards: Afterwards, check_ins: CheckIns
) -> Administration:
    return Administration(
        teams=TeamSettings(house.database, house.clock),
        person=members.person,
        met=partial(met, house.database),
        remember=partial(remember, house.database),
        refresh=Refresh(house, members),
        there=members.of_team,
        renew=Renew(house, members),
        manage=Managing(house.database, house.clock, check_ins.forget_all),
        drafts=Drafts(house.database, house.clock),
        roles=Roles(house.database, house.clock),
        defaults=StartingPoint(house.database, house.clock),
        dead_letters=DeadLetters(house.database, house.clock),
        everything=Everything(house.database, house.clock),
        restoring=Restoring(house.database, house.clock, check_ins.forget_all),
        check=members.check,
        called=members.called,
        groups=members.groups,
        listed=members.listed,
        afterwards=afterwards,
    )


def _asgi(
    house: House, app: AsyncApp, links: Links, install: Install | None, sign_in: SignIn | None
) -> ASGIApp:
    metrics = Metrics(gauges=partial(_gauges, house))
    secret = house.settings.slack_signing_secret
    front = None
    if secret is not None and house.settings.slack_app_token is None:
        signatures = Signatures(secret.get_secret_value(), real_now=time.time)
        front = SlackFront(app, signatures=signatures, metrics=metrics)
    return web.build(
        front=front,
        reports=Reports(house.database),
        published=Published(house.database, in_words),
        links=links,
        install=install,
        sign_in=sign_in,
        health=Health(_problems(house)),
        metrics=metrics,
    )


def _problems(house: House) -> Callable[[], tuple[str, ...]]:
    """Try the database and the key store; a sentence for each that is away."""

    def look() -> tuple[str, ...]:
        found = []
        for attempt in (
            lambda: house.database.read(lambda store: store.rounds.next_due_at()),
            house.keys.ids,
        ):
            try:
                attempt()
            except BearingsError as error:
                found.append(error.sentence)
        return tuple(found)

    return look


def _gauges(house: House) -> Gauges:
    return Standing(house.database).gauges(house.clock.calendar_now())
