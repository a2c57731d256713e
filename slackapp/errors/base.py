"""What every deliberate error is."""

from __future__ import annotations


class BearingsError(Exception):
    """Something went wrong on our side. Nothing was lost; please try again."""

    def __init__(self, message: str | None = None) -> None:
        """Take a sentence for whoever runs the app; without one it is the class's docstring."""
        super().__init__(message or type(self).for_people())

    @classmethod
    def for_people(cls) -> str:
        """The class's docstring: all that screens ever say, in the reader's language."""
        return (cls.__doc__ or "").strip()

    @property
    def sentence(self) -> str:
        """The user-safe message."""
        return str(self.args[0])
