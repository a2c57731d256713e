"""Pure rules: no clock, no database, no Slack."""
