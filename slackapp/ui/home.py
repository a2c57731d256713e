"""The Home tab: what is open for me, what this is, what comes when, and what is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slackapp.ui import blocks, for_you, ids, lead, own_settings, sample_report
from slackapp.ui.calendar import lines
from slackapp.ui.help import complaints
from slackapp.ui.status import LAST_ONE, NO_TEAM, NO_TEAM_FOR_ADMINS, next_line, open_row
from slackapp.ui.words import N_, _, day, slack_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.screens import HomeData, OpenRound, ReportLink
    from slackapp.ui.blocks import Block

REPORTS_SHOWN: Final = 5
"""The newest of all teams together; the others are one press away."""
TEAMS_SHOWN: Final = 8
OPEN_SHOWN: Final = 8
PROMISE: Final = (
    N_("Sealed until it is counted, anonymous from then on. No name ever stands in a report."),
    N_(
        "Figures are about the whole team, and only when at least five people answered, or more "
        "where a team asks for more."
    ),
    N_(
        "Whoever leads sees the same figures as you and, where helpers are named, how much runs "
        "through themselves. Bearings reads no messages."
    ),
    N_("Skipping, “nobody” and “rather not say” are good answers. Nobody is told."),
    N_("A report is never changed afterwards. Sealed answers are gone after 120 days at most."),
)
NOTES: Final = {
    "expired": N_("That took too long for Slack to open. Please press the button again."),
}


def view(data: HomeData) -> Block:
    """Lay the Home tab out for one person."""
    laid_out = [
        *(blocks.section(_(NOTES[note])) for note in data.notes),
        *own_settings.switched(data),
        *_open(data.open[:OPEN_SHOWN]),
        *for_you.rows(data),
        *_about(),
        *_teams(data),
        *_reports(data),
        *_promise(),
        blocks.context(_("`/bearings help` says what can be typed."), complaints(data.feedback)),
    ]
    return {"type": "home", "blocks": laid_out}


def _open(waiting: tuple[OpenRound, ...]) -> Iterator[Block]:
    yield blocks.header(_("Open for you"))
    if not waiting:
        yield blocks.section(_("Nothing is open for you right now."))
    yield from (open_row(each) for each in waiting)


def _about() -> Iterator[Block]:
    yield blocks.header(_("What this is"))
    yield blocks.section(
        _(
            "Healthy teams rely on each other without anyone disappearing and without anyone "
            "carrying everybody. A check-in takes about a minute, or less: one to seven "
            "statements about the last week, and how help went round. Self-sufficiency and leaning "
            "on others are two strengths to hold together."
        )
    )


def _teams(data: HomeData) -> Iterator[Block]:
    yield blocks.header(_("What you get when"))
    if not data.teams:
        none = NO_TEAM_FOR_ADMINS if data.admin else NO_TEAM
        yield blocks.section(_(LAST_ONE if data.open else none))
        if data.admin:
            yield blocks.actions(
                blocks.button(_("Set up a team"), action=ids.NEW_TEAM, value="new")
            )
    reported = {link.team for link in data.reports}
    for number, team in enumerate(data.teams[:TEAMS_SHOWN]):
        if number:
            yield blocks.divider()
        yield blocks.section("\n".join((next_line(team, slack_moment), *lines(team))))
        if team.team not in reported:
            yield blocks.actions(sample_report.button(team.calendar, team.name))
        yield from lead.rows(team)
    if data.admin or any(team.lead for team in data.teams):
        what = (
            _("All teams, their settings and what was changed: type `/bearings admin`.")
            if data.admin
            else _("Your team's settings and what was changed: type `/bearings admin`.")
        )
        yield blocks.context(what)


def _reports(data: HomeData) -> Iterator[Block]:
    if not data.reports:
        return
    yield blocks.header(_("Reports"))
    yield from (_report(each) for each in data.reports[:REPORTS_SHOWN])
    yield from _older(data)


def _report(link: ReportLink) -> Block:
    name, date = link.name, day(link.date)
    return blocks.section(
        _("*{team}* · check-in of {date}").format(team=blocks.escape(name), date=date),
        accessory=blocks.button(
            _("Get a link"),
            action=ids.OPEN_REPORT,
            value=link.report,
            says=_("Get a link to the report of {team}, {date}").format(team=name, date=date),
        ),
    )


def _older(data: HomeData) -> Iterator[Block]:
    """The way to what is not listed, for each team whose card has none: only leads' cards do."""
    led = {team.team for team in data.teams[:TEAMS_SHOWN] if team.lead}
    hidden = {link.team: link.name for link in data.reports[REPORTS_SHOWN:]}
    unlisted = [(team, name) for team, name in hidden.items() if team not in led]
    for team, name in unlisted[:TEAMS_SHOWN]:
        said = _("All reports of {team}").format(team=name)
        yield blocks.actions(blocks.button(said, action=ids.ALL_REPORTS, value=team, says=said))


def _promise() -> Iterator[Block]:
    yield blocks.header(_("What is promised"))
    yield blocks.section("\n".join(f"• {_(line)}" for line in PROMISE))
