"""Everybody is answered in the language they have in Slack, errors included."""

import pytest

from slackapp.errors import KeyStoreAway, RoundClosed, StorageAway, UnknownWorkspace
from slackapp.listeners.language import REMEMBERED, TTL_SECONDS, Languages
from slackapp.ui import check_in, ids, words
from tests.pseudo import catalogue, foreign


@pytest.fixture(autouse=True)
def german(monkeypatch, tmp_path):
    """A real catalogue for German lies where catalogues lie."""
    catalogue(tmp_path, "de")
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    words._spoken.cache_clear()
    words._catalogue.cache_clear()
    yield
    words._spoken.cache_clear()
    words._catalogue.cache_clear()


@pytest.fixture
def locales():
    return {"U1": "de-DE"}


def said(web_api):
    """The newest ephemeral message."""
    return web_api.named("respond")[-1]["text"]


async def test_an_error_behind_a_button_is_in_the_persons_language(slack, check_ins, web_api):
    check_ins.failure = RoundClosed()
    await slack.press(ids.CHECK_IN)
    assert said(web_api) == foreign(RoundClosed.for_people())


async def test_an_error_under_a_question_is_in_the_persons_language(slack, check_ins, form):
    check_ins.failure = KeyStoreAway()
    response = await slack.submit(check_in.view(form), {})
    assert [*response.json()["errors"].values()] == [foreign(KeyStoreAway.for_people())]


async def test_an_error_nobody_foresaw_has_its_reference(slack, check_ins, web_api):
    check_ins.failure = RuntimeError("MARKER")
    await slack.press(ids.CHECK_IN)
    text = said(web_api)
    assert text.startswith(foreign("Something went wrong on our side."))
    assert "MARKER" not in text


async def test_thanks_help_and_receipts_are_in_the_persons_language(slack, form, web_api):
    response = await slack.submit(check_in.view(form), {})
    assert "ж" in response.json()["view"]["title"]["text"]
    assert "ж" in (await slack.command("help")).json()["text"]
    await slack.press(ids.SKIP)
    assert "ж" in said(web_api)


async def test_somebody_with_another_language_gets_english(slack, check_ins, web_api, locales):
    locales["U1"] = "fr-FR"
    check_ins.failure = RoundClosed()
    await slack.press(ids.CHECK_IN)
    assert said(web_api) == RoundClosed.for_people()


async def test_a_workspace_without_the_app_is_told_so_in_our_own_words(
    slack, installation, web_api
):
    installation.stored_token = None
    await slack.command("help")
    assert said(web_api) == UnknownWorkspace.for_people()


class Context(dict):
    user_id = "U1"


def context(user="U1", **known):
    made = Context(known or {"workspace": "W1"})
    made.user_id = user
    return made


async def test_a_language_is_looked_up_once_and_again_when_it_may_have_changed():
    now, asked = [0.0], []

    def locale_of(_workspace, user):
        asked.append(user)
        return "de-DE"

    languages = Languages(locale_of, monotonic=lambda: now[0])
    for _ in range(2):
        assert await languages.of(context()) == "de-DE"
    assert asked == ["U1"]
    now[0] = TTL_SECONDS
    await languages.of(context())
    assert asked == ["U1", "U1"]


async def test_nobody_in_particular_and_an_unknown_workspace_get_english():
    languages = Languages(lambda *_who: "de-DE")
    assert await languages.of(context(user=None)) == "en"
    assert await languages.of(context(other="x")) == "en"


async def test_a_database_that_is_away_is_told_in_english_and_asked_again():
    answers = [StorageAway(), "de-DE"]

    def locale_of(*_who):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    languages = Languages(locale_of)
    assert await languages.of(context()) == "en"
    assert await languages.of(context()) == "de-DE"


async def test_only_so_many_people_are_remembered():
    languages = Languages(lambda *_who: "de-DE")
    for number in range(REMEMBERED + 10):
        languages._remember("W1", f"U{number}", "de-DE")
    assert len(languages._known) == REMEMBERED


async def test_without_another_language_nothing_is_looked_up(monkeypatch, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(words, "LOCALES", empty)

    def locale_of(*_who):
        raise AssertionError("looked up")

    assert await Languages(locale_of).of(context()) == "en"
