"""Read a submitted check-in: block ids and options back into an answer, nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.errors import NobodyAndNames, TooManyNames, UnreadableAnswer
from slackapp.errors.together import Together
from slackapp.ui import check_in, ids

if TYPE_CHECKING:
    from collections.abc import Iterator

View = dict[str, Any]


def answer_of(view: View) -> Answer:
    """Return what was answered; blank stays missing.

    Raises `NobodyAndNames`, `TooManyNames`, of both questions `Mistakes`, and `UnreadableAnswer`
    when it is not a form of ours.
    """
    try:
        return _answer(view)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UnreadableAnswer from error


def helpers_in(view: View) -> dict[str, str]:
    """The people picked as helpers: user id → name as the form showed it."""
    chosen = check_in.picked(view["state"]["values"], "helped_me")
    block = _prompt(view, "helped_me") if chosen else None
    if block is None:
        return {}
    return {user: name for user, name in check_in.names_in(block).items() if user in chosen}


def let_go(view: View) -> None:
    """Forget a form that was read, but for its questions, under which something may be said.

    Dozens wait for their commit at a time, and each is a thousand objects.
    """
    view["state"] = {}
    view["blocks"] = [
        {"type": block["type"], "block_id": block["block_id"]}
        for block in view["blocks"]
        if block["type"] == "input"
    ]


def _answer(view: View) -> Answer:
    state: dict[str, Any] = view["state"]["values"]
    suited = _choice(state, ids.SUITED_BLOCK)
    helped_me = i_helped = None
    together = Together()
    with together:
        helped_me = _ties(view, "helped_me")
    with together:
        i_helped = _ties(view, "i_helped")
    together.tell()
    return Answer(
        items=dict(_items(state)),
        helped_me=helped_me,
        i_helped=i_helped,
        nobody_suited=None if suited is None or helped_me != () else suited == ids.SUITED,
        given=_number(state, ids.pulse_block("given")),
        received=_number(state, ids.pulse_block("received")),
        same_people=_number(state, ids.pulse_block("same_people")),
        reasons=tuple(_reasons(state)),
    )


def _items(state: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for block in state:
        value = _number(state, block) if block.startswith(ids.ITEM_BLOCK) else None
        if value is not None:
            yield block.removeprefix(ids.ITEM_BLOCK), value


def _reasons(state: dict[str, Any]) -> Iterator[str]:
    for block, actions in state.items():
        if block.startswith(ids.REASONS_BLOCK):
            for each in actions[ids.ANSWER].get("selected_options") or ():
                yield each["value"]


def _ties(view: View, prompt: str) -> tuple[Tie, ...] | None:
    """Names with their kinds; () for nobody; None when blank or not asked."""
    state = view["state"]["values"]
    chosen = check_in.picked(state, prompt)
    block = _prompt(view, prompt) if chosen else None
    if block is None:
        return None
    if ids.NOBODY in chosen:
        if len(chosen) > 1:
            raise NobodyAndNames(prompt=prompt)
        return ()
    if len(chosen) > check_in.MOST_NAMES:
        raise TooManyNames(prompt=prompt)
    places = {user: place for place, user in enumerate(check_in.names_in(block))}
    return tuple(_tie(state, prompt, user, places[user]) for user in chosen)


def _tie(state: dict[str, Any], prompt: str, user: str, place: int) -> Tie:
    return Tie(UserId(user), _choice(state, ids.kind_block(prompt, place)))


def _prompt(view: View, prompt: str) -> dict[str, Any] | None:
    wanted = ids.prompt_block(prompt)
    return next((block for block in view["blocks"] if block.get("block_id") == wanted), None)


def _choice(state: dict[str, Any], block: str) -> str | None:
    option = state.get(block, {}).get(ids.ANSWER, {}).get("selected_option")
    return None if option is None else str(option["value"])


def _number(state: dict[str, Any], block: str) -> int | None:
    value = _choice(state, block)
    return None if value is None or value == ids.NO_ANSWER else int(value)
