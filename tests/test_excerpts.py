"""A few rows that a unit put into a table of its own mend what it sent before, from Excel as from Word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from tests.collect_month import JUNE, KASHGAR, Month, copy_month, run, small_month, zipped
from toolkit.core import fields
from toolkit.core.form import INDICATORS, PROJECTS, TASKS, IndicatorRow
from toolkit.core.places import Place
from toolkit.core.returns import Scalar
from toolkit.forms.places import project_numbers

HEAD = ("指标编号", "指标名称", "计量单位", "本月累计")
FIGURE = 355
Row = tuple[Scalar, ...]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return small_month(tmp_path_factory.mktemp("excerpts") / "root")


@pytest.fixture(scope="module")
def sent(template: Month, tmp_path_factory: pytest.TempPathFactory) -> Month:
    """The same with the unit's form in it."""
    month = copy_month(template, tmp_path_factory.mktemp("sent") / "root")
    month.drop("喀什市.xlsx", form(month), datetime(2024, 6, 20, 9))
    run(month)
    month.workspace.ledger.close()
    return month


@pytest.fixture
def month(template: Month, tmp_path: Path) -> Iterator[Month]:
    month = copy_month(template, tmp_path / "root")
    yield month
    month.workspace.ledger.close()


@pytest.fixture
def month_with_form(sent: Month, tmp_path: Path) -> Iterator[Month]:
    month = copy_month(sent, tmp_path / "root")
    yield month
    month.workspace.ledger.close()


def plain(month: Month) -> IndicatorRow:
    """An indicator of the unit that takes a number."""
    rows = month.form(KASHGAR).indicators
    return next(row for row in rows if not row.indicator.is_ratio_input and row.indicator.report_measure)


def told(row: IndicatorRow, figure: int = FIGURE) -> Row:
    one = row.indicator
    return one.id, one.name, one.report_measure, figure


def in_excel(titles: list[str], *rows: Row, head: Row = HEAD, sheet: str = "Sheet1") -> bytes:
    book, out = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in (*((title,) for title in titles), head, *rows):
        page.append(row)
    book.save(out)
    return out.getvalue()


def in_word(titles: list[str], *rows: Row, head: Row = HEAD) -> bytes:
    document, out = docx.Document(), BytesIO()
    document.core_properties.modified = datetime(2024, 6, 24)  # the library's own is years back
    for title in titles:
        document.add_paragraph(title)
    table = document.add_table(len(rows) + 1, len(head))
    for line, row in zip(table.rows, (head, *rows), strict=True):
        for cell, value in zip(line.cells, row, strict=True):
            cell.text = str(value)
    document.save(out)
    return out.getvalue()


def standing(month: Month) -> list[str]:
    """Codes of what reading and merging have to say now, but for who the return is from."""
    found = month.workspace.ledger.read_findings(JUNE)
    return sorted(one.code for one in found if one.code not in ("N712", "Q711"))


def counted(month: Month, key: str) -> object:
    """The figure of an indicator that counts."""
    place = Place(INDICATORS, key, fields.YTD)
    entries = month.workspace.ledger.entries(JUNE)
    return next((one.value for one in entries if (one.unit, one.place) == (KASHGAR, place)), None)


def form(month: Month) -> bytes:
    """The unit's form, with two projects."""
    free = list(project_numbers(month.form(KASHGAR)))
    return month.filled(
        KASHGAR, changes={Place(PROJECTS, key, fields.NAME): f"{key}路工程" for key in free[:2]}
    )


LEAD_IN = "因统计口径调整，现将6月有关指标更正如下："
LATER = [
    # what it is, the name of the file, its content, what is said of it
    ("one row", "喀什市更正.xlsx", lambda row: in_excel(["喀什市2024年6月更正数据"], row), ["Q175"]),
    ("no title", "喀什市6月.xlsx", lambda row: in_excel([], row), ["Q175"]),
    ("the unit in the title", "更正.xlsx", lambda row: in_excel(["喀什市6月更正数据"], row), ["Q175"]),
    ("a sheet's name", "喀什市6月.xlsx", lambda row: in_excel([], row, sheet=INDICATORS), ["Q175"]),
    ("why it mends", "喀什市6月.xlsx", lambda row: in_excel([LEAD_IN], row), ["N128", "Q175"]),
    ("another figure", "喀什市6月.xlsx", lambda row: in_excel(["更正：T08-3应为33"], row), ["N128", "Q172", "Q175"]),
    ("Word, by the sheet's name", "喀什市6月.docx", lambda row: in_word(["喀什市2024年6月指标数据更正"], row), ["Q146"]),
    ("Word, by what it does", "喀什市6月.docx", lambda row: in_word(["喀什市2024年6月更正数据"], row), ["Q146"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "said"), [pytest.param(*case[1:], id=case[0]) for case in LATER])
def test_it_mends_what_was_sent_and_owes_nothing_more(
    month_with_form: Month, name: str, make: Callable[[Row], bytes], said: list[str]
) -> None:
    month = month_with_form
    row, before = plain(month), standing(month)
    month.drop(name, make(told(row)))
    (receipt,) = run(month).receipts
    assert (receipt.status, receipt.version) == ("accepted", 2)
    assert counted(month, row.indicator.id) == FIGURE
    assert [one for one in standing(month) if one not in before] == said


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_alone_it_is_said_once_what_has_not_come(month: Month, kind: str) -> None:
    row, make = plain(month), in_excel if kind == "xlsx" else in_word
    month.drop(f"喀什市更正.{kind}", make(["喀什市2024年6月指标数据更正"], told(row)))
    run(month)
    asked = "Q175" if kind == "xlsx" else "Q146"
    assert standing(month) == ["E174", "E174", asked]
    found = [one for one in month.workspace.ledger.read_findings(JUNE) if one.code == "E174"]
    assert {one.form_sheet for one in found} == {TASKS, INDICATORS}
    month.drop(f"喀什市再更正.{kind}", make(["指标数据更正"], told(row, 366)), datetime(2024, 6, 25, 9))
    run(month)
    assert (counted(month, row.indicator.id), standing(month).count("E174")) == (366, 2)
    month.drop("喀什市.xlsx", form(month), datetime(2024, 6, 25, 10))
    run(month)
    assert "E174" not in standing(month)


def test_a_title_of_another_month_is_not_this_months(month: Month) -> None:
    for at, title in enumerate(("喀什市2024年5月更正数据", "喀什市5月更正数据")):
        month.drop(f"喀什市更正{at}.xlsx", in_excel([title], told(plain(month), 300 + at)))
    assert [(one.status, one.codes) for one in run(month).receipts] == [("waiting", "E710")] * 2


def test_beside_a_form_it_is_a_document_whose_figures_are_held_against_it(month: Month) -> None:
    row = plain(month)
    table = in_excel(["喀什市2024年6月更正数据"], told(row))
    month.drop("喀什市.zip", zipped(a__xlsx=form(month), b__xlsx=table))
    result = run(month)
    assert sorted((one.name, one.status) for one in result.receipts) == [
        ("a.xlsx", "accepted"),
        ("b.xlsx", "attachment"),
    ]
    assert "Q781" in standing(month) and counted(month, row.indicator.id) != FIGURE


NO_EXCERPTS = [
    # a row twice, as where many units stand in one table; no number of a row; no column that answers
    in_excel(["喀什市2024年6月更正数据"], ("T08-1", "甲", "人", 1), ("T08-1", "乙", "人", 2)),
    in_excel(["喀什市2024年6月更正数据"], ("", "城镇新增就业", "人", 1)),
    in_excel(["喀什市2024年6月更正数据"], ("T08-1", "城镇新增就业"), head=("指标编号", "指标名称")),
]


def test_what_is_no_table_of_the_form_waits(month: Month) -> None:
    for at, data in enumerate(NO_EXCERPTS):
        month.drop(f"喀什市6月{at}.xlsx", data)
    assert [(one.status, one.codes) for one in run(month).receipts] == [("waiting", "E707")] * 3
