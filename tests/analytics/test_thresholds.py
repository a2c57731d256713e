"""Floors, bands and compiled tables."""

import pytest

from analytics import thresholds

FLOORS = {
    "K_FLOOR": 5,
    "MEMBERS_FLOOR": 5,
    "TIE_MEMBERS_FLOOR": 8,
    "TIE_RESPONDENTS_FLOOR": 6,
    "NAMERS_FLOOR": 5,
    "TWO_WAY_MEMBERS_FLOOR": 10,
    "CLEARLY_MEMBERS_FLOOR": 12,
    "REASON_PEOPLE_FLOOR": 5,
    "REASON_OTHERS_FLOOR": 2,
    "HUB_GIVERS_FLOOR": 3,
    "HOTSPOT_LISTED_FLOOR": 6,
    "HOTSPOT_TIES_EACH": 2,
    "HOTSPOT_KIND_GIVERS": 3,
}
LIMITS = {"WINDOW_EXPIRES_AFTER_DAYS": 120, "CHURN_WEEKS": 26, "SLOWER_AFTER_HELD": 2}


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_no_floor_is_lower_than_what_is_promised(name, floor):
    assert getattr(thresholds, name) >= floor


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_no_limit_is_wider_than_what_is_promised(name, limit):
    assert getattr(thresholds, name) <= limit


@pytest.mark.parametrize(
    ("k", "labels"),
    [
        (5, ["5-6", "7-9", "10+"]),
        (6, ["6-9", "10+"]),
        (7, ["7-9", "10+"]),
        (8, ["8-9", "10+"]),
        (9, ["9+"]),
        (10, ["10+"]),
        (12, ["12+"]),
    ],
)
def test_bands_start_at_k_and_never_hold_a_single_number(k, labels):
    assert [band.label for band in thresholds.bands(k)] == labels


def test_a_joined_band_takes_the_half_widths_of_its_lower_row():
    assert [band.row for band in thresholds.bands(6)] == ["5-6", "10+"]
    assert [band.row for band in thresholds.bands(9)] == ["7-9"]


@pytest.mark.parametrize(
    ("respondents", "label"),
    [(5, "5-6"), (6, "5-6"), (7, "7-9"), (9, "7-9"), (10, "10+"), (29, "10+")],
)
def test_respondents_are_told_in_bands(respondents, label):
    assert thresholds.respondents_band(respondents).label == label


def test_fewer_than_k_have_no_band():
    with pytest.raises(ValueError, match="held"):
        thresholds.respondents_band(5, k=6)


@pytest.mark.parametrize(("members", "most"), [(5, 4), (8, 4), (9, 4.5), (12, 6)])
def test_the_churn_a_team_may_have_grows_with_it(members, most):
    assert thresholds.churn_stop(members) == most


@pytest.mark.parametrize("step", [1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5])
def test_every_step_has_a_half_width_in_every_band(step):
    for k in range(5, 13):
        for band in thresholds.bands(k):
            assert 0.1 < thresholds.half_width(step, band) < 1.0


@pytest.mark.parametrize("step", [1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5])
def test_where_scores_lean_nothing_is_said_to_be_surer(step):
    for k in range(5, 8):
        band = thresholds.respondents_band(7, k)
        leaning = thresholds.half_width(step, band, leaning=True)
        assert thresholds.half_width(step, band) < leaning < 1.0


@pytest.mark.parametrize(("people", "leaning"), [(5, True), (8, True), (9, False), (30, False)])
def test_the_scores_of_up_to_eight_people_lean(people, leaning):
    assert thresholds.leans(people) is leaning


@pytest.mark.parametrize("n", range(8, 31))
@pytest.mark.parametrize("rounds", [8, 16])
def test_every_size_and_length_with_ties_has_a_cut_off(n, rounds):
    assert 0 < thresholds.hotspot_cut_off(n, rounds) < 1


def test_a_size_that_was_not_compiled_has_none():
    with pytest.raises(KeyError):
        thresholds.hotspot_cut_off(31, 8)
