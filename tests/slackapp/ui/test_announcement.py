"""What a channel is told about a change says from when on it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from analytics import practices
from analytics.instrument.windows import Mode, Remedy, calendar
from slackapp.domain import away
from slackapp.domain.awaited import TOO_SHORT
from slackapp.domain.cadence import Cadence
from slackapp.domain.defaults import Defaults
from slackapp.domain.overview import Mend
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import Reason
from slackapp.domain.teams import Team, TeamState
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import announcement, uncounted

MONDAYS = Cadence(zone="UTC", weekday=0, at=time(10), first=date(2026, 4, 6))
TEAM = Team("T", "W", "C", "Pier", frozenset(), Policy(), MONDAYS, TeamState.RUNNING)


@pytest.mark.parametrize(
    ("changed", "moments"),
    [
        ("k", ["begins to be counted from the next check-in on"]),
        ("light:named", ["begins to be counted from the next check-in on"]),
        ("open_days", ["from the next check-in on"]),
        ("not_for_appraisal", ["from now on"]),
        (
            "k:open_days",
            ["from the next check-in on", "begins to be counted from the next check-in on"],
        ),
    ],
)
def test_each_setting_is_told_with_the_moment_from_which_it_holds(changed, moments):
    said = announcement.message(f"policy:{changed}", TEAM)["text"]
    assert said.count("Changed for this team") == len(moments)
    assert all(moment in said for moment in moments)


def test_the_first_message_says_who_leads_or_that_nobody_does():
    led = announcement.message("started", replace(TEAM, leads=frozenset({"U2", "U1"})))["text"]
    assert "Leads of this team in Bearings: <@U1> and <@U2>." in led
    alone = announcement.message("started", replace(TEAM, leads=frozenset({"U1"})))["text"]
    assert "Lead of this team in Bearings: <@U1>." in alone
    assert "Lead of this team in Bearings: nobody." in announcement.message("started", TEAM)["text"]


def test_the_first_message_says_what_a_lead_sees_beside_the_figures_where_there_is_one():
    beside = "Where helpers are named, a lead also sees how much runs through themselves."
    led = replace(TEAM, leads=frozenset({"U1"}))
    assert beside in announcement.message("started", led)["text"]
    assert beside not in announcement.message("started", TEAM)["text"]
    for n, told in ((5, False), (8, True)):
        seen = replace(seen_of(PLAIN, n, people=n + 1), team=led, calendar=calendar(Mode(n=n)))
        assert (beside in announcement.message("started", led, seen=seen)["text"]) is told


def test_the_first_message_says_nothing_of_helpers_that_are_named_where_nobody_is_to_name_any():
    chosen = replace(TEAM, leads=frozenset({"U1"}), policy=replace(TEAM.policy, named=False))
    said = announcement.message("started", chosen)["text"]
    assert "Nobody is asked to name helpers." in said
    assert "Where helpers are named" not in said


def test_which_statuses_mean_away_is_told_with_all_of_them_by_now():
    seen = Defaults(away_statuses=(":palm_tree:", "on <leave>", "in deep focus"))
    said = announcement.message("away", TEAM, defaults=seen)
    assert said["text"].endswith("They are now: :palm_tree: · on &lt;leave&gt; · in deep focus")


def test_no_status_that_means_away_is_hidden_behind_long_ones():
    names = tuple(f"{number:02}{'&' * 48}" for number in range(away.MOST))
    said = announcement.message("away", TEAM, defaults=Defaults(away_statuses=names))
    shown = " ".join(block["text"]["text"] for block in said["blocks"])
    assert all(f"{name[:2]}&amp;" in shown for name in names)
    assert "…" not in shown
    assert shown.count(" · ") == len(names) - 1


def test_that_no_status_means_away_any_more_is_told_in_words():
    said = announcement.message("away", TEAM, defaults=Defaults(away_statuses=()))
    assert "no status in Slack means any more that somebody is away" in said["text"]
    assert said["text"].endswith("Whoever shows one is reminded like everybody else.")


@pytest.mark.parametrize("topic", ["cadence", "resumed"])
def test_the_day_of_the_next_check_in_is_told_where_it_is_not_what_it_was(topic):
    told = announcement.message(topic, TEAM, opens_on=date(2026, 3, 9))
    assert "The next one is on Monday, March 9, 2026." in told["text"]


def test_the_first_message_says_when_the_first_check_in_is():
    told = announcement.message("started", TEAM, opens_on=date(2026, 4, 13))["text"]
    assert told.endswith(" The first check-in is on Monday, April 13, 2026.")
    late = announcement.message("started", replace(TEAM, asked=1), opens_on=date(2026, 4, 20))
    assert late["text"].endswith(" The next one is on Monday, April 20, 2026.")


@pytest.mark.parametrize("topic", ["started", "cadence"])
def test_quiet_days_and_a_pause_that_are_over_are_not_told_of_a_rhythm(topic):
    over = replace(
        MONDAYS, quiet_days=frozenset({date(2026, 4, 13)}), paused_until=date(2026, 4, 20)
    )
    team = replace(TEAM, cadence=over)
    told = announcement.message(topic, team, today=date(2026, 4, 20))["text"]
    assert "every Monday at 10:00 AM in UTC" in told
    assert "2026" not in told
    before = announcement.message(topic, team, today=date(2026, 4, 12))["text"]
    assert "not on Apr 13, 2026, paused until Apr 20, 2026" in before


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("paused_until", "No pause is set any more."),
        ("quiet_days", "There are no quiet days any more."),
        ("holidays", "Check-ins open on public holidays too."),
        ("ends", "There is no last day any more."),
    ],
)
def test_what_was_taken_out_of_a_rhythm_is_told_and_nothing_that_was_never_in_it(gone, said):
    told = announcement.message(f"cadence:at:{gone}", TEAM)["text"]
    assert told.endswith(f"in UTC. {said}")
    assert said not in announcement.message("cadence:at", TEAM)["text"]


def test_a_setting_that_is_still_there_is_not_said_to_be_gone():
    quiet = replace(MONDAYS, quiet_days=frozenset({date(2026, 4, 13)}))
    told = announcement.message("cadence:quiet_days", replace(TEAM, cadence=quiet))["text"]
    assert "Apr 13, 2026" in told
    assert "no quiet days" not in told


def test_the_channel_a_team_leaves_reads_what_becomes_of_an_open_check_in():
    told = announcement.message("moved_away:Harbour", TEAM)["text"]
    assert "asks the team Harbour in another channel." in told
    assert told.endswith("A check-in that is open is finished as it began, by those it asks.")


def test_where_a_paused_team_moves_it_is_said_to_be_paused():
    paused = "Check-ins are paused for this team."
    said = {
        state: announcement.message("moved", replace(TEAM, state=state))["text"]
        for state in (TeamState.RUNNING, TeamState.PAUSED)
    }
    assert paused in said[TeamState.PAUSED]
    assert paused not in said[TeamState.RUNNING]


def test_where_a_team_moves_nobody_of_another_home_team_is_said_to_be_asked():
    told = announcement.message("moved", TEAM)["text"]
    assert "; everybody in it is asked whose home team is no other one. Lead of" in told


def test_where_a_team_moves_the_day_of_its_next_check_in_is_told_with_what_it_takes():
    """It may move back to where too few were said to count."""
    told = announcement.message("moved", TEAM, opens_on=date(2026, 4, 13))["text"]
    then = "The next check-in is on Monday, April 13, 2026, if at least five people count by then."
    assert told.endswith(f" {then}")
    paused = announcement.message("moved", replace(TEAM, state=TeamState.PAUSED))["text"]
    assert "next check-in" not in paused


def test_other_people_are_said_to_be_asked_only_where_they_are_at_home_and_who_counts():
    counting = "Guests are asked, but do not count, and whoever is new counts after 14 days"
    told = announcement.message("roster:-", TEAM)["text"]
    assert "everybody in this channel is asked whose home team is no other one." in told
    assert told.endswith(f" {counting} in the team.")
    told = announcement.message("roster:S1:crew", TEAM)["text"]
    assert "those of the user group *@crew* who are in this channel are asked if their home" in told
    assert told.endswith(f" {counting} in the team.")


@pytest.mark.parametrize("topic", ["cadence", "resumed"])
@pytest.mark.parametrize(
    ("members", "people", "waits"),
    [
        (5, 6, ""),
        (4, 5, " It opens only if at least five people count by then; so far fewer do."),
        (31, 31, " It opens only if at most 30 people are in the team by then; so far more are."),
    ],
)
def test_what_the_next_check_in_waits_for_is_told_with_its_day(topic, members, people, waits):
    seen = seen_of(PLAIN, members, people=people)
    told = announcement.message(topic, TEAM, opens_on=date(2026, 4, 13), seen=seen)["text"]
    assert f"The next one is on Monday, April 13, 2026.{waits}" in told
    assert ("It opens only if" in told) is bool(waits)


def test_a_team_too_small_for_a_check_in_gets_something_to_talk_about_another_each_week():
    cards = [card.text for card in practices.load().cards.values()]
    said = [
        announcement.message(f"skipped:too_small:{date(2026, 4, 6) + timedelta(weeks=week)}", TEAM)
        for week in range(len(cards))
    ]
    given = {card for card in cards for each in said if each["text"].endswith(card)}
    assert given == set(cards)


def test_no_other_reason_for_no_check_in_comes_with_a_card():
    for reason in set(Reason) - {Reason.TOO_SMALL}:
        said = announcement.message(f"skipped:{reason}:2026-04-06", TEAM)["text"]
        assert "To talk about" not in said


def test_the_first_message_says_that_it_is_locked_where_it_is():
    locked = replace(TEAM, policy=Policy(not_for_appraisal=True))
    assert (
        "Locked for good: nothing here is for appraisal."
        in announcement.message("started", locked)["text"]
    )
    assert "appraisal" not in announcement.message("started", TEAM)["text"]


def test_a_new_lead_reads_that_what_is_sealed_of_them_counts_no_more():
    told = announcement.message("leads", replace(TEAM, leads=frozenset({"U1"})))["text"]
    assert "not even with what they said before that is still sealed" in told


PILOT = replace(TEAM, cadence=replace(MONDAYS, ends=date(2026, 5, 4)))
SEEN = replace(
    seen_of(PLAIN, 6, people=7),
    team=PILOT,
    calendar=calendar(Mode(n=6)),
    coming=(("patterns", date(2026, 5, 1)),),
)
LOST = replace(
    SEEN, coming=(), lost=("patterns", "pulse"), named=("patterns",), mends=(Mend.LATER,)
)
NEVER = replace(SEEN, coming=(), never=TOO_SHORT)


def test_a_change_that_leaves_sealed_answers_uncounted_says_so_and_takes_their_days_back():
    said = announcement.message("cadence", PILOT, seen=LOST)["text"]
    assert "answers that are sealed already are never counted:* habits of helping" in said
    assert "A day that was named for them holds no more. An admin can mend it: with a later" in said
    assert "how much help goes round" not in said, "no report named a day for it"
    assert "days off" not in said
    assert "never counted" not in announcement.message("cadence", PILOT, seen=SEEN)["text"]
    led = replace(LOST, team=replace(PILOT, leads=frozenset({"U1"})))
    assert (
        "A lead or an admin can mend it" in announcement.message("cadence", PILOT, seen=led)["text"]
    )


def test_what_could_not_be_counted_before_a_change_either_is_no_news():
    known = replace(LOST, coming=SEEN.coming, named=())
    for topic in ("cadence", "resumed"):
        assert "never counted" not in announcement.message(topic, PILOT, seen=known)["text"]
    unreported = replace(known, named=None)
    said = announcement.message("resumed", PILOT, seen=unreported)["text"]
    assert "never counted:* habits of helping and of limits; how much help goes round" in said
    assert "A day that was named" not in said


def test_a_change_of_the_rhythm_says_when_figures_come_as_the_team_is_asked_now():
    """A day, or that none comes, may have been told before."""
    figures = "New figures come on Friday, May 1, 2026, at the earliest."
    assert announcement.message("cadence", PILOT, seen=SEEN)["text"].endswith(figures)
    for seen in (LOST, NEVER, None):
        assert "New figures" not in announcement.message("cadence", PILOT, seen=seen)["text"]
    assert "New figures" not in announcement.message("resumed", PILOT, seen=SEEN)["text"]
    paused = replace(PILOT, state=TeamState.PAUSED)
    assert "New figures" not in announcement.message("cadence", paused, seen=SEEN)["text"]


@pytest.mark.parametrize(
    ("topic", "mode", "ends"),
    [
        (
            "cadence:every_weeks",
            Mode(8, interval_weeks=2),
            "at this interval sealed answers are gone",
        ),
        ("policy:light=1", Mode(8, light=True), "light mode leaves it out"),
    ],
)
def test_what_comes_and_then_not_again_is_told_as_it_is_on_home(topic, mode, ends):
    coming = tuple((one.family, date(2026, 5, 1)) for one in calendar(Mode(8)).gets)
    seen = replace(SEEN, team=TEAM, calendar=calendar(mode), coming=coming)
    told = announcement.message(topic, TEAM, seen=seen)["text"]
    what = "habits of helping and of limits; whether the experiment was noticed"
    assert f"No more after what is being counted now: {what} ({ends}" in told
    usual = replace(seen, calendar=calendar(Mode(8)))
    assert "No more after" not in announcement.message(topic, TEAM, seen=usual)["text"]
    paused = replace(TEAM, state=TeamState.PAUSED)
    assert "No more after" not in announcement.message(topic, paused, seen=seen)["text"]


def test_what_becomes_of_names_at_another_rhythm_is_told_once():
    seldom = calendar(Mode(8, interval_weeks=4))
    seen = replace(SEEN, team=TEAM, calendar=seldom, coming=(("ties", date(2026, 5, 1)),))
    rarely = replace(TEAM, cadence=replace(MONDAYS, every_weeks=4))
    told = announcement.message("cadence:every_weeks", rarely, seen=replace(seen, team=rarely))
    assert "At this interval nobody is asked to name helpers." in told["text"]
    assert "No more after" not in told["text"]


@pytest.mark.parametrize(
    "topic", ["lost", "skipped:missed:2026-04-27", "skipped:too_small:2026-04-27", "skipped:later"]
)
def test_no_next_check_in_is_promised_where_none_is_left_before_the_last_day(topic):
    left = "No check-in is left before the last day, Monday, May 4, 2026."
    over = announcement.message(topic, PILOT, seen=replace(SEEN, team=PILOT, slots=()))["text"]
    assert left in over
    assert "as planned" not in over
    for team, seen in ((PILOT, SEEN), (TEAM, SEEN), (TEAM, None)):
        said = announcement.message(topic, team, seen=seen)["text"]
        assert left not in said
        assert ("as planned" in said) or ("is tried on " in said)


def test_another_rhythm_names_the_check_in_that_it_drops_until_that_day_is_over():
    topic, gone = "cadence:every_weeks:dropped=2026-04-06", "The check-in of Monday, April 6, 2026 "
    said = announcement.message(topic, TEAM, today=date(2026, 4, 6))["text"]
    assert f"{gone}does not open." in said
    assert gone not in announcement.message(topic, TEAM, today=date(2026, 4, 7))["text"]
    assert "does not open" not in announcement.message("cadence:every_weeks", TEAM)["text"]


def test_a_change_to_no_names_says_what_it_costs_where_names_were_asked():
    cost = "no report says any more: who carries how much, without names; and a mirror"
    unnamed = replace(SEEN, calendar=calendar(Mode(n=8, named=False)))
    assert cost in announcement.message("policy:named=0", TEAM, seen=unnamed)["text"]
    for topic, seen in (
        ("policy:named=0", replace(SEEN, calendar=calendar(Mode(n=6, named=False)))),
        ("policy:named=0", SEEN),
        ("policy:named=1", unnamed),
        ("policy:light=1", unnamed),
    ):
        assert cost not in announcement.message(topic, TEAM, seen=seen)["text"]


@pytest.mark.parametrize("topic", ["started", "cadence", "resumed"])
def test_a_team_with_a_last_day_is_told_that_it_ends_once_that_is_over(topic):
    ends = (
        "Once its last day is over and its last report has been there for a week, this team ends "
        "for good"
    )
    assert ends in announcement.message(topic, PILOT, seen=SEEN)["text"]
    assert ends not in announcement.message(topic, TEAM, seen=SEEN)["text"]
    over = replace(PILOT, state=TeamState.ENDED)
    assert ends not in announcement.message(topic, over, seen=SEEN)["text"]
    assert ends not in announcement.message("renamed", PILOT, seen=SEEN)["text"]


def test_another_rhythm_says_what_the_last_day_brings_only_where_it_is_another():
    ends = "this team ends for good"
    for topic in ("cadence:ends", "cadence:at:ends"):
        assert ends in announcement.message(topic, PILOT, seen=SEEN)["text"]
    same = announcement.message("cadence:every_weeks", PILOT, seen=SEEN)["text"]
    assert ends not in same
    assert "not after May 4, 2026" in same
    never = announcement.message("cadence:every_weeks", PILOT, seen=NEVER)["text"]
    assert "is deleted uncounted. An admin can mend it: with a later last day." in never


@pytest.mark.parametrize("hopeless", [False, True])
def test_where_nothing_could_be_asked_the_next_one_is_named_unless_nothing_can_be_then(hopeless):
    """Somebody who is new may count by then."""
    seen = replace(SEEN, team=TEAM, remedies=tuple(Remedy) if hopeless else ())
    said = announcement.message("skipped:nothing_to_ask:2026-04-06", TEAM, seen=seen)["text"]
    assert ("The next one is tried on" in said) is not hopeless


def test_a_team_of_too_many_is_told_for_how_long_it_is_not_asked_and_both_ways_out():
    earlier = announcement.message("skipped:too_large:2026-04-06", TEAM)["text"]
    channel = announcement.message("skipped:too_large:2026-04-06:34", TEAM)["text"]
    lead = announcement.message("too_large:34", TEAM)["text"]
    for said in (earlier, channel, lead):
        assert "No check-in opens as long as more than 30 people are in the team." in said
        assert "split into smaller ones" in said
        assert "a user group that is asked in place of everybody" in said
    assert [("34 people are in it by now." in said) for said in (earlier, channel, lead)] == [
        False,
        True,
        True,
    ]
    assert TEAM.name in lead


@pytest.mark.parametrize("topic", ["started", "cadence", "resumed"])
def test_a_team_that_ends_before_any_figure_is_told_so_and_what_mends_it(topic):
    said = announcement.message(topic, PILOT, opens_on=date(2026, 4, 6), seen=NEVER)["text"]
    assert "*No figure comes before the last day, Monday, May 4, 2026:*" in said
    assert said.count("is deleted") == said.count("was not counted is deleted") == 1
    assert said.count("a later last day") == said.count("Until then a later last day lets it") == 1
    assert "No figure" not in announcement.message(topic, PILOT, seen=SEEN)["text"]
    assert "No figure" not in announcement.message(
        topic, PILOT, seen=replace(NEVER, slots=(), never=None)
    )
    assert "No figure" not in announcement.message("renamed", PILOT, seen=NEVER)["text"]


@pytest.mark.parametrize("reason", [Reason.MISSED, Reason.HOLIDAY, Reason.QUIET_DAY])
def test_no_check_in_is_said_to_lose_nothing_only_where_figures_can_still_come(reason):
    def said(team=PILOT, seen=None):
        return announcement.message(f"skipped:{reason}:2026-04-06", team, seen=seen)["text"]

    comfort = "Nothing is lost: figures count check-ins, not weeks."
    assert comfort in said()
    assert comfort in said(seen=SEEN)
    assert comfort in said(TEAM, replace(NEVER, team=TEAM, never=None))
    assert comfort not in said(seen=LOST)
    assert comfort not in said(seen=NEVER)
    assert comfort not in said(replace(PILOT, state=TeamState.ENDED))


def test_the_end_says_why_and_what_becomes_of_a_check_in_that_is_open():
    by_hand = announcement.message("ended", TEAM)["text"]
    last_day = announcement.message("ended:last_day", TEAM)["text"]
    for said in (by_hand, last_day):
        assert said.startswith("Bearings has stopped asking this team. ")
        assert uncounted.AFTER_THE_END in said
        assert "Mirrors of what was counted are deleted at once." in said
    still_open = "A check-in that is open stays open until it closes; its report is the last."
    assert still_open in by_hand
    assert still_open not in last_day
    assert "Its last day is over." in last_day
    assert "last day" not in by_hand


@pytest.mark.parametrize(("named", "told"), [((), True), (("autonomy",), False), (None, False)])
def test_what_was_never_promised_and_is_never_counted_is_listed_with_what_comes_too_late(
    named, told
):
    """What a report promised is news, and said above with what mends it."""
    seen = replace(SEEN, late=("pulse",), lost=("autonomy",), named=named)
    text = announcement.message("cadence", PILOT, seen=seen)["text"]
    assert ("Nothing before the last day: how much help goes round; self-reliance." in text) is told
    assert ("answers that are sealed already are never counted" in text) is not told
