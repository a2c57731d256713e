"""Where nothing that begins could be finished in time: what that means, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.instrument.windows import Remedy
from slackapp.domain.awaited import TOO_SHORT
from slackapp.ui.words import N_, _, apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slackapp.domain.overview import Preview

_NEVER: Final = N_(
    ":warning: *Like this the team would be asked and never get a figure,* since nothing could be "
    "finished in time. Any one of these mends it:\n{ways}"
)
_NO_MORE: Final = N_(
    ":warning: *Like this the team would get no more figures once what is being counted is "
    "finished,* since nothing that begins after it could be finished in time. Any one of these "
    "mends it:\n{ways}"
)
_REMEDIES: Final = {
    Remedy.INTERVAL: N_("ask more often"),
    Remedy.LIGHT: N_("leave light mode off"),
    Remedy.PEOPLE: N_("have eight or more people count"),
}


def finishes(seen: Preview) -> bool:
    """Whether a figure comes of what is being counted, whatever could begin after it.

    Or would with a later last day: that is said beside it.
    """
    return bool(seen.team.asked and (seen.coming or seen.never == TOO_SHORT))


def hopeless(seen: Preview) -> Iterator[str]:
    """That no figure would come, or none any more, and what each alone would change that."""
    if seen.remedies:
        ways = "\n".join(f"• {way}" for way in mends(seen.remedies))
        yield _(_NO_MORE if finishes(seen) else _NEVER).format(ways=ways)


def mended(remedies: Iterable[Remedy]) -> Iterator[str]:
    """What mends it, to everybody; nothing where no remedy is known."""
    if ways := apart(mends(remedies)):
        yield _("Any one of these mends it: {ways}.").format(ways=ways)


def mends(remedies: Iterable[Remedy]) -> list[str]:
    """What each of these is called."""
    return [_(_REMEDIES[one]) for one in remedies]
