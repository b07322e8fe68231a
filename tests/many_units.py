"""A month of more units than papers name: a few tasks, 64 units under three 上级 and some without, returns of May and June."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from small_checklist import cut

from benchmarks.bench_many import multiplied
from tests.collect_month import Month
from toolkit.checklist import snapshot
from toolkit.core.fields import DENOMINATOR, NUMERATOR, STATUS, YTD
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.model import YES_NO, Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Entry, Source
from toolkit.core.words import UnitKind
from toolkit.demo.returns import made_up_values
from toolkit.figures.given.data import MonthData
from toolkit.forms.write import write_form
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import CHECKLIST
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner

MAY, JUNE = Period(2024, 5), Period(2024, 6)
NOW = {MAY: datetime(2024, 5, 29, 9), JUNE: datetime(2024, 6, 29, 9)}
MANY = 64
FEW_TASKS = (1, 2, 7, 24)  # every kind of indicator
MODELS = ("喀什市", "疏附县", "莎车县", "喀什经济开发区")
UPPERS = ("喀什地区", "和田地区", None, "阿克苏地区", "喀什地区")  # in turn
SILENT, LATE = 9, 10  # every ninth unit sends nothing in June, every tenth after the deadline
QUOTAS = {
    "T02-1": lambda at: at % 3 + 1,
    "T02-2": lambda at: 2 if at else None,
}  # of the second all units but one


def many_units(root: Path, uppers: tuple[str | None, ...] = UPPERS, count: int = MANY) -> Month:
    """A fresh folder with the checklist of so many units; nothing has gone out."""
    init_folder(root)
    path = root / CHECKLIST
    cut(path, FEW_TASKS, MODELS)
    multiplied(path, count)
    book = openpyxl.load_workbook(path)
    sheet = book["单位"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    names = []
    for at, row in enumerate(range(2, sheet.max_row + 1)):
        sheet.cell(row, heads["上级"], uppers[at % len(uppers)])
        if sheet.cell(row, heads["类别"]).value == "县市":  # the others are not asked for what has quotas
            names.append(sheet.cell(row, heads["单位"]).value)
    for id, quota in QUOTAS.items():
        for at, name in enumerate(names):
            if (value := quota(at)) is not None:
                book["分解"].append([id, name, 2024, value])
    book.save(path)
    return Month(root)


def send_out(month: Month, period: Period) -> dict[str, Form]:
    """The forms of the period by unit, noted in the ledger as generate does."""
    workspace = month.workspace
    workspace.ledger.save_checklist(workspace.checklist.digest, snapshot.to_json(workspace.checklist))
    planner = FormPlanner(workspace, period)
    forms = {unit.code: planner.plan(unit) for unit in workspace.checklist.units_in(period)}
    for code, form in forms.items():
        workspace.ledger.save_form(
            planner.record(form, datetime(period.year, period.month, 1, 9), code.encode())
        )
    return forms


def returned(form: Form, at: int) -> bytes:
    """A filled form; some figures are blank, a word or 0."""
    values: dict[Place, Any] = dict(made_up_values(form))
    figures = [place for place in values if place.sheet == INDICATORS and place.field in ("ytd", "numerator")]
    if figures:
        chosen = figures[at % len(figures)]
        values[chosen] = (0, "待统计", "不涉及", None)[at % 4]
    statuses = [place for place in values if place.sheet == TASKS and place.field == "status"]
    if at % 5 == 0 and statuses:
        values[statuses[at % len(statuses)]] = "不涉及" if at % 2 else "未启动"
    return write_form(
        replace(form, values={key: value for key, value in values.items() if value is not None})
    )


def take_in(month: Month, period: Period, sends: Callable[[int], bool]) -> None:
    """Returns of the units that ``sends`` (by their place in the sheet) says, and collect."""
    forms = [(at, *form) for at, form in enumerate(send_out(month, period).items()) if sends(at)]
    for day in (24, 26):
        moment = datetime(period.year, period.month, day, 11)
        for at, code, form in forms:
            if day == (26 if at % LATE == 0 else 24):
                month.drop(f"{code}.xlsx", returned(form, at), moment.replace(hour=10))
        collect(month.root, month.workspace.config, moment, ledger=month.workspace.ledger, checklist=month.workspace.checklist, period=period)  # fmt: skip


def many_month(root: Path) -> Month:
    """Both months taken in; every ninth unit is silent in June."""
    month = many_units(root)
    take_in(month, MAY, lambda at: at % 11 != 3)
    take_in(month, JUNE, lambda at: at % SILENT != 4)
    return month


# --- without files -----------------------------------------------------------------------------------


def months(
    checklist: Checklist, count: int = MANY, tasks: Collection[int] = FEW_TASKS[:3], **changed: Any
) -> MonthData:
    """Random returns of many copies of four counties without a file, all of which report all of these tasks; the 上级 in turn."""
    models = [unit for unit in checklist.reporting if unit.kind == UnitKind.COUNTY][:4]
    units = tuple(
        replace(
            models[at % 4], code=f"9{at:05d}", name=f"{models[at % 4].name}第{at}片", upper=f"第{at % 3}地区"
        )
        for at in range(count)
    )
    names = tuple(unit.name for unit in units)
    chosen = tuple(replace(task, reporters=names) for task in checklist.tasks if task.no in tasks)
    indicators = tuple(
        replace(one, reporters=names, reporters_by_year={})
        for one in checklist.indicators
        if one.task_no in tasks
    )
    many = replace(checklist, units=units, tasks=chosen, indicators=indicators, quotas=())
    entries = {month: [*_values(units, many, month)] for month in (MAY, JUNE)}
    return MonthData(many, units, JUNE, entries, **changed)


def _values(units: Sequence[Unit], checklist: Checklist, period: Period) -> Iterator[Entry]:
    """Of all but the first five units."""
    rng = random.Random(period.month)
    for unit in units[5:]:
        source = Source(unit.code, f"archive/{period}/{unit.name}/v1.xlsx", "ab" * 32, "表", "A1", "")
        for task in checklist.tasks:
            word = rng.choice(["正常推进", "正常推进", "进度滞后", "已完成", "不涉及"])
            yield Entry(unit.code, period, TASKS, task.key, STATUS, word, source)
        for one in checklist.indicators:
            for field in (NUMERATOR, DENOMINATOR) if one.is_ratio_input else (YTD,):
                told: Any = rng.choice(["是", "否"]) if one.report_measure == YES_NO else rng.randint(1, 90)
                yield Entry(unit.code, period, INDICATORS, one.id, field, told, source)
