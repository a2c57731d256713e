"""A note keeps the levels that a mirror says or asks by, and no count."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.instrument.bank import load
from slackapp.domain.gathering import TieWeek
from slackapp.domain.mirror import Given, Note, Share, emptied, note, renewed
from slackapp.errors import BrokenBox

DAY = date(2026, 3, 2)
NOBODY = TieWeek(helped_me=(), i_helped=())
MISSED = TieWeek(helped_me=(), nobody_suited=False)
SUITED = TieWeek(helped_me=(), nobody_suited=True)

names = st.none() | st.lists(st.integers(1, 8), max_size=3, unique=True).map(
    lambda places: tuple((place, place % 6) for place in places)
)
weeks = st.builds(TieWeek, names, names)
tapped = st.builds(TieWeek, st.just(()), names, st.booleans())
windows = st.lists(weeks | tapped, max_size=8)
notes = st.builds(
    Note,
    st.dates(),
    st.sampled_from(Given),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.sampled_from(Share),
    st.none() | st.sampled_from([*load().kinds]),
)
counts = st.tuples(*[st.integers(0, most) for most in (8, 24, 24, 8, 8)])


def of(own):
    return note(own, place=0, told={}, asked=frozenset(range(8)), listed=frozenset(), ends_on=DAY)


def helped(count):
    """Eight weeks; in the first of them so many different people, three at most a week."""
    ties = [(place, 0) for place in range(1, count + 1)]
    given_to = [tuple(ties[at : at + 3]) for at in range(0, 24, 3)]
    return [TieWeek(helped_me=((9, 0),), i_helped=said) for said in given_to]


def plainest(own):
    """The fewest words that come to the same levels."""
    level = {"blank": (), "nobody": (), "few": (1,), "several": (1, 2, 3), "many": (1, 2, 3, 4, 5)}
    gave, received, missed, named_nobody = levels(own)
    said = tuple((place, 0) for place in level[gave])
    told = [TieWeek(helped_me=((9, 0),))] * received + [MISSED] * missed
    return told + [TieWeek(i_helped=said)] * (gave != "blank") + [NOBODY] * (4 * named_nobody)


def levels(own):
    """What a mirror goes by, as its page and its questions say it."""
    answered = sum((one.helped_me, one.i_helped) != (None, None) for one in own)
    gave = {place for one in own for place, _kind in one.i_helped or ()}
    received = any(one.helped_me for one in own)
    steps = ("nobody", "few", "few", "several", "several", "many")
    level = steps[min(len(gave), 5)] if answered else "blank"
    missed = any(one.nobody_suited is False for one in own)
    return level, received, missed, answered >= 4 and not gave and not received


@given(windows)
def test_weeks_of_the_same_levels_make_the_same_note_to_the_byte(own):
    assert levels(plainest(own)) == levels(own)
    assert of(plainest(own)).encode() == of(own).encode()


@given(windows)
def test_a_note_says_each_level_that_a_mirror_goes_by(own):
    kept = of(own)
    assert (kept.gave, kept.received, kept.missed, kept.named_nobody) == levels(own)


@pytest.mark.parametrize(
    ("gave", "level"),
    [
        (0, Given.NOBODY),
        (1, Given.FEW),
        (2, Given.FEW),
        (3, Given.SEVERAL),
        (4, Given.SEVERAL),
        (5, Given.MANY),
    ],
)
def test_what_somebody_gave_is_a_level(gave, level):
    assert of(helped(gave)).gave is level


def test_who_answered_nothing_about_help_did_not_say_that_they_helped_nobody():
    assert of([TieWeek()] * 8) == Note(DAY)
    assert of([NOBODY]).gave is Given.NOBODY


@pytest.mark.parametrize(("count", "enough"), [(3, False), (4, True)])
def test_naming_nobody_is_kept_once_enough_rounds_were_answered(count, enough):
    assert of([NOBODY] * count).named_nobody is enough
    assert not of([*[NOBODY] * count, *helped(1)]).named_nobody


def test_that_nobody_helped_and_it_suited_is_not_kept():
    assert of([SUITED]) == of([NOBODY])
    assert of([MISSED]) != of([NOBODY])


@given(notes)
def test_a_note_comes_out_of_its_bytes(kept):
    assert Note.decode(kept.encode()) == kept
    assert renewed(kept.encode()) == kept.encode()


@given(notes)
def test_every_note_has_as_many_bytes(kept):
    assert len(kept.encode()) == len(Note(DAY).encode())


def test_a_decoy_is_no_note_and_stays_one():
    assert Note.decode(b"") is None
    assert (emptied(b""), renewed(b"")) == (b"", b"")


@given(notes)
def test_an_emptied_note_is_that_of_somebody_who_left_everything_blank(kept):
    assert emptied(kept.encode()) == Note(kept.ends_on).encode()


def with_counts(*own, share=0, kind=0):
    """A note as the version before wrote it."""
    return bytes((1, *DAY.toordinal().to_bytes(4), *own, share, kind))


def test_a_note_with_counts_is_read_in_levels():
    kept = Note.decode(with_counts(8, 3, 2, 1, 1, share=2, kind=4))
    mostly = [*load().kinds][3]
    assert kept == Note(DAY, Given.SEVERAL, True, True, False, Share.HALF, mostly)
    assert Note.decode(with_counts(0, 0, 0, 0, 0)) == Note(DAY)
    assert Note.decode(with_counts(4, 0, 0, 4, 0)) == Note(DAY, Given.NOBODY, named_nobody=True)


@given(counts)
def test_a_note_with_counts_is_written_anew_without_them(own):
    old = with_counts(*own)
    assert renewed(old) == Note.decode(old).encode()
    assert len(renewed(old)) == len(Note(DAY).encode())
    assert emptied(old) == Note(DAY).encode()


@pytest.mark.parametrize(
    "payload",
    [
        Note(DAY).encode() + b"\x00",
        Note(DAY).encode()[:-1],
        with_counts(8, 3, 2, 1, 1)[:-1],
        b"\x03" + Note(DAY).encode()[1:],
    ],
    ids=["longer", "shorter", "counts, shorter", "of a later version"],
)
def test_bytes_of_another_length_or_version_are_refused(payload):
    with pytest.raises(BrokenBox):
        Note.decode(payload)


def told_of(*givers):
    """A person's note where each of six others told so many kinds of help of them, or nobody."""
    silent = [TieWeek(helped_me=())] * 8
    weeks = [[TieWeek(helped_me=((0, kind),)) for kind in kinds] + silent for kinds in givers]
    told = dict.fromkeys(range(9), silent)
    told |= {place: own[:8] for place, own in enumerate(weeks, 1)}
    rounds = frozenset(range(8))
    return note(silent, place=0, told=told, asked=rounds, listed=rounds, ends_on=DAY)


@given(
    st.lists(
        st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True), min_size=3, max_size=6
    ),
    st.data(),
)
def test_how_often_somebody_told_a_kind_changes_nothing(givers, data):
    again = [
        kinds + data.draw(st.lists(st.sampled_from(kinds), max_size=8 - len(kinds)))
        for kinds in givers
    ]
    assert told_of(*again) == told_of(*givers)


def test_a_kind_is_said_where_three_told_it_and_it_is_most_of_what_was_told():
    first = next(iter(load().kinds))
    assert told_of([1], [1], [1]).kind == first
    assert told_of([1, 2], [1, 2], [1]).kind == first
    assert told_of([1, 2], [1, 2], [1, 2]).kind is None
    assert told_of([1], [1], [2, 2, 2]).kind is None
    assert told_of([0], [0], [0]).kind is None
