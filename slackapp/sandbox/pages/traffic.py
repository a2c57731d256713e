"""The traffic inspector: every exchange with the app, newest first."""

import json

from markupsafe import Markup

from slackapp.sandbox.journal import Entry, Journal
from slackapp.sandbox.pages.layout import document, mark
from slackapp.sandbox.render.html import tag

SHOWN_MOST = 200  # entries on the page


def _json(title: str, content: object) -> Markup | None:
    if not content:
        return None
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return Markup().join([tag("h3", title), tag("pre", text, tabindex="0")])


def _entry(entry: Entry, back: str) -> Markup:
    arrow = "→ app" if entry.direction == "to app" else "← app"
    state = entry.problem or ("ok" if entry.done else "waiting")
    look = "state bad" if entry.problem else "state"
    summary = tag(
        "summary",
        tag("span", arrow, class_="arrow"),
        tag("code", entry.what),
        tag("span", entry.kind.replace("_", " "), class_="hint"),
        tag("span", state, class_=look),
        tag("time", f"{entry.at:%H:%M:%S}", datetime=entry.at.isoformat()),
    )
    again = None
    if entry.direction == "to app":
        again = tag(
            "form",
            tag("input", type="hidden", name="number", value=entry.number),
            tag("input", type="hidden", name="back", value=back),
            tag("button", "Deliver again", class_="button small"),
            method="post",
            action="/traffic/again",
        )
    body = (_json("Request", entry.request), _json("Answer", entry.answer), again)
    return tag("details", summary, *body, class_="entry", id=f"entry-{entry.number}")


def page(journal: Journal, *, back: str) -> str:
    """The whole page."""
    entries = journal.entries()[-SHOWN_MOST:][::-1]
    listed = (
        [_entry(entry, back) for entry in entries]
        if entries
        else tag("p", "Nothing has been exchanged yet.", class_="empty")
    )
    main = tag(
        "main",
        tag("h1", "Traffic"),
        tag("p", "Everything that went to the app and came from it, newest first.", class_="hint"),
        tag("div", listed, data_region="traffic"),
        class_="sheet traffic",
    )
    return document("Traffic", mark(back), main, live=True)
