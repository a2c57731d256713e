"""Why an answer cannot be, said above the question it is about as soon as it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.errors.together import each
from slackapp.ui import blocks, errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from slackapp.errors import BearingsError
    from slackapp.ui.blocks import Block


def above(shown: dict[str, Any], error: BearingsError) -> dict[str, list[Block]]:
    """The sentences of an error, by the block of the question of the shown view that each is about.

    Of several mistakes each is above its own; what is about no question comes under "".
    """
    found: dict[str, list[Block]] = {}
    for one in each(error):
        said = blocks.section(f":warning: {blocks.literal(errors.sentence(one))}")
        found.setdefault(errors.question(shown, one), []).append(said)
    return found


def placed(form: list[Block], why: Mapping[str, list[Block]]) -> list[Block]:
    """The questions, each with what `above` found for it right above it."""
    elsewhere = why.get("", [])
    return [*elsewhere, *(part for one in form for part in (*why.get(one["block_id"], []), one))]
