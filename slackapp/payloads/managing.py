"""What installing the app and looking after teams shows, for `bearings payloads`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from slackapp.domain.cadence import preview
from slackapp.domain.defaults import Defaults
from slackapp.domain.deliveries import FIGURES, PRIVATE, DeadLetter, Held, Kind, Undelivered
from slackapp.domain.fitness import Bar
from slackapp.domain.ids import DeliveryId, GroupId, UserId
from slackapp.domain.overview import Admins, Foreseen, ManagedTeam, Mend, Outdated, Standing
from slackapp.domain.screens import Meanwhile, Missed
from slackapp.domain.teams import Change, Group, TeamState
from slackapp.domain.whole import ForeseenWhole
from slackapp.errors.teams import NoAdmin, NoLead
from slackapp.payloads.setting_up import seen_of, without_figures
from slackapp.ui import (
    administration,
    dead_letters,
    edit,
    errors,
    for_good,
    foreseen,
    managing,
    moment,
    restoring,
    settings_text,
    status,
    trail,
    undelivered,
    welcome,
)
from slackapp.ui.blocks import TEXT
from slackapp.ui.edit import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.teams import Team
    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block, Words

PREVIEWED = 5
BY_SLACK = ("channel_gone", "channel_shared", "group_gone", "cadence_gone")
EVENTS = (
    "created",
    "started",
    "edited",
    "channel_gone",
    "channel_shared",
    "group_gone",
    "cadence_gone",
    "installed",
    "deleted",
    "thrown_away",
    "experiment_trying",
)


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """What follows an installation."""
    yield "welcome", welcome.message()
    on, teams = sample.form.closes_at.date(), len(sample.home.teams)
    away = Meanwhile(since=on, paused=teams, counted=1, undelivered=3)
    yield "welcome-back", welcome.message(away)
    yield "welcome-deleted", welcome.message(Meanwhile(since=on, deleted_on=on))
    yield "welcome-no-admin", welcome.message(admin=False)
    yield from _undelivered(sample)
    uninvited = tuple(replace(team, uninvited=True) for team in sample.home.teams)
    yield "status-uninvited", status.message(replace(sample.home, teams=uninvited))


def _undelivered(sample: Sample) -> Iterator[tuple[str, Words]]:
    """What a lead, or an admin, is told of a message that their channel did not get."""
    closes_at = sample.form.closes_at
    for of in (Kind.INVITATION, Kind.REPORT_TEAM):
        one = Missed(of, sample.team.name, closes_at.date(), sample.form.zone)
        yield f"undelivered-{of.value}-over", undelivered.message(one)
        for name, admin in (("lead", False), ("admin", True)):
            told = undelivered.message(replace(one, open_until=closes_at, admin=admin))
            yield f"undelivered-{of.value}-{name}", told


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Lists, pages and the form."""
    managed = [_managed(sample, standing) for standing in Standing]
    yield "teams", managing.teams(managed * len(sample.home.teams), admin=True)
    yield "teams-of-lead", managing.teams(managed[1:2], admin=False)
    yield "teams-none", managing.teams((), admin=True)
    for one in managed:
        yield f"team-{one.standing.value}", managing.team(one, admin=True)
    yield "team-of-lead", managing.team(managed[1], admin=False)
    closed = replace(managed[2], open_until=None)
    yield "team-held-closed", managing.team(closed, admin=False)
    yield "team-uninvited", managing.team(replace(managed[1], uninvited=True), admin=False)
    few = seen_of(sample, 4, people=5)
    day = sample.form.closes_at.date()
    pilot = replace(sample.team, asked=3, cadence=replace(sample.team.cadence, ends=day))
    short = replace(without_figures(seen_of(sample, 6, people=7)), team=pilot, enough=day)
    yield "team-without-figures", managing.team(replace(managed[1], seen=short), admin=True)
    yield "team-too-few", managing.team(replace(managed[1], seen=few), admin=True)
    for event in ("paused", *BY_SLACK, "uninstalled"):
        stopped = replace(managed[-2], stopped=(event, sample.form.closes_at))
        yield f"team-stopped-{event}", managing.team(stopped, admin=True)
    locked = replace(sample.team, policy=replace(sample.team.policy, not_for_appraisal=True))
    yield "team-locked", managing.team(replace(managed[1], team=locked), admin=True)
    yield "team-deleted", for_good.gone(sample.team.name)
    yield "draft-deleted", for_good.gone(sample.team.name, asked=False)
    names: dict[str, str] = {sample.team.id: sample.team.name}
    yield "changes", trail.changes([*_changes(sample)] * len(sample.home.teams), names)
    yield "changes-none", trail.changes((), {})
    written = json.dumps(
        {"name": sample.team.name, "leads": [f"U{n:010}" for n in range(400)]}, indent=2
    )
    yield from _of_workspace(sample)
    yield "settings-text", settings_text.view(written)
    yield "settings-from-text", settings_text.form(sample.team)
    yield from _foreseen(sample)
    yield from _forms(sample, locked)
    followed = replace(sample.team, group=Group(GroupId("S0123456789"), "design-crew"))
    yield "team-group", managing.team(ManagedTeam(followed, Standing.PAUSED), admin=True)


def _forms(sample: Sample, locked: Team) -> Iterator[tuple[str, Block]]:
    """The short forms of settings, as an admin and as a lead finds them."""
    seen = seen_of(sample, 8, people=len(sample.form.teammates) + 1)
    for section in Section:
        yield f"edit-{section}", edit.view(section, seen, admin=True)
        if section not in edit.FOR_ADMINS:
            yield f"edit-{section}-of-lead", edit.view(section, seen, admin=False)
    followed = replace(sample.team, group=Group(GroupId("S0123456789"), "design-crew"))
    bare = replace(sample.team, leads=frozenset(), policy=replace(sample.team.policy, k=30))
    for name, team in (("group", followed), ("bare", bare), ("locked", locked)):
        for section in (Section.WHO, Section.PRIVACY):
            shown = edit.view(section, replace(seen, team=team), admin=True)
            yield f"edit-{section}-{name}", shown
    asked = replace(seen, team=replace(seen.team, asked=5))
    lost = tuple(family for family, _day in seen.coming)
    never = replace(asked, coming=(), lost=lost, mends=tuple(Mend))
    ends = replace(asked.team.cadence, ends=asked.team.cadence.first)
    pilot = replace(without_figures(never), team=replace(asked.team, cadence=ends))
    for name, ahead in (("asked", asked), ("lost", never), ("lost-pilot", pilot)):
        for section in (Section.WHEN, Section.WHAT):
            yield f"edit-{section}-{name}", edit.view(section, ahead, admin=True)


def _foreseen(sample: Sample) -> Iterator[tuple[str, Block]]:
    """What a change of settings would come to, above the form and above a text."""
    longest = "{" + " " * (TEXT - 2) + "}"
    text = settings_text.form(sample.team)
    text["state"] = {"values": {"text": {"answer": {"value": longest}}}}
    change, there = next(_changes(sample)), len(sample.form.teammates) + 1
    then = replace(sample.team, leads=frozenset())
    form = edit.view(Section.WHEN, seen_of(sample, 8, people=there), admin=True)
    for members in (8, 4):
        seen = seen_of(sample, members, people=there)
        would = Foreseen(
            then,
            change.before,
            change.after,
            seen,
            Outdated(104, then.cadence.first),
            votes_go=True,
        )
        for name, asked in (("edit", form), ("settings", text)):
            shown = foreseen.again(asked, foreseen.told(would), then=then)
            yield f"{name}-previewed-{members}", shown
        told = foreseen.told(would, live=True)
        yield f"edit-previewed-live-{members}", foreseen.again(form, told, then=then)
    yield (
        "settings-nothing",
        foreseen.again(
            text, foreseen.told(Foreseen(then, "", "", seen_of(sample, 8, people=there)))
        ),
    )
    yield "settings-looking", foreseen.again(text, foreseen.looking())
    problem = errors.sentence(NoLead(who=[(sample.form.team, bar) for bar in Bar]))
    yield "settings-problem", foreseen.again(text, foreseen.problem(problem))


def _restoring(sample: Sample) -> Iterator[tuple[str, Block]]:
    """All settings from text."""
    form = restoring.form("0123456789abcdef")
    yield "restoring", dict(form)
    part = {"answer": {"value": "{" + " " * (TEXT - 2) + "}"}}
    form["state"] = {"values": {f"{restoring.PART}{n + 1}": part for n in range(restoring.PARTS)}}
    change, there = next(_changes(sample)), len(sample.form.teammates) + 1
    then = replace(sample.team, leads=frozenset())
    seen = seen_of(sample, 4, people=there)
    one = Foreseen(then, change.before, change.after, seen, Outdated(104, then.cadence.first))
    sides = change.before, change.after
    many = ForeseenWhole(teams=(one,) * (restoring.TEAMS_TOLD + 1), defaults=sides, admins=sides)
    groups = [Group(GroupId(f"S{n:010}"), f"group-{n:04}") for n in range(40)]
    told = restoring.told(many)
    yield "restoring-told", restoring.again(form, told, shown="0123456789abcdef", groups=groups)
    nothing = restoring.told(ForeseenWhole(teams=(), defaults=("", ""), admins=("", "")))
    yield "restoring-nothing", restoring.again(form, nothing)
    yield (
        "restored",
        restoring.saved(len(many.teams), sample.form.closes_at, defaults=True, admins=True),
    )
    yield "restored-back", restoring.taken_back()


def _managed(sample: Sample, standing: Standing) -> ManagedTeam:
    asked = standing in {Standing.RUNNING, Standing.HELD}
    if not asked:
        own = replace(sample.team, state=TeamState(standing.value))
        return ManagedTeam(own, standing)
    slots = preview(sample.team.cadence, sample.form.closes_at, PREVIEWED)
    change = next(_changes(sample))
    undoing = (change.after, change.before)
    return ManagedTeam(
        team=sample.team,
        standing=standing,
        next_opens_at=sample.form.closes_at,
        slots=slots,
        undoing=undoing,
        seen=replace(seen_of(sample, 8, people=9), slots=slots),
        open_until=sample.form.closes_at,
    )


def _changes(sample: Sample) -> Iterator[Change]:
    before = json.dumps(
        {"name": "Harbour", "leads": [], "every_weeks": 1, "weekday": 0, "named": True}
    )
    changed = {
        "name": sample.team.name,
        "leads": [f"U{n:010}" for n in range(30)],
        "every_weeks": 2,
        "named": False,
        "quiet_days": [f"2026-12-{n}" for n in range(10, 31)],
        "ends": "2026-12-31",
    }
    after = json.dumps(changed)
    for event in EVENTS:
        yield Change(
            team=sample.team.id,
            event=event,
            actor=None if event in BY_SLACK else UserId("U0123456789"),
            at=sample.form.closes_at,
            before=before,
            after=after,
        )
    tried = {"practice": "two_heads", "looked_after": False}
    yield Change(
        team=sample.team.id,
        event="experiment_trying",
        actor=UserId("U0123456789"),
        at=sample.form.closes_at,
        before=json.dumps(tried),
        after=json.dumps(tried | {"looked_after": True}),
    )


def _of_workspace(sample: Sample) -> Iterator[tuple[str, Block]]:
    users = tuple(UserId(f"U{n:010}") for n in range(60))
    yield "admins", administration.admins(Admins(users, users[: administration.MOST_NAMED]))
    yield "admins-none", administration.admins(Admins((), ()))
    yield "admins-asking", administration.admins(Admins(users, ()), asking=True)
    barred = errors.sentence(NoAdmin(who=[(sample.form.team, bar) for bar in Bar]))
    yield "admins-refused", administration.admins(Admins(users, ()), problem=barred)
    all_of_them = Admins(users, users[: administration.MOST_NAMED])
    yield "admins-saved", administration.admins_saved(all_of_them, changed=True)
    already = administration.admins_saved(Admins(users, ()), changed=False, already=users[:10])
    yield "admins-saved-already", already
    yield "defaults", administration.defaults(Defaults())
    told = Defaults(policy=sample.team.policy, zone=sample.team.cadence.zone, holidays="DE-BE")
    yield "defaults-chosen", administration.defaults(told)
    yield "defaults-saved", administration.defaults_saved()
    said = ["is_archived", "not_in_channel", "no_token", "user_disabled", "restricted_action"]
    said += ["invalid_auth", "invalid_blocks", "unclear", "something_new"]
    kinds = [kind for kind in Kind if kind not in PRIVATE]
    held = (None, *Held)
    letters = [
        DeadLetter(
            DeliveryId(f"d{n}"),
            sample.team.name,
            kinds[n % len(kinds)],
            error,
            day=sample.form.closes_at.date(),
            of_check_in=n % 2 == 0,
            held=held[n % len(held)] if kinds[n % len(kinds)] in FIGURES else None,
            again=n % 2 == 1,
            to=UserId("U0123456789") if kinds[n % len(kinds)] is Kind.REPORT_LEAD else None,
        )
        for n, error in enumerate(said * 3)
    ]
    most = tuple(letters[:20])
    yield "dead-letters", dead_letters.view(Undelivered(most, most, most))
    yield "dead-letters-none", dead_letters.view(Undelivered())
    yield from _restoring(sample)
    yield "everything", administration.everything(sample.team.name)
    yield "everything-gone", administration.everything_gone(is_gone=True)
    yield "everything-going", administration.everything_gone(is_gone=False)
    yield "moment", moment.view()
