"""The Home tab, commands and events."""

from dataclasses import replace
from datetime import date

import pytest

from slackapp.errors import NothingOpen, StorageAway, UnknownTeam, UnreadableAnswer
from slackapp.payloads.samples import PLAIN
from slackapp.ui import home as home_words
from slackapp.ui import ids, words


async def test_home_is_published_when_its_tab_is_opened(slack, web_api, home_data):
    response = await slack.event("app_home_opened", tab="home")
    assert response.status_code == 200
    [(method, call)] = web_api.calls
    assert (method, call["user_id"]) == ("views.publish", "U1")
    assert call["view"] == home_words.view(home_data)


async def test_the_messages_tab_publishes_nothing(slack, web_api):
    await slack.event("app_home_opened", tab="messages")
    assert web_api.calls == []


async def test_opening_a_report_hands_out_a_link_of_ones_own(slack, web_api, links):
    await slack.press("open_report", "REP1")
    [call] = web_api.named("views.open")
    of, lasts, ways = call["view"]["blocks"]
    day = words.day(PLAIN.reports["standing"].round_date)
    assert of["text"]["text"] == f"*Harbour*, check-in of {day}"
    url = ways["elements"][0]["url"]
    assert url.startswith("https://bearings.example/reports/REP1?t=")
    link = links.read(url.partition("?t=")[2], report="REP1")
    assert (link.workspace, link.user) == ("W1", "U1")
    said = lasts["text"]["text"]
    assert said.startswith("Whoever has these links can read this report for 10 minutes.")


async def test_a_report_that_is_gone_hands_out_nothing_and_says_why(slack, web_api, reports):
    reports.kept.clear()
    await slack.press("open_report", "REP1")
    assert web_api.named("views.open") == []
    [said] = web_api.named("respond")
    assert "it was deleted with its team, or is older" in said["text"]


async def test_help_answers_in_the_same_breath(slack, web_api):
    for text in ("help", "", "something else"):
        body = (await slack.command(text)).json()
        assert body["response_type"] == "ephemeral"
        assert "/bearings checkin" in body["text"]
    assert web_api.calls == []


async def test_status_says_what_is_open_and_never_who_took_part(slack):
    body = (await slack.command("status")).json()
    assert "a check-in is open until Friday, 10:00 AM (Europe/Berlin)" in body["text"]
    assert body["response_type"] == "ephemeral"


async def test_checkin_opens_the_one_form_that_waits(slack, web_api):
    response = await slack.command("checkin")
    assert response.status_code == 200
    assert [method for method, _ in web_api.calls] == ["views.open"]


async def test_checkin_with_nothing_open_says_so(slack, web_api, check_ins):
    check_ins.forms.clear()
    await slack.command("checkin")
    assert web_api.named("respond")[0]["text"] == NothingOpen().sentence


async def test_checkin_says_which_team_asks_whoever_types_it_where_another_is_asked(
    slack, web_api, check_ins, home
):
    check_ins.forms.clear()
    visited = (replace(home.data.teams[0], home="Lighthouse"), *home.data.teams[1:])
    home.data = replace(home.data, open=(), teams=visited)
    await slack.command("checkin")
    said = web_api.named("respond")[0]["text"]
    assert said.startswith("You are asked in your home team, Lighthouse, and count there.")


async def test_checkin_says_to_whoever_came_after_it_opened_why_and_from_when_they_count(
    slack, web_api, check_ins, home
):
    check_ins.forms.clear()
    later = replace(home.data.teams[0], came_later=True, counts_from=date(2026, 12, 7))
    home.data = replace(home.data, open=(), teams=(later, *home.data.teams[1:]))
    await slack.command("checkin")
    said = web_api.named("respond")[0]["text"]
    assert said.startswith("This check-in opened before you came; the next one asks you.")
    assert "your answers count in figures that begin from Monday, December 7, 2026 on" in said


async def test_checkin_offers_a_button_for_each_of_several(slack, check_ins, form):
    check_ins.forms["R2"] = form.__class__(
        **{name: getattr(form, name) for name in form.__slots__} | {"round_id": "R2"}
    )
    body = (await slack.command("checkin")).json()
    buttons = [block["accessory"]["value"] for block in body["blocks"] if "accessory" in block]
    assert buttons == ["R1", "R2"]


@pytest.mark.parametrize("kind", ["message", "reaction_added", "team_join"])
async def test_an_event_nobody_listens_to_is_answered_200(slack, kind):
    assert (await slack.event(kind)).status_code == 200


async def test_a_click_on_a_link_button_is_answered_200(slack):
    assert (await slack.press("report_link")).status_code == 200


async def test_an_event_that_fails_is_sent_again_by_slack(slack, home):
    for failure in (StorageAway(), RuntimeError("boom")):
        home.failure = failure
        assert (await slack.event("app_home_opened", tab="home")).status_code == 500


async def test_an_event_about_something_that_is_gone_is_settled(slack, home):
    home.failure = UnknownTeam()
    assert (await slack.event("app_home_opened", tab="home")).status_code == 200


async def test_a_command_is_told_what_is_known_when_the_database_is_away(slack, web_api, home):
    home.failure = StorageAway()
    assert (await slack.command("status")).status_code == 200
    assert web_api.named("respond")[0]["text"] == StorageAway().sentence


async def test_on_home_an_error_opens_a_small_window(slack, web_api, check_ins):
    check_ins.failure = StorageAway()
    await slack.press("check_in", view={"type": "home", "id": "V1", "hash": "h", "blocks": []})
    [call] = web_api.named("views.open")
    assert call["view"]["callback_id"] == "error_view"
    assert StorageAway().sentence in str(call["view"]["blocks"])


async def test_on_home_a_form_that_cannot_open_any_more_is_said_there(slack, web_api):
    web_api.errors["views.open"] = "expired_trigger_id"
    await slack.press("check_in", view={"type": "home", "id": "V1", "hash": "h", "blocks": []})
    [call] = web_api.named("views.publish")
    assert "press the button again" in call["view"]["blocks"][0]["text"]["text"]


async def test_telling_the_person_may_fail_without_failing_slack(slack, web_api, check_ins, caplog):
    check_ins.failure = StorageAway()
    web_api.errors["views.open"] = "fatal_error"
    view = {"type": "home", "id": "V1", "hash": "h", "blocks": []}
    assert (await slack.press("check_in", view=view)).status_code == 200
    assert "could not show StorageAway" in caplog.text


@pytest.mark.parametrize(("kind", "way"), [("modal", "Back"), ("home", "Close")])
async def test_a_sample_report_over_the_set_up_leads_back_to_it(slack, web_api, kind, way):
    view = {"type": kind, "id": "V1", "hash": "h", "blocks": []}
    await slack.press(ids.SEE_SAMPLE_REPORT, "named", view=view)
    [call] = web_api.named("views.push" if kind == "modal" else "views.open")
    assert call["view"]["close"]["text"] == way


async def test_a_sample_report_that_does_not_exist_is_a_form_of_nobody(slack, web_api):
    await slack.press(ids.SEE_SAMPLE_REPORT, "somebodys")
    assert UnreadableAnswer().sentence in str(web_api.calls)
