"""import FILE…: a task list in Word, Excel or text becomes a checklist workbook beside the current one.

In: files and the working folder. Out: templates/checklist-imported.xlsx, and how it differs from the checklist in use
where both are of the same office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.checklist import snapshot
from toolkit.checklist.carrying import carried
from toolkit.checklist.compare import document_differences
from toolkit.checklist.importing import Imported, import_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist, Unit
from toolkit.core.words import UnitKind
from toolkit.errors import OperatorError, os_reason
from toolkit.pipeline.folder.oldword import as_docx
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace

IMPORTED = "templates/checklist-imported.xlsx"
LARGEST = 60_000_000  # bytes of one list


@dataclass(frozen=True)
class Wishes:
    """What the command line says of a list that it does not say of itself."""

    year: int | None = None
    reporters: str = ""


@dataclass(frozen=True)
class ImportResult:
    """What was read, where it is, and how it differs from the checklist in use."""

    path: str
    tasks: int
    indicators: int
    reviews: int
    differences: Sequence[str]
    findings: Sequence[Finding]
    imported: Imported


def import_files(workspace: Workspace, files: Sequence[Path], wishes: Wishes) -> ImportResult:
    """Read the files; the checklist in use is never overwritten. Raises OperatorError when nothing was read."""
    given = read_files(files)
    fresh = read_list(given, (), wishes)
    same = is_same_office(workspace.units, fresh)
    imported = read_list(given, workspace.units, wishes) if same else fresh
    checklist = imported.checklist
    current = _in_use(workspace) if same else None
    taken_over: Sequence[str] = ()
    if current is not None and checklist.doubts:
        kept = carried(current, checklist, _used(workspace))
        checklist, taken_over = kept.checklist, kept.lines
    differences = _differences(workspace, checklist) if same else [_other_office(imported)]
    path = workspace.write(workspace.root / IMPORTED, write_checklist(checklist, imported.reviews))
    return ImportResult(
        workspace.relative(path),
        len(checklist.tasks),
        len(checklist.indicators),
        len(imported.reviews),
        [*differences, *taken_over],
        imported.findings,
        imported,
    )


def read_files(files: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Names and bytes; raises OperatorError for one that cannot be read or is no list by its size alone."""
    read: list[tuple[str, bytes]] = []
    for file in files:
        try:
            if file.stat().st_size > LARGEST:
                raise OperatorError(
                    f"{file.name} 太大，不像任务清单，没有写任何文件。请只留任务清单部分另存后再试。"
                )
            read.append((file.name, as_docx(file.name, file.read_bytes())))
        except OSError as error:
            raise OperatorError(
                f"打不开 {file}：{os_reason(error)}。请检查文件名，并把文件关闭后再试。"
            ) from None
    return read


def read_list(files: Sequence[tuple[str, bytes]], units: Sequence[Unit], wishes: Wishes) -> Imported:
    """The list; raises OperatorError, in one sentence, when it holds no task."""
    imported = import_checklist(files, units, year=wishes.year, reporters=wishes.reporters)
    if not imported.checklist.tasks:
        fault = next(one for one in reversed(imported.findings) if one.code.startswith("E"))
        name = fault.file or "、".join(name for name, _ in files)
        reason = f"{fault.values['reason']}。" if fault.code == "E930" else f"{fault.problem}{fault.remedy}"
        raise OperatorError(f"{name} 没有读进来，什么也没有写：{reason}")
    return imported


def is_same_office(units: Sequence[Unit], fresh: Imported) -> bool:
    """Whether a list is of the office whose units these are: by the code of its place, else by the counties it names."""
    counties = [unit for unit in units if unit.kind == UnitKind.COUNTY]
    place = fresh.frame.place
    codes = {unit.code[:4] for unit in counties if unit.code.isdigit() and len(unit.code) == 6}
    if place and place.code and codes:
        return place.code[:4] in codes
    theirs = {unit.name for unit in fresh.checklist.units if unit.kind == UnitKind.COUNTY}
    ours = {name for unit in units for name in (unit.name, unit.short, *unit.aliases)}
    return not theirs or not fresh.checklist.units or bool(theirs & ours)


def _other_office(imported: Imported) -> str:
    place = imported.frame.place
    return (
        f"这是另一个办公室的清单{f'（{place.name}）' if place else ''}，没有同现用清单比较，单位也取自这份清单。"
        "要用它办月报，请另建文件夹：python run_report.py init 文件夹名 --from 清单文件"
    )


def _in_use(workspace: Workspace) -> Checklist | None:
    try:
        return workspace.checklist if (workspace.root / CHECKLIST).is_file() else None
    except OperatorError:
        return None


def _used(workspace: Workspace) -> set[str]:
    """Keys of tasks and ids of indicators of all lists that were ever in use here: their months are in the ledger."""
    lists = [snapshot.from_json(text) for text in workspace.ledger.checklists().values()]
    return {name for one in lists for name in (*(t.key for t in one.tasks), *(x.id for x in one.indicators))}


def _differences(workspace: Workspace, imported: Checklist) -> Sequence[str]:
    """How it differs from the checklist in use; that one may be broken."""
    if not (workspace.root / CHECKLIST).is_file():
        return ()
    try:
        current = workspace.checklist
    except OperatorError:
        return ("现用清单有错误，没有逐项比较。核对后可用新清单替换它。",)
    return document_differences(current, imported)
