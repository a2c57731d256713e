"""Every message that Slack may not take, and every mistake with all that it tells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from analytics.instrument.windows import Remedy
from slackapp import errors
from slackapp.domain.deliveries import DeadLetter, Held, Kind, Undelivered
from slackapp.domain.fitness import Bar
from slackapp.domain.ids import DeliveryId, UserId
from slackapp.errors.people import AskedElsewhere, CameLater
from slackapp.errors.teams import AlmostEverybody, ChannelTaken, NameTaken, NoLead, NothingInTime
from slackapp.errors.written import ByName, NoSuchTeam, TwiceInText, UnknownSetting
from slackapp.ui import dead_letters, faults
from slackapp.ui import errors as error_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block

_NAME: Final = "42 " * 1000


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """What an admin looks through, and what stands in a small window."""
    yield "dead-letters-every", dead_letters.view(_letters(sample))
    for name, error in _told(sample).items():
        yield f"error-{name}", error_words.view(error)


def _letters(sample: Sample) -> Undelivered:
    """Every reason there is a word for, refused for good and so far."""
    base = DeadLetter(DeliveryId("d"), sample.team.name, Kind.REPORT_LEAD, "")
    errors_ = dict.fromkeys((*dead_letters.REASONS, *dead_letters.SO_FAR))
    letters = [replace(base, error=error) for error in errors_]
    to_one = replace(base, error="unclear", to=UserId("U0123456789"))
    told = [
        replace(to_one, kind=Kind.ANNOUNCEMENT, of=of, to_asker=True)
        for of in (Kind.INVITATION, Kind.REPORT_TEAM)
    ]
    over = replace(base, kind=Kind.INVITATION, over=True)
    held = [replace(base, held=why) for why in Held]
    return Undelivered((to_one, *told, over, *held, *letters[:20]), tuple(letters[20:]))


def _told(sample: Sample) -> dict[str, errors.BearingsError]:
    """Errors with everything that they can tell."""
    name = sample.form.team
    impossible = [
        errors.ImpossibleSetting(setting=one, line=7, given=given)
        for one in (*faults.TAKES, _NAME)
        for given in (None, _NAME)
    ]
    unknown = [
        UnknownSetting(setting=one, line=7, known=faults.TAKES) for one in ("every_week", _NAME)
    ]
    elsewhere = [
        NoSuchTeam(setting="id", line=7, given=given, known=[(name, _NAME)] * 12, named=name)
        for given in (None, _NAME)
    ]
    over = errors.ImpossibleSetting(setting="first", line=7, given=_NAME, why=errors.FirstDayOver())
    unfit = errors.ImpossibleSetting(
        setting="leads", line=7, team=name, why=NoLead(who=[(name, Bar.APP)])
    )
    found: list[errors.BearingsError] = [*elsewhere, *unknown, over, unfit, *impossible]
    at_once = range(0, len(impossible), faults.MOST)
    told = {f"settings-{n}": impossible[n : n + faults.MOST] for n in at_once}
    return {
        **{each: errors.Mistakes(found=some) for each, some in told.items()},
        "unknown-setting-near": unknown[0],
        "asked-elsewhere": AskedElsewhere(home=name),
        "came-later": CameLater(counts_from=sample.form.closes_at.date()),
        **dict(_last_days(sample.form.closes_at.date())),
        "day-over": errors.DayOver(day=sample.form.closes_at.date()),
        **{f"by-name-{len(names)}": ByName(names=names) for names in ([name], [name] * 3)},
        "unforeseen-reference": errors.Unforeseen(reference="1a2b3c4d"),
        "mistakes-found": errors.Mistakes(found=found),
        **{
            f"impossible-setting-{one}": errors.ImpossibleSetting(setting=one, line=7)
            for one in faults.TAKES
        },
        "impossible-setting-given": impossible[1],
        "no-such-team-known": elsewhere[1],
        "no-such-team-none": NoSuchTeam(setting="id", line=7, given=_NAME),
        "not-settings-line": errors.NotSettings(line=104),
        "nothing-in-time-remedies": NothingInTime(remedies=Remedy),
        "too-many-new-count": errors.TooManyNew(count=95, most=80),
        "name-taken-unasked": NameTaken(unasked=_NAME),
        "twice-in-text": TwiceInText(line=104),
        "channel-taken-team": ChannelTaken(team=_NAME),
        "almost-everybody-five": AlmostEverybody(most=5),
        "almost-everybody-most": AlmostEverybody(most=7),
        "no-lead-names": NoLead(who=[(name, bar) for bar in Bar] * 5),
    }


def _last_days(day: date) -> Iterator[tuple[str, errors.BearingsError]]:
    """A last day that cannot be, of a draft and of a team that can be ended instead."""
    for name, going in (("draft", False), ("going", True)):
        yield f"last-day-over-{name}", errors.LastDayOver().but(day, going=going)
        yield f"no-future-round-{name}", errors.NoFutureRound().but(day, going=going)
