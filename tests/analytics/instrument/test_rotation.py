"""The rotation against a table written out by hand, over 26 rounds, four sizes and both modes."""

from collections import Counter

import pytest

from analytics.instrument import rotation, windows
from analytics.instrument.bank import FACETS, PATTERNS
from analytics.instrument.windows import Mode

ROUNDS = 26

# By hand: which of a facet's three items is asked in rounds 1, 2, 3, 4 of every cycle ("." pauses).
HAND = {
    "reciprocity": "1.23",
    "autonomy": "12.3",
    "emotional_presence": "123.",
    "shared_responsibility": ".123",
    "trust_and_safety": ".123",
}
# By hand: the patterns of rounds 1, 2, 3 (then again from the start) and their item numbers.
HAND_PATTERNS = (
    ("porous", "rigid"),
    ("balanced", "over_responsibility"),
    ("not_asking", "over_reliance"),
)
HAND_PATTERN_ITEMS = "111222333444"
# By hand: in which round each facet is asked for the first time.
HAND_FIRST = {
    "eight or more": {
        "reciprocity": 1,
        "autonomy": 2,
        "trust_and_safety": 2,
        "emotional_presence": 3,
        "shared_responsibility": 4,
    },
    "seven or fewer": {
        "reciprocity": 1,
        "autonomy": 2,
        "trust_and_safety": 3,
        "emotional_presence": 4,
        "shared_responsibility": 5,
    },
}


def walk(mode, *, experiment_from=2, rounds=ROUNDS):
    """Ask as the app does; yield (round, open families, new windows, questionnaire)."""
    last_round = {}
    for asked in range(rounds):
        still_open = {family for family, last in last_round.items() if last > asked}
        new = windows.beginning(
            mode,
            asked=asked,
            open_families=still_open,
            experiment=asked + 1 >= experiment_from,
        )
        for plan in new:
            last_round[plan.family] = asked + plan.length
        families = still_open | {plan.family for plan in new}
        asks = rotation.questionnaire(asked, open_families=families, light=mode.light)
        yield asked + 1, families, new, asks


def ids(asks, family):
    return [item.id for item in asks.items if item.family == family]


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_the_standard_rotation_of_26_rounds_is_the_one_written_by_hand(n):
    first = HAND_FIRST["eight or more" if n >= 8 else "seven or fewer"]
    for number, _, _, asks in walk(Mode(n)):
        for facet, by_hand in HAND.items():
            turn = by_hand[(number - 1) % 4]
            asked = number >= first[facet] and turn != "."
            assert ids(asks, facet) == ([f"{facet}_{turn}"] if asked else []), (number, facet)


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_two_patterns_a_round_follow_the_table_and_more_fill_the_places_of_facets_not_yet_asked(n):
    first = HAND_FIRST["eight or more" if n >= 8 else "seven or fewer"]
    for number, _, _, asks in walk(Mode(n)):
        turn = HAND_PATTERN_ITEMS[(number - 1) % 12]
        expected = [f"{pattern}_{turn}" for pattern in HAND_PATTERNS[(number - 1) % 3]]
        free = sum(
            number < first[facet] and HAND[facet][(number - 1) % 4] != "." for facet in FACETS
        )
        following = PATTERNS.index(HAND_PATTERNS[(number - 1) % 3][1]) + 1
        expected += [f"{PATTERNS[(following + k) % 6]}_{turn}" for k in range(free)]
        assert ids(asks, "patterns") == expected, number


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_a_standard_round_asks_six_scale_items_and_the_fourth_asks_the_follow_up(n):
    for number, families, _, asks in walk(Mode(n)):
        at_place = (number - 1) % 4 == 0
        assert asks.follow_up == (at_place and "follow_up" in families)
        assert ids(asks, "follow_up") == (["follow_up_1"] if asks.follow_up else [])
        assert len(asks.items) == (6 if not at_place or asks.follow_up else 5)


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_every_standard_facet_window_holds_each_core_item_equally_often(n):
    asked = list(walk(Mode(n)))
    times = 1 if n >= 8 else 2
    for index, (_, _, new, _) in enumerate(asked):
        for plan in new:
            rounds = asked[index : index + plan.length]
            if plan.family in FACETS and len(rounds) == plan.length:
                held = Counter(name for _, _, _, asks in rounds for name in ids(asks, plan.family))
                assert held == {f"{plan.family}_{item}": times for item in (1, 2, 3)}


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_every_later_pattern_window_holds_each_of_the_24_items_once(n):
    asked = list(walk(Mode(n)))[12:24]
    held = Counter(name for _, _, _, asks in asked for name in ids(asks, "patterns"))
    assert held == {f"{pattern}_{item}": 1 for pattern in PATTERNS for item in (1, 2, 3, 4)}


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_names_are_asked_from_eight_on_and_the_pulse_without_names_below(n):
    for _, _, _, asks in walk(Mode(n)):
        assert asks.prompts == ("both" if n >= 8 else None)
        assert asks.pulse == (n < 8)


def test_a_team_that_prefers_it_gets_the_pulse_without_names():
    for _, families, _, asks in walk(Mode(9, named=False)):
        assert asks.pulse
        assert asks.prompts is None
        assert "ties" not in families


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("weeks", [1, 2, 4])
@pytest.mark.parametrize("n", range(5, 13))
def test_a_round_that_is_asked_always_asks_something(n, weeks, light):
    mode = Mode(n, light=light, interval_weeks=weeks)
    for _, families, _, asks in walk(mode):
        assert bool(asks.items or asks.prompts or asks.pulse) == bool(families)


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_light_mode_asks_two_facet_items_and_no_pattern_and_the_prompts_alternate(n):
    for number, _, _, asks in walk(Mode(n, light=True)):
        facet_items = [item for item in asks.items if item.family in FACETS]
        assert len(facet_items) == len(asks.items)
        assert len(facet_items) <= 2
        if number >= 5:
            assert len(facet_items) == 2
        expected = ("helped_me", "i_helped")[(number - 1) % 2] if n >= 8 else None
        assert asks.prompts == expected
        assert not asks.pulse
        assert not asks.follow_up


@pytest.mark.parametrize("phase", range(8))
def test_any_eight_light_rounds_hold_every_core_item(phase):
    facets = frozenset(FACETS)
    held = {
        item.id
        for q in range(phase, phase + 8)
        for item in rotation.questionnaire(q, open_families=facets, light=True).items
    }
    assert held == {f"{facet}_{item}" for facet in FACETS for item in (1, 2, 3)}


@pytest.mark.parametrize("q", range(16))
def test_no_light_round_asks_two_items_of_the_same_facet(q):
    asks = rotation.questionnaire(q, open_families=frozenset(FACETS), light=True)
    assert len({item.family for item in asks.items}) == 2


def test_a_light_round_with_a_pattern_window_open_asks_one_pattern_item():
    asks = rotation.questionnaire(7, open_families={*FACETS, "patterns"}, light=True)
    assert ids(asks, "patterns") == ["rigid_2"]


def test_a_window_that_began_before_light_mode_keeps_its_rotation():
    families = {"reciprocity", "autonomy", "ties"}
    asks = rotation.questionnaire(3, open_families=families, light={"autonomy"})
    assert [item.id for item in asks.items] == ["reciprocity_3", "autonomy_2"]
    assert asks.prompts == "both"


def test_nothing_is_asked_of_families_without_an_open_window():
    asks = rotation.questionnaire(0, open_families=frozenset())
    assert asks.items == ()
    assert asks.prompts is None
    assert not asks.pulse


def test_where_patterns_cannot_finish_nothing_fills_the_free_places():
    asks = rotation.questionnaire(0, open_families={"reciprocity", "ties"})
    assert [item.id for item in asks.items] == ["reciprocity_1"]


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize(("n", "then"), [(5, 5), (5, 8), (8, 8), (8, 5)])
def test_a_team_that_goes_into_light_mode_or_out_of_it_is_never_asked_more_than_seven_items(
    n, then, light
):
    counts = {
        asked(n, then, light, switch, q) for switch in range(1, 26) for q in range(switch + 9)
    }
    assert max(counts) == 7
    assert {asked(n, n, light, 0, q) for q in range(9)} <= set(range(7))


def asked(n, then, light, switch, last):
    """How many items the round after `last` others asks, if `switch` of them were otherwise."""
    ends = {}
    for q in range(last + 1):
        mode = Mode(n=n, light=light) if q < switch else Mode(n=then, light=not light)
        ends = {family: kept for family, kept in ends.items() if kept[0] > q}
        for plan in windows.beginning(mode, asked=q, open_families=set(ends), experiment=True):
            ends[plan.family] = (q + plan.length, mode.light)
    slow = {family for family, (_end, is_light) in ends.items() if is_light}
    return len(rotation.questionnaire(last, open_families=set(ends), light=slow).items)
