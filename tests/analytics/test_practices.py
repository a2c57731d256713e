"""The practice library is complete and keeps its promises."""

import re

import pytest

from analytics import practices
from analytics.instrument.bank import FACETS, PATTERNS

LIBRARY = practices.load()
PUBLISHED = (
    "mutual",
    "carriers",
    "held_by_few",
    "two_way",
    "give_and_receive",
    "same_people",
    "noticed",
)
NEVER_SHOWN = re.compile(r"hotspot|over-reliance|truck factor|sole support|codepend", re.IGNORECASE)


def texts():
    for practice in LIBRARY.practices.values():
        yield from (practice.invitation, practice.how, practice.look_for, practice.source)
    for shelf in ("cards", "questions", "reflections", "statements", "rehearsals"):
        yield from (prompt.text for prompt in getattr(LIBRARY, shelf).values())


@pytest.mark.parametrize("measure", [*FACETS, *PATTERNS])
def test_there_are_three_practices_for_every_facet_and_every_pattern(measure):
    assert len(LIBRARY.serving(measure)) >= 3


@pytest.mark.parametrize("measure", [*FACETS, *PATTERNS, *PUBLISHED])
def test_every_published_measure_has_a_question_to_discuss(measure):
    assert LIBRARY.question_for(measure) is not None


def test_agreement_of_both_sides_is_a_note_on_method_and_has_no_question():
    assert LIBRARY.question_for("agreement") is None


def test_a_practice_serves_only_what_is_measured_and_is_short():
    for practice in LIBRARY.practices.values():
        assert set(practice.serves) <= {*FACETS, *PATTERNS}
        assert len(practice.invitation) <= 75
        assert len(practice.how) <= 160


def test_no_text_uses_a_word_that_never_appears_on_a_screen():
    for text in texts():
        assert not NEVER_SHOWN.search(text)


def test_there_are_cards_reflections_statements_and_rehearsals():
    assert len(LIBRARY.cards) >= 10
    assert len(LIBRARY.reflections) >= 6
    assert len(LIBRARY.statements) >= 4
    assert len(LIBRARY.rehearsals) >= 5
