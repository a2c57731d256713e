"""The item bank holds what it must, and its words are plain."""

import re

import pytest

from analytics.instrument import bank
from analytics.instrument.bank import FACETS, PATTERNS

ITEMS = tuple(bank.load().items.values())
DIAGNOSES = re.compile(
    r"codepend|toxic|narciss|anxi|depress|disorder|syndrome|trauma|attachment|burnout|symptom",
    re.IGNORECASE,
)
NEGATIONS = re.compile(r"\b(?:not|no|never|none|nobody|without|n't|un\w+able)\b", re.IGNORECASE)


def syllables(word):
    groups = re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))
    return max(1, len(groups))


def reading_grade(text):
    """Flesch-Kincaid grade of one sentence."""
    words = re.findall(r"[A-Za-z']+", text)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) + 11.8 * per_word - 15.59


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_has_three_core_items_of_which_one_is_reversed_and_one_alternate(facet):
    core = bank.load().core(facet)
    assert [item.id for item in core] == [f"{facet}_{k}" for k in (1, 2, 3)]
    assert sorted(item.polarity for item in core) == [-1, 1, 1]
    assert len(bank.load().alternates(facet)) == 1


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_has_four_items_some_of_them_reversed(pattern):
    core = bank.load().core(pattern)
    assert len(core) == 4
    assert {item.family for item in core} == {"patterns"}
    assert 1 <= sum(item.polarity == -1 for item in core) <= 2


def test_about_a_third_of_the_bank_is_reversed_by_content():
    share = sum(item.polarity == -1 for item in ITEMS) / len(ITEMS)
    assert 0.3 <= share <= 0.4


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("over_responsibility", "Smoothing things over fell on one person."),
        ("porous", "My needs counted as much as others'."),
        ("balanced", "I said no, or not now, and it was fine."),
        ("over_reliance", "I made a call that was mine to make."),
        ("over_reliance", "The same one or two people held things together."),
    ],
)
def test_the_promised_items_are_there(measure, text):
    assert text in [item.text for item in bank.load().core(measure)]


def test_both_sides_of_a_tie_know_the_same_kinds_of_help():
    """What is stored is the place of a kind, so both lists have one order."""
    assert list(bank.load().kinds_given) == list(bank.load().kinds)
    assert bank.load().kinds_of("i_helped") == bank.load().kinds_given
    assert bank.load().kinds_of("helped_me") == bank.load().kinds


def test_voice_is_a_part_of_trust_and_safety():
    voice = [item for item in ITEMS if item.facet_part == "voice"]
    assert len(voice) >= 2
    assert {item.family for item in voice} == {"trust_and_safety"}


def test_reasons_for_not_asking_go_with_items_of_that_pattern():
    assert {item.measure for item in ITEMS if item.asks_reason} == {"not_asking"}
    assert set(bank.load().reasons) == {"burden", "whom", "time", "safety"}


def test_kinds_of_help_and_the_points_are_complete():
    loaded = bank.load()
    assert list(loaded.kinds) == ["knowledge", "perspective", "growth", "hands", "care"]
    assert len(set(loaded.points)) == 5
    assert loaded.missing == "Not this week / rather not say"
    assert set(loaded.pulse) == {"given", "received", "same_people"}
    assert len(loaded.pulse_counts) == 4


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_an_item_is_one_short_plain_sentence(item):
    assert item.text.endswith(".")
    assert item.text.count(".") == 1
    assert len(item.text) <= 60
    assert reading_grade(item.text) <= 8
    assert not DIAGNOSES.search(item.text)
    assert len(NEGATIONS.findall(item.text.replace("no, or not now", "no"))) <= 1


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_an_item_says_what_informed_it_and_carries_no_offset_yet(item):
    assert item.informed_by
    assert item.constant == 0.0
    assert bank.load().constants_version == 0


def entry(**changes):
    return {"id": "x_1", "family": "autonomy", "text": "A.", "informed_by": "b"} | changes


def raw(*items):
    return {
        "constants_version": 0,
        "stem": "",
        "points": [],
        "missing": "",
        "reasons": {},
        "kinds": {},
        "pulse": {"counts": []},
        "item": items,
    }


def test_an_id_used_twice_is_refused():
    with pytest.raises(ValueError, match="used twice"):
        bank.parse(raw(entry(), entry()))


@pytest.mark.parametrize("changes", [{"family": "mood"}, {"family": "patterns", "measure": "mood"}])
def test_an_unknown_family_or_pattern_is_refused(changes):
    with pytest.raises(ValueError, match="no known family"):
        bank.parse(raw(entry(**changes)))
