"""What monitoring sees: figures about rounds and messages, none about a person."""

from __future__ import annotations

from prometheus_client import generate_latest

from slackapp.errors import StorageAway
from slackapp.services.standing import Gauges
from slackapp.web.metrics import Metrics

GAUGES = Gauges(
    rounds_due=3,
    rounds_lag=12.5,
    deliveries_due=7,
    deliveries_lag=1.5,
    deliveries={"due": 7, "dead": 1},
    too_fast=4,
)


def scraped(metrics):
    return generate_latest(metrics.registry).decode().splitlines()


def test_the_engine_is_measured_at_every_scrape():
    lines = scraped(Metrics(gauges=lambda: GAUGES))
    assert {
        "bearings_database_up 1.0",
        "bearings_rounds_due 3.0",
        "bearings_rounds_lag_seconds 12.5",
        "bearings_deliveries_due 7.0",
        "bearings_deliveries_lag_seconds 1.5",
        'bearings_deliveries{state="dead"} 1.0',
        'bearings_deliveries{state="sending"} 0.0',
        "bearings_slack_too_fast_total 4.0",
    } <= set(lines)


def test_a_database_that_is_away_is_a_figure_and_no_failure():
    def away():
        raise StorageAway

    lines = scraped(Metrics(gauges=away))
    assert "bearings_database_up 0.0" in lines
    assert not any(line.startswith("bearings_rounds_due") for line in lines)


def test_no_label_but_state_reason_and_status():
    lines = scraped(Metrics(gauges=lambda: GAUGES))
    labels = {
        part.split("=")[0]
        for line in lines
        if line.startswith("bearings") and "{" in line
        for part in line.split("{")[1].split("}")[0].split(",")
    }
    assert labels <= {"state", "reason", "status"}
