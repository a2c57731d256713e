"""Who is there to be asked, and whether they are enough: for whoever sets a team up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from slackapp.domain.overview import Part
from slackapp.domain.policy import K_FLOOR, most_k
from slackapp.ui import alike, blocks, calendar, in_time, newcomers, uncounted
from slackapp.ui.words import N_, _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import date

    from slackapp.domain.overview import Present, Preview
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block

MOST_NAMES: Final = 40
FAR: Final = timedelta(days=366)
_PARTS: Final = {
    Part.COUNTS: N_("*Count:* {names}"),
    Part.LEAD: N_("*Asked, but count in no team figure, as leads:* {names}"),
    Part.GUEST: N_("*Asked, but do not count, as guests:* {names}"),
    Part.NEW: N_("*Asked, but count only after 14 days in the team:* {names}"),
    Part.ELSEWHERE: N_("*Not asked here, as their home team is another one:* {names}"),
}
LOCKED: Final = N_(":lock: Locked for good: nothing here is for appraisal.")
LOCKING: Final = N_(
    ":lock: *This locks it for good that nothing here is for appraisal.* Nobody can take that off "
    "again, not even by ending or deleting the team, and the channel is told."
)
_EVERYBODY: Final = N_(
    ":warning: *With five who count, all five have to answer, or nothing is shown.* One who skips, "
    "is ill or does not want to be asked holds a figure back. A figure that is shown tells that "
    "all five answered. Six besides the lead make for steadier figures: one can stay silent."
)
_OF_FEW: Final = {
    5: N_(
        "Five is the least there is, and 5 people count here: a figure is shown only when all "
        "five answered, and tells that they did."
    ),
    6: N_(
        "Five is the least there is, and 6 people count here: a figure is shown only when at "
        "least five of the six answered, and tells that they did."
    ),
}
_OF_FEWER: Final = N_("Five is the least there is: with fewer who count nothing is asked.")
_GOES_ON: Final = N_(
    "Counting goes on where it is. What is sealed already stays sealed and is counted on these "
    "days; nothing of it is thrown away."
)
_OTHERS: Final = N_(
    "Counting goes on where it is. Whoever leads then, or is not there any more, counts in no "
    "figure, not even with what they said already."
)
_LOST: Final = N_(
    ":warning: *Like this, answers that are sealed already would never be counted:* {what}. That "
    "needs more check-ins than fit before the last day, or into the 120 days after which sealed "
    "answers are deleted."
)
_LOST_ANYWAY: Final = N_(
    ":warning: *Like this, answers that are sealed already would never be counted:* {what}. That "
    "needs more check-ins than fit into the 120 days after which sealed answers are deleted."
)
_MENDED: Final = N_("It can be mended: {ways}.")


def there(seen: Preview) -> str:
    """How many are in the channel, or of a group are there."""
    if seen.team.group is None:
        return ngettext("{count} in the channel", "{count} in the channel", seen.roster)
    said = ngettext("{count} of @{group} is there", "{count} of @{group} are there", seen.roster)
    return said.format(group=seen.team.group.handle)


def headcount(seen: Preview) -> str:
    """How many are there, how many of them count in the next check-in, and how many will.

    Before the first everybody counts at once, and of too few no check-in opens.
    """
    counting = ngettext("{count} counts", "{count} count", seen.members)
    if seen.team.asked and seen.opens_on and not seen.few:
        counting = _("{counting} in the next check-in").format(counting=counting)
    said = _("{there}, {counting}.").format(there=there(seen), counting=counting)
    return " ".join([said, *newcomers.later(seen)])


def counted(seen: Preview) -> Iterator[str]:
    """How many are there and count, and whether they are enough."""
    yield f"*{headcount(seen)}*"
    yield from absent(seen)
    yield from enough(seen)
    yield from newcomers.enough_for_more(seen)
    yield from everybody(seen)


def everybody(seen: Preview) -> Iterator[str]:
    """What it means that all who count have to answer."""
    if seen.members == K_FLOOR:
        yield _(_EVERYBODY)


def outlook(seen: Preview, *, others: bool = False, times: bool = True) -> Iterator[Block | str]:
    """What they will get when, and what not; nothing where too few or too many are there.

    `others`: other people would be asked than so far, or in another part. `times`: it may be at
    other times.
    """
    if seen.few or seen.many:
        return  # not for want of time: `enough` says why
    if not seen.calendar.gets and not in_time.finishes(seen):
        yield from in_time.hopeless(seen)
        return
    asked, ends = bool(seen.team.asked), seen.team.cadence.ends
    late = calendar.undated(seen.calendar, seen.coming) if ends and not asked else []
    yield from (
        _going_on(seen, others=others, times=times) if asked else _from_the_first(seen, late)
    )
    if not seen.calendar.gets:
        yield from in_time.hopeless(seen)
    still = dict(seen.coming) if asked else {}
    misses = list(calendar.misses(seen.calendar, but=still, late=late))
    if misses:
        yield blocks.header(
            _("What you do not get like this") if asked else _("What you will not get")
        )
        yield "\n".join(misses)


def _from_the_first(seen: Preview, late: Container[str]) -> Iterator[Block | str]:
    """What comes after how many check-ins, and on which day; `late` is what does not in time."""
    if gets := list(calendar.gets(seen.calendar, dict(seen.coming), but=late)):
        yield blocks.header(_("What you will get when"))
        yield "\n".join(gets)
    yield from alike.warning(seen)


def _going_on(seen: Preview, *, others: bool, times: bool) -> Iterator[Block | str]:
    """The days on which what is being counted says something, what is never, or that none comes."""
    yield blocks.header(_("When figures come"))
    if seen.coming:
        names = calendar.named(seen.calendar, seen.coming)
        days = calendar.dated(seen.coming, names=names)
        yield "\n".join([*days, *calendar.too_late(seen.late)])
    if seen.lost:
        what = listed(_(calendar.FAMILIES[family]) for family in seen.lost)
        would = _LOST if seen.team.cadence.ends else _LOST_ANYWAY
        said = _(would if times else uncounted.ALREADY_LOST)
        ways = uncounted.ways(seen)
        yield " ".join([said.format(what=what), *([_(_MENDED).format(ways=ways)] if ways else [])])
    elif not uncounted.nothing_comes(seen):
        yield blocks.context(_(_OTHERS if others else _GOES_ON))
    yield from uncounted.never(seen)


def far(seen: Preview) -> Iterator[str]:
    """That nothing opens for more than a year: a mistaken year looks like any other."""
    opens = next((slot.date for slot in seen.slots if slot.passed is None), None)
    if opens and seen.today and opens - seen.today > FAR:
        yield _(
            ":warning: *No check-in opens for more than a year:* the next one is on {day}. Is that "
            "the year you mean?"
        ).format(day=day(opens))


def early(seen: Preview) -> Iterator[str]:
    """From which report on there are figures; also that a pilot ends before any could come."""
    if seen.few or seen.many:
        return
    if seen.coming:
        yield from _first_figures(seen.team, seen.coming[0][1])
    if seen.team.asked and not seen.calendar.gets:  # else it stands where it is set up
        yield from in_time.hopeless(seen)
    yield from uncounted.never(seen)


def _first_figures(team: Team, figures_on: date) -> Iterator[str]:
    """The day of that report, and what the ones before it hold."""
    when = day(figures_on)
    if team.asked:
        yield _("The next report with figures comes on {day}, at the earliest.").format(day=when)
        return
    yield _(
        "*That report holds no figure yet:* the first come on {day}, at the earliest. Until then a "
        "report holds something to talk about, a small thing to try that the team votes for, and "
        "the days on which figures come."
    ).format(day=when)


def laid_out(told: Iterable[Block | str]) -> Iterator[Block]:
    """Every sentence a block of its own."""
    for one in told:
        yield blocks.section(one) if isinstance(one, str) else one


def absent(seen: Preview) -> Iterator[str]:
    """How many of the group cannot be asked, as they are not in the channel."""
    if seen.team.group is not None and seen.absent:
        said = ngettext(
            "{count} of @{group} is not in the channel and will not be asked.",
            "{count} of @{group} are not in the channel and will not be asked.",
            seen.absent,
        )
        yield said.format(group=seen.team.group.handle)


def enough(seen: Preview) -> Iterator[str]:
    """Whether a check-in could open with those who count; nothing where nothing is amiss."""
    if seen.many:
        yield _(
            ":warning: More than 30 people are there, those included who are asked elsewhere, and "
            "nothing can be asked then. Please choose a user group with fewer of them, or split "
            "the channel into smaller teams."
        )
    elif seen.few:
        # Not how many do: a lead would read in it who is at home in another team.
        yield _(
            ":warning: Fewer than five people count, and nothing can be asked then, so that "
            "answers stay anonymous. What helps is more people here who are no guests and whose "
            "home team is no other one."
        )
        yield from newcomers.enough_to_ask(seen)


def leading(seen: Preview) -> Iterator[str]:
    """Who leads, unless `by_part` says so of each, and what it means when nobody does."""
    leads = [f"<@{lead}>" for lead in sorted(seen.team.leads)]
    if leads:
        parted = {one.user for one in seen.people if one.part is Part.LEAD}
        if not seen.team.leads <= parted:
            yield _("*Leads:* {names}").format(names=listed(leads))
        yield from outside(seen)
        return
    yield _(
        ":warning: *Nobody leads this team.* Its reports go to the channel alone. Nobody can note "
        "beside a figure what explains it (somebody is on call, or new). Only admins can change "
        "its settings. You can name a lead at any time."
    )


def outside(seen: Preview) -> Iterator[str]:
    """Which leads are not among those who are asked."""
    there = {one.user for one in seen.people}
    away = listed(f"<@{lead}>" for lead in sorted(seen.team.leads - there))
    if there and away:
        said = (
            _(
                "*Not asked here, as only those of @{group} who are in the channel are:* {names}. "
                "Leads get the reports all the same; whoever comes to be in both is asked too."
            )
            if seen.team.group
            else _(
                "*Not asked here, as they are not in the channel:* {names}. Leads get the reports "
                "all the same; whoever joins the channel is asked too."
            )
        )
        group = seen.team.group.handle if seen.team.group else ""
        yield said.format(group=group, names=away)


def by_part(people: Sequence[Present]) -> Iterator[str]:
    """Everybody by the part in which they are there, each part a line."""
    for part, said in _PARTS.items():
        names = [f"<@{one.user}>" for one in people if one.part is part]
        hidden = len(names) - MOST_NAMES
        if hidden > 0:
            more = ngettext("and {count} more", "and {count} more", hidden)
            yield _(said).format(names=", ".join([*names[:MOST_NAMES], more]))
        elif names:
            yield _(said).format(names=listed(names))


def least_of(members: int | None) -> str:
    """Why no more answers than these can be asked for, and what the least then comes to."""
    if members is None:
        return _(
            "Five in any team, or more up to two fewer than people count in it: a figure that "
            "waited for nearly everybody would tell who answered."
        )
    if members <= most_k(members) + 1:
        return _(_OF_FEW.get(members, _OF_FEWER))
    return ngettext(
        "{count} person counts here, so at most {most}: a figure that waited for nearly everybody "
        "would tell who answered.",
        "{count} people count here, so at most {most}: a figure that waited for nearly everybody "
        "would tell who answered.",
        members,
    ).format(most=most_k(members))
