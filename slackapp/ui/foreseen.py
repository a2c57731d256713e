"""What a change of settings would come to, said above the form before anybody saves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from slackapp.domain.digest import digest
from slackapp.domain.ids import GroupId, TeamId
from slackapp.domain.overview import fingerprint
from slackapp.domain.policy import MEMBERS_FLOOR
from slackapp.domain.teams import Group, settings_in
from slackapp.ui import (
    blocks,
    calendar,
    differences,
    elsewhere,
    filling,
    ids,
    policy,
    present,
    rhythm,
    uncounted,
)
from slackapp.ui.rhythm import ahead, closing, on_windows
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from slackapp.domain.cadence import Slot
    from slackapp.domain.overview import Foreseen, Outdated, Preview
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block

_TOLD: Final = "told."
"""How the ids of the blocks above the form begin: the next answer takes them away."""
_REFUSED: Final = f"{_TOLD}refused"
"""The block that says why it cannot be so."""
WHEN: Final = frozenset(
    {
        "at",
        "ends",
        "every_weeks",
        "first",
        "holidays",
        "paused_until",
        "quiet_days",
        "weekday",
        "zone",
    }
)
WHAT: Final = frozenset({"light", "named", "open_days"})
WHO: Final = frozenset({"channel", "group", "leads", "name"})
PRIVACY: Final = frozenset({"k", "not_for_appraisal", "retention_weeks"})
_EVERYTHING: Final = WHEN | WHAT | WHO | PRIVACY
_HOLDS: Final = (
    (WHEN, N_("Times hold {then}.")),
    (frozenset({"channel", "group", "leads"}), N_("Who is asked, and who leads, holds {then}.")),
    (frozenset({"open_days"}), N_("How long a check-in stays open holds {then}.")),
    (
        frozenset({"light", "named"}),
        N_("What is asked holds for whatever begins to be counted {then}."),
    ),
    (
        frozenset({"k"}),
        N_("How many answers a figure needs holds for whatever begins to be counted {then}."),
    ),
    (
        frozenset({"k", "light", "named"}),
        policy.AS_IT_BEGAN,
    ),
    (frozenset({"name"}), N_("A name holds at once.")),
    (frozenset({"not_for_appraisal"}), N_("The lock holds at once.")),
)
"""Settings, and from when on a change of them holds."""
NOTHING: Final = N_("Nothing differs.")
TOLD: Final = N_("Every change is told in the team's channel and kept in *What was changed*.")
_TEXTS: Final = frozenset({ids.FROM_TEXT_VIEW, ids.RESTORE_VIEW})
_FRAME: Final = ("type", "title", "close", "callback_id")


@dataclass(frozen=True, slots=True)
class Place:
    """What a form of settings keeps with it."""

    team: TeamId
    seen: str
    """The fingerprint of the settings as they were when it was opened."""
    shown: str = ""
    """The fingerprint of the settings whose consequences stand above it; "" for none."""
    group: Group | None = None
    """The user group in them: a text says its handle alone."""

    @classmethod
    def of(cls, metadata: str) -> Place:
        """Read it; raises `ValueError` when it is none of ours."""
        team, seen, shown, chosen = metadata.split(":")
        group, _is, handle = chosen.partition("/")
        return cls(TeamId(team), seen, shown, Group(GroupId(group), handle) if group else None)

    def __str__(self) -> str:
        """Write it."""
        chosen = f"{self.group.id}/{self.group.handle}" if self.group else ""
        return f"{self.team}:{self.seen}:{self.shown}:{chosen}"


def opened(team: Team) -> str:
    """Return what a form keeps when it is opened."""
    return str(Place(team.id, fingerprint(team)))


def told(seen: Foreseen, *, live: bool = False) -> list[Block]:
    """Say what would differ, who would count, what that brings, and when it would be asked.

    `live` is shown while somebody chooses, all else once they wanted to save.
    """
    changed = differences.lines(seen.before, seen.after)
    if not changed:
        return [blocks.section(_(NOTHING))]
    return [
        blocks.section("\n".join([_("*This would change:*"), *changed])),
        *present.laid_out(_follows(seen)),
        *not_yet(seen.preview.slots, live=live, of=settings_in(seen.after).keys()),
    ]


def holds(slots: Sequence[Slot] = (), *, of: AbstractSet[str] = _EVERYTHING) -> str:
    """From when a change of these settings holds.

    `slots` are the turns ahead, where they are one team's.
    """
    opens = next((slot.date for slot in slots if slot.passed is None), None)
    next_one = _("from the next check-in on")
    first = _("{then}, {day}").format(then=next_one, day=day(opens)) if opens else next_one
    # The day is said once.
    moments = chain([first], repeat(_("from then on")))
    told = (_(said) for settings, said in _HOLDS if settings & of)
    return " ".join(said.format(then=then) for said, then in zip(told, moments, strict=False))


def not_yet(
    slots: Sequence[Slot] = (), *, live: bool = False, of: AbstractSet[str] = _EVERYTHING
) -> list[Block]:
    """When a change of these settings would hold, and that nothing is saved yet."""
    does = (
        _("Nothing is saved yet: *Save* does it.")
        if live
        else _("Nothing is saved yet: *Save* once more does it.")
    )
    said = holds(slots, of=of)
    return [*([blocks.context(said)] if said else []), blocks.context(does), blocks.divider()]


def dates(preview: Preview) -> Iterator[Block | str]:
    """When it is asked next, when the first of them closes, and what days off do to figures."""
    turns = ahead(preview.slots, ends=preview.team.cadence.ends)
    yield _("*The next check-ins*") + "\n" + turns
    yield from present.far(preview)
    yield from closing(preview.slots, preview.team)
    comes = not uncounted.nothing_comes(preview)
    said = on_windows(preview.slots, preview.team.cadence, figures_come=comes)
    if said is not None:
        yield blocks.context(said)


def _locking(seen: Foreseen) -> Iterator[str]:
    """That it cannot be taken back, where it would be locked."""
    if seen.preview.team.policy.not_for_appraisal and not seen.team.policy.not_for_appraisal:
        yield _(present.LOCKING)
        if seen.locked_there:
            yield _("A team that is or was asked in that channel locked it, whatever is chosen.")


def _follows(seen: Foreseen) -> Iterator[Block | str]:
    preview = seen.preview
    yield from _locking(seen)
    if seen.outdated is not None:
        yield deleted(seen.outdated)
    if seen.elsewhere:
        yield from elsewhere.asked(seen)
        yield from elsewhere.apart(preview)
        yield from elsewhere.voting(seen)
    if seen.otherwhen:
        yield from rhythm.dropped(seen.dropped)
        yield from dates(preview)
        if not preview.team.asked:  # else `present.outlook` says it
            yield from uncounted.never(preview)
    if seen.elsewhere or seen.otherwhen or seen.otherwise:
        yield from present.outlook(preview, others=seen.elsewhere, times=seen.otherwhen)
    if preview.team.asked and preview.team.policy.light != seen.team.policy.light:
        yield blocks.context(" ".join([_(policy.AS_IT_BEGAN), _(policy.TURNING)]))


def warned(seen: Foreseen) -> Iterator[str]:
    """What a change comes to that somebody may not expect, in as few lines as many teams need."""
    preview = seen.preview
    yield from _locking(seen)
    if seen.elsewhere:
        yield from elsewhere.asked(seen)
        yield from present.outside(preview)
        yield from elsewhere.voting(seen)
    yield from rhythm.dropped(seen.dropped)
    if (seen.elsewhere or seen.otherwise) and preview.members >= MEMBERS_FLOOR:
        yield from calendar.left_out(preview.calendar)
    if seen.elsewhere or seen.otherwhen or seen.otherwise:
        news = preview if seen.otherwhen else replace(preview, lost=())
        yield from uncounted.told(news)


def deleted(outdated: Outdated) -> str:
    """Which reports would go, and until when the change can be taken back."""
    return ngettext(
        ":warning: *{count} report is older than that.* It can be read until {day}; then it is "
        "deleted for everybody, with its figures, and nothing brings it back. Until then "
        "*Undo last change* keeps it.",
        ":warning: *{count} reports are older than that.* They can be read until {day}; then they "
        "are deleted for everybody, with their figures, and nothing brings them back. Until then "
        "*Undo last change* keeps them.",
        outdated.count,
    ).format(day=day(outdated.on))


def looking() -> list[Block]:
    """Slack is being asked."""
    return [blocks.section(_("Asking Slack who is there… Nothing is saved yet."))]


def problem(why: str) -> list[Block]:
    """Why it cannot be so."""
    said = blocks.section(f":warning: {blocks.literal(why)}")
    return [said | {"block_id": f"{_REFUSED}.{digest(why)}"}]


def is_refused(form: Block, why: str = "") -> bool:
    """Whether a form as it was sent says above that it cannot be so, or cannot for that reason."""
    said = f"{_REFUSED}.{digest(why)}" if why else _REFUSED
    return any(one.get("block_id", "").startswith(said) for one in form["blocks"])


def is_text(form: Block) -> bool:
    """Whether a form asks for settings as text."""
    return form["callback_id"] in _TEXTS


def again(
    form: Block, above: Iterable[Block], *, then: Team | None = None, question: str = ""
) -> Block:
    """The same form as it was sent, with everything that was entered, and something above it.

    `then` is the team as it would be, where that stands above. What is about one `question` stands
    above that alone.
    """
    place = Place.of(form["private_metadata"])
    shown, group = (fingerprint(then), then.group) if then else ("", None)
    kept = str(Place(place.team, place.seen, shown, group))
    return handed_back(form, above, keeps=kept, saves=then is not None, question=question)


def handed_back(
    form: Block, above: Iterable[Block], *, keeps: str, saves: bool, question: str = ""
) -> Block:
    """A form as it was sent, with something above it, or above the block of one `question`.

    Whether sending it again `saves` is said.
    """
    asked = [one for one in form["blocks"] if not one.get("block_id", "").startswith(_TOLD)]
    entered = form.get("state", {}).get("values", {})
    laid_out = filling.as_entered(asked, entered)
    there = [n for n, one in enumerate(asked) if question and one.get("block_id") == question]
    place = there[0] if there else 0
    return {key: form[key] for key in _FRAME} | {
        "submit": _does(form, saves=saves),
        "blocks": [*laid_out[:place], *placed(above), *laid_out[place:]],
        "private_metadata": keeps,
    }


def _does(form: Block, *, saves: bool) -> Block:
    """What sending a form does; a text is looked at again whenever nothing of it is shown."""
    if saves:
        return blocks.plain(_("Save"), blocks.VIEW_TITLE)
    if is_text(form):
        return blocks.plain(_("See what changes"), blocks.VIEW_TITLE)
    return form["submit"]  # type: ignore[no-any-return]


def placed(above: Iterable[Block]) -> list[Block]:
    """What stands above a form until the next answer."""
    return [{"block_id": f"{_TOLD}{n}"} | one for n, one in enumerate(above)]
