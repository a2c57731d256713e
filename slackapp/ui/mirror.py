"""The private mirror: two good sides next to each other, and a question to oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics import practices
from slackapp.domain.mirror import Given, Share
from slackapp.domain.reflection import Part, carries_a_lot, part_of
from slackapp.ui import blocks, calendar, ids
from slackapp.ui.thanks import chat
from slackapp.ui.words import N_, _, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slackapp.domain.mirror import Note
    from slackapp.domain.reflection import Mirror
    from slackapp.ui.blocks import Block, Words

_GAVE: Final = {
    Given.MANY: N_("You said you helped many different people."),
    Given.SEVERAL: N_("You said you helped several different people."),
    Given.FEW: N_("You said you helped one or two people."),
    Given.BLANK: N_("Nothing you said about help is in it: you left it blank, or erased it."),
    Given.NOBODY: N_(
        "You named nobody you helped. Keeping your strength for your own work can be exactly right."
    ),
}
_SAID: Final = {
    Share.FEW: N_("Several people say you helped them."),
    Share.HALF: N_("About half of the others say you helped them."),
    Share.MOST: N_("Most of the others say you helped them."),
}
_RUNS_THROUGH: Final = {
    Share.FEW: N_("Some of the team's help runs through you."),
    Share.HALF: N_("About half of the others say you helped them: much runs through you."),
    Share.MOST: N_("Most of the others say you helped them: most of it runs through you."),
}
KINDS: Final = {
    "knowledge": N_("knowledge"),
    "perspective": N_("another view, or a decision"),
    "growth": N_("feedback or encouragement"),
    "hands": N_("doing part of the work"),
    "care": N_("being there"),
}
_QUESTIONS: Final = {
    Part.GAVE_ONLY: N_(
        "You named no one who helped you. That can be right for weeks like these. If not, here is "
        "one small ask."
    ),
    Part.CARRIES: N_(
        "People know that they can come to you, and that is worth a lot. Which of it would you "
        "gladly go on giving, and which could live in two heads?"
    ),
    Part.WANTED: N_(
        "At least once nobody was there and you would have liked some help. What would have made "
        "it easy to ask?"
    ),
    Part.KEPT_APART: N_(
        "You named nobody, on either side. Standing on your own feet is a strength. Was there a "
        "moment you would have liked to be part of?"
    ),
    Part.BOTH_WAYS: N_(
        "You gave and you took. Which of the two came more easily, and what would make the other "
        "as easy?"
    ),
}
_PRACTICE: Final = {
    Part.GAVE_ONLY: "ask_small",
    Part.CARRIES: "two_heads",
    Part.WANTED: "stuck_after",
    Part.KEPT_APART: "pair_check_in",
    Part.BOTH_WAYS: "thanks_named",
}
_DRAFT: Final = {
    None: N_("Many people came to me for help lately. Could we share it?"),
    "knowledge": N_("Many people came to me for knowledge lately. Could two of us learn it?"),
    "perspective": N_(
        "Many decisions came to me lately. Could we say which ones need me, and which do not?"
    ),
    "growth": N_("Many people came to me for feedback lately. Could more of us give it?"),
    "hands": N_("I took on parts of many people's work lately. Could we look at it together?"),
    "care": N_("I was there for many people lately, and gladly. Could we share that too?"),
}
_PAUSED: Final = N_(
    "*{team}* is paused: nothing that you gave or that came to you is counted before it goes on."
)
_NOT_COUNTED: Final = N_(
    "*{team}:* nothing that you gave or that came to you is being counted, as this team is now. "
    "That takes eight or more people who count, who say by name who helped and are asked often and "
    "long enough."
)
_ASKED_ELSEWHERE: Final = N_(
    "You are asked in another team: the mirror of that one has what you say there."
)
_COUNTED: Final = N_(
    "*{team}:* nothing has been counted for you yet. What you gave, and how many named you where "
    "that are three or more, is counted next on {day}, at the earliest."
)
_OWN_COUNTED: Final = N_(
    "*{team}:* nothing has been counted for you yet. What you gave is counted next on {day}, at "
    "the earliest; what came to you is not, as too few people count."
)
_COUNTED_HERE: Final = N_(
    "*{team}:* nothing has been counted for you yet. You are asked in another team, and what you "
    "give is counted there. What came to you here is counted next on {day}, at the earliest."
)
_NOTHING_HERE: Final = N_(
    "*{team}:* nothing has been counted for you yet. You are asked in another team, and what you "
    "give is counted there. What came to you here is not counted, as too few people count."
)


def notice(team_id: str, team: str) -> Words:
    """Tell a person that a mirror is ready; the same words for everybody."""
    text = _("Your mirror for {team} is ready. Only you can open it.").format(
        team=blocks.escape(team)
    )
    button = blocks.button(_("Open my mirror"), action=ids.OPEN_MIRROR, value=team_id)
    return blocks.words(text, [blocks.section(text), blocks.actions(button)])


def view(seen: Mirror, *, slack_team: str, week: int) -> Block:
    """Lay the mirror out; `week` counts weeks and chooses the question to think about."""
    laid_out = [
        blocks.context(_("Only you can see this. Nobody is told that you opened it.")),
        *_settled(seen, slack_team, week),
        blocks.divider(),
        blocks.section(
            _(
                "What you answered yourself stays sealed until it is counted. Until then you can "
                "look at it here. No teammate, lead or admin can make it appear; think "
                "of who can see your screen, and say no to whoever asks to."
            )
        ),
        blocks.actions(
            blocks.button(_("Show my own answers"), action=ids.SHOW_OWN, value=seen.team)
        ),
    ]
    return blocks.modal(_("Your mirror"), laid_out, callback=ids.MIRROR_VIEW, close=_("Close"))


def practice(identifier: str) -> Block:
    """One small practice."""
    chosen = practices.load().practices[identifier]
    return blocks.section(f"*{_(chosen.invitation)}*\n{_(chosen.how)}")


def _settled(seen: Mirror, slack_team: str, week: int) -> Iterator[Block]:
    """What has been counted, and one question: this week's where nothing counted asks one."""
    note = seen.note
    if note is None:
        yield blocks.section(_waiting(seen))
    else:
        yield from told(seen, note)
    part = part_of(note) if note else None
    yield from _question(part) if part else _to_think_about(week)
    if note and carries_a_lot(note):
        yield from _draft(note, seen, slack_team)


def _waiting(seen: Mirror) -> str:
    """When there is something to see, for whoever has been counted in nothing yet."""
    team, naming = blocks.escape(seen.name), seen.naming
    if naming.on is None:
        return " ".join(filter(None, (_never(seen).format(team=team), calendar.names(naming))))
    said = _(_COUNTED if naming.enough else _OWN_COUNTED)
    if seen.elsewhere:
        said = _(_COUNTED_HERE if naming.enough else _NOTHING_HERE)
    counted = said.format(team=team, day=day(naming.on))
    return " ".join(filter(None, (counted, calendar.names(naming))))


def _never(seen: Mirror) -> str:
    """Of a team in which nothing is counted of it, as it is now."""
    if seen.paused:
        return _(_PAUSED)
    return " ".join([_(_NOT_COUNTED), *([_(_ASKED_ELSEWHERE)] if seen.elsewhere else [])])


def told(seen: Mirror, note: Note) -> Iterator[Block]:
    """What has been counted of a person, up to when, and when it is counted next."""
    yield blocks.header(_("What you gave"))
    yield blocks.section("\n".join(_gave(note, lead=seen.lead)))
    said = _("{team}, check-ins up to {date}. Counted once; only erasing changes it.").format(
        team=blocks.escape(seen.name), date=day(note.ends_on)
    )
    yield blocks.context(" ".join([said, *_later(seen)]))


def _later(seen: Mirror) -> Iterator[str]:
    """When this is replaced by what came after or goes, and what becomes of asking for names."""
    naming = seen.naming
    if naming.on is not None:
        later = (
            _("What came after is counted on {day}, at the earliest; then this is replaced.")
            if naming.enough
            else _("What you gave after is counted on {day}, at the earliest; then this goes.")
        )
        yield later.format(day=day(naming.on))
    elif seen.ends is not None:
        goes = _(
            "It goes with the team's end at the latest: once {day} is over and its last report has "
            "been there for a week."
        )
        yield goes.format(day=day(seen.ends))
    if becomes := calendar.names(naming):
        yield becomes


def _gave(note: Note, *, lead: bool) -> Iterator[str]:
    yield _(_GAVE[note.gave])
    if note.named_by is not None:
        yield _((_RUNS_THROUGH if lead else _SAID)[note.named_by])
    if note.kind is not None:
        yield _("Most of it was: {kind}.").format(kind=_(KINDS[note.kind]))


def _question(part: Part) -> Iterator[Block]:
    yield blocks.header(_("A question to yourself"))
    yield blocks.section(_(_QUESTIONS[part]))
    yield practice(_PRACTICE[part])


def _draft(note: Note, seen: Mirror, slack_team: str) -> Iterator[Block]:
    yield blocks.header(_("If you want to share the load"))
    yield blocks.section(
        _(
            "Where help goes round, many people read this of themselves: it is neither good nor "
            "bad. If it is more than you like, here is a sentence to copy and change. You send it, "
            "Bearings does not; nothing is stored, and nobody else is told. As it stands it says "
            "what your mirror says."
        )
    )
    yield blocks.preformatted(_(_DRAFT[note.kind]))
    chats = "\n".join(chat(slack_team, user, name) for user, name in seen.leads)
    if chats:
        yield blocks.section(_("This opens your own chat with who leads the team:") + "\n" + chats)


def _to_think_about(week: int) -> Iterator[Block]:
    yield blocks.header(_("To think about"))
    yield blocks.section(reflection(week))


def reflection(week: int) -> str:
    """One question for one person alone, another every week."""
    questions = tuple(practices.load().reflections.values())
    return _(questions[week % len(questions)].text)
