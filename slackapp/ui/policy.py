"""What a team set about its anonymity, in words: what changed and from when on, or all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.instrument.windows import Lack
from slackapp.ui.calendar import FAMILIES
from slackapp.ui.words import N_, _, apart, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from slackapp.domain.overview import Preview
    from slackapp.domain.policy import Policy


AS_IT_BEGAN: Final = N_("What is being counted already is finished as it began.")
TURNING: Final = N_(
    "Until that is finished a check-in asks for it beside what begins: up to seven statements."
)
"""What light mode does first where it is switched on or off in a team that is asked."""


def changed(policy: Policy, details: Iterable[str]) -> str:
    """What changed, by when it holds; each detail begins with the name of what did.

    "" of what only a later version has.
    """
    told, names = [], [detail.partition("=")[0] for detail in details]
    for fields, sentence in _HOLDS:
        said = [_POLICY[field](policy) for field in names if field in fields]
        if said:
            told.append(_(sentence).format(what="; ".join(said)))
            told += [_(TURNING)] if "light" in fields.intersection(names) else []
    return " ".join(told)


def without_names(details: Iterable[str], seen: Preview | None) -> Iterator[str]:
    """What it costs that helpers are named no more, of a team in which they could be."""
    left_out = (
        (family for family, lack in seen.calendar.lacks if lack is Lack.CHOICE) if seen else ()
    )
    if "named=0" in details and (what := apart(_(FAMILIES[family]) for family in left_out)):
        yield _(
            "Without names no report says any more: {what}; and a mirror shows only what its own "
            "person said."
        ).format(what=what)


def whole(policy: Policy) -> str:
    """All of it, changed or not; of a lock only where there is one."""
    names = (name for name in _POLICY if name != "not_for_appraisal" or policy.not_for_appraisal)
    return "; ".join(_POLICY[name](policy) for name in names)


def _named(policy: Policy) -> str:
    if policy.named:
        return _("helpers are asked by name where the team is large enough and asked often enough")
    return _("helpers are asked without names")


_HOLDS: Final = (
    (
        frozenset({"open_days"}),
        N_("Changed for this team from the next check-in on: {what}."),
    ),
    (
        frozenset({"k", "light", "named"}),
        N_(
            "Changed for this team, for whatever begins to be counted from the next check-in on: "
            "{what}. What is being counted already is finished as it began."
        ),
    ),
    (
        frozenset({"retention_weeks"}),
        N_(
            "Changed for this team: {what}. One that is older can be read for one more week, and "
            "is then deleted."
        ),
    ),
    (
        frozenset({"not_for_appraisal"}),
        N_("Changed for this team from now on: {what}."),
    ),
)
_POLICY: Final[dict[str, Callable[[Policy], str]]] = {
    "k": lambda policy: ngettext(
        "figures need at least {count} answer", "figures need at least {count} answers", policy.k
    ),
    "light": lambda policy: _("light mode is on") if policy.light else _("light mode is off"),
    "named": _named,
    "open_days": lambda policy: ngettext(
        "a check-in stays open {count} day", "a check-in stays open {count} days", policy.open_days
    ),
    "retention_weeks": lambda policy: ngettext(
        "reports are kept {count} week", "reports are kept {count} weeks", policy.retention_weeks
    ),
    "not_for_appraisal": lambda _policy: _("it is locked for good that nothing is for appraisal"),
}
