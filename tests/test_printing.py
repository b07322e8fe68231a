"""Paper: no table prints under 8 points; what LibreOffice makes of real workbooks is measured on its own PDF."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import summary_month
from forms_samples import sample_form
from hypothesis import given
from hypothesis import strategies as st
from summary_samples import PERIOD, UNITS, UNTIL

from toolkit.core.model import Checklist, Unit
from toolkit.core.paper import LEAST_POINTS
from toolkit.core.periods import Period
from toolkit.forms.write import write_form
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.leadpacks import write_lead_packs
from toolkit.outputs.summary import write_summary
from toolkit.outputs.workbook.grid import Column
from toolkit.outputs.workbook.outputbook import EXTRACT, OutputBook, render
from toolkit.outputs.workbook.printing import layout

LEAST_OF_OVERVIEW = 9.0  # points of 总览, charts and all
MOST_PAGES = 20  # of 汇总表(报送版)
MOST_OF_A_PACK = 6
MOST_OF_A_FORM = 14  # of the largest county
_WIDTHS = st.lists(st.floats(3, 60), min_size=1, max_size=40)
_HEIGHTS = st.lists(st.floats(15, 400), max_size=120)


# --- Which paper


@given(_WIDTHS, st.integers(0, 3), _HEIGHTS)
def test_no_paper_makes_text_smaller_than_eight_points(
    widths: list[float], repeated: int, heights: list[float]
) -> None:
    fit = layout(widths, min(repeated, len(widths) - 1), 100, heights)
    assert fit.scale * 10 >= LEAST_POINTS
    assert list(fit.breaks) == sorted(set(fit.breaks))
    assert all(repeated <= place < len(widths) for place in fit.breaks)


@pytest.mark.parametrize(
    ("columns", "rows", "paper"),
    [
        (8, 20, (9, True, 0)),  # a short table: A4
        (20, 20, (8, True, 0)),  # a wide one: A3
        (8, 300, (8, False, 0)),  # a long one: A3 upright
        (30, 20, (8, True, 1)),  # wider than A3: two pages beside one another
    ],
)
def test_the_paper_of_the_fewest_pages_is_taken(
    columns: int, rows: int, paper: tuple[int, bool, int]
) -> None:
    fit = layout([9.0] * columns, 1, 100, [18.0] * rows)
    assert (fit.paper.number, fit.paper.landscape, len(fit.breaks)) == paper


def test_evidence_prints_its_first_page_and_says_so() -> None:
    def fill(book: OutputBook) -> None:
        for name, extract in (("证据", True), ("全表", False)):
            sheet = book.sheet(name, [Column("行", 20)])
            sheet.rows([f"第{number}行"] for number in range(500))
            sheet.done(extract=extract)

    evidence, whole = openpyxl.load_workbook(
        io.BytesIO(render(OutputContext("办公室", PERIOD, UNTIL, UNITS), "试", fill))
    )
    assert evidence.oddHeader.right.text == EXTRACT
    assert not whole.oddHeader.right.text
    last = int(re.search(r"\$(\d+)$", evidence.print_area)[1])  # type: ignore[index]
    assert 20 < last < 100
    assert whole.print_area.endswith("$A$504")


def test_a_note_stays_on_the_printed_columns() -> None:
    """What runs on over columns that are not printed is cut off at the edge of the page."""

    def fill(book: OutputBook) -> None:
        columns = [Column("甲", 20), Column("乙", 20), Column("依据", 200)]
        sheet = book.sheet("表", columns, notes="这一段口径比印出的两列长得多。" * 9)
        sheet.rows([["一", "二", "三"]])
        sheet.done(printed=2)

    book = openpyxl.load_workbook(
        io.BytesIO(render(OutputContext("办公室", PERIOD, UNTIL, UNITS), "试", fill))
    )
    (sheet,) = book.worksheets
    (note,) = (area for area in sheet.merged_cells.ranges if area.min_row == 3)
    assert note.max_col == 2 and sheet.print_area.endswith("$B$5")
    assert sheet.row_dimensions[3].height > 5 * 16  # 135 letters on 40 half-width columns


def test_an_extract_is_one_page_whatever_the_program_makes_of_its_rows() -> None:
    def fill(book: OutputBook) -> None:
        sheet = book.sheet("证据", [Column("行", 80)])
        sheet.rows([f"第{number}行"] for number in range(500))
        sheet.done(extract=True)

    (sheet,) = openpyxl.load_workbook(
        io.BytesIO(render(OutputContext("办公室", PERIOD, UNTIL, UNITS), "试", fill))
    ).worksheets
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_longest_name_leaves_the_middle_of_the_footer_free() -> None:
    def fill(book: OutputBook) -> None:
        book.sheet("填写说明", [Column("行", 80)]).rows([["一"]])

    owner = "“喀什城市圈”一体化发展领导小组11个专项组牵头单位及有关单位"
    context = OutputContext("办公室", PERIOD, UNTIL, UNITS)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(render(context, "试", fill, owner=owner))).worksheets
    assert len(str(sheet.oddFooter.left.text)) <= 34  # 10 points each, of half a page of A4


# --- What LibreOffice makes of it


def pages(data: bytes, folder: Path) -> list[float]:
    """The smallest text (points) of every page that LibreOffice prints."""
    folder.mkdir()
    (folder / "in.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "in.xlsx")], check=True, capture_output=True, timeout=180)
    return [min(page) for page in texts(folder / "in.pdf")]


def texts(pdf: Path) -> list[list[float]]:
    """The size of every text of every page; poppler tells thirds of a point, cut off."""
    text = subprocess.run(
        ["pdftohtml", "-xml", "-i", "-zoom", "3", "-stdout", str(pdf)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    sizes = {name: int(size) / 3 for name, size in re.findall(r'<fontspec id="(\d+)" size="(\d+)"', text)}
    found = re.findall(r"<page .*?</page>", text, re.S)
    return [[sizes[name] for name in re.findall(r'<text [^>]*font="(\d+)"', page)] for page in found]


def notes_beyond_their_page(data: bytes) -> list[str]:
    """Sheets of several pages beside one another whose notes run over the first of them."""
    return [
        sheet.title
        for sheet in openpyxl.load_workbook(io.BytesIO(data))
        if (breaks := sheet.col_breaks.brk)
        and any(area.min_row == 3 and area.max_col > breaks[0].id for area in sheet.merged_cells.ranges)
    ]


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftohtml")), reason="needs LibreOffice and poppler"
)
def test_a_month_goes_into_a_meeting(checklist: Checklist, units: Sequence[Unit], tmp_path: Path) -> None:
    result = summary_month.month(checklist, units, Period(2024, 6), months=1)
    of = summary_month.context(units, result)
    data = write_summary(result, checklist, [], of, for_report=True)
    assert notes_beyond_their_page(data) == []
    summary = pages(data, tmp_path / "summary")
    packs = write_lead_packs(result, checklist, of)
    pack = pages(max(packs.values(), key=len), tmp_path / "pack")
    assert min(summary) > LEAST_POINTS - 1 / 3
    assert summary[0] >= LEAST_OF_OVERVIEW
    assert min(pack) > LEAST_POINTS - 1 / 3
    assert len(summary) <= MOST_PAGES
    assert len(pack) <= MOST_OF_A_PACK


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftohtml")), reason="needs LibreOffice and poppler"
)
def test_a_form_goes_on_few_pages(checklist: Checklist, units: Sequence[Unit], tmp_path: Path) -> None:
    county = next(unit for unit in units if unit.name == "喀什市")
    form = pages(write_form(sample_form(county, checklist=checklist)), tmp_path / "form")
    assert min(form) > LEAST_POINTS - 1 / 3
    assert len(form) <= MOST_OF_A_FORM
