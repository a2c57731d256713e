"""Ten minutes for the team meeting: what to say, what to ask, which small step to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics import practices
from slackapp.ui import blocks, experiment, report_words
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.records import Report
    from slackapp.ui.blocks import Block


def rows(report: Report) -> Iterator[Block]:
    """Two steps for whoever leads the meeting; one more with the first figures."""
    steps = []
    if _first_figures(report):
        steps.append(_("Say first: these figures are about the team, everybody has the same ones."))
    if asked := question(report):
        steps.append(_("Ask, then listen: {question}").format(question=asked))
    steps.append(_step(report))
    said = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    yield blocks.section("*{}*\n{}".format(_("Ten minutes for your team meeting"), said))


def _first_figures(report: Report) -> bool:
    """Whether nothing was shown before this week."""
    shown = [one for entry in report.board for one in report_words.known(entry)]
    return bool(shown) and all(one in report.settled for one in shown)


def question(report: Report) -> str:
    """The one thing to talk about this week; "" when the report has none."""
    library = practices.load()
    prompts = ((report.question, library.questions), (report.card, library.cards))
    return next((_(shelf[code].text) for code, shelf in prompts if code and code in shelf), "")


def _step(report: Report) -> str:
    if report.experiment is not None:
        return _("Ask how it goes: you are trying “{practice}”.").format(
            practice=experiment.title(report.experiment.practice)
        )
    if report.suggestions:
        return _(
            "One small step to suggest: “{practice}”. It is one of those the channel votes about."
        ).format(practice=experiment.title(report.suggestions[0]))
    return _("Thank people for having answered, whoever they are.")
