"""Random ids and secrets in Slack's shapes, recognisable as the sandbox's own."""

import secrets
import string

_ALPHABET = string.ascii_uppercase + string.digits
TOKEN_MARK = "sandbox-"  # noqa: S105 (a mark every token carries, not a token)


def new_id(prefix: str) -> str:
    """An id such as ``V7K2…``: the prefix and ten letters or digits."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(10))


def new_name() -> str:
    """A short id for a block or an action that the app left without one."""
    return secrets.token_urlsafe(4)


def new_token(prefix: str) -> str:
    """A token such as ``xoxb-sandbox-…``."""
    return f"{prefix}-{TOKEN_MARK}{secrets.token_hex(16)}"


def is_sandbox_token(token: str) -> bool:
    """Whether the token was made here; a real one is refused unread and never kept."""
    return token.startswith(("xoxb-" + TOKEN_MARK, "xapp-" + TOKEN_MARK))
