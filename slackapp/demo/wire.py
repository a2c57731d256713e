"""What people do at their screens: find the newest message, fill the form, follow the link."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urljoin

from slackapp.demo.answering import Question
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.sandbox import Actor
from slackapp.sandbox.loopback import client
from slackapp.ui import ids

JSON = dict[str, Any]
_SCRIPT = re.compile(r'<script defer src="(?P<path>/static/plotly[^"]+)"></script>')


async def messages_with(
    actor: Actor, action: str, *, count: int, but: Collection[str] = ()
) -> list[JSON]:
    """Wait until `count` messages on a person's screen have a button; return them, oldest first.

    Buttons whose value is among `but` are not looked for: an invitation's is its check-in.
    """

    def found(screen: JSON) -> list[JSON]:
        every = [message for place in screen["channels"] for message in place["messages"]]
        return [message for message in every if any(v not in but for v in values(message, action))]

    screen = await actor.until(lambda shown: len(found(shown)) >= count, f"{count} × {action}")
    return sorted(found(screen), key=lambda message: str(message["ts"]))


def values(message: JSON, action: str) -> Iterator[str]:
    """The value of each button of a message that does this."""
    rows = (block for block in message["blocks"] if block["type"] == "actions")
    every = (element for row in rows for element in row["elements"])
    return (str(one.get("value", "")) for one in every if one["action_id"] == action)


async def open_form(actor: Actor, message: JSON) -> list[JSON]:
    """Press the first button of an invitation and wait for the form; return its blocks."""
    await actor.click(ids.CHECK_IN, within=message["ref"])
    seen = await actor.modal()
    return seen.blocks


def asked(number: int, user: UserId, form: list[JSON], kinds: tuple[str, ...]) -> Question:
    """Read what a form on the screen asks."""
    by_id = {block["block_id"]: block for block in form if "block_id" in block}
    lists = {b: block for b, block in by_id.items() if b.startswith(ids.PROMPT_BLOCK)}
    options: list[JSON] = next((block["element"]["options"] for block in lists.values()), [])
    return Question(
        round=number,
        user=user,
        items=[b.removeprefix(ids.ITEM_BLOCK) for b in by_id if b.startswith(ids.ITEM_BLOCK)],
        prompts=[b.removeprefix(ids.PROMPT_BLOCK) for b in lists],
        teammates=[UserId(o["value"]) for o in options if o["value"] != ids.NOBODY],
        kinds=kinds,
    )


async def fill_in(actor: Actor, question: Question, answer: Answer) -> None:
    """Pick names, say what kind of help it was, answer the statements, and submit.

    Raises:
        RuntimeError: the app did not accept the answer.
    """
    entered: dict[str, str | int | list[str] | None] = {
        ids.item_block(item): str(point) for item, point in answer.items.items()
    }
    for prompt, ties in (("helped_me", answer.helped_me), ("i_helped", answer.i_helped)):
        if ties is not None:
            entered |= await _name(actor, question, prompt, ties)
    done = await actor.submit(entered)
    if not done.ok:
        raise RuntimeError(f"an answer was refused: {done.errors or done.problem}")
    await actor.until(_thanked, "the thanks")
    await actor.close(everything=True)


def _thanked(screen: JSON) -> bool:
    return bool(screen["modal"]) and screen["modal"]["callback_id"] == ids.THANKS_VIEW


async def _name(
    actor: Actor, question: Question, prompt: str, ties: tuple[Tie, ...]
) -> dict[str, str]:
    names = [str(tie.user) for tie in ties] or [ids.NOBODY]
    await actor.choose(ids.prompt_block(prompt), names)
    places = {user: place for place, user in enumerate(question.teammates)}
    return {ids.kind_block(prompt, places[tie.user]): tie.kind for tie in ties if tie.kind}


async def report_address(actor: Actor, message: JSON) -> str:
    """Open the newest report as its reader does; return the address of the page."""
    await actor.click(ids.OPEN_REPORT, within=message["ref"])
    await actor.modal()
    opened = await actor.click(ids.REPORT_LINK)
    await actor.close(everything=True)
    return opened.url


async def whole_page(address: str) -> str:
    """Read a page as a browser does, with the script it refers to put inside.

    Raises:
        httpx.HTTPStatusError: the link is over, or not this person's.
    """
    async with client(trust_env=False, follow_redirects=False) as browser:
        page = (await browser.get(address)).raise_for_status().text
        script = _SCRIPT.search(page)
        if script is None:
            return page
        source = (await browser.get(urljoin(address, script["path"]))).raise_for_status().text
    return page.replace(script[0], f"<script>{source}</script>")
