"""A small checklist with every kind of row, forms made from it, and ways to fill and compute them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import formualizer
from python_calamine import CalamineWorkbook

from toolkit.core.form import Form
from toolkit.core.model import (
    Checklist,
    Comparator,
    Curve,
    Indicator,
    Kind,
    PaceKind,
    Quota,
    Target,
    Task,
    Unit,
)
from toolkit.core.periods import Period
from toolkit.forms.layout import COVER_PLACES, FEEDBACK_LETTER, FIRST_ROW, SHEETS, decision_row
from toolkit.forms.places import row_keys
from toolkit.forms.plan import Prefill, plan_form

UNIT = Unit("653101", "喀什市", "喀什市")
OTHER = Unit("653125", "莎车县", "莎车县")
CENTRE = Unit("653191", "地区疾控中心", "疾控中心", kind="部门")
PERIOD = Period(2024, 6)
KEY = b"k" * 32
BOTH = (UNIT.name, OTHER.name)
ALL = (*BOTH, CENTRE.name)
Place = tuple[str, str, str]


def task(no: int, action: str = "农业转移人口市民化质量提升行动", **changes: Any) -> Task:
    made = Task(
        no,
        action,
        no,
        f"事项{no}",
        f"主要内容及目标{no}",
        {2024: f"1.2024年措施{no}。\n2.第二条。", 2025: f"2025年措施{no}"},
        ("地区教育局", "地区卫健委"),
        "各县市人民政府",
        BOTH,
    )
    return replace(made, **changes)


def indicator(id: str, kind: Kind = Kind.FLOW, **changes: Any) -> Indicator:
    task_no = int(id[1:3])
    made = Indicator(
        id,
        task_no,
        f"指标{id}",
        kind,
        Comparator.GE,
        "个",
        "个",
        1.0,
        {2024: Target(120.0), 2025: Target(150.0)},
        BOTH,
        note=f"口径{id}",
    )
    return replace(made, **changes)


def sample_checklist() -> Checklist:
    ratio = {
        "measure": "%",
        "report_measure": "%",
        "factor": 100.0,
        "numerator": "分子项",
        "denominator": "分母项",
    }
    ratio |= {"numerator_measure": "人", "denominator_measure": "人", "targets": {2024: Target(90.0)}}
    yes_no = {"measure": "是/否", "report_measure": "是/否", "targets": {2024: Target(1.0)}}
    return Checklist(
        tasks=(
            task(1),
            task(2),
            task(3, frequency="季度"),
            task(4, action="产城融合发展效能提升行动", frequency="滞后月报"),
            task(5, action="产城融合发展效能提升行动", channel="线下"),
        ),
        indicators=(
            indicator(
                "T01-1",
                measure="万个",
                report_measure="个",
                factor=10000.0,
                targets={2024: Target(1.86)},
                decimals=2,
            ),
            indicator("T01-2", Kind.STOCK, pace_kind=PaceKind.POINT),
            indicator("T01-3", Kind.RATIO, pace_kind=PaceKind.POINT, **ratio),
            indicator("T02-1", Kind.MILESTONE, pace_kind=PaceKind.POINT, **yes_no),
            indicator("T02-2", Kind.RATE_EACH, pace_kind=PaceKind.POINT),
            indicator("T02-3", frequency="年度"),
            indicator(
                "T03-1",
                Kind.INVESTMENT,
                reporters=(UNIT.name,),
                measure="亿元",
                report_measure="万元",
                factor=10000.0,
                targets={2024: Target(0.5)},
                decimals=2,
            ),
            indicator(
                "T03-2",
                Kind.STOCK,
                comparator=Comparator.LE,
                pace_kind=PaceKind.POINT,
                reporters=(UNIT.name,),
                targets={2024: Target(30.0)},
            ),
            indicator("T03-3", targets={2024: Target(10.0, 12.0)}, comparator=Comparator.RANGE),
            indicator("T04-1", reporters=ALL),
            indicator("T04-2", targets={2025: Target(8.0)}),
            indicator("T05-1"),
        ),
        quotas=(Quota("T01-1", UNIT.name, 2024, 6000.0), Quota("T03-3", UNIT.name, 2024, 4.0)),
        curves=(Curve("默认", tuple(month * 100 / 12 for month in range(1, 13))),),
        digest="d" * 16,
    )


def sample_form(unit: Unit = UNIT, period: Period = PERIOD, **changes: Any) -> Form:
    options: dict[str, Any] = {
        "prefill": Prefill(),
        "deadline": datetime(period.year, period.month, 25, 18),
        "data_until": datetime(period.year, period.month, 25),
        "office": "地区办公室",
        "office_contact": "张三 0998-1234567",
        "key": KEY,
    }
    checklist = changes.pop("checklist", None) or sample_checklist()
    return plan_form(checklist, unit, period, **(options | changes))


COVER_VALUES: dict[Place, Any] = {
    ("填报说明", "", "filler"): "张三",
    ("填报说明", "", "phone"): "0998-1234567",
    ("填报说明", "", "reviewer"): "李四",
    ("填报说明", "", "head"): "王五",
    ("填报说明", "", "filled_on"): date(2024, 6, 24),
}


def task_values(no: int, status: str, completion: Any = 50, **more: str) -> dict[Place, Any]:
    values: dict[str, Any] = {
        "status": status,
        "completion": completion,
        "progress": "6月20日建成1所。",
        **more,
    }
    return {("任务进展", str(no), name): value for name, value in values.items() if value is not None}


def indicator_values(id: str, **values: Any) -> dict[Place, Any]:
    return {("指标数据", id, name): value for name, value in values.items()}


def address_of(form: Form, place: Place) -> tuple[str, int, int]:
    """Sheet, row and column (1-based) of an input cell, from the layout alone."""
    sheet, key, field = place
    if sheet == "填报说明" and key == "":
        address = next(p.address for p in COVER_PLACES if p.column.field == field)
        return sheet, int(address[1:]), ord(address[0]) - 64
    if sheet == "填报说明":
        return sheet, decision_row(row_keys(form, sheet).index(key)), ord(FEEDBACK_LETTER) - 64
    return sheet, FIRST_ROW + row_keys(form, sheet).index(key), SHEETS[sheet].index(field) + 1


def compute(form: Form, data: bytes, values: Mapping[Place, Any]) -> formualizer.Workbook:
    """Type values into a workbook and let the engine compute every formula."""
    book = formualizer.Workbook.from_bytes(data)
    for place, value in values.items():
        book.set_value(*address_of(form, place), value)
    book.evaluate_all()
    return book


def cells(data: bytes) -> dict[tuple[str, int, int], Any]:
    """Every non-empty cell of a workbook by (sheet, row, column), as calamine reads it."""
    import io

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: dict[tuple[str, int, int], Any] = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        for r, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
            found.update({(name, r, c): value for c, value in enumerate(row, 1) if value != ""})
    return found
