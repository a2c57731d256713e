"""The weekly report says what was published, and what each week is for."""

import json
from dataclasses import replace
from datetime import date

import pytest

from analytics import findings, practices, records
from analytics.instrument.windows import Mode
from analytics.records import (
    Experiment,
    Scale,
    Status,
    Trend,
    Verdict,
    WindowSpan,
    report_from_json,
    report_to_json,
)
from analytics.report import weekly_report

TODAY = date(2026, 3, 2)


def reading(measure, value=None, *, family=None, first=1, last=4, **more):
    span = WindowSpan(family or measure, first, last, date(2026, 2, 2 + last))
    scale = (
        Scale.STEP
        if isinstance(value, float)
        else Scale.LEVEL
        if value in {"low", "middle", "high"}
        else Scale.STATEMENT
    )
    status = Status.HELD if value is None else Status.SHOWN
    return records.publish(measure, span, status=status, scale=scale, value=value, **more)


def report(*settled, rounds_asked=5, readings=None, **more):
    return weekly_report(
        round_date=TODAY,
        rounds_asked=rounds_asked,
        readings=settled if readings is None else readings,
        settled=settled,
        next_on=more.pop("next_on", {}),
        **more,
    )


EXPERIMENT = Experiment("ask_small", date(2026, 2, 2))


@pytest.mark.parametrize(
    ("rounds_asked", "experiment", "opening"),
    [
        (1, None, "vote"),
        (2, None, "card"),
        (2, EXPERIMENT, "card"),
        (3, EXPERIMENT, "did_we"),
        (3, None, "vote"),
        (6, None, "card"),
        (7, EXPERIMENT, "did_we"),
        (7, None, "quiet"),
    ],
)
def test_every_week_without_readings_is_for_something(rounds_asked, experiment, opening):
    made = report(rounds_asked=rounds_asked, experiment=experiment)
    assert made.opening == opening
    assert made.card in practices.load().cards
    assert made.question is None


def test_a_week_with_readings_is_for_them_even_when_all_are_held():
    assert report(reading("autonomy", 3.5)).opening == "readings"
    assert report(reading("autonomy")).opening == "readings"


def test_cards_change_from_week_to_week():
    cards = [report(rounds_asked=number).card for number in range(1, 13)]
    assert len(set(cards)) == 12


def test_what_is_worth_a_talk_comes_first_and_decides_the_question_and_the_suggestions():
    made = report(
        reading("autonomy", 3.5),
        reading("rigid", "high", family="patterns"),
        reading("balanced", "high", family="patterns"),
    )
    assert [finding.code for finding in made.findings] == [
        "rigid_high",
        "facet_middle",
        "balanced_high",
    ]
    assert made.question == "ask_rigid"
    assert made.card is None
    assert made.suggestions[0] in {one.id for one in practices.load().serving("rigid")}
    assert len(set(made.suggestions)) == 3


def test_while_an_experiment_runs_no_other_is_suggested():
    assert report(reading("autonomy", 2.0), experiment=EXPERIMENT).suggestions == ()


def test_held_readings_have_no_finding_and_the_week_has_a_card():
    made = report(reading("autonomy"))
    assert made.findings == ()
    assert made.question is None
    assert made.card is not None
    assert made.cannot_tell[0] == "held"


def test_the_questions_of_what_settled_are_listed_and_of_patterns_only_the_telling_ones():
    made = report(
        reading("autonomy", 3.5),
        reading("porous", "low", family="patterns"),
        reading("rigid", "high", family="patterns"),
    )
    assert made.items == (
        "autonomy_1",
        "autonomy_2",
        "autonomy_3",
        "rigid_1",
        "rigid_2",
        "rigid_3",
        "rigid_4",
    )


def test_where_no_pattern_is_worth_a_talk_the_first_gives_its_questions():
    made = report(reading("porous", "low", family="patterns"))
    assert made.items == ("porous_1", "porous_2", "porous_3", "porous_4")


def test_the_board_has_every_family_asked_or_answered_with_its_next_date():
    soon = date(2026, 4, 6)
    made = report(reading("autonomy", 3.5), next_on={"ties": soon, "autonomy": soon})
    assert [(entry.family, len(entry.readings), entry.next_on) for entry in made.board] == [
        ("autonomy", 1, soon),
        ("ties", 0, soon),
    ]


def test_the_board_keeps_what_was_shown_before_when_the_last_window_was_held():
    old = reading("autonomy", 3.5, first=1, last=4)
    older = reading("autonomy", 3.0, first=0, last=3)
    held = reading("autonomy", first=5, last=8)
    (entry,) = report(held, readings=[older, old, held]).board
    assert entry.readings == (held,)
    assert entry.earlier == (old,)


def test_nothing_earlier_is_kept_once_it_is_shown_again():
    old, new = reading("autonomy", 3.5), reading("autonomy", 4.0, first=5, last=8)
    (entry,) = report(new, readings=[old, new]).board
    assert entry.readings == (new,)
    assert entry.earlier == ()


def test_a_slower_rhythm_is_suggested_after_two_windows_held():
    assert not report(held_in_a_row=1).slower
    assert report(held_in_a_row=2).slower


def test_what_cannot_be_told_depends_on_the_team():
    early = report(rounds_asked=3, mode=Mode(6)).cannot_tell
    assert early[:3] == ("first_windows", "lean", "not_ties")
    later = report(rounds_asked=20, mode=Mode(9, light=True)).cannot_tell
    assert {"not_patterns:light mode", "not_follow_up:light mode"} <= set(later)
    assert "first_windows" not in later
    assert "pulse" not in str(report(rounds_asked=20, mode=Mode(9)).cannot_tell)
    ties = report(reading("mutual", "more", family="ties"))
    assert "twofold_load" in ties.cannot_tell
    assert early[-3:] == ("silence", "persons", "causes")


@pytest.mark.parametrize("people", [5, 8, 9, 30])
def test_that_few_peoples_scores_lean_is_said_to_all(people):
    """Said to few alone it would tell each week whether eight count or nine."""
    assert "lean" in report(rounds_asked=20, mode=Mode(people)).cannot_tell


def test_nobody_is_sent_to_a_vote_that_does_not_come():
    assert report(rounds_asked=3).opening == "vote"
    assert report(rounds_asked=3, offers=False).opening == "quiet"
    assert report(rounds_asked=2, offers=False).opening == "card"


def test_no_figure_is_promised_that_stands_from_before_and_will_not_come_any_more():
    """A team that shrank while its ties were being counted: three places, one statement each."""
    shown = reading("carriers", "most", family="ties")
    day = {"ties": date(2026, 3, 6), "autonomy": date(2026, 3, 6)}
    before = report(readings=[shown], next_on=day, mode=Mode(8))
    made = report(readings=[shown], next_on=day, mode=Mode(5), before=before)
    ties = next(entry for entry in made.board if entry.family == "ties")
    assert (ties.readings, ties.next_on, ties.moved_from) == ((shown,), None, day["ties"])
    assert next(one.next_on for one in made.board if one.family == "autonomy") == day["autonomy"]
    assert "no_more_ties" in made.cannot_tell
    assert "not_ties" not in made.cannot_tell
    assert "not_ties" in report(next_on=day, mode=Mode(5)).cannot_tell


def test_what_is_still_counted_has_its_day_and_is_missed_only_after_it():
    unnamed, light = Mode(8, named=False), Mode(8, light=True, interval_weeks=2)
    day = {"ties": date(2026, 3, 6)}
    waiting = report(next_on=day, mode=unnamed)
    assert waiting.board[0].next_on == day["ties"]
    assert "ties" not in str(waiting.cannot_tell)
    assert "not_ties:the team does not name" in report(mode=unnamed).cannot_tell
    assert "not_ties:light mode" in report(mode=light).cannot_tell


def test_what_a_last_day_leaves_no_time_for_is_not_told_of_for_that_reason():
    gone = {"patterns": "last day", "autonomy": "last day"}
    shown = [reading("autonomy", 3.5)]
    made = report(readings=shown, rounds_asked=5, mode=Mode(9), gone=gone)
    assert made.cannot_tell[0] == "first_windows"
    assert {"not_patterns:last day", "no_more_autonomy:last day"} <= set(made.cannot_tell)
    last = report(readings=shown, rounds_asked=5, mode=Mode(9), gone=gone, last=True)
    assert last.cannot_tell[:2] == ("lean", "not_patterns:last day")


def test_what_comes_once_more_and_not_again_is_on_the_board_with_why_and_is_not_given_up():
    day, gone = {"patterns": date(2026, 3, 6)}, {"patterns": "light mode"}
    before = report(next_on=day, mode=Mode(8, light=True), gone=gone)
    assert before.board[0].why == "light mode"
    made = report(next_on=day, mode=Mode(8), before=before)
    assert (made.board[0].why, made.board[0].again) == ("", False)


def test_experiments_and_samples_are_passed_on():
    done = Experiment("two_heads", date(2026, 1, 5), Verdict.KEEP)
    made = report(experiment=EXPERIMENT, previous=done, sample=True)
    assert (made.experiment, made.previous, made.sample) == (EXPERIMENT, done, True)


def test_a_finding_carries_what_its_sentence_needs():
    moved = reading(
        "autonomy", 4.0, half_width=0.34, trend=Trend.HIGHER, before=3.0, respondents="7-9"
    )
    (finding,) = findings.find([moved], turn=0)
    assert finding.code == "facet_high"
    assert finding.caution == "who_answered"
    assert finding.params == {
        "value": 4.0,
        "half_width": 0.34,
        "trend": "higher",
        "before": 3.0,
        "practice": "own_call",
    }


@pytest.mark.parametrize(
    ("given", "code", "caution"),
    [
        (reading("autonomy", 2.0), "facet_low", "own_view"),
        (reading("autonomy", 2.5), "facet_middle", "own_view"),
        (reading("autonomy", 4.5), "facet_high", "ceiling"),
        (reading("autonomy", "low"), "facet_low", "own_view"),
        (reading("porous", "high", family="patterns"), "porous_high", "hard_week"),
        (reading("rigid", "high", family="patterns"), "rigid_high", "focus"),
        (reading("balanced", "low", family="patterns"), "balanced_low", "good_yes"),
        (reading("balanced", "high", family="patterns"), "balanced_high", "own_view"),
        (reading("reciprocity", 2.0), "facet_low", "one_way_can_be_right"),
        (reading("mutual", "more", family="ties"), "mutual_more", "small_circles"),
        (
            reading("mutual", "cannot_tell", family="ties"),
            "mutual_cannot_tell",
            "one_way_can_be_right",
        ),
        (reading("carriers", "most", family="ties"), "carriers_most", "even_not_light"),
        (reading("carriers", "few", family="ties"), "carriers_few", "roles"),
        (reading("held_by_few", "held_by_few", family="ties"), "held_by_few", "demand_not_fault"),
        (
            reading("held_by_few", "nothing", family="ties"),
            "held_by_nothing",
            "silence_is_not_health",
        ),
        (reading("two_way", "half", family="ties"), "two_way_half", "solo_work"),
        (reading("same_people", "high", family="pulse"), "same_people_high", "perception"),
        (reading("noticed", "high", family="follow_up"), "noticed_high", "novelty"),
    ],
)
def test_every_reading_leads_to_one_finding_and_says_how_it_misleads(given, code, caution):
    (finding,) = findings.find([given], turn=3)
    assert (finding.code, finding.caution) == (code, caution)


def test_agreement_of_both_sides_is_no_finding():
    assert findings.find([reading("agreement", "half", family="ties")], turn=0) == ()


def test_details_are_handed_on():
    kind = reading("held_by_few", "held_by_few", family="ties", details=("care",))
    assert findings.find([kind], turn=0)[0].params["details"] == "care"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            reading("autonomy", 3.5, half_width=0.4, trend=Trend.LOWER, before=4.0),
            "autonomy: 3.5 ± 0.4 (lower)",
        ),
        (reading("autonomy", "low", trend=Trend.FIRST), "autonomy: low (first)"),
        (
            reading("held_by_few", "held_by_few", family="ties"),
            "held by few: held by few",
        ),
        (reading("rigid", "high", family="patterns"), "rigid: high"),
    ],
)
def test_the_command_line_says_a_finding_in_one_line(given, said):
    assert findings.say(findings.find([given], turn=0)[0]) == said


def test_no_question_comes_twice_in_a_row():
    load = reading("shared_responsibility", 3.0)
    carriers = reading("carriers", "few", family="ties")
    before = report(load)
    assert before.question == "ask_shared"
    again = report(carriers, before=before)
    assert again.question is None
    assert again.card is not None
    both = report(carriers, reading("autonomy", 3.0), before=before)
    assert both.question == "ask_autonomy"
    assert report(carriers, before=both).question == "ask_shared"


def test_a_day_that_moved_is_told_with_the_one_it_was():
    soon, later = date(2026, 4, 6), date(2026, 4, 13)
    promised = {"autonomy": soon, "ties": soon, "patterns": soon, "pulse": soon}
    before = report(next_on=promised)
    now = {"autonomy": later, "ties": soon, "patterns": later}
    made = report(reading("rigid", "low", family="patterns"), next_on=now, before=before)
    assert {entry.family: entry.moved_from for entry in made.board} == {
        "autonomy": soon,
        "ties": None,
        "patterns": None,
        "pulse": soon,
    }


def test_what_was_promised_and_is_not_to_come_any_more_is_told_once():
    """Never shown, so that without it nothing in the report would be of it."""
    day = {"ties": date(2026, 3, 6), "autonomy": date(2026, 3, 6)}
    before = report(next_on=day, mode=Mode(8))
    few = {"ties": "too few people"}
    first = report(next_on=day, mode=Mode(5), before=before, gone=few)

    def ties(made):
        return next(entry for entry in made.board if entry.family == "ties")

    gone = ties(first)
    assert (gone.next_on, gone.moved_from, gone.why) == (None, day["ties"], few["ties"])
    assert report_from_json(report_to_json(first)) == first
    second = ties(report(next_on=day, mode=Mode(5), before=first, gone=few))
    assert (second.next_on, second.moved_from, second.why) == (None, None, few["ties"])


def test_what_was_given_up_and_has_a_day_again_is_told_as_such_however_much_later():
    day = {"ties": date(2026, 3, 6), "autonomy": date(2026, 3, 6)}
    before = report(next_on=day, mode=Mode(8))
    for _week in range(3):
        before = report(next_on=day, mode=Mode(5), before=before)
    made = report(next_on=day, mode=Mode(5), then=Mode(8), before=before)
    back = {entry.family: (entry.next_on, entry.why, entry.again) for entry in made.board}
    assert back == {"ties": (day["ties"], "", True), "autonomy": (day["autonomy"], "", False)}
    assert report_from_json(report_to_json(made)) == made
    after = report(next_on=day, mode=Mode(8), before=made)
    assert not any(entry.again for entry in after.board)


@pytest.mark.parametrize("stopped", ["last", "paused"])
def test_a_team_that_is_paused_or_ended_is_not_told_family_by_family(stopped):
    before = report(next_on={"ties": date(2026, 3, 6)}, mode=Mode(8))
    made = report(mode=Mode(8), before=before, **{stopped: True})
    assert "ties" not in {entry.family for entry in made.board}


def test_the_last_report_of_a_team_suggests_nothing():
    assert report(rounds_asked=1, last=True).suggestions == ()
    assert report(rounds_asked=1, last=True).opening == "quiet"
    assert report(reading("autonomy", 3.5), last=True).opening == "readings"


def test_a_follow_up_says_what_it_was_about_and_since_when_that_was_tried():
    made = report(follows=Experiment("two_heads", date(2026, 1, 5)))
    assert (made.follows, made.follows_since) == ("two_heads", date(2026, 1, 5))
    assert report_from_json(report_to_json(made)) == made


def test_a_report_of_before_that_does_not_say_since_when_can_be_read():
    made = report(follows=Experiment("two_heads", date(2026, 1, 5)))
    old = json.loads(report_to_json(made))
    del old["follows_since"]
    assert report_from_json(json.dumps(old)) == replace(made, follows_since=None)


def test_no_question_asks_about_what_was_not_found():
    nothing = reading("held_by_few", "nothing", family="ties")
    alike = reading("carriers", "most", family="ties")
    made = report(nothing, alike)
    assert (made.question, made.card is None) == (None, False)
    assert report(nothing, alike, reading("mutual", "more", family="ties")).question == (
        "ask_reciprocity"
    )
    assert report(reading("held_by_few", "held_by_few", family="ties")).question == (
        "ask_over_reliance"
    )
