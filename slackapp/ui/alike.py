"""That many of those who are there were in a team that has ended: figures can be held for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui.words import N_, _, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.overview import Preview

_WARNING: Final = N_(
    ":warning: *Half of the people here, or more, were in a team that has ended.* A figure is not "
    "shown here where whoever counts in it differs by one to {most} people from whoever counted "
    "when it was shown there last: one less the other would tell of few. So a day above can pass "
    "without its figure, as long as that is counted with check-ins up to {day}. Where exactly the "
    "same people count nothing is held for that."
)


def warning(seen: Preview) -> Iterator[str]:
    """What that can do to figures, and until when; nothing where it is not so."""
    if seen.compared_until is not None:
        yield _(_WARNING).format(most=seen.team.policy.k - 1, day=day(seen.compared_until))
