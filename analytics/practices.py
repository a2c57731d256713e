"""The practice library: small experiments, conversation cards and questions, by what they serve."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Practice:
    """A small experiment; done in under five minutes."""

    id: str
    serves: tuple[str, ...]
    """Facets and patterns it is good for."""
    invitation: str
    how: str
    look_for: str
    source: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence to talk about, to think about or to try aloud."""

    id: str
    text: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in `practices.toml`, by id, in its order; texts are English and translatable."""

    practices: Mapping[str, Practice]
    cards: Mapping[str, Prompt]
    questions: Mapping[str, Prompt]
    reflections: Mapping[str, Prompt]
    statements: Mapping[str, Prompt]
    rehearsals: Mapping[str, Prompt]

    def serving(self, measure: str) -> tuple[Practice, ...]:
        """The practices that are good for a facet or a pattern."""
        return tuple(one for one in self.practices.values() if measure in one.serves)

    def question_for(self, measure: str) -> Prompt | None:
        """The one question to discuss when a measure has settled."""
        return next((one for one in self.questions.values() if measure in one.serves), None)


@cache
def load() -> Library:
    """The shipped library; read once a process."""
    text = resources.files("analytics").joinpath("practices.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    practices = [Practice(**{**one, "serves": tuple(one["serves"])}) for one in raw["practice"]]
    return Library(
        practices=MappingProxyType({one.id: one for one in practices}),
        cards=_prompts(raw["card"]),
        questions=_prompts(raw["question"]),
        reflections=_prompts(raw["reflection"]),
        statements=_prompts(raw["statement"]),
        rehearsals=_prompts(raw["rehearsal"]),
    )


def _prompts(entries: list[dict[str, Any]]) -> Mapping[str, Prompt]:
    prompts = [Prompt(**{**one, "serves": tuple(one.get("serves", ()))}) for one in entries]
    return MappingProxyType({one.id: one for one in prompts})
