"""What one person sees of themself: mirrors, settings and rights, for `bearings payloads`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from analytics.instrument import bank
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.awaited import Naming
from slackapp.domain.gathering import PulseWeek, ScaleTally, TieWeek
from slackapp.domain.ids import TeamId
from slackapp.domain.kept import Kept
from slackapp.domain.mirror import Given, Note, Share
from slackapp.domain.reflection import Mirror, OwnScale, OwnTies
from slackapp.domain.rounds import Asks
from slackapp.domain.screens import OwnSettings
from slackapp.domain.teams import TeamState
from slackapp.payloads.own_kept import NOBODY, sample_kept
from slackapp.payloads.samples import CLOSES, DAY, PLAIN, Sample
from slackapp.ui import (
    hard_sentences,
    invitation,
    mirror,
    own_answers,
    own_copy,
    own_data,
    own_settings,
    reminder,
    status,
    why,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.ui.blocks import Block, Words

SLACK_TEAM: Final = "T0123456789"
LAST: Final = 1_000
"""A part of a copy that none has: the last takes its place."""
_SILENT: Final = Note(DAY, gave=Given.FEW, received=True)
NOTES: Final = {
    "gave-only": replace(_SILENT, received=False, named_by=Share.FEW),
    "carries": replace(_SILENT, gave=Given.MANY, named_by=Share.MOST, kind="knowledge"),
    "carries-care": replace(_SILENT, gave=Given.SEVERAL, named_by=Share.HALF, kind="care"),
    "wanted": replace(_SILENT, missed=True),
    "apart": Note(DAY, gave=Given.NOBODY, named_nobody=True),
    "both": _SILENT,
    "quiet": replace(_SILENT, received=False),
    "blank": Note(DAY),
}
"""A settled window for each question a mirror can put."""


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """Direct messages and acknowledgements for one person."""
    yield "mirror-notice", mirror.notice(sample.team.id, sample.team.name)
    yield "snoozed", invitation.snoozed(CLOSES, sample.form.zone)
    yield (
        "nudge",
        reminder.message(
            round_id=sample.form.round_id,
            team=sample.form.team,
            closes_at=sample.form.closes_at,
            zone=sample.form.zone,
            asks=Asks(items=("reciprocity_1",)),
            asked_for=True,
        ),
    )

    card = replace(
        sample.home.teams[0], state=TeamState.RUNNING, next_opens_at=CLOSES, came_later=True
    )
    for name, own in (
        ("guest", replace(card, guest=True)),
        ("new-here", replace(card, counts_from=CLOSES.date())),
    ):
        yield f"status-{name}", status.message(replace(sample.home, teams=(own,)))


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Everything that opens for one person alone."""
    seen = sample_mirror(sample)
    for name, note in NOTES.items():
        for lead in (False, True):
            shown = replace(seen, note=note, lead=lead)
            view = mirror.view(shown, slack_team=SLACK_TEAM, week=len(name))
            yield f"mirror-{name}{'-lead' if lead else ''}", view
    yield "mirror-waiting", mirror.view(seen, slack_team=SLACK_TEAM, week=0)
    dated = replace(seen, naming=Naming(asked=True, on=DAY))
    paused = replace(seen, paused=True)
    yield "mirror-waiting-paused", mirror.view(paused, slack_team=SLACK_TEAM, week=0)
    yield "mirror-waiting-dated", mirror.view(dated, slack_team=SLACK_TEAM, week=0)
    elsewhere = replace(dated, elsewhere=True)
    yield "mirror-waiting-elsewhere", mirror.view(elsewhere, slack_team=SLACK_TEAM, week=0)
    never = replace(seen, elsewhere=True)
    yield "mirror-waiting-elsewhere-never", mirror.view(never, slack_team=SLACK_TEAM, week=0)
    note = next(iter(NOTES.values()))
    for name, one in (("replaced", replace(dated, note=note)), ("goes", replace(seen, note=note))):
        kept = mirror.view(replace(one, ends=DAY), slack_team=SLACK_TEAM, week=0)
        yield f"mirror-{name}", kept
    yield "own-answers", own_answers.view(seen)
    empty = replace(seen, scales=(), ties=None, pulse=(), now=None)
    yield "own-answers-none", own_answers.view(empty)
    for week in range(5):
        yield f"words-{week}", hard_sentences.view(week)
    yield "why", why.view(sample.document)
    yield "my-data", own_data.view()
    yield "erase", own_data.ask()
    yield "erased", own_data.erased()
    yield from _settings(sample, seen)


def _settings(sample: Sample, seen: Mirror) -> Iterator[tuple[str, Block]]:
    many = 2 if sample is PLAIN else 120
    teams = tuple((TeamId(f"t{n}"), sample.team.name) for n in range(many))
    plain = OwnSettings(ask_me=True, list_me=True, paused_until=None, home=None, teams=teams[:1])
    busy = OwnSettings(ask_me=False, list_me=False, paused_until=DAY, home=teams[1][0], teams=teams)
    paused = replace(plain, paused_until=DAY)
    alone = replace(plain, teams=())
    for name, own in (("plain", plain), ("busy", busy), ("paused", paused), ("alone", alone)):
        yield f"settings-{name}", own_settings.view(own)
        yield f"settings-saved-{name}", own_settings.saved(own)
        yield f"settings-saved-elsewhere-{name}", own_settings.saved(own, moved=True)
    copies = [replace(seen, note=note) for note in (*NOTES.values(), None)]
    copies, kept = (copies if sample is not PLAIN else copies[:1]), sample_kept(sample)
    yield "my-copy", own_copy.view(copies, busy, kept)
    yield "my-copy-last-part", own_copy.view(copies, busy, kept, part=LAST)
    wishing = replace(seen, now=None, skipped=True, again_at=CLOSES)
    yield "my-copy-wishing", own_copy.view([wishing], busy, kept)
    home = TeamId("t7")
    person = replace(kept.person, home_team=home)
    beside = replace(kept, person=person, names={**kept.names, home: sample.team.name})
    blank = replace(seen, scales=(), ties=None, pulse=(), now=None, elsewhere=True)
    yield "my-copy-elsewhere", own_copy.view([blank], busy, beside)
    yield "my-copy-nowhere", own_copy.view([], alone, Kept(NOBODY))


def sample_mirror(sample: Sample) -> Mirror:
    """A mirror with own answers of every family, and no note yet."""
    known = bank.load().items
    users = [user for user, _name in sample.form.teammates]
    asked = {item.id: 1 + place % 5 for place, item in enumerate(sample.form.items)}
    scales = tuple(
        OwnScale(family, items, ScaleTally(((0, 0, 1, 3, 4),) * len(items), (1, 0, 2, 0)), DAY)
        for family in bank.FAMILIES
        if (items := tuple(item for item in asked if known[item].family == family))
    )
    places = range(min(3, len(users)))
    weeks = tuple(
        TieWeek(tuple((place, 1 + place) for place in places), () if n % 2 else None)
        for n in range(8)
    )
    dates = tuple(DAY + timedelta(weeks=n) for n in range(8))
    return Mirror(
        team=sample.team.id,
        name=sample.team.name,
        lead=False,
        scales=scales,
        ties=OwnTies(weeks, dict(enumerate(users)), dates),
        pulse=(PulseWeek(1, 2, 3), PulseWeek()),
        pulse_dates=dates,
        people=dict(sample.form.teammates),
        now=Answer(items=asked, helped_me=(Tie(users[0], "care"),), i_helped=()),
        note=None,
        leads=sample.form.teammates[:2],
    )
