"""The evaluation on paper: points as formulas, every point's evidence, a 数据核对单 that comes back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import formualizer
import openpyxl
import pytest
import summary_month
from docx import Document
from openxml_audit import OpenXmlValidator
from test_summary_formulas import differences, grid, poisoned

from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.reviews import Objection
from toolkit.figures.evaluation.annualscores import evaluate, missing_months
from toolkit.figures.evaluation.scores import EvaluationData, UnitScore
from toolkit.inbox.workbooks.reader import read_book
from toolkit.outputs.context import OutputContext
from toolkit.outputs.notes.evaluationnote import write_evaluation_note
from toolkit.outputs.packs.evaluationbook import write_evaluation, write_unit_checks
from toolkit.papers.scorecheck import read_objections

UNTIL = date(2025, 1, 20)


@pytest.fixture(scope="module")
def year(
    checklist: Checklist, units: tuple[Unit, ...]
) -> tuple[tuple[UnitScore, ...], OutputContext, tuple[Period, ...]]:
    months = [summary_month.month(checklist, units, Period(2024, number), months=1) for number in (11, 12)]
    objection = Objection("653101", "指标完成", "T02-3 应为 1,230 个", "x.xlsx")
    data = EvaluationData(checklist, units, 2024, months, objections=(objection,))
    scores = evaluate(data)
    context = replace(summary_month.context(units, months[-1]), scores=scores)
    return scores, context, missing_months(data)


def test_points_are_sums_and_every_point_has_its_evidence(
    year: tuple[tuple[UnitScore, ...], OutputContext, tuple[Period, ...]],
) -> None:
    scores, context, missing = year
    data = write_evaluation(scores, context, 2024, missing)
    cells = grid(data)
    answer = formualizer.recalculate_xlsx_bytes(poisoned(data))
    assert differences(cells, grid(bytes(answer["bytes"]))) == []
    points: dict[tuple[object, object], float] = {}
    for unit, criterion, _, _, _, earned, _ in cells["计分依据"][4:]:
        if isinstance(earned, float):
            points[unit, criterion] = points.get((unit, criterion), 0.0) + earned
    for score in scores:
        for row in score.criteria:
            if row.points is not None and row.items:
                assert points[score.unit.name, row.criterion] == pytest.approx(row.points)
    assert "没有1—10月的数据" in str(cells["计分依据"][2][0])
    assert cells["异议登记"][4][:3] == ["喀什市", "指标完成", "T02-3 应为 1,230 个"]


def test_unit_check_shows_one_unit_without_rank_and_comes_back_with_objections(
    year: tuple[tuple[UnitScore, ...], OutputContext, tuple[Period, ...]],
) -> None:
    scores, context, missing = year
    checks = write_unit_checks(scores, context, 2024, UNTIL, missing)
    assert len(checks) == len(scores)
    data = checks["653101_喀什市_数据核对单.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    texts = {
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert any("2025年1月20日前" in text for text in texts)
    # Below each page stands whose it is: a year's pages of twenty units lie in one tray.
    assert all("喀什市" in str(sheet.oddFooter.left.text) for sheet in book if sheet.sheet_state == "visible")
    assert not any("名次" in text or "莎车县" in text for text in texts)
    heads = [cell.value for cell in book["得分说明"][4]]
    line = next(row for row in book["得分说明"].iter_rows(min_row=5) if row[0].value == "报送时效")
    line[len(heads) - 1].value = "6月为系统故障导致逾期"
    out = io.BytesIO()
    book.save(out)
    returned = read_objections(read_book(out.getvalue()), "archive/x.xlsx")
    assert returned is not None
    unit, (one,), findings = returned
    assert findings == ()
    assert (unit, one.unit, one.criterion, one.text) == (
        "653101",
        "653101",
        "报送时效",
        "6月为系统故障导致逾期",
    )
    assert one.source.startswith("archive/x.xlsx 得分说明!F")
    assert read_objections(read_book(data)) == ("653101", (), ())


def test_note_says_gaps_and_ranks_only_when_asked(
    year: tuple[tuple[UnitScore, ...], OutputContext, tuple[Period, ...]],
) -> None:
    scores, context, missing = year
    data = write_evaluation_note(scores, context, 2024, missing)
    document = Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "没有1—10月的数据" in text and "目前收到异议1条" in text
    assert "模拟数据" in document.sections[0].header.paragraphs[0].text
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert lines[1] == "各填报单位：" and re.fullmatch(r"\d{4}年\d+月\d+日", lines[-1]), "addressee and day"
    heads = [one.text for one in document.paragraphs if one.style and one.style.style_id == "Heading1"]
    assert heads == ["评分依据", "缺少的数据", "异议", "得分"]
    assert lines[0] == "2024年度重点任务考核评分说明"
    weights = "、".join(f"{row.criterion}{row.maximum:g}分" for row in scores[0].criteria)
    assert lines[lines.index("评分依据") + 1] == (
        f"按清单“考核权重”计分：{weights}。每一分的依据见评分表“计分依据”。"
    )
    assert lines[lines.index("异议") + 1].startswith("目前收到异议1条")
    styles = {paragraph.style.style_id for paragraph in document.paragraphs if paragraph.style}
    assert styles <= {"PaperTitle", "Salutation", "Heading1", "Normal", "TableTitle", "Sign"}
    heads = [cell.text for cell in document.tables[0].rows[0].cells]
    assert "名次" not in heads and len(document.tables[0].rows) == len(scores) + 1
    for row in document.tables[0].rows[1:]:
        points = [
            cell.text for cell in row.cells[2:5]
        ]  # 得分, 可计分, 得分率: the same decimals down a column
        assert [text[-3:-2] for text in points[:2] if text != "—"] in ([], ["."], [".", "."])
        assert points[2] == "—" or points[2][-2] == "."
    ranked = Document(io.BytesIO(write_evaluation_note(scores, context, 2024, missing, ranks=True)))
    assert [cell.text for cell in ranked.tables[0].rows[0].cells][-1] == "名次"
    assert data == write_evaluation_note(scores, context, 2024, missing)


def test_office_validator_finds_nothing_in_the_evaluation(
    year: tuple[tuple[UnitScore, ...], OutputContext, tuple[Period, ...]], tmp_path: Path
) -> None:
    scores, context, missing = year
    checks = write_unit_checks(scores, context, 2024, UNTIL, missing)
    written = {
        "c.xlsx": checks["653101_喀什市_数据核对单.xlsx"],
        "n.docx": write_evaluation_note(scores, context, 2024),
    }
    for name, data in written.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert [error.description for error in OpenXmlValidator().validate(path).errors] == [], name
