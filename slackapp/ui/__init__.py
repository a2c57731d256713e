"""Every word and block people meet in Slack, as plain functions that return dicts."""
