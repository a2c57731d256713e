"""Somebody else saves while a form or a page is open: what was to be done is not, and says why."""

import pytest

from slackapp.ui import ids, settings_text
from slackapp.ui.edit import Section
from tests.slackapp.listeners.test_editing import PAGE, changed_once, sent
from tests.slackapp.listeners.test_managing import (
    above,
    choose,
    entered,
    form,
    running,
    save,
)
from tests.slackapp.listeners.test_set_up import (  # noqa: F401 (fixtures)
    administration,
    workplace,
)

EVERY_FOUR = {"cadence.every": {"selected_option": {"value": "4"}}}
LIGHT = {"options": {"selected_options": [{"value": "light"}]}}
BENEATH = {"previous_view_id": "V0"}


def buttons(view):
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return {one["text"]["text"]: one for row in rows for one in row}


async def test_a_form_that_was_overtaken_says_who_changed_what_above_the_page_as_it_is_now(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    state = entered(Section.WHEN, team, **EVERY_FOUR)
    live = await choose(slack, form(Section.WHEN, team), state)
    assert "Nothing is saved yet: *Save* does it." in str(live["blocks"])
    await save(slack, team, **{"cadence.at": {"selected_time": "11:00"}})
    body = (await slack.submit(live | BENEATH, state)).json()
    said = str(body["view"]["blocks"])
    assert "Somebody changed these settings while you had them open." in said
    assert "*settings changed* · <@U1>" in said
    assert "Time: 9:30 AM → 11:00 AM" in said
    assert "Nothing of what you entered is saved." in said
    assert "*Save*" not in said
    beneath = [call for call in web_api.named("views.update") if call["view_id"] == "V0"]
    assert "11:00 AM" in str(beneath[-1]["view"]["blocks"])
    assert beneath[-1]["view"]["callback_id"] == ids.TEAM_VIEW
    assert workplace.teams()[0].cadence.every_weeks == 2


@pytest.mark.parametrize("section", Section)
async def test_no_form_that_was_overtaken_opens_in_its_own_window_which_may_keep_what_was_entered(
    slack,
    workplace,  # noqa: F811
    section,
):
    team = await running(slack, workplace)
    stale, state = form(section, team), entered(section, team)
    await save(slack, team, name={"value": "Crew"})
    shown = (await slack.submit(stale, state)).json()["view"]
    assert {block["type"] for block in shown["blocks"]} == {"section"}
    assert "Close this window and open it again" in str(shown["blocks"])
    assert shown["callback_id"] == ids.DONE_VIEW


async def test_who_goes_on_choosing_in_a_form_that_was_overtaken_is_told_at_once(
    slack,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    await save(slack, team, name={"value": "Crew"})
    live = await choose(slack, form(Section.WHEN, team), entered(Section.WHEN, team, **EVERY_FOUR))
    assert "Name: Harbour → Crew" in str(live["blocks"])
    assert "open it again" in str(live["blocks"])


async def test_a_text_that_was_overtaken_stays_and_can_be_sent_again(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    body = await sent(slack, settings_text.form(team), '{"k": 6}')
    await save(slack, team, name={"value": "Crew"})
    body = await sent(slack, body["view"], '{"k": 6}')
    assert "Somebody changed these settings while you had them open." in above(body)
    assert "Name: Harbour → Crew" in str(body["view"]["blocks"])
    assert workplace.teams()[0].policy.k == 5
    for _seen_then_saved in range(2):
        body = await sent(slack, body["view"], '{"k": 6}')
    after = workplace.teams()[0]
    assert (after.name, after.policy.k) == ("Crew", 6)


async def test_an_undoing_that_was_overtaken_says_so_on_the_page_as_it_is_now(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    _team, button = await changed_once(slack, workplace)
    [changed] = workplace.teams()
    await save(slack, changed, open_days={"selected_option": {"value": "2"}})
    await slack.press(ids.UNDO_CHANGE, button["value"], view=PAGE)
    shown = web_api.named("views.update")[-1]["view"]
    said = str(shown["blocks"])
    assert shown["callback_id"] == ids.TEAM_VIEW
    assert "Somebody changed these settings while you had this page open." in said
    assert "A check-in stays open: 4 days → 2 days" in said
    assert "Nothing was taken back." in said
    [after] = workplace.teams()
    assert (after.name, after.policy.open_days) == ("Crew", 2)
    again = buttons(shown)["Undo last change"]
    assert "A check-in stays open" in again["confirm"]["text"]["text"]


async def test_an_undoing_of_settings_that_were_others_between_takes_no_other_change_back(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    _team, button = await changed_once(slack, workplace)
    for days in ("2", "4"):
        await save(slack, workplace.teams()[0], open_days={"selected_option": {"value": days}})
    before = workplace.teams()
    await slack.press(ids.UNDO_CHANGE, button["value"], view=PAGE)
    shown = web_api.named("views.update")[-1]["view"]
    assert "Nothing was taken back." in str(shown["blocks"])
    assert "A check-in stays open: 2 days → 4 days" in str(shown["blocks"])
    assert workplace.teams() == before
    await slack.press(ids.UNDO_CHANGE, buttons(shown)["Undo last change"]["value"], view=PAGE)
    assert workplace.teams()[0].policy.open_days == 2


@pytest.mark.parametrize(
    ("first", "section", "then", "under"),
    [
        (EVERY_FOUR, Section.WHAT, LIGHT, "options"),
        (LIGHT, Section.WHEN, EVERY_FOUR, "cadence.every"),
    ],
)
async def test_saving_what_was_refused_as_it_was_chosen_is_refused_at_the_question(
    slack,
    workplace,  # noqa: F811
    first,
    section,
    then,
    under,
):
    team = await running(slack, workplace)
    await save(slack, team, **first)
    [before] = workplace.teams()
    state = entered(section, before, **then)
    live = await choose(slack, form(section, before), state)
    assert "no figure could ever be finished" in str(live["blocks"])
    body = (await slack.submit(live, state)).json()
    assert body["response_action"] == "errors"
    [(question, said)] = body["errors"].items()
    assert question == under
    assert said in str(live["blocks"])
    assert workplace.teams() == (before,)


async def test_another_refusal_than_the_one_that_stands_there_takes_its_place(
    slack,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    mars = entered(Section.WHEN, team, **{"cadence.zone": {"value": "Mars/Olympus"}})
    live = await choose(slack, form(Section.WHEN, team), mars)
    region = entered(Section.WHEN, team, **{"cadence.holidays": {"value": "Mars"}})
    body = (await slack.submit(live, region)).json()
    assert body["response_action"] == "update"
    assert "time zone is not known" not in str(body["view"]["blocks"])
    assert "holiday region is not known" in str(body["view"]["blocks"])
