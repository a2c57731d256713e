"""Every deliberate refusal of the library; a class's docstring is the message a user may read."""

from __future__ import annotations

from inspect import cleandoc


class AnalyticsError(Exception):
    """The figures could not be worked out."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or cleandoc(type(self).__doc__ or ""))


class WrongShape(AnalyticsError):
    """The arrays do not fit together: their shapes disagree."""


class WrongValue(AnalyticsError):
    """The arrays hold values this measure is not defined for."""


class TooFewMembers(AnalyticsError):
    """There are too few people for this measure."""


class TooFewResponders(AnalyticsError):
    """Too few people answered for this measure."""


class TooFewRounds(AnalyticsError):
    """There are too few rounds for this measure."""


class NoConvergence(AnalyticsError):
    """The model could not be fitted to these figures."""


class NoCutOff(AnalyticsError):
    """No cut-off was worked out for a team of this size and this number of rounds."""


class UnknownItem(AnalyticsError):
    """An item of the window is not in the item bank that came with it."""


class NotPublished(AnalyticsError):
    """A reading can only come from the publishing rules, or from where it was stored."""


class UnknownVersion(AnalyticsError):
    """This report was written by a later version of the product; update to read it."""


class NowhereToWrite(AnalyticsError):
    """The page cannot be written there."""


class BadTable(AnalyticsError):
    """A file could not be read as a table of ties."""

    def __init__(self, file: str, problem: str, *, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{file}, line {line}, column {column}: {problem}")
        self.file, self.line, self.column = file, line, column
