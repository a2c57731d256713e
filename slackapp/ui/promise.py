"""What a check-in promises before it asks anything: who will see what, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.domain.awaited import TOO_SHORT
from slackapp.ui import blocks, calendar, in_time, newcomers, own_settings
from slackapp.ui.words import _, ngettext, slack_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.screens import Form
    from slackapp.ui.blocks import Block


def rows(form: Form) -> Iterator[Block]:
    """As few lines as say it: on a phone they stand between a person and the first statement."""
    until = slack_moment(form.closes_at, form.zone, short=True)
    yield blocks.section(
        _("*{team}* · open until {until}. Leave blank whatever you like.").format(
            team=blocks.escape(form.team), until=until
        )
    )
    if form.not_asked:
        yield from own_settings.is_on(form.not_asked)
    yield blocks.context(
        ngettext(
            "*Who sees what:* the same figures for the team and any lead: never a name, and only "
            "from at least {count} person.",
            "*Who sees what:* the same figures for the team and any lead: never a name, and only "
            "from at least {count} people.",
            form.k,
        ),
        *_leading(form),
        *_everybody(form),
        _when(form),
        *_lock(form),
    )


def _when(form: Form) -> str:
    if form.never is None and not form.counts:
        return _(
            "*When:* figures come of several check-ins. What you send is sealed until then, and "
            "then deleted; your mirror keeps what it comes to."
        )
    if form.never is None:
        return _(
            "*When:* counted with several check-ins; sealed until then, anonymous from then on."
        )
    if form.never != TOO_SHORT:
        said = _(
            "*When:* never, as this team is now: {why}. What you send is sealed. It is deleted "
            "uncounted, unless that is mended."
        ).format(why=calendar.why(form.never.why))
        return " ".join([said, *in_time.mended(form.never.remedies)])
    return _(
        "*When:* never, as this team is now: its last day leaves too few check-ins for a figure. "
        "What you send is sealed. It is deleted uncounted, unless a lead or an admin moves that "
        "day; the channel is told then."
    )


def _leading(form: Form) -> Iterator[str]:
    if form.lead:
        yield _("You lead this team: what you answer counts in no figure of it.")
    elif form.counts_from is not None:
        yield newcomers.counts_on(form.counts_from)
    elif not form.counts and form.guest:
        yield newcomers.as_guest()
    elif not form.counts:
        yield _(
            "What you answer this time counts in no figure, only in your own mirror: as this "
            "check-in opened you did not count in this team."
        )


def _everybody(form: Form) -> Iterator[str]:
    """What a figure tells where nobody of those who count may be missing in it."""
    if form.all_needed:
        yield ngettext(
            "Only {count} counts here: a figure that is shown tells that they answered.",
            "Only {count} count here: a figure that is shown tells that all of them answered.",
            form.members,
        )


def _lock(form: Form) -> Iterator[str]:
    if form.not_for_appraisal:
        yield _("This team has locked it for good: nothing here is for appraisal.")
