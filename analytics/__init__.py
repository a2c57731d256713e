"""Answers in, readings and reports out: a library that knows nothing of Slack or SQL."""
