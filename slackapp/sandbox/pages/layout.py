"""The frame of every page."""

from markupsafe import Markup

from slackapp.sandbox.render.html import tag

_SHOWN = "shown"


def document(title: str, *body: Markup, live: bool = False) -> str:
    """A whole page; ``live`` pages follow the workspace by themselves."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} · Sandbox"),
        tag("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href="/static/sandbox.css"),
        tag("link", rel="stylesheet", href="/static/blocks.css"),
        tag("script", src="/static/sandbox.js", defer=True) if live else None,
    )
    return f"<!doctype html>{tag('html', head, tag('body', *body), lang='en')}"


def mark(back: str = "") -> Markup:
    """The bar that says this is no Slack; ``back`` is the page one came from."""
    label = tag("p", tag("strong", "Sandbox"), " – not Slack", class_="mark")
    again = tag("a", "Back", href=back, class_="button small") if back else None
    return tag("header", label, again, class_="top")


def skip(place: str) -> Markup:
    """The way past everybody one could act as, for whoever has no mouse: the first stop."""
    where = "Skip to the Home tab" if place == "home" else "Skip to the messages"
    return tag("a", where, href=f"#{_SHOWN}", class_="skip button")


def scroller(body: Markup, *, role: str, label: str) -> Markup:
    """What a place shows, to be scrolled, and gone to at once by `skip`."""
    return tag("div", body, id=_SHOWN, class_="scroller", role=role, aria_label=label, tabindex="0")
