"""Run by test_layout_versions.py with a copy of the toolkit in which columns were added to the form.

Argument: a working folder whose forms went out by the toolkit as it is, with one return in its inbox that
was made by it. Sends a form out anew, takes both returns in, reports, and prints what came of it as JSON.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from collect_month import GRID, JUNE, KASHGAR, Month
from forms_samples import sample_form
from openpyxl import load_workbook

from toolkit.cli import main
from toolkit.core.form import EXPERIENCE, INDICATORS, META, PROJECTS, TASKS
from toolkit.core.returns import Book
from toolkit.forms.identity import identity_from
from toolkit.forms.layout import SHEETS
from toolkit.forms.places import row_keys
from toolkit.forms.reading.form import read_form
from toolkit.forms.reading.sheets import layout_seen, locate
from toolkit.inbox.workbooks.reader import read_book
from toolkit.pipeline.collecting.context import read_context
from toolkit.pipeline.collecting.read import ReadItem, read_return
from toolkit.pipeline.month.planning import FormPlanner

FIRST = Path(__file__).resolve().parent / "data" / "forms" / "layout1.xlsx"
SENT, TYPED = datetime(2024, 6, 20, 9), datetime(2024, 6, 24, 12)


def cells(path: Path, sheet: str) -> list[list[object]]:
    """The table of a sheet below its title rows."""
    return [list(row) for row in load_workbook(path)[sheet].iter_rows(min_row=4, values_only=True)]


def read_first() -> dict[str, object]:
    """The committed form of the first layout, read as what it is and as what it is not."""
    book = read_book(FIRST.read_bytes())
    identity = identity_from(book.properties)
    assert identity is not None
    form = sample_form(layout=identity.layout)
    return {
        "read as its own": [finding.code for finding in read_form(book, form).findings],
        "read as a later one": [
            finding.code for finding in read_form(book, replace(form, layout=9)).findings
        ],
        "said by its headers": headers_say(book),
    }


def headers_say(book: Book) -> int:
    """The layout that the headers alone speak for."""
    return layout_seen(locate(book, dict.fromkeys(SHEETS, ())))


def without_identity(data: bytes) -> bytes:
    """The file without its identity and without the columns that were added."""
    book = load_workbook(BytesIO(data))
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book[META].delete_rows(1, 7)
    for name, spec in SHEETS.items():
        for column in reversed(spec.later):
            book[name].delete_cols(spec.index(column.field) + 1)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def lost(month: Month, data: bytes) -> list[str]:
    """Codes of reading a file that has lost its identity, as collect reads it."""
    workspace = month.workspace
    context = read_context(workspace.ledger, workspace.config, workspace.checklist, JUNE)
    item = ReadItem("喀什市2024年6月.xlsx", data=without_identity(data))
    return [finding.code for finding in read_return(context, item).findings]


def run(root: Path) -> dict[str, object]:
    """Send out, take in, report."""
    month = Month(root)
    form = month.form(KASHGAR)
    project = row_keys(form, PROJECTS)[0]
    places = {
        (TASKS, row_keys(form, TASKS)[0], "staff"): 12.0,
        (INDICATORS, row_keys(form, INDICATORS)[0], "record"): "台账第3页",
        (PROJECTS, project, "fund_source"): "专项债券",
        (PROJECTS, project, "bonds"): 300.0,
        (EXPERIENCE, "J001", "contact"): "艾力",
    }
    filled = month.filled(KASHGAR, changes=dict(places))
    month.workspace.ledger.save_form(FormPlanner(month.workspace, JUNE).record(form, SENT, filled))
    codes_of_lost = lost(month, filled)
    month.drop("新表.xlsx", filled, TYPED)
    month.workspace.ledger.close()
    options = ["--root", str(root), "-p", "2024-06", "--now", "2024-06-26T09:00"]
    exits = [main([command, *options]) for command in ("collect", "report")]

    ledger = Month(root).workspace.ledger
    summary = next((root / "outbox").rglob("2024-06_汇总表.xlsx"))
    tables = {}
    for name in ("重点项目", "分县任务", "分县指标"):
        text = (summary.parent / "data" / f"{name}.csv").read_text("utf-8-sig")
        tables[name] = list(csv.reader(text.splitlines()))
    return {
        "exits": exits,
        "header": [c.value for c in load_workbook(BytesIO(filled))[PROJECTS][4] if c.value],
        "layouts": {form.unit: form.layout for form in ledger.forms(JUNE)},
        "entries": [
            [e.sheet, e.key, e.field, e.value]
            for e in ledger.entries(JUNE)
            if e.unit == KASHGAR and (e.sheet, e.key, e.field) in places
        ],
        "codes": {
            unit: sorted({f.code for f in ledger.findings(JUNE) if f.unit == unit})
            for unit in (GRID, KASHGAR)
        },
        "lost": codes_of_lost,
        "first": read_first(),
        "said by headers": headers_say(read_book(filled)),
        "states": {s.unit: s.version for s in ledger.submissions(JUNE)},
        "projects": cells(summary, "重点项目"),
        "experience": cells(summary, "经验与诉求"),
        "details": cells(summary, "分县明细"),
        "tables": tables,
    }


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(run(Path(sys.argv[1])), ensure_ascii=False, default=str))
