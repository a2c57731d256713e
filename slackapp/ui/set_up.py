"""Setting a team up, page by page; nothing is posted anywhere before the last one is submitted."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from slackapp.domain.overview import Part
from slackapp.ui import (
    announcement,
    blocks,
    by_name,
    differences,
    filling,
    ids,
    in_time,
    present,
    questions,
    refused,
    sample_report,
    uncounted,
)
from slackapp.ui.rhythm import ahead, closing, on_windows, rhythm, there
from slackapp.ui.words import N_, _, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from slackapp.domain.cadence import Slot
    from slackapp.domain.ids import ChannelId
    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Group, Team
    from slackapp.ui.blocks import Block


class Page(StrEnum):
    """The pages in their order."""

    CHANNEL = "channel"
    PEOPLE = "people"
    WHEN = "when"
    WHAT = "what"
    PRIVACY = "privacy"
    LOOK = "look"


PAGES: Final = tuple(Page)
TAKEN_SHOWN: Final = 10
_NOTHING_YET: Final = N_(
    "Nothing is posted before you have seen what would happen. Closing this leaves no trace in any "
    "channel; `/bearings admin` goes on where you were. A draft is thrown away after 30 days."
)
_QUIET_DAYS: Final = N_(
    "*Quiet days* are days you choose yourself on which no check-in opens, such as a company "
    "holiday. Once the team has started, *When* on its page takes them."
)


def first(*, channel: str = "", taken: Sequence[ChannelId] = ()) -> Block:
    """The first page of a new team; the channel somebody types in is offered.

    Not where it is `taken`: those are the channels that have a team already.
    """
    begin: dict[str, Block] = {}
    if channel and channel not in taken:
        begin["channel"] = {"initial_conversation": channel}
    return _channel(begin, taken=taken)


def page(
    which: Page,
    seen: Preview,
    *,
    problem: str = "",
    why: Mapping[str, list[Block]] | None = None,
    entered: Mapping[str, Block] | None = None,
    groups: Sequence[Group] = (),
    taken: Sequence[ChannelId] = (),
) -> Block:
    """A page of a draft; `problem` is why what was just entered changed nothing yet.

    `why` says the same as `refused.above` does, of what was `entered`. `groups` are the user groups
    that can be chosen, `taken` the channels that have a team already.
    """
    team, begin = seen.team, filling.of_team(seen.team)
    if which is Page.CHANNEL:
        return _channel(begin, team.id, problem, taken=taken)
    live = {"action": ids.RECOUNT}
    asked = {
        Page.PEOPLE: [*questions.roster(groups, team.group, **live), questions.leads(**live)],
        Page.WHEN: [*questions.when(**live), questions.begins(**live), questions.ends(**live)],
        Page.WHAT: [
            *questions.asked(
                members=seen.members,
                unnamed=by_name.beside_the_choice(seen),
                action=ids.RECOUNT,
            )
        ],
        Page.PRIVACY: [*questions.privacy(members=seen.members, inherited=seen.locked)],
        Page.LOOK: [],
    }[which]
    told = {
        Page.PEOPLE: lambda seen: _people(seen, refused=bool(problem or why)),
        Page.WHEN: _when,
        Page.WHAT: _what,
        Page.PRIVACY: _privacy,
    }
    form = filling.as_entered(filling.filled(asked, begin), entered or {})
    form = refused.placed(form, why or {})
    follows = [] if (problem or why) and which is Page.WHEN else told.get(which, _look)(seen)
    body = [*_notice(problem), *present.laid_out(follows)]
    # What follows from the times stays in sight above them; elsewhere the questions come first.
    shown = [*body, *form] if which is Page.WHEN else [*form, *body]
    return frame(which, team.id, shown, _next(which, seen))


def started(team: Team, *, first: Slot | None) -> Block:
    """It has begun."""
    when = there(first.opens_at, team.cadence.zone) if first else "–"
    text = _("*{team}* has started. The first check-in opens {when}.")
    return blocks.modal(
        _("Set up a team"),
        [
            blocks.section(text.format(team=blocks.escape(team.name), when=when)),
            blocks.context(
                _("`/bearings pause` and `/bearings resume` work in the team's channel.")
            ),
        ],
        callback=ids.STARTED_VIEW,
        close=_("Close"),
    )


def place(metadata: str) -> tuple[Page, str]:
    """Read a page's metadata: which it is, and the draft's id; "" for a new team.

    Raises:
        ValueError: it is none of ours.

    """
    which, _is, team = metadata.partition(":")
    return Page(which), team


def after(which: Page) -> Page:
    """Return the page that follows."""
    return PAGES[PAGES.index(which) + 1]


def _channel(
    begin: dict[str, Block], team: str = "", problem: str = "", *, taken: Sequence[ChannelId] = ()
) -> Block:
    form = filling.filled([questions.channel(), questions.name(new=True)], begin)
    body = [*_notice(problem), blocks.section(_(_NOTHING_YET)), *_taken(taken), *form]
    return frame(Page.CHANNEL, team, body, _("Next"))


def _taken(channels: Sequence[ChannelId]) -> Iterator[Block]:
    """What cannot be chosen: Slack's own list of channels offers everything."""
    if channels:
        hidden = len(channels) - TAKEN_SHOWN
        more = ngettext("{count} more", "{count} more", hidden)
        shown = [f"<#{one}>" for one in channels[:TAKEN_SHOWN]]
        names = listed([*shown, more] if hidden > 0 else shown)
        yield blocks.context(_("These have a team already: {channels}.").format(channels=names))


def frame(
    which: Page, team: str, body: list[Block], submit: str | None, *, leads_back: bool = True
) -> Block:
    """Return a page with what is on it; `submit` is what its button says."""
    number = PAGES.index(which)
    where = _("Page {number} of {pages}").format(number=number + 1, pages=len(PAGES))
    back = blocks.button(_("Back"), action=ids.SET_UP_BACK, value=f"{PAGES[number - 1]}:{team}")
    return blocks.modal(
        _("Set up a team"),
        [*body, *([blocks.actions(back)] if number and leads_back else []), blocks.context(where)],
        callback=ids.SET_UP_VIEW,
        submit=submit,
        close=_("Not now"),
        metadata=f"{which}:{team}",
    )


def _next(which: Page, seen: Preview) -> str | None:
    if which is not Page.LOOK:
        return _("Next")
    return _("Start asking") if _possible(seen) else None


def _possible(seen: Preview) -> bool:
    opens = any(slot.passed is None for slot in seen.slots) and not seen.remedies
    return opens and not (seen.few or seen.many)


def _notice(problem: str) -> list[Block]:
    return [blocks.section(f":warning: {blocks.literal(problem)}")] if problem else []


def _people(seen: Preview, *, refused: bool) -> Iterator[Block | str]:
    """What follows from who leads comes right below that question."""
    if seen.team.leads or not refused:  # Whoever was chosen and is refused is not nobody.
        yield from present.leading(seen)
    yield from present.counted(seen)
    if seen.people:
        yield "\n".join(present.by_part(seen.people))
    yield from present.outlook(seen)


def _when(seen: Preview) -> Iterator[Block | str]:
    yield from in_time.hopeless(seen)
    yield blocks.header(_("The next check-ins"))
    yield _rhythm(seen)
    yield from _ahead(seen)
    yield blocks.context(_("This follows what is chosen below."))


def _rhythm(seen: Preview) -> str:
    return _("Asked {rhythm}:").format(rhythm=rhythm(seen.team.cadence, on=seen.today))


def _ahead(seen: Preview) -> Iterator[Block | str]:
    yield ahead(seen.slots, ends=seen.team.cadence.ends)
    yield from present.far(seen)
    yield from closing(seen.slots, seen.team)
    yield from present.early(seen)
    comes = not uncounted.nothing_comes(seen)
    said = on_windows(seen.slots, seen.team.cadence, figures_come=comes)
    yield blocks.context(*filter(None, (said, _(_QUIET_DAYS))))


def _what(seen: Preview) -> Iterator[Block | str]:
    yield from closing(seen.slots, seen.team)
    yield from present.early(seen)
    yield from present.enough(seen)
    yield from present.outlook(seen)


def _privacy(_seen: Preview) -> Iterator[Block | str]:
    yield blocks.actions(sheet_button())


def _look(seen: Preview) -> Iterator[Block | str]:
    team = seen.team
    asked = [one for one in seen.people if one.part is not Part.ELSEWHERE]
    counted = (
        ngettext("{count} person would be asked.", "{count} people would be asked.", len(asked)),
        ngettext("{count} of them counts.", "{count} of them count.", seen.members),
    )
    yield from in_time.hopeless(seen)
    yield blocks.header(team.name)
    told = (
        _("Asked in {channel}.").format(channel=f"<#{team.channel}>"),
        " ".join(counted),
        *present.absent(seen),
        *present.enough(seen),
        *present.by_part(seen.people),
        *present.everybody(seen),
    )
    yield "\n".join(told)
    yield from present.leading(seen)
    yield blocks.context(differences.how(team))
    if team.policy.not_for_appraisal:
        yield _(present.LOCKED if seen.locked else present.LOCKING)
    yield _rhythm(seen)
    yield from _ahead(seen)
    if not seen.remedies:
        yield from present.outlook(seen)
    yield blocks.header(_("What the channel would read first"))
    yield f">{_first_words(seen)}"
    if seen.never is not None:
        yield blocks.context(
            _("The sample report has figures, which this team does not get as it is set.")
        )
    yield blocks.actions(
        blocks.button(_("See the check-in"), action=ids.SEE_CHECK_IN, value=team.id),
        sample_report.button(seen.calendar, team.name),
        sheet_button(),
    )


def _first_words(seen: Preview) -> str:
    opens_on = next((slot.date for slot in seen.slots if slot.passed is None), None)
    told = announcement.message(
        "started", seen.team, opens_on=opens_on, today=seen.today, seen=seen
    )
    return str(told["text"])


def sheet_button() -> Block:
    """The way to what is kept, what the app may do, and what an admin cannot do."""
    return blocks.button(
        _("What is kept, and what an admin cannot do"), action=ids.SHOW_SHEET, value="sheet"
    )
