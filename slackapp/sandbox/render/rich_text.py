"""Rich text blocks as HTML."""

from markupsafe import Markup, escape

from slackapp.sandbox.model import JSON
from slackapp.sandbox.render.emoji import EMOJI
from slackapp.sandbox.render.eye import Eye
from slackapp.sandbox.render.html import tag
from slackapp.sandbox.render.mrkdwn import link, mention

_STYLES = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}
_FRAMES = {
    "rich_text_section": "p",
    "rich_text_quote": "blockquote",
    "rich_text_preformatted": "pre",
}


def rich_text(eye: Eye, block: JSON) -> Markup:
    """A whole rich text block."""
    return Markup().join(_part(eye, part) for part in block["elements"])


def _part(eye: Eye, part: JSON) -> Markup:
    if part["type"] == "rich_text_list":
        name = "ol" if part.get("style") == "ordered" else "ul"
        items = [tag("li", _inlines(eye, item)) for item in part["elements"]]
        return tag(name, items, class_=f"indent-{part.get('indent', 0)}")
    return tag(_FRAMES.get(part["type"], "p"), _inlines(eye, part))


def _inlines(eye: Eye, part: JSON) -> list[Markup]:
    return [_inline(eye, element) for element in part.get("elements", [])]


def _inline(eye: Eye, element: JSON) -> Markup:
    kind = element["type"]
    if kind == "user":
        drawn = mention(eye, element["user_id"])
    elif kind == "channel":
        drawn = tag("span", "#" + eye.channel_name(element["channel_id"]), class_="mention")
    elif kind == "link":
        drawn = link(element["url"], element.get("text") or element["url"])
    elif kind == "emoji":
        drawn = escape(EMOJI.get(element["name"], f":{element['name']}:"))
    elif kind == "date":
        drawn = escape(element.get("fallback", ""))
    elif kind == "broadcast":
        drawn = tag("span", "@" + element["range"], class_="mention")
    else:
        lines = element.get("text", "").split("\n")
        drawn = Markup("<br>").join(escape(line) for line in lines)
    for style, on in element.get("style", {}).items():
        if on and style in _STYLES:
            drawn = tag(_STYLES[style], drawn)
    return drawn
