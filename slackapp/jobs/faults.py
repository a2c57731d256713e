"""What may be said in a log about an error."""

from __future__ import annotations

import traceback
from pathlib import Path


def where(error: Exception) -> str:
    """The kind of an error and where it was raised; its message may hold what none may see."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({Path(last.filename).name}:{last.lineno})"
