"""The addresses an app may answer at after an interaction: five times within thirty minutes."""

import secrets
import time
from dataclasses import dataclass

from slackapp.sandbox.elements import fill_ids
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON, Message
from slackapp.sandbox.state import Workspace
from slackapp.sandbox.validation import checked_blocks

USES_MOST = 5
TTL_SECONDS = 30 * 60.0


@dataclass(slots=True)
class _Address:
    user: str
    channel: str
    message: Message | None
    issued: float
    uses: int = 0


class ResponseURLs:
    """The addresses handed out, each tied to a person and the message they acted on."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._addresses: dict[str, _Address] = {}

    def issue(self, user: str, channel: str, message: Message | None = None) -> str:
        """A new address."""
        key = secrets.token_urlsafe(16)
        self._addresses[key] = _Address(user, channel, message, time.monotonic())
        return f"{self._workspace.url}/response/{key}"

    def respond(self, key: str, body: JSON) -> None:
        """Do what the app answers: post, replace or delete.

        Raises:
            SlackError: ``expired_url``, ``used_url``, ``no_text``, ``invalid_blocks`` and others.
        """
        address = self._addresses.get(key)
        if address is None or time.monotonic() - address.issued > TTL_SECONDS:
            raise SlackError("expired_url", status=404)
        if address.uses >= USES_MOST:
            raise SlackError("used_url", status=404)
        blocks = fill_ids(checked_blocks(body["blocks"])) if body.get("blocks") else []
        address.uses += 1
        if body.get("delete_original"):
            self._delete(address)
        elif not blocks and not body.get("text"):
            raise SlackError("no_text")
        elif body.get("replace_original") and address.message:
            message = address.message
            message.text = str(body.get("text", ""))
            message.redraw(blocks)
            message.edited_ts = self._workspace.calendar.new_ts()
            self._workspace.rev.bump()
        else:
            self.post(address.user, address.channel, body, blocks)

    def post(self, user: str, channel: str, body: JSON, blocks: list[JSON]) -> None:
        """Post an answer: to this person alone, unless it says ``in_channel``."""
        everyone = body.get("response_type") == "in_channel"
        self._workspace.post(
            Message(
                channel=channel,
                ts=self._workspace.calendar.new_ts(),
                author=self._workspace.bot.id,
                text=str(body.get("text", "")),
                blocks=blocks,
                to="" if everyone else user,
            )
        )

    def _delete(self, address: _Address) -> None:
        message = address.message
        if message and message in self._workspace.messages.get(message.channel, []):
            self._workspace.remove(message)
