"""The template translators begin with."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.support import NullTranslations

from slackapp.payloads import payloads
from slackapp.ui import extraction, words

HERE = Path(extraction.__file__).parent
ON_A_PAGE = "Expected when this was written, as a lead noted: "
"""Begins the one sentence of theirs that stands in a report's page alone."""
SENTENCE = re.compile(r"[A-Za-z]{3,}[,.:;]?\s+[A-Za-z]{2,}|^[A-Z][a-z]{2,}\W*$")
"""Two words of prose, or one that begins as a sentence does."""
NO_WORDS = re.compile(r'<style>.*</style>|^"[^>]*>|<[^>]*(?:>|$)|Bearings', re.DOTALL)
"""Markup, whole or cut by what is filled in, and what is called the same everywhere."""


def test_the_template_is_up_to_date():
    assert extraction.TEMPLATE.read_bytes() == extraction.template(), (
        "run python -m slackapp.ui.extraction"
    )


class Asked(NullTranslations):
    """Notes every sentence that is asked for."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def ugettext(self, message):
        self.found.add(message)
        return message

    def ungettext(self, one, many, count):
        self.found.update((one, many))
        return one if count == 1 else many


@pytest.fixture(scope="module")
def asked():
    """Every sentence that is asked for while the payloads are made."""
    asking = Asked()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "_catalogue", lambda _language: asking)
        assert len(list(payloads())) > 200
    return asking.found


def test_every_sentence_any_screen_asks_for_is_in_the_template(asked):
    known = set()
    for message, _file in extraction.messages():
        known |= {message} if isinstance(message, str) else set(message)
    assert len(asked) > 150
    assert asked <= known


def bare(source):
    """Every string of a module that is handed to no catalogue, and explains nothing."""
    tree = ast.parse(source)
    kept = set()
    for node in ast.walk(tree):
        called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        # What is raised beside our own errors is for whoever changes the code.
        if called in {"_", "N_", "ngettext"} or isinstance(node, ast.Raise):
            kept |= {id(each) for each in ast.walk(node)}
        elif isinstance(node, ast.Expr):  # a docstring, of whatever it stands below
            kept.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in kept:
            yield node.value


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.stem)
def test_no_words_of_any_module_stand_outside_the_catalogue(path):
    """Also where no payload of a test comes by."""
    texts = [NO_WORDS.sub("", text) for text in bare(path.read_text(encoding="utf-8"))]
    assert [text for text in texts if SENTENCE.search(text)] == []


def test_words_outside_the_catalogue_are_really_looked_for():
    assert [*bare('def f():\n    """Say it."""\n    return section("Well done, all of you.")')] == [
        "Well done, all of you."
    ]
    assert [*bare('x = _("Well done.")')] == []
    for text in ("Well done, all of you.", "Saved", "Saved."):
        assert SENTENCE.search(text)
    for text in ("check_in", "UTC", "modal"):
        assert not SENTENCE.search(text)


def shown_in_slack():
    """The modules of which every sentence can stand in a message, a window or a Home."""
    for path in HERE.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        if any("blocks" in {each.name for each in node.names} for node in taken):
            yield path.name
    yield from ("calendar.py", "rhythm.py")


def test_every_sentence_that_can_stand_in_slack_is_among_the_payloads(asked):
    there = set(shown_in_slack())
    said = {
        message if isinstance(message, str) else message[1]: file
        for message, file in extraction.messages()
    }
    assert {"check_in.py", "trail.py", "errors.py"} <= there
    missing = {message for message, file in said.items() if file in there} - asked
    assert [message for message in missing if not message.startswith(ON_A_PAGE)] == []


def test_the_forms_of_a_number_have_the_same_places_to_fill():
    for message, _file in extraction.messages():
        if isinstance(message, tuple):
            one, many = (set(names(form)) for form in message)
            assert one - {"count"} == many - {"count"}, message


def test_a_sentence_with_a_number_that_varies_has_a_form_for_each_number():
    """Numbers that never change are named otherwise: `least`, `most`, `days`, `span`."""
    for message, file in extraction.messages():
        if isinstance(message, str):
            assert not {"count", "k", "weeks"} & set(names(message)), (file, message)


def names(sentence):
    return [name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name]
