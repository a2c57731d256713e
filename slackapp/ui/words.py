"""Every sentence goes through here: English is the source, catalogues lie in `locale/`.

The language is that of the person who reads; `speaking` sets it for the block of code that builds
one message, so that no function has to hand a translator around.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime, time

DOMAIN: Final = "bearings"
LOCALES: Final = Path(__file__).parent / "locale"
SOURCE: Final = "en"
EVERYBODYS: Final = SOURCE
"""What a whole channel reads is in one language."""
LONGEST_LOCALE: Final = 35
"""BCP 47's own advice for how much of a tag to look at."""
LONGEST_WISHES: Final = 500

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Use a Slack locale ("de-DE") for everything built inside; an unknown one means English."""
    token = _language.set(_known(locale))
    try:
        yield
    finally:
        _language.reset(token)


def speak(locale: str) -> None:
    """Use a Slack locale for the rest of the current task: one request, one reader."""
    _language.set(_known(locale))


def language() -> str:
    """Return the current language's code."""
    return _language.get()


def _(message: str) -> str:
    """Return the sentence in the current language."""
    return str(_catalogue(_language.get()).ugettext(message))


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for this number in the current language; `{count}` is filled in."""
    sentence = str(_catalogue(_language.get()).ungettext(one, many, count))
    return sentence.replace("{count}", str(count))


def N_(message: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark a sentence that is translated later, where it is shown."""
    return message


def day(value: date, *, short: bool = False) -> str:
    """Write a date in the current language: "Monday, November 23, 2026" or "Nov 23, 2026"."""
    return str(format_date(value, format="medium" if short else "full", locale=_language.get()))


def moment(instant: datetime, zone: str) -> str:
    """Write an aware instant in a zone: "Friday, 10:00 AM (Europe/Berlin)"."""
    local = instant.astimezone(ZoneInfo(zone))
    weekday = format_datetime(local, "EEEE", locale=_language.get())
    return f"{weekday}, {clock(local.time())} ({zone})"


def clock(value: time) -> str:
    """Write a time as Slack does in the current language unless a reader chose otherwise."""
    said = format_time(value, format="short", locale=_language.get())
    return str(said).replace("\u202f", " ")


def slack_moment(instant: datetime, zone: str, *, short: bool = False) -> str:
    """Let Slack show an instant in the reader's own zone; where it cannot, the team's zone."""
    epoch, date_ = int(instant.timestamp()), "date_short_pretty" if short else "date_long_pretty"
    return f"<!date^{epoch}^{{{date_}}}, {{time}}|{moment(instant, zone)}>"


def slack_stamp(instant: datetime) -> str:
    """Let Slack show a day and a time in the reader's own zone; where it cannot, in UTC."""
    epoch = int(instant.timestamp())
    utc = instant.astimezone(UTC)
    written = f"{day(utc.date(), short=True)}, {clock(utc.time())} (UTC)"
    return f"<!date^{epoch}^{{date_short_pretty}}, {{time}}|{written}>"


def listed(words: Iterable[str]) -> str:
    """Join words as the current language does: "a, b, and c".

    Where one of them holds an "and" itself they are kept apart: "a; b and c; d". What stands in
    quotation marks is one word.
    """
    them, joint = list(words), str(format_list(["", ""], locale=_language.get()))
    if len(them) > 1 and any(joint in one and not one.startswith("“") for one in them):
        return "; ".join(them)
    return str(format_list(them, locale=_language.get()))


def apart(words: Iterable[str]) -> str:
    """Put side by side what has commas and an "and" of its own: "a; b, without c; d and e"."""
    return "; ".join(words)


def preferred(wishes: str) -> str:
    """Return the language of a browser's `Accept-Language` that it likes best and we speak."""
    best = sorted(_wishes(wishes[:LONGEST_WISHES]), key=lambda wish: -wish[1])
    spoken = (_spoken(locale) for locale, liking in best if liking > 0)
    return next((language for language in spoken if language), SOURCE)


def others() -> bool:
    """Say whether there are words in any language but English."""
    return any(path.is_dir() for path in LOCALES.iterdir())


def _wishes(wishes: str) -> Iterator[tuple[str, float]]:
    """Each locale with how much it is liked, 0 to 1; what cannot be read is not liked at all."""
    for wish in wishes.split(","):
        locale, _separator, liking = wish.partition(";q=")
        try:
            yield locale.strip(), float(liking or 1)
        except ValueError:
            yield locale.strip(), 0.0


def _known(locale: str) -> str:
    """The babel name of a Slack locale we have words for, else English."""
    return _spoken(locale) or SOURCE


# Bounded: whoever asks for a page chooses the locale.
@lru_cache(maxsize=256)
def _spoken(locale: str) -> str | None:
    """The babel name of a locale we have words for; None when there is none."""
    try:
        parsed = Locale.parse(locale[:LONGEST_LOCALE].replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None
    if parsed.language == SOURCE:
        return SOURCE
    names = (str(parsed), parsed.language)
    return next((name for name in names if (LOCALES / name).is_dir()), None)


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(LOCALES, [language], DOMAIN)
