"""Taking the last change of a team's settings back: what that would change, or why it cannot be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from slackapp.domain.chosen_days import check_days
from slackapp.domain.ids import ChannelId
from slackapp.domain.overview import Wanted
from slackapp.domain.teams import Change, Team, TeamState, settings_in
from slackapp.domain.written import applied
from slackapp.errors import BearingsError
from slackapp.errors.together import Together
from slackapp.services.choices import check_channel, check_name
from slackapp.services.ports import Store
from slackapp.services.teams import said

CHANGES_SHOWN = 30
SETTING = frozenset({"cadence", "edited", "imported", "leads", "policy", "renamed", "undone"})
"""Changes of settings; starting, pausing and ending have buttons of their own."""
IN_SLACK = frozenset({"channel", "group"})
"""Settings of which only Slack can say whether there still is what is gone back to."""


def locked_alone(change: Change) -> bool:
    """Say whether a change set the lock and nothing else."""
    return change.event in SETTING and settings_in(change.after).keys() == {"not_for_appraisal"}


def undoing(store: Store, team: Team) -> tuple[str, str] | None:
    """What taking the last change of settings back would change; a lock that was set stays.

    A change that set nothing but a lock is passed over. None where nothing was changed, what was
    changed is different again by now, or it has ended.
    """
    last = last_set(store, team)
    if team.state is TeamState.ENDED or last is None or not last.before:
        return None
    now, before, after = (json.loads(one) for one in (said(team), last.before, last.after))
    if any(now.get(name) != value for name, value in after.items()):
        return None
    changed = before.keys() - ({"not_for_appraisal"} if team.policy.not_for_appraisal else set())
    if not changed:
        return None
    sides = ({name: side[name] for name in changed} for side in (after, before))
    new, old = (json.dumps(one, sort_keys=True) for one in sides)
    return new, old


def last_set(store: Store, team: Team) -> Change | None:
    """Return the newest change of a team's settings that did more than lock them."""
    trail = store.audit.recent(team.workspace, team=team.id, limit=CHANGES_SHOWN)
    return next((one for one in trail if one.event in SETTING and not locked_alone(one)), None)


def refusal(
    store: Store, team: Team, back: tuple[str, str] | None, now: datetime
) -> BearingsError | None:
    """Return why what `undoing` says cannot be taken back at `now` (aware); None where it can.

    That is so where another team has the name or the channel that would come back, or a day that
    would is over.
    """
    if back is None:
        return None
    given, together = json.loads(back[1]), Together()
    with together:
        if "name" in given:
            check_name(store, team, given["name"])
    with together:
        if "channel" in given:
            check_channel(store, replace(team, channel=ChannelId(given["channel"])))
    with together:
        here = {one: value for one, value in given.items() if one not in IN_SLACK}
        earlier = applied(here, Wanted.of(team)).cadence
        check_days(team.cadence, earlier, now, going=team.state is not TeamState.DRAFT)
    return together.found[0] if together.found else None
