"""A team's page and the words around it, where there is more to say than fits."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.instrument.windows import Mode, calendar
from slackapp.domain.experiments import Experiment, Stage
from slackapp.domain.ids import ExperimentId, UserId
from slackapp.domain.overview import ManagedTeam, Standing
from slackapp.domain.screens import Ballot
from slackapp.domain.teams import TeamState
from slackapp.errors import LastDayOver
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import calendar as coming
from slackapp.ui import experiment, ids, managing, present, status
from slackapp.ui.blocks import CONFIRM

DAYS = [(date(2026, 12, 20) + timedelta(days=n)).isoformat() for n in range(15)]


def question(team, before, after):
    page = managing.team(
        ManagedTeam(team, Standing.RUNNING, undoing=(json.dumps(before), json.dumps(after))),
        admin=True,
    )
    rows = [block["elements"] for block in page["blocks"] if block["type"] == "actions"]
    [button] = [one for row in rows for one in row if one["action_id"] == ids.UNDO_CHANGE]
    return button["confirm"]["text"]["text"]


def test_what_would_be_taken_back_is_said_whole_and_that_a_lock_stays():
    locked = replace(PLAIN.team, policy=replace(PLAIN.team.policy, not_for_appraisal=True))
    said = question(locked, {"quiet_days": DAYS, "k": 6}, {"quiet_days": [], "k": 5})
    assert said.splitlines() == [
        f"Take the last change of {PLAIN.team.name} back?",
        "Quiet days: Dec 20, 2026 to Jan 3, 2027 → –",
        "Answers needed before a figure is shown: 6 → 5",
        "The lock stays.",
    ]
    assert "lock" not in question(PLAIN.team, {"k": 6}, {"k": 5})


def test_a_move_back_is_said_to_be_one_where_no_channel_can_be_named():
    said = question(PLAIN.team, {"channel": "C2"}, {"channel": "C1"})
    assert "Channel: back to the one before" in said.splitlines()


@pytest.mark.parametrize(("back", "named"), [({"channel": "C1"}, True), ({"k": 5}, False)])
def test_the_channel_a_team_would_be_brought_back_to_is_named_below_the_button(back, named):
    undoing = json.dumps(dict.fromkeys(back, "C2")), json.dumps(back)
    page = managing.team(ManagedTeam(PLAIN.team, Standing.RUNNING, undoing=undoing), admin=True)
    said = "*Undo last change* would bring the team back to <#C1>."
    assert (said in json.dumps(page)) is named


def test_what_is_known_to_be_refused_is_no_button_and_says_why():
    refused = LastDayOver().but(date(2026, 12, 22), going=True)
    kept = ManagedTeam(PLAIN.team, Standing.RUNNING, refused=refused)
    page = json.dumps(managing.team(kept, admin=True))
    assert ids.UNDO_CHANGE not in page
    assert (
        "The last change cannot be taken back, as what was before cannot be any more. This last "
        "day is over. The earliest that is "
        "possible is Tuesday, December 22, 2026. To stop now, end the team."
    ) in page


def test_a_name_with_marks_is_asked_about_as_it_was_written():
    said = question(PLAIN.team, {"name": "<!channel> & co"}, {"name": "Harbour"})
    assert "Name: <!channel> & co → Harbour" in said.splitlines()


def test_what_does_not_fit_is_counted_and_no_line_is_cut():
    before = {f"setting_{n}": "x" * 40 for n in range(9)}
    said = question(PLAIN.team, before, dict.fromkeys(before, "y" * 40))
    assert len(said) <= CONFIRM
    assert said.splitlines()[-1] == "and 7 more settings"
    assert "…" not in said


def test_admins_read_how_many_count_by_now_and_leads_do_not():
    """The number would tell a lead that somebody took another home team."""
    running = ManagedTeam(PLAIN.team, Standing.RUNNING, seen=seen_of(PLAIN, 8, people=9))
    count = "in the channel, "
    assert count in json.dumps(managing.team(running, admin=True))
    assert count not in json.dumps(managing.team(running, admin=False, lead=True))


def test_admins_read_of_a_running_team_that_all_five_who_count_have_to_answer():
    warned = "With five who count, all five have to answer, or nothing is shown."
    five = ManagedTeam(PLAIN.team, Standing.RUNNING, seen=seen_of(PLAIN, 5, people=7))
    assert warned in json.dumps(managing.team(five, admin=True))
    assert warned not in json.dumps(managing.team(five, admin=False, lead=True))
    six = replace(five, seen=seen_of(PLAIN, 6, people=7))
    assert warned not in json.dumps(managing.team(six, admin=True))


def test_an_ended_team_says_how_it_was_asked_and_until_when():
    ended = replace(
        PLAIN.team,
        state=TeamState.ENDED,
        cadence=replace(PLAIN.team.cadence, ends=date(2026, 12, 28), paused_until=date(2027, 1, 1)),
    )
    facts = str(managing.team(ManagedTeam(ended, Standing.ENDED), admin=True)["blocks"][1])
    assert ", until Dec 28, 2026" in facts
    assert "at the latest" not in facts
    assert "paused" not in facts


def test_what_ends_or_deletes_a_team_names_it_whole():
    own = replace(PLAIN.team, name="<Light> & Co" + "x" * 68, asked=9)
    page = managing.team(ManagedTeam(own, Standing.RUNNING), admin=True)
    rows = [block["elements"] for block in page["blocks"] if block["type"] == "actions"]
    buttons = {one["action_id"]: one for row in rows for one in row}
    for action in (ids.END_TEAM, ids.DELETE_TEAM):
        said = buttons[action]["confirm"]["text"]["text"]
        assert f"“{own.name}”" in said
        assert said.endswith(".")
        assert len(said) <= CONFIRM
    styles = {
        action: one["confirm"].get("style") for action, one in buttons.items() if "confirm" in one
    }
    assert [action for action, style in styles.items() if style] == [ids.DELETE_TEAM]


def test_deleting_says_before_what_stays_of_a_team_that_was_asked_and_of_no_other():
    for asked in (0, 3):
        own = replace(PLAIN.team, asked=asked)
        page = managing.team(ManagedTeam(own, Standing.RUNNING), admin=True)
        assert ("for 26 weeks, without names, so does who" in str(page["blocks"])) is (asked > 0)


def test_a_page_says_what_held_means_and_until_when_a_check_in_is_open():
    closes = PLAIN.form.closes_at
    held = str(managing.team(ManagedTeam(PLAIN.team, Standing.HELD, open_until=closes), admin=True))
    assert "“Held” means that nothing could be shown last time" in held
    assert "A check-in is open until" in held
    running = str(managing.team(ManagedTeam(PLAIN.team, Standing.RUNNING), admin=True))
    assert "“Held”" not in running
    assert "A check-in is open" not in running


def test_a_page_has_one_clock_that_of_the_team_and_says_which():
    at = datetime(2026, 11, 24, 4, 15, tzinfo=UTC)
    far = replace(PLAIN.team, cadence=replace(PLAIN.team.cadence, zone="Asia/Kathmandu"))
    of = ManagedTeam(far, Standing.RUNNING, open_until=at, next_opens_at=at)
    for page in (managing.team(of, admin=True), managing.teams([of], admin=True)):
        said = str(page["blocks"])
        assert "is open until Tuesday, November 24, 2026, 10:00 AM in Kathmandu." in said
        assert "opens Tuesday, November 24, 2026, 10:00 AM in Kathmandu." in said
        assert "<!date" not in said


def test_a_page_says_of_what_was_taken_back_that_it_was_and_no_more_that_it_was_saved():
    page = str(
        managing.team(ManagedTeam(PLAIN.team, Standing.RUNNING), admin=True, taken_back=True)
    )
    assert "Taken back. The channel is told what changed." in page
    assert "Saved." not in page


@pytest.mark.parametrize("closes", [PLAIN.form.closes_at, None])
def test_a_team_is_running_while_a_check_in_is_open_whatever_came_of_the_last(closes):
    held = ManagedTeam(PLAIN.team, Standing.HELD, open_until=closes)
    row = managing.teams([held], admin=True)["blocks"][0]["text"]["text"]
    page = str(managing.team(held, admin=True)["blocks"])
    assert (": running. A check-in is open until" in row) is (closes is not None)
    assert ("It is running now. A check-in is open" in page) is (closes is not None)
    assert (": held." in row) is (closes is None)
    assert row.endswith(" Held last time.") is (closes is not None)


def test_what_a_team_does_not_get_is_a_line_each_below_its_reason():
    lines = list(coming.misses(calendar(Mode(n=6, interval_weeks=4))))
    assert [line for line in lines if line.startswith("Because ")]
    assert all(line.startswith(("Because ", "• ")) for line in lines)
    assert all(len(line.split()) <= 10 for line in lines)


def test_what_still_comes_once_is_not_said_not_to_come():
    seen = seen_of(PLAIN, 8, people=9)
    seen = replace(
        seen,
        team=replace(seen.team, asked=9),
        calendar=calendar(Mode(8, light=True)),
        coming=(("patterns", date(2027, 2, 26)),),
    )
    said = [str(one) for one in present.outlook(seen)]
    [when] = [one for one in said if "(after that no more of it: light mode leaves it out)" in one]
    assert "habits of helping and of limits" in when
    assert sum(one.count("habits of helping and of limits") for one in said) == 1


def test_advice_to_have_six_stands_where_people_are_counted_and_in_no_outlook():
    five = seen_of(PLAIN, 5, people=6)
    assert any("Six besides the lead" in one for one in present.counted(five))
    assert list(present.enough(five)) == []
    assert not any("Six besides" in str(one) for one in present.outlook(five))


@pytest.mark.parametrize(
    ("owner", "labels"),
    [(None, ["I look after it"]), (UserId("U1"), ["I take it over", "I stop looking after it"])],
)
def test_a_looked_after_experiment_offers_to_take_over_or_stop(owner, labels):
    tried = Experiment(
        id=ExperimentId("E1"),
        team=PLAIN.team.id,
        offered_in=1,
        choices=("autonomy_1",),
        stage=Stage.TRYING,
        practice="autonomy_1",
        owner=owner,
    )
    shown = experiment.chosen(Ballot(tried, "Harbour"))
    offered = [
        one["text"]["text"]
        for block in shown["blocks"]
        for one in block.get("elements", ())
        if one.get("action_id") in {ids.LOOK_AFTER, ids.LOOK_AFTER_NO_MORE}
    ]
    assert offered == labels


def test_where_too_many_are_there_nothing_is_promised_that_cannot_come():
    many = seen_of(PLAIN, 31, people=31)
    assert "choose a user group with fewer of them" in str([*present.enough(many)])
    assert [*present.outlook(many)] == [*present.early(many)] == []
    most = seen_of(PLAIN, 30, people=30)
    assert [*present.enough(most)] == []
    assert [*present.outlook(most)]


def test_where_too_few_count_the_page_says_so_in_place_of_dates_that_will_not_come():
    few = seen_of(PLAIN, 4, people=5)
    opens_at = few.slots[0].opens_at
    shown = ManagedTeam(few.team, Standing.RUNNING, opens_at, few.slots, seen=few)
    page = str(managing.team(shown, admin=True)["blocks"])
    assert "Fewer than five people count, and nothing can be asked then" in page
    assert "only if by then at least five people count and at most 30 are there" in page
    assert "The next check-ins" not in page
    assert "report with figures" not in page
    enough = replace(shown, seen=replace(few, members=5))
    page = str(managing.team(enough, admin=True)["blocks"])
    assert "The next check-ins" in page
    assert "only if that can be" not in page


@pytest.mark.parametrize(
    ("members", "people", "waits"),
    [
        (5, 6, "Done. The next check-in opens "),
        (4, 5, "only if at least five people count by then; so far fewer do."),
        (4, 9, "Only from then on enough of those who are in the channel now count."),
        (31, 31, "only if at most 30 people are in the team by then; so far more are."),
    ],
)
def test_whoever_lets_a_team_go_on_reads_what_its_next_check_in_waits_for(members, people, waits):
    seen = seen_of(PLAIN, members, people=people)
    opens_at = next(slot.opens_at for slot in seen.slots if slot.passed is None)
    found = ManagedTeam(seen.team, Standing.RUNNING, opens_at, seen.slots, seen=seen)
    said = status.resumed(found)["text"]
    assert waits in said
    assert ("only" in said.lower()) is (seen.few or seen.many)


@pytest.mark.parametrize(
    ("event", "mends"),
    [("channel_gone", "archived or deleted"), ("group_gone", "Who and where")],
)
def test_a_team_that_was_paused_for_what_is_missing_says_what_mends_it(event, mends):
    shown = ManagedTeam(PLAIN.team, Standing.PAUSED, stopped=(event, PLAIN.form.closes_at))
    for page in (managing.teams([shown], admin=True), managing.team(shown, admin=True)):
        said = str(page["blocks"])
        assert mends in said
        assert "then press *Go on*" in said


@pytest.mark.parametrize(("until", "said"), [(8, "It is paused until"), (7, "It is not paused.")])
def test_who_lets_a_team_go_on_that_has_days_of_a_pause_reads_until_when(until, said):
    today = date(2027, 1, 7)
    cadence = replace(PLAIN.team.cadence, paused_until=date(2027, 1, until))
    team = replace(PLAIN.team, cadence=cadence)
    seen = replace(seen_of(PLAIN, 8, people=9), today=today)
    found = ManagedTeam(team, Standing.RUNNING, next_opens_at=PLAIN.form.closes_at, seen=seen)
    assert status.resumed(found, already=True)["text"].startswith(said)
