"""Imports stand at the top of a module; inside a function stands what decision 0058 lists, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLKIT = ROOT / "toolkit"
# Libraries that no process loads which neither writes a paper nor reads an edited one (decision 0058 has the gains);
# a module of ours that leads to one of them may be imported inside a function too.
HEAVY = {"docx", "docxtpl", "xlsxwriter", "openpyxl", "pandas", "pyarrow", "py7zr", "distributed"}
# Modules that lead to none of them, each with where it is imported.
LISTED = {
    "toolkit/start.py": {"toolkit.cli"},
    "toolkit/cli.py": {"toolkit.commands.run"},
    "toolkit/__init__.py": {"toolkit.api"},
    "toolkit/pipeline/collecting/read.py": {
        "toolkit.pipeline.collecting.packs",
        "toolkit.pipeline.collecting.exported",
        "toolkit.papers.historynames",
        "toolkit.inbox.enclosed",
    },
    "toolkit/inbox/workbooks/reader.py": {
        *(f"toolkit.inbox.workbooks.{name}" for name in ("biff", "decrypt", "odf", "word", "xlsb")),
    },
    "toolkit/forms/reading/columns.py": {"rapidfuzz"},
    "toolkit/forms/reading/match_rows.py": {"rapidfuzz"},
    "toolkit/inbox/containers/unpack.py": {"toolkit.inbox.containers.rar"},
    "toolkit/commands/reporting.py": {"toolkit.pipeline.levels.filling"},
    "toolkit/terminal.py": {"rich.progress"},
    "toolkit/serve/server.py": {"toolkit.serve.listening"},
}
LIGHT = ("run", "month", "collecting", "reporting", "deciding", "desk")


def source_of(module: str) -> Path | None:
    """The file of a module of ours; None for anything else."""
    path = ROOT.joinpath(*module.split("."))
    return next((p for p in (path / "__init__.py", path.with_suffix(".py")) if p.is_file()), None)


def targets(node: ast.Import | ast.ImportFrom) -> set[str]:
    """The modules that an import loads, those it names of a package among them."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    base = node.module or ""
    inner = {f"{base}.{alias.name}" for alias in node.names}
    return {one for one in inner if source_of(one)} or {base}


def at_the_top(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Imports that run when the module is loaded."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from at_the_top(child)


@cache
def loads(module: str) -> frozenset[str]:
    """What the module loads by itself, its packages first."""
    path = source_of(module)
    if path is None:
        return frozenset()
    parts = module.split(".")
    packages = {".".join(parts[:count]) for count in range(1, len(parts))}
    nodes = at_the_top(ast.parse(path.read_text("utf-8")))
    return frozenset(packages.union(*(targets(node) for node in nodes)))


def heavy(module: str) -> set[str]:
    """The heavy libraries that are loaded with a module."""
    seen, waiting = set[str](), [module]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += loads(one)
    return {one.split(".")[0] for one in seen} & HEAVY


def inside(tree: ast.Module) -> Iterator[str]:
    """What is imported inside functions."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield from targets(node)


def unlisted(name: str, source: str) -> list[str]:
    """Imports inside functions of a module that have no reason to be there."""
    return sorted(
        {one for one in inside(ast.parse(source)) if not heavy(one) and one not in LISTED.get(name, ())}
    )


def test_imports_stand_at_the_top_but_for_those_that_are_listed() -> None:
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(TOOLKIT.rglob("*.py"))
    }
    assert {name: found for name, text in sources.items() if (found := unlisted(name, text))} == {}
    used = {name: {*inside(ast.parse(sources[name]))} for name in LISTED}
    assert {name: modules - used[name] for name, modules in LISTED.items() if modules - used[name]} == {}


@pytest.mark.parametrize("name", LIGHT)
def test_a_command_that_need_not_write_loads_no_heavy_library(name: str) -> None:
    assert heavy(f"toolkit.commands.{name}") == set()


def test_a_child_that_reads_forms_loads_no_heavy_library() -> None:
    assert heavy("toolkit.pipeline.collecting.read") == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f():\n    import json", ["json"]),
        ("def f():\n    from toolkit.core import values", ["toolkit.core.values"]),
        ("class A:\n    def f(self):\n        if self:\n            import rapidfuzz", ["rapidfuzz"]),
        ("def f():\n    import docx", []),
        ("def f():\n    from toolkit.outputs.summary import write_summary", []),
        ("import json", []),
    ],
)
def test_an_import_inside_is_noticed(source: str, found: list[str]) -> None:
    assert unlisted("toolkit/imagined.py", source) == found
