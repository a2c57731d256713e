"""A mirror asks; it never labels, and it says nothing that fewer than three people said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from slackapp.domain.gathering import ScaleTally, TieWeek
from slackapp.domain.mirror import Given, Note, Share, note
from slackapp.domain.reflection import OwnScale, Part, carries_a_lot, kept_peace
from slackapp.domain.reflection import part_of as asked

PLAIN = Note(date(2026, 3, 2), gave=Given.FEW, received=True)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"named_by": Share.FEW, "received": False}, Part.GAVE_ONLY),
        ({"named_by": Share.MOST}, Part.CARRIES),
        ({"missed": True}, Part.WANTED),
        ({"gave": Given.NOBODY, "received": False, "named_nobody": True}, Part.KEPT_APART),
        ({}, Part.BOTH_WAYS),
        ({"received": False}, None),
        ({"gave": Given.NOBODY}, None),
        ({"gave": Given.NOBODY, "received": False}, None),
        ({"gave": Given.BLANK, "received": False}, None),
    ],
)
def test_one_question_is_put_at_a_time(changed, part):
    assert asked(replace(PLAIN, **changed)) is part


@pytest.mark.parametrize(("by", "much"), [(None, False), (Share.FEW, False), (Share.HALF, True)])
def test_only_who_many_went_to_carries_a_lot(by, much):
    assert carries_a_lot(replace(PLAIN, named_by=by)) is much


def weeks_of(givers):
    """Everybody's weeks; the first `givers` people say that the person at place 0 helped them."""
    told = {0: (TieWeek(helped_me=(), i_helped=()),)}
    for place in range(1, 9):
        named = ((0, 1),) if place <= givers else ()
        told[place] = (TieWeek(helped_me=named, i_helped=()),)
    return told


def seen_by_first(told, *, asked=1, listed=(0,)):
    own, rounds = told.get(0, ()), frozenset(range(asked))
    names = frozenset(listed)
    return note(own, place=0, told=told, asked=rounds, listed=names, ends_on=PLAIN.ends_on)


@pytest.mark.parametrize(
    ("givers", "said"), [(0, None), (2, None), (3, Share.FEW), (4, Share.HALF)]
)
def test_fewer_than_three_givers_look_like_none(givers, said):
    told = weeks_of(givers)
    seen = seen_by_first(told)
    assert seen.named_by is said
    assert (seen.kind is None) == (said is None)


@pytest.mark.parametrize(("count", "from_"), [(7, 4), (8, 5), (9, 6), (10, 7), (12, 9), (20, 14)])
def test_most_leaves_room_for_three_who_did_not_name_one(count, from_):
    """Two in league who did not know that: of the rest it must not say that each of them did."""

    def said(givers):
        ties = {at: ((0, 1),) if at <= givers else () for at in range(1, count + 1)}
        told = {at: (TieWeek(helped_me=named, i_helped=()),) for at, named in ties.items()}
        return seen_by_first({0: (TieWeek(helped_me=()),), **told}).named_by

    assert [said(givers) is Share.MOST for givers in (from_ - 1, from_, count)] == [0, 1, 1]


@pytest.mark.parametrize("count", range(4, 10))
@pytest.mark.parametrize("in_the_team", [True, False], ids=["member", "lead"])
def test_a_mirror_says_nothing_of_others_where_fewer_than_eight_count(count, in_the_team):
    named = (TieWeek(helped_me=((0, 1),), i_helped=()),)
    told = dict.fromkeys(range(1, count + 1), named)
    if in_the_team:
        del told[count]
        told[0] = ()
    seen = seen_by_first(told)
    assert (seen.named_by is not None) == (count >= 8)
    assert (seen.kind is not None) == (count >= 8)


def spread(heard):
    """The first is named by all in their first week; so many of eight answer in the second."""
    named, blank = TieWeek(helped_me=((0, 1),), i_helped=()), TieWeek()
    nobody = TieWeek(helped_me=(), i_helped=())
    told = {place: (named, nobody if place <= heard else blank) for place in range(1, 9)}
    return {0: (nobody, nobody), **told}


@pytest.mark.parametrize("heard", [4, 5])
def test_five_others_answered_while_one_stood_in_the_list_of_names(heard):
    told = {place: weeks[::-1] for place, weeks in spread(8).items()}
    for place in range(heard + 1, 9):
        told[place] = (told[place][0], TieWeek())
    seen = seen_by_first(told, asked=2, listed=(1,))
    assert (seen.named_by is not None) is (heard == 5)


def test_five_who_answered_another_week_hide_nobody_of_the_few_in_this_one():
    """All others were there as well while nobody had a reason to name the first."""
    told = spread(8)
    for place in range(4, 9):
        told[place] = (TieWeek(), told[place][1])
    assert seen_by_first(told, asked=2, listed=(0, 1)).named_by is None


def test_who_was_never_in_the_list_hears_nothing():
    assert seen_by_first(spread(8), asked=2, listed=()).named_by is None


def named_in_the_last(heard):
    """Of eight weeks so many others answered each; all who answered the last name the first."""
    told = {0: (TieWeek(helped_me=()),) * 8}
    for place in range(1, 9):
        weeks = [TieWeek(helped_me=()) if place <= count else TieWeek() for count in heard]
        named = TieWeek(helped_me=((0, 1),)) if place <= heard[-1] else TieWeek()
        told[place] = (*weeks[:-1], named)
    return told


@pytest.mark.parametrize(
    ("heard", "listed", "said"),
    [
        ([8] * 8, {7}, False),
        ([8] * 8, {5, 6, 7}, False),
        ([8] * 8, {4, 5, 6, 7}, True),
        ([8] * 8, {0, 1, 2, 3, 7}, True),
        ([4] * 5 + [8] * 3, {7}, False),
        ([4] * 3 + [8] * 5, {0, 1, 2, 7}, False),
        ([4] * 3 + [8] * 5, {0, 1, 2, 6, 7}, False),
        ([4] * 3 + [8] * 5, {0, 5, 6, 7}, True),
    ],
    ids=[
        "one alone",
        "three",
        "half",
        "half and the last",
        "one of the three that enough answered",
        "one, and three that few answered",
        "two of five, and three that few answered",
        "three of five, and one that few answered",
    ],
)
def test_one_stood_in_the_list_in_half_of_the_weeks_and_of_those_that_count(heard, listed, said):
    """Who takes their name off chooses when, and may know which weeks few will answer."""
    seen = seen_by_first(named_in_the_last(heard), asked=8, listed=listed)
    assert (seen.named_by, seen.kind) == ((Share.MOST, "knowledge") if said else (None, None))


@pytest.mark.parametrize(("heard", "said"), [(4, None), (5, Share.MOST)])
def test_six_answered_who_helped_them_in_half_of_the_weeks_that_asked_it(heard, said):
    """Whoever said only whom they helped is none of them; the first is one, and so many others."""
    told = spread(heard)
    for place in range(heard + 1, 9):
        told[place] = (told[place][0], TieWeek(i_helped=()))
    told = {place: (*weeks, TieWeek(), TieWeek()) for place, weeks in told.items()}
    assert seen_by_first(told, asked=4, listed=(0, 1)).named_by is said


def scale(*counts):
    return (OwnScale("patterns", ("over_responsibility_2",), ScaleTally((counts,), ())),)


def test_keeping_everyone_happy_is_asked_about_when_it_was_said_more_than_once():
    assert kept_peace(scale(0, 0, 0, 1, 1))
    assert not kept_peace(scale(0, 0, 0, 0, 1))
    assert not kept_peace(scale(1, 0, 0, 0, 1))
    assert not kept_peace(())
