"""The Slack app: rounds, answers, windows and reports, and everything people meet in Slack."""
