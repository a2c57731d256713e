"""What was changed: the trail of an audit, newest first, in words."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from slackapp.domain.teams import settings_in
from slackapp.ui import blocks, differences, ids
from slackapp.ui.words import N_, _, ngettext, slack_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slackapp.domain.teams import Change
    from slackapp.ui.blocks import Block

CHANGES_SHOWN: Final = 30
_BECAME: Final = {
    "keep": N_("experiment: keep it"),
    "change": N_("experiment: change it"),
    "drop": N_("experiment: let it go"),
}
_SAID: Final = frozenset({"looked_after"})
"""What the name of a change of an experiment says already."""
_NAMED: Final = frozenset({"deleted", "thrown_away"})
"""What keeps the name of its team: there is no team any more that has it."""
BEGINNINGS: Final = frozenset({"created", "started"})
EVENTS: Final = {
    "created": N_("set up"),
    "started": N_("started"),
    "edited": N_("settings changed"),
    "imported": N_("settings set from the text of all settings"),
    "undone": N_("last change taken back"),
    "cadence": N_("rhythm changed"),
    "policy": N_("settings changed"),
    "renamed": N_("renamed"),
    "channel_renamed": N_("channel renamed"),
    "leads": N_("leads changed"),
    "paused": N_("paused"),
    "resumed": N_("went on"),
    "ended": N_("ended"),
    "last_day": N_("ended, as its last day was over"),
    "deleted": N_("team deleted"),
    "thrown_away": N_("set-up thrown away, as it was not started in time"),
    "installed": N_("Bearings installed"),
    "uninstalled": N_("Bearings removed"),
    "channel_gone": N_("channel gone"),
    "channel_shared": N_("channel shared with another organisation"),
    "group_gone": N_("user group gone"),
    "regrouped": N_("user group changed who is asked"),
    "cadence_gone": N_("time zone or region gone"),
    "admins": N_("admins changed"),
    "defaults": N_("workspace defaults changed"),
    "letter_retried": N_("a message sent again"),
    "letter_skipped": N_("a message let go"),
    "everything_deleted": N_("everything deleted"),
    "experiment_trying": N_("experiment chosen"),
    "experiment_decided": N_("experiment voted on"),
    "experiment_cut": N_("vote about an experiment cut short by a move"),
    "experiment_lapsed": N_("no experiment chosen"),
    "experiment_undone": N_("experiment taken back"),
    "expected": N_("what is expected changed"),
}


def changes(
    shown: Sequence[Change], names: dict[str, str], *, first: Sequence[Block] = ()
) -> Block:
    """The trail of changes, newest first; `names` gives teams that still exist.

    `first` is what can be done about them.

    The same change several times in a row, as of an experiment nobody votes on, is said once.
    """
    gone = {one.team: name for one in shown if one.team and (name := _with_name(one))}
    runs = (list(run) for _same, run in groupby(shown[:CHANGES_SHOWN], key=_same_as))
    body = [blocks.section(_said(run, gone | names)) for run in runs]
    return blocks.modal(
        _("What was changed"),
        [*first, *body] or [blocks.section(_("Nothing was changed yet."))],
        callback=ids.CHANGES_VIEW,
        close=_("Back"),
    )


def told(one: Change, names: Mapping[str, str] | None = None) -> str:
    """One change: who made it, when, and what it was.

    `names` gives teams that still exist; None where somebody looks at the team it is of.
    """
    return _said([one if names is not None else replace(one, team=None)], names or {})


def _with_name(one: Change) -> str:
    """What a deleted team was called, as the change that deleted it says; "" of any other."""
    name = settings_in(one.before).get("name") if one.event in _NAMED else None
    return _("{team}, which is deleted").format(team=name) if name else ""


def _same_as(one: Change) -> tuple[object, ...]:
    return one.team, one.event, one.actor, one.before, one.after


def _said(run: Sequence[Change], names: Mapping[str, str]) -> str:
    one = run[0]
    who = f"<@{one.actor}>" if one.actor else _by_itself(one.event)
    what = _what(one)
    about = ""
    if one.team and one.event not in _NAMED:
        about = names.get(one.team, _("a team that is deleted"))
    parts = [f"*{what}*", *([blocks.escape(about)] if about else []), who, slack_stamp(one.at)]
    if len(run) > 1:
        parts.append(ngettext("{count} time in a row", "{count} times in a row", len(run)))
    return blocks.whole_lines([" · ".join(parts), *_lines(one)])


def _lines(one: Change) -> list[str]:
    """What changed; of a beginning only the one thing that nobody can take back."""
    if one.event == "experiment_decided":
        return differences.facts({"practice": settings_in(one.after).get("practice")})
    if one.event not in BEGINNINGS:
        said = frozenset[str]() if _is_taken_back(one) else _SAID
        return differences.lines(one.before, one.after, in_full=True, but=said)
    locked = one.event == "started" and differences.is_on("not_for_appraisal", one.after)
    return [_("Locked for good: nothing is for appraisal")] if locked else []


def _what(one: Change) -> str:
    """What happened; a decision that is taken back leaves an experiment as it was before."""
    if one.event == "experiment_decided":
        verdict = str(settings_in(one.after).get("verdict"))
        return _(_BECAME.get(verdict, EVENTS[one.event]))
    if one.event == "experiment_lapsed" and differences.was_set("practice", one.before):
        return _("experiment ended without a decision")
    if _is_taken_back(one):
        return _("decision about the experiment taken back")
    if one.event == "experiment_trying" and differences.was_set("practice", one.before):
        return _tended(one)
    return event(one.event)


def event(name: str) -> str:
    """What a kind of change is called; one that is not known stays as it is."""
    return _(EVENTS[name]) if name in EVENTS else blocks.escape(name)


def _is_taken_back(one: Change) -> bool:
    return one.event == "experiment_trying" and differences.was_set("verdict", one.before)


def _tended(one: Change) -> str:
    """What somebody did about an experiment that goes on."""
    before, after = settings_in(one.before), settings_in(one.after)
    if before.get("look_back_on") != after.get("look_back_on"):
        return _("day to look back on the experiment changed")
    if not after.get("looked_after"):
        return _("experiment looked after no more")
    if before.get("looked_after"):
        return _("experiment looked after by somebody else")
    return _("experiment looked after")


def _by_itself(event: str) -> str:
    """Who did what nobody did: here votes are counted and set-ups wait, all else Slack said."""
    ours = event in {"last_day", "thrown_away"} or event.startswith("experiment_")
    return _("Bearings") if ours else _("Slack")
