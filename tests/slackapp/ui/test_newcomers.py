"""Where too few count for now, every screen says from which day on enough of those there do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analytics.instrument.windows import Mode, calendar
from slackapp.domain.overview import Foreseen, ManagedTeam, Standing
from slackapp.domain.teams import TeamState
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import announcement, foreseen, home, managing, status

DAY = date(2026, 12, 12)
ON = "From Saturday, December 12, 2026 on, at least "


def grown(members, *steps):
    seen = seen_of(PLAIN, members, people=9)
    return replace(seen, calendar=calendar(Mode(n=members)), growing=steps)


MOVED = grown(2, (DAY - timedelta(days=4), 4), (DAY, 9))
SMALL = grown(6, (DAY, 9))


@pytest.mark.parametrize("admin", [True, False])
@pytest.mark.parametrize("seen", [MOVED, SMALL])
def test_the_page_of_a_team_names_the_day_from_which_enough_count(seen, admin):
    running = ManagedTeam(
        seen.team, Standing.RUNNING, PLAIN.form.closes_at, slots=seen.slots, seen=seen
    )
    page = str(managing.team(running, admin=admin))
    assert ON in page
    if not admin:
        assert "9 of those" not in page, "it would tell a lead who is at home elsewhere"
        assert "in the channel, " not in page


@pytest.mark.parametrize("seen", [MOVED, SMALL])
def test_so_does_the_preview_of_a_move(seen):
    there = replace(seen, team=replace(seen.team, channel="C9", asked=3))
    would = Foreseen(seen.team, '{"channel": "C1"}', '{"channel": "C9"}', there)
    assert ON in str(foreseen.told(would))
    assert ON in "\n".join(foreseen.warned(would))


def test_no_day_is_named_where_enough_count_by_now_or_never_will():
    enough, never = grown(8, (DAY, 9)), grown(2, (DAY, 4))
    for seen in (enough, never):
        assert seen.reaches(5) is None
        assert "those who are in the channel now" not in str(
            managing.team(ManagedTeam(seen.team, Standing.RUNNING, seen=seen), admin=False)
        )


def test_several_days_are_said_by_the_last_of_them():
    page = str(managing.team(ManagedTeam(MOVED.team, Standing.RUNNING, seen=MOVED), admin=True))
    last = "7 more count after 14 days in the team, the last of them from Saturday, December 12,"
    assert last in page


def read_by_somebody(home_data, **changes):
    """What the Home tab and the answer to the command say of a team."""
    [team] = home_data.teams
    assert team.state is TeamState.RUNNING
    data = replace(home_data, teams=(replace(team, **changes),))
    return str(home.view(data)), status.message(data)["text"]


def test_a_person_reads_that_no_check_in_opens_before_the_day_on_which_enough_count(home_data):
    then = DAY + timedelta(days=2)
    for said in read_by_somebody(home_data, few=True, enough_from=DAY, opens_on=then):
        assert (
            "no check-in opens before Saturday, December 12, 2026. Only from then on enough of "
            "those who are in the channel now count. The first that can open is on Monday, "
            "December 14, 2026."
        ) in said
        assert "only if" not in said
    for said in read_by_somebody(home_data, few=True, enough_from=DAY):
        assert "before Saturday, December 12, 2026" in said
        assert "The first that can open" not in said


def test_where_no_day_is_known_the_next_check_in_needs_more_who_count(home_data):
    for said in read_by_somebody(home_data, few=True):
        assert "only if at least five people count by then; so far fewer do." in said
        assert "enough of those" not in said
    assert all("only if" not in said for said in read_by_somebody(home_data))


def test_a_person_reads_that_no_check_in_opens_with_more_than_thirty_people(home_data):
    # Where there are too many it is for that that a check-in is left out, whoever counts.
    for counting in ({}, {"few": True, "enough_from": DAY}):
        for said in read_by_somebody(home_data, many=True, **counting):
            assert "only if at most 30 people are in the team by then; so far more are." in said
            assert "no check-in opens before" not in said


def test_a_channel_in_which_too_few_count_is_told_so_and_from_when_on_enough_do():
    told = announcement.message("few", MOVED.team, seen=MOVED)["text"]
    assert "No check-in opens here while fewer than five people count in the team" in told
    assert told.endswith("December 12, 2026 on enough of those who are in the channel now count.")
    for topic in ("moved", "roster"):
        assert "fewer than five" not in announcement.message(topic, MOVED.team, seen=MOVED)["text"]
