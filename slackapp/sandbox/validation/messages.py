"""What a message may carry."""

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON
from slackapp.sandbox.validation.blocks import check_blocks
from slackapp.sandbox.validation.shape import Problems

TEXT_MOST = 40_000  # characters of a message's text
BLOCK_TEXT_MOST = 13_200  # characters of all blocks together, as slackapi/bolt-js#2509 reports
_LIMITED = {"data_visualization": 2, "table": 1}  # how many of these one message takes


def _characters(value: object) -> int:
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(_characters, value.values()))
    return sum(map(_characters, value)) if isinstance(value, list) else 0


def checked_blocks(blocks: object) -> list[JSON]:
    """The blocks of a message, as they were sent.

    Raises:
        SlackError: ``invalid_blocks`` with ``response_metadata.messages``, or
            ``msg_blocks_too_long``.
    """
    problems = Problems()
    check_blocks(blocks, "message", "/blocks", problems)
    kinds = (
        [b.get("type") for b in blocks if isinstance(b, dict)] if isinstance(blocks, list) else []
    )
    for kind, most in _LIMITED.items():
        if kinds.count(kind) > most:
            problems.note(f"no more than {most} {kind} blocks allowed", "/blocks")
    if problems or not isinstance(blocks, list):
        raise SlackError(
            "invalid_blocks",
            extra={"errors": list(problems), "response_metadata": {"messages": list(problems)}},
        )
    if _characters([b for b in blocks if b["type"] != "data_table"]) > BLOCK_TEXT_MOST:
        raise SlackError("msg_blocks_too_long")
    return blocks
