"""What the team's channel is told: why there was no check-in, and every change of a setting."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from analytics.instrument.bank import TIES
from slackapp.domain.defaults import Defaults
from slackapp.domain.deliveries import AWAY, FEW
from slackapp.domain.experiments import Stage
from slackapp.domain.teams import TeamState
from slackapp.domain.telling import as_chosen, dropped_of, interval_before
from slackapp.ui import (
    absence,
    asked,
    blocks,
    by_name,
    calendar,
    expectation,
    experiment,
    left_out,
    newcomers,
    policy,
    uncounted,
)
from slackapp.ui.present import LOCKED
from slackapp.ui.rhythm import dropped, rhythm
from slackapp.ui.words import N_, _, apart, day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Words

_CHANGED: Final = N_("A setting of this team was changed in Bearings.")
_DATED: Final = frozenset({"started", "cadence", "resumed"})
"""After these people want to know when they are asked, and whether figures can come of it."""
_PLAIN: Final = {
    "lost": N_(
        "The answers of the last check-in could not be counted: the key that sealed them is gone, "
        "so nobody can read them."
    ),
    "deleted": N_(
        "Bearings has stopped asking this team. Its reports and everything else it owned are "
        "deleted; what was still sealed is destroyed, uncounted. What was posted in Slack stays "
        "there. For 26 weeks Bearings keeps, without names, what it takes so that a new team of "
        "the same people cannot be compared with the old reports."
    ),
    "paused": N_(
        "Check-ins are paused for this team. A lead or an admin can let them go on. An open one "
        "stays open until it closes."
    ),
    "resumed": N_("Check-ins go on for this team."),
}


def message(
    topic: str,
    team: Team,
    *,
    opens_on: date | None = None,
    today: date | None = None,
    seen: Preview | None = None,
    defaults: Defaults | None = None,
) -> Words:
    """Tell the channel; `topic` is what the ledger holds, `team` as it is now.

    `opens_on` is the day of the next check-in: it may be later than one thinks. Quiet days and a
    pause that are over by `today` are left out. `seen` is what comes of the team as it is now,
    `defaults` are what its workspace has by now; without them there are those of the beginning.
    """
    if topic.partition(":")[0] == AWAY:
        return absence.announced((defaults or Defaults()).away_statuses)
    if opens_on is not None and seen is not None and seen.since is not None:
        opens_on = seen.opens_on  # before that too few count
    # Only what is empty at the end says nothing: a vote that is taken back has no practice yet.
    code, *details = topic.rstrip(":").split(":")
    told = as_chosen(team, topic)
    text = _sentence(code, tuple(details), told, today, seen)
    if code in _DATED and opens_on is not None:
        is_first = code == "started" and not team.asked
        text = " ".join([text, *asked.on(opens_on, seen, first=is_first)])
    if code == "moved" and opens_on is not None:
        # Who is there may not be known yet, and too few may have been told of before.
        then = _("The next check-in is on {day}, if at least five people count by then.")
        text = f"{text} {then.format(day=day(opens_on))}"
    if code == "lost":
        ends = _none_left(team, seen)
        then = uncounted.none_left(ends) if ends else _("The next check-in comes as planned.")
        text = f"{text} {then}"
    if code == "policy" and seen is not None:
        text = " ".join([text, *policy.without_names(details, seen)])
        if "light=1" in details and team.state is TeamState.RUNNING:
            text = " ".join([text, *calendar.ending(seen.calendar, seen.coming)])
    if code in _DATED:
        is_new = code != "cadence" or not details or "ends" in details
        text = " ".join([text, *uncounted.until_the_end(told, seen, is_new=is_new)])
    if code == "cadence" and seen is not None and team.state is TeamState.RUNNING:
        text = " ".join([text, *_figures(seen, details)])
    return blocks.words(text, [blocks.section(text)])


def _sentence(
    code: str, details: tuple[str, ...], team: Team, today: date | None, seen: Preview | None
) -> str:
    if code == "skipped":
        come = team.state is not TeamState.ENDED and (seen is None or uncounted.still_come(seen))
        hopeless = team.state is not TeamState.RUNNING or (seen and seen.remedies)
        next_on = seen.opens_on if seen and not hopeless else None
        none_left = _none_left(team, seen)
        return left_out.message(details, figures_come=come, opens_on=next_on, last_day=none_left)
    if code == "ended":
        return _ended(details)
    if code == FEW:
        return " ".join(newcomers.not_yet(seen))
    if code in _PLAIN:
        return _(_PLAIN[code])
    if code in _RHYTHMIC:
        return _RHYTHMIC[code](team, details, today, seen)
    change = _CHANGES.get(code)
    return change(team, details) if change else _(_CHANGED)


def _none_left(team: Team, seen: Preview | None) -> date | None:
    """The last day of a running team to which no check-in is left before it."""
    left = seen is None or seen.slots or team.state is not TeamState.RUNNING
    return None if left else team.cadence.ends


def _figures(seen: Preview, details: Iterable[str]) -> Iterator[str]:
    """When figures, or the first, come as the team is asked now: what was said holds no more."""
    for _family, when in seen.coming[:1]:
        yield _("New figures come on {day}, at the earliest.").format(day=day(when))
        # What was counted in nothing before is no news, and comes as little as all else here.
        missing = (*seen.late, *(seen.lost if seen.named is not None else ()))
        late = [_(calendar.FAMILIES[one]) for one in missing if one not in (seen.named or ())]
        if late:
            yield _("Nothing before the last day: {what}.").format(what=apart(late))
    names = [*by_name.at_other_times(seen)]
    yield from calendar.ending(seen.calendar, seen.coming, but=[TIES] if names else ())
    yield from (*names, *by_name.again(seen, interval_before(details)))


def _ended(details: tuple[str, ...]) -> str:
    """That it is over, and of a check-in that is still open that it goes on: by hand it can be."""
    told = [
        _("Bearings has stopped asking this team."),
        _("Its last day is over.")
        if details
        else _("A check-in that is open stays open until it closes; its report is the last."),
        _(uncounted.AFTER_THE_END),
        _(uncounted.MIRRORS_GO),
        _(
            "Whoever was in the team to the end, and its leads, still find its reports on the Home "
            "tab of Bearings."
        ),
    ]
    return " ".join(told)


def _started(
    team: Team, _details: tuple[str, ...], today: date | None, seen: Preview | None
) -> str:
    said = _(
        "*Bearings* will ask this team {rhythm}: {takes}, skipping is fine. Answers are "
        "sealed until they are counted and anonymous from then on. {leads} Everybody sees the same "
        "figures."
    )
    takes = _("less than a minute") if team.policy.light else _("about a minute")
    rhythmic = rhythm(team.cadence, on=today)
    said = said.format(rhythm=rhythmic, takes=takes, leads=asked.led_by(team))
    names = by_name.at_the_start(team, seen)
    locked = _(LOCKED) if team.policy.not_for_appraisal else ""
    return " ".join(filter(None, (said, names, locked, _("`/bearings help` says more."))))


def _moved(team: Team, _details: tuple[str, ...], today: date | None, _seen: Preview | None) -> str:
    """With all that is set: what was changed while the team was elsewhere was told there alone."""
    said = _(
        "From now on this channel is where Bearings asks the team {team}, {rhythm}; {asked}. "
        "{leads} Set for this team, changed or not: {what}. What is being counted already is "
        "finished as it began."
    ).format(
        team=blocks.escape(team.name),
        rhythm=rhythm(team.cadence, on=today),
        asked=asked.there(team),
        leads=asked.led_by(team),
        what=policy.whole(team.policy),
    )
    return f"{said} {_(_PLAIN['paused'])}" if team.state is TeamState.PAUSED else said


def _moved_away(team: Team, _details: tuple[str, ...]) -> str:
    return _(
        "From now on Bearings asks the team {team} in another channel. Whoever is not there is not "
        "asked, and no longer finds its reports. A check-in that is open is finished as it began, "
        "by those it asks."
    ).format(team=blocks.escape(team.name))


def _cadence(
    team: Team, details: tuple[str, ...], today: date | None, _seen: Preview | None
) -> str:
    """How it is asked from now on, and which days off are none any more: a rhythm has no word."""
    said = _("Changed from the next check-in on: Bearings asks {rhythm}.")
    told = [said.format(rhythm=rhythm(team.cadence, on=today))]
    gone = [name for name in details if not getattr(team.cadence, name, True)]
    on = dropped_of(details)
    told += dropped(on if on and (today is None or on >= today) else None)
    return " ".join([*told, *(_(no_more) for name, no_more in _NO_MORE if name in gone)])


def _channel_gone(team: Team, _details: tuple[str, ...]) -> str:
    return _(
        "Check-ins of {team} are paused: its channel is archived, or Bearings was removed from it. "
        "Nothing that was answered is lost. Unarchive it, and invite Bearings where it is missing; "
        "then press *Go on* on the team's page in `/bearings admin`."
    ).format(team=blocks.escape(team.name))


def _channel_shared(team: Team, _details: tuple[str, ...]) -> str:
    return _(
        "Check-ins of {team} are paused: its channel is shared with another organisation, or that "
        "was invited, and would read its reports. Nothing that was answered is lost; nobody of "
        "another organisation counts. Stop sharing it, or choose another channel with "
        "`/bearings admin`; then press *Go on* on the team's page there."
    ).format(team=blocks.escape(team.name))


def _group_gone(team: Team, _details: tuple[str, ...]) -> str:
    return _(
        "Check-ins of {team} are paused: the user group {group} was deleted or switched off. "
        "Nothing that was answered is lost. Choose with `/bearings admin` who is asked, then press "
        "*Go on* there."
    ).format(team=blocks.escape(team.name), group=asked.group(team))


def _cadence_gone(team: Team, _details: tuple[str, ...]) -> str:
    return _(
        "Check-ins of {team} are paused: its time zone or its region of holidays is not known any "
        "more. Nothing that was answered is lost. Choose another one under *When* on the team's "
        "page in `/bearings admin`, then press *Go on* there."
    ).format(team=blocks.escape(team.name))


def _renamed(team: Team, _details: tuple[str, ...]) -> str:
    return _("In Bearings this team is now called {team}.").format(team=blocks.escape(team.name))


def _admin_named(_team: Team, details: tuple[str, ...]) -> str:
    return _(
        "<@{user}> is now an admin of Bearings and may set teams up, change their settings, "
        "and end or delete them. An admin can read no answer, and see of nobody whether they "
        "answered."
    ).format(user="".join(details))


def _admin_removed(_team: Team, details: tuple[str, ...]) -> str:
    return _("<@{user}> is no admin of Bearings any more.").format(user="".join(details))


def _undone(_team: Team, details: tuple[str, ...]) -> str:
    stage, practice, written = (*details, "", "")[:3]
    on = date.fromisoformat(written) if written else None
    return experiment.taken_back(Stage(stage), practice, on)


_RHYTHMIC: Final[dict[str, Callable[[Team, tuple[str, ...], date | None, Preview | None], str]]] = {
    "started": _started,
    "cadence": _cadence,
    "moved": _moved,
}
"""What says when a team is asked."""
_NO_MORE: Final = (
    ("paused_until", N_("No pause is set any more.")),
    ("quiet_days", N_("There are no quiet days any more.")),
    ("holidays", N_("Check-ins open on public holidays too.")),
    ("ends", N_("There is no last day any more.")),
)
"""Settings of a rhythm, and what is said once they are taken out of it."""
_CHANGES: Final[dict[str, Callable[[Team, tuple[str, ...]], str]]] = {
    "channel_gone": _channel_gone,
    "channel_shared": _channel_shared,
    "group_gone": _group_gone,
    "cadence_gone": _cadence_gone,
    "moved_away": _moved_away,
    "roster": asked.changed,
    "renamed": _renamed,
    "too_large": lambda team, details: left_out.for_leads(team.name, details),
    "leads": asked.other_leads,
    "policy": lambda team, details: policy.changed(team.policy, details) or _(_CHANGED),
    "admin_named": _admin_named,
    "admin_removed": _admin_removed,
    "undone": _undone,
    "expected": lambda _team, details: expectation.announced(details),
}
