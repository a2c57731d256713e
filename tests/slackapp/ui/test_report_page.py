"""The report page says what the report says, in plain words, within its size."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import plotly.graph_objects as go
import pytest
from babel.support import NullTranslations

from analytics import figures, findings, practices, records, thresholds
from analytics.instrument import windows
from analytics.instrument.bank import FACETS, FAMILIES, PATTERNS
from analytics.instrument.windows import Lack, Mode
from analytics.records import Experiment, Scale, Status, Trend, Verdict, WindowSpan
from analytics.report import weekly_report
from slackapp.domain.expectations import Expectation, Expected
from slackapp.ui import (
    calendar,
    report_coming,
    report_page,
    report_sentences,
    report_words,
    words,
)
from slackapp.ui.words import speaking

TODAY = date(2026, 3, 2)
DOCS = Path(__file__).parents[3] / "docs"
NEVER_SHOWN = re.compile(
    r"hotspot|over-?reliance|over_reliance|truck factor|sole support|codepend|toxic", re.IGNORECASE
)
VALUES = {
    **dict.fromkeys(FACETS, (1.5, 3.0, 4.5, "low", "middle", "high")),
    **dict.fromkeys((*PATTERNS, "same_people"), ("low", "middle", "high")),
    "mutual": ("cannot_tell", "more", "clearly_more"),
    "carriers": ("few", "half", "most"),
    "held_by_few": ("nothing", "held_by_few"),
    "two_way": ("half", "most"),
    "agreement": ("few", "half", "most"),
    "give_and_receive": ("few", "half", "most"),
    "noticed": ("low", "middle", "high"),
}
OF_BEFORE = {"noticed_few", "noticed_half", "noticed_most"}
"""Codes that only reports of before have."""
FAMILY = {
    **{facet: facet for facet in FACETS},
    **dict.fromkeys(PATTERNS, "patterns"),
    **dict.fromkeys(("mutual", "carriers", "held_by_few", "two_way", "agreement"), "ties"),
    **dict.fromkeys(("give_and_receive", "same_people"), "pulse"),
    "noticed": "follow_up",
}


def reading(measure, value=None, *, last=4, **more):
    span = WindowSpan(FAMILY[measure], last - 3, last, TODAY - timedelta(weeks=8 - last))
    scale = Scale.STATEMENT
    if isinstance(value, float):
        scale, more = Scale.STEP, {"half_width": 0.36, "trend": Trend.FIRST} | more
    elif measure in {*FACETS, *PATTERNS, "same_people"}:
        scale, more = Scale.LEVEL, {"trend": Trend.FIRST} | more
    if value is None:
        return records.publish(measure, span, status=Status.HELD, scale=scale)
    return records.publish(
        measure, span, status=Status.SHOWN, scale=scale, value=value, respondents="7-9", **more
    )


def report(*settled, readings=None, rounds_asked=8, **more):
    return weekly_report(
        round_date=TODAY,
        rounds_asked=rounds_asked,
        readings=settled if readings is None else readings,
        settled=settled,
        next_on=more.pop("next_on", {"autonomy": date(2026, 4, 6), "ties": date(2026, 4, 27)}),
        **more,
    )


def coming(day):
    """A day for every family that a team with names has."""
    return {
        family: day + timedelta(days=place)
        for place, family in enumerate(family for family in FAMILIES if family != "pulse")
    }


def everything():
    """All that can settle in one week, with the longest of everything."""
    patterns = [reading(pattern, "high", last=8) for pattern in PATTERNS if pattern != "not_asking"]
    settled = [
        reading("reciprocity", 2.0, last=8, trend=Trend.LOWER, before=3.0),
        *patterns,
        reading("not_asking", "high", last=8, details=("burden", "whom", "time", "safety")),
        reading("mutual", "clearly_more", last=8),
        reading("carriers", "few", last=8),
        reading("held_by_few", "held_by_few", last=8, details=("perspective",)),
        reading("two_way", "half", last=8),
        reading("agreement", "half", last=8),
        reading("noticed", "middle", last=8),
    ]
    others = [reading(facet, 3.5) for facet in FACETS if facet != "reciprocity"]
    return report(
        *settled,
        readings=[*others, *settled],
        rounds_asked=24,
        held_in_a_row=2,
        mode=Mode(14),
        next_on=coming(TODAY),
        before=report(next_on=coming(TODAY - timedelta(days=7))),
        follows=Experiment("two_heads", date(2026, 3, 2)),
        previous=Experiment("two_heads", date(2026, 1, 5), Verdict.CHANGE),
        sample=True,
    )


def render(made, **more):
    settings = {"title": "Team Lighthouse", "locale": "en-US", "bundle": "shared"} | more
    return report_page.render(made, bundle_url="/static/plotly.min.js", **settings).decode()


class Text(HTMLParser):
    """What a reader sees, and the structure it is in."""

    def __init__(self, page):
        super().__init__()
        self.words, self.attributes, self.tables, self._quiet = [], [], 0, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))
        self.tables += tag == "table"
        if tag in {"style", "script"}:
            self._quiet = tag

    def handle_endtag(self, tag):
        if tag == self._quiet:
            self._quiet = None

    def handle_data(self, data):
        if self._quiet is None:
            self.words.append(data)

    def __contains__(self, sentence):
        return sentence in re.sub(r"\s+", " ", " ".join(self.words))


def drawn(page):
    data = re.search(r'id="figures">(.*?)</script>', page, re.DOTALL)
    return json.loads(data.group(1))


def test_a_step_is_told_with_how_sure_before_and_after_and_from_how_many():
    text = Text(render(report(reading("autonomy", 4.0, trend=Trend.HIGHER, before=3.5))))
    assert "Self-reliance" in text
    assert "4.0 ± 0.4" in text
    assert "higher than before (before: 3.5)" in text
    assert "From the answers of 7-9 people" in text
    assert "People worked their own way and said what they needed." in text
    assert "Who answered may have changed as well as how they answered." in text


def test_what_is_worth_a_talk_is_named_before_all_figures():
    page = render(report(reading("porous", "high"), reading("autonomy", 4.0)))
    assert "Worth a talk: “Others' needs first”." in Text(page)
    assert page.index("Worth a talk") < page.index("<article")
    assert "Nothing that settled this time asks for a talk." in Text(
        render(report(reading("autonomy", 4.0)))
    )
    nothing = Text(render(report(reading("autonomy"))))
    assert "asks for a talk" not in nothing
    assert "Worth a talk" not in nothing


def test_what_was_worth_a_talk_before_and_still_stands_is_named_before_all_figures():
    before, now = reading("porous", "high"), reading("autonomy", 4.0, last=8)
    page = render(report(now, readings=(before, now)))
    assert "Nothing that settled this time asks for a talk." in Text(page)
    assert "Still worth a talk, from earlier reports: “Others' needs first”." in Text(page)
    assert page.index("Still worth a talk") < page.index("<article")
    assert "Still worth" not in render(report(before))


def test_several_readings_that_did_not_move_say_so_once():
    still = {"trend": Trend.UNCLEAR}
    settled = [reading(one, "low", before="low", **still) for one in ("porous", "rigid")]
    page = render(report(*settled))
    assert page.count("Nothing of it has clearly changed since last time.") == 1
    assert "no clear change" not in page
    moved = reading("rigid", "low", before="middle", trend=Trend.LOWER)
    text = Text(render(report(settled[0], moved)))
    assert "People seldom put their own needs aside. no clear change" in text
    assert "lower than before (before: sometimes)" in text


def test_how_sure_is_rounded_up_never_down():
    assert report_words.width(reading("autonomy", 3.0, half_width=0.31)) == "0.4"
    assert report_words.width(reading("autonomy", 3.0, half_width=0.3)) == "0.3"


def test_a_held_reading_is_one_neutral_sentence_for_every_cause():
    text = Text(render(report(reading("autonomy"), reading("mutual"))))
    assert "“Self-reliance” and “Who carries how much, without names”" in text
    assert (
        "Not shown this time. Reasons we never tell apart: too few answers, people joined or "
        "left, all answers alike." in text
    )


def test_what_was_held_names_single_patterns_only_when_others_were_shown():
    text = Text(render(report(reading("porous"), reading("rigid", "low"))))
    assert "“Others' needs first” Not shown this time." in text


def test_a_family_held_now_still_shows_what_it_said_before_with_its_date():
    old, held = reading("autonomy", 3.5), reading("autonomy", last=8)
    page = render(report(held, readings=[old, held]))
    [picture] = drawn(page)["figures"]["figure-facets"]["data"]
    assert (picture["name"], picture["x"]) == ("before", [3.5])
    assert picture["marker"]["symbol"] == "circle-open"
    assert "Hollow: before; alone where it is not shown by now." in Text(page)
    assert "Filled: last" not in Text(page)
    assert page.count("3.5 ± 0.4 (Feb 2)") == 2, "in the table and for who cannot see the picture"
    assert '"text":"Self-reliance: 3.5 (Feb 2)"' in page


def test_a_word_of_before_has_its_date_in_the_picture_and_the_table():
    settled = [reading("porous", "low"), reading("rigid", "high")]
    held = [reading("porous", last=8), reading("rigid", "high", last=8)]
    page = render(report(*held, readings=[*settled, *held]))
    assert '"text":"Others\' needs first (Feb 2)"' in page
    assert "seldom (Feb 2)" in page
    assert "often (Mar 2)" not in page


def test_a_legend_names_only_what_is_there_to_be_seen():
    calm = render(report(reading("autonomy", 4.0)))
    assert "Filled: last shown, with how sure.</figcaption>" in calm
    low = render(report(reading("autonomy", 2.0, trend=Trend.LOWER, before=3.0)))
    assert "Filled: last shown, with how sure. Hollow: before. A diamond: worth a talk.<" in low
    assert "Filled: what was said.</figcaption>" in render(report(reading("porous", "low")))
    assert "what was said. A diamond: worth a talk.<" in render(report(reading("porous", "high")))


def explained(page):
    """The words that a page explains at its end."""
    return re.findall(r"<dt>(.*?)<dd>", page[page.index("Words on this page") :])


def test_a_page_explains_only_the_words_and_marks_that_it_has():
    first = render(report(rounds_asked=1, mode=Mode(8)))
    assert explained(first) == ["Settle"]
    step = reading("autonomy", 4.0)
    assert explained(render(report(step))) == ["Settle", "4.0 ± 0.4", "How many"]
    assert explained(render(report(readings=[step]))) == ["Settle", "4.0 ± 0.4"]
    wide = reading("reciprocity", 3.5, half_width=0.46)
    assert "3.5 ± 0.5" in explained(render(report(wide, readings=[step, wide])))
    still = reading("porous", "low", trend=Trend.UNCLEAR)
    assert explained(render(report(still))) == ["Settle", "No clear change", "How many"]
    ties = [reading("mutual", "more"), reading("carriers", "half")]
    chance, carry = "More than by chance", "A few, about half, most people carry"
    assert explained(render(report(*ties))) == ["Settle", "How many", chance, carry]
    assert explained(render(report(ties[1]))) == ["Settle", "How many", carry]
    assert len(explained(render(everything()))) == 5, "nothing of it stayed as it was"


def test_what_a_picture_of_ties_is_called_is_what_it_was_announced_as():
    page = render(report(reading("mutual", "more")))
    assert "<h2>Who carries how much, without names</h2>" in page
    named = render(report(reading("give_and_receive", "half")))
    assert "<h2>How much help goes round</h2>" in named


@pytest.mark.parametrize(
    ("rounds_asked", "sentence"),
    [(1, "Start with one small thing"), (2, "A conversation to have")],
)
def test_the_first_weeks_have_something_to_do_and_no_pictures(rounds_asked, sentence):
    page = render(report(rounds_asked=rounds_asked, mode=Mode(8)))
    text = Text(page)
    assert sentence in text
    assert "With this report the channel votes about these." in text
    assert "Apr 6" in text
    assert drawn(page)["figures"] == {}
    assert "plotly.min.js" not in page


def test_the_team_hears_what_became_of_its_last_experiment():
    done = Experiment("two_heads", date(2026, 1, 5), Verdict.KEEP)
    text = Text(render(report(experiment=Experiment("ask_small", TODAY), previous=done)))
    assert (
        "You tried “Put one piece of knowledge into a second head”; the team said: keep it." in text
    )
    assert "Ask one teammate for something small, on purpose." in text
    assert "Look for: Whether asking felt lighter the second time." in text
    assert "You are trying this, begun on Mar 2: Ask one teammate" in text
    undecided = Experiment("two_heads", date(2026, 1, 5))
    assert "You tried" not in Text(render(report(previous=undecided)))


def test_a_step_that_did_not_move_says_so_without_the_same_number_twice():
    text = Text(render(report(reading("autonomy", 4.0, trend=Trend.UNCLEAR, before=4.0))))
    assert "no clear change" in text
    assert "before: 4.0" not in text


def test_one_picture_stands_open_and_the_rest_is_folded_with_the_table_of_what_stands():
    page = render(everything())
    fold = page.index("<h2>Where everything stands</h2>")
    assert page.index("id=figure-facets") < fold
    assert fold < page.index("id=figure-balance") < page.index("<table class=board>")
    assert page.count("<h2") == 8


def test_the_open_picture_is_of_what_settled_where_something_did():
    old, new = reading("autonomy", 3.5), reading("mutual", "more", last=8)
    page = render(report(new, readings=[old, new]))
    fold = page.index("<h2>Where everything stands</h2>")
    assert page.index("id=figure-balance") < fold < page.index("id=figure-facets")


def test_each_day_stands_once_and_what_was_never_shown_is_no_row():
    page = render(report(reading("autonomy", 4.0)))
    assert page.count("Apr 27") == 1
    assert page.count("Apr 6") == 1
    assert "not yet" not in page


def test_a_day_that_moved_is_told_with_the_one_it_was_and_why():
    before = report(rounds_asked=2, next_on={"ties": date(2026, 4, 20)})
    text = Text(render(report(rounds_asked=3, before=before)))
    assert "Apr 27 : Who carries how much, without names (was Apr 20)" in text
    assert "A day moves when a check-in is left out or moved" in text
    assert "A day moves" not in Text(render(report(rounds_asked=3)))


def test_beside_the_days_it_is_said_where_what_never_comes_stands():
    where = "What this team does not get, and why, stands below: “What we cannot tell”."
    rare = Text(render(report(rounds_asked=1, mode=Mode(8, interval_weeks=4))))
    assert where in rare
    why = "at this interval sealed answers are gone before then"
    missed = "Habits of helping and of limits; Whether the experiment was noticed"
    assert f"{missed}: {why}." in rare
    assert where not in Text(render(report(rounds_asked=1, mode=Mode(8))))


def test_what_is_not_to_come_is_told_with_its_day_whatever_else_comes():
    day = {"ties": date(2026, 4, 20), "autonomy": date(2026, 4, 6)}
    before = report(rounds_asked=2, next_on=day)
    gone = "Not to come, as this team is now: Who carries how much, without names (was Apr 20)."
    text = Text(render(report(next_on={"autonomy": date(2026, 4, 6)}, before=before)))
    assert gone in text
    assert "Apr 6 : Self-reliance Not" in text
    assert "A day moves" not in text
    nothing = Text(render(report(next_on={}, before=before)))
    assert "Self-reliance (was Apr 6); Who carries how much, without names (was Apr 20)." in nothing
    assert "at the earliest" not in nothing
    assert "Not to come" not in Text(render(report()))


def test_that_no_experiment_is_tried_is_why_none_is_noticed_and_no_lack_of_the_team():
    before = report(rounds_asked=2, next_on={"follow_up": date(2026, 4, 20)})
    gone = {"follow_up": records.UNTRIED}
    made = report(next_on={}, before=before, gone=gone, mode=Mode(8))
    text = Text(render(made))
    why = "no experiment is being tried; it comes with the next one"
    assert f"Whether the experiment was noticed (was Apr 20; {why})." in text
    assert "follow_up" not in str(made.cannot_tell)


def test_who_carries_is_named_as_not_shown_where_a_window_is_without_it():
    """Only eight who stand in the list of names throughout are told of: all see who does."""
    old, new = reading("carriers", "most"), reading("mutual", "more", last=8)
    page = render(report(new, readings=[reading("mutual", "more"), old, new]))
    assert f"“Who carries the helping”</h3><p>{report_words.HELD}" in page
    assert "Not shown" not in Text(render(report(new)))
    two_way = reading("two_way", "half")
    assert "Not shown" not in Text(render(report(new, readings=[two_way, new])))


def test_the_statement_about_an_experiment_is_said_to_be_about_that():
    text = Text(render(report(reading("reciprocity", 3.0), reading("noticed", "low"))))
    asked = [word for word in text.words if word.startswith("Experiment: ")]
    assert asked == ["Experiment: I noticed our experiment in the team."]


def test_the_experiment_that_was_noticed_is_named():
    begun = Experiment("two_heads", date(2026, 1, 5))
    named = "“Put one piece of knowledge into a second head”"
    text = Text(render(report(reading("noticed", "low"), follows=begun, experiment=begun)))
    assert "Whether the experiment begun on Jan 5 was noticed" in text
    assert f"People hardly noticed {named}." in text
    assert "another one" not in text
    now = Experiment("stuck_after", date(2026, 3, 2))
    told = report(reading("noticed", "low"), follows=begun, experiment=now)
    later = Text(render(told))
    assert "Whether the earlier experiment, begun on Jan 5, was noticed" in later
    [sentence] = report_words.sentences(told)
    assert sentence.startswith("Whether the earlier experiment, begun on Jan 5, was noticed: ")
    over = "When this report was written you were trying another one."
    assert f"People hardly noticed {named}. {over}" in later
    unnamed = Text(render(report(reading("noticed", "low"))))
    assert "People hardly noticed the experiment." in unnamed


def test_a_page_calls_no_team_weekly():
    assert "weekly" not in render(report(rounds_asked=1))


def test_a_team_without_an_experiment_to_speak_of_gets_no_section_for_it():
    assert "One small experiment" not in render(report(reading("autonomy", 4.0), last=True))


def test_every_picture_has_a_text_alternative_and_the_same_as_a_table():
    page = render(everything())
    text = Text(page)
    pictures = [attrs for tag, attrs in text.attributes if attrs.get("role") == "img"]
    ids = {attrs["id"] for attrs in pictures}
    assert (
        ids
        == set(drawn(page)["figures"])
        == {
            "figure-facets",
            "figure-balance",
            "figure-habits",
        }
    )
    assert all(attrs["aria-label"] for attrs in pictures)
    labels = " ".join(attrs["aria-label"] for attrs in pictures)
    assert "Help both ways: 2.0 ± 0.4" in labels
    assert "Who carries the helping: a few" in labels
    assert text.tables == len(pictures) + 1
    assert page.index("figure-facets") < page.index("What comes when")


def test_the_figures_of_a_page_are_valid_for_plotly():
    data = drawn(render(everything()))
    for figure in data["figures"].values():
        go.Figure(figure["data"], {**figure["layout"], "template": data["template"]})
    assert data["dark"] == figures.DARK


def test_facets_in_words_are_pictured_in_words():
    page = render(report(reading("autonomy", "low")))
    assert set(drawn(page)["figures"]) == {"figure-facets-in-words"}
    assert "rarely so" in Text(page)


def test_below_twelve_people_clearly_is_not_offered_as_an_answer():
    page = render(report(reading("mutual", "more")))
    others, said = drawn(page)["figures"]["figure-balance"]["data"]
    assert (others["text"], said["text"]) == (["cannot be told"], ["✓ more than by chance"])


def test_nothing_standing_out_is_not_called_health():
    text = Text(render(report(reading("held_by_few", "nothing"), reading("mutual", "more"))))
    assert "In who helped whom, nothing stands out as held by few." in text
    assert "Quiet is not proof" in text


ALL_EXPECTED = tuple(Expectation(one, TODAY + timedelta(weeks=4)) for one in Expected)


def test_what_was_expected_when_it_was_written_stands_before_all_figures():
    page = render(report(reading("autonomy", 4.0)), expected=ALL_EXPECTED[:2])
    said = (
        "Expected when this was written, as a lead noted: somebody is on call and somebody new "
        "is being brought in (until Mar 30, 2026). Some may rightly carry more; no figure takes "
        "this into account."
    )
    assert said in Text(page)
    assert page.index("Expected when") < page.index("<article")
    assert "Expected when" not in render(report(reading("autonomy", 4.0)))


def test_the_largest_page_stays_within_twenty_kilobytes_beside_the_shared_script():
    page = render(everything(), expected=ALL_EXPECTED)
    assert len(page.encode()) <= 20_000
    assert page.count("held by few: worth a talk") == 1
    assert '<script defer src="/static/plotly.min.js"></script>' in page


def test_a_file_for_itself_carries_the_script_inside():
    page = render(everything(), bundle="embedded")
    assert "plotly.js v" in page
    assert figures.bundle() in page
    assert "/static/" not in page


def test_a_page_asks_nothing_from_elsewhere_and_has_no_handlers_in_its_tags():
    page = render(everything())
    assert not re.search(r"https?:|//[a-z]", page.replace("</", ""))
    for _, attrs in Text(page).attributes:
        assert not any(name.startswith("on") for name in attrs)


def test_a_title_cannot_become_markup():
    page = render(report(), title="<script>alert(1)</script> & co")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in page


def test_a_title_with_quotes_ends_no_attribute():
    page = render(everything(), title="a' b\" onload='x")
    assert "<h1>a' b&#34; onload='x" in page
    assert not any(name == "onload" for _, attrs in Text(page).attributes for name in attrs)
    template = (resources.files("slackapp.ui") / "templates" / "report.html").read_text()
    assert "='" not in template


def test_words_inside_the_figures_cannot_end_their_element():
    held = report_page._data({"x": {"text": "</script>"}})
    assert "</script>" not in held
    assert json.loads(held)["figures"] == {"x": {"text": "</script>"}}


@pytest.mark.parametrize(
    ("measure", "value"), [(measure, value) for measure, all_ in VALUES.items() for value in all_]
)
def test_everything_that_can_be_published_has_words_and_none_that_never_appears(measure, value):
    made = report(reading(measure, value))
    with speaking("en-US"):
        sentences = report_words.sentences(made)
    assert len(sentences) == (measure != "agreement")
    for said in (*sentences, " ".join(Text(render(made)).words)):
        assert not NEVER_SHOWN.search(said)


def test_details_become_part_of_the_sentence():
    care = report(reading("held_by_few", "held_by_few", details=("care",)))
    asked = report(reading("not_asking", "middle", details=("burden", "time")))
    fine = report(reading("not_asking", "low", details=("burden", "time")))
    with speaking("en-US"):
        assert report_words.sentences(care)[0].endswith("Mostly it is care.")
        assert report_words.sentences(asked)[0].endswith(
            "Reasons that several gave: not wanting to be a burden and no time."
        )
        assert "Reasons" not in report_words.sentences(fine)[0]


def test_there_are_words_for_every_code_and_no_words_without_a_code():
    codes = {
        findings.find([reading(measure, value)], turn=0)[0].code
        for measure, values in VALUES.items()
        for value in values
        if measure not in {*FACETS, "agreement"}
    }
    assert codes | OF_BEFORE == set(report_sentences.SENTENCES)
    assert not codes & OF_BEFORE
    assert set(report_sentences.FACET_SENTENCES) == set(FACETS)
    cautions = {
        findings.find([reading(measure, value, **more)], turn=0)[0].caution
        for measure, values in VALUES.items()
        for value in values
        for more in ({}, {"trend": Trend.HIGHER, "before": value})
        if measure != "agreement" and (not more or measure in {*FACETS, *PATTERNS})
    }
    assert cautions == set(report_words.CAUTIONS)


@pytest.mark.parametrize("small", [6, 8, 9])
@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_what_cannot_be_told_has_words_for_every_mode(small, light, weeks):
    mode = Mode(small, light=light, interval_weeks=weeks)
    made = report(rounds_asked=3, mode=mode, next_on={})
    said = " ".join(report_coming.cannot_tell(made))
    for reason in calendar.misses(windows.calendar(mode)):
        if reason.startswith("Because "):
            assert f": {reason.removeprefix('Because ').removesuffix(':')}." in said
    lacking = [family for family, why in windows.calendar(mode).lacks if why is not Lack.NAMED]
    assert all(report_words.FAMILIES[one] in said for one in lacking)


def test_what_a_last_day_leaves_no_time_for_stands_once_with_its_reason():
    gone = dict.fromkeys(("autonomy", "patterns"), "last day")
    made = report(reading("autonomy", 3.5), next_on={}, mode=Mode(8), gone=gone)
    page = Text(render(made))
    why = "too few check-ins are left before the last day"
    assert f"Self-reliance, from now on: {why}." in page
    assert f"Habits of helping and of limits: {why}." in page


def test_a_report_of_before_gives_the_reason_that_there_was():
    codes = ("not_named", "no_more_pulse", "silence", "of-a-later-version")
    old = replace(report(), cannot_tell=codes)
    too_long = "at this interval sealed answers are gone before then"
    assert [*report_coming.cannot_tell(old)] == [
        "Who carries how much, without names: this team chose not to name helpers.",
        f"How much help goes round, from now on: {too_long}.",
        report_words.CANNOT_TELL["silence"],
    ]


def test_a_figure_that_comes_and_then_not_again_says_so_beside_its_day():
    made = report(mode=Mode(8), gone={"ties": "light mode"})
    why = "in light mode, at this interval sealed answers are gone before then"
    why = f"(after that no more of it: {why})"
    assert f"Who carries how much, without names {why}" in Text(render(made))


@pytest.mark.parametrize("people", [6, 9])
def test_everybody_is_told_by_how_much_scores_of_few_may_be_shifted(people):
    """In the same words: by them nobody can tell how many count."""
    told = Text(render(report(mode=Mode(people))))
    assert "In teams of up to eight, exactly where scores stand: they are shifted" in told
    assert thresholds.LEAN_PEOPLE_MOST == 8
    assert f"a secret amount of at most {thresholds.LEAN_MOST:.1f} points" in told
    assert "points, counted in ±, so that" in told
    assert "a new one when people come or go" in told


def test_the_longest_practices_fit_the_page():
    shelf = sorted(practices.load().practices.values(), key=lambda one: len(one.how))[-3:]
    made = records.report_from_json(
        records.report_to_json(everything()).replace(
            json.dumps(list(everything().suggestions), separators=(",", ":")),
            json.dumps([one.id for one in shelf], separators=(",", ":")),
        )
    )
    assert made.suggestions == tuple(one.id for one in shelf)
    assert len(render(made, expected=ALL_EXPECTED).encode()) <= 20_000


def test_a_held_reading_has_words_of_its_own_for_tables():
    with speaking("en-US"):
        assert report_words.value(reading("autonomy")) == "not shown this time"


class Foreign(NullTranslations):
    """A language that is English in another alphabet, but for what is filled in."""

    def ugettext(self, message):
        return re.sub(r"(?<![{])\b[A-Za-z]+\b(?![}])", "ж", message)


@pytest.mark.parametrize("make", [everything, lambda: report(reading("autonomy"), rounds_asked=3)])
def test_every_sentence_of_the_page_comes_from_the_catalogue(monkeypatch, make):
    monkeypatch.setattr(words, "_catalogue", lambda _language: Foreign())
    page = render(make(), title="Жж")
    dates = r"Monday|Mar|Feb|Apr|March|and"
    left = set(re.findall(r"[A-Za-z]{2,}", " ".join(Text(page).words)))
    assert {word for word in left if not re.fullmatch(dates, word)} == set()
    labels = [attrs["aria-label"] for _, attrs in Text(page).attributes if "aria-label" in attrs]
    assert not re.search(r"[A-Za-z]{2,}", " ".join(labels))


def test_the_words_of_a_page_and_the_promise_name_the_same_bands():
    page = render(report(reading("autonomy", 4.0)))
    assert "5-6, 7-9, 10+; where six are needed 6-9" in page
    promise = (DOCS / "explanation" / "privacy-promise.md").read_text(encoding="utf-8")
    assert '"5–6", "7–9" or "10+" (about who helped whom, "6–9" or' in promise
    assert [name for _, name in thresholds.BANDS] == ["5-6", "7-9", "10+"]


@pytest.mark.parametrize(("word", "said"), [("few", "A few"), ("half", "About half of the")])
def test_a_report_of_before_says_for_how_many_an_experiment_was_noticeable(word, said):
    text = Text(render(report(reading("noticed", word))))
    assert f"{said} people noticed the experiment." in text
    assert report_words.value(reading("noticed", word)) == said.lower().removesuffix(" of the")


def test_a_report_of_now_still_stands_beside_what_was_said_before():
    old, new = reading("noticed", "most"), reading("noticed", last=8)
    said = "Most people noticed the experiment."
    assert said in Text(render(report(new, readings=[old, new])))
    assert said not in Text(render(report(new)))
