"""The page without script: plain forms, tied labels, dialogs, one person's eyes only."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import yaml
from probe import form_view, home_view, invitation, options, plain

from slackapp.sandbox import loopback

UNLABELLED = {"hidden", "radio", "checkbox", "submit"}


class Page(HTMLParser):
    """Elements with their attributes, and the page's text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words, self._open = [], [], []
        self.feed(html)
        self.text = " ".join(self.words)

    def handle_starttag(self, tag, attrs):
        inside = {name for name, _ in self._open}
        self.elements.append((tag, dict(attrs), inside))
        if tag not in {"input", "meta", "link", "img", "br", "hr"}:
            self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip():
            self.words.append(data.strip())

    def all(self, tag, **attributes):
        return [
            held
            for name, held, _ in self.elements
            if name == tag and all(held.get(k) == v for k, v in attributes.items())
        ]


@pytest.fixture
async def browse(sandbox):
    async with loopback.client(base_url=sandbox.url, follow_redirects=True) as client:
        yield client


@pytest.fixture
async def with_modal(sandbox, slack):
    trigger = sandbox.context.triggers.issue("U_ADA")
    await slack.views_open(trigger_id=trigger, view=form_view())


async def test_everything_one_types_into_has_a_label(sandbox, slack, browse, with_modal):
    await slack.chat_postMessage(channel="C_TEAM", text="Round", blocks=invitation())
    page = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
    targets = {held["for"] for held in page.all("label") if "for" in held}
    for name, held, inside in page.elements:
        if name not in {"input", "select", "textarea"} or held.get("type") in UNLABELLED:
            continue
        assert held.get("id") in targets or held.get("aria-label") or "label" in inside, held
    for name, held, inside in page.elements:
        if held.get("type") in {"radio", "checkbox"}:
            assert {"label", "fieldset"} <= inside, name


async def test_ids_are_unique_and_descriptions_exist(sandbox, browse, with_modal):
    await sandbox.interactions.modals.submit("U_ADA", sandbox.workspace.modal("U_ADA").ref)
    page = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
    ids = [held["id"] for _, held, _ in page.elements if "id" in held]
    assert len(set(ids)) == len(ids)
    described = [
        held["aria-describedby"] for _, held, _ in page.elements if held.get("aria-describedby")
    ]
    assert described
    assert {part for each in described for part in each.split()} <= set(ids)
    assert "Please complete this required field." in page.text


async def test_a_modal_is_a_dialog_that_covers_an_inert_page(browse, with_modal):
    page = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
    [dialog] = page.all("div", role="dialog")
    assert dialog["aria-modal"] == "true"
    assert page.all("h2", id=dialog["aria-labelledby"])
    [shell] = page.all("div", id="shell")
    assert "inert" in shell
    assert sum("autofocus" in held for _, held, _ in page.elements) == 1
    assert "has a dialog open" not in page.words
    other = Page((await browse.get("/as/U_BEN/C_TEAM")).text)
    assert other.all("div", role="dialog") == []
    mark, legend = [held for _, held, _ in other.elements if held.get("class") == "dot"]
    assert mark["title"] == "has a dialog open"
    assert legend["aria-hidden"] == "true"
    assert other.words.count("has a dialog open") == 2


async def test_a_check_in_works_by_plain_forms(sandbox, probe, browse):
    page = await browse.post("/as/U_ADA/C_TEAM/say", data={"text": "/probe form"})
    assert "Weekly check-in" in page.text
    ref = sandbox.workspace.modal("U_ADA").ref
    entered = {"_ref": ref, "calm|answer": "mostly", "helpers|answer": ["U_BEN", "U_CHO"]}
    page = await browse.post("/as/U_ADA/C_TEAM/act", data={**entered, "_act": "_submit"})
    assert "Thank you" in page.text
    [body] = probe.of("submission")
    values = body["view"]["state"]["values"]
    assert values["helpers"]["answer"]["selected_users"] == ["U_BEN", "U_CHO"]
    page = await browse.post("/as/U_ADA/C_TEAM/act", data={"_ref": ref, "_act": "_close"})
    assert Page(page.text).all("div", role="dialog") == []


async def test_a_risky_button_asks_first(sandbox, slack, browse):
    confirm = {
        "title": plain("Forget it?"),
        "text": plain("This cannot be undone."),
        "confirm": plain("Forget"),
        "deny": plain("Keep"),
    }
    element = {
        "type": "button",
        "action_id": "forget",
        "text": plain("Forget me"),
        "confirm": confirm,
    }
    block = {"type": "actions", "block_id": "b", "elements": [element]}
    await slack.chat_postMessage(channel="C_TEAM", text="?", blocks=[block])
    [message] = sandbox.workspace.messages["C_TEAM"]
    act = {"_ref": message.ref, "_act": "b|forget"}
    page = Page((await browse.post("/as/U_ADA/C_TEAM/act", data=act)).text)
    assert page.all("div", role="alertdialog")
    assert sandbox.journal.entries(kind="interactive") == []
    await browse.post("/as/U_ADA/C_TEAM/confirm", data={"answer": "no"})
    assert sandbox.journal.entries(kind="interactive") == []
    await browse.post("/as/U_ADA/C_TEAM/act", data=act)
    await browse.post("/as/U_ADA/C_TEAM/confirm", data={"answer": "yes"})
    assert [e.what for e in sandbox.journal.entries(kind="interactive")] == ["block_actions"]


async def test_it_opens_where_something_was_said(sandbox, slack, browse):
    quiet = await browse.get("/as/U_DEE/first", follow_redirects=True)
    assert quiet.url.path == "/as/U_DEE/G_LEADS"
    await slack.chat_postMessage(channel="C_TEAM", text="Round")
    spoken = await browse.get("/as/U_DEE/first", follow_redirects=True)
    assert spoken.url.path == "/as/U_DEE/C_TEAM"


async def test_nobody_sees_a_channel_they_are_not_in(sandbox, slack, browse):
    page = await browse.get("/as/U_ADA/G_LEADS")
    assert str(page.url).endswith("/as/U_ADA/C_TEAM")
    assert "leads" not in page.text
    refused = await browse.post("/as/U_ADA/G_LEADS/say", data={"text": "let me in"})
    assert "not in that channel" in refused.text


async def test_what_others_wrote_cannot_become_markup(sandbox, slack, browse):
    evil = "<script>alert(1)</script> <javascript:alert(1)|click> *<b>*"
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": evil}}]
    await slack.chat_postMessage(channel="C_TEAM", text=evil, blocks=blocks)
    await sandbox.actor("ben").say("C_TEAM", evil)
    page = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
    assert [held for held in page.all("script") if "src" not in held] == []
    assert not [a for a in page.all("a") if a.get("href", "").startswith("javascript")]


async def test_a_link_to_somebody_opens_ones_own_chat_and_the_app_hears_nothing(
    sandbox, slack, browse
):
    text = "<slack://user?team=T1&id=U_BEN|Ben Ruiz>"
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    await slack.chat_postMessage(channel="C_TEAM", text="Thanks", blocks=blocks)
    page = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
    assert page.all("a", href="/chat/U_BEN")
    before = len(sandbox.journal.entries())
    chat = await browse.get("/chat/U_BEN")
    assert "Slack opens your own chat here." in chat.text
    assert (await browse.get("/chat/U_NOBODY")).status_code == 404
    assert len(sandbox.journal.entries()) == before


async def test_the_home_tells_the_app_each_time_it_is_opened(sandbox, probe, browse):
    await browse.post("/as/U_ADA/home/open")
    await sandbox.office.settled()
    page = await browse.get("/as/U_ADA/home")
    assert "Welcome home" in page.text
    ref = sandbox.workspace.homes["U_ADA"].ref
    await browse.post(
        "/as/U_ADA/home/act", data={"_ref": ref, "_act": "cadence|pick", "cadence|pick": "never"}
    )
    [body] = probe.of("pick")
    assert body["actions"][0]["selected_option"]["value"] == "never"


async def test_traffic_can_be_read_and_delivered_again(sandbox, probe, browse):
    await sandbox.actor("ada").command("/probe", "hello")
    page = await browse.get("/traffic", params={"back": "/as/U_ADA/C_TEAM"})
    assert "/probe" in page.text
    assert "Deliver again" in page.text
    assert sandbox.bot_token not in page.text
    [entry] = sandbox.journal.entries(kind="slash_commands")
    await browse.post("/traffic/again", data={"number": str(entry.number)})
    assert len(probe.of("command")) == 2


async def test_every_kind_of_block_is_drawn(sandbox, slack, browse):
    cells = [{"type": "raw_text", "text": "Trust"}, {"type": "raw_number", "value": 3.5}]
    head = [{"type": "raw_text", "text": "Facet"}, {"type": "raw_text", "text": "Reading"}]
    points = [{"label": "W1", "value": 1}, {"label": "W2", "value": -2.5}]
    series = [{"name": "Given", "data": points}]
    axes = {"series": series, "axis_config": {"categories": ["W1", "W2"]}}
    segments = [{"label": "Here", "value": 1}, {"label": "There", "value": 3}]
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "bold", "style": {"bold": True}},
                    {"type": "user", "user_id": "U_BEN"},
                    {"type": "emoji", "name": "tada"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
                ],
            },
        ],
    }
    mrkdwn = (
        "*Hi* _there_ ~no~ `code` <@U_ADA> <#C_TEAM> <https://example.com|site> :wave:\n> quote"
    )
    when = "<!date^1732380000^{date_num} {time}|then>"
    blocks = [
        {"type": "header", "text": plain("Report")},
        {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": when}]},
        {"type": "divider"},
        {"type": "table", "rows": [head, cells]},
        {"type": "data_table", "caption": "Readings", "rows": [head, cells]},
        {"type": "data_visualization", "title": "Line", "chart": {"type": "line", **axes}},
        {
            "type": "data_visualization",
            "title": "Pie",
            "chart": {"type": "pie", "segments": segments},
        },
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A far picture"},
        {"type": "actions", "elements": [{"type": "overflow", "options": options("More")}]},
        {"type": "markdown", "text": "plain *words*"},
        rich,
    ]
    await slack.chat_postMessage(channel="C_TEAM", text="Report", blocks=blocks)
    html = (await browse.get("/as/U_ADA/C_TEAM")).text
    page = Page(html)
    for words in ("Report", "@Ben Ruiz", "#team", "👋", "🎉", "2024-11-23 5:40 PM", "-2.5", "3.5"):
        assert words in page.text, words
    assert page.all("svg", role="img")
    assert page.all("img") == [], "nothing is loaded from another host"
    assert "<strong>Hi</strong>" in html
    assert "<blockquote>quote</blockquote>" in html
    words = (await sandbox.actor("ada").screen())["words"]
    assert "Hi* _there_" in words
    assert "@Ada Osei" in words
    assert "-2.5" in words


async def test_whoever_comes_to_the_home_by_its_address_finds_it_published_a_moment_later(
    sandbox, probe, browse
):
    await browse.get("/as/U_ADA/home")
    await sandbox.office.settled()
    assert "Welcome home" in (await browse.get("/as/U_ADA/home")).text


async def test_home_blocks_are_drawn_for_their_own_person_only(slack, browse):
    await slack.views_publish(user_id="U_ADA", view=home_view(1))
    assert "Visit 1" in (await browse.get("/as/U_ADA/home")).text
    assert "Visit 1" not in (await browse.get("/as/U_BEN/home")).text


async def test_nobody_finds_the_home_of_an_app_that_was_removed(sandbox, browse, slack):
    await slack.views_publish(user_id="U_ADA", view=home_view(1))
    sandbox.happenings.uninstall()
    page = (await browse.get("/as/U_ADA/home")).text
    assert "Visit 1" not in page
    assert "is not installed here." in page


async def test_every_page_says_that_the_app_was_removed_and_where_to_add_it_again(sandbox, browse):
    before = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
    sandbox.listed_at("http://127.0.0.1:1/")
    sandbox.happenings.uninstall()
    for place in ("C_TEAM", "home"):
        page = Page((await browse.get(f"/as/U_ADA/{place}")).text)
        assert "Probe was removed" in page.text
        assert page.all("a", href="http://127.0.0.1:1/")
    assert "5 members" in before.text
    assert "4 members" in Page((await browse.get("/as/U_ADA/C_TEAM")).text).text


async def test_what_went_wrong_is_forgotten_once_something_else_is_done(sandbox, browse):
    wrong = "/nothing is not a command of this workspace."
    page = await browse.post("/as/U_ADA/C_TEAM/say", data={"text": "/nothing"})
    assert wrong in page.text
    page = await browse.post("/as/U_ADA/C_TEAM/say", data={"text": "Hello"})
    assert wrong not in page.text


async def test_a_press_on_a_button_that_has_vanished_meanwhile_reaches_the_app(
    sandbox, slack, probe, browse
):
    sent = await slack.chat_postMessage(channel="C_TEAM", text="Round", blocks=invitation())
    drawn = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
    [skip] = [one["value"] for one in drawn.all("button") if "|skip" in one.get("value", "")]
    for said in ("Closed", "Closed long ago"):
        closed = [{"type": "section", "text": plain(said)}]
        await slack.chat_update(channel="C_TEAM", ts=sent["ts"], text=said, blocks=closed)
    [message] = sandbox.workspace.messages["C_TEAM"]
    await browse.post("/as/U_ADA/C_TEAM/act", data={"_ref": message.ref, "_act": skip})
    [pressed] = probe.of("skip")
    [action] = pressed["actions"]
    assert (action["action_id"], action["value"]) == ("skip", "week-1")
    assert pressed["message"]["text"] == "Closed long ago"


async def test_a_press_on_what_was_never_there_says_that_it_is_not(sandbox, slack, browse):
    await slack.chat_postMessage(channel="C_TEAM", text="Round", blocks=invitation())
    [message] = sandbox.workspace.messages["C_TEAM"]
    act = {"_ref": message.ref, "_act": "b|open_form"}
    refused = await browse.post("/as/U_ADA/C_TEAM/act", data=act)
    assert "the message or the window has changed" in refused.text


async def test_what_went_wrong_stays_where_it_was(browse):
    wrong = "/nothing is not a command of this workspace."
    await browse.post("/as/U_ADA/C_TEAM/say", data={"text": "/nothing"})
    assert wrong in (await browse.get("/as/U_ADA/C_TEAM")).text
    for place in ("home", "C_TEAM"):
        assert wrong not in (await browse.get(f"/as/U_ADA/{place}")).text


async def test_nobody_looks_before_all_is_prepared(sandbox, browse):
    sandbox.workspace.preparing = "Still playing: 8 of 13 weeks are over."
    for place in ("/", "/as/U_ADA/C_TEAM"):
        page = await browse.get(place)
        assert sandbox.workspace.preparing in page.text
        assert int(page.headers["refresh"]) > 0
    sandbox.workspace.preparing = ""
    assert "Write a message" in (await browse.get("/")).text


async def test_a_read_only_messages_tab_takes_no_messages(make_sandbox, sandbox_manifest, tmp_path):
    manifest = yaml.safe_load(sandbox_manifest.read_text())
    manifest["features"]["app_home"]["messages_tab_read_only_enabled"] = True
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    async with make_sandbox(manifest=path).running() as sandbox:
        place = sandbox.workspace.direct("U_ADA").id
        async with loopback.client(base_url=sandbox.url, follow_redirects=True) as browse:
            page = Page((await browse.get(f"/as/U_ADA/{place}")).text)
            assert page.all("input", id="composer") == []
            refused = await browse.post(f"/as/U_ADA/{place}/say", data={"text": "Hello"})
            assert "Nobody can write here." in refused.text
            page = Page((await browse.get("/as/U_ADA/C_TEAM")).text)
            assert page.all("input", id="composer")


async def test_it_is_marked_what_the_people_one_can_act_as_are(sandbox, browse):
    people = sandbox.workspace.people
    people["U_ADA"] = replace(people["U_ADA"], title="leads Pier", is_admin=True)
    page = Page((await browse.get("/as/U_ADA/home")).text)
    assert "leads Pier, admin" in page.words


async def test_what_people_are_in_the_app_is_asked_anew_for_each_page(sandbox, browse):
    led = {}

    async def parts():
        return dict(led)

    sandbox.workspace.parts = parts
    assert "leads" not in Page((await browse.get("/as/U_ADA/home")).text).words
    led["U_ADA"] = "leads Pier, Quay"
    assert "leads Pier, Quay" in Page((await browse.get("/as/U_ADA/home")).text).words
