"""The house of docs/architecture.md: who may import whom, and what stays pure."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLKIT = ROOT / "toolkit"
COLLECTING = TOOLKIT / "pipeline" / "collecting"
# From the top of the house to its ground: a module imports only from its own floor or below.
FLOORS = [
    "start",
    "cli",
    "commands",
    "menu",
    "serve",
    "commandline",
    "arguments",
    "terminal",
    "demo",
    "api",
    "pipeline",
    "pages",
    "tables",
    "outputs",
    "word",
    "checks",
    "figures",
    "ledger",
    "inbox",
    "forms",
    "papers",
    "checklist",
    "lastrun",
    "files",
    "settingfaults",
    "core",
    "setup",
    "runlog",
    "version",
]
WRITING = {"outputs", "tables", "pages"}  # what goes out
# Papers that come back: below outputs, known to no other room between.
PAPERS_READERS = {"papers", "outputs", "pipeline", "demo"}
EVERYWHERE = {"errors", "__init__"}
PURE = {"core", "figures", "checks"}
NOT_PURE = {
    "pathlib", "os", "io", "shutil", "tempfile", "subprocess", "socket", "sqlite3", "time", "random",
    "openpyxl", "xlsxwriter", "python_calamine", "docx", "docxtpl", "lxml", "sqlalchemy", "zipfile", "filelock",
}  # fmt: skip
MAX_LINES = 350
UNSEALING = "toolkit/pipeline/archive/sealed.py:sealed_figures"  # reads back the figures that a seal keeps


def modules() -> Iterator[Path]:
    return (path for path in sorted(TOOLKIT.rglob("*.py")))


def parsed(path: Path) -> ast.Module:
    return _tree(path.read_text("utf-8"))


_tree = cache(ast.parse)  # four tests read the whole house


def floor_of(path: Path) -> str:
    first = path.relative_to(TOOLKIT).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(path)):
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
            if target not in ("core", "settingfaults"):
                yield where
        elif floor == "papers" and target not in ("papers", "core"):
            yield f"{where}: papers know nothing but core"
        elif target == "files" and floor in PURE:
            yield f"{where}: what is pure writes nothing"
        elif target == "papers" and floor not in PAPERS_READERS:
            yield f"{where}: only outputs and the pipeline know papers"
        elif FLOORS.index(target) < FLOORS.index(floor):
            yield where
        elif path.is_relative_to(COLLECTING) and target in WRITING:
            yield f"{where}: what comes in is not read by what goes out"


# What reads a workbook that came back.
READING = (
    "toolkit.inbox.workbooks",
    "toolkit.papers.reading",
    "toolkit.papers.officetables",
    "python_calamine",
    "openpyxl",
)


def reads_returns(path: Path) -> Iterator[str]:
    """Outputs only write: they take declarations of papers, never a reader or a workbook as read."""
    if floor_of(path) not in WRITING:
        return
    for node in ast.walk(parsed(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        yield from (
            f"{where} reads with {module or name}" for name in names if (module or name).startswith(READING)
        )
        if module == "toolkit.core.returns":
            yield from (f"{where} takes a {name}" for name in names if name in ("Book", "SheetData"))
        if module.startswith("toolkit.papers"):
            yield from (f"{where} takes {name}" for name in names if name.startswith("read_"))


def impure(path: Path) -> Iterator[str]:
    if floor_of(path) not in PURE:
        return
    for line, name in imports(path):
        if name.split(".")[0] in NOT_PURE:
            yield f"{path.relative_to(ROOT)}:{line} imports {name}"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"):
            yield f"{path.relative_to(ROOT)}:{node.lineno} reads the clock"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("open", "print")
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno} calls {node.func.id}"


def _made_by(call: ast.Call) -> set[str]:
    """The name that is called; of the codec's ``made`` also the names of the type that it makes."""
    names = {getattr(call.func, "id", ""), getattr(call.func, "attr", "")}
    kinds = call.args[:1] if "made" in names else []
    return names | {getattr(node, "id", "") for kind in kinds for node in ast.walk(kind)}


def figures_made(path: Path) -> Iterator[str]:
    """Functions outside toolkit/figures that make a Figure, or take it in under another name."""
    if floor_of(path) == "figures":
        return
    where = path.relative_to(ROOT).as_posix()
    tree = parsed(path)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        if isinstance(node, ast.alias) and node.name == "Figure" and node.asname:
            yield f"{where}:{node.lineno} renames Figure"
        if isinstance(node, ast.Call) and "Figure" in _made_by(node):
            inside = [one.name for one in functions if one.lineno <= node.lineno <= (one.end_lineno or 0)]
            yield f"{where}:{inside[-1] if inside else node.lineno}"


def test_numbers_are_made_in_figures_alone() -> None:
    assert [place for path in modules() for place in figures_made(path)] == [UNSEALING]


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("def f():\n    return Figure('k', 'l', 1.0)", ["toolkit/outputs/imagined.py:f"]),
        ("def f(x):\n    return made(dict[str, Figure], x)", ["toolkit/outputs/imagined.py:f"]),
        ("x = returns.Figure('k', 'l', 1.0)", ["toolkit/outputs/imagined.py:1"]),
        (
            "from toolkit.core.returns import Figure as Number",
            ["toolkit/outputs/imagined.py:1 renames Figure"],
        ),
        ("def f(item: Figure) -> Figure:\n    return item", []),
    ],
)
def test_a_number_made_elsewhere_is_noticed(
    source: str, faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **k: source)
    assert list(figures_made(TOOLKIT / "outputs" / "imagined.py")) == faults


def named(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_modules_import_each_other() -> None:
    known = {named(path) for path in modules()}
    graph: dict[str, set[str]] = {}
    for path in modules():
        own = named(path)
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                graph.setdefault(own, set()).update((names & known) or ({node.module} & known))
    for own, taken in graph.items():
        taken.discard(own)
    try:
        circle = list(TopologicalSorter(graph).static_order())[:0]
    except CycleError as error:
        circle = error.args[1]
    assert circle == []


def rooms_taken(house: Path, paths: Iterable[Path]) -> dict[str, set[str]]:
    """Room (folder, or module that stands open) of a house -> the other rooms of it that it imports from."""
    graph: dict[str, set[str]] = {}
    for path in paths:
        own = path.relative_to(house).parts[0].removesuffix(".py")
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.ImportFrom) or not node.module or own == "__init__":
                continue
            first, name, *inside = [*node.module.split("."), ""]
            if (first, name) == ("toolkit", house.name):
                taken = {inside[0]} if inside[0] else {alias.name for alias in node.names}
                graph.setdefault(own, set()).update(taken - {own})
    return graph


def circle_of_rooms(house: Path, paths: Iterable[Path]) -> list[str]:
    """Rooms of a house that import each other in a circle; [] for none."""
    try:
        TopologicalSorter(rooms_taken(house, paths)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize(
    "house", [path.name for path in sorted(TOOLKIT.iterdir()) if (path / "__init__.py").exists()]
)
def test_no_rooms_of_a_house_import_each_other(house: str) -> None:
    assert circle_of_rooms(TOOLKIT / house, (TOOLKIT / house).rglob("*.py")) == []


def test_a_circle_of_rooms_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    house = TOOLKIT / "pipeline"
    sources = {
        house / "month" / "one.py": "from toolkit.pipeline.issue.two import x",
        house / "issue" / "two.py": "from toolkit.pipeline import report",
        house / "report.py": "from toolkit.pipeline.month.other import y",
    }
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **k: sources[self])
    assert set(circle_of_rooms(house, sources)) == {"month", "issue", "report"}


@pytest.mark.parametrize("name", ["pipeline", "figures"])
def test_the_rooms_of_a_house_stand_as_the_page_says(name: str) -> None:
    house = TOOLKIT / name
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = page.split(f"## The rooms of the {name}\n")[1].split("\n## ")[0]
    named_there = re.findall(
        r"`(\w+)/`", "".join(line for line in table.splitlines() if line.startswith("| `"))
    )
    graph = rooms_taken(house, house.rglob("*.py"))
    rooms = {path.name for path in house.iterdir() if (path / "__init__.py").exists()}
    assert sorted(named_there) == sorted(rooms)
    order = {room: number for number, room in enumerate(named_there)}
    upward = [
        (room, taken) for room in rooms for taken in graph.get(room, ()) if order.get(taken, -1) < order[room]
    ]
    assert upward == []


def test_imports_go_down_the_house() -> None:
    assert [fault for path in modules() for fault in wrong_imports(path)] == []


def test_outputs_read_no_return() -> None:
    assert [fault for path in modules() for fault in reads_returns(path)] == []


@pytest.mark.parametrize(
    ("floor", "source", "faults"),
    [
        ("papers", "from toolkit.figures.quotas.quotasums import quota_rows", 1),
        ("papers", "from toolkit.inbox.workbooks.reader import read_book", 1),
        ("papers", "from toolkit.core.findings import Finding", 0),
        ("figures", "from toolkit.papers.sheet import PaperSheet", 1),
        ("forms", "from toolkit.papers.sheet import PaperSheet", 1),
        ("outputs", "from toolkit.papers.sheet import PaperSheet", 0),
        ("pipeline/collecting", "from toolkit.outputs.workbook.grid import clean", 1),
        ("pipeline", "from toolkit.outputs.workbook.grid import clean", 0),
    ],
)
def test_papers_are_known_above_only(
    floor: str, source: str, faults: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **k: source)
    assert len(list(wrong_imports(TOOLKIT / floor / "imagined.py"))) == faults


@pytest.mark.parametrize(
    "source",
    [
        "from toolkit.core.returns import Book, Light",
        "from toolkit.papers.quotapaper import read_quotas",
        "from toolkit.papers.reading import Table",
        "from toolkit.inbox.workbooks.reader import read_book",
        "from python_calamine import CalamineWorkbook",
    ],
)
def test_a_reader_in_outputs_is_noticed(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **k: source)
    assert len(list(reads_returns(TOOLKIT / "outputs" / "imagined.py"))) == 1


def pools(path: Path) -> Iterator[str]:
    """Child processes that share work are those of inbox/worker (decision 0059)."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found = any(alias.name.startswith("multiprocessing") for alias in node.names)
        else:
            names = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
            found = "ProcessPoolExecutor" in names or str(getattr(node, "module", "")).startswith("multiproc")
            found = found or (
                isinstance(node, ast.Attribute) and node.attr in ("fork", "ProcessPoolExecutor")
            )
        if found and path.relative_to(TOOLKIT).as_posix() != "inbox/forked.py":
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_there_is_one_pool_of_child_processes() -> None:
    assert [place for path in modules() for place in pools(path)] == []


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("from concurrent.futures import ProcessPoolExecutor", 1),
        ("import multiprocessing.pool", 1),
        ("from multiprocessing import Pool", 1),
        ("os.fork()", 1),
        ("from concurrent.futures import ThreadPoolExecutor", 0),
    ],
)
def test_another_pool_is_noticed(source: str, places: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **k: source)
    assert len(list(pools(TOOLKIT / "pipeline" / "imagined.py"))) == places


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
        ("from toolkit.outputs.letters import mails", 1),
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


def test_set_up_needs_nothing_installed() -> None:
    allowed = {*sys.stdlib_module_names, "toolkit"}
    for path in (TOOLKIT / "start.py", *(TOOLKIT / "setup").glob("*.py")):
        needed = {name.split(".")[0] for _, name in imports(path)}
        assert needed <= allowed, path
