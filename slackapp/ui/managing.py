"""Teams that exist, for whoever looks after them: a list, and a page each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from slackapp.domain.overview import Standing
from slackapp.domain.teams import settings_in
from slackapp.ui import (
    alike,
    blocks,
    differences,
    edit,
    for_good,
    ids,
    present,
    standing,
    uncounted,
)
from slackapp.ui.errors import sentence
from slackapp.ui.rhythm import rhythm
from slackapp.ui.set_up import Page, sheet_button
from slackapp.ui.words import _, day, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slackapp.domain.overview import ManagedTeam
    from slackapp.domain.teams import Team
    from slackapp.ui.blocks import Block

TEAMS_SHOWN: Final = 40


def teams(shown: Sequence[ManagedTeam], *, admin: bool, dead: int = 0, typed_in: str = "") -> Block:
    """Every team somebody looks after, and for admins what belongs to the whole workspace.

    `dead` messages Slack has not taken, for good or so far; `typed_in` is the channel a new team
    would be offered.
    """
    rows = [_row(one) for one in shown[:TEAMS_SHOWN]]
    body = [*rows] or [blocks.section(_("There is no team yet."))]
    if (hidden := len(shown) - TEAMS_SHOWN) > 0:
        more = ngettext("and {count} more team", "and {count} more teams", hidden)
        body.append(blocks.context(more))
    if any(one.standing is Standing.HELD for one in shown):
        body.append(blocks.context(_(standing.HELD)))
    if admin:
        body += _of_workspace(dead)
    return blocks.modal(
        _("Teams"), body, callback=ids.TEAMS_VIEW, close=_("Close"), metadata=typed_in
    )


def before_any_team(form: Block) -> Block:
    """The form that sets the first team up, with what belongs to the workspace without one."""
    row = blocks.actions(
        blocks.button(_("Workspace defaults"), action=ids.SHOW_DEFAULTS, value=ids.ALL_TEAMS),
        blocks.button(_("Admins"), action=ids.SHOW_ADMINS, value=ids.ALL_TEAMS),
        blocks.button(_("What was changed"), action=ids.SHOW_CHANGES, value=ids.ALL_TEAMS),
        block_id="workspace.before",
    )
    return form | {"blocks": [*form["blocks"], row]}


def _of_workspace(dead: int) -> Iterator[Block]:
    yield blocks.actions(
        blocks.button(_("Set up a team"), action=ids.NEW_TEAM, value="new"),
        blocks.button(_("Workspace defaults"), action=ids.SHOW_DEFAULTS, value=ids.ALL_TEAMS),
        blocks.button(_("Admins"), action=ids.SHOW_ADMINS, value=ids.ALL_TEAMS),
        block_id="workspace.change",
    )
    refused = ngettext("Not delivered: {count}", "Not delivered: {count}", dead)
    yield blocks.actions(
        blocks.button(_("What was changed"), action=ids.SHOW_CHANGES, value=ids.ALL_TEAMS),
        blocks.button(refused, action=ids.SHOW_LETTERS, value=ids.ALL_TEAMS),
        blocks.button(_("All settings as text"), action=ids.SHOW_EVERYTHING, value=ids.ALL_TEAMS),
        blocks.button(
            _("All settings from text"), action=ids.RESTORE_EVERYTHING, value=ids.ALL_TEAMS
        ),
        sheet_button(),
        blocks.button(_("Delete everything…"), action=ids.DELETE_EVERYTHING, value=ids.ALL_TEAMS),
        block_id="workspace.look",
    )


def team(
    managed: ManagedTeam,
    *,
    admin: bool,
    lead: bool = False,
    saved: bool = False,
    taken_back: bool = False,
    above: Sequence[Block] = (),
) -> Block:
    """One team and what can be done with it; a lead finds no button that only admins may press.

    One that has ended can be read and deleted, and nothing else; `lead` is one of its leads. It is
    `saved` where a form was just closed with a change, or its last change was just `taken_back`;
    `above` is what else is said first.
    """
    own, ended = managed.team, managed.standing is Standing.ENDED
    leads = listed(f"<@{lead}>" for lead in sorted(own.leads)) or _("nobody")
    facts = (
        _("Channel: <#{channel}>").format(channel=own.channel),
        *([_("Asked there: @{group}").format(group=_handle(own))] if own.group else []),
        _("Leads: {names}").format(names=leads),
        # A lead is not told who took another home team, which this number would show.
        *([present.headcount(managed.seen)] if admin and managed.seen else []),
        _ended(own) if ended else _asked(managed),
        _("It is {standing} now. {next}").format(
            standing=standing.word(managed), next=standing.coming(managed)
        ),
    )
    held = [blocks.context(_(standing.HELD))] if managed.standing is Standing.HELD else []
    body = [
        blocks.header(own.name),
        blocks.section("\n".join(facts)),
        *_last_day(managed),
        *_all_needed(managed, admin=admin),
        *held,
        *standing.ahead(managed),
        *_were_elsewhere(managed, admin=admin),
        blocks.context(differences.how(own, finishing=_names_people(managed))),
    ]
    if not ended:
        body += _changing(managed, admin=admin)
    if own.policy.not_for_appraisal:
        body.insert(1, blocks.section(_(present.LOCKED)))
    body[:0] = [*above, *_done(saved=saved, taken_back=taken_back)]
    shown = _second_row(own, admin=admin, ended=ended, lead=lead)
    body.append(blocks.actions(*shown, block_id="team.look"))
    return blocks.modal(
        _("Team"), body, callback=ids.TEAM_VIEW, close=_("Close"), metadata=own.id
    ) | {"clear_on_close": True}


def _done(*, saved: bool, taken_back: bool) -> Iterator[Block]:
    if saved:
        yield blocks.section(_("Saved. The channel is told what changed."))
    if taken_back:
        yield blocks.section(_("Taken back. The channel is told what changed."))


def _all_needed(managed: ManagedTeam, *, admin: bool) -> Iterator[Block]:
    """What it means that all who count have to answer: for who may read how many do."""
    if admin and managed.seen is not None:
        yield from map(blocks.section, present.everybody(managed.seen))


def _were_elsewhere(managed: ManagedTeam, *, admin: bool) -> Iterator[Block]:
    """What it can do to figures that many were in a team that has ended: for who sees who is."""
    if admin and managed.seen is not None:
        yield from map(blocks.section, alike.warning(managed.seen))


def _names_people(managed: ManagedTeam) -> bool:
    """Whether what began with names is still to be counted."""
    return managed.seen is not None and managed.seen.naming.ends


def _last_day(managed: ManagedTeam) -> Iterator[Block]:
    """What a last day brings, of a team that has not ended."""
    if managed.team.cadence.ends and managed.standing is not Standing.ENDED:
        yield blocks.context(uncounted.at_the_end(managed.over_on))


def _asked(managed: ManagedTeam) -> str:
    said = rhythm(managed.team.cadence, on=standing.first_day(managed))
    return _("Asked {rhythm}").format(rhythm=said)


def _ended(own: Team) -> str:
    """How it was asked; what its days were is of no use any more."""
    bare = replace(own.cadence, quiet_days=frozenset(), paused_until=None, ends=None)
    said = _("Was asked {rhythm}").format(rhythm=rhythm(bare))
    if own.cadence.ends is None:
        return said
    return _("{asked}, until {day}").format(asked=said, day=day(own.cadence.ends, short=True))


def _handle(own: Team) -> str:
    return blocks.escape(own.group.handle) if own.group else ""


def _row(managed: ManagedTeam) -> Block:
    name = managed.team.name
    line = _("*{team}* in <#{channel}>: {standing}. {next}").format(
        team=blocks.escape(name),
        channel=managed.team.channel,
        standing=standing.word(managed),
        next=standing.coming(managed),
    )
    if managed.team.policy.not_for_appraisal:
        line = f"{line} :lock:"
    return blocks.section(
        line,
        accessory=blocks.button(
            _("Open"),
            action=ids.MANAGE_TEAM,
            value=managed.team.id,
            says=_("Open the settings of {team}").format(team=name),
        ),
    )


def _changing(managed: ManagedTeam, *, admin: bool) -> Iterator[Block]:
    """A draft is changed by going on with it."""
    draft = managed.standing is Standing.DRAFT
    if not draft:
        yield blocks.section(_("*Change settings*"))
        yield blocks.actions(*edit.buttons(managed.team.id, admin=admin), block_id="team.change")
    steps = list(_steps(managed, admin=admin))
    if steps:
        yield blocks.actions(*steps, block_id="team.steps")
    if not draft:
        yield from _taken_back(managed)


def _steps(managed: ManagedTeam, *, admin: bool) -> Iterator[Block]:
    team_id = managed.team.id
    if managed.standing is Standing.DRAFT:
        if admin:
            going_on = f"{Page.PEOPLE}:{team_id}"
            yield blocks.button(_("Go on with the set-up"), action=ids.SET_UP_GO_ON, value=going_on)
        return
    if managed.undoing is not None:
        yield _undo(managed, *managed.undoing)
    if managed.standing in {Standing.RUNNING, Standing.HELD}:
        yield blocks.button(_("Pause"), action=ids.PAUSE_TEAM, value=team_id)
    elif managed.standing is Standing.PAUSED:
        yield blocks.button(_("Go on"), action=ids.RESUME_TEAM, value=team_id)


def _taken_back(managed: ManagedTeam) -> Iterator[Block]:
    """Which channel it would be taken back to, as what asks to make sure can name none; or why not.

    What is known to be refused is no button.
    """
    if managed.refused is not None:
        said = _(
            "The last change cannot be taken back, as what was before cannot be any more. {why}"
        )
        yield blocks.context(said.format(why=blocks.literal(sentence(managed.refused))))
        return
    before, after = map(settings_in, managed.undoing or ("", ""))
    if (channel := after.get("channel")) != before.get("channel"):
        said = _("*Undo last change* would bring the team back to {channel}.")
        yield blocks.context(said.format(channel=f"<#{channel}>"))


def _undo(managed: ManagedTeam, before: str, after: str) -> Block:
    """Once: the settings it was shown for, and the change, go with it."""
    changed = map(blocks.unescape, differences.lines(before, after, mentions=False))
    question = _question(managed.team, tuple(changed))
    return blocks.button(
        _("Undo last change"),
        action=ids.UNDO_CHANGE,
        value=f"{managed.team.id}:{managed.as_seen}",
    ) | blocks.sure(question, do=_("Take it back"), stay=_("Leave it"))


def _question(own: Team, changed: Sequence[str]) -> str:
    """What would be taken back: as many of the settings as Slack's window holds."""
    stays = [_("The lock stays.")] if own.policy.not_for_appraisal else []
    said, asked = "", _("Take the last change of {team} back?").format(team=own.name)
    for shown in range(len(changed), -1, -1):
        hidden = len(changed) - shown
        more = ngettext("and {count} more setting", "and {count} more settings", hidden)
        parts = [*changed[:shown], *([more] if hidden else []), *stays]
        said = "\n".join([asked, *parts])
        if len(said) <= blocks.CONFIRM:
            break
    return said


def _second_row(own: Team, *, admin: bool, ended: bool, lead: bool) -> Iterator[Block]:
    if ended and lead:
        yield blocks.button(_("All reports"), action=ids.ALL_REPORTS, value=own.id)
    yield blocks.button(_("What was changed"), action=ids.SHOW_CHANGES, value=own.id)
    yield blocks.button(_("Settings as text"), action=ids.SHOW_SETTINGS, value=own.id)
    if not ended:
        yield blocks.button(_("Settings from text"), action=ids.SETTINGS_FROM_TEXT, value=own.id)
    yield sheet_button()
    if admin:
        yield from for_good.buttons(own, ended=ended)
