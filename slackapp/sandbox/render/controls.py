"""Interactive elements as form controls, named ``block_id|action_id``."""

from collections.abc import Callable

from markupsafe import Markup

from slackapp.sandbox.elements import PRESSED, raw_value
from slackapp.sandbox.finding import pickable_people
from slackapp.sandbox.model import JSON, Person
from slackapp.sandbox.render.eye import Spot, hue, initials
from slackapp.sandbox.render.html import tag
from slackapp.sandbox.render.mrkdwn import plain, text_of

GROUPS = frozenset({"radio_buttons", "checkboxes"})
# A scale of short words is drawn as a row of tiles, with what is not on the scale below it.
TILES_MOST, SCALE_POINTS, TILE_CHARACTERS, SLIM_CHARACTERS = 7, 5, 22, 40
_TYPES = {
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "text",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}


def is_group(element: JSON) -> bool:
    """Whether the control is several inputs that need a fieldset and a legend."""
    return element["type"] in GROUPS or element["type"].startswith("multi_")


def avatar(person: Person) -> Markup:
    """A person's initials in their colour."""
    kind = "avatar app" if person.is_bot else f"avatar {hue(person.id)}"
    return tag("span", initials(person), class_=kind, aria_hidden="true")


def control(spot: Spot, *, label: str = "", described: str = "", first: bool = False) -> Markup:
    """Any interactive element.

    Args:
        spot: where it stands.
        label: what a screen reader calls it where no visible label is tied to it.
        described: the id of the text that describes it.
        first: whether it gets the focus when the page opens.
    """
    kind = spot.element["type"]
    if kind in PRESSED:
        return button(spot) if kind != "overflow" else overflow(spot)
    shared = {
        "aria_label": label or None,
        "aria_describedby": described or None,
        "autofocus": first,
    }
    draw = _DRAWN.get(kind, _typed)
    return draw(spot, shared)


Shared = dict[str, "str | bool | None"]


def button(spot: Spot) -> Markup:
    """A button; one with an address is a link that tells the app as well."""
    element = spot.element
    look = f"button {element.get('style', '')}".strip()
    label = element.get("accessibility_label")
    words = plain(element["text"])
    if "url" in element:
        return tag(
            "a",
            words,
            href=element["url"],
            target="_blank",
            rel="noopener noreferrer",
            class_=look,
            aria_label=label,
            data_act=spot.name,
        )
    return tag("button", words, name="_act", value=spot.name, class_=look, aria_label=label)


def overflow(spot: Spot) -> Markup:
    """A menu of further choices."""
    choices = [
        tag("button", text_of(spot.eye, o["text"]), name="_act", value=f"{spot.name}|{o['value']}")
        for o in spot.element["options"]
    ]
    summary = tag("summary", "⋯", class_="button", aria_label="More actions")
    return tag("details", summary, tag("div", choices, class_="menu"), class_="overflow")


def _typed(spot: Spot, shared: Shared) -> Markup:
    element = spot.element
    raw = raw_value(element, spot.value) if spot.value else []
    text = raw[0] if raw else ""
    hint = element.get("placeholder", {}).get("text")
    if element.get("multiline") or element["type"] == "rich_text_input":
        return tag(
            "textarea",
            text,
            id=spot.id,
            name=spot.name,
            rows=4,
            placeholder=hint,
            class_="input",
            **shared,
        )
    return tag(
        "input",
        type=_TYPES[element["type"]],
        id=spot.id,
        name=spot.name,
        value=text,
        placeholder=hint,
        inputmode="decimal" if element["type"] == "number_input" else None,
        class_="input",
        **shared,
    )


def _options(options: list[JSON], chosen: list[str]) -> list[Markup]:
    return [
        tag("option", o["text"]["text"], value=o["value"], selected=o["value"] in chosen)
        for o in options
    ]


def _kinds(element: JSON) -> list[str]:
    """The kinds of conversations a select offers; all of them where its filter names none."""
    included: list[str] = element.get("filter", {}).get("include", ["im"])
    return included


def _choices(spot: Spot) -> list[tuple[str, str]]:
    kind, ws = spot.element["type"], spot.eye.workspace
    if "users" in kind:
        return [(p.id, p.label) for p in pickable_people(ws)]
    mine = ws.channels_of(spot.eye.person.id)
    people_too = "channels" not in kind and "im" in _kinds(spot.element)
    wanted = [c for c in mine if not c.is_archived and (people_too or not c.is_im)]
    return [(c.id, f"#{c.name}" if not c.is_im else spot.eye.name_of(c.user)) for c in wanted]


def _select(spot: Spot, shared: Shared) -> Markup:
    element = spot.element
    chosen = raw_value(element, spot.value) if spot.value else []
    empty = tag("option", element.get("placeholder", {}).get("text", "Choose…"), value="")
    groups = [
        tag("optgroup", _options(g["options"], chosen), label=g["label"]["text"])
        for g in element.get("option_groups", [])
    ]
    if element["type"] == "static_select":
        listed = _options(element.get("options", []), chosen)
    else:
        listed = [
            tag("option", label, value=value, selected=value in chosen)
            for value, label in _choices(spot)
        ]
    body = [empty, *groups, *listed]
    return tag("select", body, id=spot.id, name=spot.name, class_="input", **shared)


def _tick(spot: Spot, kind: str, option: JSON, chosen: list[str], *, first: bool) -> Markup:
    box = tag(
        "input",
        type=kind,
        name=spot.name,
        value=option["value"],
        checked=option["value"] in chosen,
        autofocus=first,
    )
    more = option.get("description")
    words = tag("span", text_of(spot.eye, option["text"]))
    note = tag("small", text_of(spot.eye, more)) if more else None
    return tag("label", box, tag("span", words, note, class_="words"), class_="tick")


def _is_scale(element: JSON) -> bool:
    lengths = [len(option["text"]["text"]) for option in element["options"]]
    return (
        element["type"] == "radio_buttons"
        and 2 < len(lengths) <= TILES_MOST  # noqa: PLR2004 (yes or no is a list)
        and max(lengths[:SCALE_POINTS]) <= TILE_CHARACTERS
        and max(lengths) <= SLIM_CHARACTERS
    )


def _ticks(spot: Spot, shared: Shared) -> Markup:
    options = spot.element["options"]
    kind = "radio" if spot.element["type"] == "radio_buttons" else "checkbox"
    chosen = raw_value(spot.element, spot.value) if spot.value else []
    drawn = [
        _tick(spot, kind, option, chosen, first=bool(shared["autofocus"]) and index == 0)
        for index, option in enumerate(options)
    ]
    look = f"ticks tiles tiles-{len(options)}" if _is_scale(spot.element) else "ticks"
    return tag("div", drawn, class_=look)


def _many(spot: Spot, shared: Shared) -> Markup:
    """A searchable list of checkboxes."""
    chosen = raw_value(spot.element, spot.value) if spot.value else []
    people, element = spot.eye.workspace.people, spot.element
    if element["type"] == "multi_static_select":
        grouped = [o for g in element.get("option_groups", []) for o in g["options"]]
        choices = [(o["value"], o["text"]["text"]) for o in [*element.get("options", []), *grouped]]
    else:
        choices = _choices(spot)
    ticks = []
    for value, label in choices:
        box = tag("input", type="checkbox", name=spot.name, value=value, checked=value in chosen)
        face = avatar(people[value]) if value in people else None
        ticks.append(tag("label", box, face, tag("span", label, class_="words"), class_="tick"))
    search = tag(
        "input",
        type="search",
        class_="input filter",
        placeholder=element.get("placeholder", {}).get("text", "Search…"),
        aria_label="Search the list",
        autocomplete="off",
        autofocus=bool(shared["autofocus"]),
    )
    most = element.get("max_selected_items")
    note = tag("p", f"Up to {most}", class_="hint most", data_most=most) if most else None
    return tag("div", search, tag("div", ticks, class_="ticks"), note, class_="picker")


_DRAWN: dict[str, Callable[[Spot, Shared], Markup]] = {
    "static_select": _select,
    "users_select": _select,
    "channels_select": _select,
    "conversations_select": _select,
    "radio_buttons": _ticks,
    "checkboxes": _ticks,
    "multi_static_select": _many,
    "multi_users_select": _many,
    "multi_channels_select": _many,
    "multi_conversations_select": _many,
}
