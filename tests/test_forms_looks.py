"""How the form looks: cells colour themselves, no text is cut, rows fit a screen, frozen columns leave room."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import formualizer
import openpyxl
import pytest
from forms_samples import CENTRE, Place, address_of, sample_form
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from test_forms_live import RIGHT, WRONG, WRONG_FAULTS, last_month_form
from test_forms_write import rich_form

from toolkit.config import FormHead
from toolkit.core.form import Form
from toolkit.core.model import Checklist, Unit
from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_FILL, text_width, wrapped_lines
from toolkit.forms.layout import FIRST_ROW, SHEETS
from toolkit.forms.write import write_form
from toolkit.forms.write.colours import MISSING_FILL
from toolkit.forms.write.formbook import LINE_HEIGHT

WRONG_FILL = LIGHT_FILL[Light.RED]
ROWS = 8  # of each sheet that are looked at: the free ones are alike
PIXELS = 7  # of a character of a column


def rules(sheet: Worksheet) -> Iterator[tuple[str, str, str]]:
    """Fill, cell, formula of each conditional format of the self-made colours, for the first rows."""
    for area in sheet.conditional_formatting:
        first = min(area.sqref.ranges, key=lambda one: (one.min_col, one.min_row)).coord.split(":")[0]
        for rule in area.rules:
            fill = str(rule.dxf.fill.bgColor.rgb)[-6:] if rule.dxf and rule.dxf.fill else ""
            if fill not in (MISSING_FILL, WRONG_FILL):
                continue
            for one in area.sqref.ranges:
                for row, col in one.cells:
                    if FIRST_ROW <= row < FIRST_ROW + ROWS:
                        at = f"{get_column_letter(col)}{row}"
                        yield fill, at, Translator(f"={rule.formula[0]}", first).translate_formula(at)


def coloured(values: Mapping[Place, Any]) -> dict[str, set[tuple[str, str]]]:
    """Fill -> (sheet, address) of the cells that have it once these values are typed."""
    form = last_month_form()
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))
    for place, value in values.items():
        sheet, row, col = address_of(form, place)
        book[sheet].cell(row, col).value = value
    asked = []
    for name in SHEETS:
        for number, (fill, at, formula) in enumerate(list(rules(book[name])), 40):
            book[name].cell(1, number).value = formula
            asked.append((name, number, fill, at))
    buffer = io.BytesIO()
    book.save(buffer)
    engine = formualizer.Workbook.from_bytes(buffer.getvalue())
    engine.evaluate_all()
    found: dict[str, set[tuple[str, str]]] = {MISSING_FILL: set(), WRONG_FILL: set()}
    for name, number, fill, at in asked:
        if engine.get_value(name, 1, number) is True:
            found[fill].add((name, at))
    return found


def test_a_wrong_cell_and_a_missing_one_colour_themselves() -> None:
    form = last_month_form()
    found = coloured(WRONG)
    wrong = {
        (sheet, f"{get_column_letter(col)}{row}")
        for sheet, row, col in (address_of(form, place) for place in WRONG_FAULTS)
        if sheet in SHEETS
    }
    assert found[WRONG_FILL] == wrong
    missing = found[MISSING_FILL]
    assert {at for sheet, at in missing if sheet == "任务进展"} == {"N6", "I8"}
    assert {at for sheet, at in missing if sheet == "重点项目"} == {"C5", "D5", "E5", "H5", "I5", "L5"}
    assert {at for sheet, at in missing if sheet == "经验与诉求"} == set()
    assert coloured(RIGHT) == {MISSING_FILL: set(), WRONG_FILL: set()}


def test_few_formats_colour_many_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_form(last_month_form())))
    for name in SHEETS:
        assert 0 < len(list(book[name].conditional_formatting)) < 30, name


def width_of(sheet: Worksheet, col: int, last: int) -> float:
    widths = (sheet.column_dimensions[get_column_letter(at)].width - 0.71 for at in range(col, last + 1))
    return sum(widths)


def clipped(sheet: Worksheet) -> Iterator[str]:
    """Cells whose text is not seen whole: too high for their row, or too long beside a filled neighbour."""
    hidden = {
        col for one in sheet.column_dimensions.values() if one.hidden for col in range(one.min, one.max + 1)
    }
    merged = {area.coord.split(":")[0]: area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        height = sheet.row_dimensions[row[0].row].height or 22
        if sheet.row_dimensions[row[0].row].hidden:
            continue
        for cell in row:
            if not isinstance(cell.value, str) or cell.data_type == "f" or cell.alignment.shrink_to_fit:
                continue
            if cell.column in hidden:
                continue
            area = merged.get(cell.coordinate)
            width = width_of(sheet, cell.column, area.max_col if area else cell.column)
            if cell.alignment.wrap_text:
                if wrapped_lines(cell.value, width) * LINE_HEIGHT > height + 1 and height < 409:
                    yield f"{sheet.title}!{cell.coordinate}"
            elif text_width(cell.value) > width and sheet.cell(cell.row, cell.column + 1).value is not None:
                yield f"{sheet.title}!{cell.coordinate}"


@pytest.mark.parametrize("made", ["喀什市", "rich", "no tasks"])
def test_no_text_is_cut_and_rows_fit_a_screen(
    made: str, checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    county = next(unit for unit in units if unit.name == "喀什市")
    form = {
        "喀什市": lambda: sample_form(county, checklist=checklist),
        "rich": rich_form,
        "no tasks": lambda: sample_form(CENTRE),
    }[made]()
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))
    assert [found for sheet in book if sheet.sheet_state == "visible" for found in clipped(sheet)] == []
    for name in SHEETS:
        sheet = book[name]
        heights = [sheet.row_dimensions[row].height or 22 for row in range(FIRST_ROW, sheet.max_row + 1)]
        assert max(heights, default=0) <= 120, name
        assert sheet.freeze_panes == "B5"
        assert sheet.column_dimensions["A"].width * PIXELS < 120, name


def test_what_is_not_due_is_folded_away_and_said() -> None:
    form = last_month_form()
    sheet = openpyxl.load_workbook(io.BytesIO(write_form(form)))["指标数据"]
    folded = {
        sheet.cell(row, 1).value
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if sheet.row_dimensions[row].hidden
    }
    assert folded == {row.indicator.id for row in form.indicators if not row.due} == {"T02-3"}
    assert "本月不用填的 1 项已收起" in str(sheet["A3"].value)


def test_a_cut_text_stands_whole_in_its_note_and_is_read_as_the_same() -> None:
    form = rich_form()
    cell = openpyxl.load_workbook(io.BytesIO(write_form(form)))["任务进展"]["H5"]
    whole = form.rows[0].previous_progress
    assert str(cell.value).endswith("……（全文见批注）") and str(cell.value)[:20] == whole[:20]
    assert whole in cell.comment.text  # type: ignore[union-attr]


def test_the_head_says_what_paperwork_has_or_that_it_is_none() -> None:
    assert FormHead().text == "本表为工作调度用表，不作为统计调查表。"
    own = {
        "number": "喀城调1表",
        "maker": "地区城镇化办",
        "document": "喀统函〔2024〕3号",
        "openness": "不予公开",
    }
    told = FormHead(**own).text
    assert told == "表号：喀城调1表　制定机关：地区城镇化办　文号：喀统函〔2024〕3号　公开属性：不予公开"
    cover = openpyxl.load_workbook(io.BytesIO(write_form(sample_form(head=told))))["填报说明"]
    assert cover["A2"].value == told
    texts = [str(row[0].value) for row in cover.iter_rows()]
    pledge = next(row for row, text in enumerate(texts) if "真实性、准确性、完整性" in text)
    assert "填报人（签字）" in texts[pledge + 1]
    assert any("本月必填 14 格" in text for text in texts)


def test_how_the_unit_has_reported_stands_in_its_own_place_and_is_no_change_since_last_month() -> None:
    line = "贵单位2024年以来报送情况：应报5期，逾期1期，完整率98.5%。"
    book = openpyxl.load_workbook(io.BytesIO(write_form(sample_form(so_far=line))))
    rows = {str(row[0].value): str(row[1].value) for row in book["填报说明"].iter_rows() if row[0].value}
    assert rows["今年报送情况"] == line
    heads = [str(row[0].value) for row in book["填报说明"].iter_rows()]
    assert heads[heads.index("比上月有什么变化") + 1] == "与上月相同，没有变化。"
    assert "今年报送情况" not in str(
        [[cell.value for cell in row] for row in _cover_of(sample_form()).iter_rows()]
    )


def _cover_of(form: Form) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_form(form)))["填报说明"]
