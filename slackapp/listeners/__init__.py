"""What Slack sends in: parse, call one use case, answer."""
