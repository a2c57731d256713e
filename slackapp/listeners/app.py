"""The Bolt app: built here, never at import."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from slack_bolt.async_app import AsyncApp

from slackapp.errors import UnknownWorkspace
from slackapp.listeners import (
    administering,
    answers,
    commands,
    editing,
    ending,
    errors,
    experiments,
    for_you,
    guessing,
    home,
    lead,
    lifecycle,
    managing,
    membership,
    pausing,
    restoring,
    set_up,
    undoing,
)
from slackapp.listeners.reply_address import ReplyAddress
from slackapp.listeners.strangers import Strangers
from slackapp.ui.errors import sentence

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.authorize import Authorize
    from slackapp.listeners.deps import Deps

TALKATIVE: Final = ("slack_bolt", "slack_sdk")
"""At DEBUG these log whole payloads, and so answers; they never go below INFO."""


class Plain(logging.Filter):
    """Says in a line of our own what Bolt calls an error: a request from where the app is not.

    Slack still sends some after the app was removed, and whoever pressed something is told.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Reword that one record; False where not even warnings of ours are that important."""
        if not str(record.msg).startswith("Although the app should be installed"):
            return True
        record.msg = "refused a request from a workspace where Bearings is not installed"
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        return logging.getLogger("slack_bolt").isEnabledFor(logging.INFO)


def build(deps: Deps, *, authorize: Authorize, client: AsyncWebClient) -> AsyncApp:
    """Return the app with every listener registered.

    `client` carries the shared session and the address of the Web API, no token. Signatures are
    checked before Bolt sees a request (HTTP) or not needed (Socket Mode). `authorize` puts the
    workspace's id into the context. Listeners run before the reply, so what was acknowledged is
    stored.
    """
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)
    logger = logging.getLogger("slack_bolt.bearings")
    # Its own level, which Bolt asks for: without one every step of a request is described in vain.
    logger.setLevel(logging.INFO)
    if not logger.filters:
        # Bolt hands the filters of its logger on to those of its parts.
        logger.addFilter(Plain())
    app = AsyncApp(
        name="bearings",
        logger=logger,
        client=client,
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes its own class too
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        attaching_function_token_enabled=False,
        user_facing_authorize_error_message=sentence(UnknownWorkspace()),
    )
    app.middleware(ReplyAddress(base_url=client.base_url))
    app.middleware(deps.languages)
    app.middleware(Strangers())
    register(app, deps, authorize)
    return app


def register(app: AsyncApp, deps: Deps, authorize: Authorize) -> None:
    """Register every feature, the busiest first."""
    answers.register(app, deps)
    home.register(app, deps)
    for_you.register(app, deps)
    experiments.register(app, deps.decisions.experiments, deps.administration.afterwards)
    guessing.register(app, deps)
    lead.register(app, deps)
    set_up.register(app, deps.administration, deps.links)
    pausing.register(app, deps.administration)
    managing.register(app, deps.administration)
    editing.register(app, deps.administration)
    undoing.register(app, deps.administration)
    ending.register(app, deps.administration)
    administering.register(app, deps.administration)
    restoring.register(app, deps.administration)
    commands.register(app, deps)
    membership.register(app, deps.administration, deps.departures)
    lifecycle.register(app, deps.departures, authorize)
    errors.register(app, deps.home, authorize, deps.languages)
