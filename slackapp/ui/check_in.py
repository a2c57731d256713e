"""The check-in modal: a few statements, who helped whom, and who will see what, when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.instrument import bank
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.errors import NobodyAndNames, TooManyNames
from slackapp.ui import blocks, calendar, experiment, ids, promise
from slackapp.ui.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analytics.instrument.bank import Item
    from slackapp.domain.screens import Form
    from slackapp.ui.blocks import Block

MOST_NAMES: Final = 3
MOST_BOXES: Final = 10
"""Choices Slack shows as boxes, one touch each; a longer list folds into a menu, two touches."""
PROMPTS: Final = {
    "helped_me": N_("Who helped you this week?"),
    "i_helped": N_("Whom did you help?"),
}
_KIND: Final = {
    "helped_me": N_("What kind of help came from {name}?"),
    "i_helped": N_("What kind of help did you give {name}?"),
}
_SAME_PEOPLE: Final = N_("Whoever helped in the team, as you saw it: how true is that?")
_WEEK: Final = N_("“The last week” and “this week” both mean the seven days until now.")
_PULSE_ORDER: Final = ("received", "given", "same_people")
_SENT_BACK: Final = ("type", "callback_id", "title", "submit", "close", "private_metadata")


def view(form: Form) -> Block:
    """Lay a blank check-in out for one person."""
    return blocks.modal(
        _("Check-in"),
        [
            *promise.rows(form),
            *_saying_which_week([*_items(form), *_prompts(form), *_pulse(form)]),
            *_end(form),
        ],
        callback=ids.CHECK_IN_VIEW,
        submit=_("Submit"),
        close=_("Not now"),
        metadata=form.round_id,
    )


def revised(shown: dict[str, Any]) -> Block:
    """Show what goes with the names just picked; everything typed so far stays.

    `shown` is the view as Slack sends it with a click: blocks and state. Nothing is read or kept.
    """
    state = shown["state"]["values"]
    kept = (block for block in shown["blocks"] if not _goes_with_names(block.get("block_id", "")))
    laid_out = [
        each
        for block in kept
        for each in (*_too_much(block, state), block, *_with_names(block, state))
    ]
    return {key: shown[key] for key in _SENT_BACK if shown.get(key)} | {"blocks": laid_out}


def names_in(prompt_block: Block) -> dict[str, str]:
    """The people a prompt of a shown view lists: value → name, in their order."""
    options = prompt_block["element"]["options"]
    return {each["value"]: each["text"]["text"] for each in options if each["value"] != ids.NOBODY}


def picked(state: dict[str, Any], prompt: str) -> tuple[str, ...]:
    """The values chosen so far in a prompt's list."""
    chosen = state.get(ids.prompt_block(prompt), {}).get(ids.PICK, {}).get("selected_options")
    return tuple(each["value"] for each in chosen or ())


def _end(form: Form) -> Iterator[Block]:
    """What matters once one sends it, and the way to everything else."""
    yield blocks.context(
        _(
            "This form opens blank for everybody. Until it closes, what you send last is your "
            "whole answer: it replaces everything you sent before."
        ),
        _("Sealed for {days} days at most. The Home tab says what is counted, and when.").format(
            days=EXPIRES_AFTER.days
        ),
        *_of_lead(form),
    )
    yield blocks.actions(blocks.button(_("Why am I asked?"), action=ids.WHY, value=form.round_id))


def _of_lead(form: Form) -> Iterator[str]:
    """What a lead sees beside the figures, where this form asks for names."""
    if form.named and form.naming.enough:
        yield _("Where helpers are named, a lead also sees how much runs through themselves.")


def _saying_which_week(asked: list[Block]) -> list[Block]:
    """Beside the first question, where it takes no block of its own: on a Monday one wonders."""
    first = next((block for block in asked if block["type"] == "input"), None)
    if first is not None:
        hint = first["hint"]["text"] if "hint" in first else ""
        first["hint"] = blocks.plain(f"{_(_WEEK)} {hint}".rstrip())
    return asked


def _items(form: Form) -> Iterator[Block]:
    if not form.items:
        return
    yield blocks.section(f"*{_(bank.load().stem)}*")
    points = _points()
    for item in form.items:
        if form.follow_up and item.family == bank.FOLLOW_UP:
            tried = experiment.title(form.follow_up)
            yield blocks.context(_("Our experiment: “{practice}”.").format(practice=tried))
        yield blocks.entry(
            _(item.text),
            blocks.radio(points, action=ids.ANSWER),
            block_id=ids.item_block(item.id),
        )
        if item.asks_reason:
            yield _reasons(item)


def _points() -> list[Block]:
    known = bank.load()
    scale = [blocks.option(_(text), str(value)) for value, text in enumerate(known.points, start=1)]
    return [*scale, blocks.option(_(known.missing), ids.NO_ANSWER)]


def _reasons(item: Item) -> Block:
    choices = [blocks.option(_(text), code) for code, text in bank.load().reasons.items()]
    return blocks.entry(
        _("If there was such a moment, what held you back?"),
        blocks.checkboxes(choices, action=ids.ANSWER),
        block_id=f"{ids.REASONS_BLOCK}.{item.id}",
    )


def _prompts(form: Form) -> Iterator[Block]:
    hint = _("Up to three. People may learn that several named them, and are not shown who.")
    if not form.naming.enough:
        hint = _("Up to three.")
    becomes = calendar.names(form.naming)
    if becomes and (not form.never or not form.naming.in_vain):  # else that stands above, of all
        yield blocks.context(becomes)
    for prompt in form.prompts:
        options = [
            blocks.option(_("Nobody this week"), ids.NOBODY),
            *(blocks.option(name, user) for user, name in form.teammates),
        ]
        yield blocks.entry(
            _(PROMPTS[prompt]),
            _names(options),
            block_id=ids.prompt_block(prompt),
            hint=hint,
            dispatch=True,
        )


def _names(options: list[Block]) -> Block:
    if len(options) <= MOST_BOXES:
        return blocks.checkboxes(options, action=ids.PICK)
    return blocks.multi_select(
        options, action=ids.PICK, placeholder=_("Choose names"), most=MOST_NAMES
    )


def _pulse(form: Form) -> Iterator[Block]:
    if not form.pulse:
        return
    if becomes := calendar.names(form.naming):
        yield blocks.context(becomes)
    known = bank.load()
    missing = blocks.option(_(known.missing), ids.NO_ANSWER)
    counts = [blocks.option(_(text), str(n)) for n, text in enumerate(known.pulse_counts)]
    for question in _PULSE_ORDER:
        choices = _points() if question == "same_people" else [*counts, missing]
        yield blocks.entry(
            _(known.pulse[question]),
            blocks.radio(choices, action=ids.ANSWER),
            block_id=ids.pulse_block(question),
            hint=_(_SAME_PEOPLE) if question == "same_people" else None,
        )


def _goes_with_names(block_id: str) -> bool:
    return block_id == ids.SUITED_BLOCK or block_id.startswith((ids.KIND_BLOCK, ids.TOO_MUCH_BLOCK))


def _prompt_of(block: Block) -> str:
    """Which question about names a block asks; "" for none."""
    block_id = block.get("block_id", "")
    prompt = block_id.removeprefix(ids.PROMPT_BLOCK)
    return prompt if prompt in PROMPTS and prompt != block_id else ""


def _too_much(block: Block, state: dict[str, Any]) -> Iterator[Block]:
    """What cannot be chosen together, said at once and above what it is about."""
    prompt = _prompt_of(block)
    chosen = picked(state, prompt) if prompt else ()
    said = None
    if ids.NOBODY in chosen and len(chosen) > 1:
        said = NobodyAndNames.for_people()
    elif len(chosen) > MOST_NAMES:
        said = TooManyNames.for_people()
    if said is not None:
        yield blocks.context(_(said)) | {"block_id": ids.TOO_MUCH_BLOCK + prompt}


def _with_names(block: Block, state: dict[str, Any]) -> Iterable[Block]:
    """What is asked once names, or nobody, are picked in this block."""
    prompt = _prompt_of(block)
    chosen = picked(state, prompt) if prompt else ()
    if not chosen or (ids.NOBODY in chosen and len(chosen) > 1):
        return
    for place, (user, name) in enumerate(names_in(block).items()):
        if user in chosen:
            yield _kind(prompt, place, name)
    if ids.NOBODY in chosen and prompt == "helped_me":
        yield _suited()


def _kind(prompt: str, place: int, name: str) -> Block:
    choices = [blocks.option(_(text), code) for code, text in bank.load().kinds_of(prompt).items()]
    return blocks.entry(
        _(_KIND[prompt]).format(name=name),
        blocks.radio(choices, action=ids.ANSWER),
        block_id=ids.kind_block(prompt, place),
    )


def _suited() -> Block:
    return blocks.entry(
        _("Nobody helped you this week. How was that?"),
        blocks.radio(
            [
                blocks.option(_("That suited me"), ids.SUITED),
                blocks.option(_("I would have liked some"), ids.WANTED),
            ],
            action=ids.ANSWER,
        ),
        block_id=ids.SUITED_BLOCK,
    )
