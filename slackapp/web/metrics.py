"""What can be counted without counting people.

Of Slack's requests only those that were turned away or failed are: a number of submissions would be
a live participation figure, and in a workspace with one team all requests together come close to
one. No label ever holds an id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import Response

from slackapp.domain.deliveries import LEFT
from slackapp.errors import StorageAway

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.metrics_core import Metric
    from starlette.requests import Request

    from slackapp.services.standing import Gauges

UP: Final = "Whether the database answered."
FAILURES: Final = {4: "4xx", 5: "5xx"}
REASONS: Final = ("oversized", "stale", "unsigned", "replayed", "malformed", "method")


class Engine(Collector):
    """Looks into the database when it is scraped; while that is away it says only `up 0`."""

    def __init__(self, gauges: Callable[[], Gauges]) -> None:
        """Take what looks; it may raise `StorageAway`."""
        self._gauges = gauges

    def describe(self) -> list[Metric]:
        """Nothing is looked at when it is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give every gauge."""
        try:
            found = self._gauges()
        except StorageAway:
            yield GaugeMetricFamily("bearings_database_up", UP, value=0)
            return
        yield GaugeMetricFamily("bearings_database_up", UP, value=1)
        for name, (said, value) in _plain(found).items():
            yield GaugeMetricFamily(name, said, value=value)
        states = GaugeMetricFamily(
            "bearings_deliveries", "Messages not over yet, by state.", labels=["state"]
        )
        for state in LEFT:
            states.add_metric([state.value], found.deliveries.get(state.value, 0))
        yield states
        yield CounterMetricFamily(
            "bearings_slack_too_fast",
            "How often Slack answered 429, over all workers.",
            value=found.too_fast,
        )


def _plain(found: Gauges) -> dict[str, tuple[str, float]]:
    return {
        "bearings_rounds_due": ("Rounds whose next step is due.", found.rounds_due),
        "bearings_rounds_lag_seconds": (
            "For how long the step that is due longest has been due.",
            found.rounds_lag,
        ),
        "bearings_deliveries_due": ("Messages that wait although due.", found.deliveries_due),
        "bearings_deliveries_lag_seconds": (
            "For how long the message that is due longest has been due.",
            found.deliveries_lag,
        ),
    }


class Metrics:
    """The web process's own counters, in a registry of their own."""

    def __init__(
        self,
        registry: CollectorRegistry | None = None,
        *,
        gauges: Callable[[], Gauges] | None = None,
    ) -> None:
        """`registry` is shared with whoever else counts in this process.

        `gauges` says how rounds and deliveries stand, for every worker together.
        """
        self.registry = registry or CollectorRegistry()
        if gauges is not None:
            self.registry.register(Engine(gauges))
        self._refused = Counter(
            "bearings_slack_refused",
            "Requests to the Slack endpoint that were turned away before parsing or as unreadable.",
            ("reason",),
            registry=self.registry,
        )
        self._failed = Counter(
            "bearings_slack_failed",
            "Requests from Slack that were answered with an error, by class of HTTP status.",
            ("status",),
            registry=self.registry,
        )
        for reason in REASONS:
            self._refused.labels(reason)
        for status in FAILURES.values():
            self._failed.labels(status)

    def slack_refused(self, reason: str) -> None:
        """Count a request that was turned away."""
        self._refused.labels(reason).inc()

    def slack_answered(self, status: int) -> None:
        """Count a request that Bolt answered with an error; of any other nothing is noted."""
        failure = FAILURES.get(status // 100)
        if failure is not None:
            self._failed.labels(failure).inc()

    def refused(self, reason: str) -> float:
        """How many were turned away for this reason since the process began."""
        value = self.registry.get_sample_value("bearings_slack_refused_total", {"reason": reason})
        return value or 0.0

    def page(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """Serve all counters in Prometheus' text format."""
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
