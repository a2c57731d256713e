"""How payloads reach the app: signed HTTP or Socket Mode, with Slack's three seconds."""
