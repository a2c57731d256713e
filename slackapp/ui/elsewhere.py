"""What it comes to that other people would be asked, or the same ones in another channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.domain.overview import Part
from slackapp.ui import present
from slackapp.ui.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.overview import Foreseen, Preview

_APART: Final = frozenset({Part.GUEST, Part.NEW})


def asked(seen: Foreseen) -> Iterator[str]:
    """How many there are and count, who of before is among them, and that nobody leads any more."""
    yield from present.counted(seen.preview)
    yield from _staying(seen)
    if seen.team.policy.not_for_appraisal and seen.preview.team.channel != seen.team.channel:
        yield _("The channel that it leaves stays locked against appraisal for 26 weeks.")
    if seen.team.leads and not seen.preview.team.leads:
        yield from present.leading(seen.preview)


def _staying(seen: Foreseen) -> Iterator[str]:
    """How many of those who counted last would, where it is not all of them."""
    before, staying = len(seen.counted), seen.staying
    if not seen.moves or staying == before:
        return
    if not staying:
        yield _(":warning: *Nobody who counted in the last check-in would count there.*")
    else:
        yield ngettext(
            "{count} of the {before} who counted in the last check-in would count there.",
            "{count} of the {before} who counted in the last check-in would count there.",
            staying,
        ).format(before=before)
    yield _(
        "Whoever is there finds the team's reports; whoever is not no longer does, nor their "
        "mirror of it."
    )


def apart(preview: Preview) -> Iterator[str]:
    """Who there would not count yet, or not at all, and which leads are not there.

    Nobody who is asked in another team is named: that is theirs to choose, and may change at any
    time. How many count, and who else is named, can tell it, as the threat model says.
    """
    yield from present.by_part([one for one in preview.people if one.part in _APART])
    yield from present.outside(preview)


def voting(seen: Foreseen) -> Iterator[str]:
    """That votes do not move along."""
    if seen.votes_go:
        yield _(
            "The open vote about an experiment begins anew there: votes given so far are deleted."
        )
