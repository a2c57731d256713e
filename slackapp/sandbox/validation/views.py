"""What a modal or a Home tab may be."""

import json
from typing import Literal

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON
from slackapp.sandbox.validation.blocks import check_blocks
from slackapp.sandbox.validation.shape import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    one_of,
    string,
    text,
)

SIZE_MOST = 250_000  # bytes of a view's JSON

_COMMON: dict[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_VIEWS = {
    "modal": Shape(
        required={"type": one_of("modal"), "title": text(24), "blocks": anything},
        optional={
            **_COMMON,
            "submit": text(24),
            "close": text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": Shape(required={"type": one_of("home"), "blocks": anything}, optional=_COMMON),
}


def checked_view(view: object, kind: Literal["modal", "home"]) -> JSON:
    """The view, as it was sent.

    Raises:
        SlackError: ``invalid_arguments`` with ``response_metadata.messages``, or
            ``view_too_large``.
    """
    if len(json.dumps(view).encode()) > SIZE_MOST:
        raise SlackError("view_too_large")
    problems = Problems()
    _VIEWS[kind](view, "/view", problems)
    if isinstance(view, dict) and "blocks" in view:
        check_blocks(view["blocks"], kind, "/view/blocks", problems)
        asks = not problems and any(block["type"] == "input" for block in view["blocks"])
        if kind == "modal" and asks and "submit" not in view:
            problems.note("missing required field: submit", "/view")
    if problems or not isinstance(view, dict):
        raise SlackError(
            "invalid_arguments", extra={"response_metadata": {"messages": list(problems)}}
        )
    return view
