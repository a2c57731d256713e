"""The Home tab says what comes when: in numbers of check-ins at first, then with its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from analytics.instrument.windows import Mode, calendar
from analytics.records import Verdict
from slackapp.domain.awaited import NAMED, UNNAMED, Naming
from slackapp.domain.screens import ReportLink, Tried
from slackapp.domain.teams import TeamState
from slackapp.payloads.samples import CLOSES, PLAIN
from slackapp.ui import home, ids, lead, status

LAST = date(2026, 12, 11)
COMING = (("reciprocity", date(2026, 12, 11)), ("autonomy", date(2026, 12, 11)))


def shown(**card):
    changed = replace(PLAIN.home.teams[0], **card)
    return str(home.view(replace(PLAIN.home, teams=(changed,))))


def test_an_admin_in_no_team_can_set_one_up_from_there_and_nobody_else():
    alone = replace(PLAIN.home, teams=(), open=())
    assert ids.NEW_TEAM in str(home.view(replace(alone, admin=True)))
    assert ids.NEW_TEAM not in str(home.view(replace(alone, admin=False)))
    assert ids.NEW_TEAM not in str(home.view(replace(PLAIN.home, admin=True)))


def test_before_the_first_check_in_what_comes_is_counted_in_check_ins():
    unknown = shown(coming=(), next_opens_at=None)
    assert "after 4 check-ins: help both ways" in unknown


def test_before_the_first_check_in_of_a_pilot_what_its_last_day_forbids_is_not_among_what_comes():
    why = "(too few check-ins are left before the last day)"
    pilot = {"next_opens_at": CLOSES, "ends": date(2026, 12, 12)}
    said = shown(**pilot, coming=COMING)
    assert "after 4 check-ins, on Dec 11, 2026 at the earliest: help both ways" in said
    assert "not for this team: trust and safety; " in said
    none = shown(**pilot, coming=())
    assert "not for this team: help both ways; self-reliance; " in none
    for pilots in (said, none):
        assert pilots.count(why) == 1
        assert "check-ins, which" not in pilots
    assert "after 4 check-ins, " not in none
    assert why not in shown(coming=COMING, next_opens_at=CLOSES)


def test_a_figure_that_goes_for_another_is_said_to_be_no_more_of_itself_alone():
    grown = {"asked": 5, "calendar": calendar(Mode(n=8)), "coming": (*COMING, ("pulse", LAST))}
    said = shown(**grown)
    alone = "(after that no more of it: this team then names helpers)"
    assert f"how much help goes round {alone}" in said
    assert said.count("after that no more") == 1


def test_a_team_that_was_asked_reads_dates_and_no_counts_from_its_beginning():
    said = shown(asked=14, coming=COMING)
    both = "help both ways; self-reliance"
    assert f"Dec 11, 2026, at the earliest: {both}" in said
    assert "check-ins:" not in said


def test_a_running_team_for_which_no_figure_can_be_finished_reads_that():
    """A last day may leave time for none; a pause has days again once it is over."""
    never, running = "no figure has a day, as this team is now", {"state": TeamState.RUNNING}
    assert never in shown(asked=2, coming=(), **running)
    assert never not in shown(asked=2, coming=(), state=TeamState.PAUSED)
    assert never not in shown(asked=14, coming=COMING, **running)
    assert never not in shown(**running)


def test_names_that_hold_a_comma_are_kept_apart():
    days = (("ties", date(2026, 12, 11)), ("reciprocity", date(2026, 12, 11)))
    carries = "who carries how much, without names"
    assert f"{carries}; help both ways" in shown(asked=14, coming=days)


SHRUNK = {
    "asked": 14,
    "calendar": calendar(Mode(n=5)),
    "coming": (("emotional_presence", date(2027, 1, 22)),),
}
ENDS = Naming(asked=True, on=date(2026, 12, 11), ends=True, enough=False)
"""Names go on to be asked in a team that has become too small, to finish what began with them."""


def test_each_figure_of_a_team_that_shrank_stands_in_one_place():
    said = shown(**SHRUNK)
    assert said.count("who carries how much") == 1
    assert "who carries how much, without names (too few people count in this team)" in said
    assert "A day moves" not in said


def test_a_day_that_moved_since_the_newest_report_says_from_where():
    said = shown(**SHRUNK, moved=(("emotional_presence", date(2026, 12, 25)),))
    assert "Jan 22, 2027, at the earliest: room to listen (was Dec 25, 2026)" in said
    assert "A day moves when a check-in is left out or moved, a team is asked otherwise" in said


def test_what_is_counted_a_last_time_has_its_day_with_the_reason():
    coming = (("ties", date(2026, 12, 11)),)
    unnamed = calendar(Mode(n=8, named=False))
    said = shown(**{**SHRUNK, "calendar": unnamed, "coming": coming})
    why = "(after that no more of it: this team chose not to name helpers)"
    assert f"Dec 11, 2026, at the earliest: who carries how much, without names {why}" in said
    assert said.count("who carries how much") == 1


def test_a_mirror_of_a_team_that_names_nobody_says_what_it_will_never_hold():
    named, unnamed = shown(), shown(calendar=calendar(Mode(n=6)), naming=UNNAMED)
    assert "nothing that came to you" not in named
    assert "Nobody is asked for names in this team" in unnamed
    assert "and nothing that came to you" in unnamed
    assert ids.OPEN_MIRROR in unnamed


def test_what_was_counted_while_names_were_asked_is_not_said_to_be_nothing():
    before = shown(calendar=calendar(Mode(n=6)), naming=UNNAMED, noted=True)
    assert "what was counted while names were asked" in before
    assert "nothing that came to you" not in before


def test_names_that_go_on_in_a_team_grown_too_small_are_said_to_end_and_when():
    said = shown(calendar=calendar(Mode(n=5)), asked=5, naming=ENDS)
    assert "Names are asked until the report of Friday, December 11, 2026" in said
    assert "a mirror shows only what its own person said" in said
    assert "The report shows nothing of them, as too few people count by now" in said
    assert "Names can be asked again once more people count" in said
    assert "Nobody is asked for names" not in said
    assert "Names are asked until" not in shown()


def test_names_that_start_again_are_said_with_the_day_and_when_they_did():
    starts = Naming(on=date(2027, 2, 5), starts_on=date(2026, 12, 14))
    on = "Names are asked from Monday, December 14, 2026 on, at the earliest"
    assert on in shown(asked=5, naming=starts)
    begins = Naming(asked=True, on=date(2027, 2, 5), begins=True)
    assert "Names are asked from this check-in on" in shown(asked=5, naming=begins)
    later = replace(ENDS, starts_on=date(2027, 2, 8))
    said = shown(asked=5, naming=later)
    assert "Names are asked again from Monday, February 8, 2027 on" in said
    assert "Names can be asked again" not in said


def test_names_that_count_for_too_few_and_go_on_are_said_to_be_counted_anew():
    said = shown(asked=5, naming=replace(ENDS, ends=False))
    assert "The report of Friday, December 11, 2026 shows nothing of the names given" in said
    assert "After that the form asks for no names" not in said


def test_what_a_report_said_is_not_to_come_is_said_to_have_a_day_again():
    said = shown(asked=5, coming=COMING, again=("autonomy",))
    assert "help both ways; self-reliance (has a day again)" in said


def test_what_never_comes_for_want_of_time_stands_on_home_with_the_last_day():
    card = {"asked": 5, "coming": COMING, "late": ("pulse",), "lost": ("patterns",)}
    ends = shown(**card, ends=date(2026, 12, 25))
    assert "last day: Friday, December 25, 2026" in ends
    assert "nothing new before the last day: how much help goes round" in ends
    habits = "habits of helping and of limits"
    assert f"never counted before the last day, though answers are sealed: {habits}" in ends
    too_long = f"never counted, though answers are sealed, as it takes too long: {habits}"
    assert too_long in shown(**{**card, "late": (), "in_vain": ("patterns",)})


def test_a_lead_of_a_team_grown_too_small_is_promised_nothing_that_ran_through_them():
    card = {"asked": 5, "lead": True}
    led = "how much of the help runs through you"
    assert led not in shown(calendar=calendar(Mode(n=5)), naming=ENDS, **card)
    unnamed = shown(naming=replace(ENDS, enough=True), **card)
    assert "Names are asked until" in unnamed
    assert led in unnamed


def test_before_the_first_check_in_each_count_has_its_day_where_it_is_known():
    said = shown(coming=COMING)
    both = "help both ways"
    assert f"after 4 check-ins, on Dec 11, 2026 at the earliest: {both}" in said


def test_a_mirror_of_a_team_one_is_not_asked_in_names_the_team_that_asks():
    for n, also in ((9, "others here can name you"), (6, "here nobody is asked for names")):
        naming = NAMED if n > 7 else UNNAMED
        said = shown(calendar=calendar(Mode(n=n)), naming=naming, home="Light & Co", asked=1)
        assert "ou are asked in Light &amp; Co" in said
        assert also in said
        assert "shows what you answered yourself" not in said
        assert ("It can hold what you answered here before, if you did." in said) is (n == 6)


def test_what_only_a_trial_brings_is_said_while_there_is_none_and_never_of_a_paused_team():
    once = "once you try an experiment: whether the experiment was noticed"
    assert once in shown(asked=14, coming=COMING)
    assert once not in shown(asked=14, coming=(*COMING, ("follow_up", date(2026, 12, 11))))
    assert once not in shown(asked=14, coming=())


def test_what_only_a_trial_brings_is_said_to_need_one_before_the_first_check_in():
    assert "whether the experiment was noticed, once you try one" in shown(asked=0)


def test_what_a_team_does_not_get_is_said_of_the_team():
    assert "not for this team: who carries how much" in shown(calendar=calendar(Mode(n=6)))


def test_who_is_asked_no_more_still_finds_what_is_kept_of_them():
    bare = replace(PLAIN.home, open=(), teams=(), reports=(), closing=(), kept=False)
    assert ids.OPEN_DATA not in str(home.view(bare))
    left = str(home.view(replace(bare, kept=True)))
    assert ids.OPEN_DATA in left
    assert ids.OPEN_SETTINGS in left
    assert ids.OPEN_MIRROR not in left
    assert ids.WHY not in left
    ended = str(home.view(replace(bare, kept=True, closing=(("TM9", "Light & Co"),))))
    assert "*Light &amp; Co has ended.* What is sealed and not counted by its last report" in ended
    assert ids.OPEN_MIRROR in ended
    assert ids.OPEN_DATA in ended


def test_of_several_teams_each_line_says_whose_it_is_and_a_line_parts_them():
    tried = (Tried("two_heads", date(2026, 11, 9), (Verdict.KEEP,)),)
    one = replace(PLAIN.home.teams[0], trying="ask_small", tried=tried)
    other = replace(one, name="Pier & Co", trying=None, offered=True, next_vote=COMING[0][1])
    laid_out = home.view(replace(PLAIN.home, teams=(one, other)))["blocks"]
    words = str(laid_out)
    assert f"*{one.name}* is trying “" in words
    assert f"What *{one.name}* tried:" in words
    assert "*Pier &amp; Co*: the next vote about an experiment comes with the report of " in words
    assert [block["type"] for block in laid_out].count("divider") == 1
    assert "divider" not in shown()


def test_what_was_tried_stands_under_its_day_once_with_all_that_was_decided():
    kept, again = (
        Tried("two_heads", date(2026, 11, 9), (Verdict.KEEP,), "high"),
        Tried("ask_small", date(2026, 10, 5), (Verdict.CHANGE, Verdict.DROP)),
    )
    assert list(lead.history((kept, again))) == [
        "• Nov 9, 2026: “Put one piece of knowledge into a second head”, kept and clearly noticed",
        "• Oct 5, 2026: “Ask one teammate for something small, on purpose”, changed, then let go",
    ]


def test_what_was_published_of_an_experiment_before_is_said_as_it_was():
    tried = Tried("two_heads", date(2026, 11, 9), (Verdict.KEEP,), "most")
    (line,) = lead.history([tried])
    assert line.endswith("kept and most noticed it")


def reports_of(*counts):
    """Reports of as many teams, so many each, the newest of each team first in turn."""
    links = [
        ReportLink(f"R{team}.{number}", f"TM{team}", f"Team {team}", COMING[0][1])
        for team, count in enumerate(counts)
        for number in range(count)
    ]
    return tuple(sorted(links, key=lambda link: link.report.partition(".")[2]))


def pressed(data):
    """Every button of Home: (action, value)."""
    rows = home.view(data)["blocks"]
    return [
        (button["action_id"], button["value"])
        for row in rows
        for button in (*row.get("elements", ()), *filter(None, [row.get("accessory")]))
        if "action_id" in button
    ]


def values(data, action):
    return [value for name, value in pressed(data) if name == action]


def test_the_newest_five_reports_are_listed_and_the_others_one_press_away():
    few, many = (replace(PLAIN.home, teams=(), reports=reports_of(count)) for count in (5, 6))
    assert values(few, ids.OPEN_REPORT) == values(many, ids.OPEN_REPORT)
    assert len(values(many, ids.OPEN_REPORT)) == 5
    assert values(few, ids.ALL_REPORTS) == []
    assert values(many, ids.ALL_REPORTS) == ["TM0"]


def test_each_team_with_older_reports_has_its_own_way_to_them():
    data = replace(PLAIN.home, teams=(), reports=reports_of(4, 1, 4))
    assert values(data, ids.OPEN_REPORT) == ["R0.0", "R1.0", "R2.0", "R0.1", "R2.1"]
    assert values(data, ids.ALL_REPORTS) == ["TM0", "TM2"]


def test_a_lead_finds_the_way_on_the_teams_card_and_not_twice():
    card = replace(PLAIN.home.teams[0], team="TM0", lead=True, state=TeamState.RUNNING)
    data = replace(PLAIN.home, teams=(card,), reports=reports_of(6))
    assert values(data, ids.ALL_REPORTS) == ["TM0"]


def test_whoever_may_change_settings_is_told_where_and_nobody_else():
    member = replace(PLAIN.home, admin=False, teams=(replace(PLAIN.home.teams[0], lead=False),))
    for data in (replace(member, admin=True), replace(member, teams=PLAIN.home.teams)):
        assert "/bearings admin" in str(home.view(data))
    assert "/bearings admin" not in str(home.view(member))


def test_a_paused_team_says_since_when_what_is_open_and_how_it_goes_on():
    at = datetime(2026, 12, 8, 9, tzinfo=UTC)
    card = replace(PLAIN.home.teams[0], state=TeamState.PAUSED, zone="UTC")
    data = replace(
        PLAIN.home, open=(), teams=(replace(card, stopped=("paused", at), open_until=CLOSES),)
    )
    told = status.message(data)["text"]
    assert f"*{card.name}*: paused since Dec 8, 2026." in told
    assert "The check-in that is open stays open until " in told
    assert "`/bearings resume`" in told
    waiting = replace(PLAIN.home.open[0], team=card.name)
    again = status.message(replace(data, open=(waiting,)))["text"]
    assert again.count("is open until") == 1
    assert "stays open until" not in again
    archived = replace(card, stopped=("channel_gone", at))
    told = status.message(replace(data, teams=(archived,)))["text"]
    assert "paused since Dec 8, 2026 (channel gone)." in told
    assert "`/bearings resume`" not in told
    bare = status.message(replace(data, teams=(card,)))["text"]
    assert f"*{card.name}*: paused. A lead or an admin" in bare


def test_of_a_team_one_is_not_asked_in_it_is_said_which_one_asks():
    card = replace(PLAIN.home.teams[0], state=TeamState.RUNNING, next_opens_at=CLOSES)
    data = replace(PLAIN.home, teams=(card, replace(card, name="Pier", home="Light & Co")))
    for told in (status.message(data)["text"], str(home.view(data)["blocks"])):
        own, other = told.split("*Pier*: the next check-in opens ")
        assert "You are not asked in it: your home team is Light &amp; Co." in other
        assert "You are not asked" not in own


def test_whoever_is_not_asked_in_a_team_is_not_sent_to_a_check_in_that_opens_for_others():
    card = replace(PLAIN.home.teams[0], uninvited=True, member=True, home="")
    own = "was not delivered; `/bearings checkin` opens it."
    beside = "was not delivered; whoever is asked in it opens it with `/bearings checkin`."
    for state in (TeamState.RUNNING, TeamState.PAUSED):
        for changed, said in (({}, own), ({"home": "Pier"}, beside), ({"member": False}, beside)):
            teams = (replace(card, state=state, **changed),)
            told = status.message(replace(PLAIN.home, teams=teams))["text"]
            assert said in told
            assert (own in told) is (said == own)


def test_only_a_lead_whose_team_names_helpers_reads_where_it_says_how_much_runs_through_them():
    led = "how much of the help runs through you"
    assert led in shown(lead=True)
    unnamed = {"lead": True, "naming": UNNAMED}
    for card in ({"lead": False}, unnamed, {"lead": True, "home": "Pier"}):
        assert led not in shown(**card)
