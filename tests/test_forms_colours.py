"""The cells of a form colour themselves: drawn by LibreOffice from copies into which wrong and missing values were typed.

LibreOffice's own page gives every cell the fill that its conditional formats end in, so that a rule which is not there,
does not apply or looks at another cell fails here. What is expected is what a person counted in ``test_forms_live``.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from forms_samples import Place, address_of
from lxml import html
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import get_column_letter
from test_forms_live import PROJECT, RIGHT, WRONG, WRONG_FAULTS, WRONG_LACKS, last_month_form

from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_FILL
from toolkit.forms.layout import HEADER_ROW, SHEETS
from toolkit.forms.write import write_form
from toolkit.forms.write.colours import MISSING_FILL

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice"),
]
RED = LIGHT_FILL[Light.RED]
Cells = set[tuple[str, str]]
ONLY_NAMED = {("重点项目", "653101-2024-001", name) for name in PROJECT if name != "name"}


def drawn(folder: Path, values: Mapping[Place, Any], *, formats: bool = True) -> dict[str, Cells]:
    """Fill -> sheet and address of the cells that LibreOffice draws so, of a form with these values typed in."""
    form = last_month_form()
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))
    for place, value in values.items():
        sheet, row, col = address_of(form, place)
        book[sheet].cell(row, col).value = value
    for sheet in book:
        for row in sheet.row_dimensions.values():  # a page leaves hidden rows out
            row.hidden = False
        if not formats:
            sheet.conditional_formatting = ConditionalFormattingList()
    book.save(folder / "form.xlsx")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "html", "--outdir", str(folder), str(folder / "form.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    page = html.fromstring((folder / "form.html").read_bytes())
    found: dict[str, Cells] = {}
    for name, table in zip(page.xpath("//h1/em/text()"), page.xpath("//table[.//td]"), strict=False):
        for (row, col), fill in _fills(name, table).items():
            found.setdefault(fill, set()).add((name, f"{get_column_letter(col)}{row}"))
    return found


def _fills(name: str, table: Any) -> dict[tuple[int, int], str]:
    """Row and column -> fill of the cells of a sheet; merged cells are told at their first one."""
    taken: set[tuple[int, int]] = set()
    fills = {}
    for row, line in enumerate(table.iter("tr"), 1):
        col = 1
        for cell in line.iter("td"):
            while (row, col) in taken:
                col += 1
            wide, high = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            taken |= {(row + down, col + across) for down in range(high) for across in range(wide)}
            fills[row, col] = cell.get("bgcolor", "").lstrip("#")
            if name in SHEETS and row == HEADER_ROW and col == 1:
                assert (
                    cell.text_content().strip() == SHEETS[name].columns[0].header
                )  # rows are where they were
            col += wide
    return fills


def addresses(places: set[Place]) -> Cells:
    found = set()
    for place in places:
        sheet, row, col = address_of(last_month_form(), place)
        found.add((sheet, f"{get_column_letter(col)}{row}"))
    return found


def legend(cells: Cells) -> Cells:
    """The two cells of the cover that show what the colours mean: below all that is asked there."""
    return {(sheet, at) for sheet, at in cells if sheet == "填报说明" and int(at[1:]) > 15}


def test_each_wrong_or_missing_input_and_no_other_cell_is_coloured(tmp_path: Path) -> None:
    fills = drawn(tmp_path, WRONG)
    red, missing = fills[RED], fills[MISSING_FILL]
    assert (len(legend(red)), len(legend(missing))) == (1, 1)
    assert red - legend(red) == addresses(WRONG_FAULTS)
    assert missing - legend(missing) == addresses(WRONG_LACKS | ONLY_NAMED)


def test_what_is_right_has_no_colour(tmp_path: Path) -> None:
    fills = drawn(tmp_path, RIGHT)
    assert fills[RED] == legend(fills[RED])
    assert fills[MISSING_FILL] == legend(fills[MISSING_FILL])


def test_without_the_formats_nothing_is_coloured(tmp_path: Path) -> None:
    """That the page shows what formats do, and not how cells were made."""
    fills = drawn(tmp_path, WRONG, formats=False)
    assert fills[RED] == legend(fills[RED])
    assert fills[MISSING_FILL] == legend(fills[MISSING_FILL])
