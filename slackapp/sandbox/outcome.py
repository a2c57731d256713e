"""What an act of a person came to."""

from dataclasses import dataclass, field

TROUBLE = "The app did not answer ({problem}). Nothing was confirmed; please try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an act: errors by block id, or what went wrong on the way to the app."""

    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether the app accepted it."""
        return not self.errors and not self.problem
