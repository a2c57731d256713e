"""Every message, modal and Home the app can produce, as realistic and as bad as content gets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from analytics.instrument import bank
from slackapp import errors
from slackapp.domain import away
from slackapp.domain.defaults import Defaults
from slackapp.domain.overview import ManagedTeam, Standing
from slackapp.domain.roster import Headcount
from slackapp.domain.rounds import Asks
from slackapp.domain.screens import NotAsked, Slower
from slackapp.domain.teams import TeamState
from slackapp.payloads import ahead, decisions, last_day, managing, moves, own, seldom, setting_up
from slackapp.payloads.samples import DAY, PLAIN, WORST, Sample
from slackapp.ui import (
    absence,
    announcement,
    check_in,
    expectation,
    guess,
    home,
    ids,
    invitation,
    reminder,
    report_link,
    report_message,
    status,
    thanks,
)
from slackapp.ui import errors as error_words
from slackapp.ui import help as help_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from slackapp.domain.screens import TeamCard
    from slackapp.ui.blocks import Block, Words

_BY_EMOJI: Final = Defaults(away_statuses=(":palm_tree:", ":airplane:"))
Payload = tuple[str, "list[Block] | Block"]


def payloads() -> Iterator[Payload]:
    """Every payload with its name: messages as lists of blocks, modals and Homes as views."""
    for ending, sample in (("", PLAIN), ("-worst", WORST)):
        for name, words in messages(sample):
            yield f"message-{name}{ending}", list(words["blocks"])
            if words["plain"] != words["blocks"]:
                yield f"message-{name}-plain{ending}", list(words["plain"])
        for name, view in _modals(sample):
            yield f"modal-{name}{ending}", view
        for name, view in _homes(sample):
            yield f"home-{name}{ending}", view


def write(out: Path) -> int:
    """Write one JSON file each into `out`, which is made; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, payload in payloads():
        text = json.dumps(payload, ensure_ascii=False, indent=2)
        (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        written += 1
    return written


SWITCHES: Final = {"unasked": NotAsked(), "pausing": NotAsked(DAY + timedelta(days=30))}


_COUNTED: Final = (("fewer", 11), ("more", 7), ("others", 9))
"""How a user group may have changed, and how many were asked before."""


def _over(sample: Sample) -> Iterator[tuple[str, Words]]:
    """What takes the place of an invitation."""
    yield "invitation-closed", invitation.closed(sample.form.team, DAY)
    for name, before in _COUNTED:
        headcount = Headcount(now=9, before=before)
        yield f"invitation-closed-{name}", invitation.closed(sample.form.team, DAY, headcount)


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """Every message, with its top-level text."""
    round_at: dict[str, Any] = {
        "round_id": sample.form.round_id,
        "team": sample.form.team,
        "closes_at": sample.form.closes_at,
        "zone": sample.form.zone,
    }
    items = tuple(item.id for item in sample.form.items)
    named = Asks(items=items, prompts=sample.form.prompts)
    yield "invitation", invitation.message(**round_at, asks=named)
    yield "invitation-counts", invitation.message(**round_at, asks=Asks(items=items, pulse=True))
    ends = sample.form.closes_at.date()
    yield "invitation-last", invitation.message(**round_at, asks=named, last_day=ends)
    yield "invitation-statements", invitation.message(**round_at, asks=Asks(items=items))
    for name, before in _COUNTED:
        headcount = Headcount(now=9, before=before)
        said = invitation.message(**round_at, asks=named, headcount=headcount)
        yield f"invitation-{name}", said
    yield from _over(sample)
    yield from ahead.messages(sample)
    for verdict in invitation.CHANGED:
        changed = (verdict, sample.practice)
        yield f"invitation-{verdict}", invitation.message(**round_at, asks=named, changed=changed)
    yield "reminder", reminder.message(**round_at, asks=named)
    yield "skipped", invitation.skipped()
    yield from _switched(sample)
    yield "help", help_words.message(feedback="https://bearings.example/feedback")
    yield "help-alone", help_words.message()
    yield "status", status.message(sample.home)
    for name, state in (("elsewhere", None), ("ended", TeamState.ENDED)):
        said = status.message(sample.home, here=status.of_channel(state))
        yield f"status-{name}", said
    yield "choose", status.choose(sample.home.open)
    yield "closed-another-open", status.instead_of_closed(sample.home.open)
    for name, switch in SWITCHES.items():
        yield f"status-{name}", status.message(replace(sample.home, not_asked=switch))
    yield "status-unlisted", status.message(replace(sample.home, unlisted=True))
    yield "try-again", error_words.try_again(sample.form.round_id)
    yield from own.messages(sample)
    yield from managing.messages(sample)
    yield from _reports(sample)
    yield from decisions.messages(sample)
    yield from last_day.messages(sample)
    yield from moves.messages(sample)
    yield from seldom.messages(sample)
    yield from _told(sample)
    for name, error in _errors():
        yield f"error-{name}", error_words.just_for_you(error)


def _told(sample: Sample) -> Iterator[tuple[str, Words]]:
    """What a channel is told of changes."""
    for topic in (*sample.topics, *decisions.TOPICS):
        yield (
            f"announcement-{topic.strip(':').replace(':', '-').replace('=', '-')}",
            announcement.message(topic, sample.team, defaults=_BY_EMOJI),
        )
    for name, statuses in (("none", ()), ("most", ("<" * away.LONGEST,) * away.MOST)):
        yield f"announcement-away-{name}", absence.announced(statuses)


def _visited(sample: Sample) -> TeamCard:
    """A team of somebody who is asked in another one."""
    opens, home = sample.form.closes_at, sample.team.name
    return replace(sample.home.teams[0], state=TeamState.RUNNING, next_opens_at=opens, home=home)


def _switched(sample: Sample) -> Iterator[tuple[str, Words]]:
    """What `/bearings pause` and `/bearings resume` answer."""
    going = ManagedTeam(sample.team, Standing.RUNNING, sample.form.closes_at)
    yield "paused", status.paused()
    yield "paused-already", status.paused(already=True)
    yield "resumed", status.resumed(going)
    yield "resumed-already", status.resumed(going, already=True)
    yield "resumed-over", status.resumed(replace(going, next_opens_at=None))
    for name, members, people in (("few", 4, 5), ("new", 4, 9), ("many", 31, 31)):
        seen = setting_up.seen_of(sample, members, people=people)
        yield f"resumed-{name}", status.resumed(replace(going, seen=seen))
        yield (
            f"announcement-resumed-{name}",
            announcement.message("resumed", sample.team, opens_on=seen.slots[0].date, seen=seen),
        )
    yield "status-not-asked-in", status.message(replace(sample.home, teams=(_visited(sample),)))


def _reports(sample: Sample) -> Iterator[tuple[str, Words]]:
    said: dict[str, Any] = {
        "report_id": sample.home.reports[0].report,
        "team": sample.form.team,
        "sentences": sample.sentences,
    }
    told = said | {"expected": expectation.beside(decisions.EXPECTED)}
    slower = Slower(sample.team.id, 2)
    for name, report in sample.reports.items():
        yield f"report-lead-{name}", report_message.for_lead(report, **told)
        yield f"report-lead-{name}-slower", report_message.for_lead(report, **told, slower=slower)
        yield f"report-team-{name}", report_message.for_team(report, **told)
        for end, state in (("last", TeamState.ENDED), ("paused", TeamState.PAUSED)):
            shown = report_message.for_team(report, **told, state=state)
            yield f"report-team-{name}-{end}", shown
        unnamed = report_message.for_team(report, **told, named=False)
        yield f"report-team-{name}-unnamed", unnamed
        yield f"report-figures-{name}", report_message.figures(report, **said)
    # Where nothing but facets settled, all of it is there to be guessed.
    report = sample.reports["readings"]
    facets = tuple(one for one in report.settled if one.measure in bank.FACETS)
    yield "report-lead-facets", report_message.for_lead(replace(report, settled=facets), **said)


def _modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    blank = check_in.view(sample.form)
    yield "check-in", blank
    yield "check-in-names", _after(blank, lambda values: [v for v in values if v != ids.NOBODY][:3])
    yield "check-in-both", _after(blank, lambda values: values[:2])
    yield "check-in-too-many", _after(blank, lambda values: values[1:5])
    yield "check-in-nobody", _after(blank, lambda _values: [ids.NOBODY])
    yield "check-in-locked", check_in.view(replace(sample.form, not_for_appraisal=True))
    for name, switch in SWITCHES.items():
        yield f"check-in-{name}", check_in.view(replace(sample.form, not_asked=switch))
    followed = replace(sample.form, follow_up="two_heads", items=tuple(_with_follow_up(sample)))
    yield "check-in-follow-up", check_in.view(followed)
    yield "check-in-pulse", check_in.view(replace(sample.form, prompts=(), pulse=True))
    helpers: dict[str, str] = dict(sample.form.teammates[:3])
    yield "thanks", thanks.view(slack_team="T0123456789", helpers=helpers)
    yield "thanks-nobody", thanks.view(slack_team="T0123456789", helpers={})
    yield "report-link", _report_link(sample)
    yield from _guesses(sample)
    yield from decisions.modals(sample)
    yield from own.modals(sample)
    yield from managing.modals(sample)
    yield from setting_up.modals(sample)
    yield from last_day.modals(sample)
    yield from seldom.modals(sample)
    for name, error in _errors():
        yield f"error-{name}", error_words.view(error)


def _with_follow_up(sample: Sample) -> Iterator[bank.Item]:
    yield from (item for item in sample.form.items if item.family != bank.FOLLOW_UP)
    yield from bank.load().core("noticed")


def _report_link(sample: Sample) -> Block:
    return report_link.view(
        team=sample.team.name,
        on=DAY,
        url=sample.url,
        csv=sample.url,
        json=sample.url,
        minutes=10,
    )


def _guesses(sample: Sample) -> Iterator[tuple[str, Block]]:
    report, report_id = sample.reports["readings"], sample.home.reports[0].report
    yield "guess", guess.form(report_id, report)
    made = {reading.measure: "4.0" for reading in guess.guessable(report)}
    for name, guesses in (("guessed", made), ("guessed-nothing", {})):
        shown = guess.beside(report_id, report, sentences=sample.sentences, guesses=guesses)
        yield name, shown


def _homes(sample: Sample) -> Iterator[tuple[str, Block]]:
    yield "member", home.view(sample.home)
    yield "nothing", home.view(replace(sample.home, open=(), teams=(), reports=()))
    yield "late", home.view(replace(sample.home, notes=tuple(home.NOTES)))
    for name, switch in SWITCHES.items():
        yield name, home.view(replace(sample.home, not_asked=switch))
    yield "unlisted", home.view(replace(sample.home, unlisted=True))
    dated = tuple((family, DAY + timedelta(weeks=n)) for n, family in enumerate(bank.FAMILIES))
    teams = tuple(replace(team, asked=14, coming=dated) for team in sample.home.teams)
    yield "dated", home.view(replace(sample.home, teams=teams))
    yield from decisions.homes(sample)
    yield from seldom.homes(sample)
    yield from ahead.homes(sample)
    yield from last_day.homes(sample)


def _errors() -> Iterator[tuple[str, errors.BearingsError]]:
    """The sentence of every deliberate error, by its name."""
    pending = [errors.BearingsError]
    while pending:
        kind = pending.pop(0)
        yield kind.__name__, _made(kind)
        pending += [
            each for each in kind.__subclasses__() if each.__module__.startswith(errors.__name__)
        ]


def _made(kind: type[errors.BearingsError]) -> errors.BearingsError:
    """An error of a kind, whatever its own kind wants to know."""
    error = kind.__new__(kind)
    errors.BearingsError.__init__(error)
    return error


def _after(view: Block, choose: Any) -> Block:  # noqa: ANN401 - a picker of option values
    """The form after somebody picked from both lists of names."""
    values = {}
    for block in view["blocks"]:
        if block.get("block_id", "").startswith(ids.PROMPT_BLOCK):
            options = block["element"]["options"]
            chosen = choose([option["value"] for option in options])
            selected = [option for option in options if option["value"] in chosen]
            values[block["block_id"]] = {ids.PICK: {"selected_options": selected}}
    return check_in.revised(view | {"state": {"values": values}})
