"""Why a team does not get something, in words that stay true when another setting changes."""

import pytest

from analytics.instrument.windows import Mode, calendar
from slackapp.ui.calendar import FAMILIES, left_out, misses

LIGHT = "Because light mode leaves it out:"
AT_THIS_INTERVAL = "Because at this interval sealed answers are gone before then:"
EITHER = "Because light mode leaves it out, and this interval is too long for it:"
BOTH = "Because in light mode, at this interval sealed answers are gone before then:"


def reasons(**mode):
    """Each family that is missing, and why."""
    found, why = {}, ""
    for line in misses(calendar(Mode(**mode))):
        if line.startswith("• "):
            found[line.removeprefix("• ")] = why
        else:
            why = line
    return found


def test_where_the_interval_leaves_names_out_help_without_them_is_left_out_too():
    rarely = reasons(n=8, interval_weeks=4)
    name = "how much help goes round"
    assert rarely[name] == rarely["who carries how much, without names"] == AT_THIS_INTERVAL
    assert name not in reasons(n=8, interval_weeks=2)


@pytest.mark.parametrize("n", [6, 9])
@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_each_reason_is_what_leaves_it_out(n, weeks):
    weekly, usual = reasons(n=n, light=True), reasons(n=n, interval_weeks=weeks)
    for name, why in reasons(n=n, light=True, interval_weeks=weeks).items():
        if why == LIGHT:
            assert name in weekly
            assert name not in usual
        elif why == BOTH:
            assert name not in weekly
            assert name not in usual
        elif why == EITHER:
            assert weekly[name] == LIGHT
            assert usual[name] == AT_THIS_INTERVAL
        else:
            assert usual[name] == why


def test_what_no_change_of_light_mode_or_interval_alone_brings_is_said_to_lack_for_both():
    for name in (FAMILIES["patterns"], FAMILIES["follow_up"]):
        assert reasons(n=9, light=True, interval_weeks=2)[name] == EITHER
        assert reasons(n=9, interval_weeks=2)[name] == AT_THIS_INTERVAL


def test_who_carries_how_much_is_not_said_to_be_left_out_by_light_mode_alone():
    name = FAMILIES["ties"]
    assert name not in reasons(n=9, light=True)
    assert reasons(n=9, light=True, interval_weeks=2)[name] == BOTH
    assert reasons(n=9, light=True, interval_weeks=4)[name] == AT_THIS_INTERVAL
    light = list(left_out(calendar(Mode(n=9, light=True, interval_weeks=2))))
    why = "in light mode, at this interval sealed answers are gone before then"
    assert f"• not for this team: {name} ({why})" in str(light)
