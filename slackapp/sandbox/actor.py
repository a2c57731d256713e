"""Drives one person through the control API, waiting for what they expect to see.

Every wait is for a change of the workspace, with a deadline; nothing sleeps.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from http import HTTPStatus
from typing import Any, TypeAlias

import httpx

from slackapp.sandbox.errors import ActionRefused, SandboxError
from slackapp.sandbox.model import JSON

DEADLINE = 8.0  # seconds

Answer: TypeAlias = str | int | list[str] | None


class NotSeen(AssertionError):
    """The person did not get to see what was expected in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of an act: errors by block id, a problem on the way, where a link leads."""

    ok: bool
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A modal or a Home as its person sees it; ``words`` is all of its text."""

    ref: str
    hash: str
    title: str
    submit: str
    callback_id: str
    words: str
    notice: str
    errors: dict[str, str]
    values: JSON
    blocks: list[JSON]


def _seen(view: JSON) -> Seen:
    return Seen(**{f.name: view[f.name] for f in fields(Seen)})


class Actor:
    """One person at their screen.

    Args:
        person: their id.
        client: an HTTP client whose ``base_url`` is the sandbox's.
        deadline: seconds every wait lasts at most.
    """

    def __init__(
        self, person: str, *, client: httpx.AsyncClient, deadline: float = DEADLINE
    ) -> None:
        self.id = person
        self.deadline = deadline
        self._client = client

    # Seeing

    async def screen(self) -> JSON:
        """Everything the person can see now (see ``slackapp.sandbox.screen``)."""
        response = await self._client.get("/control/state", params={"actor": self.id})
        return _json(response)

    async def until(self, seen: Callable[[JSON], bool], what: str) -> JSON:
        """Wait until the screen satisfies a predicate; returns the screen.

        Raises:
            NotSeen: with everything on the screen, when the deadline passes.
        """
        shown = await self.screen()
        try:
            async with asyncio.timeout(self.deadline):
                while not seen(shown):
                    await self._client.get("/control/wait", params={"rev": shown["rev"]})
                    shown = await self.screen()
        except TimeoutError as late:
            raise NotSeen(f"{self.id} did not see {what}. The screen:\n{shown['words']}") from late
        return shown

    async def sees(self, text: str) -> JSON:
        """Wait until these words are somewhere on the screen; returns the screen."""
        return await self.until(lambda shown: text in shown["words"], repr(text))

    async def sees_no_more(self, text: str) -> JSON:
        """Wait until these words are nowhere on the screen; returns the screen."""
        return await self.until(lambda shown: text not in shown["words"], f"{text!r} go away")

    async def modal(self, title: str | None = None) -> Seen:
        """Wait for a modal (with this title); returns it."""
        shown = await self.until(
            lambda s: bool(s["modal"]) and title in {None, s["modal"]["title"]},
            f"the modal {title or ''}",
        )
        return _seen(shown["modal"])

    async def no_modal(self) -> None:
        """Wait until no modal is open."""
        await self.until(lambda shown: shown["modal"] is None, "every modal closed")

    async def home(self) -> Seen:
        """Open the Home tab, wait until the app has published it anew; returns it."""
        before = (await self.screen())["home"]
        old = before["hash"] if before else ""
        await self._do("home")
        shown = await self.until(
            lambda s: bool(s["home"]) and s["home"]["hash"] != old, "a newly published Home"
        )
        return _seen(shown["home"])

    async def messages(self, channel: str = "") -> list[JSON]:
        """The messages this person sees, oldest first, in one channel (id or name) or all."""
        shown = await self.screen()
        found = [
            message
            for place in shown["channels"]
            if channel in {"", place["id"], place["name"]}
            for message in place["messages"]
        ]
        return sorted(found, key=lambda message: str(message["ts"]))

    # Acting

    async def command(self, name: str, text: str = "", *, channel: str = "") -> Done:
        """Type a slash command, in the first channel when none is named."""
        return await self._do("command", command=name, text=text, channel=channel)

    async def click(self, text: str, *, within: str = "") -> Done:
        """Press the button or overflow choice that says ``text``, once it is there.

        An open modal covers everything else; ``within`` is ``home``, a channel or a message's
        ``ref``.
        """
        return await self._do_when_offered("click", text=text, within=within)

    async def choose(self, name: str, answer: Answer, *, within: str = "") -> Done:
        """Choose in a select, radio or picker that acts at once (outside an input block)."""
        return await self._do_when_offered("choose", name=name, answer=answer, within=within)

    async def fill(self, answers: dict[str, Answer], *, within: str = "") -> Done:
        """Enter answers by label, block id, action id or ``block_id/action_id``."""
        return await self._do_when_offered("fill", answers=answers, within=within)

    async def submit(
        self, answers: dict[str, Answer] | None = None, *, bypass_rules: bool = False
    ) -> Done:
        """Enter answers and submit the modal, once one is open.

        ``bypass_rules`` sends what Slack's own client would hold back.
        """
        return await self._do_when_offered(
            "submit", answers=answers or {}, bypass_rules=bypass_rules
        )

    async def close(self, *, everything: bool = False) -> Done:
        """Close the modal on top, or all of them."""
        return await self._do_when_offered("close", everything=everything)

    async def say(self, channel: str, text: str) -> Done:
        """Write a message."""
        return await self._do("say", channel=channel, text=text)

    async def shortcut(self, callback_id: str) -> Done:
        """Use a global shortcut."""
        return await self._do("shortcut", callback_id=callback_id)

    async def _do(self, act: str, **body: object) -> Done:
        request = {"actor": self.id, "do": act, **body}
        told = _json(await self._client.post("/control/act", json=request))
        return Done(
            ok=told["ok"],
            errors=told["errors"],
            problem=told["problem"],
            url=told.get("url", ""),
        )

    async def _do_when_offered(self, act: str, **body: object) -> Done:
        """Try again at every change of the workspace until the screen offers it.

        Raises:
            NotSeen: when it still does not, at the deadline.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self.deadline
        while True:
            rev = await self._rev()
            try:
                return await self._do(act, **body)
            except ActionRefused as refused:
                remaining = until - loop.time()
                if remaining <= 0:
                    raise NotSeen(f"{self.id} could not {act}: {refused}") from refused
            wait: dict[str, Any] = {"rev": rev, "timeout": remaining}
            await self._client.get("/control/wait", params=wait)

    async def _rev(self) -> int:
        answer = _json(await self._client.get("/control/wait", params={"rev": -1}))
        return int(answer["rev"])


def _json(response: httpx.Response) -> JSON:
    body: JSON = response.json()
    if response.status_code == HTTPStatus.CONFLICT:
        raise ActionRefused(body["refused"])
    if response.status_code != HTTPStatus.OK:
        raise SandboxError(str(body))
    return body
