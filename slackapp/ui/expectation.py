"""What a lead says is expected for a while: said beside readings, set in a modal."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from slackapp.domain.expectations import LASTS, Expectation, Expected
from slackapp.ui import blocks, ids
from slackapp.ui.words import N_, _, day, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slackapp.domain.expectations import Noted
    from slackapp.domain.ids import TeamId
    from slackapp.ui.blocks import Block

WORDS: Final = {
    Expected.ON_CALL: N_("somebody is on call"),
    Expected.ONBOARDING: N_("somebody new is being brought in"),
    Expected.MENTORING: N_("somebody is being mentored"),
    Expected.HANDOVER: N_("work is being handed over"),
    Expected.DEADLINE: N_("a deadline is near"),
}


_RIGHT_NOW: Final = N_(
    "Expected right now, as a lead noted: {what}. Some may rightly carry more; no figure takes "
    "this into account."
)
_RIGHT_NOW_IN: Final = N_(
    "Expected right now in *{team}*, as a lead noted: {what}. Some may rightly carry more; no "
    "figure takes this into account."
)


def beside(expected: Iterable[Expectation], *, team: str = "") -> str:
    """One sentence for what stands beside a reading; "" when nothing is expected.

    `team`: what it is called, as markup, where there may be others beside it.
    """
    said = _said(expected)
    if not said:
        return ""
    return _(_RIGHT_NOW_IN if team else _RIGHT_NOW).format(team=team, what=said)


def written(expected: Iterable[Expectation]) -> str:
    """The same on a page that is never changed: what was expected when it was written."""
    said = _said(expected)
    if not said:
        return ""
    return _(
        "Expected when this was written, as a lead noted: {what}. Some may rightly carry more; no "
        "figure takes this into account."
    ).format(what=said)


def _said(expected: Iterable[Expectation]) -> str:
    """What ends on one day together: "a and b (until Mar 9, 2026)"."""
    by_day = groupby(sorted(expected, key=lambda one: one.until), key=lambda one: one.until)
    return listed(
        _("{what} (until {day})").format(
            what=listed(_(WORDS[one.what]) for one in ending), day=day(until, short=True)
        )
        for until, ending in by_day
    )


def announced(details: tuple[str, ...]) -> str:
    """Tell the channel; `details` are "what=day", none when nothing is expected any more."""
    pairs = (each.partition("=") for each in details)
    said = beside(Expectation(Expected(what), date.fromisoformat(on)) for what, _is, on in pairs)
    return said or _("Nothing out of the ordinary is expected any more.")


def unchanged() -> Block:
    """Say that what was saved is what was so already."""
    said = _("*Nothing changed.* What is expected stays as it was, and nobody is told anything.")
    return blocks.modal(
        _("Expected right now"),
        [blocks.section(said)],
        callback=ids.DONE_VIEW,
        close=_("Close"),
    )


def view(team: TeamId, noted: Noted) -> Block:
    """Let a lead say what is expected, and until when."""
    options = {one: blocks.option(_(words), one.value) for one, words in WORDS.items()}
    boxes = blocks.checkboxes(
        list(options.values()),
        action=ids.ANSWER,
        chosen=[options[one.what] for one in noted.expected],
    )
    until = blocks.datepicker(action=ids.ANSWER, placeholder=_("A day"), chosen=noted.until)
    return blocks.modal(
        _("Expected right now"),
        [
            blocks.section(
                _(
                    "Some lean on others for good reasons. What you tick is told in the team's "
                    "channel as soon as you save, and stands in its reports until that day. "
                    "Nothing is computed from it, and nobody is named."
                )
            ),
            blocks.entry(_("What is expected?"), boxes, block_id=ids.EXPECTED_BLOCK),
            blocks.entry(
                _("Until when?"),
                until,
                block_id=ids.UNTIL_BLOCK,
                hint=_(
                    "It ends by itself after this day. Where you choose none, that is in {span} "
                    "weeks."
                ).format(span=LASTS.days // 7),
            ),
        ],
        callback=ids.EXPECT_VIEW,
        submit=_("Save"),
        close=_("Not now"),
        metadata=f"{team}:{noted.seen}",
    )
