"""How the local Slack reaches the app."""

from typing import Literal

Transport = Literal["http", "socket"]
