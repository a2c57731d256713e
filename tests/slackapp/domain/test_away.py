"""Which statuses mean "not here": emoji by name, words as whole words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.away import DEFAULT, LONGEST, MOST, is_away, read, write
from slackapp.errors import TooManyStatuses, UnreadableStatus


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        (":palm_tree:", ""),
        (":PALM_TREE:", "back on Monday"),
        (":face_with_thermometer:", "Out"),
        (":palm_tree::skin-tone-3:", ""),
        ("", "gone :palm_tree: fishing"),
        ("", "Sick"),
        (":coffee:", "on  Leave until May"),
        ("", "vacation!"),
        ("", "(OOO)"),
        ("", "Out of office, back soon"),
    ],
)
def test_who_shows_one_of_these_is_away(emoji, text):
    assert is_away(DEFAULT, emoji=emoji, text=text)


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        ("", ""),
        (":house_with_garden:", "Working remotely"),
        ("", "homesick"),
        ("", "sickle cell fundraiser"),
        ("", "on leaves and trees"),
        ("", "on\tthe leave committee"),
        (":sick:", ""),
        ("", "palm_tree"),
        (":palm_tree_2:", ""),
    ],
)
def test_half_a_word_or_another_emoji_says_nothing(emoji, text):
    assert not is_away(DEFAULT, emoji=emoji, text=text)


def test_nobody_is_away_where_no_status_means_it():
    assert not is_away((), emoji=":palm_tree:", text="sick, on leave")


def test_statuses_are_read_in_lower_case_each_once():
    written = " :Palm_Tree: , On   Leave; sick\nSICK,, :palm_tree:"
    assert read(written) == (":palm_tree:", "on leave", "sick")
    assert read(" ,;\n") == ()


@pytest.mark.parametrize(
    "text", [":palm_tree", "palm_tree:", "!!", "::", "🌴", "x" * (LONGEST + 1)]
)
def test_what_could_never_be_found_is_refused(text):
    with pytest.raises(UnreadableStatus):
        read(f"sick, {text}")


def test_there_are_not_too_many():
    assert len(read(",".join(f"word {n}" for n in range(MOST)))) == MOST
    with pytest.raises(TooManyStatuses):
        read(",".join(f"word {n}" for n in range(MOST + 1)))


STATUS = st.one_of(
    st.from_regex(r":[a-z0-9_+-]{1,20}:", fullmatch=True),
    st.from_regex(r"[a-zäöß]{1,9}( [a-zäöß]{1,9}){0,3}", fullmatch=True),
)


@given(st.lists(STATUS, max_size=MOST))
def test_what_was_written_is_read_again_and_found(given):
    statuses = read(write(tuple(given)))
    assert statuses == tuple(dict.fromkeys(one.casefold() for one in given))
    assert read(write(statuses)) == statuses
    for status in statuses:
        assert is_away(statuses, emoji="", text=f"Now: {status.upper()}.")


def test_the_products_own_can_be_read_again():
    assert read(write(DEFAULT)) == DEFAULT
