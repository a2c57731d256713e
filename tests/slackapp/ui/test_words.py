"""Every sentence a person can read comes from the catalogue, dates included."""

import re
from datetime import UTC, date, datetime, time

import pytest

from slackapp.payloads import messages, payloads
from slackapp.payloads.samples import PLAIN
from slackapp.ui import calendar as coming
from slackapp.ui import faults, report_words, words
from slackapp.ui.words import _, day, listed, moment, ngettext, slack_moment, speaking
from tests.pseudo import NOT_WORDS, Pseudo

LETTERS = re.compile(r"[A-Za-z]{3,}")
COPIES = {
    "modal-my-copy",
    "modal-my-copy-elsewhere",
    "modal-my-copy-last-part",
    "modal-my-copy-nowhere",
    "modal-my-copy-wishing",
}
AS_DATA = {*COPIES, "modal-settings-text"}
"""Windows with JSON in them, for another program."""


@pytest.fixture
def foreign(monkeypatch):
    """Everything is said in the made-up language."""
    pseudo = Pseudo()
    monkeypatch.setattr(words, "_catalogue", lambda _language: pseudo)


def given(sample):
    """Words that come with the content: names, zones, Slack's own and what the calendar says."""
    names = [name for _user, name in sample.form.teammates]
    said = " ".join([*names, sample.form.team, sample.practice, *sample.sentences])
    calendar = (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday October November Nov "
        "Oct December Dec January Jan March Mar February Feb April Apr May June Jun "
        "Europe Berlin America Argentina Buenos Aires and something new"
    )
    return set(LETTERS.findall(f"{said} {calendar} {' '.join(faults.TAKES)} every_week"))


def shown(node):
    """Every text a person reads, in messages and views."""
    if isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn", "raw_text", "text"}:
            yield node["text"]
        yield node.get("accessibility_label", "")
        for each in node.values():
            yield from shown(each)
    elif isinstance(node, list):
        for each in node:
            yield from shown(each)


def test_no_sentence_of_any_screen_stands_outside_the_catalogue(foreign):
    known = given(PLAIN)
    for name, payload in payloads():
        if name.endswith("-worst") or name in AS_DATA:
            continue
        for text in shown(payload):
            left = set(LETTERS.findall(NOT_WORDS.sub(" ", text))) - known
            assert not left, f"{name}: {text}"


def test_no_top_level_text_stands_outside_the_catalogue(foreign):
    known = given(PLAIN)
    for name, message in messages(PLAIN):
        left = set(LETTERS.findall(NOT_WORDS.sub(" ", message["text"]))) - known
        assert not left, f"{name}: {message['text']}"


def test_english_is_its_own_catalogue():
    assert _("Check in") == "Check in"
    assert ngettext("{count} week", "{count} weeks", 1) == "1 week"
    assert ngettext("{count} week", "{count} weeks", 3) == "3 weeks"


@pytest.mark.parametrize("locale", ["xx-YY", "", "de-DE", "not a locale", "en_GB"])
def test_a_language_without_words_falls_back_to_english(locale):
    with speaking(locale):
        assert words.language() == "en"
        assert _("Skip") == "Skip"


def test_moments_are_said_in_the_zone_that_is_named():
    instant = datetime(2026, 3, 29, 8, 30, tzinfo=UTC)
    assert moment(instant, "Europe/Berlin") == "Sunday, 10:30 AM (Europe/Berlin)"
    assert moment(instant, "America/New_York") == "Sunday, 4:30 AM (America/New_York)"


def test_slack_shows_a_moment_in_the_readers_own_zone():
    instant = datetime(2026, 3, 29, 8, 30, tzinfo=UTC)
    assert slack_moment(instant, "Asia/Seoul") == (
        "<!date^1774773000^{date_long_pretty}, {time}|Sunday, 5:30 PM (Asia/Seoul)>"
    )


def test_a_time_is_written_as_slack_writes_it_unless_somebody_chose_otherwise(monkeypatch):
    half_past = time(14, 30)
    assert words.clock(half_past) == "2:30 PM"
    monkeypatch.setattr(words, "_known", lambda locale: locale)
    with speaking("de"):
        assert words.clock(half_past) == "14:30"


def test_days_and_lists_are_written_out():
    assert day(date(2026, 11, 23)) == "Monday, November 23, 2026"
    assert day(date(2026, 11, 23), short=True) == "Nov 23, 2026"
    assert listed(["a", "b", "c"]) == "a, b, and c"


@pytest.mark.parametrize(
    ("them", "said"),
    [
        (["trust and safety", "self-reliance"], "trust and safety; self-reliance"),
        (["a", "b and c", "d, without e"], "a; b and c; d, without e"),
        (["Dec 8, 2026", "Dec 9, 2026"], "Dec 8, 2026 and Dec 9, 2026"),
        (["brand", "android"], "brand and android"),
        (["“b and c”", "“d”"], "“b and c” and “d”"),
        (["trust and safety"], "trust and safety"),
        ([], ""),
    ],
)
def test_a_list_of_what_is_a_list_itself_keeps_them_apart(them, said):
    assert listed(them) == said


def test_a_figure_is_called_alike_before_it_comes_and_in_the_report():
    for family, before in coming.FAMILIES.items():
        assert before.casefold() == report_words.FAMILIES[family].casefold()
