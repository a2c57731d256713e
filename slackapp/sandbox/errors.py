"""What the sandbox refuses; one class for every way it can refuse."""

from slackapp.sandbox.model import JSON


class SandboxError(Exception):
    """The sandbox cannot do that."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class SlackError(SandboxError):
    """A Web API refusal, answered as ``{"ok": false, "error": code}``.

    Args:
        code: Slack's own name of the error, for example ``channel_not_found``.
        extra: further keys of the answer, for example ``needed`` and ``provided``.
        status: the HTTP status; Slack answers 200 for nearly everything but 429.
        headers: further response headers, for example ``Retry-After``.
    """

    def __init__(
        self,
        code: str,
        *,
        extra: JSON | None = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra or {}
        self.status = status
        self.headers = headers or {}

    def body(self) -> JSON:
        """The JSON answer."""
        return {"ok": False, "error": self.code, **self.extra}


class ActionRefused(SandboxError):
    """A person tried something that their screen does not offer."""


class ManifestError(SandboxError):
    """The manifest cannot be read as a Slack app manifest."""


class NotLoopback(SandboxError):
    """The sandbox holds no real secret and guards nothing: it serves loopback addresses only."""
