"""The data sheet and what it refers to, as pages anybody may read."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from slackapp.ui import documents, words
from slackapp.ui.documents import ADMINS_CANNOT, DOCUMENTS, FOLDER, document

DOCS = Path(__file__).parents[3] / "docs"


class Seen(HTMLParser):
    """What a page leads to, what can be led to in it, what it loads, and what it says."""

    def __init__(self, page):
        super().__init__()
        self.leads, self.ids, self.loads, self.said = [], set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.ids.add(known.get("id"))
        if tag == "a":
            self.leads.append(known["href"])
        self.loads += [known[name] for name in ("src", "srcset", "data") if name in known]

    def handle_data(self, data):
        self.said.append(data)


@pytest.fixture(params=DOCUMENTS)
def name(request):
    return request.param


def test_a_document_loads_nothing_and_runs_nothing(name):
    page = document(name)
    assert Seen(page).loads == []
    assert "<script" not in page
    assert "@import" not in page


def test_every_link_of_a_document_leads_to_a_document_and_to_a_heading_of_it(name):
    leads = [each for each in Seen(document(name)).leads if not each.startswith("https://")]
    assert len(leads) >= len(DOCUMENTS)
    for address in leads:
        where, _, part = address.partition("#")
        target = where.removeprefix(f"{FOLDER}/") if where else name
        assert target in DOCUMENTS, address
        if part:
            assert part in Seen(document(target)).ids, address


def test_a_document_says_every_word_of_its_file(name):
    written = (DOCS / DOCUMENTS[name]).read_text(encoding="utf-8")
    said = " ".join(Seen(document(name)).said)
    for address in re.findall(r"\]\(([^)]*)\)", written):
        written = written.replace(f"]({address})", "]")
    assert set(re.findall(r"\w{3,}", written)) - set(re.findall(r"\w{3,}", said)) == set()


def test_what_an_admin_cannot_do_has_an_address_of_its_own():
    name, _, part = ADMINS_CANNOT.partition("#")
    assert part in Seen(document(name)).ids


def test_a_document_is_marked_as_english_whatever_is_spoken(monkeypatch, tmp_path):
    (tmp_path / "de").mkdir()
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    words._spoken.cache_clear()
    document.cache_clear()
    with words.speaking("de-DE"):
        assert words.language() == "de"
        assert '<html lang="en">' in document("scopes")
    words._spoken.cache_clear()


def test_html_in_a_file_is_text(monkeypatch):
    document.cache_clear()
    monkeypatch.setattr(documents, "_text", lambda _path: "# A & B\n\n<b>x</b> [y](//z)\n")
    page = document("scopes")
    document.cache_clear()
    assert "<h1>A &amp; B</h1>" in page
    assert "&lt;b&gt;x&lt;/b&gt; y" in page
    assert "//z" not in page
