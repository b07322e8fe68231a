"""审定表 as it comes back: what the office decides about lights and why, read and applied.

In: the filled workbook; :mod:`toolkit.outputs.briefing.rulingtable` writes it with the columns declared here. Out:
decisions, and the month with them. A decision keeps what the tool said when it was made, so that it lapses,
and is said to lapse, once the tool says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Figure, Light
from toolkit.figures.lights import PACE_WORDS
from toolkit.figures.overall import overall_figures
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
Decide = Callable[[str, Light], "LightRuling | None"]


@dataclass(frozen=True)
class LightRuling:
    """The office's decision on one light; ``key`` is task-19, T02-3 or task-19/653101."""

    key: str
    light: Light
    reason: str
    seen: Light  # what the tool said when the office decided


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


def apply_rulings(
    result: MonthResult, rulings: Sequence[LightRuling]
) -> tuple[MonthResult, list[LightRuling]]:
    """The month with the decided lights, every count over them worked out anew; and decisions that have lapsed."""
    made = {ruling.key: ruling for ruling in rulings}
    lapsed: list[LightRuling] = []

    def decided(key: str, light: Light) -> LightRuling | None:
        ruling = made.pop(key, None)
        if ruling is not None and ruling.seen is not light:
            lapsed.append(ruling)
            return None
        return ruling

    tasks = tuple(_task(row, decided(f"task-{row.task.no}", row.light), decided) for row in result.tasks)
    indicators = tuple(_indicator(row, decided(row.indicator.id, row.light)) for row in result.indicators)
    lapsed += made.values()
    figures = {**result.figures, **_marked(result, rulings, lapsed)}
    figures |= {item.key: item for item in overall_figures(result.period, tasks, indicators, result.units)}
    return replace(result, tasks=tasks, indicators=indicators, figures=figures), lapsed


def _task(row: TaskResult, ruling: LightRuling | None, decided: Decide) -> TaskResult:
    units = {code: _unit_task(row, code, cell, decided) for code, cell in row.units.items()}
    if ruling is None:
        return replace(row, units=units)
    basis = f"办公室审定：{ruling.reason}（工具判定{ruling.seen.value}）"
    months = (
        row.months_behind
        if ruling.light is Light.RED and row.months_behind
        else int(ruling.light is Light.RED)
    )
    word = PACE_WORDS[ruling.light]
    return replace(row, units=units, light=ruling.light, word=word, basis=basis, months_behind=months)


def _unit_task(row: TaskResult, code: str, cell: UnitTask, decided: Decide) -> UnitTask:
    ruling = decided(f"task-{row.task.no}/{code}", cell.light)
    return replace(cell, light=ruling.light) if ruling else cell


def _indicator(row: IndicatorResult, ruling: LightRuling | None) -> IndicatorResult:
    if ruling is None:
        return row
    note = f"{row.note}；" if row.note else ""
    note += f"办公室审定：{ruling.reason}（工具判定{ruling.seen.value}）"
    return replace(row, light=ruling.light, word=PACE_WORDS[ruling.light], note=note)


def _marked(
    result: MonthResult, rulings: Sequence[LightRuling], lapsed: Sequence[LightRuling]
) -> Mapping[str, Figure]:
    """The light Figures of decided tasks, with the mark 办公室审定."""
    marked: dict[str, Figure] = {}
    for ruling in rulings:
        key = f"{ruling.key}/{result.period}/all/light"
        if ruling not in lapsed and key in result.figures:
            word = f"{ruling.light.value} {PACE_WORDS[ruling.light]}"
            marked[key] = replace(result.figures[key], word=word, mark="办公室审定", formula=ruling.reason)
    return marked
