"""What `/bearings status` answers: what is open and what comes next, never who took part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from slackapp.domain.cadence import local_date
from slackapp.domain.teams import TeamState
from slackapp.ui import blocks, ids, newcomers, own_settings, uncounted
from slackapp.ui.trail import EVENTS
from slackapp.ui.words import N_, _, day, moment, slack_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from slackapp.domain.overview import ManagedTeam
    from slackapp.domain.screens import HomeData, OpenRound, TeamCard
    from slackapp.ui.blocks import Block, Words

SHOWN: Final = 20
NO_TEAM: Final = N_(
    "You are in no team that Bearings asks right now. "
    "An admin can set one up with `/bearings admin`."
)
NO_TEAM_FOR_ADMINS: Final = N_(
    "You are in no team that Bearings asks right now. You can set one up with `/bearings admin`."
)
LAST_ONE: Final = N_(
    "You are in no team any more: what is open above is the last one that asks you."
)
UNINVITED: Final = N_(
    "The invitation to the one that is open was not delivered; `/bearings checkin` opens it."
)
_UNINVITED_BESIDE: Final = N_(
    "The invitation to the one that is open was not delivered; whoever is asked in it opens it "
    "with `/bearings checkin`."
)
_STATES: Final = {
    TeamState.DRAFT: N_("being set up; nothing is posted yet"),
    TeamState.PAUSED: N_("paused"),
    TeamState.ENDED: N_("ended"),
    TeamState.RUNNING: N_("running"),
}
_NOTHING_TO_MEND: Final = frozenset({"", "paused", "uninstalled"})
"""What pauses a team until somebody lets it go on; all else has to be mended first."""


def message(data: HomeData, *, here: str = "") -> Words:
    """Say what is open and what comes next for one person.

    `here` is what is to be said first of the channel in which it was typed; see `of_channel`.
    """
    first = [here] if here else []
    spoken = [*first, *_lines(data, moment)]
    if data.not_asked:
        spoken.append(own_settings.off(data.not_asked))
    shown = [*first, *_lines(data, slack_moment)]
    if data.unlisted:
        spoken.append(own_settings.unlisted())
    body = [*map(blocks.section, shown), *own_settings.switched(data)]
    return blocks.words("\n".join(spoken), body)


def of_channel(state: TeamState | None) -> str:
    """Say of a channel that it has no team, or that its team has ended; "" where it has one."""
    if state is None:
        return _("No team is asked in this channel.")
    if state is not TeamState.ENDED:
        return ""
    return _(
        "The team of this channel has ended and is asked no more. Who was in it to the end finds "
        "its reports on the Home tab of Bearings."
    )


def choose(waiting: tuple[OpenRound, ...]) -> Words:
    """Offer a button for each open check-in."""
    return _offered(_("Several check-ins are open for you. Which one?"), waiting)


def instead_of_closed(waiting: tuple[OpenRound, ...]) -> Words:
    """Offer what is open to somebody who pressed an invitation of before."""
    return _offered(_("That check-in has closed. Open for you now:"), waiting)


def _offered(text: str, waiting: tuple[OpenRound, ...]) -> Words:
    rows = (open_row(each) for each in waiting[:SHOWN])
    return blocks.words(text, [blocks.section(text), *rows])


def open_row(waiting: OpenRound) -> Block:
    """An open check-in with its button."""
    return blocks.section(
        _("*{team}* · open until {until}").format(
            team=blocks.escape(waiting.team), until=slack_moment(waiting.closes_at, waiting.zone)
        ),
        accessory=blocks.button(
            _("Check in"),
            action=ids.CHECK_IN,
            value=waiting.round_id,
            says=_("Check in for {team}").format(team=waiting.team),
        ),
    )


def paused(*, already: bool = False) -> Words:
    """Say to who paused a team what its channel is not told."""
    text = (
        _("It is paused already. `/bearings resume` here lets it go on.")
        if already
        else _("Done. `/bearings resume` here lets it go on.")
    )
    return blocks.words(text, [blocks.section(text)])


def resumed(found: ManagedTeam, *, already: bool = False) -> Words:
    """Say to who let a team go on when it is asked next; the channel is told that it goes on.

    `found` is the team as it is by then. `already`: it was not paused, and nobody is told anything.
    """
    done = _not_paused(found) if already else _("Done.")
    spoken, shown = (" ".join((done, *_goes_on(found, say))) for say in (moment, slack_moment))
    return blocks.words(spoken, [blocks.section(shown)])


def _not_paused(found: ManagedTeam) -> str:
    """That nobody paused it; where a pause was set, until when, and what ends it sooner."""
    until, seen = found.team.cadence.paused_until, found.seen
    if until is None or seen is None or seen.today is None or until <= seen.today:
        return _("It is not paused.")
    said = _(
        "It is paused until {day}, as set under *When* on its page in `/bearings admin`: without "
        "that day there it goes on sooner."
    )
    return said.format(day=day(until))


def _goes_on(found: ManagedTeam, when: Callable[[datetime, str], str]) -> Iterator[str]:
    """When it is asked next, or what that waits for."""
    if found.next_opens_at is None:
        ends = found.team.cadence.ends
        over_on = found.over_on
        yield uncounted.none_left(ends, over_on) if ends else _("No check-in is planned any more.")
        return
    opens, seen = when(found.next_opens_at, found.team.cadence.zone), found.seen
    if seen is None or not (seen.few or seen.many):
        yield _("The next check-in opens {when}.").format(when=opens)
        return
    yield from _hindered(
        blocks.escape(found.team.name),
        opens,
        many=seen.many,
        enough_from=seen.since,
        opens_on=seen.opens_on,
    )


def next_line(team: TeamCard, when: Callable[[datetime, str], str]) -> str:
    """One line about a team."""
    if team.state is TeamState.PAUSED:
        return " ".join(_at_rest(team, when))
    said = _asked_next(team, when)
    return f"{said} {_uninvited(team)}" if team.uninvited else said


def _uninvited(team: TeamCard) -> str:
    """How an open check-in is opened without its invitation, by those for whom it opens."""
    return _(UNINVITED if team.member and not team.home else _UNINVITED_BESIDE)


def _asked_next(team: TeamCard, when: Callable[[datetime, str], str]) -> str:
    name = blocks.escape(team.name)
    if team.state is TeamState.RUNNING and team.next_opens_at is not None:
        opens = when(team.next_opens_at, team.zone)
        return " ".join(
            [*_opening(team, name, opens), *_until(team), *_beside(team), *_own_part(team)]
        )
    if team.state is TeamState.RUNNING and team.ends is not None:
        return f"*{name}*: {uncounted.none_left(team.ends, team.over_on)}"
    return _("*{team}*: {state}.").format(team=name, state=_(_STATES[team.state]))


def _opening(team: TeamCard, name: str, opens: str) -> Iterator[str]:
    """When the next check-in opens, or what that waits for."""
    if team.few or team.many:
        yield from _hindered(
            name, opens, many=team.many, enough_from=team.enough_from, opens_on=team.opens_on
        )
    else:
        yield _("*{team}*: the next check-in opens {when}.").format(team=name, when=opens)


def _hindered(
    name: str, opens: str, *, many: bool, enough_from: date | None, opens_on: date | None
) -> Iterator[str]:
    """That the next check-in waits until fewer are there, or enough count: from a day, if known."""
    if many:
        yield _(
            "*{team}*: the next check-in opens {when} only if at most 30 people are in the team by "
            "then; so far more are. An admin can choose a user group that is asked in place of "
            "everybody, under *Who and where* in `/bearings admin`; or split it into smaller teams."
        ).format(team=name, when=opens)
    elif enough_from is not None:
        yield _(
            "*{team}*: no check-in opens before {day}. Only from then on enough of those who are "
            "in the channel now count."
        ).format(team=name, day=day(enough_from))
        yield from newcomers.first_on(opens_on)
    else:
        yield _(
            "*{team}*: the next check-in opens {when} only if at least five people count by "
            "then; so far fewer do."
        ).format(team=name, when=opens)


def _until(team: TeamCard) -> Iterator[str]:
    """The last day of a team that has one."""
    if team.ends is not None:
        yield _("Its last day is {day}.").format(day=day(team.ends))


def _beside(team: TeamCard) -> Iterator[str]:
    """Where somebody is asked who is not asked here."""
    if team.home:
        yield _("You are not asked in it: your home team is {home}.").format(
            home=blocks.escape(team.home)
        )


def _own_part(team: TeamCard) -> Iterator[str]:
    """Why somebody is not asked by now, or does not count, as far as that comes of who they are."""
    if team.home:
        return
    if team.came_later:
        yield _("The check-in that is open does not ask you, as you came after it opened.")
    if team.guest:
        yield newcomers.as_guest()
    elif team.counts_from is not None:
        yield newcomers.counts_on(team.counts_from)


def _at_rest(team: TeamCard, when: Callable[[datetime, str], str]) -> Iterator[str]:
    """Since when a team is paused and why, what is open all the same, and how it goes on."""
    name = blocks.escape(team.name)
    why, at = team.stopped or ("", None)
    if at is not None:
        since = day(local_date(at, team.zone), short=True)
        said = (
            _("*{team}*: paused since {day}.")
            if why == "paused"
            else _("*{team}*: paused since {day} ({why}).")
        )
        yield said.format(team=name, day=since, why=_(EVENTS[why]))
    else:
        yield _("*{team}*: {state}.").format(team=name, state=_(_STATES[team.state]))
    if team.open_until is not None:
        until = when(team.open_until, team.zone)
        yield _("The check-in that is open stays open until {until}.").format(until=until)
    if team.uninvited:
        yield _uninvited(team)
    if why in _NOTHING_TO_MEND:
        yield _("A lead or an admin lets it go on with `/bearings resume` in its channel.")
    else:
        yield _("Something has to be mended first: its page in `/bearings admin` says what.")


def _lines(data: HomeData, when: Callable[[datetime, str], str]) -> Iterator[str]:
    for waiting in data.open:
        yield _("*{team}*: a check-in is open until {until}.").format(
            team=blocks.escape(waiting.team), until=when(waiting.closes_at, waiting.zone)
        )
    said = {(waiting.team, waiting.closes_at) for waiting in data.open}
    for team in data.teams[:SHOWN]:
        # Until when one is open is said once; two teams may have one name.
        is_said = (team.name, team.open_until) in said
        yield next_line(replace(team, open_until=None) if is_said else team, when)
    if not data.teams:
        yield _(NO_TEAM)
