"""A person's own as data, in the words of the form, and what each of its fields means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.instrument import bank
from slackapp.domain.mirror import Given, Share
from slackapp.ui import own_kept
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from slackapp.domain.answers import Answer
    from slackapp.domain.gathering import PulseWeek, TieWeek
    from slackapp.domain.ids import UserId
    from slackapp.domain.kept import Kept
    from slackapp.domain.mirror import Note
    from slackapp.domain.reflection import Mirror, OwnScale
    from slackapp.domain.screens import OwnSettings

FIELDS: Final = {
    "in_slack": N_("what Slack says of you: your id, name, language and time zone"),
    "language": N_("the language you use Slack in"),
    "time_zone": N_("the time zone of your Slack"),
    "settings": N_("what you chose under My settings"),
    "asked": N_("whether you are asked"),
    "listed": N_("whether others can name you"),
    "paused_until": N_("the day before which you are not asked"),
    "home_team": N_("the team that asks you and counts you, where you are in several"),
    "teams": N_("your teams; first their names, then what is kept of you in each"),
    "team": N_("the name of a team"),
    "open_check_in": N_("what you sent in the check-in that is open; it can still be changed"),
    "skipped": N_("whether you skipped the check-in that is open, and answered nothing so far"),
    "asked_again_at": N_("when you want to be asked again, where you answered nothing so far"),
    "statements": N_("each statement, with what you chose; {} is none"),
    "reasons": N_("what held you back from asking for help"),
    "helped_me": N_("who helped you, as you said it; null is not answered, [] is nobody"),
    "i_helped": N_("whom you helped, as you said it; null is not answered, [] is nobody"),
    "id": N_("Slack's name for a person"),
    "name": N_("a person's name in Slack"),
    "kind": N_("what kind of help it was"),
    "nobody_helped": N_("how it was for you that nobody helped you"),
    "received": N_("how many people helped you, by your own account"),
    "given": N_("how many people you helped, by your own account"),
    "same_people": N_("whether it was mostly the same one or two people"),
    "sealed_statements": N_(
        "each statement of check-ins that wait to be counted: how often what; {} is none"
    ),
    "sealed_reasons": N_("what held you back in those check-ins: how often what; {} is none"),
    "sealed_help": N_("who helped whom in those check-ins, as you said it"),
    "sealed_counts": N_("how much help went round in those check-ins, as you said it"),
    "check_in": N_("the day of a check-in"),
    "mirror": N_("what was counted for your mirror; null where there is nothing"),
    "ends_on": N_("the day of the last check-in in it"),
    "people_you_helped": N_("how many people you said you helped; null is left blank, or erased"),
    "anybody_helped_you": N_("whether you named anybody as helping you"),
    "help_missed": N_("whether you would have liked some help when nobody helped you"),
    "named_nobody": N_("whether you answered four times or more, and named nobody on either side"),
    "named_by": N_("how many of the others say you helped them; only from three people on"),
}
"""Every field but those of `own_kept`, and what it means; other keys are words of the form."""
_GIVEN: Final = {
    Given.NOBODY: N_("nobody"),
    Given.FEW: N_("one or two people"),
    Given.SEVERAL: N_("several people"),
    Given.MANY: N_("many people"),
}
_SHARES: Final = {Share.FEW: N_("a few"), Share.HALF: N_("about half"), Share.MOST: N_("most")}


def of(mirrors: Iterable[Mirror], settings: OwnSettings, kept: Kept) -> dict[str, Any]:
    """Return it as plain values, the legend first."""
    until = settings.paused_until
    return {
        "legend": {field: _(meaning) for field, meaning in (FIELDS | own_kept.FIELDS).items()},
        "in_slack": {
            "id": kept.person.user,
            "name": settings.name,
            "language": settings.language,
            "time_zone": settings.zone,
        },
        "settings": {
            "asked": settings.ask_me,
            "listed": settings.list_me,
            "paused_until": until.isoformat() if until else None,
            "home_team": _home(settings),
            "teams": [name for _team_id, name in settings.teams],
        },
        "teams": [_team(one) for one in mirrors],
        **own_kept.of(kept),
    }


def _home(settings: OwnSettings) -> str | None:
    """With one team there is nothing to choose."""
    several = len(settings.teams) > 1
    return dict(settings.teams).get(settings.home) if several and settings.home else None


def _team(seen: Mirror) -> dict[str, Any]:
    weeks = zip(seen.ties.weeks, seen.ties.dates, strict=False) if seen.ties else ()
    pulses = zip(seen.pulse, seen.pulse_dates, strict=False)
    return {
        "team": seen.name,
        "open_check_in": None if seen.now is None else _answer(seen.now, seen.people),
        "skipped": seen.skipped,
        "asked_again_at": seen.again_at.isoformat() if seen.again_at else None,
        "sealed_statements": {k: v for scale in seen.scales for k, v in _tallies(scale).items()},
        "sealed_reasons": _reasons(seen),
        "sealed_help": [_week(week, when, seen) for week, when in weeks],
        "sealed_counts": [_counts(week, when) for week, when in pulses],
        "mirror": None if seen.note is None else _note(seen.note),
    }


def _tallies(scale: OwnScale) -> dict[str, dict[str, int]]:
    """Statement → what was chosen → how often, as far as anything was."""
    known = bank.load()
    pairs = zip(scale.items, scale.tally.counts, strict=True)
    return {_(known.items[item].text): _often(known.points, counts) for item, counts in pairs}


def _reasons(seen: Mirror) -> dict[str, int]:
    """What held one back → how often."""
    given: dict[str, int] = {}
    for scale in seen.scales:
        for said, times in _often(bank.load().reasons.values(), scale.tally.reasons).items():
            given[said] = given.get(said, 0) + times
    return given


def _often(words: Iterable[str], counts: Iterable[int]) -> dict[str, int]:
    return {_(said): times for said, times in zip(words, counts, strict=False) if times}


def _answer(answer: Answer, people: Mapping[UserId, str]) -> dict[str, Any]:
    known = bank.load()
    ties = {"helped_me": answer.helped_me, "i_helped": answer.i_helped}
    return {
        "statements": {
            _(known.items[item].text): _point(point) for item, point in answer.items.items()
        },
        "reasons": [_(known.reasons[code]) for code in answer.reasons],
        **{
            prompt: None if said is None else [_tie(prompt, t.user, t.kind, people) for t in said]
            for prompt, said in ties.items()
        },
        "nobody_helped": _suited(nobody_suited=answer.nobody_suited),
        **_counted(answer.received, answer.given, answer.same_people),
    }


def _week(week: TieWeek, when: date, seen: Mirror) -> dict[str, Any]:
    kinds, names = (None, *bank.load().kinds), seen.ties.names if seen.ties else {}
    ties = {"helped_me": week.helped_me, "i_helped": week.i_helped}
    said: dict[str, Any] = {
        prompt: None
        if pairs is None
        else [_tie(prompt, names[place], kinds[kind], seen.people) for place, kind in pairs]
        for prompt, pairs in ties.items()
    }
    suited = _suited(nobody_suited=week.nobody_suited)
    return {"check_in": when.isoformat(), **said, "nobody_helped": suited}


def _tie(
    prompt: str, user: UserId, kind: str | None, people: Mapping[UserId, str]
) -> dict[str, str | None]:
    said = _(bank.load().kinds_of(prompt)[kind]) if kind else None
    return {"id": user, "name": people.get(user), "kind": said}


def _counts(week: PulseWeek, when: date) -> dict[str, Any]:
    said = _counted(week.received, week.given, week.same_people)
    return {"check_in": when.isoformat(), **said}


def _counted(received: int | None, given: int | None, same: int | None) -> dict[str, str | None]:
    counts = bank.load().pulse_counts
    return {
        "received": None if received is None else _(counts[received]),
        "given": None if given is None else _(counts[given]),
        "same_people": None if same is None else _point(same),
    }


def _suited(*, nobody_suited: bool | None) -> str | None:
    if nobody_suited is None:
        return None
    return _("That suited me") if nobody_suited else _("I would have liked some")


def _point(point: int) -> str:
    return _(bank.load().points[point - 1])


def _note(note: Note) -> dict[str, Any]:
    """What others said is not there at all where too few of them did."""
    said = {
        "named_by": _(_SHARES[note.named_by]) if note.named_by else None,
        "kind": _(bank.load().kinds_given[note.kind]) if note.kind else None,
    }
    return {
        "ends_on": note.ends_on.isoformat(),
        "people_you_helped": _(_GIVEN[note.gave]) if note.gave in _GIVEN else None,
        "anybody_helped_you": note.received,
        "help_missed": note.missed,
        "named_nobody": note.named_nobody,
        **{field: value for field, value in said.items() if value is not None},
    }
