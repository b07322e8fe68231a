"""Filled workbooks as they lie in archive/, read with openpyxl alone: every filled cell, what it is taken for, what counts.

In: a working folder. Out: returns as ``figures_recount`` wants them, the fate of every filled cell by file, and what
people decided. Written from the contract (cells, versions, decisions); nothing of the project's reader is used.
"""

from __future__ import annotations

import json
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
from figures_recount import COUNTED, NOT_MINE, WAIT, exact

When = tuple[int, int]
Place = tuple[str, str, str]  # sheet, row, head
TASKS, INDICATORS = "任务进展", "指标数据"
KEYS = {TASKS: "任务序号", INDICATORS: "指标编号", "重点项目": "项目编号", "经验与诉求": "类别"}
INPUTS = {
    TASKS: (
        "本月状态",
        "完成度(%)",
        "本月进展",
        "存在问题",
        "下步措施",
        "佐证材料",
        "责任人",
        "承办部门",
        "与上月相同",
    ),
    INDICATORS: ("分子累计", "分母累计", "本月累计", "说明", "数据性质", "数据来源部门"),
}
COVER = ("填报人", "联系电话", "审核人", "单位负责人", "填报日期")
STATUSES = ("未启动", "正常推进", "进度滞后", "已完成", "不涉及")
TERMS = ("分子累计", "分母累计")
TAKEN, NORMALISED, REJECTED, SUPERSEDED, IGNORED = "采用", "规范化", "拒收", "被替代", "忽略"


@dataclass
class File:
    """One return: its place -> what it is taken for and how, and how many cells lie beside the form."""

    unit: str
    path: Path
    version: int
    received: str
    cells: dict[Place, tuple[Any, str]] = field(default_factory=dict)
    raw: dict[Place, Any] = field(default_factory=dict)
    beside: int = 0


@dataclass
class Decided:
    """What people decided, by month, unit and indicator."""

    excluded: set[tuple[When, str, str]] = field(default_factory=set)
    later: set[tuple[When, str, str]] = field(default_factory=set)
    proposed: set[tuple[When, str, str]] = field(default_factory=set)
    confirmed: set[tuple[When, str, str]] = field(default_factory=set)


def decided(path: Path) -> Decided:
    out = Decided()
    names = {"excluded": out.excluded, "excluded later": out.later}
    names |= {"proposed": out.proposed, "confirmed": out.confirmed}
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        what, year, month, unit, id = json.loads(line)
        names[what].add(((year, month), unit, id))
    return out


def table(path: Path, sheet: str, key: str) -> Iterator[dict[str, Any]]:
    """Rows of a printed sheet by the heads of the first row that holds ``key``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    start = next(number for number, line in enumerate(lines) if key in line)
    for line in lines[start + 1 :]:
        if line[lines[start].index(key)] not in (None, ""):
            yield {str(head): value for head, value in zip(lines[start], line, strict=True) if head}


class Returns:
    """All files of a folder's archive, and what of them counts."""

    def __init__(self, root: Path, checklist: dict[str, list[dict[str, Any]]]) -> None:
        self.root = root
        self.rows = {row["指标编号"]: row for row in checklist["指标"]}
        self.decided = decided(root / "decided.jsonl")
        names = {str(row["单位"]) for row in checklist["单位"] if row.get("编码")}
        self.files: dict[When, list[File]] = {}
        for path in sorted((root / "archive").glob("????-??/*/v*.xlsx")):
            year, month = path.parts[-3].split("-")
            if path.parts[-2] in names:
                self.files.setdefault((int(year), int(month)), []).append(self._read(path))
        printed = sorted(path.name for path in (root / "outbox").glob("????-??"))
        self.gathered = [(int(name[:4]), int(name[5:])) for name in printed]
        for files in self.files.values():
            files.sort(key=lambda file: (file.unit, file.version))

    def _read(self, path: Path) -> File:
        version, received = re.match(r"v(\d+)_(\d{8}-\d{6})_", path.name).groups()  # type: ignore[union-attr]
        file = File(path.parts[-2], path, int(version), received)
        book = openpyxl.load_workbook(path, read_only=True)
        for line in book["填报说明"].iter_rows(values_only=True):
            for at, cell in enumerate(line[:-1]):
                if cell in COVER and not _own(line[at + 1]):
                    file.cells["填报说明", "", cell] = (str(line[at + 1]), TAKEN)
        for sheet, key in KEYS.items():
            self._sheet(book[sheet], key, file)
        return file

    def _sheet(self, sheet: Any, key: str, file: File) -> None:
        lines = list(sheet.iter_rows(values_only=True))
        start = next(number for number, line in enumerate(lines[:6]) if key in line)
        heads = [str(head or "") for head in lines[start]]
        last = max(at for at, head in enumerate(heads) if head)
        inputs = INPUTS.get(sheet.title, ())
        for line in lines[start + 1 :]:
            file.beside += sum(value not in (None, "") for value in line[last + 2 :])
            row = str(line[heads.index(key)] or "")
            for at, head in enumerate(heads):
                value = line[at]
                if head in inputs and row and not _own(value):
                    file.cells[sheet.title, row, head] = self._taken(sheet.title, row, head, value)
                    file.raw[sheet.title, row, head] = value

    def _taken(self, sheet: str, row: str, head: str, value: Any) -> tuple[Any, str]:
        if sheet == INDICATORS and head in ("分子累计", "分母累计", "本月累计"):
            return _number(value, self.rows[row], head)
        if head == "完成度(%)":
            return _percent(value)
        if head == "本月状态":
            clean = str(value).strip()
            return (clean, TAKEN if clean == value else NORMALISED) if clean in STATUSES else (None, REJECTED)
        return value, TAKEN

    # --- what counts ---

    def merged(self, when: When) -> dict[str, dict[Place, tuple[Any, str]]]:
        """unit -> place -> the newest filled cell, whatever became of it."""
        out: dict[str, dict[Place, tuple[Any, str]]] = {}
        for file in self.files.get(when, ()):
            out.setdefault(file.unit, {}).update(file.cells)
        return out

    def months(self, *, before_later: bool = False) -> dict[When, dict[str, Any]]:
        """Returns as a recount wants them; ``before_later``: as they stood when the papers were sealed."""
        return {when: self._month(when, before_later) for when in self.gathered}

    def _month(self, when: When, before_later: bool) -> dict[str, Any]:
        cells: dict[tuple[str, str], Any] = {}
        said: dict[tuple[str, int], tuple[str, Any]] = {}
        struck = self.decided.excluded | (set() if before_later else self.decided.later)
        for unit, places in self.merged(when).items():
            for (sheet, row, head), (value, how) in places.items():
                if how == REJECTED or value is None:
                    continue
                if sheet == TASKS and head == "本月状态":
                    said[unit, int(row)] = (value, places.get((sheet, row, "完成度(%)"), (None, ""))[0])
                if sheet == INDICATORS and head == "本月累计":
                    at = (when, unit, row)
                    if at in struck:
                        cells[unit, row] = NOT_MINE
                    elif at in self.decided.confirmed:
                        cells[unit, row] = 7
                    else:
                        cells[unit, row] = value
                if sheet == INDICATORS and head in TERMS:
                    other = TERMS[1 - TERMS.index(head)]
                    pair = {head: value, other: places.get((sheet, row, other), (None, ""))[0]}
                    cells[unit, row] = (pair[TERMS[0]], pair[TERMS[1]])
        return {"cells": cells, "tasks": said}

    def fates(self, when: When, *, before_later: bool = False) -> dict[str, Counter[str]]:
        """File -> how many cells are filled and what became of each."""
        out: dict[str, Counter[str]] = {}
        for file in self.files.get(when, ()):
            newer = [one for one in self.files[when] if one.unit == file.unit and one.version > file.version]
            count: Counter[str] = Counter({IGNORED: file.beside})
            for place, (_, how) in file.cells.items():
                if any(place in one.cells for one in newer):
                    count[SUPERSEDED] += 1
                elif place[2] == "本月累计" and self._struck(when, file.unit, place[1], before_later):
                    count[IGNORED] += 1
                else:
                    count[how] += 1
            out[file.path.relative_to(self.root).as_posix()] = count
        return out

    def _struck(self, when: When, unit: str, id: str, before_later: bool) -> bool:
        struck = self.decided.excluded | (set() if before_later else self.decided.later)
        return (when, unit, id) in struck


def _own(value: Any) -> bool:
    """Blank, or the form's own."""
    return value in (None, "", "—") or (isinstance(value, str) and value.startswith("="))


def _percent(value: Any) -> tuple[Any, str]:
    if isinstance(value, (int, float)):
        return exact(value), TAKEN
    text = str(value).rstrip("%")
    return (exact(text), NORMALISED) if re.fullmatch(r"\d+(\.\d+)?", text) else (None, REJECTED)


def _number(value: Any, row: dict[str, Any], head: str) -> tuple[Any, str]:
    """A number, a word, or nothing; and whether it was taken as it stands."""
    term = head in TERMS
    if value in (WAIT, NOT_MINE, "是", "否"):
        return value, TAKEN
    how = TAKEN
    if isinstance(value, str):
        how = NORMALISED
        text = unicodedata.normalize("NFKC", value).replace(",", "").strip()
        measure = row["填报单位量"]
        text = text.removesuffix(measure) if measure else text
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            return None, REJECTED
        value = exact(text)
    number = Fraction(value) if isinstance(value, int) else exact(value)
    counted = not term and row["类型"] != "比率" and row["填报单位量"] in COUNTED
    if number < 0 or len(str(abs(int(number)))) > 15 or (counted and number.denominator != 1):
        return None, REJECTED
    return number, how
