"""An error as a person meets it: under the question, in a small window, or just for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.fitness import Bar
from slackapp.domain.policy import K_FLOOR
from slackapp.errors import (
    AlmostEverybody,
    BearingsError,
    BelowFloor,
    ChannelArchived,
    ChannelAway,
    ChannelShared,
    ChannelTaken,
    DayOver,
    FirstDayOver,
    GroupAway,
    ImpossibleCadence,
    ImpossibleSetting,
    LastAdmin,
    LastDayOver,
    Nameless,
    NoAdmin,
    NoFutureRound,
    NotInvited,
    NotSettings,
    NotTheName,
    OddNames,
    RosterTooLarge,
    TeamTooSmall,
    TooManyDays,
    TooManyNew,
    TooManyStatuses,
    TooManyStretches,
    Unforeseen,
    UnknownRegion,
    UnknownTeammate,
    UnknownZone,
    UnreadableDays,
    UnreadableStatus,
)
from slackapp.errors.people import AskedElsewhere, CameLater, ExpectedTooLong, PauseTooLong
from slackapp.errors.teams import (
    FirstAfterLast,
    GroupTooSmall,
    LastBeforeFirst,
    LockStays,
    NameTaken,
    NoChannel,
    NoLead,
    NothingInTime,
    PauseOver,
    TooFewCount,
    Unfit,
)
from slackapp.errors.together import Mistakes, each
from slackapp.errors.written import ByName, TwiceInText
from slackapp.ui import blocks, faults, ids, in_time, last_days, newcomers
from slackapp.ui.words import N_, _, day, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slackapp.domain.ids import RoundId
    from slackapp.ui.blocks import Block, Words

_BELONGS_TO: Final[dict[type[BearingsError], str | tuple[str, ...]]] = {
    UnknownTeammate: ids.PROMPT_BLOCK,
    ImpossibleCadence: "cadence.weekday",
    UnknownZone: "cadence.zone",
    UnknownRegion: "cadence.holidays",
    NoFutureRound: "cadence.ends",
    NothingInTime: "cadence.every",
    FirstAfterLast: "cadence.first",
    LastBeforeFirst: "cadence.ends",
    FirstDayOver: "cadence.first",
    LastDayOver: "cadence.ends",
    UnreadableDays: "cadence.quiet",
    TooManyDays: "cadence.quiet",
    TooManyStretches: "cadence.quiet",
    BelowFloor: "lock",
    AlmostEverybody: "k",
    LockStays: "lock",
    PauseOver: "cadence.paused",
    UnreadableStatus: "away",
    TooManyStatuses: "away",
    Nameless: "name",
    NameTaken: "name",
    NotTheName: "everything",
    NoAdmin: "admins",
    LastAdmin: "admins",
    ChannelTaken: "channel",
    ChannelAway: "channel",
    ChannelArchived: "channel",
    ChannelShared: "channel",
    NotInvited: "channel",
    NoChannel: "channel",
    NoLead: "leads",
    TeamTooSmall: "leads",
    GroupTooSmall: "roster",
    TooFewCount: ("roster", "leads"),
    RosterTooLarge: ("roster", "leads"),
    GroupAway: "roster",
    DayOver: (ids.PAUSE_BLOCK, ids.UNTIL_BLOCK),
    PauseTooLong: ids.PAUSE_BLOCK,
    ExpectedTooLong: ids.UNTIL_BLOCK,
}
"""The beginning of the block an error is shown under, or several, where it is about one."""
_BARS: Final = {
    Bar.APP: N_("{name} is an app"),
    Bar.GUEST: N_("{name} is a guest"),
    Bar.DEACTIVATED: N_("{name} is deactivated"),
    Bar.STRANGER: N_("{name} is not of this workspace"),
}
_ABOUT_A_TEAM: Final[dict[type[BearingsError], str]] = {
    AskedElsewhere: N_(
        "You are asked in your home team, {team}, and count there. “My settings” on the Home tab "
        "can change it."
    ),
    ChannelTaken: N_(
        "{team} has that channel already. It can be moved first, or thrown away where it is a "
        "draft; two teams exchange theirs with “All settings from text”."
    ),
}
"""What is said in place of the sentence where the team is known that it is about."""
_CALLED: Final = N_(
    "Without a name this team would be called “{name}”, like its channel, and another team here is "
    "called so already. Please give it one here."
)
"""Of a name that nobody typed."""
_MOST: Final = N_(
    "A figure would need the answers of almost everybody who counts. Here it can need {most} at "
    "most."
)
_ONLY: Final = N_(
    "A figure would need the answers of almost everybody who counts, or of more. Here it can only "
    "need {most}."
)


def under_a_question(shown: dict[str, Any], error: BearingsError) -> dict[str, str]:
    """The `errors` of an ack: block id → sentence, on a block that exists in the shown view.

    Of several mistakes each is under its question. Nothing typed is lost. A view without any input
    gets an empty dict.
    """
    inputs = [block["block_id"] for block in shown["blocks"] if block["type"] == "input"]
    said: dict[str, str] = {}
    for one in each(error):
        beginning = _beginning(one)
        fitting = [block for block in inputs if block.startswith(beginning)] or inputs
        for block in fitting[:1]:
            said[block] = " ".join([*([said[block]] if block in said else []), sentence(one)])
    return said


def question(shown: dict[str, Any], error: BearingsError) -> str:
    """The block of the question that an error is about; "" where that is none, or several."""
    asked = [block["block_id"] for block in shown["blocks"] if block["type"] == "input"]
    beginning = _beginning(error)
    return next((one for one in asked if beginning and one.startswith(beginning)), "")


def _beginning(error: BearingsError) -> str | tuple[str, ...]:
    if isinstance(error, OddNames):
        return ids.prompt_block(error.prompt)
    return _BELONGS_TO.get(type(error), "")


def view(error: BearingsError) -> Block:
    """A small window with the sentence."""
    return blocks.modal(
        _("That did not work"),
        [blocks.section(blocks.literal(sentence(error)))],
        callback=ids.ERROR_VIEW,
        close=_("Close"),
    )


def just_for_you(error: BearingsError) -> Words:
    """The sentence as an ephemeral message."""
    text = sentence(error)
    return blocks.words(blocks.literal(text), [blocks.section(blocks.literal(text))])


def try_again(round_id: RoundId) -> Words:
    """Slack would not open the window any more (three seconds were over): one more button."""
    text = _("That took too long for Slack to open the check-in. Nothing was lost.")
    return blocks.words(
        text,
        [
            blocks.section(text),
            blocks.actions(
                blocks.button(_("Try again"), action=ids.CHECK_IN, value=round_id),
            ),
        ],
    )


def sentence(error: BearingsError) -> str:
    """What a person may read, in their language; our own words, so no markup.

    A sentence that an error was given is for whoever runs the app: screens show the kind's own.
    """
    if isinstance(error, (ImpossibleSetting, Mistakes)) and each(error):
        return "\n".join(_several(each(error)))
    said = _in_particular(error) or last_days.instead(error) or _(type(error).for_people())
    if isinstance(error, NothingInTime) and error.remedies:
        ways = "; ".join(in_time.mends(error.remedies))
        said = _("{said} Any one of these mends it: {ways}.").format(said=said, ways=ways)
    if isinstance(error, CameLater) and error.counts_from:
        said = f"{said} {newcomers.counts_on(error.counts_from)}"
    if isinstance(error, Unforeseen) and error.reference:
        return _("{said} (Reference {reference})").format(said=said, reference=error.reference)
    if isinstance(error, NotSettings) and error.line is not None:
        where = _("line {number}").format(number=error.line)
        return _("{said} ({where})").format(said=said, where=where)
    if isinstance(error, TooManyNew) and error.count:
        said = ngettext(
            "{count} person is named whom Bearings never met, and Slack can say of {most} at a "
            "time who they are. Nothing was changed; name fewer of them.",
            "{count} people are named whom Bearings never met, and Slack can say of {most} at a "
            "time who they are. Nothing was changed; name fewer of them.",
            error.count,
        ).format(most=error.most)
    if isinstance(error, ByName) and error.names:
        said = ngettext(
            "{names} is a name: give the id of the person, such as U0123456789.",
            "{names} are names: give the id of each person, such as U0123456789.",
            len(error.names),
        )
        return said.format(
            names=faults.named(f"“{blocks.cut(n, faults.NAMED)}”" for n in error.names)
        )
    if isinstance(error, Unfit) and error.who:
        who = (
            _(_BARS[Bar(bar)]).format(name=blocks.cut(name, faults.NAMED))
            for name, bar in error.who
        )
        return _("{said} {who}.").format(said=said, who=faults.named(who))
    return said


def _in_particular(error: BearingsError) -> str | None:
    """What stands in place of the kind's own sentence where an error knows more than that."""
    if (team := _team_of(error)) is not None:
        return _(_ABOUT_A_TEAM[type(error)]).format(team=blocks.cut(team, faults.NAMED))
    if isinstance(error, NameTaken) and error.unasked:
        return _(_CALLED).format(name=blocks.cut(error.unasked, faults.NAMED))
    if isinstance(error, DayOver) and error.day:
        over = _("Please choose a day that is still to come: {day} is over.")
        return over.format(day=day(error.day))
    if isinstance(error, AlmostEverybody) and error.most:
        return _(_MOST if error.most > K_FLOOR else _ONLY).format(most=error.most)
    if isinstance(error, TwiceInText) and error.line is not None:
        return _(
            "This team stands twice in the text, first in line {number}: leave one of the two."
        ).format(number=error.line)
    return None


def _team_of(error: BearingsError) -> str | None:
    if isinstance(error, AskedElsewhere):
        return error.home or None
    return (error.team or None) if isinstance(error, ChannelTaken) else None


def _several(found: Iterable[BearingsError]) -> Iterator[str]:
    """A line for each; those of a text of settings have one heading."""
    settings, others = [], []
    for one in found:
        if isinstance(one, ImpossibleSetting):
            settings.append(one)
        else:
            others.append(one)
    told = list(map(sentence, others))
    yield from faults.told(settings, sentence, beside=told)
    yield from told
