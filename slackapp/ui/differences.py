"""What a change of settings changed, one line a setting, from what the trail keeps of it."""

from __future__ import annotations

import json
from typing import Any, Final

from slackapp.ui import blocks

VALUE_SHOWN: Final = 200


def lines(before: str, after: str) -> list[str]:
    """Lay out each setting with what it was and what it is; both are JSON objects or ""."""
    old, new = _object(before), _object(after)
    return [f"`{key}`: {_value(old.get(key))} → {_value(new.get(key))}" for key in new]


def _object(written: str) -> dict[str, Any]:
    return dict(json.loads(written)) if written else {}


def _value(value: object) -> str:
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return blocks.escape(blocks.cut(said, VALUE_SHOWN)) if value not in (None, "", []) else "–"
