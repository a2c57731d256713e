"""What a change would come to: where others would be asked, where it locks, or of a long list."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.instrument import bank
from analytics.instrument.windows import Mode, calendar
from slackapp.domain.awaited import Naming
from slackapp.domain.away import LONGEST, MOST
from slackapp.domain.fitness import Bar
from slackapp.domain.ids import ChannelId, GroupId, UserId
from slackapp.domain.overview import Foreseen, ManagedTeam, Mend, Standing
from slackapp.domain.teams import Change, Group
from slackapp.errors.teams import NoLead
from slackapp.payloads.setting_up import seen_of, without_figures
from slackapp.ui import announcement, edit, foreseen, managing, refused, set_up, trail
from slackapp.ui.edit import Section
from slackapp.ui.set_up import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Team
    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block, Words


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """To the channel: that a check-in is dropped, or left out until a day; what no names cost."""
    on = sample.form.closes_at.date()
    dropped = announcement.message(f"cadence:every_weeks:dropped={on}", sample.team)
    yield "announcement-cadence-dropped", dropped
    seen = replace(seen_of(sample, 8, people=9), calendar=calendar(Mode(n=8, named=False)))
    for light, every_weeks in ((False, 4), (True, 2)):
        then = replace(seen_of(sample, 8, people=9), naming=_finishing(on))
        then = replace(then, team=seldom(then.team, every_weeks=every_weeks, light=light))
        for topic in ("started", "cadence"):
            said = announcement.message(topic, then.team, seen=then)
            yield f"announcement-{topic}-every-{every_weeks}", said
    often = replace(seen_of(sample, 8, people=9), naming=Naming(starts_on=on))
    named = announcement.message("cadence:every_weeks:from=4", often.team, seen=often)
    yield "announcement-cadence-names-again", named
    yield (
        "announcement-policy-unnamed",
        announcement.message("policy:named=0", seen.team, seen=seen),
    )

    few = seen_of(sample, 4, people=9)
    left_out = announcement.message(f"skipped:too_small:{on}", few.team, seen=few)
    yield "announcement-skipped-until", left_out
    pilot = replace(few.team, cadence=replace(few.team.cadence, ends=on))
    over = replace(few, team=pilot, slots=())
    for topic in ("lost", f"skipped:missed:{on}", f"skipped:too_small:{on}"):
        said = announcement.message(topic, pilot, seen=over)
        yield f"announcement-{topic.replace(':', '-')}-none-left", said


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Without a lead, and in another channel in which some or none of before are."""
    seen = seen_of(sample, 8, people=9)
    asked = replace(seen, team=replace(seen.team, asked=5))
    form = edit.view(Section.WHO, asked, admin=True)
    policy = replace(asked.team.policy, not_for_appraisal=True)
    then = replace(asked, team=replace(asked.team, policy=policy, leads=frozenset()))
    on = sample.form.closes_at.date()
    would = Foreseen(asked.team, '{"leads": ["U0"]}', '{"leads": []}', then)
    rarer = replace(asked.team, cadence=replace(asked.team.cadence, every_weeks=2))
    rare = replace(would, before='{"every_weeks": 1}', after='{"every_weeks": 2}', dropped=on)
    rare = replace(rare, preview=replace(asked, team=rarer))
    yield "edit-previewed-dropped", foreseen.again(form, foreseen.told(rare), then=rarer)
    yield "edit-previewed-others", foreseen.again(form, foreseen.told(would), then=then.team)
    there = replace(then, team=replace(then.team, channel=ChannelId("C9")))
    moved = replace(would, before='{"channel": "C1"}', after='{"channel": "C9"}', preview=there)
    for staying in (0, 1, 2):
        before = {UserId("U404"), *(one.user for one in there.people[:staying])}
        told = foreseen.told(replace(moved, locked_there=True, counted=frozenset(before)))
        yield f"edit-previewed-moved-{staying}", foreseen.again(form, told, then=there.team)
    yield "set-up-privacy-locked", set_up.page(Page.PRIVACY, replace(then, locked=True))
    left = replace(moved, team=replace(moved.team, policy=policy))
    yield "edit-previewed-left-locked", foreseen.again(form, foreseen.told(left), then=there.team)
    few = replace(seen_of(sample, 6, people=7), team=replace(asked.team, asked=5))
    ends = Naming(asked=True, on=sample.form.closes_at.date(), ends=True)
    named = replace(few, naming=ends)
    new = seen_of(sample, 4, people=9)
    left_out = ManagedTeam(new.team, Standing.RUNNING, new.slots[0].opens_at, new.slots, seen=new)
    yield "team-left-out", managing.team(left_out, admin=False)
    yield "edit-what-names-end", edit.view(Section.WHAT, named, admin=True)
    light = replace(asked.team, policy=replace(asked.team.policy, light=True))
    would = Foreseen(asked.team, '{"light": false}', '{"light": true}', replace(few, team=light))
    late = replace(would, preview=replace(would.preview, late=bank.FACETS))
    yield "edit-previewed-light", foreseen.again(form, foreseen.told(late), then=light)
    yield from _losses(sample)
    yield from _leads(sample)
    yield from _nameless(seen, sample.form.closes_at.date())
    five = ManagedTeam(sample.team, Standing.RUNNING, seen=seen_of(sample, 5, people=7))
    yield "team-all-needed", managing.team(five, admin=True)
    yield "changes-statuses", trail.changes([_statuses(sample)], {})


def _nameless(seen: Preview, on: date) -> Iterator[tuple[str, Block]]:
    """Asked so seldom, or so little, that nobody is named."""
    for light, every_weeks in ((False, 4), (True, 2)):
        team = seldom(seen.team, every_weeks=every_weeks, light=light)
        mode = Mode(n=8, light=light, interval_weeks=every_weeks)
        then = replace(seen, team=team, calendar=calendar(mode))
        for which in (Page.WHAT, Page.LOOK):
            yield f"set-up-{which}-every-{every_weeks}", set_up.page(which, then)
        ending = replace(then, team=replace(team, asked=5), naming=_finishing(on))
        yield f"edit-what-every-{every_weeks}", edit.view(Section.WHAT, ending, admin=True)
        managed = ManagedTeam(ending.team, Standing.RUNNING, seen=ending)
        yield f"team-every-{every_weeks}", managing.team(managed, admin=True)


def _finishing(on: date) -> Naming:
    return Naming(asked=True, on=on, ends=True)


def seldom(team: Team, *, every_weeks: int, light: bool) -> Team:
    """Return a team as it is asked at another interval, in light mode or not."""
    return replace(
        team,
        cadence=replace(team.cadence, every_weeks=every_weeks),
        policy=replace(team.policy, light=light),
    )


def _losses(sample: Sample) -> Iterator[tuple[str, Block]]:
    """At other times, before a last day and without one, what is sealed would not be counted."""
    seen = seen_of(sample, 8, people=9)
    form = edit.view(Section.WHEN, seen, admin=True)
    team = replace(seen.team, asked=5)
    first = team.cadence.first
    lost = replace(seen, coming=(), lost=bank.FAMILIES, mends=tuple(Mend))
    for name, ends, never in (("lost", None, lost), ("lost-pilot", first, without_figures(lost))):
        then = replace(team, cadence=replace(team.cadence, every_weeks=4, ends=ends))
        would = Foreseen(
            team, '{"every_weeks": 1}', '{"every_weeks": 4}', replace(never, team=then)
        )
        yield f"edit-previewed-{name}", foreseen.again(form, foreseen.told(would), then=then)


def _leads(sample: Sample) -> Iterator[tuple[str, Block]]:
    """One who is not in the group that is asked, and an app that was chosen beside a person."""
    seen = seen_of(sample, 8, people=9)
    led = replace(seen.team, leads=frozenset({UserId("U9999999999")}))
    followed = replace(led, group=Group(GroupId("S1"), "design-crew"))
    yield (
        "set-up-people-lead-not-of-the-group",
        set_up.page(Page.PEOPLE, replace(seen, team=followed)),
    )
    nobody = replace(seen, team=replace(seen.team, leads=frozenset()))
    (user, name), *_rest = sample.form.teammates
    why = refused.above(set_up.page(Page.PEOPLE, nobody), NoLead(who=[(name, Bar.APP)]))
    chosen = {"leads": {"answer": {"selected_users": [user, "U9999999999"]}}}
    yield "set-up-people-refused", set_up.page(Page.PEOPLE, nobody, why=why, entered=chosen)


def _statuses(sample: Sample) -> Change:
    """Fifty statuses, of which some were there before."""
    stays, goes = ":palm_tree:", ":airplane:"
    more = [f"{number:02} {'–' * (LONGEST - 3)}" for number in range(MOST - 1)]
    before, after = ({"away_statuses": [stays, *rest]} for rest in ([goes], more))
    written = json.dumps(before), json.dumps(after)
    return Change(None, "defaults", UserId("U0123456789"), sample.form.closes_at, *written)
