"""What screens say only where something is as it seldom is, for `bearings payloads`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from analytics.instrument import bank
from analytics.instrument.windows import Mode, calendar
from slackapp.domain.answers import Answer
from slackapp.domain.awaited import NAMED, TOO_SHORT, UNNAMED, Naming
from slackapp.domain.deliveries import Kind
from slackapp.domain.gathering import TieWeek
from slackapp.domain.ids import GroupId, UserId
from slackapp.domain.mirror import Share
from slackapp.domain.overview import ManagedTeam, Mend, Standing
from slackapp.domain.reflection import OwnTies
from slackapp.domain.rounds import Asks
from slackapp.domain.teams import Change, Group, TeamState
from slackapp.payloads import ahead, mishaps, moves, overtaken
from slackapp.payloads.own import NOTES, SLACK_TEAM, sample_mirror
from slackapp.payloads.setting_up import days_off, most_quiet_days, seen_of
from slackapp.ui import (
    announcement,
    check_in,
    guess,
    home,
    invitation,
    managing,
    mirror,
    own_answers,
    restoring,
    set_up,
    status,
    trail,
)
from slackapp.ui import help as help_words
from slackapp.ui.set_up import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.screens import TeamCard
    from slackapp.domain.teams import Team
    from slackapp.payloads.samples import Sample
    from slackapp.ui.blocks import Block, Words

_TYPED: Final = "42 " * 1000
_GROUP: Final = Group(GroupId("S0123456789"), "design-crew")


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """In the channel, and beside what somebody typed."""
    yield "help-unknown", help_words.message(unknown=_TYPED)
    for name, asks in (
        ("one", Asks(items=("reciprocity_1",))),
        ("one-counts", Asks(items=("reciprocity_1",), pulse=True)),
        ("one-names", Asks(items=("reciprocity_1",), prompts=sample.form.prompts)),
        ("light-received", Asks(items=("reciprocity_1",), prompts=("helped_me",))),
        ("light-given", Asks(items=("reciprocity_1",), prompts=("i_helped",))),
    ):
        said = invitation.message(
            round_id=sample.form.round_id,
            team=sample.form.team,
            closes_at=sample.form.closes_at,
            zone=sample.form.zone,
            asks=asks,
        )
        yield f"invitation-{name}", said
    yield from _announcements(sample)
    yield "status-no-team", status.message(replace(sample.home, teams=(), open=()))
    beside = replace(sample.home.teams[0], uninvited=True, home=sample.team.name)
    yield "status-uninvited-beside", status.message(replace(sample.home, teams=(beside,)))
    yield "status-stopped", status.message(replace(sample.home, open=(), teams=_stopped(sample)))


def _announcements(sample: Sample) -> Iterator[tuple[str, Words]]:
    team, day = sample.team, sample.form.closes_at.date()
    yield "announcement-deleted", announcement.message("deleted", team)
    yield "announcement-ended-last-day", announcement.message("ended:last_day", team)
    yield "announcement-unknown", announcement.message("of-a-later-version", team)
    for topic in ("cadence:paused_until:quiet_days:holidays:ends", "moved", "resumed"):
        said = announcement.message(topic, team, opens_on=day)
        yield f"announcement-{topic.partition(':')[0]}-next", said
    quiet = replace(team, cadence=replace(team.cadence, quiet_days=most_quiet_days(day)))
    for topic in ("cadence:quiet_days", "moved", "started"):
        said = announcement.message(topic, quiet, opens_on=day)
        yield f"announcement-{topic.partition(':')[0]}-quiet", said
    pilot, endless = (replace(team, cadence=replace(team.cadence, ends=on)) for on in (day, None))
    going = replace(
        seen_of(sample, 6, people=7), team=pilot, coming=(("patterns", day),), late=bank.FACETS
    )
    lost = replace(going, coming=(), lost=("patterns",), named=("patterns",), mends=tuple(Mend))
    anyway, nothing = replace(lost, team=endless), replace(lost, lost=(), never=TOO_SHORT)
    for name, seen in zip(
        ("figures", "lost", "lost-anyway", "nothing"), (going, lost, anyway, nothing), strict=True
    ):
        yield f"announcement-cadence-{name}", announcement.message("cadence", seen.team, seen=seen)
    yield "announcement-leads-none", announcement.message("leads", replace(team, leads=frozenset()))
    followed = replace(team, group=_GROUP)
    for topic in ("roster", "moved"):
        yield f"announcement-{topic}-group", announcement.message(topic, followed)
    few = seen_of(sample, 4, people=9)
    yield "announcement-few-then", announcement.message("few", few.team, seen=few)
    lightly = replace(team, policy=replace(team.policy, light=True, named=False))
    yield "announcement-policy-light", announcement.message("policy:light:named", lightly)


def _stopped(sample: Sample) -> tuple[TeamCard, ...]:
    """Paused by hand, by a removal and by what has to be mended, with a check-in still open."""
    at = sample.form.closes_at
    card = replace(sample.home.teams[0], state=TeamState.PAUSED, next_opens_at=None, open_until=at)
    stops = ("paused", "uninstalled", "channel_gone")
    return tuple(replace(card, stopped=(why, at)) for why in stops)


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Windows, in cases that few people ever see."""
    yield from _check_ins(sample)
    yield from _own(sample)
    yield from _pages(sample)
    yield from moves.modals(sample)
    every = [*_every_change(sample)]
    for part in (0, 1):
        yield f"changes-every-{part + 1}", trail.changes(every[part::2], {})
    back = restoring.still_there(sample.form.closes_at)
    yield "changes-of-text", trail.changes(every[:1], {}, first=[back])
    yield "changes-experiment", trail.changes([*_experiment(sample)], {})
    yield from mishaps.modals(sample)
    yield from overtaken.modals(sample)
    yield from _guesses(sample)


def _check_ins(sample: Sample) -> Iterator[tuple[str, Block]]:
    form = sample.form
    yield "check-in-lead", check_in.view(replace(form, lead=True))
    yield "check-in-not-counted", check_in.view(replace(form, counts=False))
    yield "check-in-guest", check_in.view(replace(form, counts=False, guest=True))
    yield (
        "check-in-new-here",
        check_in.view(replace(form, counts=False, counts_from=date(2026, 12, 7))),
    )
    yield "check-in-five", check_in.view(replace(form, members=form.k, all_needed=True))
    yield from ahead.modals(sample)
    yield "check-in-prompts-alone", check_in.view(replace(form, items=()))


def _own(sample: Sample) -> Iterator[tuple[str, Block]]:
    seen = sample_mirror(sample)
    for kind in (None, "perspective", "growth", "hands"):
        note = replace(NOTES["carries"], named_by=Share.MOST, kind=kind)
        shown = replace(seen, note=note, naming=Naming(asked=True, on=note.ends_on))
        view = mirror.view(shown, slack_team=SLACK_TEAM, week=0)
        yield f"mirror-carries-{kind or 'anything'}", view
    weeks = tuple(TieWeek((), None, nobody_suited=suited) for suited in (True, False))
    dates = tuple(sample.form.closes_at.date() + timedelta(weeks=n) for n in range(2))
    reasons = tuple(bank.load().reasons)
    said = replace(seen, now=Answer(reasons=reasons), ties=OwnTies(weeks, {}, dates))
    yield "own-answers-nobody", own_answers.view(said)
    yield "own-answers-blank", own_answers.view(replace(seen, now=Answer()))


def _pages(sample: Sample) -> Iterator[tuple[str, Block]]:
    """A team's page, and the set-up's, where something is to be pointed out."""
    at = sample.form.closes_at
    ended = replace(sample.team, state=TeamState.ENDED, asked=9)
    ended = replace(ended, cadence=replace(ended.cadence, ends=date(2027, 3, 1)))
    over = ManagedTeam(ended, Standing.ENDED, open_until=at)
    yield "team-ended-open", managing.team(over, admin=True, lead=True)
    running = ManagedTeam(replace(sample.team, asked=9), Standing.RUNNING, next_opens_at=at)
    yield "team-saved", managing.team(running, admin=True, saved=True)
    yield "team-taken-back", managing.team(running, admin=True, taken_back=True)
    moved = replace(running, undoing=('{"channel": "C1"}', '{"channel": "C2"}'))
    yield "team-moved", managing.team(moved, admin=True)
    locked = replace(running, team=_locked(sample.team))
    yield "teams-locked", managing.teams([locked], admin=False)
    seen = seen_of(sample, 8, people=9)
    lead = UserId("U9999999999")
    for name, team in (
        ("leaderless", replace(seen.team, leads=frozenset())),
        ("lead-elsewhere", replace(seen.team, leads=frozenset({lead}), group=_GROUP)),
        ("locked", _locked(seen.team)),
    ):
        yield f"set-up-look-{name}", set_up.page(Page.LOOK, replace(seen, team=team))
    yield "set-up-when-days-off", set_up.page(Page.WHEN, days_off(seen))
    for name, mode in (
        ("light", Mode(n=8, light=True)),
        ("light-longer", Mode(n=8, light=True, interval_weeks=2)),
        ("unnamed", Mode(n=8, named=False)),
    ):
        shown = replace(seen, calendar=calendar(mode), coming=())
        yield f"set-up-what-{name}", set_up.page(Page.WHAT, shown)
    years = replace(seen, today=seen.slots[0].date - timedelta(days=400))
    yield "set-up-when-far", set_up.page(Page.WHEN, years)


def _locked(team: Team) -> Team:
    return replace(team, policy=replace(team.policy, not_for_appraisal=True))


def _every_change(sample: Sample) -> Iterator[Change]:
    """Every change the trail has a name for, with every setting it has a word for."""
    # More than has room in one block.
    quiet = [f"{year}-12-{day:02}" for year in range(2026, 2036) for day in range(1, 31, 2)]
    after: dict[str, Any] = {
        "channel": "C0123456789",
        "group": "",
        "people": 9,
        "named_admins": ["U0123456789"],
        "not_for_appraisal": True,
        "away_statuses": [":palm_tree:"],
        "message": Kind.INVITATION,
        "quiet_days": quiet,
        "on_call": "2026-12-24",
        "holidays": 7,
        "leads": 7,
    }
    before = dict.fromkeys(after) | {"group": "design-crew"}
    for event in trail.EVENTS:
        yield _change(sample, event, before, after)


def _experiment(sample: Sample) -> Iterator[Change]:
    tried = {"practice": "two_heads", "looked_after": True, "look_back_on": None}
    for verdict in ("keep", "change", "drop"):
        yield _change(sample, "experiment_decided", tried, tried | {"verdict": verdict})
    yield _change(sample, "experiment_decided", {}, {"practice": "two_heads"})
    for _ in range(3):
        yield _change(sample, "experiment_lapsed", {}, {"practice": "two_heads"})
    yield _change(sample, "experiment_lapsed", tried, tried)
    for verdict in ("keep", "change", "drop"):
        yield _change(sample, "experiment_trying", tried | {"verdict": verdict}, tried)
    yield _change(sample, "experiment_trying", tried | {"verdict": "keep"}, {})
    yield _change(sample, "experiment_trying", tried, tried | {"look_back_on": "2026-12-24"})
    yield _change(sample, "experiment_trying", tried, tried | {"looked_after": False})
    yield _change(sample, "experiment_trying", tried, tried)


def _change(sample: Sample, event: str, before: dict[str, Any], after: dict[str, Any]) -> Change:
    return Change(
        team=sample.team.id,
        event=event,
        actor=UserId("U0123456789"),
        at=sample.form.closes_at,
        before=json.dumps(before),
        after=json.dumps(after),
    )


def _guesses(sample: Sample) -> Iterator[tuple[str, Block]]:
    """Guesses that hit, that were too low, and of a reading that is a word."""
    report_id = sample.home.reports[0].report
    readings, words = sample.reports["readings"], sample.reports["words"]
    yield "guess-in-words", guess.form(report_id, words)
    for name, shown, code in (
        ("hit", readings, "3.5"),
        ("too-low", readings, "1.5"),
        *((f"in-words-{code}", words, code) for code in ("low", "middle", "high")),
    ):
        made = {one.measure: code for one in guess.guessable(shown)}
        view = guess.beside(report_id, shown, sentences=sample.sentences, guesses=made)
        yield f"guessed-{name}", view


def homes(sample: Sample) -> Iterator[tuple[str, Block]]:
    """The Home tab of an admin, of somebody at home elsewhere, and of whose team has ended."""
    first = sample.home.teams[0]
    yield "admin", home.view(replace(sample.home, admin=True, feedback=sample.url[:200]))
    yield "admin-no-team", home.view(replace(sample.home, admin=True, teams=(), open=()))
    yield "last-one", home.view(replace(sample.home, teams=(), closing=(), kept=False))
    elsewhere = replace(first, home=sample.form.team)
    cards = (
        replace(elsewhere, naming=NAMED),
        replace(elsewhere, naming=UNNAMED, asked=2),
        replace(first, naming=UNNAMED, noted=True),
        replace(first, asked=2, coming=(), state=TeamState.RUNNING),
    )
    few = replace(
        first,
        few=True,
        state=TeamState.RUNNING,
        next_opens_at=sample.form.closes_at,
    )
    then = sample.form.closes_at.date()
    waiting = replace(few, enough_from=then, opens_on=then)
    many = replace(few, few=False, many=True)
    yield "few", home.view(replace(sample.home, teams=(few, waiting, many)))
    yield "elsewhere", home.view(replace(sample.home, teams=cards))
    small = next(one for one in sample.home.teams[1:] if one.calendar != first.calendar)
    on = sample.form.closes_at.date()
    earlier = replace(small, asked=9, coming=((bank.FOLLOW_UP, on),), follows_earlier=True)
    ends = Naming(asked=True, on=on, ends=True, enough=False)
    ending = replace(small, naming=ends, asked=9, coming=((bank.PULSE, on),))
    resting, anew = (replace(small, next_vote=on, offered=offered) for offered in (True, False))
    ended = (replace(ending, lead=True), resting, anew, earlier)
    yield "names-end", home.view(replace(sample.home, teams=ended))
