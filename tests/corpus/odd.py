"""Odd values in single cells, and odd rows in the sheets that the unit fills row by row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from corpus.case import Case, case, draft
from corpus.damage import places, put_rows, rows_of, without_key
from corpus.sample import Place, address_of, key_rows
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.returns import Scalar
from toolkit.forms.layout import SHEETS

SEATS = (INDICATORS, "T02-3", "ytd")  # 个
ROAD = (INDICATORS, "T22-1", "ytd")  # 公里
MONEY = (INDICATORS, "T24-2", "ytd")  # 亿元
PEOPLE = (INDICATORS, "T45-1", "numerator")  # 人
SCHOOLS = (INDICATORS, "T02-1", "ytd")  # 所
LAB = (INDICATORS, "T04-1", "ytd")  # 是/否
DONE = (TASKS, "2", "completion")  # %
STATUS = (TASKS, "2", "status")
START = (PROJECTS, "653121-2024-001", "start")
TOTAL = (PROJECTS, "653121-2024-001", "total")  # 万元

READABLE: tuple[tuple[Place, Scalar, Scalar], ...] = (
    (SEATS, "１，２８６", 1286.0),
    (SEATS, "1,286", 1286.0),
    (SEATS, "1.86万", 18600.0),
    (SEATS, "1.86万个", 18600.0),
    (SEATS, "三十", 30.0),
    (SEATS, "一百二十", 120.0),
    (SEATS, "0", 0.0),
    (SEATS, "\u00a0540\u3000", 540.0),
    (SEATS, "待统计 ", "待统计"),
    (SEATS, "不涉及。", "不涉及"),
    (SEATS, "1亿2000万", 120_000_000.0),
    (SEATS, "-15", -15.0),
    (SCHOOLS, "3所", 3.0),
    (MONEY, "2000万元", 0.2),
    (MONEY, "1.5亿", 1.5),
    (ROAD, "12500米", 12.5),
    (ROAD, "12.5km", 12.5),
    (PEOPLE, "30.5万人", 305_000.0),
    (LAB, "√", "是"),
    (LAB, True, "是"),
    (DONE, "１２.５％", 12.5),
    (DONE, "百分之六十五", 65.0),
    (STATUS, " 进度滞后", "进度滞后"),
    (STATUS, "滞后", "进度滞后"),
    (START, "2024.6.5", "2024-06-05"),
    (START, "2024年7月", "2024-07"),
    (START, 45448.0, "2024-06-05"),
    (START, "20240605", "2024-06-05"),
    (START, "待统计", "待统计"),
    (TOTAL, "0.52亿元", 5200.0),
)
DOUBTFUL: tuple[tuple[Place, Scalar, str], ...] = (
    (SEATS, "约30", "E103"),
    (SEATS, "30余个", "E103"),
    (SEATS, "三十多", "E103"),
    (SEATS, "30-40", "E104"),
    (SEATS, "12/15", "E104"),
    (SEATS, "——", "E102"),
    (SEATS, "/", "E102"),
    (SEATS, "无", "E102"),
    (SEATS, "12,86", "E106"),
    (SEATS, "50%", "E105"),
    (SEATS, "正在统计上报", "E101"),
    (SEATS, "\u200b", "E114"),
    (SEATS, datetime(2024, 12, 5), "E112"),
    (SCHOOLS, "5所(其中在建2所)", "E104"),
    (LAB, "已建成", "E113"),
    (STATUS, "未完成", "E108"),
    (START, "6月5日", "E109"),
    (START, "2024.6.31", "E109"),
    (START, "已开工", "E109"),
    (DONE, "大部分", "E101"),
)


def value_cases() -> Iterator[Case]:
    for place, raw, true in READABLE:
        d = draft()
        sheet, row, column = address_of(d.book, place)
        d.write(sheet, row, column, raw)
        d.book[sheet].cell(row, column).number_format = "General"
        d.truth[place] = true
        yield case(f"值：{SHEETS[sheet].column(place[2]).header} {raw!r}", d)
    for place, raw, code in DOUBTFUL:
        d = draft()
        sheet, row, column = address_of(d.book, place)
        d.write(sheet, row, column, raw)
        d.doubt(place)
        yield case(f"值：{SHEETS[sheet].column(place[2]).header} {raw!r}", d, [code])
    yield _percent_format()
    yield _cached_formula()


def _percent_format() -> Case:
    d = draft()
    sheet, row, column = address_of(d.book, DONE)
    d.write(sheet, row, column, 0.125)
    d.book[sheet].cell(row, column).number_format = "0.0%"
    d.truth[DONE] = 12.5
    return case("值：百分比格式的0.125", d)


def _cached_formula() -> Case:
    """A formula with its stored result, which openpyxl cannot write: put into the XML."""
    d = draft()
    d.book.calculation.fullCalcOnLoad = False  # whoever works a formula out leaves nothing to be worked out
    sheet, row, column = address_of(d.book, SCHOOLS)
    at = f"{d.book[sheet].cell(row, column).coordinate}"
    d.written.discard(d.truth[SCHOOLS])
    d.written.add("=SUM(1,2)")
    d.truth[SCHOOLS] = 3.0
    item = case("值：公式，存有结果", d, ["N127"])
    number = d.book.sheetnames.index(sheet) + 1
    item.data = patch_cell(item.data, f"xl/worksheets/sheet{number}.xml", at, "<f>SUM(1,2)</f><v>3</v>")
    return item


def patch_cell(data: bytes, part: str, address: str, content: str) -> bytes:
    """The workbook with the content of one cell's XML replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            raw = old.read(info)
            if info.filename == part:
                pattern = rf'(<c r="{address}"[^>]*?)(?: t="\w+")?>.*?</c>'
                text, count = re.subn(pattern, rf"\1>{content}</c>", raw.decode("utf-8"))
                assert count == 1, (part, address)
                raw = text.encode("utf-8")
            new.writestr(info, raw)
    return out.getvalue()


def project_cases() -> Iterator[Case]:
    d = draft()
    sheet = d.book[PROJECTS]
    first = rows_of(sheet)[:3]
    put_rows(sheet, first[::-1])
    yield case("项目：排了序", d)

    d = draft()
    sheet = d.book[PROJECTS]
    below = sheet.max_row + 1
    for column, value in enumerate(("外来项目十一", 36.0, "供水排水", 818181.0), 2):
        d.write(PROJECTS, below, column, value)
    for field, value in (
        ("name", "外来项目十一"),
        ("task_no", 36.0),
        ("category", "供水排水"),
        ("total", 818181.0),
    ):
        d.truth[PROJECTS, f"新-{below}", field] = value
    yield case("项目：在最下面另加一行，没有编号", d)

    d = draft()
    sheet = d.book[PROJECTS]
    row = list(rows_of(sheet)[2])
    row[1], row[4] = "外来复制改名的项目", 929292.0
    below = sheet.max_row + 1
    put_rows(sheet, [row], below)
    d.written |= {row[1], row[4]}  # type: ignore[arg-type]
    for index, column in enumerate(SHEETS[PROJECTS].columns):
        if column.role == "input" and row[index] is not None:
            d.truth[PROJECTS, f"新-{below}", column.field] = row[index]  # type: ignore[assignment]
    yield case("项目：复制一行改成新项目", d)

    d = draft()
    sheet = d.book[PROJECTS]
    without_key(sheet)
    for at in (5, 6):
        sheet.cell(at, 1).value = None
    yield case("项目：编号没有了，上月的项目按名称认", d)

    d = draft()
    sheet = d.book[EXPERIENCE]
    row_at = key_rows(sheet)["J001"]
    put_rows(sheet, [[None] * 20], row_at)
    d.forget(*places(d.truth, EXPERIENCE))
    for column, value in enumerate(("意见建议", "外来标题甲", "外来内容甲"), 1):
        d.write(EXPERIENCE, row_at + 3, column, value)
    for field, value in (("category", "意见建议"), ("title", "外来标题甲"), ("content", "外来内容甲")):
        d.truth[EXPERIENCE, "J004", field] = value
    yield case("经验：没有从第一行填起", d)
