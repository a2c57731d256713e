"""The only place that builds things out of settings; nothing happens at import."""
