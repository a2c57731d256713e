"""Samples of what a team decides openly and what a lead reads: votes, trials, expectations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from analytics import practices, records
from analytics.records import Verdict
from slackapp.domain.deliveries import Kind
from slackapp.domain.expectations import Expectation, Expected, Noted, fingerprint
from slackapp.domain.experiments import VERDICTS, Experiment, Newest, Stage
from slackapp.domain.ids import ExperimentId, UserId
from slackapp.domain.screens import Ballot, Tried
from slackapp.payloads.samples import DAY, PLAIN, Sample
from slackapp.ui import expectation, experiment, home, lead, outcome, report_message, undo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analytics.records import Report
    from slackapp.ui.blocks import Block, Words

_LIBRARY: Final = practices.load().practices
_LONGEST: Final = tuple(
    sorted(_LIBRARY, key=lambda one: len(_LIBRARY[one].how + _LIBRARY[one].invitation))[-3:]
)
EXPECTED: Final = tuple(Expectation(one, DAY + timedelta(days=30)) for one in Expected)
_SEEN: Final = fingerprint(EXPECTED)
TOPICS: Final = (
    *(
        f"undone:{stage}:{practice}"
        for stage, practice in ((Stage.CHOOSING, ""), (Stage.TRYING, "two_heads"))
    ),
    f"undone:{Stage.DECIDED}:two_heads",
    "expected:",
    "expected:" + ":".join(f"{one.what}={one.until}" for one in EXPECTED),
)


def messages(sample: Sample) -> Iterator[tuple[str, Words]]:
    """Everything the channel is told about an experiment."""
    blank = _ballot(sample)
    yield "vote", experiment.vote(blank)
    yield "vote-changed", experiment.vote(replace(blank, changed=blank.experiment.choices[0]))
    yield "vote-voted", experiment.vote(_voted(sample, blank, blank.experiment.choices))
    trying = _trying(blank)
    yield "experiment", experiment.chosen(trying)
    tended = replace(
        trying.experiment, owner=UserId("U0000000001"), look_back_on=DAY + timedelta(days=14)
    )
    yield "experiment-planned", experiment.chosen(replace(trying, asked_on=DAY))
    yield "experiment-due", experiment.chosen(replace(trying, is_due=True, asked_on=DAY))
    yield "experiment-tended", experiment.chosen(replace(trying, experiment=tended))
    yield "experiment-ending", experiment.chosen(replace(trying, experiment=tended, ends=True))
    asked = replace(trying, experiment=replace(trying.experiment, asked_in=3))
    yield "experiment-asked", experiment.chosen(asked)
    yield "look-back", experiment.look_back(asked)
    yield "look-back-voted", experiment.look_back(_voted(sample, asked, VERDICTS))
    yield from _outcomes(blank, trying)
    for verdict in Verdict:
        report = _early(sample, verdict, trying.experiment.practice or "")
        said: dict[str, Any] = {
            "report_id": sample.home.reports[0].report,
            "team": sample.form.team,
            "sentences": (),
        }
        yield f"report-lead-early-{verdict}", report_message.for_lead(report, **said)
        yield f"report-team-early-{verdict}", report_message.for_team(report, **said)


def modals(sample: Sample) -> Iterator[tuple[str, Block]]:
    """What a lead opens from the Home tab."""
    yield "expected", expectation.view(sample.team.id, Noted((), DAY, seen=_SEEN))
    yield "expected-unchanged", expectation.unchanged()
    yield (
        "expected-set",
        expectation.view(sample.team.id, Noted(EXPECTED, EXPECTED[0].until, _SEEN)),
    )
    weeks = 5 if sample is PLAIN else 104
    # A real link has about two hundred characters; a hundred of the longest make no view.
    links = [(DAY - timedelta(weeks=week), PLAIN.url) for week in range(weeks)]
    yield "reports", lead.all_reports(sample.form.team, links, minutes=10)
    yield "reports-none", lead.all_reports("", (), minutes=10)
    team = sample.form.team
    for name, newest in _steps(_ballot(sample).experiment).items():
        for known, step in (
            ("", Newest(newest, DAY, team)),
            ("-some-day", Newest(newest, team=team)),
        ):
            yield f"undo-{name}{known}", undo.ask(sample.team.id, step)
            yield f"undone-{name}{known}", undo.done(step)
    asked = replace(_ballot(sample).experiment, stage=Stage.TRYING, asked_in=3)
    yield "undo-asked", undo.ask(sample.team.id, Newest(asked, DAY, team))


def homes(sample: Sample) -> Iterator[tuple[str, Block]]:
    """The Home tab of a lead, with a history."""
    tried = tuple(
        Tried(practice, DAY, (verdict, *Verdict), noticed)
        for practice, verdict, noticed in zip(
            _LIBRARY, [*Verdict] * 3, [None, "low", "middle", "high"] * 2, strict=False
        )
    )
    teams = tuple(
        replace(team, lead=True, trying=_LONGEST[0], undoable=True, tried=tried, expected=EXPECTED)
        for team in sample.home.teams
    )
    yield "lead", home.view(replace(sample.home, teams=teams))
    before = tuple(
        Tried(practice, DAY, (Verdict.KEEP,), noticed)
        for practice, noticed in zip(_LIBRARY, ("few", "half", "most"), strict=False)
    )
    teams = tuple(replace(team, tried=before) for team in sample.home.teams)
    yield "tried-before", home.view(replace(sample.home, teams=teams))


def _outcomes(blank: Ballot, trying: Ballot) -> Iterator[tuple[str, Words]]:
    """What takes the place of the messages above, once there is nothing left to press in them."""
    over = _steps(blank.experiment) | {
        "vote": replace(blank.experiment, stage=Stage.LAPSED),
        "ended": replace(trying.experiment, stage=Stage.LAPSED),
        "undone": replace(trying.experiment, stage=Stage.UNDONE),
    }
    for name, found in over.items():
        for asked in (Kind.VOTE, Kind.EXPERIMENT, Kind.LOOK_BACK):
            yield f"outcome-{asked}-{name}", outcome.words(asked, replace(blank, experiment=found))
    lapsed = replace(blank, experiment=over["vote"])
    asked_anew = replace(trying, experiment=replace(trying.experiment, asked_in=3))
    yield "outcome-look-back-anew", outcome.words(Kind.LOOK_BACK, asked_anew)
    yield "outcome-vote-again", outcome.words(Kind.VOTE, lapsed, next_vote=DAY)
    undone = replace(blank, experiment=replace(blank.experiment, stage=Stage.UNDONE))
    yield "outcome-vote-taken-back", outcome.words(Kind.VOTE, undone)
    for asked in (Kind.INVITATION, Kind.VOTE, Kind.EXPERIMENT, Kind.LOOK_BACK):
        yield f"outcome-{asked}-without-team", outcome.without_team(asked)
        if asked is not Kind.INVITATION:
            yield f"outcome-{asked}-team-moved", outcome.moved(asked)
            yield f"outcome-{asked}-team-ended", outcome.ended(asked, trying)
    yield "outcome-elsewhere", outcome.elsewhere()


def _steps(offered: Experiment) -> dict[str, Experiment]:
    """Every step that can be taken back."""
    trying = replace(offered, stage=Stage.TRYING, practice=offered.choices[0])
    decided = {
        f"{verdict}": replace(trying, stage=Stage.DECIDED, verdict=verdict) for verdict in Verdict
    }
    return {"vote": offered, "trial": trying} | decided


def _early(sample: Sample, verdict: Verdict, practice: str) -> Report:
    """A report of a week in which nothing settled: a conversation, and what became of a trial."""
    cards = practices.load().cards
    return replace(
        sample.reports["held"],
        opening="card",
        settled=(),
        card=max(cards, key=lambda one: len(cards[one].text)),
        previous=records.Experiment(practice, DAY, verdict),
        suggestions=() if verdict is Verdict.KEEP else _LONGEST,
        experiment=records.Experiment(practice, DAY) if verdict is Verdict.CHANGE else None,
    )


def _ballot(sample: Sample) -> Ballot:
    offered = Experiment(
        id=ExperimentId("0123456789abcdef01234567"),
        team=sample.team.id,
        offered_in=1,
        choices=_LONGEST if sample is not PLAIN else tuple(_LIBRARY)[:3],
    )
    return Ballot(offered, sample.form.team)


def _trying(ballot: Ballot) -> Ballot:
    tried = replace(
        ballot.experiment,
        stage=Stage.TRYING,
        practice=ballot.experiment.choices[0],
        since=DAY,
        since_round=2,
    )
    return replace(ballot, experiment=tried)


def _voted(sample: Sample, ballot: Ballot, options: Sequence[str]) -> Ballot:
    """Everybody voted; the first option has one more than the others."""
    people = [user for user, _name in sample.form.teammates]
    return replace(
        ballot,
        votes=tuple((user, options[n % len(options)]) for n, user in enumerate(people)),
    )
