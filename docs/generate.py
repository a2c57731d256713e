"""Write the parts of the reference that the code itself knows: settings, commands and measures.

`make docs` rewrites them in place; a test fails when a page is out of date.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

import typer
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.core import TyperArgument, TyperCommand, TyperOption

from slackapp.cli import app
from slackapp.settings import Settings, variable

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
# The files of `analytics` that hold measures; the others are about people, shapes and words.
CONCEPTS = (
    "reciprocity",
    "agreement",
    "load",
    "concentration",
    "hotspots",
    "srm",
    "climate",
    "reliability",
    "uncertainty",
    "trend",
    "batch",
)


def settings() -> str:
    """Every setting with what it does, what it may be and what it is when left out."""
    return "\n".join(
        f"### `{variable(name)}`\n\n{field.description}\n\n{default(field)}{choices(field)}\n"
        for name, field in Settings.model_fields.items()
    )


def default(field: FieldInfo) -> str:
    """Say what holds when nothing is set."""
    value = field.get_default()
    if value is PydanticUndefined:
        return "Must be set."
    if value is None:
        return "Default: not set."
    shown = ", ".join(value) if isinstance(value, tuple) else value
    return f"Default: `{shown}`."


def choices(field: FieldInfo) -> str:
    """Name the allowed values, or the bounds of a number."""
    if get_origin(field.annotation) is Literal:
        return " One of " + ", ".join(f"`{value}`" for value in get_args(field.annotation)) + "."
    words = {"gt": "more than", "ge": "at least", "le": "at most", "lt": "less than"}
    bounds = [
        f"{said} {getattr(limit, key)}"
        for limit in field.metadata
        for key, said in words.items()
        if hasattr(limit, key)
    ]
    return f" Must be {' and '.join(bounds)}." if bounds else ""


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n".join(f"## `bearings {name}`\n\n{about(command)}" for name, command in walk())


def walk() -> Iterator[tuple[str, TyperCommand]]:
    """Yield (words behind `bearings`, command) in the order of the program's own help."""
    todo = [("", typer.main.get_command(app))]
    while todo:
        name, command = todo.pop(0)
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name.strip(), command
        else:
            todo = [(f"{name} {word}", inner[word]) for word in inner] + todo


def about(command: TyperCommand) -> str:
    """What a command does, then a line for each argument and option."""
    lines = [re.sub(r"\s*\n\s*", "\n", (command.help or "").strip()), ""]
    lines += [parameter(each) for each in command.params if each.name != "help"]
    return "\n".join(lines).rstrip("\n") + "\n"


def parameter(each: TyperArgument | TyperOption) -> str:
    """One line of a command's list."""
    name = (
        ", ".join(f"`{opt}`" for opt in each.opts)
        if each.param_type_name == "option"
        else f"`{(each.metavar or each.name or '').upper()}`"
    )
    told = (getattr(each, "help", None) or "").strip()
    value = each.default
    plain = (
        isinstance(value, str | int | float | Path) and not isinstance(value, bool) and value != ""
    )
    return f"- {name}: {told}" + (f" Default: `{value}`." if plain else "")


def measures() -> str:
    """Every public function of the concepts with the first sentence of its docstring."""
    lines = ["| Function | What it gives |", "|---|---|"]
    for concept in CONCEPTS:
        path = ROOT / "analytics" / f"{concept}.py"
        if path.exists():
            lines += [f"| `{concept}.{name}` | {said} |" for name, said in public(path)]
    return "\n".join(lines) + "\n"


def public(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, promise) of the functions a module offers, in their order."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            first = (ast.get_docstring(node) or "").split("\n\n")[0]
            yield node.name, first.replace("\n", " ").replace("|", "\\|")


def page(text: str, body: str) -> str:
    """Put the generated part between the marks of a page."""
    return re.sub(
        r"(?s)(<!-- generated -->\n).*(<!-- end -->)",
        lambda marks: f"{marks[1]}\n{body}\n{marks[2]}",
        text,
    )


PAGES = {"settings.md": settings, "commands.md": commands, "measures.md": measures}


def main() -> None:
    """Rewrite the pages."""
    for name, make in PAGES.items():
        place = REFERENCE / name
        place.write_text(page(place.read_text(encoding="utf-8"), make()), encoding="utf-8")
        print(f"wrote {place.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
