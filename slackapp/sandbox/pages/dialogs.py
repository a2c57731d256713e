"""What covers the page: the modal on top, and the question before a risky button acts."""

from dataclasses import dataclass

from markupsafe import Markup

from slackapp.sandbox.elements import find_control
from slackapp.sandbox.model import JSON, View
from slackapp.sandbox.pages.shell import address, view_form
from slackapp.sandbox.render.blocks import draw
from slackapp.sandbox.render.eye import Eye
from slackapp.sandbox.render.html import tag
from slackapp.sandbox.render.mrkdwn import plain, text_of


@dataclass(frozen=True, slots=True)
class Pending:
    """An act that waits for a yes."""

    ref: str
    block_id: str
    action_id: str
    raw: list[str] | None
    question: JSON


def question_of(blocks: list[JSON], block_id: str, action_id: str) -> JSON | None:
    """The confirmation that a control asks for, if it does."""
    found = find_control(blocks, block_id, action_id)
    confirm: JSON | None = found[1].get("confirm") if found else None
    return confirm


def region(eye: Eye, place: str, pending: Pending | None) -> Markup:
    """The dialog that is open, or an empty region."""
    view = eye.workspace.modal(eye.person.id)
    if pending:
        dialog, mark = confirmation(eye, place, pending), f"confirm-{pending.action_id}"
    elif view:
        dialog, mark = modal(eye, place, view), f"{view.hash}-{sorted(view.errors)}-{view.notice}"
    else:
        return tag("div", data_region="dialog")
    overlay = tag("div", dialog, class_="overlay")
    return tag("div", overlay, data_region="dialog", data_hash=mark)


def modal(eye: Eye, place: str, view: View) -> Markup:
    """The modal on top of this person's screen."""
    body = view.body
    stack = eye.workspace.modals[eye.person.id]
    act = address(eye, place) + "/act"
    shut = tag(
        "form",
        tag("input", type="hidden", name="_ref", value=view.ref),
        tag(
            "button",
            "×",
            name="_act",
            value="_clear" if len(stack) > 1 else "_close",
            class_="shut",
            aria_label="Close",
        ),
        method="post",
        action=act,
    )
    head = tag(
        "header",
        tag("h2", plain(body["title"]), id="dialog-title"),
        tag("p", eye.workspace.bot.label, class_="hint"),
        shut,
    )
    problem = tag("p", view.notice, class_="error banner", role="alert") if view.notice else None
    inside = tag("div", problem, draw(eye, view), class_="body")
    form = view_form(eye, view, place, inside, tag("footer", _buttons(view)))
    return tag(
        "div",
        head,
        form,
        role="dialog",
        aria_modal="true",
        aria_labelledby="dialog-title",
        class_="dialog",
        data_view=view.id,
    )


def _buttons(view: View) -> list[Markup]:
    """Close, which has the focus where there is nothing to fill in, and submit."""
    body = view.body
    close = body.get("close", {}).get("text") or ("Close" if "submit" not in body else "Cancel")
    asks = any(block["type"] == "input" for block in view.blocks)
    buttons = [
        tag(
            "button",
            close,
            name="_act",
            value="_close",
            class_="button",
            data_close=True,
            autofocus=not asks,
        )
    ]
    if "submit" in body:
        submit = body["submit"]["text"]
        buttons.append(tag("button", submit, name="_act", value="_submit", class_="button primary"))
    return buttons


def confirmation(eye: Eye, place: str, pending: Pending) -> Markup:
    """The question before an act."""
    question = pending.question
    yes = question.get("confirm", {}).get("text", "Yes")
    no = question.get("deny", {}).get("text", "Cancel")
    look = "button danger" if question.get("style") == "danger" else "button primary"
    form = tag(
        "form",
        tag("div", text_of(eye, question["text"]), class_="body", id="dialog-text"),
        tag(
            "footer",
            tag(
                "button",
                no,
                name="answer",
                value="no",
                class_="button",
                data_close=True,
                autofocus=True,
            ),
            tag("button", yes, name="answer", value="yes", class_=look),
        ),
        method="post",
        action=address(eye, place) + "/confirm",
        class_="view",
    )
    head = tag("header", tag("h2", plain(question["title"]), id="dialog-title"))
    return tag(
        "div",
        head,
        form,
        role="alertdialog",
        aria_modal="true",
        aria_labelledby="dialog-title",
        aria_describedby="dialog-text",
        class_="dialog small",
    )
