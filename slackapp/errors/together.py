"""Several mistakes of one form, told at once: nobody mends one only to be told of the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from slackapp.errors.base import BearingsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType


class Mistakes(BearingsError):
    """Several of these cannot be so."""

    found: tuple[BearingsError, ...] = ()

    def __init__(self, message: str | None = None, *, found: Iterable[BearingsError] = ()) -> None:
        """`found` are told to the person, each under its question."""
        super().__init__(message)
        self.found = tuple(found)


def each(error: BearingsError) -> tuple[BearingsError, ...]:
    """The mistakes an error stands for: itself, where it is one."""
    return error.found if isinstance(error, Mistakes) else (error,)


class Together:
    """Goes through checks of which each may fail: `with together: …` for each, then `tell`."""

    def __init__(self, found: tuple[BearingsError, ...] = ()) -> None:
        """Nothing is wrong yet, but what was `found` before."""
        self.found = found

    def __enter__(self) -> Self:
        """Begin one check."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        """Keep a deliberate error for later; all else goes its way."""
        if not isinstance(error, BearingsError):
            return False
        self.found += each(error)
        return True

    def tell(self) -> None:
        """Raise what was found: one as it is, several as `Mistakes`."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise Mistakes(found=self.found)
