"""A local Slack, the real app and a team to try them with. Needs the extra `sandbox`."""
