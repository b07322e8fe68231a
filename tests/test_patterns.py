"""Patterns at the heads of modules: compiled at their first use, and all of them can be."""

from __future__ import annotations

import ast
import importlib
import pickle
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import toolkit
from toolkit.core.patterns import lazy_regex

TOOLKIT = Path(toolkit.__file__).parent
LIGHT = ("setup",)  # runs before anything is installed, on a few patterns


def compiled_at_import(source: str) -> Iterator[int]:
    """Lines on which ``re.compile`` is called as the module is loaded."""

    def at_import(node: ast.AST) -> Iterator[ast.AST]:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield child
                yield from at_import(child)

    for node in at_import(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            yield node.lineno


def test_no_room_compiles_patterns_at_import() -> None:
    rooms = (path for path in TOOLKIT.rglob("*.py") if path.parent not in (TOOLKIT, TOOLKIT / LIGHT[0]))
    assert {
        path.name: found for path in rooms if (found := list(compiled_at_import(path.read_text("utf-8"))))
    } == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("X = re.compile('a')", [1]),
        ("X = {\n'a': (re.compile('a'),)}", [2]),
        ("class A:\n    x = re.compile('a')", [2]),
        ("def f():\n    return re.compile('a')", []),
        ("X = lazy_regex('a')", []),
    ],
)
def test_a_pattern_compiled_at_import_is_noticed(source: str, lines: list[int]) -> None:
    assert list(compiled_at_import(source)) == lines


def test_every_pattern_can_be_compiled() -> None:
    kind = type(lazy_regex(""))
    found = {
        (module.name, name): one
        for module in pkgutil.walk_packages(toolkit.__path__, "toolkit.")
        for name, value in vars(importlib.import_module(module.name)).items()
        for one in (value if isinstance(value, tuple | list) else [value])
        if isinstance(one, kind)
    }
    assert all(one.groups >= 0 for one in found.values()) and len(found) > 400


def test_it_does_what_the_compiled_pattern_does() -> None:
    late, text = lazy_regex("(A+)(?P<n>[0-9])", re.IGNORECASE), "xaa1 Aa2"
    early = re.compile(late.pattern, re.IGNORECASE)
    assert late.findall(text) == early.findall(text) == [("aa", "1"), ("Aa", "2")]
    assert late.sub(r"\2", text) == early.sub(r"\2", text) == "x1 2"
    assert (late.flags, late.groups, late.groupindex) == (early.flags, early.groups, early.groupindex)
    assert lazy_regex(b"[0-9]").search(b"a1") and not lazy_regex(b"[0-9]").fullmatch(b"a1")
    assert pickle.loads(pickle.dumps(late)).match("a1")["n"] == "1"


def test_a_broken_pattern_is_told_at_its_use() -> None:
    broken = lazy_regex("(")
    with pytest.raises(re.error):
        broken.search("")
