"""The team's experiment in its channel: the vote, what was chosen, and "did we do it?".

A vote is open: who chose what stands in the message. It is no answer, and it says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics import practices
from analytics.records import Verdict
from slackapp.domain.experiments import Stage, winner
from slackapp.ui import blocks, ids
from slackapp.ui.words import N_, _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analytics.records import Experiment
    from slackapp.domain.screens import Ballot
    from slackapp.ui.blocks import Block, Words

VERDICTS: Final = {
    Verdict.KEEP: N_("Keep it"),
    Verdict.CHANGE: N_("Change it"),
    Verdict.DROP: N_("Let it go"),
}
_SAID: Final = {
    Verdict.KEEP: N_("You tried “{practice}”; the team said: keep it."),
    Verdict.CHANGE: N_("You tried “{practice}”; the team said: change it."),
    Verdict.DROP: N_("You tried “{practice}”; the team let it go."),
}
_UNDONE: Final = {
    Stage.CHOOSING: N_("The vote about an experiment was taken back. {vote}"),
    Stage.TRYING: N_("The experiment “{practice}” was taken back. {vote}"),
    Stage.DECIDED: N_(
        "What was decided about the experiment “{practice}” was taken back: it goes on, and you "
        "are asked again {again}."
    ),
}
_OPEN: Final = N_(
    "This vote is open: everybody in this team's channel may vote, also who counts in no figure, "
    "and everybody here sees who chose what. It is part of no check-in, and it is counted when the "
    "next one opens."
)
_OPEN_UNTIL_VOTED: Final = N_(
    "This vote is open: everybody in this team's channel may vote, also who counts in no figure, "
    "and everybody here sees who chose what. It is part of no check-in, and it is counted when a "
    "check-in opens after somebody has voted; until then it stays open."
)
_DIFFERENTLY: Final = N_(
    "You tried this, and the team said: change it. Before you vote for it once more, agree here on "
    "what you do differently."
)
_AS_CHOSEN: Final = N_(
    "You are asked back with the first report from {day} on, and after eight check-ins at the "
    "latest."
)
_AS_CHOSEN_IN_TIME: Final = N_(
    "You are asked back with the first report from {day} on, and after eight check-ins at the "
    "latest, if the team's last day leaves time for that."
)
_DRAW: Final = N_(
    "You can change your vote or take it back. Where votes are equal, what stands first is taken."
)


def title(practice: str) -> str:
    """A practice's invitation, to stand inside a sentence."""
    known = practices.load().practices.get(practice)
    return _(known.invitation).rstrip(".") if known else _("your experiment")


def vote(ballot: Ballot) -> Words:
    """Offer the practices, with who is for which so far."""
    team = blocks.escape(ballot.team)
    text = _("One small experiment for {team}? Vote for what you would like to try.").format(
        team=team
    )
    rows = (row for choice in ballot.experiment.choices for row in _choice(ballot, choice))
    return blocks.words(
        " ".join((text, *(title(one) + "." for one in ballot.experiment.choices))),
        [
            blocks.section(f"*{text}*"),
            *rows,
            *([blocks.actions(_take_back(ballot))] if ballot.votes else ()),
            blocks.context(_(_OPEN), _(_DRAW)),
        ],
    )


def chosen(ballot: Ballot) -> Words:
    """Say what the team chose, how it goes, and who looks after it."""
    practice = ballot.experiment.practice or ""
    text = _("{team} chose an experiment: “{practice}”.").format(
        team=blocks.escape(ballot.team), practice=title(practice)
    )
    return blocks.words(
        text, [blocks.section(f"*{text}*"), *_how(practice), *_tended(ballot), _asked_back(ballot)]
    )


def look_back(ballot: Ballot) -> Words:
    """Ask whether the team did it, and what is to become of it."""
    practice = ballot.experiment.practice or ""
    text = _("Did we do it? {team} has been trying “{practice}”.").format(
        team=blocks.escape(ballot.team), practice=title(practice)
    )
    ask = _("Talk for a minute: did we do it, did anyone notice? Then say what becomes of it.")
    return blocks.words(
        f"{text} {ask}",
        [
            blocks.section(f"*{text}*"),
            blocks.section(ask),
            blocks.actions(
                *(
                    blocks.button(
                        _(label),
                        action=f"{ids.VOTE}.{verdict}",
                        value=f"{ballot.experiment.id}:{verdict}",
                        says=_("{verdict}: {practice}").format(
                            verdict=_(label), practice=title(practice)
                        ),
                    )
                    for verdict, label in VERDICTS.items()
                ),
                *([_take_back(ballot)] if ballot.votes else ()),
            ),
            *(
                blocks.context(f"{_(label)} · {said}")
                for verdict, label in VERDICTS.items()
                if (said := _voters(ballot, verdict.value))
            ),
            blocks.context(_(_OPEN_UNTIL_VOTED), _(_DRAW)),
        ],
    )


def next_vote(on: date | None) -> str:
    """With which report the next vote comes; "" where that is not known."""
    said = _("The next vote about an experiment comes with the report of {day}, at the earliest.")
    return said.format(day=day(on)) if on else ""


def vote_after(on: date | None) -> str:
    """When the next vote comes after one that was taken back."""
    return next_vote(on) or _("The next vote comes with a later report.")


def asked_again(on: date | None) -> str:
    """When a team is asked once more what becomes of an experiment."""
    if on is None:
        return _("with the next report")
    return _("with the report of {day}").format(day=day(on))


def became(previous: Experiment | None) -> str:
    """What the team decided about an experiment, for the next report; "" when nothing."""
    return decided(previous.verdict, previous.practice) if previous else ""


def decided(verdict: Verdict | None, practice: str) -> str:
    """What the team decided, in a sentence; "" when it has not."""
    return _(_SAID[verdict]).format(practice=title(practice)) if verdict else ""


def taken_back(stage: Stage, practice: str, on: date | None) -> str:
    """Say that a step was taken back, and what comes with the report of a day."""
    return _(_UNDONE[stage]).format(
        practice=title(practice), vote=vote_after(on), again=asked_again(on)
    )


def _choice(ballot: Ballot, choice: str) -> Iterator[Block]:
    known = practices.load().practices[choice]
    yield blocks.section(
        f"*{title(choice)}*\n{_(known.how)}",
        accessory=blocks.button(
            _("Vote"),
            action=ids.VOTE,
            value=f"{ballot.experiment.id}:{choice}",
            says=_("Vote: {practice}").format(practice=title(choice)),
        ),
    )
    if choice == ballot.changed:
        yield blocks.context(_(_DIFFERENTLY))
    said = _voters(ballot, choice)
    if said:
        yield blocks.context(said)


def _take_back(ballot: Ballot) -> Block:
    return blocks.button(
        _("Take my vote back"),
        action=ids.UNVOTE,
        value=f"{ballot.experiment.id}:",
        says=_("Take my vote back, as if I had not voted"),
    )


def _voters(ballot: Ballot, choice: str) -> str:
    """Who is for it, and whether it leads."""
    who = [f"<@{user}>" for user, vote in ballot.votes if vote == choice]
    if not who:
        return ""
    said = ngettext("{count} vote: {names}", "{count} votes: {names}", len(who)).format(
        names=listed(who)
    )
    ahead = winner(ballot.experiment.options, dict(ballot.votes)) == choice
    return _("{votes} · ahead").format(votes=said) if ahead else said


def _how(practice: str) -> Iterator[Block]:
    known = practices.load().practices.get(practice)
    if known is not None:
        yield blocks.section(_(known.how))
        yield blocks.context(_("Look for: {what}").format(what=_(known.look_for)))


def _tended(ballot: Ballot) -> Iterator[Block]:
    """Who looks after it, and the button to do so."""
    owner = ballot.experiment.owner
    is_asked_on_a_day = ballot.experiment.look_back_on and not ballot.experiment.asked_in
    if owner:
        said = _("Looked after by <@{user}>, until somebody takes over or they stop.")
        yield blocks.context(said.format(user=owner))
    else:
        yield blocks.context(_("Nobody has to look after it, but somebody may."))
    yield blocks.actions(
        blocks.button(
            _("I take it over") if owner else _("I look after it"),
            action=ids.LOOK_AFTER,
            value=ballot.experiment.id,
            says=_("Look after this experiment"),
        ),
        *([_no_more(ballot.experiment.id)] if owner else []),
        *([_no_day(ballot.experiment.id)] if is_asked_on_a_day else []),
    )


def _no_more(experiment_id: str) -> Block:
    return blocks.button(
        _("I stop looking after it"),
        action=ids.LOOK_AFTER_NO_MORE,
        value=experiment_id,
        says=_("Stop looking after this experiment"),
    )


def _no_day(experiment_id: str) -> Block:
    return blocks.button(
        _("Leave the day open"),
        action=ids.LOOK_BACK_OPEN,
        value=experiment_id,
        says=_("Leave the day open: be asked back as if none had been chosen"),
    )


def _asked_back(ballot: Ballot) -> Block:
    """When the team is asked whether it did it, beside the day that can be chosen for it."""
    experiment = ballot.experiment
    if experiment.asked_in:
        return blocks.context(_("You are asked what becomes of it in a newer message here."))
    picker = blocks.datepicker(
        action=ids.LOOK_BACK_ON,
        placeholder=_("Ask us back on …"),
        chosen=experiment.look_back_on,
    )
    return blocks.section(_asked_when(ballot), accessory=picker) | {
        "block_id": f"{ids.EXPERIMENT_BLOCK}{experiment.id}"
    }


def _asked_when(ballot: Ballot) -> str:
    if ballot.experiment.look_back_on:
        said = _AS_CHOSEN_IN_TIME if ballot.ends else _AS_CHOSEN
        return _(said).format(day=day(ballot.experiment.look_back_on))
    if ballot.is_due:
        said = _("You are asked back {again}, unless you choose a day.")
        return said.format(again=asked_again(ballot.asked_on))
    if ballot.asked_on is None:
        return _("You are asked back after two check-ins, unless you choose a day.")
    return _(
        "You are asked back after two check-ins, as planned now with the report of {day}, unless "
        "you choose a day."
    ).format(day=day(ballot.asked_on))
