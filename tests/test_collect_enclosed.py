"""What came along with a form: corrections in it are asked about, the rest is filed without a word, and none of it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from collect_month import (
    GRID,
    JUNE,
    KASHGAR,
    NOW,
    PDF,
    Month,
    journal_tells_the_ledger,
    mail,
    small_month,
    zipped,
)
from inbox_samples import workbook

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.pipeline.collect import CollectResult, collect

CORRECTION = "更正：T01-1本月累计应为77，请以此为准。"


@pytest.fixture
def month(tmp_path: Path) -> Iterator[Month]:
    made = small_month(tmp_path / "root")
    yield made
    made.workspace.ledger.close()


def _run(month: Month) -> CollectResult:
    return collect(month.root, month.workspace.config, NOW, period=JUNE, ledger=month.workspace.ledger)


def _fates(result: CollectResult) -> dict[str, str]:
    return {receipt.name: receipt.status for receipt in result.receipts}


def _asked(findings: list[Finding]) -> list[tuple[str, str]]:
    codes = ("Q780", "N780", "Q781", "Q782")
    return sorted((one.address, one.code) for one in findings if one.code in codes)


def _letter(text: str, *rows: tuple[str, ...]) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    if rows:
        table = document.add_table(0, len(rows[0]))
        for row in rows:
            for cell, said in zip(table.add_row().cells, row, strict=True):
                cell.text = said
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_what_corrects_beside_a_form_is_asked_about_and_evidence_is_not(month: Month) -> None:
    moment = datetime(2024, 6, 24, 9)
    files = {
        "报表__xlsx": month.filled(GRID),
        "更正说明__docx": _letter(CORRECTION),
        "更正__txt": CORRECTION.encode("gbk"),
        "网页__html": f"<html><body><p>{CORRECTION}</p></body></html>".encode(),
        "订正__pdf": PDF,
        "佐证材料__docx": _letter("新建幼儿园3所，总投资5600万元。", ("学校", "学位"), ("一小", "300")),
        "说明__txt": "请查收".encode(),
        "盖章__pdf": PDF + b"1",
        "明细__xlsx": workbook({"A1": "序号", "B1": "学校", "A2": 1, "B2": "一小"}),
        "台账__csv": "序号,学校\n1,一小\n".encode("gbk"),
    }
    month.drop("信.eml", mail("a@example.org", moment, **files))
    result = _run(month)
    fates = _fates(result)
    assert fates.pop("报表.xlsx") == "accepted"
    assert set(fates.values()) == {"attachment"} and len(fates) == 9
    told = [
        ("更正.txt", "Q780"),
        ("更正说明.docx", "Q780"),
        ("网页.html", "Q780"),
        ("订正.pdf", "Q782"),
    ]
    assert _asked([*result.findings]) == told
    kept = month.workspace.ledger.read_findings(JUNE)
    assert _asked(kept) == told
    assert {one.unit for one in kept if one.code == "Q780"} == {GRID}
    assert "应为77" in next(one.problem for one in kept if one.address == "更正说明.docx")
    assert month.workspace.ledger.read_findings(JUNE) and journal_tells_the_ledger(month.root)
    month.drop("又.eml", mail("a@example.org", moment.replace(day=25), **files))
    again = _run(month)
    assert set(_fates(again).values()) == {"duplicate"} and _asked([*again.findings]) == []
    assert _asked(month.workspace.ledger.read_findings(JUNE)) == told


def test_the_forms_own_figures_in_a_document_say_nothing_and_others_are_asked_about(month: Month) -> None:
    form = month.filled(KASHGAR)
    month.drop("一.xlsx", form)
    _run(month)
    cells = month.workspace.ledger.cells_of(KASHGAR, JUNE, 1)
    place, figure = next(
        (cell.place, cell.value)
        for cell in cells
        if cell.form_sheet == INDICATORS and cell.field == "ytd" and isinstance(cell.value, float)
    )
    head = ("指标编号", "本月累计")
    documents = {
        "同样__docx": _letter("指标", head, (place.key, f"{figure:g}")),
        "补充__docx": _letter("指标", head, (place.key, f"{figure + 1:g}")),
        "补充数据__xlsx": workbook(
            {"A1": "指标编号", "B1": "指标名称", "C1": "本月累计", "A2": place.key, "C2": figure + 2},
            sheet="Sheet1",
        ),
        "补充__csv": f"指标编号,本月累计\n{place.key},{figure + 3:g}\n".encode("gbk"),
    }
    month.drop("报.zip", zipped(报表__xlsx=form, **documents))
    result = _run(month)
    assert _fates(result) == {"报表.xlsx": "duplicate"} | {
        name.replace("__", "."): "attachment" for name in documents
    }
    told = [("补充.csv", "Q781"), ("补充.docx", "Q781"), ("补充数据.xlsx", "Q781")]
    assert _asked([*result.findings]) == told
    (other,) = [one for one in result.findings if one.address == "补充.docx"]
    assert f"{place.key} 本月累计 {figure + 1:g}，填报表为 {figure:g}" in other.problem
    assert _asked(month.workspace.ledger.read_findings(JUNE)) == told
    assert month.workspace.ledger.cells_of(KASHGAR, JUNE, 1) == cells


def test_a_workbook_that_is_no_form_waits_where_no_form_came_with_it(month: Month) -> None:
    listed = {
        "明细__xlsx": workbook({"A1": "序号", "B1": "学校", "A2": 1, "B2": "一小"}),
        "台账__csv": "序号,学校\n1,一小\n".encode("gbk"),
    }
    month.drop("报.zip", zipped(**listed))
    assert _fates(_run(month)) == {"明细.xlsx": "waiting", "台账.csv": "refused"}
