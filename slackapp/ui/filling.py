"""Questions with what their answers begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui import blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slackapp.ui.blocks import Block


def filled(form: Iterable[Block], begin: dict[str, Block]) -> list[Block]:
    """Fill questions in."""
    return [_filled(block, begin.get(block["block_id"], {})) for block in form]


def _filled(block: Block, initial: Block) -> Block:
    element = dict(block["element"])
    if initial:
        element.pop("default_to_current_conversation", None)
    options = {one["value"]: one for one in element.get("options", ())}
    for key, value in initial.items():
        if key == "initial_options":
            found = [options[code] for code in value]
            element |= {key: found} if found else {}
        elif key == "initial_option":
            # A value set by hand that the list does not offer is offered beside the others.
            extra = blocks.option(value, value)
            if value not in options:
                element["options"] = [*element["options"], extra]
            element[key] = options.get(value, extra)
        else:
            element[key] = value
    return block | {"element": element}
