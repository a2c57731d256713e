"""Files stay under 300 lines and functions under 50, so that each can be read in one go."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

FILE_CEILING = 300
FUNCTION_CEILING = 50
FUNCTION_MEDIAN = 10
VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def test_no_file_is_longer_than_the_ceiling(root, modules):
    counted = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules
    }
    assert {name: n for name, n in counted.items() if n > FILE_CEILING} == {}


def test_no_function_is_longer_than_the_ceiling(root, modules):
    long = {
        f"{path.relative_to(root)}:{function.lineno} {function.name}": length(function)
        for path in modules
        for function in functions(path)
        if length(function) > FUNCTION_CEILING
    }
    assert long == {}


def test_the_usual_function_fits_in_ten_lines(modules):
    lengths = [length(function) for path in modules for function in functions(path)]
    assert statistics.median(lengths) <= FUNCTION_MEDIAN


def test_no_module_or_class_has_a_name_that_says_nothing(root, modules):
    vague = [str(path.relative_to(root)) for path in modules if path.stem in VAGUE]
    for path in modules:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        vague += [
            f"{path.relative_to(root)} {node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            and node.name.endswith(("Manager", "Helper", "Helpers", "Utils", "Util"))
        ]
    assert vague == []


def test_broad_excepts_stand_only_at_the_two_edges(root, modules):
    """One keeps a worker at work; the other, a sentence for the person, is Bolt's own handler.

    The writer thread is neither: it catches what a unit raised to raise it where it is awaited.
    """
    edges, handed_over = ["slackapp/jobs/attempts.py"], ["slackapp/storage/writer.py"]
    broad = [
        str(path.relative_to(root))
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    ]
    assert sorted(broad) == sorted(edges + handed_over)


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        isinstance(name, ast.Name) and name.id in {"BaseException", "Exception"} for name in named
    )
