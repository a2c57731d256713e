"""What is said outside Slack's messages and windows comes from the catalogue too."""

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from slackapp import errors
from slackapp.domain.screens import Meanwhile
from slackapp.payloads.written import _errors
from slackapp.ui import documents, visiting, web, welcome, words
from slackapp.ui import errors as said
from tests.pseudo import NOT_WORDS, Pseudo
from tests.slackapp.ui.test_report_page import everything, render

LETTERS = re.compile(r"[A-Za-z]{2,}")
FIGURES = re.compile(r'id="figures">(.*?)</script>', re.DOTALL)
WRITTEN_OUT = ("text", "hovertext", "hovertemplate", "name", "ticktext", "title", "label", "labels")
"""Keys of a figure whose strings are drawn."""
CALENDAR = {"Monday", "Mar", "Feb", "Apr", "March", "and"}


class Read(HTMLParser):
    """Every text and every attribute that is read out."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self._skip = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._skip = tag in {"script", "style", "code"}
        known = dict(attrs)
        names = ("aria-label", "alt", "title", "placeholder", "data-said")
        self.found += [known[name] for name in names if known.get(name)]

    def handle_endtag(self, tag):
        self._skip = False

    def handle_data(self, data):
        if not self._skip:
            self.found.append(data)


def english(texts):
    """The English words that are left in texts of the made-up language."""
    plain = " ".join(NOT_WORDS.sub(" ", text) for text in texts)
    return set(LETTERS.findall(plain)) - CALENDAR


def drawn(node, *, shown=False):
    """Every string that a picture writes out."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from drawn(value, shown=key in WRITTEN_OUT or (shown and key == "text"))
    elif isinstance(node, list):
        for each in node:
            yield from drawn(each, shown=shown)
    elif isinstance(node, str) and shown:
        yield node


@pytest.fixture
def pseudo(monkeypatch):
    monkeypatch.setattr(words, "_catalogue", lambda _language: Pseudo())


def pages():
    more = documents.links()
    yield "first", web.landing(install="/slack/install", reports=True, more=more)
    yield "first, by hand", web.landing(install=None)
    yield "installed", web.installed("Жж", "https://жж.example/")
    issued = [("Жж", date(2026, 3, 2), "R1")]
    yield "reports", visiting.reports(issued, minutes=60)
    yield "a report", visiting.with_ways(b"<footer></footer>", "R1").decode()
    yield "one minute", visiting.reports([], minutes=1)
    yield "signed out", visiting.signed_out()
    for name, error in _errors():
        yield name, web.plain_page(said.sentence(error), more=visiting.way_in("R1"))
    yield "denied", web.plain_page("", more=visiting.way_out())


def test_every_page_beside_reports_is_in_the_readers_language(pseudo):
    seen = {name: english(Read(page).found) for name, page in pages()}
    assert {name: left for name, left in seen.items() if left} == {}
    assert len(seen) > 60


def test_every_word_in_a_picture_of_the_report_is_in_the_readers_language(pseudo):
    page = render(everything(), title="Жж")
    text = page if isinstance(page, str) else page.decode()
    written = [*drawn(json.loads(FIGURES.search(text)[1])["figures"])]
    assert len(written) > 20
    assert english(written) == set()
    assert english(Read(text).found) == set()


def test_every_error_is_said_in_the_readers_language_wherever_it_is_met(pseudo):
    shown = {"blocks": [{"type": "input", "block_id": "item.1"}, {"type": "section", "text": "x"}]}
    for name, error in _errors():
        error.prompt = "helped_me"  # some errors are about one question
        view, note = said.view(error), said.just_for_you(error)
        texts = [
            *said.under_a_question(shown, error).values(),
            note["text"],
            note["blocks"][0]["text"]["text"],
            view["title"]["text"],
            view["close"]["text"],
            view["blocks"][0]["text"]["text"],
        ]
        assert english(texts) == set(), name
    unforeseen = said.sentence(errors.Unforeseen(reference="1a2b"))
    assert re.fullmatch(r"[ж .;,-]+ \(ж+ 1a2b\)", unforeseen)


def test_a_sentence_for_operators_never_reaches_a_screen(pseudo):
    assert english([said.sentence(errors.TokenRefused("Slack refuses the bot token: x."))]) == set()


def test_the_welcome_is_in_the_installers_language(pseudo):
    for count, admin in ((0, True), (1, True), (3, False)):
        since = date(2026, 3, 2) if count else None
        message = welcome.message(Meanwhile(since, count, count, count), admin=admin)
        assert english([message["text"], json.dumps([*_texts(message["blocks"])])]) == set()


def _texts(node):
    if isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn"}:
            yield node["text"]
        for each in node.values():
            yield from _texts(each)
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _texts(each)
