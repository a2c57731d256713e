"""The blocks of Block Kit and their limits."""

from slackapp.sandbox.model import JSON
from slackapp.sandbox.validation.charts import CHART, DATA_TABLE, TABLE
from slackapp.sandbox.validation.elements import ID, IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION
from slackapp.sandbox.validation.shape import (
    ByType,
    Check,
    Problems,
    Shape,
    anything,
    array,
    boolean,
    one_of,
    string,
    text,
    url,
)

_ID: dict[str, Check] = {"block_id": ID}


def _has_words(block: JSON, at: str, problems: Problems) -> None:
    if "text" not in block and "fields" not in block:
        problems.note("provide at least one of: text, fields", at)


def _has_source(block: JSON, at: str, problems: Problems) -> None:
    if ("image_url" in block) == ("slack_file" in block):
        problems.note("provide exactly one of: image_url, slack_file", at)


def _context_item(value: object, at: str, problems: Problems) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        IMAGE(value, at, problems)
    else:
        text(3000, plain=False)(value, at, problems)


_SHAPES: dict[str, Shape] = {
    "header": Shape(required={"text": text(150)}, optional=_ID),
    "section": Shape(
        optional={
            **_ID,
            "text": text(3000, plain=False),
            "fields": array(text(2000, plain=False), 10),
            "accessory": IN_SECTION,
            "expand": boolean,
        },
        also=_has_words,
    ),
    "context": Shape(required={"elements": array(_context_item, 10)}, optional=_ID),
    "divider": Shape(optional=_ID),
    "actions": Shape(required={"elements": array(IN_ACTIONS, 25)}, optional=_ID),
    "input": Shape(
        required={"label": text(2000), "element": IN_INPUT},
        optional={**_ID, "hint": text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": Shape(
        required={"alt_text": string(2000)},
        optional={
            **_ID,
            "image_url": url(),
            "slack_file": Shape(optional={"id": ID, "url": url()}),
            "title": text(2000),
        },
        also=_has_source,
    ),
    "rich_text": Shape(required={"elements": array(anything, 1000)}, optional=_ID),
    "markdown": Shape(required={"text": string(12_000)}, optional=_ID),
    "alert": Shape(
        required={"text": text(200, plain=False)},
        optional={**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": CHART,
}
_EVERYWHERE = ["header", "section", "context", "divider", "actions", "image", "rich_text"]


def _only(*kinds: str) -> ByType:
    return ByType({kind: _SHAPES[kind] for kind in kinds})


SURFACES: dict[str, tuple[ByType, int]] = {
    "message": (
        _only(*_EVERYWHERE, "input", "markdown", "table", "data_table", "data_visualization"),
        50,
    ),
    "modal": (_only(*_EVERYWHERE, "input", "alert"), 100),
    "home": (_only(*_EVERYWHERE, "input"), 100),
}
"""Surface → the blocks it takes and how many."""


def check_blocks(blocks: object, surface: str, at: str, problems: Problems) -> None:
    """Note everything that is wrong with the blocks of a message, modal or home."""
    block, most = SURFACES[surface]
    before = len(problems)
    array(block, most, least=0 if surface == "message" else 1)(blocks, at, problems)
    if len(problems) == before and isinstance(blocks, list):
        _check_unique_ids(blocks, at, problems)


def _check_unique_ids(blocks: list[JSON], at: str, problems: Problems) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            problems.note(f"block_id must be unique: {block_id}", f"{at}/{index}/block_id")
        if block_id:
            seen.add(block_id)
        actions = [e["action_id"] for e in block.get("elements", []) if "action_id" in e]
        if block["type"] == "actions" and len(set(actions)) != len(actions):
            problems.note("action_id must be unique in its block", f"{at}/{index}/elements")
