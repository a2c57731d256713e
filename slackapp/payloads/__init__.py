"""`bearings payloads`: every message, modal and Home the app can produce, as JSON files."""

from __future__ import annotations

from slackapp.payloads.written import messages, payloads, write

__all__ = ["messages", "payloads", "write"]
