"""A language with several plurals, its own dates and lists, and not yet all of the words."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from slackapp.ui import extraction, report_link, words
from slackapp.ui.words import DOMAIN, _, day, listed, moment, ngettext, speaking

FORMS = {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 14: 2, 21: 2, 22: 1, 25: 2, 102: 1, 112: 2}
"""Which of its three plurals Polish takes for a number, as the CLDR says."""
UNSAID = "Skip"
"""A sentence the translators have not come to."""


def write(folder: Path, language: str, forms: int) -> None:
    """A compiled catalogue in which every plural says which one it is."""
    catalog = Catalog(locale=language, fuzzy=False)
    assert catalog.num_plurals == forms
    for message, _where in extraction.messages():
        if isinstance(message, tuple):
            catalog.add(message, string=tuple(f"{message[1]} [{n}]" for n in range(forms)))
        elif message != UNSAID:
            catalog.add(message, string=f"{message} [pl]")
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalog)


@pytest.fixture(autouse=True)
def polish(tmp_path, monkeypatch):
    """A real catalogue lies where catalogues lie, and its reader is spoken to."""
    write(tmp_path / "locale", "pl", 3)
    monkeypatch.setattr(words, "LOCALES", tmp_path / "locale")
    words._spoken.cache_clear()
    words._catalogue.cache_clear()
    with speaking("pl-PL"):
        yield
    words._spoken.cache_clear()
    words._catalogue.cache_clear()


@pytest.mark.parametrize(("count", "form"), FORMS.items())
def test_every_sentence_with_a_number_takes_the_plural_of_that_number(count, form):
    several = [m for m, _where in extraction.messages() if isinstance(m, tuple)]
    assert len(several) > 20
    for one, many in several:
        said = ngettext(one, many, count)
        assert said.endswith(f"[{form}]"), many
        assert "{count}" not in said


def test_a_screen_says_its_number_so_too():
    for minutes, form in ((1, 0), (3, 1), (10, 2)):
        links = dict.fromkeys(("url", "csv", "json"), "https://x")
        view = report_link.view(team="Harbour", on=date(2026, 11, 23), minutes=minutes, **links)
        said = view["blocks"][1]["text"]["text"]
        assert str(minutes) in said
        assert said.endswith(f"[{form}]")


def test_dates_and_lists_are_the_languages_own():
    assert day(date(2026, 11, 23)) == "poniedziałek, 23 listopada 2026"
    assert day(date(2026, 3, 2), short=True) == "2 mar 2026"
    assert listed(["a", "b", "c"]) == "a, b i c"
    instant = datetime(2026, 3, 29, 8, 30, tzinfo=UTC)
    assert moment(instant, "Europe/Berlin") == "niedziela, 10:30 (Europe/Berlin)"


def test_what_is_not_translated_yet_stays_english():
    assert _("Check in") == "Check in [pl]"
    assert _(UNSAID) == UNSAID
    with speaking("pt-BR"):
        assert _("Check in") == "Check in"
