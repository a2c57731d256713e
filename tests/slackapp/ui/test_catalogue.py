"""The template translators begin with."""

import string

from babel.support import NullTranslations

from slackapp.payloads import payloads
from slackapp.ui import extraction, words


def test_the_template_is_up_to_date():
    assert extraction.TEMPLATE.read_bytes() == extraction.template(), (
        "run python -m slackapp.ui.extraction"
    )


def test_every_sentence_any_screen_asks_for_is_in_the_template(monkeypatch):
    known = set()
    for message, _file in extraction.messages():
        known |= {message} if isinstance(message, str) else set(message)
    asked = set()

    class Asked(NullTranslations):
        def ugettext(self, message):
            asked.add(message)
            return message

        def ungettext(self, one, many, count):
            asked.update((one, many))
            return one if count == 1 else many

    asking = Asked()
    monkeypatch.setattr(words, "_catalogue", lambda _language: asking)
    assert len(list(payloads())) > 200
    assert len(asked) > 150
    assert asked <= known


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
