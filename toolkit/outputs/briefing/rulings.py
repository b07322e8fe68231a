"""审定表 as it comes back: what the office decides about lights and why.

In: the filled workbook; :mod:`toolkit.outputs.briefing.rulingtable` writes it with the columns declared here. Out:
decisions; :mod:`toolkit.figures.decided` applies them.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.returns import Light
from toolkit.core.reviews import LightRuling
from toolkit.outputs.grid import HEAD_ROW, Column
from toolkit.outputs.readback import sheet_rows

CHOICES = {"蓝": Light.BLUE, "绿": Light.GREEN, "黄": Light.YELLOW, "红": Light.RED, "未报": Light.MISSING}
COLUMNS = (
    Column("编号", 16, "code"),
    Column("对象", 46),
    Column("单位", 22),
    Column("工具判定", 12, "light"),
    Column("依据", 50),
    Column("审定", 8, "code", entry=True),
    Column("理由", 40, entry=True),
)
SHEETS = ("任务", "指标", "单位任务")
DECIDED, REASON = 5, 6


@dataclass(frozen=True)
class RulingFault:
    """A row of the returned table that cannot count."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}：{self.problem}。{self.remedy}"


def read_rulings(data: bytes) -> tuple[list[LightRuling], list[RulingFault]]:
    """Decisions of a returned table, and the rows that cannot count (with place and remedy)."""
    book = sheet_rows(data)
    if book is None:
        return [], [RulingFault("文件", "不是能打开的审定表（.xlsx）", "请另存为 .xlsx 再交回")]
    rulings: list[LightRuling] = []
    faults: list[RulingFault] = []
    for name in (name for name in SHEETS if name in book):
        for number, row in enumerate(book[name][HEAD_ROW + 1 :], HEAD_ROW + 2):
            found = _read_row(f"{name}!F{number}", [str(value).strip() for value in row])
            if isinstance(found, LightRuling):
                rulings.append(found)
            elif found:
                faults.append(found)
    if not any(name in book for name in SHEETS):
        faults.append(RulingFault("文件", "没有审定表的工作表", f"工作表应为{'、'.join(SHEETS)}"))
    return rulings, faults


def _read_row(place: str, cells: list[str]) -> LightRuling | RulingFault | None:
    cells += [""] * (len(COLUMNS) - len(cells))
    decided, reason = cells[DECIDED], cells[REASON]
    if not decided:
        return None
    seen = next((light for light in Light if light.value == cells[3]), None)
    if decided not in CHOICES:
        return RulingFault(place, f"审定“{decided}”不在选项里", f"请选{'、'.join(CHOICES)}之一")
    if seen is None or not cells[0]:
        return RulingFault(place, "编号或工具判定被改动", "请用新出的审定表重填这一行")
    if CHOICES[decided] is seen:
        return None
    if not reason:
        return RulingFault(place, "审定与工具判定不同，但没有写理由", "请在“理由”里写明依据")
    return LightRuling(cells[0], CHOICES[decided], reason, seen)
