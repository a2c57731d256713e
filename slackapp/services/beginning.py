"""What begins as a round opens: windows, with a decoy for everyone, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.instrument.bank import FACETS, FOLLOW_UP, TIES
from analytics.instrument.rotation import questionnaire
from analytics.instrument.windows import FamilyPlan
from slackapp.domain.ids import KeyId, WindowId, new_id
from slackapp.domain.roster import Roster
from slackapp.domain.rounds import Asks, Round
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.teams import Team
from slackapp.domain.windows import EXPIRES_AFTER, Window, WindowState
from slackapp.services.ports import Boxes, Store
from slackapp.services.trials import Trials

PROMPTS: dict[str | None, tuple[str, ...]] = {
    "both": ("helped_me", "i_helped"),
    "helped_me": ("helped_me",),
    "i_helped": ("i_helped",),
    None: (),
}
Keys = list[tuple[KeyId, Seal]]
Note = tuple[KeyId | None, Seal | None]
"""The key that seals the private notes alone, and its seal: None where the key is gone."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one round may seal with, durable already: one key for itself, one for each window."""

    fresh: Keys
    note: Note

    def of_windows(self, plans: tuple[FamilyPlan, ...]) -> list[tuple[FamilyPlan, KeyId, Seal]]:
        """Say which key each window gets: the notes' goes to one that shares their end."""
        heir = _heir(plans)
        key, seal = self.note
        return [
            (new, key, seal) if key and seal and new.family == heir else (new, *own)
            for new, own in zip(plans, self.fresh[1:], strict=False)
        ]


def begin(
    store: Store, row: Round, team: Team, roster: Roster, keys: list[tuple[FamilyPlan, KeyId, Seal]]
) -> tuple[Window, ...]:
    """Begin the windows whose turn it is, with a decoy for everyone on the roster."""
    users = [member.user for member in roster.members]
    begun: list[tuple[Window, Boxes]] = []
    for new, key, seal in keys:
        window = Window(
            id=WindowId(new_id()),
            team=row.team,
            family=new.family,
            first_round=team.asked + 1,
            last_round=team.asked + new.length,
            members=len(roster.counting),
            key=key,
            state=WindowState.OPEN,
            begins_on=row.date,
            expires_on=row.date + EXPIRES_AFTER,
            k=team.policy.k,
            light=team.policy.light,
        )
        begun.append((window, seal.decoys(BoxKind.WINDOW, window.id, users)))
    store.windows.begin(begun)
    return tuple(window for window, _ in begun)


def _heir(plans: tuple[FamilyPlan, ...]) -> str | None:
    """The family whose new window takes over the key of the private notes: ties, else a facet."""
    families = [plan.family for plan in plans]
    return next((family for family in (TIES, *FACETS) if family in families), None)


def questions(q: int, windows: tuple[Window, ...], tried: Trials) -> Asks:
    """Say what a round asks, after `q` earlier ones and with these windows open."""
    follow_up = next((window for window in windows if window.family == FOLLOW_UP), None)
    about = tried.followed_up(follow_up.first_round) if follow_up else None
    families = {window.family for window in windows}
    asked = questionnaire(
        q,
        # Nobody is asked whether they noticed what the team has let go.
        open_families=families if about else families - {FOLLOW_UP},
        light={window.family for window in windows if window.light},
    )
    return Asks(
        items=tuple(item.id for item in asked.items),
        prompts=PROMPTS[asked.prompts],
        pulse=asked.pulse,
        follow_up=about.practice if about and asked.follow_up else None,
    )
