"""Columns found by header words, not by position; years by the header ("2026年…").

In: rows of a grid. Out: where the header row ends, and the role of each column.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.checklist.importing.grid import Grid, GridCell, flat

Role = tuple[str, int | None]  # field of a task, and the year of a yearly column

JOINED = ("content", "measures")  # several such columns make one text
SEARCHED_ROWS = 12  # titles and notes may stand above the header
# The first pattern that fits decides; the order keeps 重点推进事项主要内容及目标 from being 事项.
_WORDS: tuple[tuple[str, str], ...] = (
    ("leads", r"牵头(?!领导|人)"),
    ("reporters", r"填报单位|报送单位"),
    ("responsible", r"责任(单位|部门|主体)|落实单位|承办单位|实施单位|完成单位|配合单位"),
    ("content", r"内容|目标"),
    ("measures", r"措施|举措|项目支撑|推进计划|工作安排|年度任务"),
    ("item_no", r"事项(序号|编号)"),
    ("no", r"^(序号|编号|任务(序号|编号|号)|No\.?)$"),
    ("action", r"^(所属)?行动(名称)?$|专项行动|任务类别|^类别$"),
    ("item", r"事项|重点(任务|工作)|任务名称|工作任务"),
    ("note", r"备注|说明"),
)
_TYPICAL: Mapping[str, str] = {
    "序号": "no",
    "牵头单位": "leads",
    "责任单位": "responsible",
    "重点推进事项": "item",
    "事项名称": "item",
    "主要内容": "content",
    "具体推进措施": "measures",
}


@dataclass(frozen=True)
class Header:
    """The header of a grid: index of the first row below it, and column -> role."""

    body: int
    roles: Mapping[int, Role]
    guessed: Mapping[int, str]  # column -> header text, where the word was only nearly right
    others: Mapping[int, str]  # column -> header text of columns that no task field takes

    @property
    def width(self) -> int:
        """Columns that the header spans."""
        return max((*self.roles, *self.others)) + 1

    def column(self, field: str) -> int | None:
        """The first column of a role, or None."""
        return next((column for column, role in sorted(self.roles.items()) if role[0] == field), None)

    def columns(self, field: str, year: int | None = None) -> list[int]:
        """All columns of a role, from the left."""
        return [column for column, role in sorted(self.roles.items()) if role == (field, year)]

    @property
    def years(self) -> tuple[int, ...]:
        """Years that have a column of measures."""
        return tuple(sorted(year for field, year in self.roles.values() if field == "measures" and year))


def find_header(grid: Grid) -> Header | None:
    """The header row (or two, when the second stands under merged cells); None when there is none."""
    best: Header | None = None
    for index, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        below = grid.rows[index + 1] if index + 1 < len(grid.rows) else ()
        depth = 2 if _is_second_header(row, below) else 1
        texts = [_joined(row, below if depth == 2 else (), column) for column in range(len(row))]
        roles, guessed = _roles(texts, grid.context)
        fields = {field for field, _ in roles.values()}
        if (
            "measures" in fields
            and fields & {"item", "content"}
            and (best is None or len(roles) > len(best.roles))
        ):
            others = {column: text for column, text in enumerate(texts) if text and column not in roles}
            best = Header(index + depth, roles, guessed, others)
    return best


def _is_second_header(row: Sequence[GridCell], below: Sequence[GridCell]) -> bool:
    """The row below belongs to the header when it continues merged cells and names years."""
    return any(cell.inherited for cell in below) and any(re.search(r"20\d\d年", flat(c.text)) for c in below)


def _joined(row: Sequence[GridCell], below: Sequence[GridCell], column: int) -> str:
    text = _spanning(row, column)
    second = below[column].text if column < len(below) and not below[column].inherited else ""
    return flat(unicodedata.normalize("NFKC", text + second))


def _spanning(row: Sequence[GridCell], column: int) -> str:
    """Text of the cell that covers the column, also from the left."""
    for start in range(column, -1, -1):
        if not row[start].blank:
            return row[start].text if start + row[start].span > column else ""
    return ""


def _roles(texts: Sequence[str], context: str) -> tuple[dict[int, Role], dict[int, str]]:
    roles: dict[int, Role] = {}
    guessed: dict[int, str] = {}
    for column, text in enumerate(texts):
        field, near = classify(text)
        if not field:
            continue
        year = int(match[1]) if (match := re.search(r"(20\d\d)年", text)) else None
        if year and field == "content":
            field = "measures"  # 2026年目标任务
        if field == "measures" and year is None:
            year = _only_year(context)
            guessed[column] = text
            if year is None:
                continue
        role = (field, year if field == "measures" else None)
        if role not in roles.values() or field in JOINED:
            roles[column] = role
            if near:
                guessed[column] = text
    return roles, guessed


def classify(text: str) -> tuple[str, bool]:
    """The field that a header means ("" for none), and whether it was only nearly right."""
    if not text or len(text) > 40:
        return "", False
    for field, pattern in _WORDS:
        if re.search(pattern, text):
            return field, False
    bare = re.sub(r"20\d\d年", "", text)
    near = difflib.get_close_matches(bare, _TYPICAL, n=1, cutoff=0.6)
    if near:
        return _TYPICAL[near[0]], True
    return ("measures", True) if re.search(r"^20\d\d年", text) else ("", False)


def _only_year(context: str) -> int | None:
    years = set(re.findall(r"20\d\d(?=年)", context))
    return int(years.pop()) if len(years) == 1 else None
