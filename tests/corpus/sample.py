"""A small form of a few tasks and indicators, and a way to fill it as a county would.

Every value that is filled in occurs nowhere else in the workbook, so that a recount by value with
openpyxl finds exactly the filled cells, wherever damage has moved them.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS, Form
from toolkit.core.model import Checklist, Comparator, Decision, Indicator, Kind, Target, Task, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Book, Entry, Scalar
from toolkit.forms.layout import COVER_PLACES, FIRST_ROW, SHEETS
from toolkit.forms.places import indicator_column
from toolkit.forms.plan import Prefill, plan_form
from toolkit.forms.reading.form import Reading, read_form
from toolkit.forms.write import write_form
from toolkit.inbox.workbooks.reader import read_book

Place = tuple[str, str, str]
JUNE = Period(2024, 6)
MAY = Period(2024, 5)
KEY = b"corpus key"

UNITS = (
    Unit("653101", "喀什市", "喀什市", ("喀什市人民政府",), email=("ks@example.cn",)),
    Unit("653121", "疏附县", "疏附", ("疏附县人民政府",), email=("sf@example.cn",)),
    Unit("653122", "疏勒县", "疏勒", ("疏勒县人民政府",), email=("sl@example.cn",)),
    Unit("653131", "塔什库尔干塔吉克自治县", "塔县", ("塔什库尔干县", "塔什库尔干")),
    Unit("653191", "喀什经济开发区", "经开区", ("经济开发区", "喀什经开区"), kind="园区"),
    Unit("653197", "地区住建局", "住建局", ("地区住房和城乡建设局",), kind="部门"),
)
BY_NAME = {unit.name: unit for unit in UNITS}
_COUNTIES = ("喀什市", "疏附县", "疏勒县", "塔什库尔干塔吉克自治县")


def _task(no: int, item: str, content: str, measures: str, reporters: tuple[str, ...] = _COUNTIES) -> Task:
    return Task(
        no,
        "公共服务提升行动",
        no // 4 + 1,
        item,
        content,
        {2024: measures},
        ("地区教育局",),
        "各县市",
        reporters,
    )


TASKS_2024 = (
    _task(2, "扩大教育资源", "新建义务教育学校和普通高中。", "2024年新建6所义务教育学校，新增学位1.86万个。"),
    _task(4, "完善疾控体系", "提升疾控检测能力。", "建成县级疾控中心P2实验室，新增检测项目。"),
    _task(19, "壮大县域经济", "争创国家历史文化名城。", "完善申报材料，按程序上报。", ("喀什市",)),
    _task(22, "完善市政道路", "实施城镇道路新建改造。", "打通断头路，改造破损路面。"),
    _task(28, "改造老旧小区", "改造城镇老旧小区，完善配套。", "改造老旧小区170个、15448户。"),
    _task(36, "更新市政管网", "供水、排水、供热管道更新改造。", "供水管道更新改造29公里，排水22公里。"),
    _task(45, "推进农村供水", "提高农村集中供水率和水质。", "建设规模化供水工程，延伸管网。"),
)


def _indicator(id: str, name: str, measure: str, report: str, factor: float, **more: object) -> Indicator:
    facts: dict[str, object] = {
        "kind": Kind.FLOW,
        "comparator": Comparator.GE,
        "targets": {2024: Target(7777)},
        "reporters": _COUNTIES,
        **more,
    }
    return Indicator(id, int(id[1:3]), name, measure=measure, report_measure=report, factor=factor, **facts)  # type: ignore[arg-type]


INDICATORS_2024 = (
    _indicator("T02-1", "新建义务教育学校数", "所", "所", 1),
    _indicator("T02-2", "新建普通高中学校数", "所", "所", 1),
    _indicator("T02-3", "新增义务教育学位数", "万个", "个", 10000, targets={2024: Target(1.86)}),
    _indicator("T04-1", "建成P2实验室", "个", "是/否", 1, kind=Kind.MILESTONE),
    _indicator("T22-1", "实施市政道路工程", "公里", "公里", 1, decimals=2),
    _indicator("T24-2", "市政基础设施项目完成投资", "亿元", "亿元", 1, kind=Kind.INVESTMENT, decimals=2),
    _indicator("T28-1", "改造城镇老旧小区数", "个", "个", 1),
    _indicator("T28-2", "改造城镇老旧小区户数", "户", "户", 1),
    _indicator("T36-1", "供水管道更新改造", "公里", "公里", 1, decimals=1),
    _indicator(
        "T45-1",
        "农村集中供水率",
        "%",
        "%",
        100,
        kind=Kind.RATIO,
        targets={2024: Target(97)},
        numerator="集中供水人口",
        denominator="农村常住人口",
        numerator_measure="人",
        denominator_measure="人",
    ),
)
CHECKLIST = Checklist(
    (*TASKS_2024, _task(24, "储备市政项目", "谋划储备市政项目。", "加强项目前期，争取上级资金。")),
    INDICATORS_2024,
    digest="corpus-digest",
)
_PROJECTS = {
    "653121-2024-001": {"name": "第三小学改扩建", "task_no": 2.0, "category": "教育", "total": 5210.0},
    "653121-2024-002": {"name": "老旧小区改造二期", "task_no": 28.0, "category": "住房保障", "total": 8340.0},
}
_DECISION = Decision("2024-3", "尽快落实第三小学用地手续", "疏附县", "6月底")


def form_for(name: str, period: Period = JUNE, carried: bool = True, part: str = "") -> Form:
    """The form of a unit; 疏附县 carries two projects and a decision over when ``carried``."""
    unit = BY_NAME[name]
    entries = [
        Entry(unit.code, period.previous, PROJECTS, number, field, value, None)
        for number, values in (_PROJECTS.items() if carried and name == "疏附县" else ())
        for field, value in values.items()
    ]
    return plan_form(
        CHECKLIST,
        unit,
        period,
        prefill=Prefill(entries=entries),
        deadline=datetime(period.year, period.month, 25, 18),
        data_until=datetime(period.year, period.month, 25),
        office="地区城镇化办",
        office_contact="0998-2520000",
        key=KEY,
        decisions=(_DECISION,),
        part=part,
        tasks={2, 4} if part else None,
    )


@cache
def blank_form(name: str, period: Period = JUNE, part: str = "") -> bytes:
    """The workbook as it is sent out."""
    return write_form(form_for(name, period, part=part))


def entries_for(name: str, period: Period = JUNE, part: str = "") -> dict[Place, Scalar]:
    """What the unit truly reports: every place of the form, each value unlike all others."""
    form = form_for(name, period, part=part)
    base = 100_000 * (1 + [unit.name for unit in UNITS].index(name)) + 1000 * period.month
    tag = f"{name}{period.month}月"
    values: dict[Place, Scalar] = {}
    for at, row in enumerate(form.rows):
        key = (TASKS, str(row.task.no))
        values[(*key, "status")] = ("正常推进", "进度滞后", "未启动")[at % 3]
        values[(*key, "completion")] = 60.5 + at + period.month / 100
        values[(*key, "progress")] = f"{tag}任务{row.task.no}：开工{at + 2}处，完成投资{at}30万元。"
        values[(*key, "problems")] = f"{tag}任务{row.task.no}用地手续未批"
        values[(*key, "person")] = f"{tag}责任人{at}"
    for at, indicator in enumerate(form.indicators):
        id = indicator.indicator.id
        for field in ("numerator", "denominator", "ytd"):
            column = indicator_column(field, indicator)
            if column.role == "input":
                number = base + at * 10 + (field == "denominator")
                values[INDICATORS, id, field] = "否" if column.kind == "choice" else float(number)
        values[INDICATORS, id, "explanation"] = f"{tag}{id}口径一致"
        values[INDICATORS, id, "nature"] = "快报"
    if not part:
        values.update(_rows_of_the_unit(form, tag, base))
    for field, text in (("filler", "张三"), ("phone", "0998-252"), ("reviewer", "李四"), ("head", "王五")):
        values[COVER, "", field] = f"{tag}{text}"
    values[COVER, "", "filled_on"] = datetime(period.year, period.month, 24)
    if form.decisions:
        values[COVER, _DECISION.number, "feedback"] = f"{tag}手续已报自然资源局"
    return values


def _rows_of_the_unit(form: Form, tag: str, base: int) -> dict[Place, Scalar]:
    """Two projects (the carried ones where there are any), one new one, one experience."""
    values: dict[Place, Scalar] = {}
    prefix = f"{form.unit.code}-{form.period.year}"
    for at in (1, 2, 3):
        key = (PROJECTS, f"{prefix}-{at:03d}")
        carried = next((p.values for p in form.projects if p.number == key[1]), {})
        values[(*key, "name")] = str(carried.get("name", f"{tag}新建项目{at}"))
        values[(*key, "total")] = float(carried.get("total", base + 500 + at))
        values[(*key, "task_no")] = float(carried.get("task_no", 36))
        values[(*key, "category")] = str(carried.get("category", "供水排水"))
        values[(*key, "year_done")] = float(base + 600 + at)
        values[(*key, "start")] = datetime(2024, 3, at)
        values[(*key, "status")] = "在建"
        values[(*key, "image")] = f"{tag}主体完成{at}成"
    values[EXPERIENCE, "J001", "category"] = "典型经验"
    values[EXPERIENCE, "J001", "title"] = f"{tag}一窗通办"
    values[EXPERIENCE, "J001", "content"] = f"{tag}设联合窗口三个"
    return values


def as_read(value: Scalar) -> Scalar:
    """A true value as the ledger keeps it: dates as ISO text."""
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime) else value


def key_rows(sheet: Worksheet) -> dict[str, int]:
    """Row key -> 1-based row, from the hidden key column of a sheet that nobody has moved."""
    column = SHEETS[sheet.title].key_index + 1
    return {
        str(sheet.cell(row, column).value): row
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if sheet.cell(row, column).value is not None
    }


def address_of(book: Workbook, place: Place) -> tuple[str, int, int]:
    """(sheet, row, column) of a place in an undamaged workbook."""
    sheet, key, field = place
    if sheet == COVER:
        if field == "feedback":
            row = next(r for r in range(1, 40) if book[COVER].cell(r, 5).value == key)
            return sheet, row, 4
        address = next(p.address for p in COVER_PLACES if p.column.field == field)
        return sheet, int(address[1:]), ord(address[0]) - 64
    return sheet, key_rows(book[sheet])[key], SHEETS[sheet].index(field) + 1


def fill(data: bytes, values: Mapping[Place, Scalar]) -> Workbook:
    """The workbook with ``values`` typed in, as openpyxl holds it."""
    book = load_workbook(BytesIO(data))
    rows = {name: key_rows(book[name]) for name in SHEETS}
    for (sheet, key, field), value in values.items():
        if sheet in SHEETS:
            book[sheet].cell(rows[sheet][key], SHEETS[sheet].index(field) + 1).value = value  # type: ignore[assignment]
        else:
            _, row, column = address_of(book, (sheet, key, field))
            book[sheet].cell(row, column).value = value  # type: ignore[assignment]
    return book


def filled(
    name: str = "疏附县", period: Period = JUNE, part: str = ""
) -> tuple[Workbook, dict[Place, Scalar]]:
    """A return filled in whole, and what it truly says."""
    data, values = _kept(name, period, part)
    return pickle.loads(data), dict(values)


@cache
def _kept(name: str, period: Period, part: str) -> tuple[bytes, dict[Place, Scalar]]:
    """As openpyxl holds it, pickled: taken out in a seventh of the time that it takes to read it again."""
    values = entries_for(name, period, part)
    return pickle.dumps(fill(blank_form(name, period, part), values), pickle.HIGHEST_PROTOCOL), values


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def plain_book() -> Book:
    """The return of 疏附县 as it is read before anything is changed; not to be changed."""
    return read_book(saved(filled()[0]))


@cache
def plain_reading() -> Reading:
    """What it is read as."""
    return read_form(plain_book(), form_for("疏附县"))
