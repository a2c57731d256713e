"""The ASGI front for Slack, the report pages, health and metrics."""
