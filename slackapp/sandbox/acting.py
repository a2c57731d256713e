"""Acts by name, as the control API and its driver send them.

``{"actor": "U1", "do": …}`` with

- ``command``: ``command``, ``text``, ``channel`` (id or name; left out, the first with the app)
- ``click``: ``text`` of a button or an overflow choice, ``within`` (see ``finding.surfaces``)
- ``choose``: ``name`` and ``answer`` of a control outside an input block, ``within``
- ``fill``: ``answers``, ``within``
- ``submit``: ``answers``, ``bypass_rules``
- ``close``: ``everything``
- ``home`` · ``say``: ``channel``, ``text`` · ``shortcut``: ``callback_id``
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from slackapp.sandbox.elements import raw_value
from slackapp.sandbox.errors import ActionRefused
from slackapp.sandbox.finding import answer_values, find_button, find_input, surfaces
from slackapp.sandbox.interactions import Interactions
from slackapp.sandbox.model import JSON, Surface, View
from slackapp.sandbox.outcome import Outcome

Act: TypeAlias = Callable[[Interactions, str, JSON], Awaitable[JSON]]


def _told(outcome: Outcome, **more: str) -> JSON:
    return {"ok": outcome.ok, "errors": outcome.errors, "problem": outcome.problem, **more}


def _channel(interactions: Interactions, user: str, wanted: str) -> str:
    ws = interactions.workspace
    mine = ws.channels_of(user)
    if not wanted:
        mine = [c for c in mine if ws.bot.id in c.members and not c.is_archived]
    found = [c.id for c in mine if not wanted or wanted in {c.id, c.name}]
    if not found:
        raise ActionRefused(f"{user} is in no channel {wanted!r}.")
    return found[0]


def _candidates(interactions: Interactions, user: str, body: JSON) -> list[Surface]:
    return surfaces(interactions.workspace, user, body.get("within", ""))


async def _command(interactions: Interactions, user: str, body: JSON) -> JSON:
    channel = _channel(interactions, user, body.get("channel", ""))
    return _told(await interactions.command(user, channel, body["command"], body.get("text", "")))


async def _click(interactions: Interactions, user: str, body: JSON) -> JSON:
    found = find_button(_candidates(interactions, user, body), body["text"])
    surface, block, element, raw = found
    outcome = await interactions.press(
        user, surface.ref, block["block_id"], element["action_id"], raw
    )
    return _told(outcome, url=element.get("url", ""))


async def _choose(interactions: Interactions, user: str, body: JSON) -> JSON:
    candidates = _candidates(interactions, user, body)
    surface, block, element = find_input(candidates, body["name"])
    values = answer_values(interactions.workspace, [surface], {body["name"]: body["answer"]})
    block_id, action_id = block["block_id"], element["action_id"]
    raw = raw_value(element, next(values)[1][block_id][action_id])
    return _told(await interactions.press(user, surface.ref, block_id, action_id, raw))


async def _fill(interactions: Interactions, user: str, body: JSON) -> JSON:
    candidates = _candidates(interactions, user, body)
    found = list(answer_values(interactions.workspace, candidates, body["answers"]))
    for surface, values in found:
        interactions.enter(user, surface.ref, values)
    interactions.workspace.rev.bump()
    return _told(Outcome())


def _modal(interactions: Interactions, user: str) -> View:
    modal = interactions.workspace.modal(user)
    if modal is None:
        raise ActionRefused(f"{user} has no modal open.")
    return modal


async def _submit(interactions: Interactions, user: str, body: JSON) -> JSON:
    modal = _modal(interactions, user)
    await _fill(interactions, user, {"answers": body.get("answers") or {}})
    bypass = bool(body.get("bypass_rules"))
    return _told(await interactions.modals.submit(user, modal.ref, bypass_rules=bypass))


async def _close(interactions: Interactions, user: str, body: JSON) -> JSON:
    modal = _modal(interactions, user)
    everything = bool(body.get("everything"))
    return _told(await interactions.modals.close(user, modal.ref, everything=everything))


async def _home(interactions: Interactions, user: str, _body: JSON) -> JSON:
    interactions.open_home(user)
    return _told(Outcome())


async def _say(interactions: Interactions, user: str, body: JSON) -> JSON:
    interactions.say(user, _channel(interactions, user, body["channel"]), body["text"])
    return _told(Outcome())


async def _shortcut(interactions: Interactions, user: str, body: JSON) -> JSON:
    return _told(await interactions.shortcut(user, body["callback_id"]))


ACTS: dict[str, Act] = {
    "command": _command,
    "click": _click,
    "choose": _choose,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "say": _say,
    "shortcut": _shortcut,
}


async def act(interactions: Interactions, body: JSON) -> JSON:
    """Do what the body says.

    Raises:
        ActionRefused: when the person's screen does not offer it.
        SlackError: ``user_not_found`` and others.
    """
    user = interactions.workspace.person(body["actor"])
    if user.deleted:
        raise ActionRefused(f"{user.label} is deactivated.")
    if body["do"] not in ACTS:
        raise ActionRefused(f"Nobody can {body['do']!r}; there are: {', '.join(ACTS)}.")
    return await ACTS[body["do"]](interactions, user.id, body)
