"""A person's rights: what is kept of them, a copy of it, and erasing what can be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.domain.retention import LEFT_FOR
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.ui import blocks, ids
from slackapp.ui.words import _

if TYPE_CHECKING:
    from slackapp.ui.blocks import Block


def view() -> Block:
    """Say what is kept, and offer a copy and erasure."""
    return blocks.modal(
        _("My data"),
        [
            blocks.header(_("What is kept of you")),
            blocks.section("\n".join(_kept())),
            blocks.section(
                _(
                    "*Show me a copy* shows all of this, in words and as data, but what is a row "
                    "like everybody's: that of a reminder or of a mirror that is ready."
                )
            ),
            blocks.actions(
                blocks.button(_("Show me a copy"), action=ids.COPY_DATA, value="copy"),
                blocks.button(_("Erase…"), action=ids.ASK_ERASE, value="erase"),
            ),
        ],
        callback=ids.DATA_VIEW,
        close=_("Close"),
    )


def _kept() -> tuple[str, ...]:
    """What it is, a line each, and until when."""
    return (
        _(
            "• your name, language, time zone and teams, as Slack has them, whether you are a "
            "guest, an admin or away there, and your settings"
        ),
        _(
            "• your answers, sealed, until they are counted: {days} days at most. After that no "
            "row about what you answered is left but your mirror"
        ).format(days=EXPIRES_AFTER.days),
        _("• your mirror: sealed, for you alone, until the next one is ready or the team ends"),
        _(
            "• a vote of yours about an experiment, until it is counted; it is public in the "
            "channel anyway"
        ),
        _(
            "• of each check-in that was: whether you counted, led or could be named; as long as "
            "the team, and without your id once you are forgotten"
        ),
        _(
            "• {days} days after you leave your teams, your name and id are removed, and what is "
            "still sealed of you is erased. A team that ends counts as left once its last report "
            "is deleted"
        ).format(days=LEFT_FOR.days),
        _(
            "• what you changed as a lead or an admin, that you were named as one, and that you "
            "looked after an experiment or chose its day: twelve months, with your id, also after "
            "you left"
        ),
        _(
            "• which teams you lead, whether an admin named you as one, and which experiment you "
            "look after, until somebody else does or you stop; messages to you as a lead or an "
            "admin, also those Slack did not take: thirty days or so"
        ),
    )


def ask() -> Block:
    """Make sure."""
    return blocks.modal(
        _("Erase my answers"),
        [
            blocks.section(
                _(
                    "This erases at once, in all your teams: your answer to an open check-in, "
                    "everything of yours that is still sealed, and your mirror. It cannot be "
                    "undone. Nobody is told. What others can see is that an open vote of yours "
                    "about an experiment is gone; that you look after one stays. In a small team a "
                    "figure that is not shown, or of fewer people, can tell it. And whoever can "
                    "look into your chat with Bearings can tell it from the reminders there: of a "
                    "check-in that you had answered none comes, and after erasing one can."
                )
            ),
            blocks.section(_why_not_settled()),
            blocks.section(_stays()),
        ],
        callback=ids.ERASE_VIEW,
        submit=_("Erase"),
        close=_("Keep"),
    )


def erased() -> Block:
    """Say what was erased, what was not, and why."""
    return blocks.modal(
        _("Erase my answers"),
        [
            blocks.section(
                _(
                    "*Erased.* Everything of yours that was still sealed is gone. Your answers, "
                    "your mirror and the copy of your data now say what they say to somebody who "
                    "left everything blank and whom too few named. An open vote of yours about an "
                    "experiment is taken back. You can answer an open check-in again, or leave it."
                )
            ),
            blocks.section(_why_not_settled()),
            blocks.section(_stays()),
        ],
        callback=ids.ERASED_VIEW,
        close=_("Close"),
    )


def _why_not_settled() -> str:
    return _(
        "What has been counted already stays as it was published. Nothing in it is yours any more, "
        "and counting it again without you would show everybody what you had answered."
    )


def _stays() -> str:
    """What is kept all the same, each with why and for how long."""
    why = (
        _(
            "• your name, language, time zone, teams and settings: Bearings must know whom to ask. "
            "They go {days} days after you leave your teams"
        ).format(days=LEFT_FOR.days),
        _(
            "• for each past check-in whether you counted, led and could be named, not whether you "
            "answered: what waits is counted by it. Your name goes from there when the rest goes"
        ),
        _(
            "• that you lead, are an admin or look after an experiment: the team was told so. It "
            "goes when somebody else does it, or you stop"
        ),
        _(
            "• what you changed as a lead or an admin, for twelve months, so that nothing is "
            "changed unnoticed; messages to you as one, for thirty days"
        ),
    )
    return "\n".join([_("*What stays, and why:*"), *why])
