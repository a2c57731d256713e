"""What the library computes says what goes in and out, in which unit, when not, and from where."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import analytics
from analytics import errors

MEASURES = (
    "agreement",
    "batch",
    "climate",
    "concentration",
    "hotspots",
    "load",
    "reciprocity",
    "reliability",
    "srm",
    "trend",
    "uncertainty",
)
SHAPE = re.compile(r"\((?:\.\.\., )?[a-z-]+,(?: [a-z]+(?:, [a-z]+)*)?\)")
UNIT = re.compile(
    r"\d\.\.\w|from \S+ to \S+|in points|how many|[Cc]ounts?\b|[Ss]hares? |P\(|units|rounds"
)
REFERENCE = re.compile(r"as (?:in|for) `(\w+)`|as `(\w+)`|where `(\w+)` says|what `(\w+)` raises")


def public(module):
    found = importlib.import_module(f"analytics.{module}")
    return {
        name: made
        for name, made in vars(found).items()
        if inspect.isfunction(made)
        and not name.startswith("_")
        and made.__module__ == found.__name__
    }


FUNCTIONS = [f"{module}.{name}" for module in MEASURES for name in public(module)]


def text(function):
    """The docstring, with those it refers to."""
    module, name = function.split(".")
    said = " ".join(inspect.getdoc(public(module)[name]).split())
    referred = {next(filter(None, groups)) for groups in REFERENCE.findall(said)} - {name}
    known = (text(f"{module}.{other}") for other in sorted(referred) if other in public(module))
    return " ".join([said, *known])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_says_shapes_units_and_source(function):
    module, name = function.split(".")
    said = text(function)
    if re.search(r"ArrayLike|NDArray", str(inspect.signature(public(module)[name]))):
        assert SHAPE.search(said), "no shape"
    assert UNIT.search(said), "no unit or range"
    assert "Source:" in said, "no source"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_says_when_its_value_is_undefined(function):
    assert re.search(r"NaN|[Aa]lways defined|False, not known", text(function))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_names_every_error_it_can_raise(function):
    said = text(function)
    assert {name for name in raised(function) if f"`{name}`" not in said} == set()


def test_the_errors_are_those_the_code_raises():
    assert raised("reciprocity.weighted") == {"WrongShape", "WrongValue"}
    assert raised("hotspots.cut_off") == {"NoCutOff"}


@cache
def raised(function):
    """The library's errors that a function, or one of the library it calls, raises."""
    found, waiting = set(), [function]
    seen = set(waiting)
    while waiting:
        names, calls = body(waiting.pop())
        found |= names
        waiting += calls - seen
        seen |= calls
    return frozenset(found)


@cache
def body(function):
    """The errors one function raises itself, and the functions of the library it calls."""
    module, name = function.rsplit(".", 1)
    tree = functions(module).get(name)
    names, calls = set(), set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Raise) and node.exc is not None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            names |= {made.id} & set(vars(errors))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            calls.add(f"{module}.{node.func.id}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            calls.add(f"{ast.unparse(node.func.value)}.{node.func.attr}")
    return names, calls


@cache
def functions(module):
    path = Path(analytics.__file__).parent / f"{module}.py"
    if not path.exists():
        return {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
