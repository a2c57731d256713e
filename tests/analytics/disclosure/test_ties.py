"""Sentences about ties: each is right for a team built to deserve it."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from analytics import disclosure, load, reciprocity
from analytics.matrices import Prompts, TieWeeks
from analytics.records import FamilyHistory, Scale, Status, WindowSpan

KINDS = ("knowledge", "perspective", "growth", "hands", "care")
ROUNDS = 8


def ties(told, *, people=9, rounds=ROUNDS, gave=None, kind=None, answered=None):
    """`told`: pairs (i, j), j helped i, every round. `gave`: how many of them helpers tell too."""
    helped_me = np.zeros((rounds, people, people), dtype=np.bool_)
    kinds = np.zeros((len(KINDS), rounds, people, people), dtype=np.bool_)
    for i, j in told:
        helped_me[:, i, j] = True
        if kind and kind(i, j):
            kinds[KINDS.index(kind(i, j)), :, i, j] = True
    i_helped = np.zeros_like(helped_me)
    for i, j in told[:gave]:
        i_helped[:, j, i] = True
    present = np.ones((rounds, people), dtype=np.bool_) if answered is None else answered
    return TieWeeks(helped_me, i_helped, present, KINDS, kinds)


def settle(window, *, members=None, churn=0):
    people = window.answered.shape[1]
    settled = disclosure.settle(
        WindowSpan("ties", 1, 8, date(2026, 3, 2)),
        window,
        members=members or people,
        population=frozenset(f"p{place}" for place in range(people)),
        history=FamilyHistory(),
        churn=churn,
        seed=7,
    )
    return {reading.measure: reading for reading in settled.readings}


def values(readings):
    return {measure: reading.value for measure, reading in readings.items()}


def ring(people):
    """Everybody helps the next and is helped back."""
    pairs = [(i, (i + 1) % people) for i in range(people)]
    return pairs + [(j, i) for i, j in pairs]


def star(people, centre=0):
    return [(i, centre) for i in range(people) if i != centre]


def of_those_who_agree(*, of, rounds, gave):
    """So many name each other in some rounds and the last of all in each; nobody else anybody."""
    window = ties([], people=8)
    agree = np.ix_(range(rounds), range(of), range(of))
    for told in (window.helped_me, window.i_helped) if gave else (window.helped_me,):
        told[agree] = ~np.eye(of, dtype=np.bool_)
        told[:, :of, 7] = True
    return window


@pytest.mark.parametrize(
    ("measure", "window"),
    [
        ("mutual", of_those_who_agree(of=3, rounds=2, gave=False)),
        ("agreement", of_those_who_agree(of=2, rounds=8, gave=True)),
    ],
)
def test_colluders_cannot_tell_one_who_answers_nobody_from_one_who_does_not_answer(measure, window):
    silent = window.answered.copy()
    silent[:, 7] = False
    said = {
        settle(each, members=8)[measure].value
        for each in (window, replace(window, answered=silent))
    }
    assert len(said) == 1


def test_a_mutual_team_is_more_mutual_than_chance_and_most_carry():
    readings = settle(ties(ring(9)))
    assert values(readings) == {
        "mutual": "more",
        "carriers": "most",
        "held_by_few": "nothing",
        "agreement": "most",
    }
    assert {reading.scale for reading in readings.values()} == {Scale.STATEMENT}
    assert {reading.respondents for reading in readings.values()} == {"6-9"}


def test_from_twelve_people_on_clearly_can_be_said():
    assert settle(ties(ring(12), people=12))["mutual"].value == "clearly_more"
    assert settle(ties(ring(11), people=11))["mutual"].value == "more"


def test_clearly_counts_whoever_counts_and_not_who_has_a_part_in_a_tie():
    """Else it would say of each of twelve that they have one."""
    assert settle(ties(ring(11), people=12))["mutual"].value == "clearly_more"


def test_a_circle_of_one_way_help_cannot_be_told_from_chance():
    one_way = [(i, (i + 1) % 9) for i in range(9)]
    assert settle(ties(one_way))["mutual"].value == "cannot_tell"


@dataclass
class Excess:
    p_value: float
    rho: float


@pytest.mark.parametrize(
    ("p_value", "rho", "people", "said"),
    [
        (0.051, 0.9, 12, "cannot_tell"),
        (0.049, 0.39, 12, "more"),
        (0.049, 0.40, 12, "clearly_more"),
        (0.049, 0.90, 11, "more"),
    ],
)
def test_mutual_is_said_below_one_in_twenty_and_clearly_from_an_excess_of_two_fifths(
    monkeypatch, p_value, rho, people, said
):
    monkeypatch.setattr(reciprocity, "excess", lambda *_, **__: Excess(p_value, rho))
    assert settle(ties(ring(people), people=people))["mutual"].value == said


@pytest.mark.parametrize(
    ("carriers", "said"), [(6.29, "half"), (6.31, "most"), (3.59, "few"), (3.61, "half")]
)
def test_load_is_carried_by_most_from_seven_tenths_and_by_half_from_four(
    monkeypatch, carriers, said
):
    monkeypatch.setattr(load, "effective_carriers", lambda _: carriers)
    assert settle(ties(ring(9)))["carriers"].value == said


@pytest.mark.parametrize(
    ("gave", "said"), [(11, "most"), (10, "half"), (6, "half"), (5, "few"), (0, "few")]
)
def test_both_sides_agree_on_most_from_three_fifths_and_on_half_from_three_tenths(gave, said):
    """Of the eighteen ties that receivers of a ring of nine tell."""
    assert settle(ties(ring(9), gave=gave))["agreement"].value == said


def test_two_way_ties_are_not_told_where_fewer_than_four_of_ten_have_one():
    pairs = [(0, 1), (1, 0), (2, 3), (3, 2), *[(i, i - 1) for i in range(5, 13)]]
    assert "two_way" not in settle(ties(pairs, people=13))


def test_two_way_ties_are_only_told_from_ten_people_on_and_only_when_there_are_many():
    assert settle(ties(ring(10), people=10))["two_way"].value == "most"
    half = [(0, 1), (1, 0), (2, 3), (3, 2), (4, 5), *[(i, 4) for i in range(6, 10)]]
    assert settle(ties([*half, (5, 4)], people=10))["two_way"].value == "half"
    assert "two_way" not in settle(ties([(i, (i + 1) % 10) for i in range(10)], people=10))
    assert "two_way" not in settle(ties(ring(9)))


def carried(people=9):
    """Everybody is helped by the first; the others help each other a little."""
    others = [(i, i % (people - 1) + 1) for i in range(1, people)]
    return star(people) + others


def test_somebody_who_carries_a_lot_leads_to_one_fixed_sentence():
    readings = settle(ties(carried()))
    assert readings["held_by_few"].value == "held_by_few"
    assert readings["held_by_few"].details == ()
    assert readings["carriers"].value == "few"


def test_the_kind_is_added_when_it_is_most_of_it_and_three_people_say_so():
    readings = settle(ties(carried(), kind=lambda _, j: "knowledge" if j == 0 else None))
    assert readings["held_by_few"].details == ("knowledge",)
    mixed = settle(ties(carried(), kind=lambda i, _: "knowledge" if i % 2 else "care"))
    assert mixed["held_by_few"].details == ()
    two_givers = settle(ties(carried(), kind=lambda i, j: "care" if j == 0 and i < 3 else None))
    assert two_givers["held_by_few"].details == ()


@pytest.mark.parametrize("often", range(1, ROUNDS + 1))
def test_the_kind_does_not_turn_on_how_often_one_person_told_it(often):
    """Two tell it once and another kind in all other rounds, so that times would have a border."""
    window = ties(carried())
    knowledge, care = KINDS.index("knowledge"), KINDS.index("care")
    window.kinds[knowledge, 0, 1:3, 0] = window.helped_me[0, 1:3, 0]
    window.kinds[care, 1:, 1, 0] = window.helped_me[1:, 1, 0]
    window.kinds[knowledge, :often, 3, 0] = window.helped_me[:often, 3, 0]
    assert settle(window)["held_by_few"].details == ("knowledge",)


def test_the_kind_is_left_out_where_the_roster_changes_often():
    window = ties(carried(), kind=lambda *_: "care")
    assert settle(window, churn=9)["held_by_few"].details == ()


@pytest.mark.parametrize("others", range(9))
def test_no_count_of_people_who_were_named_decides(others):
    """A few who agree name the rest, and the next tie would tell of one given person."""
    window = ties([*star(9), *[(0, other) for other in range(1, others)]])
    assert settle(window)["held_by_few"].value == "held_by_few"


@pytest.mark.parametrize(("listed", "said"), [(5, "nothing"), (6, "held_by_few")])
def test_the_sentence_needs_six_people_who_stood_in_every_list_of_names(listed, said):
    names = np.ones((ROUNDS, 9), dtype=np.bool_)
    names[3, listed:] = False
    assert settle(asked(ties(carried()), listed=names))["held_by_few"].value == said


@pytest.mark.parametrize(("told", "said"), [(20, "nothing"), (21, "held_by_few")])
def test_of_fewer_ties_than_two_for_each_person_nobody_carries_most(told, said):
    """Eight tell about as much each; three are told by whoever tells most, and do not count."""
    window = ties([])
    for at in range(told):
        window.helped_me[at // 8, 1 + at % 8, 0] = True
    assert settle(window)["held_by_few"].value == said


@pytest.mark.parametrize("named", [0, 1, 2])
def test_one_person_alone_cannot_bring_held_by_few_near_its_border(named):
    """They name one person in five check-ins, all others two or three times, who tell nothing."""
    window = ties([], people=8)
    for person, times in {1: 5, 2: 3, 3: 3, 4: 3, 5: 3, 6: 2, 7: 2}.items():
        window.helped_me[np.arange(person, person + times) % ROUNDS, 0, person] = True
    window.helped_me[3, 4, 1 : 1 + named] = True
    assert window.helped_me.sum() >= 16
    assert settle(window, members=8)["held_by_few"].value == "nothing"


def asked(window, *, heard=None, spoke=None, prompts=((True, True),) * ROUNDS, listed=None):
    """The window with its prompts told apart: who answered each, when each was asked."""
    everybody = np.ones_like(window.answered)
    told = [everybody if one is None else one for one in (heard, spoke, listed)]
    when = np.array(prompts, dtype=np.bool_).T
    either = (told[0] & when[0][:, None]) | (told[1] & when[1][:, None])
    apart = Prompts(told[0] & when[0][:, None], told[1] & when[1][:, None], when, told[2])
    return replace(window, answered=either, prompts=apart)


def of_first(people, rounds=ROUNDS, everybody=9):
    """So many people, in every round."""
    return np.tile(np.arange(everybody) < people, (rounds, 1))


@pytest.mark.parametrize(
    ("heard", "status"), [(1, Status.HELD), (5, Status.HELD), (6, Status.SHOWN)]
)
def test_who_says_who_helped_them_is_behind_the_sentences_and_nobody_else(heard, status):
    readings = settle(asked(ties(ring(9)), heard=of_first(heard)))
    assert {reading.status for reading in readings.values()} == {status}
    assert {reading.respondents for reading in readings.values()} <= {"6-9", None}


@pytest.mark.parametrize(("rounds", "status"), [(3, Status.HELD), (4, Status.SHOWN)])
def test_where_the_prompts_take_turns_half_of_those_that_asked_it_make_a_respondent(rounds, status):
    window = ties(ring(9), rounds=16)
    heard = np.zeros((16, 9), dtype=np.bool_)
    heard[: 2 * rounds : 2] = True
    turns = ((True, False), (False, True)) * 8
    spoke = np.ones((16, 9), dtype=np.bool_)
    listed = np.ones((16, 9), dtype=np.bool_)
    told = asked(window, heard=heard, spoke=spoke, prompts=turns, listed=listed)
    assert settle(told)["mutual"].status is status


@pytest.mark.parametrize(("spoke", "said"), [(5, "nothing"), (6, "held_by_few")])
def test_whom_did_you_help_counts_where_six_answered_that_too(spoke, said):
    """One who says so of themself, round after round, is told by no receiver."""
    window = ties(ring(9), gave=0)
    window.i_helped[:, 0, 1:] = True
    readings = settle(asked(window, spoke=of_first(spoke)))
    assert readings["held_by_few"].value == said
    assert readings["agreement"].value == "few"


@pytest.mark.parametrize(("spoke", "said"), [(5, "few"), (6, "most")])
def test_that_few_answered_whom_they_helped_reads_as_that_both_sides_agree_on_few(spoke, said):
    """Else whether the note is there would say whether six answered that, too."""
    among = [(i, (i + 1) % 6) for i in range(6)]
    readings = settle(asked(ties(among), heard=of_first(6), spoke=of_first(spoke)))
    assert readings["agreement"].value == said


@pytest.mark.parametrize(("others", "details"), [(4, ()), (5, ("care",))])
def test_the_kind_needs_five_others_who_could_have_named_that_person(others, details):
    """The first stands in the lists of half of the rounds; in these so many others answered."""
    window = ties(carried(), kind=lambda _, j: "care" if j == 0 else None)
    heard = np.ones((ROUNDS, 9), dtype=np.bool_)
    heard[:4, 1 + others :] = False
    reading = settle(asked(window, heard=heard, listed=first_in(range(4))))["held_by_few"]
    assert (reading.value, reading.details) == ("held_by_few", details)


@pytest.mark.parametrize(
    ("listed", "few", "details"),
    [
        ([7], [], ()),
        ([5, 6, 7], [], ()),
        ([4, 5, 6, 7], [], ("care",)),
        ([0, 1, 2, 7], [0, 1, 2], ()),
        ([0, 5, 6, 7], [0, 1, 2], ("care",)),
    ],
    ids=["one round", "three", "half", "one that counts of five", "three that count of five"],
)
def test_the_kind_needs_half_of_the_rounds_and_of_those_that_count(listed, few, details):
    """Who takes their name off the list in most rounds chooses of which one it would tell."""
    window = ties(carried(), kind=lambda _, j: "care" if j == 0 else None)
    heard = np.ones((ROUNDS, 9), dtype=np.bool_)
    heard[few, 5:] = False
    reading = settle(asked(window, heard=heard, listed=first_in(listed)))["held_by_few"]
    assert (reading.value, reading.details) == ("held_by_few", details)


def test_a_list_counts_for_the_kind_where_the_round_asked_who_helped():
    """In light mode the prompts take turns: half of sixteen rounds may have asked for nobody."""
    window = ties(carried(), rounds=16, kind=lambda _, j: "care" if j == 0 else None)
    everybody = np.ones((16, 9), dtype=np.bool_)
    turns = ((True, False), (False, True)) * 8
    for others, details in ((range(1, 16, 2), ()), (range(8), ("care",))):
        names = first_in([0, *others], rounds=16)
        told = asked(window, heard=everybody, spoke=everybody, prompts=turns, listed=names)
        reading = settle(told)["held_by_few"]
        assert (reading.value, reading.details) == ("held_by_few", details)


def first_in(listed, rounds=ROUNDS):
    """Everybody stands in every list of names, the first in these."""
    names = np.ones((rounds, 9), dtype=np.bool_)
    names[:, 0] = np.isin(np.arange(rounds), listed)
    return names


def test_the_kind_counts_only_rounds_in_which_five_others_could_say_it():
    """All were there in the second round, too, in which nobody had a reason to name the first."""
    window = ties(carried(), kind=lambda _, j: "care" if j == 0 else None)
    window.kinds[:, 1:, :, 0] = False
    heard = np.ones((ROUNDS, 9), dtype=np.bool_)
    heard[0, 5:] = False
    reading = settle(asked(window, heard=heard))["held_by_few"]
    assert (reading.value, reading.details) == ("held_by_few", ())


@pytest.mark.parametrize(("people", "shown"), [(7, False), (8, True)])
def test_how_many_carry_is_told_only_where_eight_stood_in_every_list(people, shown):
    listed = of_first(people)
    assert ("carriers" in values(settle(asked(ties(ring(9)), listed=listed)))) == shown


@pytest.mark.parametrize("off", [0, 2, 4])
def test_how_many_carry_is_a_share_of_those_who_stood_in_every_list(off):
    """Six of eight who help alike are most of them, however many others nobody could name."""
    pairs = [(i, 1 + (i + step) % 6) for i in range(8) for step in range(6)]
    window = ties([(i, j) for i, j in pairs if i != j], people=8 + off)
    window = asked(window, listed=of_first(8, everybody=8 + off))
    assert values(settle(window))["carriers"] == "most"


def test_where_nobody_in_the_list_was_named_few_carry():
    """A page without that sentence would say it of each of them."""
    window = asked(ties(star(9, centre=8)), listed=of_first(8))
    assert values(settle(window))["carriers"] == "few"


@pytest.mark.parametrize(("have", "said"), [(6, "half"), (7, "most")])
@pytest.mark.parametrize("off", [0, 3])
def test_two_way_ties_are_a_share_of_those_who_could_have_one(have, said, off):
    pairs = [(0, 1), (1, 0), (2, 3), (3, 2), (4, 5), (5, 4), (6, 5), (5, 6)][: have + have // 7]
    window = ties([*pairs, (7, 8), (8, 9)], people=10 + off)
    window = asked(window, listed=of_first(10, everybody=10 + off))
    assert settle(window)["two_way"].value == said


@pytest.mark.parametrize("part", ["heard", "listed"])
@pytest.mark.parametrize(("people", "shown"), [(9, False), (10, True)])
def test_two_way_ties_need_ten_who_answered_and_stood_in_every_list(part, people, shown):
    some = of_first(people, everybody=11)
    window = asked(ties(ring(11), people=11), **{part: some})
    assert ("two_way" in settle(window)) == shown


def test_nothing_is_said_for_a_length_without_a_compiled_cut_off():
    window = ties(carried(), rounds=7)
    assert settle(window)["held_by_few"].value == "nothing"


def test_two_sides_that_tell_different_ties_agree_on_few():
    assert "agreement" in settle(ties(ring(9), gave=0))
    assert settle(ties(ring(9), gave=0))["agreement"].value == "few"


def test_only_what_was_told_in_an_answered_round_counts():
    answered = np.ones((ROUNDS, 9), dtype=np.bool_)
    answered[:, :3] = False
    window = ties(ring(9), answered=answered)
    held = ties(ring(9), answered=answered & (np.arange(9) > 3))
    assert settle(window)["mutual"].status is Status.SHOWN
    assert settle(held)["mutual"].status is Status.HELD


def test_half_of_the_rounds_make_a_respondent():
    answered = np.ones((ROUNDS, 9), dtype=np.bool_)
    answered[4:, :6] = False
    assert settle(ties(ring(9), answered=answered))["mutual"].status is Status.SHOWN
    answered[3:, :4] = False
    assert settle(ties(ring(9), answered=answered))["mutual"].status is Status.HELD


@pytest.mark.parametrize("respondents", [6, 7, 9])
def test_the_least_number_of_respondents_is_in_a_band_with_more(respondents):
    """A band of five or six would say exactly six, since fewer than six are never shown."""
    answered = np.ones((ROUNDS, 9), dtype=np.bool_)
    answered[:, respondents:] = False
    readings = settle(ties(ring(9), answered=answered))
    assert {reading.respondents for reading in readings.values()} == {"6-9"}


@pytest.mark.parametrize("people", [5, 6, 7])
def test_below_eight_people_nothing_is_said_about_ties(people):
    readings = settle(ties(ring(people), people=people), members=8)
    assert {reading.status for reading in readings.values()} == {Status.HELD}
    assert set(readings) == {"mutual", "carriers", "held_by_few"}


def test_nobody_helped_by_all_is_held_since_all_said_the_same():
    readings = settle(ties([]))
    assert {reading.status for reading in readings.values()} == {Status.HELD}


def test_without_a_word_from_the_receivers_all_is_held_since_all_said_the_same():
    """Else a page that speaks of ties and not of carriers would say what each of them answered."""
    helped_me = np.zeros((ROUNDS, 9, 9), dtype=np.bool_)
    i_helped = helped_me.copy()
    for i, j in ring(9):
        i_helped[:, i, j] = True
    window = TieWeeks(
        helped_me,
        i_helped,
        np.ones((ROUNDS, 9), dtype=np.bool_),
        KINDS,
        np.zeros((5, ROUNDS, 9, 9), dtype=np.bool_),
    )
    assert {reading.status for reading in settle(window).values()} == {Status.HELD}


def test_the_same_seed_gives_the_same_readings():
    window = ties([*ring(9), (0, 4), (3, 7)])
    assert settle(window) == settle(window)


def test_that_no_tie_can_be_told_by_both_sides_is_not_told_apart_from_few():
    """Else the next tie to somebody who answers would make the note appear."""
    answered = np.ones((ROUNDS, 9), dtype=np.bool_)
    answered[:, 8] = False
    readings = values(settle(ties(star(9, centre=8), answered=answered)))
    assert readings == {
        "mutual": "cannot_tell",
        "carriers": "few",
        "held_by_few": "held_by_few",
        "agreement": "few",
    }
