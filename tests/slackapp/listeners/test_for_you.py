"""What only concerns whoever presses: it opens for them, and nothing is posted anywhere."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from slackapp.domain.screens import OwnSettings
from slackapp.errors import AnotherOpen, ClosesBefore, DayOver, KeyStoreAway, RoundClosed
from slackapp.listeners.deps import Own
from slackapp.payloads.own import sample_mirror
from slackapp.payloads.own_kept import sample_kept
from slackapp.payloads.samples import CLOSES, PLAIN
from slackapp.ui import ids, own_data, own_settings

SETTINGS = OwnSettings(
    ask_me=True, list_me=True, paused_until=None, home="TM1", teams=(("TM1", "Harbour"),)
)


class Everything:
    """A person's own, in memory: mirrors, switches, snoozes and erasure at once."""

    def __init__(self):
        self.seen = replace(sample_mirror(PLAIN), team="TM1")
        self.settings = SETTINGS
        self.kept = sample_kept(PLAIN)
        self.snoozed = []
        self.erased = []
        self.failure = None

    def of(self, *, workspace, user, team):
        self._fail()
        return self.seen

    def teams(self, *, workspace, user):
        return (SimpleNamespace(id="TM1"),)

    def zone(self, workspace, user):
        return "Europe/Berlin"

    def shown(self, *, workspace, user):
        return self.settings

    def choose(self, *, workspace, user, home, **chosen):
        self._fail()
        self.settings = replace(self.settings, home=home or self.settings.home, **chosen)
        return self.settings

    def later(self, *, round_id, workspace, user, later):
        self._fail()
        return CLOSES

    def snooze(self, *, round_id, workspace, user, at):
        self.snoozed.append((round_id, user, at))
        done = Future()
        done.set_result(None)
        return done

    def erase(self, *, workspace, user):
        self._fail()
        self.erased.append((workspace, user))
        return 1

    def _fail(self):
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def mine():
    return Everything()


@pytest.fixture
def own(mine):
    access = SimpleNamespace(of=lambda *, workspace, user: mine.kept)
    return Own(
        mirrors=mine,
        switches=mine,
        snoozes=mine,
        erasure=mine,
        access=access,
        week=lambda: 3,
    )


def menu(choice):
    """A choice in the menu of an invitation."""
    chosen = {"text": {"type": "plain_text", "text": "…"}, "value": f"{choice}.R1"}
    return {"type": "overflow", "action_id": ids.LATER, "block_id": "b", "selected_option": chosen}


async def choose(slack, web_api, choice):
    return await slack.interact(
        {
            "type": "block_actions",
            "actions": [menu(choice)],
            "response_url": f"{web_api.url}/respond",
        }
    )


@pytest.mark.parametrize(
    ("action", "title"),
    [
        (ids.OPEN_MIRROR, "Your mirror"),
        (ids.OPEN_WORDS, "Words to try"),
        (ids.OPEN_SETTINGS, "My settings"),
        (ids.OPEN_DATA, "My data"),
        (ids.WHY, "Why am I asked?"),
    ],
)
async def test_it_opens_for_whoever_presses_and_nobody_else(slack, web_api, action, title):
    await slack.press(action, "TM1", view={"type": "home"})
    [(method, call)] = web_api.calls
    assert method == "views.open"
    assert call["view"]["title"]["text"] == title


@pytest.mark.parametrize("action", [ids.SHOW_OWN, ids.COPY_DATA, ids.ASK_ERASE, ids.WHY])
async def test_from_inside_a_window_it_opens_on_top_of_it(slack, web_api, action):
    await slack.press(action, "TM1", view={"type": "modal", "id": "V1"})
    assert [method for method, _ in web_api.calls] == ["views.push"]


async def test_a_further_part_of_a_copy_opens_over_the_one_before(slack, web_api, mine):
    mine.kept = replace(mine.kept, changes=mine.kept.changes * 500)
    await slack.press(ids.COPY_DATA, "copy", view={"type": "modal", "id": "V1"})
    await slack.press(ids.COPY_DATA, "1", view={"type": "modal", "id": "V2"})
    (_, first), (_, second) = web_api.calls
    assert [method for method, _ in web_api.calls] == ["views.push"] * 2
    assert "Part 1 of" in str(first["view"])
    assert "Part 2 of" in str(second["view"])


async def test_why_can_be_typed(slack, web_api):
    await slack.command("why")
    [call] = web_api.named("views.open")
    assert call["view"]["title"]["text"] == "Why am I asked?"
    assert "https://bearings.example/documents/privacy-promise" in str(call["view"]["blocks"])


async def test_a_snooze_is_stored_first_and_acknowledged_to_one_person(slack, web_api, mine):
    await choose(slack, web_api, "hour")
    assert mine.snoozed == [("R1", "U1", CLOSES)]
    [(method, call)] = web_api.calls
    assert (method, call["response_type"]) == ("respond", "ephemeral")
    assert call["replace_original"] is False


async def test_a_snooze_that_comes_too_late_is_said_to_one_person(slack, web_api, mine):
    mine.failure = ClosesBefore()
    await choose(slack, web_api, "morning")
    [(method, call)] = web_api.calls
    assert (method, call["text"]) == ("respond", ClosesBefore().sentence)
    assert mine.snoozed == []


@pytest.mark.parametrize(("waits", "said"), [(True, AnotherOpen), (False, RoundClosed)])
async def test_whoever_asks_for_a_reminder_after_the_close_hears_whether_another_is_open(
    slack, web_api, mine, check_ins, waits, said
):
    mine.failure = RoundClosed()
    if not waits:
        check_ins.forms.clear()
    await choose(slack, web_api, "hour")
    [(method, call)] = web_api.calls
    assert (method, call["text"]) == ("respond", said.for_people())
    assert mine.snoozed == []


async def test_settings_are_stored_and_said_back(slack, mine):
    values = {
        ids.PAUSE_BLOCK: {ids.ANSWER: {"type": "datepicker", "selected_date": "2026-12-24"}},
        ids.SWITCHES_BLOCK: {ids.ANSWER: {"selected_options": [{"value": ids.DONT_LIST}]}},
    }
    answer = (await slack.submit(own_settings.view(SETTINGS), values)).json()
    assert mine.settings == replace(SETTINGS, list_me=False, paused_until=date(2026, 12, 24))
    assert answer["response_action"] == "update"
    assert "your name cannot be picked" in str(answer["view"])


@pytest.mark.parametrize(("chosen", "home"), [("TM2", "TM1"), ("TM3", "TM3"), (None, "TM1")])
async def test_who_came_back_to_their_home_while_the_form_was_open_keeps_it_unless_they_chose(
    slack, mine, chosen, home
):
    teams = (("TM2", "Lighthouse"), ("TM3", "Harbour"))
    form = own_settings.view(replace(SETTINGS, home="TM2", teams=teams))
    mine.settings = replace(SETTINGS, home="TM1", teams=(("TM1", "Pier"), *teams))
    named = [block["block_id"] for block in form["blocks"] if "block_id" in block]
    [block] = [block for block in named if block.startswith(ids.HOME_BLOCK)]
    values = {
        ids.PAUSE_BLOCK: {ids.ANSWER: {"selected_date": None}},
        ids.SWITCHES_BLOCK: {ids.ANSWER: {"selected_options": []}},
        block: {ids.ANSWER: {"selected_option": chosen and {"value": chosen}}},
    }
    answer = (await slack.submit(form, values)).json()
    assert mine.settings.home == home
    assert ("answer in that one counts in no figure" in str(answer["view"])) is (chosen == "TM3")


async def test_what_was_saved_shows_on_ones_own_home_tab_at_once(slack, web_api, mine):
    values = {
        ids.PAUSE_BLOCK: {ids.ANSWER: {"selected_date": None}},
        ids.SWITCHES_BLOCK: {ids.ANSWER: {"selected_options": [{"value": ids.DONT_ASK}]}},
    }
    await slack.submit(own_settings.view(SETTINGS), values)
    [call] = web_api.named("views.publish")
    assert call["view"]["type"] == "home"


async def test_a_day_that_is_over_is_refused_under_its_question(slack, mine):
    mine.failure = DayOver()
    values = {
        ids.PAUSE_BLOCK: {ids.ANSWER: {"selected_date": "2020-01-01"}},
        ids.SWITCHES_BLOCK: {ids.ANSWER: {"selected_options": []}},
    }
    answer = (await slack.submit(own_settings.view(SETTINGS), values)).json()
    assert answer == {
        "response_action": "errors",
        "errors": {ids.PAUSE_BLOCK: DayOver().sentence},
    }


async def test_a_form_that_is_none_of_ours_changes_nothing(slack, mine):
    answer = (await slack.submit(own_settings.view(SETTINGS), {"other": {}})).json()
    assert answer["response_action"] == "errors"
    assert mine.settings == SETTINGS


async def test_erasing_is_done_before_it_is_said(slack, mine):
    answer = (await slack.submit(own_data.ask(), {})).json()
    assert mine.erased == [("W1", "U1")]
    assert "Erased." in str(answer["view"])


async def test_what_could_not_be_erased_is_not_called_erased(slack, mine):
    mine.failure = KeyStoreAway()
    answer = (await slack.submit(own_data.ask(), {})).json()
    assert answer["response_action"] == "push"
    assert "Erased" not in str(answer)
