"""Small checkers that compose into the shape of a block: each notes what is wrong and where."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from slackapp.sandbox.model import JSON


class Problems(list[str]):
    """What is wrong, in the words of Slack's ``response_metadata.messages``."""

    def note(self, what: str, at: str) -> None:
        """Note one problem at a JSON pointer."""
        self.append(f"[ERROR] {what} [json-pointer:{at}]")


Check = Callable[[object, str, Problems], None]


def string(most: int, *, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.note("must be a string", at)
        elif len(value) < least:
            problems.note(f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            problems.note(f"must be less than {most + 1} characters", at)

    return check


def url(most: int = 3000) -> Check:
    """An absolute http or https address."""

    def check(value: object, at: str, problems: Problems) -> None:
        string(most)(value, at, problems)
        if isinstance(value, str):
            parts = urlsplit(value)
            if parts.scheme not in {"http", "https"} or not parts.netloc:
                problems.note("must be a valid URL", at)

    return check


def number(least: float, most: float, *, whole: bool = True) -> Check:
    """A number within bounds."""

    def check(value: object, at: str, problems: Problems) -> None:
        kinds: tuple[type, ...] = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            problems.note("must be an integer" if whole else "must be a number", at)
        elif not least <= value <= most:  # type: ignore[operator]
            problems.note(f"must be between {least} and {most}", at)

    return check


def boolean(value: object, at: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.note("must be a boolean", at)


def anything(_value: object, _at: str, _problems: Problems) -> None:
    """Whatever Slack takes here, the sandbox does not look into."""


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: object, at: str, problems: Problems) -> None:
        if value not in allowed:
            problems.note(f"must be one of: {', '.join(allowed)}", at)

    return check


def array(item: Check, most: int, *, least: int = 1) -> Check:
    """A list of so many items."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.note("must be an array", at)
            return
        if len(value) < least:
            problems.note(f"no fewer than {least} items required", at)
        if len(value) > most:
            problems.note(f"no more than {most} items allowed", at)
        for index, each in enumerate(value):
            item(each, f"{at}/{index}", problems)

    return check


def text(most: int, *, plain: bool = True) -> Check:
    """A text object; ``plain`` refuses mrkdwn."""
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    shape = Shape(
        required={"type": one_of(*kinds), "text": string(most)},
        optional={"emoji": boolean, "verbatim": boolean},
    )

    def check(value: object, at: str, problems: Problems) -> None:
        shape(value, at, problems)

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with required and optional fields and no others.

    ``also`` looks at the object as a whole, once its fields are known to be right.
    """

    required: dict[str, Check] = field(default_factory=dict)
    optional: dict[str, Check] = field(default_factory=dict)
    also: Callable[[JSON, str, Problems], None] | None = None

    def __call__(self, value: object, at: str, problems: Problems) -> None:
        """Note what is wrong with ``value``."""
        if not isinstance(value, dict):
            problems.note("must be an object", at)
            return
        before = len(problems)
        for name in self.required.keys() - value.keys():
            problems.note(f"missing required field: {name}", at)
        for name, held in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is None:
                problems.note(f"invalid additional property: {name}", at)
            else:
                check(held, f"{at}/{name}", problems)
        if self.also and len(problems) == before:
            self.also(value, at, problems)


@dataclass(frozen=True, slots=True)
class ByType:
    """An object whose ``type`` picks its shape from a table."""

    shapes: dict[str, Shape]

    def __call__(self, value: object, at: str, problems: Problems) -> None:
        """Note what is wrong with ``value``."""
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(kind, str) or kind not in self.shapes:
            problems.note(f"unsupported type: {kind}", f"{at}/type")
            return
        fields = {name: held for name, held in value.items() if name != "type"}
        self.shapes[kind](fields, at, problems)
