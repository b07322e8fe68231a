"""The house of docs/architecture.md: who may import whom, and what stays pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLKIT = ROOT / "toolkit"
# From the top of the house to its ground: a module imports only from its own floor or below.
FLOORS = [
    "cli",
    "cli_keeping",
    "commandline",
    "terminal",
    "demo",
    "pipeline",
    "outputs",
    "checks",
    "figures",
    "ledger",
    "inbox",
    "forms",
    "checklist",
    "core",
]
EVERYWHERE = {"errors", "__init__"}
PURE = {"core", "figures", "checks"}
NOT_PURE = {
    "pathlib", "os", "io", "shutil", "tempfile", "subprocess", "socket", "sqlite3", "time", "random",
    "openpyxl", "xlsxwriter", "python_calamine", "docx", "docxtpl", "lxml", "sqlalchemy", "zipfile", "filelock",
}  # fmt: skip
MAX_LINES = 350


def modules() -> Iterator[Path]:
    return (path for path in sorted(TOOLKIT.rglob("*.py")))


def floor_of(path: Path) -> str:
    first = path.relative_to(TOOLKIT).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield node.lineno, node.module or ""


def wrong_imports(path: Path) -> Iterator[str]:
    floor = floor_of(path)
    if floor in EVERYWHERE:
        return
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != "toolkit" or len(parts) < 2 or parts[1] in EVERYWHERE:
            continue
        target = parts[1]
        where = f"{path.relative_to(ROOT)}:{line} imports {name}"
        if target == "config":
            if floor not in ("cli", "demo", "pipeline"):
                yield f"{where}: only pipeline and above know the settings"
        elif floor == "config":
            if target != "core":
                yield where
        elif FLOORS.index(target) < FLOORS.index(floor):
            yield where


def impure(path: Path) -> Iterator[str]:
    if floor_of(path) not in PURE:
        return
    for line, name in imports(path):
        if name.split(".")[0] in NOT_PURE:
            yield f"{path.relative_to(ROOT)}:{line} imports {name}"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"):
            yield f"{path.relative_to(ROOT)}:{node.lineno} reads the clock"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("open", "print")
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno} calls {node.func.id}"


def test_imports_go_down_the_house() -> None:
    assert [fault for path in modules() for fault in wrong_imports(path)] == []


def test_core_figures_and_checks_are_pure() -> None:
    assert [fault for path in modules() for fault in impure(path)] == []


def test_modules_stay_small() -> None:
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in modules()
    }
    assert {name: size for name, size in sizes.items() if size > MAX_LINES} == {}


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("from toolkit.outputs import mails", 1),
        ("import toolkit.pipeline.collect", 1),
        ("from toolkit.config import Config", 1),
        ("from toolkit.core.model import Unit", 0),
        ("from toolkit.errors import OperatorError", 0),
    ],
)
def test_the_import_test_can_fail(source: str, faults: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = TOOLKIT / "forms" / "imagined.py"
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **k: source)
    assert len(list(wrong_imports(path))) == faults
