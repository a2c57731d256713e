"""What a change of settings changed, one line a setting, from what the trail keeps of it.

Everything is said in words and people are mentioned. What cannot be read is shown as it is, or not
at all: a trail that shows one line less is better than one that does not open.
"""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Final

from babel.dates import get_day_names

from slackapp.domain.teams import settings_in
from slackapp.ui import blocks, by_name, dead_letters, experiment
from slackapp.ui.expectation import WORDS as EXPECTED
from slackapp.ui.rhythm import fitting, quiet
from slackapp.ui.words import N_, _, clock, day, language, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping

    from slackapp.domain.teams import Team

VALUE_SHOWN: Final = 200
LIST_SHOWN: Final = 1200
"""Characters of a list that is shown in full: both sides of a change fit into a block of Slack."""
MANY: Final = 12
"""People of one setting that are listed."""
_UNSAID: Final = frozenset({"asked", "delivery", "error", "id", "stage", "state", "workspace"})
"""What the name of the change says already, or what says nothing to a person."""
_FIELDS: Final = {
    "name": N_("Name"),
    "channel": N_("Channel"),
    "group": N_("Who is asked there"),
    "people": N_("People asked"),
    "leads": N_("Leads"),
    "named_admins": N_("Named as admins"),
    "weekday": N_("Weekday"),
    "at": N_("Time"),
    "every_weeks": N_("How often"),
    "zone": N_("Time zone"),
    "holidays": N_("Public holidays"),
    "quiet_days": N_("Quiet days"),
    "first": N_("First day"),
    "ends": N_("Last day"),
    "paused_until": N_("Pause until"),
    "light": N_("Light mode"),
    "named": N_("Helpers by name"),
    "open_days": N_("A check-in stays open"),
    "k": N_("Answers needed before a figure is shown"),
    "retention_weeks": N_("Reports are kept"),
    "not_for_appraisal": N_("Locked against appraisal"),
    "away_statuses": N_("Away statuses"),
    "message": N_("Message"),
    "practice": N_("Practice"),
    "verdict": N_("Decided"),
    "look_back_on": N_("Looked back on"),
    "looked_after": N_("Somebody looks after it"),
    **{one.value: words for one, words in EXPECTED.items()},
}
_LISTED: Final = frozenset({"away_statuses"})
"""Lists so long that of two of them nobody sees where they differ."""
_SWITCH: Final = N_("yes"), N_("no")
_SWITCHES: Final = {"named": (N_("asked where eight count"), N_("not asked"))}
"""What on and off are called, where yes and no would say too little."""
_VERDICTS: Final = {
    "keep": N_("keep it"),
    "change": N_("change it"),
    "drop": N_("let it go"),
}


def lines(
    before: str,
    after: str,
    *,
    mentions: bool = True,
    in_full: bool = False,
    but: Container[str] = (),
) -> list[str]:
    """Lay each setting out with what it was and what it is; both are JSON objects or "".

    Where only one side is known that one is said; of a long list, where both are, what was added
    and what was taken off. Without `mentions`, for text in which Slack makes no names of ids,
    people are counted and a channel is not called by its name. `in_full`, for what has a block of
    its own: as much of a long list as fits. `but`: settings that are said elsewhere.
    """
    old, new = settings_in(before), settings_in(after)
    known = [one for one, written in ((old, before), (new, after)) if written]
    said = []
    for key in dict.fromkeys((*old, *new)):
        if key in _UNSAID or key in but or old.get(key) == new.get(key):
            continue
        says = _ways(mentions=mentions, in_full=in_full)
        sides = [_value(key, one.get(key), says) for one in known]
        if key in _LISTED and (told := [*_added_and_taken_off(old.get(key), new.get(key))]):
            sides = ["; ".join(told)]
        if key == "channel" and not mentions:
            # Neither can be called by its name, and a change is only asked about to take it back.
            sides = [_("back to the one before")]
        said.append(f"{_field(key)}: {' → '.join(sides)}")
    return said


def facts(settings: Mapping[str, object]) -> list[str]:
    """Lay settings out as they are, in the words in which a change of them is told."""
    return [f"{_field(key)}: {_value(key, one, _SAID)}" for key, one in settings.items()]


def how(team: Team, *, finishing: bool = False) -> str:
    """What is asked and shown, in a line; `finishing`: what began with names is being counted."""
    named = ("light", "named", "open_days", "k", "retention_weeks")
    said = {name: getattr(team.policy, name) for name in named}
    if names := by_name.setting(team, finishing=finishing):
        said["named"] = names
    return " · ".join(facts(said))


def was_set(key: str, written: str) -> bool:
    """Whether one side of a change says something of a setting."""
    return settings_in(written).get(key) not in (None, "", [])


def is_on(key: str, written: str) -> bool:
    """Whether one side of a change says yes to a setting."""
    return settings_in(written).get(key) is True


def _field(key: str) -> str:
    return _(_FIELDS[key]) if key in _FIELDS else f"`{blocks.escape(key)}`"


def _ways(*, mentions: bool, in_full: bool) -> Mapping[str, Callable[[object], str]]:
    return _SAID | ({} if mentions else _UNMENTIONED) | (_IN_FULL if in_full else {})


def _value(key: str, value: object, ways: Mapping[str, Callable[[object], str]]) -> str:
    if value in (None, "", []):
        return _("everybody in the channel") if key == "group" else "–"
    if isinstance(value, bool):
        yes, no = _SWITCHES.get(key, _SWITCH)
        return _(yes) if value else _(no)
    try:
        return ways.get(key, _plain)(value)
    except (IndexError, KeyError, TypeError, ValueError):
        return _plain(value)


def _plain(value: object) -> str:
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return blocks.escape(blocks.cut(said, VALUE_SHOWN))


def _many(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [str(one) for one in value]


def _people(value: object) -> str:
    users = _many(value)
    shown, hidden = [f"<@{user}>" for user in users[:MANY]], len(users[MANY:])
    return listed([*shown, *([ngettext("{count} more", "{count} more", hidden)] if hidden else [])])


def _days(value: object) -> str:
    return quiet(sorted(date.fromisoformat(one) for one in _many(value)))


def _all_days(value: object) -> str:
    return quiet(sorted(date.fromisoformat(one) for one in _many(value)), room=LIST_SHOWN)


def _added_and_taken_off(old: object, new: object) -> Iterator[str]:
    """What a list has more than before, and what less; nothing where it was empty or is."""
    if not (isinstance(old, list) and isinstance(new, list) and old and new):
        return
    if more := [one for one in new if one not in old]:
        yield _("added {words}").format(words=_all_words(more))
    if less := [one for one in old if one not in new]:
        yield _("taken off {words}").format(words=_all_words(less))


def _all_words(value: object) -> str:
    words = [blocks.escape(one) for one in _many(value)]
    shown = words[: fitting(words, LIST_SHOWN)]
    hidden = len(words) - len(shown)
    more = [ngettext("and {count} more", "and {count} more", hidden)] if hidden else []
    return ", ".join([*shown, *more])


def _day(value: object) -> str:
    return day(date.fromisoformat(str(value)), short=True)


def _weekday(value: object) -> str:
    return str(get_day_names("wide", locale=language())[int(str(value))])


_SAID: Final[dict[str, Callable[[object], str]]] = {
    **dict.fromkeys(("leads", "named_admins"), _people),
    **dict.fromkeys(("first", "ends", "paused_until", "look_back_on"), _day),
    **{one.value: lambda value: _("until {day}").format(day=_day(value)) for one in EXPECTED},
    "message": lambda value: dead_letters.kind(str(value)),
    "channel": lambda value: f"<#{_plain(value)}>",
    "group": lambda value: f"@{_plain(value)}",
    "weekday": _weekday,
    "at": lambda value: clock(time.fromisoformat(str(value))),
    "every_weeks": lambda value: ngettext("every week", "every {count} weeks", int(str(value))),
    "open_days": lambda value: ngettext("{count} day", "{count} days", int(str(value))),
    "retention_weeks": lambda value: ngettext("{count} week", "{count} weeks", int(str(value))),
    "quiet_days": _days,
    "practice": lambda value: f"“{experiment.title(str(value))}”",
    "verdict": lambda value: _(_VERDICTS[str(value)]),
}
_UNMENTIONED: Final[dict[str, Callable[[object], str]]] = {
    **dict.fromkeys(
        ("leads", "named_admins"),
        lambda value: ngettext("{count} person", "{count} people", len(_many(value))),
    ),
}
_IN_FULL: Final[dict[str, Callable[[object], str]]] = {
    "away_statuses": _all_words,
    "quiet_days": _all_days,
}
