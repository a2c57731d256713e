"""Blocks as HTML."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markupsafe import Markup

from slackapp.sandbox.elements import PRESSED, state_values
from slackapp.sandbox.model import JSON, Surface, Values, View
from slackapp.sandbox.render.charts import chart
from slackapp.sandbox.render.controls import control, is_group
from slackapp.sandbox.render.eye import Eye, Spot
from slackapp.sandbox.render.html import tag
from slackapp.sandbox.render.mrkdwn import link, mrkdwn, plain, text_of
from slackapp.sandbox.render.rich_text import rich_text
from slackapp.sandbox.render.tables import data_table, table


@dataclass(slots=True)
class Canvas:
    """One surface being drawn; ``waiting`` is true until the first control took the focus."""

    eye: Eye
    surface: Surface
    values: Values = field(init=False)
    errors: dict[str, str] = field(init=False)
    waiting: bool = False

    def __post_init__(self) -> None:
        """Work out the values and errors to show."""
        surface = self.surface
        self.values = state_values(surface.blocks, surface.values_of(self.eye.person.id))
        self.errors = surface.errors if isinstance(surface, View) else {}
        self.waiting = isinstance(surface, View) and surface.kind == "modal"

    def spot(self, block: JSON, element: JSON) -> Spot:
        """Where an element stands."""
        return Spot(self.eye, self.surface, block, element, self.values)

    def take_focus(self, block: JSON) -> bool:
        """Whether this input gets the focus: the first one, or the first with an error."""
        wanted = not self.errors or block["block_id"] in self.errors
        if self.waiting and wanted:
            self.waiting = False
            return True
        return False


def draw(eye: Eye, surface: Surface) -> Markup:
    """All blocks of a message, modal or Home."""
    canvas = Canvas(eye, surface)
    return Markup().join(_DRAWN[block["type"]](canvas, block) for block in surface.blocks)


def _header(_canvas: Canvas, block: JSON) -> Markup:
    return tag("h3", plain(block["text"]), class_="block")


def _section(canvas: Canvas, block: JSON) -> Markup:
    words = tag("div", text_of(canvas.eye, block["text"])) if "text" in block else None
    fields = [tag("div", text_of(canvas.eye, f)) for f in block.get("fields", [])]
    drawn = tag("div", words, tag("div", fields, class_="fields") if fields else None)
    beside = block.get("accessory")
    if not beside:
        return tag("div", drawn, class_="block section")
    if beside["type"] == "image":
        aside = _picture(canvas.eye, beside)
    else:
        label = block.get("text", {}).get("text", "")
        aside = _acting(canvas, block, beside, label=label)
    return tag("div", drawn, tag("div", aside, class_="accessory"), class_="block section")


def _acting(canvas: Canvas, block: JSON, element: JSON, *, label: str = "") -> Markup:
    """A control that acts at once; without script, a small button beside it does it."""
    spot = canvas.spot(block, element)
    if element["type"] in PRESSED:
        return control(spot)
    called = element.get("placeholder", {}).get("text") or label or "Choose"
    drawn = control(spot, label=called)
    if is_group(element):
        drawn = tag("fieldset", tag("legend", called, class_="unseen"), drawn)
    return _at_once(spot, drawn, called)


def _at_once(spot: Spot, drawn: Markup, called: str) -> Markup:
    apply = tag(
        "button",
        "Apply",
        name="_act",
        value=spot.name,
        class_="button small apply",
        aria_label=f"Apply: {called}",
    )
    return tag("span", drawn, apply, class_="acting")


def _actions(canvas: Canvas, block: JSON) -> Markup:
    drawn = [_acting(canvas, block, element) for element in block["elements"]]
    return tag("div", drawn, class_="block actions")


def _context(canvas: Canvas, block: JSON) -> Markup:
    drawn = [
        _picture(canvas.eye, e) if e["type"] == "image" else tag("span", text_of(canvas.eye, e))
        for e in block["elements"]
    ]
    return tag("div", drawn, class_="block context")


def _input(canvas: Canvas, block: JSON) -> Markup:
    element, spot = block["element"], canvas.spot(block, block["element"])
    optional = bool(block.get("optional"))
    mark = tag("span", " (optional)", class_="optional") if optional else None
    label = (plain(block["label"]), mark)
    hint_id, error_id = f"{spot.id}-hint", f"{spot.id}-error"
    problem = canvas.errors.get(block["block_id"])
    hint = block.get("hint")
    described = " ".join([hint_id] * bool(hint) + [error_id] * bool(problem))
    drawn = control(spot, described=described, first=canvas.take_focus(block))
    if block.get("dispatch_action"):
        drawn = _at_once(spot, drawn, block["label"]["text"])
    # What is wrong stands above the control: a long list would hide it.
    wrong = tag("p", problem, id=error_id, class_="error", role="alert") if problem else None
    note = tag("p", plain(hint), id=hint_id, class_="hint") if hint else None
    look = "block field invalid" if problem else "block field"
    if is_group(element):
        role = "radiogroup" if element["type"] == "radio_buttons" else "group"
        return tag(
            "fieldset",
            tag("legend", *label),
            wrong,
            drawn,
            note,
            class_=look,
            role=role,
            aria_describedby=described or None,
            aria_required="true" if role == "radiogroup" and not optional else None,
        )
    return tag("div", tag("label", *label, for_=spot.id), wrong, drawn, note, class_=look)


def _picture(eye: Eye, image: JSON) -> Markup:
    """An image from the sandbox's own host; others are named, not fetched."""
    url = image.get("image_url", "")
    if "slack_file" in image:
        file = image["slack_file"]
        url = file.get("url") or f"/files/{file.get('id')}"
    parts = urlsplit(url)
    if parts.netloc and not eye.workspace.is_own(url):
        return tag("span", "Image: ", link(url, image["alt_text"]), class_="elsewhere")
    return tag("img", src=parts.path, alt=image["alt_text"], loading="lazy")


def _image(canvas: Canvas, block: JSON) -> Markup:
    title = tag("figcaption", plain(block["title"])) if "title" in block else None
    return tag("figure", title, _picture(canvas.eye, block), class_="block")


def _alert(canvas: Canvas, block: JSON) -> Markup:
    look = f"block alert {block.get('level', 'default')}"
    return tag("div", text_of(canvas.eye, block["text"]), class_=look, role="note")


_DRAWN: dict[str, Callable[[Canvas, JSON], Markup]] = {
    "header": _header,
    "section": _section,
    "actions": _actions,
    "context": _context,
    "input": _input,
    "image": _image,
    "alert": _alert,
    "divider": lambda _canvas, _block: tag("hr"),
    "markdown": lambda canvas, block: tag("div", mrkdwn(canvas.eye, block["text"]), class_="block"),
    "rich_text": lambda canvas, block: tag("div", rich_text(canvas.eye, block), class_="block"),
    "table": lambda canvas, block: tag("div", table(canvas.eye, block), class_="block"),
    "data_table": lambda canvas, block: tag("div", data_table(canvas.eye, block), class_="block"),
    "data_visualization": lambda _canvas, block: tag("div", chart(block), class_="block"),
}
