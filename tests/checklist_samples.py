"""A small checklist and ways to edit its workbook as an office would (openpyxl)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from toolkit.checklist.importing import import_checklist
from toolkit.checklist.workbook import Review, write_checklist
from toolkit.core.findings import Finding
from toolkit.core.model import (
    Award,
    Checklist,
    Comparator,
    Curve,
    Difference,
    Indicator,
    Kind,
    OfficeRule,
    Opening,
    PaceKind,
    Quota,
    Target,
    Task,
    Unit,
    Weight,
)
from toolkit.core.periods import Period

UNITS = ("甲市", "乙县", "丙县", "地区本级")


def task(no: int, **changed: Any) -> Task:
    fields = {
        "no": no,
        "action": "第一行动",
        "item_no": no,
        "item": f"事项{no}",
        "content": "内容",
        "measures": {2024: "1.2024年新建6所学校。\n2.新增学位1.86万个。", 2025: ""},
        "leads": ("地区教育局",),
        "responsible": "各县市人民政府",
        "reporters": UNITS[:3],
        "leads_text": "地区教育局",
        "short": f"任务名{no}",
    }
    return Task(**{**fields, **changed})


def indicator(id: str, task_no: int, **changed: Any) -> Indicator:
    fields = {
        "id": id,
        "task_no": task_no,
        "name": f"指标{id}",
        "kind": Kind.FLOW,
        "comparator": Comparator.GE,
        "measure": "万个",
        "report_measure": "个",
        "factor": 10000.0,
        "targets": {2024: Target(1.86), 2025: Target(1.28)},
        "reporters": UNITS[:3],
        "decimals": 2,
    }
    return Indicator(**{**fields, **changed})


def sample() -> Checklist:
    return Checklist(
        tasks=(task(1), task(2, channel="线下", frequency="季度")),
        indicators=(
            indicator("T01-1", 1),
            indicator(
                "T01-2",
                1,
                kind=Kind.RATIO,
                measure="%",
                report_measure="%",
                factor=100.0,
                targets={2024: Target(97)},
                numerator="处理量",
                denominator="排放量",
                numerator_measure="吨",
                denominator_measure="吨",
                pace_kind=PaceKind.BASE,
                base=90.0,
                decimals=1,
                months=(6, 12),
            ),
            indicator(
                "T02-1",
                2,
                kind=Kind.RATE_EACH,
                comparator=Comparator.RANGE,
                measure="个",
                report_measure="个",
                factor=1.0,
                targets={2025: Target(2, 3)},
                pace_kind=PaceKind.POINT,
                frequency="年度",
                reporters_by_year={2025: ("甲市",)},
                decimals=0,
            ),
        ),
        quotas=(Quota("T01-1", "乙县", 2024, 3000, "地区教育局"),),
        rules=(OfficeRule("R01", "T01-1 >= 0", "疑问", "不能小于0", (6,), ("甲市",), True, 2),),
        curves=(Curve("T01-1", (0, 0, 0, 20, 30, 40, 60, 70, 80, 90, 100, 100), "户外"),),
        weights=(Weight("任务完成", 30, "按状态"), Weight("扣分", 10)),
        differences=(Difference("A1", (1, 2), "清单原话", "方案原话", "不一致"),),
        openings=(Opening("T01-1", "甲市", Period(2024, 5), 1200.0),),
        units=(
            Unit(
                "653101",
                "甲市",
                "甲",
                ("甲市人民政府", "甲市政府"),
                email=("a@x.cn", "b@x.cn"),
                contact="张三",
                cc=("c@x.cn",),
                phone="0998-1234567",
            ),
            Unit("653121", "乙县", "乙", starts=Period(2024, 3)),
            Unit("653122", "丙县", "丙", ends=Period(2024, 9)),
            Unit("653100", "地区本级", "本级", kind="本级", affiliation="平级"),
            Unit("", "地区教育局", "教育局", kind="部门", affiliation="平级", email=("jyj@x.cn",)),
        ),
        awards=(Award(2024, ("甲市", "乙县"), "扣分", 1.5, "通报批评1次（通报〔2024〕3号）", "李四"),),
    )


def edited(change: Callable[[Workbook], None], data: bytes | None = None) -> bytes:
    """The sample's workbook after an edit."""
    book = load_workbook(BytesIO(data or write_checklist(sample())))
    change(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def column_of(sheet: Any, header: str) -> int:
    """1-based column of a header."""
    headers = [cell.value for cell in sheet[1]]
    return headers.index(header) + 1


def setting(sheet: str, row: int, header: str, value: object) -> Callable[[Workbook], None]:
    """An edit that puts a value into a cell."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        page.cell(row, column_of(page, header)).value = value  # type: ignore[assignment]

    return change


def import_list(
    data: bytes, name: str, units: Sequence[Unit]
) -> tuple[Checklist, list[Review], list[Finding]]:
    """One file read as a list of the office whose units these are."""
    read = import_checklist([(name, data)], units)
    return read.checklist, list(read.reviews), list(read.findings)
