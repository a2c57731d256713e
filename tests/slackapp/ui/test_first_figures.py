"""Whoever sets a team up reads which report holds its first figure, and what comes before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analytics.instrument.windows import Mode, calendar, remedies
from slackapp.domain.awaited import TOO_SHORT, Naming
from slackapp.domain.overview import Foreseen, ManagedTeam, Mend, Part, Present, Standing
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import (
    announcement,
    check_in,
    edit,
    foreseen,
    ids,
    managing,
    present,
    sample_check_in,
    set_up,
)
from slackapp.ui.edit import Section
from slackapp.ui.set_up import Page

DAY = date(2027, 1, 15)
SMALL = replace(
    seen_of(PLAIN, 6, people=7),
    calendar=calendar(Mode(n=6)),
    coming=tuple((entry.family, DAY) for entry in calendar(Mode(n=6)).gets),
)
ASKED = replace(SMALL, team=replace(SMALL.team, asked=3))


def said(view):
    return str(view["blocks"])


def section(block):
    return block.get("text", {}).get("text", "")


@pytest.mark.parametrize("page", [Page.WHEN, Page.WHAT, Page.LOOK])
def test_each_page_that_names_the_first_report_says_that_it_holds_no_figure(page):
    shown = said(set_up.page(page, SMALL))
    assert "its report comes" in shown
    assert "*That report holds no figure yet:* the first come on Friday, January 15, 2027" in shown
    assert "something to talk about, a small thing to try" in shown


def test_what_comes_when_has_the_day_beside_the_number_of_check_ins():
    shown = said(set_up.page(Page.PEOPLE, SMALL))
    assert "• after 8 check-ins, on Jan 15, 2027 at the earliest: help both ways" in shown


def test_a_pilot_too_short_for_any_figure_says_so():
    pilot = replace(SMALL.team.cadence, ends=date(2026, 12, 20))
    short = replace(SMALL, team=replace(SMALL.team, cadence=pilot), coming=(), never=TOO_SHORT)
    shown = said(set_up.page(Page.WHEN, short))
    assert "*No figure comes before the last day:* the first takes 8 check-ins." in shown
    last = said(set_up.page(Page.LOOK, short))
    assert "Because too few check-ins are left before the last day:\\n• help both ways" in last
    assert "after 8 check-ins" not in last
    assert last.count("What you will not get") == 1
    assert "What you will get when" not in last
    first = last.partition("What the channel would read first")[2]
    assert "*No figure comes before the last day, Sunday, December 20, 2026:*" in first
    sample = "The sample report has figures, which this team does not get as it is set."
    assert sample in first
    assert sample not in said(set_up.page(Page.LOOK, SMALL))


@pytest.mark.parametrize("page", [Page.PEOPLE, Page.WHAT, Page.LOOK])
def test_what_a_last_day_leaves_no_time_for_stands_under_what_a_pilot_does_not_get(page):
    pilot = replace(SMALL.team.cadence, ends=date(2027, 1, 20))
    coming = tuple(one for one in SMALL.coming if one[0] != "patterns")
    seen = replace(SMALL, team=replace(SMALL.team, cadence=pilot), coming=coming)
    gets, _, misses = said(set_up.page(page, seen)).partition("What you will not get")
    assert "What you will get when" in gets
    assert "habits of helping" not in gets
    assert "Because too few check-ins are left before the last day:\\n• habits of helping" in misses


def test_where_no_check_in_is_left_before_a_last_day_it_is_said_in_words():
    pilot = replace(SMALL.team.cadence, ends=date(2026, 12, 20))
    for team, left in (
        (replace(SMALL.team, cadence=pilot), "No check-in is left before the last day, Sunday"),
        (SMALL.team, "No check-in is planned any more."),
    ):
        over = replace(SMALL, team=replace(team, asked=3), slots=(), coming=())
        assert f"*The next check-ins*\\n{left}" in said(edit.view(Section.WHEN, over, admin=True))
        assert left in said(set_up.page(Page.WHEN, replace(over, team=team)))


def test_a_team_that_is_asked_reads_days_and_no_numbers_that_seem_to_begin_anew():
    shown = said(edit.view(Section.WHAT, ASKED, admin=True))
    assert "When figures come" in shown
    assert "• Jan 15, 2027, at the earliest: help both ways" in shown
    assert "What is sealed already stays sealed" in shown
    assert "What you do not get like this" in shown
    assert "after 8 check-ins" not in shown


def test_what_would_never_be_counted_is_said_by_name_and_no_comfort_beside_it():
    lost = replace(ASKED, coming=(), lost=("patterns", "pulse"), mends=(Mend.DAYS_OFF,))
    shown = said(edit.view(Section.WHAT, lost, admin=True))
    assert "never counted, whatever is chosen here:* habits of helping and of limits; how" in shown
    assert "It can be mended: with fewer days off." in shown
    assert "with a later last day" not in shown
    assert "nothing of it is thrown away" not in shown
    hopeless = said(edit.view(Section.WHAT, replace(lost, mends=()), admin=True))
    assert "are never counted" in hopeless
    assert "mended" not in hopeless


def test_a_team_that_shrank_reads_what_still_comes_on_every_page_and_that_nothing_comes_after_it():
    """At four weeks seven finish what began with nine, and can finish nothing that begins."""
    mode = Mode(n=7, interval_weeks=4)
    shrunk = replace(ASKED, calendar=calendar(mode), remedies=remedies(mode))
    shrunk = replace(shrunk, coming=(("reciprocity", DAY), ("autonomy", date(2027, 2, 12))))
    page = ManagedTeam(shrunk.team, Standing.RUNNING, slots=shrunk.slots, seen=shrunk)
    next_on = "The next report with figures comes on Friday, January 15, 2027, at the earliest."
    no_more = "get no more figures once what is being counted is finished"
    what = said(edit.view(Section.WHAT, shrunk, admin=True))
    when = said(edit.view(Section.WHEN, shrunk, admin=True))
    team = said(managing.team(page, admin=True))
    why = "at this interval sealed answers are gone before then"
    why = f"(after that no more of it: {why})"
    assert f"Jan 15, 2027, at the earliest: help both ways {why}" in what
    assert f"Feb 12, 2027, at the earliest: self-reliance {why}" in what
    for shown in (what, when, team):
        assert shown.count(no_more) == 1
        assert "• ask more often" in shown
        assert "never get a figure" not in shown
    assert next_on in when
    assert next_on in team
    never = replace(shrunk, coming=())
    for section in (Section.WHAT, Section.WHEN):
        shown = said(edit.view(section, never, admin=True))
        assert shown.count("never get a figure") == 1
        assert no_more not in shown


def test_other_people_are_told_apart_from_other_times():
    """Who leads then counts in nothing that is counted now."""
    before = replace(ASKED.team, leads=frozenset())
    told = str(foreseen.told(Foreseen(before, '{"leads": []}', '{"leads": ["U1"]}', ASKED)))
    assert "counts in no figure, not even with what they said already" in told
    assert "nothing of it is thrown away" not in told


def test_that_nobody_leads_any_more_is_said_before_it_is_saved():
    nobody = replace(ASKED, team=replace(ASKED.team, leads=frozenset()))
    would = Foreseen(ASKED.team, '{"leads": ["U1"]}', '{"leads": []}', nobody)
    assert "*Nobody leads this team.*" in str(foreseen.told(would))
    assert "*Nobody leads this team.*" in "\n".join(foreseen.warned(would))
    still = Foreseen(nobody.team, '{"name": "Pier"}', '{"name": "Harbour"}', nobody)
    assert "Nobody leads" not in str(foreseen.told(still))
    assert list(foreseen.warned(still)) == []


def test_a_move_names_who_would_not_count_yet_and_which_lead_is_not_there():
    """Who is asked in another team is not named: it is theirs to choose."""
    there = (Present("U2", Part.COUNTS), Present("U3", Part.NEW), Present("U4", Part.ELSEWHERE))
    moved = replace(ASKED, team=replace(ASKED.team, channel="C9", leads={"U1"}), people=there)
    would = Foreseen(ASKED.team, '{"channel": "C1"}', '{"channel": "C9"}', moved)
    told = str(foreseen.told(would))
    assert "count only after 14 days in the team:* <@U3>" in told
    assert "as they are not in the channel:* <@U1>" in told
    assert "<@U2>" not in told
    assert "<@U4>" not in told


def test_a_move_says_how_many_of_those_who_counted_last_would_count_there():
    there = (Present("U2", Part.COUNTS), Present("U3", Part.NEW))
    moved = replace(
        ASKED,
        team=replace(ASKED.team, channel="C9"),
        members=1,
        people=there,
        growing=((date(2026, 12, 12), 2),),
    )
    would = Foreseen(ASKED.team, '{"channel": "C1"}', '{"channel": "C9"}', moved)
    some = replace(would, counted=frozenset({"U2", "U7"}))
    assert "1 of the 2 who counted in the last check-in would count" in str(foreseen.told(some))
    none = replace(would, counted=frozenset({"U7", "U8"}))
    assert "Nobody who counted in the last check-in" in "\n".join(foreseen.warned(none))
    [later] = [line for line in foreseen.warned(none) if "1 more counts" in line]
    assert "counts after 14 days in the team, from Saturday, December 12, 2026 on." in later
    everybody = replace(would, counted=frozenset({"U2"}))
    assert "last check-in would count" not in str(foreseen.told(everybody))


def test_among_many_teams_each_says_in_a_line_what_it_gives_up():
    few = Foreseen(
        replace(ASKED.team, leads=frozenset()), '{"leads": []}', '{"leads": ["U1"]}', ASKED
    )
    said = "\n".join(foreseen.warned(few))
    assert "*7 in the channel, 6 count in the next check-in.*" in said
    assert "• not for this team: who carries how much" in said
    ends = replace(ASKED.team.cadence, ends=date(2026, 12, 20))
    short = replace(ASKED, team=replace(ASKED.team, cadence=ends), coming=(), never=TOO_SHORT)
    [why] = foreseen.warned(Foreseen(ASKED.team, "{}", '{"ends": "2026-12-20"}', short))
    assert why.startswith("*No figure comes before the last day, Sunday, December 20, 2026:*")


def test_the_page_of_a_team_says_when_figures_come():
    shown = managing.team(
        ManagedTeam(SMALL.team, Standing.RUNNING, slots=SMALL.slots, seen=SMALL), admin=True
    )
    assert "*That report holds no figure yet:*" in said(shown)
    later = ManagedTeam(ASKED.team, Standing.RUNNING, slots=SMALL.slots, seen=ASKED)
    shown = managing.team(later, admin=True)
    assert (
        "The next report with figures comes on Friday, January 15, 2027, at the earliest."
        in said(shown)
    )


def test_a_pilot_without_figures_says_so_where_it_is_mended_with_the_first_day_that_is_enough():
    pilot = replace(ASKED.team.cadence, ends=date(2026, 12, 20), holidays="DE")
    short = replace(ASKED, team=replace(ASKED.team, cadence=pilot), coming=(), enough=DAY)
    short = replace(short, never=TOO_SHORT)
    team_page = managing.team(
        ManagedTeam(short.team, Standing.RUNNING, slots=short.slots, seen=short), admin=True
    )
    other = Foreseen(ASKED.team, '{"at": "10:00"}', '{"at": "11:00"}', short)
    pages = [edit.view(section, short, admin=True) for section in (Section.WHEN, Section.WHAT)]
    assert "nothing of it is thrown away" not in str(pages)
    for shown in (team_page, pages[0], foreseen.told(other)):
        assert str(shown).count("*No figure comes before the last day:*") == 1
        assert "*No figure comes before the last day:* the check-ins until then are too" in str(
            shown
        )
        assert "One comes with a last day from Friday, January 15, 2027 on" in str(shown)
        assert "is left out, not moved" in str(shown)
        assert "just comes one check-in later" not in str(shown)
    assert "One comes with a last day from Friday, January 15, 2027 on" in str(pages[1])
    assert "No figure comes" not in str(edit.view(Section.WHEN, ASKED, admin=True))


def test_that_nobody_leads_stands_right_below_the_question():
    nobody = replace(SMALL, team=replace(SMALL.team, leads=frozenset()))
    shown = set_up.page(Page.PEOPLE, nobody)["blocks"]
    place = next(n for n, block in enumerate(shown) if block.get("block_id") == "leads")
    assert section(shown[place + 1]).startswith(":warning: *Nobody leads this team.*")
    refused = set_up.page(Page.PEOPLE, nobody, problem="Ann is an app.")["blocks"]
    assert section(refused[place + 1]) == ":warning: Ann is an app."
    assert "Nobody leads" not in str(refused)


def test_a_group_of_which_nobody_is_there_leaves_no_empty_line():
    empty = replace(SMALL, people=(), members=0, roster=0)
    shown = [section(block) for block in set_up.page(Page.PEOPLE, empty)["blocks"]]
    assert "–" not in shown


def test_the_first_day_of_a_new_team_must_be_there():
    [first] = [
        block
        for block in set_up.page(Page.WHEN, SMALL)["blocks"]
        if block.get("block_id") == "cadence.first"
    ]
    assert not first["optional"]
    assert "blank" not in str(first)


@pytest.mark.parametrize(("members", "noted"), [(6, True), (8, False)])
def test_what_naming_changes_nothing_for_is_said_beside_the_choice(members, noted):
    seen = replace(SMALL, members=members)
    [asked] = [
        block
        for block in set_up.page(Page.WHAT, seen)["blocks"]
        if block.get("block_id") == "options"
    ]
    assert ("nobody is named anyway" in str(asked)) is noted


def test_a_team_grown_too_small_reads_until_when_names_go_on():
    ends = replace(ASKED, naming=Naming(asked=True, on=DAY, ends=True))
    shown = said(edit.view(Section.WHAT, ends, admin=True))
    assert "names are asked until the report of Friday, January 15, 2027" in shown
    assert "nobody is named anyway" not in shown
    assert "nobody is named anyway" in said(edit.view(Section.WHAT, ASKED, admin=True))
    goes_on = replace(ASKED, naming=Naming(asked=True, on=DAY))
    assert "nobody is named anyway" not in said(edit.view(Section.WHAT, goes_on, admin=True))


def test_why_so_few_answers_may_be_asked_for_is_said_in_the_teams_own_numbers():
    [k] = [
        block
        for block in set_up.page(Page.PRIVACY, replace(SMALL, members=9))["blocks"]
        if block.get("block_id") == "k"
    ]
    assert k["hint"]["text"].startswith("9 people count here, so at most 7: ")
    assert k["element"]["action_id"] == ids.ANSWER


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (4, "with fewer who count nothing is asked"),
        (5, "a figure is shown only when all five answered, and tells that they did"),
        (6, "only when at least five of the six answered"),
        (7, "7 people count here, so at most 5: a figure that waited for nearly everybody"),
    ],
)
def test_what_the_least_comes_to_is_said_plainly_to_few(members, said):
    told = present.least_of(members)
    assert said in told
    assert ("at most" in told) is (members > 6)


def test_only_where_five_count_all_five_are_said_to_be_needed():
    assert "all five have to answer, or nothing is shown" in str(
        [*present.counted(replace(SMALL, members=5))]
    )
    assert "all five" not in str([*present.counted(replace(SMALL, members=6))])


def test_what_does_not_follow_from_what_was_chosen_is_not_shown_below_why():
    wrong = said(set_up.page(Page.WHEN, SMALL, problem="There is no such zone."))
    assert "There is no such zone." in wrong
    for what in ("The next check-ins", "Asked every", "This follows what is chosen below."):
        assert what not in wrong
        assert what in said(set_up.page(Page.WHEN, SMALL))


def test_a_check_in_that_is_only_looked_at_puts_nothing_off():
    shown = sample_check_in.view(PLAIN.form)
    assert shown["close"]["text"] == "Back"
    assert check_in.view(PLAIN.form)["close"]["text"] == "Not now"


def test_the_lock_says_where_it_is_chosen_that_nobody_can_take_it_off_again():
    forever = "can take it off again"
    assert forever in said(set_up.page(Page.PRIVACY, SMALL))
    locked = replace(SMALL.team.policy, not_for_appraisal=True)
    for team, asked in ((SMALL.team, True), (replace(SMALL.team, policy=locked), False)):
        seen = replace(SMALL, team=team)
        assert (forever in said(edit.view(Section.PRIVACY, seen, admin=True))) is asked


def test_whoever_sets_many_teams_from_a_text_is_told_that_a_lock_stays():
    team = ASKED.team
    locked = replace(team, policy=replace(team.policy, not_for_appraisal=True))
    sides = ('{"not_for_appraisal": false}', '{"not_for_appraisal": true}')
    would = Foreseen(team, *sides, replace(ASKED, team=locked))
    assert "Nobody can take that off again" in " ".join(foreseen.warned(would))


@pytest.mark.parametrize(("asked", "says"), [(3, True), (0, False)])
def test_light_mode_in_a_team_that_is_asked_says_how_much_is_asked_until_the_rest_is_counted(
    asked, says
):
    team = replace(SMALL.team, asked=asked)
    light = replace(team, policy=replace(team.policy, light=True))
    would = Foreseen(team, '{"light": false}', '{"light": true}', replace(SMALL, team=light))
    assert ("beside what begins: up to seven statements" in str(foreseen.told(would))) is says
    other = replace(would, preview=replace(SMALL, team=team))
    assert "seven statements" not in str(foreseen.told(other))


def test_a_channel_is_told_how_much_is_asked_as_light_mode_begins_or_ends():
    for policy in ("policy:light", "policy:k=6:light=1"):
        told = announcement.message(policy, SMALL.team)["text"]
        assert told.endswith("beside what begins: up to seven statements.")
    assert "seven" not in announcement.message("policy:k", SMALL.team)["text"]
