"""What Slack does not do, or not know."""

from __future__ import annotations

from slackapp.errors.base import BearingsError


class SlackAway(BearingsError):
    """Slack could not be reached just now. Nothing was lost; please try again."""


class SlackFailed(SlackAway):
    """Slack could not be reached just now. Nothing was lost; please try again."""

    # Met in the middle of something: what came before may be done, and may be asked for again.


class NoSuchPerson(SlackAway):
    """Slack knows nobody of this id in this workspace."""

    name = ""
    """What they are called where they are from, if Slack knows them elsewhere."""

    def __init__(self, message: str | None = None, *, name: str = "") -> None:
        """`name` is told to whoever chose them."""
        super().__init__(message)
        self.name = name


class OutOfTime(BearingsError):
    """Slack did not say all of it in time. Nothing was changed; send fewer teams at a time."""


class TooManyNew(BearingsError):
    """These are too many new people at a time. Nothing was changed; name fewer of them."""

    count = 0
    most = 0

    def __init__(self, message: str | None = None, *, count: int = 0, most: int = 0) -> None:
        """Both are told to the person: how many are new, and how many can be."""
        super().__init__(message)
        self.count = count
        self.most = most


class TokenRefused(BearingsError):
    """Slack refuses the bot token. Install the app again and set the new token."""
