"""Everything that is kept of a person's own, to take away: in words, then the same as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from analytics.instrument import bank
from slackapp.ui import blocks, ids, mirror, own_answers, own_settings
from slackapp.ui.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slackapp.domain.answers import Answer
    from slackapp.domain.gathering import TieWeek
    from slackapp.domain.ids import UserId
    from slackapp.domain.reflection import Mirror, OwnScale
    from slackapp.domain.screens import OwnSettings
    from slackapp.ui.blocks import Block

CHUNK: Final = 2800
"""Characters of one piece of the data."""


def view(mirrors: Iterable[Mirror], settings: OwnSettings) -> Block:
    """Lay a person's own out for them alone; where it is too long for a window, words give way."""
    seen = [*mirrors]
    document = {"settings": _settings(settings), "teams": [_team(one) for one in seen]}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    data = [
        blocks.header(_("The same as data")),
        blocks.context(_("JSON, for another program: select and copy it to keep it.")),
        *map(blocks.preformatted, _pieces(text)),
    ][: own_answers.MOST_BLOCKS]
    words = [
        blocks.section(
            _(
                "Your settings, what you answered and what is still sealed, and your mirror. "
                "Nobody else can open this."
            )
        ),
        *_in_words(seen, settings),
    ]
    return blocks.modal(
        _("Your data"),
        [*words[: max(1, own_answers.MOST_BLOCKS - len(data))], *data],
        callback=ids.COPY_VIEW,
        close=_("Close"),
    )


def _in_words(mirrors: Iterable[Mirror], settings: OwnSettings) -> Iterator[Block]:
    yield blocks.header(_("Your settings"))
    yield blocks.section("\n".join(own_settings.lines(settings)))
    for seen in mirrors:
        yield blocks.divider()
        yield blocks.header(seen.name)
        yield from own_answers.told(seen)
        if seen.note is not None:
            yield from mirror.told(seen.note, team=seen.name, lead=seen.lead)


def _pieces(text: str) -> Iterator[str]:
    """Cut between lines, so that the pieces one below the other are the document again."""
    piece = ""
    for line in text.splitlines():
        if piece and len(piece) + len(line) >= CHUNK:
            yield piece
            piece = ""
        piece = f"{piece}\n{line}" if piece else line
    yield piece


def _settings(settings: OwnSettings) -> dict[str, Any]:
    until = settings.paused_until
    return {
        "asked": settings.ask_me,
        "listed": settings.list_me,
        "paused_until": until.isoformat() if until else None,
        "teams": [name for _team_id, name in settings.teams],
    }


def _team(seen: Mirror) -> dict[str, Any]:
    names = seen.ties.names if seen.ties else {}
    return {
        "team": seen.name,
        "open_check_in": None if seen.now is None else _answer(seen.now),
        "sealed_statements": {k: v for scale in seen.scales for k, v in _tallies(scale).items()},
        "sealed_reasons": _reasons(seen),
        "sealed_help": [_week(week, names) for week in (seen.ties.weeks if seen.ties else ())],
        "sealed_pulse": [
            {"given": w.given, "received": w.received, "same_people": w.same_people}
            for w in seen.pulse
        ],
        "mirror": None if seen.note is None else _note(seen),
    }


def _tallies(scale: OwnScale) -> dict[str, list[int]]:
    known = bank.load().items
    pairs = zip(scale.items, scale.tally.counts, strict=True)
    return {known[item].text: list(counts) for item, counts in pairs}


def _reasons(seen: Mirror) -> dict[str, int]:
    """Why one did not ask for help: code → how often."""
    given: dict[str, int] = {}
    for scale in seen.scales:
        for code, times in zip(bank.load().reasons, scale.tally.reasons, strict=False):
            if times:
                given[code] = given.get(code, 0) + times
    return given


def _answer(answer: Answer) -> dict[str, Any]:
    known = bank.load().items
    ties = {"helped_me": answer.helped_me, "i_helped": answer.i_helped}
    return {
        "statements": {known[item].text: point for item, point in answer.items.items()},
        **{
            prompt: None if said is None else [{"id": t.user, "kind": t.kind} for t in said]
            for prompt, said in ties.items()
        },
        "nobody_suited": answer.nobody_suited,
        "given": answer.given,
        "received": answer.received,
        "same_people": answer.same_people,
        "reasons": list(answer.reasons),
    }


def _week(week: TieWeek, names: dict[int, UserId]) -> dict[str, Any]:
    kinds = (None, *bank.load().kinds)
    ties = {"helped_me": week.helped_me, "i_helped": week.i_helped}
    said: dict[str, Any] = {
        prompt: None
        if pairs is None
        else [{"id": names[place], "kind": kinds[kind]} for place, kind in pairs]
        for prompt, pairs in ties.items()
    }
    return said | {"nobody_suited": week.nobody_suited}


def _note(seen: Mirror) -> dict[str, Any]:
    note = seen.note
    assert note is not None  # noqa: S101 (asked just before)
    said = {"named_by": note.named_by, "kind": note.kind}
    return {
        "ends_on": note.ends_on.isoformat(),
        "answered": note.answered,
        "gave": note.gave,
        "received": note.received,
        "nobody_suited": note.nobody_suited,
        "nobody_missed": note.nobody_missed,
        **{key: value for key, value in said.items() if value is not None},
    }
