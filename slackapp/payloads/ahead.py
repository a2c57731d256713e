"""What is said of names and figures ahead where they do not simply go on, for `payloads`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from analytics.instrument import bank, windows
from analytics.instrument.windows import Lack
from analytics.records import UNTRIED, BoardEntry
from slackapp.domain.awaited import LAST_DAY, TOO_LONG, Naming
from slackapp.domain.rounds import Asks
from slackapp.payloads.own import NOTES, SLACK_TEAM, sample_mirror
from slackapp.payloads.samples import DAY
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import (
    announcement,
    calendar,
    check_in,
    edit,
    home,
    invitation,
    mirror,
    report_message,
)
from slackapp.ui.edit import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block, Words

LATER: Final = DAY + timedelta(weeks=8)
NAMINGS: Final = {
    "end": Naming(asked=True, on=DAY, ends=True),
    "end-undated": Naming(asked=True, ends=True),
    "end-few": Naming(asked=True, on=DAY, ends=True, enough=False),
    "end-and-start": Naming(asked=True, on=DAY, ends=True, enough=False, starts_on=LATER),
    "count-anew": Naming(asked=True, on=DAY, enough=False),
    "start": Naming(on=LATER, starts_on=DAY),
    "in-vain": Naming(asked=True, in_vain=True),
    "begin": Naming(asked=True, on=LATER, begins=True),
}
"""What becomes of asking for names."""


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """Invitations."""
    form = sample.form
    items = tuple(item.id for item in form.items)
    for name, naming in NAMINGS.items():
        prompts = form.prompts if naming.asked else ()
        said = invitation.message(
            round_id=form.round_id,
            team=form.team,
            closes_at=form.closes_at,
            zone=form.zone,
            asks=Asks(items=items, prompts=prompts, pulse=not prompts),
            names=calendar.names(naming),
        )
        yield f"invitation-names-{name}", said
    yield "report-team-given-up", _given_up(sample)
    yield "report-team-undated", _undated(sample)
    seen = seen_of(sample, 8, people=9)
    rarer = windows.calendar(windows.Mode(n=8, light=True, interval_weeks=2))
    ends = replace(seen, calendar=rarer)
    for topic in ("cadence:every_weeks", "policy:light=1"):
        said = announcement.message(topic, ends.team, opens_on=DAY, seen=ends)
        yield f"announcement-{topic.partition(':')[0]}-ending", said


def _given_up(sample: Sample) -> Words:
    """A report that says of one family after another why it is not to come, or not again."""
    report = sample.reports["standing"]
    codes = (*Lack, LAST_DAY, TOO_LONG, "unknown", UNTRIED)
    gone = (
        BoardEntry(family, moved_from=DAY, why=why)
        for family, why in zip(bank.FAMILIES, codes, strict=False)
    )
    back = BoardEntry(bank.FAMILIES[-1], next_on=LATER, again=True)
    once_more = (
        BoardEntry(family, next_on=LATER, why=why)
        for family, why in zip(bank.FAMILIES, Lack, strict=False)
    )
    return report_message.for_team(
        replace(report, board=(*gone, *once_more, back)),
        report_id=sample.home.reports[0].report,
        team=sample.form.team,
        sentences=sample.sentences,
    )


def _undated(sample: Sample) -> Words:
    """A report that was made while its team was paused, and is read once it goes on."""
    report = sample.reports["standing"]
    return report_message.for_team(
        replace(report, board=tuple(replace(one, next_on=None) for one in report.board)),
        report_id=sample.home.reports[0].report,
        team=sample.form.team,
        sentences=sample.sentences,
    )


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Forms and mirrors."""
    for name, naming in NAMINGS.items():
        prompts = sample.form.prompts if naming.asked else ()
        form = replace(sample.form, prompts=prompts, pulse=not prompts, naming=naming)
        yield f"check-in-names-{name}", check_in.view(form)
        seen = replace(sample_mirror(sample), naming=naming)
        for note, one in (("waiting", None), ("both", NOTES["both"])):
            view = mirror.view(replace(seen, note=one), slack_team=SLACK_TEAM, week=0)
            yield f"mirror-{note}-names-{name}", view
        elsewhere = replace(seen, elsewhere=True)
        view = mirror.view(elsewhere, slack_team=SLACK_TEAM, week=0)
        yield f"mirror-elsewhere-names-{name}", view
    yield from _shrunk(sample)


def _shrunk(sample: Sample) -> Iterator[tuple[str, Block]]:
    """The forms of a team that finishes what began, and nothing that begins from now on."""
    mode = windows.Mode(n=7, interval_weeks=4)
    seen = seen_of(sample, mode.n, people=mode.n + 1)
    seen = replace(seen, team=replace(seen.team, asked=5), calendar=windows.calendar(mode))
    seen = replace(seen, remedies=windows.remedies(mode))
    for section in (Section.WHEN, Section.WHAT):
        yield f"edit-{section}-shrunk", edit.view(section, seen, admin=True)


def homes(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Home tabs."""
    card = sample.home.teams[0]
    lacking = {family for family, _lack in card.calendar.lacks}
    families = [family for family in bank.FAMILIES if family not in lacking]
    coming = tuple((family, LATER) for family in families[:2])
    asked = replace(card, asked=14, coming=coming, again=(families[0],), late=(families[2],))
    for name, naming in NAMINGS.items():
        seen = replace(asked, naming=naming, ends=LATER, lost=(families[3],))
        yield f"naming-{name}", home.view(replace(sample.home, teams=(seen,)))
    unending = replace(asked, late=(), lost=(families[3],), in_vain=(families[3],))
    yield "lost", home.view(replace(sample.home, teams=(unending,)))
    pilot = replace(card, asked=0, coming=coming, ends=LATER, next_opens_at=sample.form.closes_at)
    yield "pilot", home.view(replace(sample.home, teams=(pilot,)))
