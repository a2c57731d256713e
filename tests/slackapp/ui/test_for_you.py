"""What only one person sees: two good sides, no label, no count, and no word of others' answers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from analytics import thresholds
from analytics.instrument import bank
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.awaited import UNNAMED, Naming
from slackapp.domain.gathering import PulseWeek, TieWeek
from slackapp.domain.ids import TeamId
from slackapp.domain.mirror import ENOUGH_ANSWERED
from slackapp.domain.retention import AUDIT_FOR
from slackapp.domain.screens import OwnSettings
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.payloads.own import NOTES, modals, sample_mirror
from slackapp.payloads.own_kept import sample_kept
from slackapp.payloads.samples import CLOSES, DAY, PLAIN
from slackapp.ui import (
    check_in,
    for_good,
    for_you,
    home,
    ids,
    own_answers,
    own_copy,
    own_data,
    own_document,
    report_message,
    sheet,
    uncounted,
    why,
)
from slackapp.ui import own_settings as settings_window
from slackapp.ui.mirror import view
from slackapp.ui.report_words import short_day
from slackapp.ui.words import day

DOCS = Path(__file__).parents[3] / "docs"
MODALS = dict(modals(PLAIN))
KEPT = sample_kept(PLAIN)
LABELS = re.compile(
    r"hotspot|over-reliance|truck factor|sole support|fixer|peacekeeper|avoider|dependable"
    r"|codependen|fewer than three|at least three",
    re.IGNORECASE,
)


def said(payload):
    return json.dumps(payload, ensure_ascii=False)


@pytest.mark.parametrize("name", MODALS)
def test_no_label_is_ever_put_on_anybody(name):
    assert not LABELS.search(said(MODALS[name]))


@pytest.mark.parametrize("name", [name for name, note in NOTES.items() if note.named_by is None])
def test_where_too_few_named_somebody_nothing_is_said_about_it(name):
    shown = said(MODALS[f"mirror-{name}"])
    assert "say you helped" not in shown
    assert "Most of it was" not in shown
    assert "If you want to share the load" not in shown


def test_asample_mirror_names_nobody_but_leads_to_write_to():
    shown = said(MODALS["mirror-carries"])
    leads = PLAIN.form.teammates[:2]
    assert all(f"id={user}|" in shown for user, _ in leads)
    assert not any(user in shown for user, _ in PLAIN.form.teammates[2:])
    dates_and_ids = re.compile(r"[UT]\d{10}|2026|November \d+")
    assert not re.search(r"\d", dates_and_ids.sub("", words(MODALS["mirror-carries"])))


def words(payload):
    texts = [b["text"]["text"] for b in payload["blocks"] if "text" in b]
    return " ".join(texts)


def test_a_lead_reads_how_much_runs_through_them():
    assert "runs through you" in said(MODALS["mirror-carries-lead"])
    assert "runs through you" not in said(MODALS["mirror-carries"])


def test_what_one_answered_is_no_part_of_the_first_screen():
    seen = sample_mirror(PLAIN)
    first = said(view(seen, slack_team="T1", week=0))
    own = said(own_answers.view(seen))
    assert "Mostly true" in own
    assert "Mostly true" not in first


def test_whoever_sees_their_own_answers_reads_until_when_and_that_nobody_else_can():
    seen = sample_mirror(PLAIN)
    assert "sealed until it is counted" in said(view(seen, slack_team="T1", week=0))
    assert f"{EXPIRES_AFTER.days} days at most" in said(own_answers.view(seen))
    for shown in (
        view(seen, slack_team="T1", week=0),
        own_answers.view(seen),
        own_copy.view([seen], own_settings(PLAIN), KEPT),
    ):
        assert "No teammate, lead or admin can make" in said(shown)
        assert "say no" in said(shown)


def test_erased_answers_look_like_those_of_somebody_who_left_everything_blank():
    blank = replace(sample_mirror(PLAIN), scales=(), ties=None, pulse=(), now=None)
    assert "Nothing of yours is sealed right now:" in said(own_answers.view(blank))


def test_a_mirror_without_answers_says_why_and_not_that_somebody_named_nobody():
    shown = said(MODALS["mirror-blank"])
    assert "Nothing you said about help is in it: you left it blank, or erased it." in shown
    assert "You named nobody" not in shown
    assert "You named nobody you helped." in said(MODALS["mirror-apart"])


def test_what_is_promised_names_each_way_to_ones_own_answers():
    """By the words on the buttons that lead there."""
    promise = (DOCS / "explanation" / "privacy-promise.md").read_text(encoding="utf-8")
    walk = (DOCS / "tutorials" / "first-walk.md").read_text(encoding="utf-8")
    ways = {ids.SHOW_OWN: view(sample_mirror(PLAIN), slack_team="T1", week=0)}
    ways[ids.COPY_DATA] = own_data.view()
    for action, shown in ways.items():
        rows = [row for row in shown["blocks"] if row["type"] == "actions"]
        buttons = {each["action_id"]: each for row in rows for each in row["elements"]}
        for page in (promise, walk):
            assert buttons[action]["text"]["text"] in page
            assert "No teammate, lead or admin can" in page


def test_each_place_that_says_that_leads_see_the_same_says_what_they_see_beside_it():
    promise = (DOCS / "explanation" / "privacy-promise.md").read_text(encoding="utf-8")
    report = PLAIN.reports["standing"]
    in_channel = report_message.for_team(report, report_id="R1", team="Harbour", sentences=())
    for place in (
        promise,
        said(why.view(lambda name: name)),
        said(home.view(PLAIN.home)),
        said(check_in.view(PLAIN.form)),
        said(in_channel["blocks"]),
    ):
        assert "here helpers are named, " in place
        assert "how much runs through themselves" in place


def test_the_pieces_of_a_copy_are_one_document():
    seen = sample_mirror(PLAIN)
    many = [replace(seen, note=note) for note in NOTES.values()]
    settings = own_settings(PLAIN)
    modal = own_copy.view(many, settings, KEPT)
    data = [b for b in modal["blocks"] if b["type"] == "rich_text"]
    pieces = [b["elements"][0]["elements"][0]["text"] for b in data]
    assert len(pieces) > 1
    assert all(len(piece) < 3000 for piece in pieces)
    document = json.loads("\n".join(pieces))
    assert len(document["teams"]) == len(NOTES)
    quiet = document["teams"][list(NOTES).index("both")]
    assert "named_by" not in quiet["mirror"]


def test_what_is_too_long_for_a_window_comes_in_parts_that_are_one_document():
    many = replace(KEPT, changes=KEPT.changes * 400)
    windows, pieces, way_on = [], [], 0
    while way_on is not None:
        windows.append(own_copy.view([], own_settings(PLAIN), many, part=way_on)["blocks"])
        data = [one for one in windows[-1] if one["type"] == "rich_text"]
        pieces += [one["elements"][0]["elements"][0]["text"] for one in data]
        buttons = [one["elements"][0] for one in windows[-1] if one["type"] == "actions"]
        way_on = next((int(one["value"]) for one in buttons), None)
    assert len(windows) > 2
    assert all(len(blocks) <= 100 for blocks in windows)
    assert len(json.loads("\n".join(pieces))["changes"]) == len(many.changes)
    assert "What else is kept of you" in said(windows[0])
    assert "What else is kept of you" not in said(windows[1:])


def test_a_copy_says_what_else_is_kept_in_words_and_as_data():
    copy = said(own_copy.view([], own_settings(PLAIN), KEPT))
    for words in (
        "Harbour: asked, you lead it, in its channel since May 25, 2026",
        "on its lists from May 25, 2026 to Nov 23, 2026",
        "an admin named you as an admin here",
        "Harbour: your open vote, “Ask one teammate",
        "7 messages to you as a lead or an admin",
        "3 changes of settings that you made",
    ):
        assert words in copy
    data = own_document.of([], own_settings(PLAIN), KEPT)
    assert data["votes"][0]["voted_for"].startswith("Ask one teammate")
    assert data["in_teams"][1]["lists"][0]["counted"]
    assert [one["by_you"] for one in data["changes"]] == [False, True, True]
    assert "not taken by Slack" in [one["state"] for one in data["messages"]]


def test_a_copy_says_of_a_team_that_does_not_ask_one_that_the_home_team_does():
    home = TeamId("t7")
    there = replace(KEPT.places[0], leads=False)
    person = replace(KEPT.person, home_team=home)
    beside = replace(KEPT, person=person, places=(there,), names={**KEPT.names, home: "Pier & Co"})
    blank = replace(sample_mirror(PLAIN), scales=(), ties=None, pulse=(), now=None, elsewhere=True)
    copy = said(own_copy.view([blank], own_settings(PLAIN), beside))
    assert "Harbour: asked, but not you: your home team is Pier &amp; Co, in its" in copy
    assert "sealed here right now: this team does not ask you, your home team does." in copy
    assert "Nothing of yours is sealed right now" not in copy
    assert "sealed here right now: this team does not ask you" in said(own_answers.view(blank))
    at_home = replace(beside, person=replace(person, home_team=there.team))
    assert "not you" not in said(own_copy.view([], own_settings(PLAIN), at_home))
    gone = replace(beside, places=(replace(there, left_on=CLOSES.date()),))
    assert "not you" not in said(own_copy.view([], own_settings(PLAIN), gone))


def test_a_copy_says_what_was_wished_where_nothing_was_answered():
    wishing = replace(sample_mirror(PLAIN), now=None, skipped=True, again_at=CLOSES)
    copy = said(own_copy.view([wishing], own_settings(PLAIN), KEPT))
    assert "You skipped the check-in that is open." in copy
    assert "When you want to be asked again: " in copy
    (team,) = document(wishing)["teams"]
    assert (team["skipped"], team["asked_again_at"]) == (True, CLOSES.isoformat())


def test_what_is_kept_is_said_before_an_erasure_and_after_it():
    """Each with why; and of a copy what it holds."""
    for window in (own_data.ask(), own_data.erased()):
        shown = said(window)
        assert "*What stays, and why:*" in shown
        for words in ("whom to ask", "each past check-in", "was told so", "changed unnoticed"):
            assert words in shown
    assert "*Show me a copy* shows all of this" in said(own_data.view())
    assert "An open vote of yours" in said(own_data.erased())


def test_a_copy_can_be_read_by_a_person_and_by_a_program():
    seen = replace(sample_mirror(PLAIN), note=NOTES["both"])
    copy = said(own_copy.view([seen], own_settings(PLAIN), KEPT))
    for words in ("you are asked as usual", "Mostly true", "you helped", "What you gave"):
        assert words in copy
    nothing = replace(seen, now=None, scales=(), ties=None, pulse=(), note=None)
    assert "Nothing of yours is sealed" in said(own_copy.view([nothing], own_settings(PLAIN), KEPT))


def document(*mirrors):
    blocks = own_copy.view(mirrors, own_settings(PLAIN), KEPT)["blocks"]
    pieces = [b["elements"][0]["elements"][0]["text"] for b in blocks if b["type"] == "rich_text"]
    return json.loads("\n".join(pieces))


def test_a_copy_says_whom_what_kind_and_what_was_chosen_in_the_words_of_the_form():
    suited = TieWeek((), None, nobody_suited=True)
    seen = replace(sample_mirror(PLAIN), note=NOTES["carries-care"])
    seen = replace(seen, ties=replace(seen.ties, weeks=(*seen.ties.weeks[:7], suited)))
    (team,) = document(seen)["teams"]
    helper, name = PLAIN.form.teammates[0]
    was_there = {"id": helper, "name": name, "kind": "Was there for me"}
    assert team["open_check_in"]["helped_me"] == [was_there]
    assert set(team["open_check_in"]["statements"].values()) <= set(bank.load().points)
    often = {"Half true": 1, "Mostly true": 3, "Very true": 4}
    assert set(map(str, team["sealed_statements"].values())) == {str(often)}
    assert "It was easy for me to accept help." in team["sealed_statements"]
    assert set(team["sealed_reasons"]) == {"I did not want to be a burden", "There was no time"}
    first, last = team["sealed_help"][0], team["sealed_help"][7]
    assert first["check_in"] == DAY.isoformat()
    assert first["helped_me"][1]["kind"] == "Another view, or a decision"
    assert last["nobody_helped"] == "That suited me"
    counted = {"received": "2", "given": "1", "same_people": "Half true"}
    assert team["sealed_counts"][0] == {"check_in": DAY.isoformat(), **counted}
    assert team["mirror"]["named_by"] == "about half"
    assert team["mirror"]["kind"] == "Was there for them"


def mirror_data(name):
    (team,) = document(replace(sample_mirror(PLAIN), note=NOTES[name]))["teams"]
    return team["mirror"]


def test_a_copy_says_of_a_mirror_what_it_goes_by_and_counts_nothing():
    helped = {name: mirror_data(name)["people_you_helped"] for name in NOTES}
    assert helped["apart"] == "nobody"
    assert helped["both"] == "one or two people"
    assert helped["carries-care"] == "several people"
    assert helped["carries"] == "many people"
    assert helped["blank"] is None
    flags = ("anybody_helped_you", "help_missed", "named_nobody")
    says = {name: [field for field in flags if mirror_data(name)[field]] for name in NOTES}
    assert (says["both"], says["apart"]) == (["anybody_helped_you"], ["named_nobody"])
    assert (says["wanted"], says["blank"]) == (["anybody_helped_you", "help_missed"], [])
    counts = [v for name in NOTES for v in mirror_data(name).values() if type(v) is int]
    assert not counts


def test_what_a_copy_calls_answered_enough_is_what_the_note_goes_by():
    assert "four times or more" in own_document.FIELDS["named_nobody"]
    assert ENOUGH_ANSWERED == 4


def test_a_copy_begins_with_a_legend_of_every_field_and_of_no_other():
    notes = [replace(sample_mirror(PLAIN), note=note) for note in NOTES.values()]
    copy = document(*notes)
    assert next(iter(copy)) == "legend"
    legend = copy.pop("legend")
    assert all(legend.values())
    fields = {key for key in keys(copy) if re.fullmatch(r"[a-z_]+", key)}
    assert fields == set(legend)


def keys(node):
    """Every key but those of a change of settings, which are names of settings."""
    if isinstance(node, dict):
        yield from node
        node = [value for key, value in node.items() if key not in {"before", "after"}]
    if isinstance(node, list):
        for each in node:
            yield from keys(each)


def test_a_copy_says_as_data_which_team_asks_whoever_is_in_several():
    plain = own_settings(PLAIN)
    several = replace(plain, home="B", teams=(("A", "Harbour"), ("B", "Lighthouse")))
    one = replace(several, home="A", teams=several.teams[:1])
    homes = [own_document.of([], own, KEPT)["settings"]["home_team"] for own in (several, one)]
    assert homes == ["Lighthouse", None]
    assert "your home team is Lighthouse" in said(own_copy.view([], several, KEPT))


def test_a_copy_has_in_both_forms_what_slack_says_of_its_person():
    own = replace(own_settings(PLAIN), name="Zoë", language="de-DE", zone="Asia/Kathmandu")
    words = said(own_copy.view([], own, KEPT))
    assert "Name: Zoë" in words
    assert "Language: de-DE" in words
    assert "Time zone: Asia/Kathmandu" in words
    data = own_document.of([], own, KEPT)
    assert data["in_slack"] == {
        "id": KEPT.person.user,
        "name": "Zoë",
        "language": "de-DE",
        "time_zone": "Asia/Kathmandu",
    }
    assert {"in_slack", *data["in_slack"]} <= data["legend"].keys()


def test_what_is_left_at_the_end_is_said_with_the_same_words_before_and_after():
    """Before a team is ended, and on Home once it has."""
    closing = replace(PLAIN.home, closing=(("T9", "Keel"),))
    buttons = list(for_good.buttons(replace(PLAIN.team, asked=3), ended=False))
    assert uncounted.AFTER_THE_END in said(list(for_you.rows(closing)))
    assert uncounted.AFTER_THE_END in buttons[0]["confirm"]["text"]["text"]


def test_who_is_not_known_any_more_keeps_the_id_in_a_copy():
    (team,) = document(replace(sample_mirror(PLAIN), people={}))["teams"]
    assert team["open_check_in"]["helped_me"][0]["name"] is None


def test_however_many_teams_one_is_in_a_copy_fits_into_a_window():
    modal = own_copy.view([sample_mirror(PLAIN)] * 30, own_settings(PLAIN), KEPT)
    assert len(modal["blocks"]) <= 100
    assert modal["blocks"][0]["type"] == "section"


def test_whoever_chose_between_teams_reads_who_can_see_it():
    plain = own_settings(PLAIN)
    two = replace(plain, teams=(*plain.teams, ("T2", "Keel")))
    for told in (
        "An admin who sets a team up sees who is asked in another one",
        "the channel is told that too few count",
    ):
        assert told in said(settings_window.saved(two))
        assert told not in said(settings_window.saved(plain))


def own_settings(sample):
    team = (sample.team.id, sample.team.name)
    return OwnSettings(ask_me=True, list_me=True, paused_until=None, home=None, teams=(team,))


def test_what_is_left_of_what_one_answered_is_said_to_be_ones_mirror_alone():
    """Rosters, settings and the mirror are about a person, too."""
    kept = said(own_data.view())
    assert "no row about what you answered is left but your mirror" in kept
    assert "no row about you" not in kept


def test_what_an_admin_cannot_do_is_said_with_what_they_can():
    shown = said(sheet.view(str))
    assert "whoever is made a lead, or leaves, is left out of it" in shown
    assert "change a setting unnoticed" in shown
    assert "change anything unnoticed" not in shown


def test_the_promise_says_of_a_mirror_and_of_groups_what_they_say():
    promise = (DOCS / "explanation" / "privacy-promise.md").read_text(encoding="utf-8")
    assert "how often you said" not in promise
    assert "nobody, one or two people, several or many" in promise
    assert thresholds.bands(6) != thresholds.bands()
    assert "other groups where a team asks for more than five" in promise


def test_the_reply_to_an_erasure_says_what_stays_and_why():
    assert "counting it again without you would show everybody" in said(own_data.erased())


def test_what_is_said_of_erased_answers_is_true_of_whoever_was_named_by_many():
    assert "whom too few named" in said(own_data.erased())
    assert "too few had named you" in said(own_answers.view(sample_mirror(PLAIN)))


def test_what_is_kept_of_one_names_the_trail_of_what_one_changed():
    assert "• what you changed as a lead or an admin" in said(own_data.view())
    assert "that you looked after an experiment or chose its day" in said(own_data.view())
    assert "twelve months, with your id" in said(own_data.view())
    assert AUDIT_FOR.days == 365


def test_nothing_is_promised_of_whoever_may_export_messages():
    """They see who never gets a reminder."""
    quiet = replace(own_settings(PLAIN), ask_me=False)
    for shown in (settings_window.view(quiet), settings_window.saved(quiet)):
        assert "nothing in Slack shows it" in said(shown)


def test_own_answers_of_a_team_that_names_nobody_are_told_as_they_were_given():
    counted = Answer(given=2, received=0, same_people=4, reasons=())
    pulse = (PulseWeek(1, 3, 5), PulseWeek(), PulseWeek(given=0))
    nameless = replace(sample_mirror(PLAIN), scales=(), ties=None, now=counted, pulse=pulse)
    told = words(own_answers.view(nameless))
    assert "How many people helped you? _0_" in told
    assert "How many did you help? _2_" in told
    assert "Was it mostly the same one or two people? _Mostly true_" in told
    assert "Check-in of Nov 23:\n• How many people helped you? _3 or more_" in told
    assert "Check-in of Nov 30:" not in told
    assert "Check-in of Dec 7:\n• How many did you help? _0_" in told


def test_only_what_is_truly_blank_is_called_blank():
    blank = "You left it blank."
    given = [
        Answer(items={"reciprocity_1": 3}),
        Answer(helped_me=()),
        Answer(helped_me=(), nobody_suited=False),
        Answer(i_helped=(Tie("U1"),)),
        Answer(given=0),
        Answer(same_people=1),
        Answer(reasons=("time",)),
    ]
    bare = replace(sample_mirror(PLAIN), scales=(), ties=None, pulse=())
    shown = [words(own_answers.view(replace(bare, now=answer))) for answer in given]
    assert not any(blank in told for told in shown)
    assert blank in words(own_answers.view(replace(bare, now=Answer())))


def test_own_answers_say_of_which_check_ins_they_are():
    told = words(own_answers.view(sample_mirror(PLAIN)))
    first = f"• {short_day(DAY)}: <@"
    assert first in told
    assert not re.search(r"check-in \d", told)
    headers = [
        block["text"]["text"]
        for block in own_answers.view(sample_mirror(PLAIN))["blocks"]
        if block["type"] == "header"
    ]
    since = f"in the check-ins since {short_day(DAY)}"
    assert f"Help both ways, {since}" in headers


def test_a_mirror_without_a_note_says_that_nothing_was_counted_yet_and_when_the_next_comes():
    waiting = words(MODALS["mirror-waiting-dated"])
    assert "nothing has been counted for you yet" in waiting
    assert f"is counted next on {day(DAY)}, at the earliest" in waiting
    assert "for you yet" not in words(MODALS["mirror-waiting"])


def test_a_mirror_gives_the_reason_for_a_sentence_to_share():
    shown = said(MODALS["mirror-carries"])
    assert "Most of the others say you helped them." in shown
    assert "If it is more than you like, here is a sentence" in shown
    assert "or more" not in shown
    assert "You carry a lot" not in shown


def test_a_mirror_says_when_what_came_after_it_is_counted():
    seen = replace(sample_mirror(PLAIN), note=NOTES["both"], naming=Naming(asked=True, on=DAY))
    told = said(view(seen, slack_team="T1", week=0))
    assert f"What came after is counted on {day(DAY)}, at the earliest" in told
    undated = said(view(replace(seen, naming=UNNAMED), slack_team="T1", week=0))
    assert "What came after" not in undated


def test_a_mirror_of_a_paused_team_gives_no_other_reason_than_that():
    waiting = words(MODALS["mirror-waiting-paused"])
    assert "is paused" in waiting
    assert "eight or more people" not in waiting


def test_a_mirror_of_a_team_in_which_nothing_is_counted_says_what_that_takes_and_no_more():
    waiting = words(MODALS["mirror-waiting"])
    assert "That takes eight or more people who count" in waiting
    assert "are asked often and long enough" in waiting
    assert "has what you said yourself" not in waiting


@pytest.mark.parametrize("name", [*NOTES, None])
def test_a_mirror_asks_one_question(name):
    note = NOTES[name] if name else None
    shown = view(replace(sample_mirror(PLAIN), note=note), slack_team="T1", week=3)
    headers = [b["text"]["text"] for b in shown["blocks"] if b["type"] == "header"]
    asked = {"A question to yourself", "To think about"} & set(headers)
    silent = name in {None, "quiet", "blank"}
    assert asked == ({"To think about"} if silent else {"A question to yourself"})


def test_a_mirror_of_a_team_in_which_one_is_not_asked_promises_what_came_to_one_alone():
    waiting = words(MODALS["mirror-waiting-elsewhere"])
    assert f"What came to you here is counted next on {day(DAY)}, at the earliest" in waiting
    assert "What you gave" not in waiting
    never = words(MODALS["mirror-waiting-elsewhere-never"])
    assert "the mirror of that one has what you say there" in never
