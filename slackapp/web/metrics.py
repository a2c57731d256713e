"""What can be counted without counting people.

Nothing is labelled by kind of interaction: a number of submissions would be a live participation
figure. No label ever holds an id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

REASONS: Final = ("oversized", "stale", "unsigned", "replayed", "malformed", "method")


class Metrics:
    """The web process's own counters, in a registry of their own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        """`registry` is shared with whoever else counts in this process."""
        self.registry = registry or CollectorRegistry()
        self._refused = Counter(
            "bearings_slack_refused",
            "Requests to the Slack endpoint that were turned away before parsing or as unreadable.",
            ("reason",),
            registry=self.registry,
        )
        self._answered = Counter(
            "bearings_slack_answered",
            "Requests from Slack that were answered, by class of HTTP status.",
            ("status",),
            registry=self.registry,
        )
        for reason in REASONS:
            self._refused.labels(reason)

    def slack_refused(self, reason: str) -> None:
        """Count a request that was turned away."""
        self._refused.labels(reason).inc()

    def slack_answered(self, status: int) -> None:
        """Count a request that Bolt answered."""
        self._answered.labels(f"{status // 100}xx").inc()

    def refused(self, reason: str) -> float:
        """How many were turned away for this reason since the process began."""
        value = self.registry.get_sample_value("bearings_slack_refused_total", {"reason": reason})
        return value or 0.0

    def page(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """Serve all counters in Prometheus' text format."""
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
