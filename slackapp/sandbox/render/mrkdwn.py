"""Slack's text markup as HTML."""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

from markupsafe import Markup, escape

from slackapp.sandbox.model import JSON
from slackapp.sandbox.render.emoji import EMOJI
from slackapp.sandbox.render.eye import Eye
from slackapp.sandbox.render.html import tag

_TOKEN = re.compile(
    r"```(?P<pre>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<link>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z0-9_+-]+):"
    r"|(?<![\w*])\*(?P<strong>[^*\n]+)\*(?![\w*])"
    r"|(?<!\w)_(?P<em>[^_\n]+)_(?!\w)"
    r"|(?<!\w)~(?P<s>[^~\n]+)~(?!\w)"
    r"|(?P<br>\n)",
    re.DOTALL,
)
_DATE_FORMS = {
    "date_num": "%Y-%m-%d",
    "date": "%B %-d, %Y",
    "date_short": "%b %-d, %Y",
    "date_long": "%A, %B %-d, %Y",
    "date_pretty": "%B %-d, %Y",
    "date_short_pretty": "%b %-d, %Y",
    "date_long_pretty": "%A, %B %-d, %Y",
    "day_divider_pretty": "%A, %B %-d",
    "time": "%-I:%M %p",
    "time_secs": "%-I:%M:%S %p",
}
_SAFE = ("http://", "https://", "mailto:")
_CHAT = "slack://user?"


def text_of(eye: Eye, text: JSON) -> Markup:
    """A text object."""
    if text["type"] == "mrkdwn":
        return mrkdwn(eye, text["text"])
    return plain(text)


def plain(text: JSON) -> Markup:
    """A text object without markup."""
    return plain_text(text["text"], emoji=text.get("emoji", True))


def plain_text(text: str, *, emoji: bool = True) -> Markup:
    """Text without markup; emoji names and line breaks are still drawn."""

    def drawn(match: re.Match[str]) -> str:
        return EMOJI.get(match.group(1), match.group(0))

    shown = re.sub(r":([a-z0-9_+-]+):", drawn, text) if emoji else text
    return Markup("<br>").join(escape(line) for line in shown.split("\n"))


def mrkdwn(eye: Eye, text: str) -> Markup:
    """Marked-up text; consecutive lines that begin with ``>`` become one quote."""
    parts: list[Markup] = []
    lines: list[str] = []
    quoted = False

    def flush() -> None:
        if lines:
            inside = _inline(eye, "\n".join(lines))
            parts.append(tag("blockquote", inside) if quoted else inside)
            lines.clear()

    for line in text.split("\n"):
        match = re.match(r"(?:&gt;|>) ?", line)
        if bool(match) != quoted:
            flush()
            quoted = bool(match)
        lines.append(line[match.end() :] if match else line)
    flush()
    return Markup().join(parts)


def _inline(eye: Eye, text: str) -> Markup:
    drawn, at = Markup(), 0
    for match in _TOKEN.finditer(text):
        drawn += escape(unescape(text[at : match.start()])) + _token(eye, match)
        at = match.end()
    return drawn + escape(unescape(text[at:]))


def _token(eye: Eye, match: re.Match[str]) -> Markup:
    kind = str(match.lastgroup)
    inside = match.group(kind)
    if kind == "br":
        return tag("br")
    if kind == "emoji":
        return escape(EMOJI.get(inside, match.group(0)))
    if kind in {"pre", "code"}:
        return tag(kind, unescape(inside))
    if kind == "link":
        return _link(eye, inside)
    return tag(kind, _inline(eye, inside))


def _link(eye: Eye, inside: str) -> Markup:
    target, _, shown = inside.partition("|")
    if target.startswith("@"):
        return mention(eye, target[1:])
    if target.startswith("#"):
        return tag("span", "#" + (shown or eye.channel_name(target[1:])), class_="mention")
    if target.startswith("!date^"):
        return _date(eye, target, shown)
    if target.startswith("!"):
        return tag("span", "@" + target[1:].partition("^")[0], class_="mention")
    return link(unescape(target), unescape(shown) or unescape(target))


def mention(eye: Eye, user: str) -> Markup:
    """Somebody's name, marked when it is one's own."""
    own = "mention me" if user == eye.person.id else "mention"
    return tag("span", "@" + eye.name_of(user), class_=own)


def link(url: str, shown: str) -> Markup:
    """A link that opens in a new tab; anything but the web, mail and own chats stays text."""
    if url.startswith(_CHAT):
        wanted = parse_qs(urlsplit(url).query).get("id", [""])[0]
        url = f"/chat/{quote(wanted, safe='')}"
    elif not url.startswith(_SAFE):
        return escape(shown)
    return tag("a", shown, href=url, target="_blank", rel="noopener noreferrer")


def _date(eye: Eye, target: str, fallback: str) -> Markup:
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].lstrip("-").isdigit():  # noqa: PLR2004 (!date, time, form)
        return escape(fallback)
    moment = eye.local(datetime.fromtimestamp(int(parts[1]), UTC))

    def form(match: re.Match[str]) -> str:
        known = _DATE_FORMS.get(match.group(1))
        return moment.strftime(known) if known else match.group(0)

    shown = tag("time", re.sub(r"\{(\w+)\}", form, parts[2]), datetime=moment.isoformat())
    is_link = len(parts) > 3 and parts[3].startswith(_SAFE)  # noqa: PLR2004 (an optional link)
    return tag("a", shown, href=parts[3], target="_blank", rel="noopener") if is_link else shown
