"""A 疑问 is closed by an explanation or a ruling, and stays closed while the figure stays: versions and months."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.checks_case import JUNE, Values, clean_values, entries_of, form_of
from tests.collect_month import KASHGAR, Month, make_month
from toolkit.checks import run
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.explain import explanation_of
from toolkit.checks.run import run_checks
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.errors import OperatorError
from toolkit.forms.asked import as_issued
from toolkit.forms.write import write_form
from toolkit.ledger.records import Explanation
from toolkit.outputs.packs.findingtable import write_finding_rulings
from toolkit.pipeline.collect import collect
from toolkit.pipeline.deciding import adjusting, rulingcommands
from toolkit.pipeline.mailing.corrections import plan_corrections
from toolkit.pipeline.month import validation
from toolkit.pipeline.month.assembled import Month as Assembled
from toolkit.pipeline.month.assembling import assemble
from toolkit.pipeline.month.planning import FormPlanner

NOW = datetime(2024, 6, 26, 9)
BEHIND: Place = (INDICATORS, "T28-5", "ytd")  # 700 of 2000: Q304 at task 28
WHY = ("城投公司核实属实", "王主任")
BY_PHONE = ("李四", "电话", "2024-06-25")


def explained(checklist: Checklist, unit: Unit, changes: Values) -> dict[str, str]:
    """Explanations by code, of the 疑问 that the changes make."""
    form = form_of(checklist, unit)
    data = UnitData(unit, form, entries_of(unit, JUNE, {**clean_values(form), **changes}))
    found = run_checks(CheckData(checklist, JUNE, [data]))
    return {finding.code: explanation_of(data, finding) for finding in found}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({BEHIND: 700.0}, {"Q304": ""}),
        ({BEHIND: 700.0, (INDICATORS, "T28-5", "explanation"): "汛期推迟"}, {"Q304": "汛期推迟"}),
        ({BEHIND: 700.0, (TASKS, "28", "problems"): "汛期推迟"}, {"Q304": "汛期推迟"}),
        ({BEHIND: 700.0, (INDICATORS, "T28-5", "explanation"): "无"}, {"Q304": ""}),
        ({(TASKS, "3", "status"): "不涉及", (TASKS, "3", "problems"): "已划转"}, {"Q405": "已划转"}),
        ({(TASKS, "3", "progress"): "正在推进中", (TASKS, "3", "problems"): "无"}, {"Q504": ""}),
        ({(TASKS, "3", "completion"): 130.0, (TASKS, "3", "problems"): "属实"}, {"E202": ""}),
    ],
)
def test_where_an_explanation_stands(
    checklist: Checklist, units: tuple[Unit, ...], changes: Values, expected: dict[str, str]
) -> None:
    assert explained(checklist, units[0], changes) == expected


def test_rows_that_did_not_go_out_are_not_missed(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    form = form_of(checklist, units[0])
    part = as_issued(form, frozenset({(TASKS, "1"), (INDICATORS, "T08-1")}))
    data = UnitData(units[0], part, {})
    found = run_checks(CheckData(checklist, JUNE, [data]))
    assert {(f.form_sheet, f.key) for f in found if f.code in ("E201", "E207")} == {(TASKS, "1"), (INDICATORS, "T08-1")}  # fmt: skip
    assert as_issued(form, None) == form


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """One return with a 疑问 of the figures, one of the texts, and a 错误."""
    month = make_month(tmp_path_factory.mktemp("rulings") / "w")
    changes = {**clean_values(month.form(KASHGAR)), BEHIND: 700.0, (TASKS, "3", "progress"): "正在推进中"}
    month.drop(
        "喀什市6月.xlsx", month.filled(KASHGAR, changes={**changes, (TASKS, "1", "completion"): 130.0})
    )
    collect(month.root, month.workspace.config, NOW, ledger=month.workspace.ledger, checklist=month.workspace.checklist)  # fmt: skip
    return month


def state(month: Month) -> tuple[Assembled, dict[str, Finding]]:
    assembled = assemble(month.workspace, JUNE)
    return assembled, {finding.code: finding for finding in assembled.open}


def test_a_finding_is_accepted_by_id_or_code_and_revoked(month: Month) -> None:
    workspace = month.workspace
    finding = state(month)[1]["Q504"]
    with pytest.raises(OperatorError, match="原因和姓名"):
        rulingcommands.accept(workspace, JUNE, finding.id, "", "", "", NOW)
    with pytest.raises(OperatorError, match="没有"):
        rulingcommands.accept(workspace, JUNE, "Q999", "", *WHY, NOW)
    assert rulingcommands.accept(workspace, JUNE, "Q504", "喀什市", *WHY, NOW)[0].startswith("裁定")
    assembled, found = state(month)
    assert "Q504" not in found
    assert WHY[0] in assembled.context.handling[finding.id]
    accepted = workspace.ledger.rulings(JUNE)[-1]
    assert finding.id in "\n".join(rulingcommands.ruling_lines(workspace, JUNE))
    rulingcommands.revoke(workspace, accepted.id, NOW)
    assert "Q504" in state(month)[1]
    assert "撤销" in "\n".join(rulingcommands.ruling_lines(workspace, JUNE))


def test_an_adjusted_figure_counts_is_marked_and_can_be_withdrawn(month: Month) -> None:
    workspace = month.workspace
    key = "T28-5/2024-06/653101/ytd"
    place = "指标数据/T28-5/本月累计"
    for wrong in ("指标数据/T28-5/完成率(%)", "指标数据/T99-1/本月累计", "T28-5"):
        with pytest.raises(OperatorError):
            adjusting.adjust(workspace, JUNE, "喀什市", wrong, "1100", *WHY, NOW)
    with pytest.raises(OperatorError, match="不能写成"):
        adjusting.adjust(workspace, JUNE, "喀什市", place, "很多", *WHY, NOW)
    adjusting.adjust(workspace, JUNE, "喀什市", place, "1100", *WHY, NOW, BY_PHONE)
    assembled, found = state(month)
    figure = assembled.result.figures[key]
    assert (figure.value, figure.mark) == (1100, "更正")
    [(_, correction)] = plan_corrections(workspace, JUNE, assembled)
    assert correction.values[BEHIND] == 700  # the unit gets back what it sent
    assert "Q304" not in found
    number = workspace.ledger.adjustments(JUNE)[-1].id
    adjusting.withdraw_adjustment(workspace, number, NOW)
    figure = state(month)[0].result.figures[key]
    assert (figure.value, figure.mark) == (700, "")


def test_a_figure_is_taken_out_and_put_back(month: Month) -> None:
    workspace, key = month.workspace, "T28-5/2024-06/all/ytd"
    rulingcommands.exclude(workspace, JUNE, "喀什市", "指标数据/T28-5/本月累计", *WHY, NOW)
    assert state(month)[0].result.figures[key].value is None
    rulingcommands.revoke(workspace, workspace.ledger.rulings(JUNE)[-1].id, NOW)
    assert state(month)[0].result.figures[key].value == 700


def test_a_return_is_withdrawn_and_taken_back(month: Month) -> None:
    workspace = month.workspace
    with pytest.raises(OperatorError, match="第1版"):
        rulingcommands.withdraw(workspace, JUNE, "喀什市", 3, *WHY, NOW)
    rulingcommands.withdraw(workspace, JUNE, "喀什市", 1, *WHY, NOW)
    reports = {report.unit.code: report.state for report in state(month)[0].result.units}
    assert reports[KASHGAR] == "未报"
    rulingcommands.revoke(workspace, workspace.ledger.rulings(JUNE)[-1].id, NOW)
    assert state(month)[0].result.figures["T28-5/2024-06/all/ytd"].value == 700


def fill_table(path: Path, decisions: dict[str, tuple[str, str, str]]) -> None:
    """Write 办公室裁定, 理由 and 裁定人 beside the findings of those codes."""
    book = openpyxl.load_workbook(path)
    sheet = book["裁定表"]
    for row in sheet.iter_rows(min_row=5):
        if row[0].value in decisions:
            for cell, text in zip(row[6:9], decisions[row[0].value], strict=True):
                cell.value = text
    book.save(path)


def test_the_table_does_the_same_without_a_command(month: Month) -> None:
    workspace = month.workspace
    path = workspace.outbox(JUNE, *rulingcommands.table_name(JUNE).split("/"))
    assert rulingcommands.take_in_table(workspace, JUNE, NOW).notes == []
    assembled, found = state(month)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_finding_rulings(assembled.open, assembled.context))
    assert {"Q304", "Q504", "E202"} <= set(found)
    fill_table(path, {"Q504": ("认可", *WHY), "Q304": ("剔除", *WHY), "E202": ("认可", "属实", "")})
    lines = rulingcommands.take_in_table(workspace, JUNE, NOW).notes
    assert len(lines) == 2  # 剔除 is for figures only; no name
    assert all("裁定表 G" in line for line in lines)
    _, found = state(month)
    assert "Q504" not in found and "Q304" in found and "E202" in found
    fill_table(path, {"Q304": ("认可", *WHY), "E202": ("认可", *WHY)})
    assert rulingcommands.take_in_table(workspace, JUNE, NOW).notes == []
    assert rulingcommands.take_in_table(workspace, JUNE, NOW).notes == []  # twice is once
    assert not {"Q304", "Q504", "E202"} & set(state(month)[1])
    assert len(workspace.ledger.rulings(JUNE)) == 3


def test_a_ruling_lapses_when_the_figure_changes(month: Month) -> None:
    changes = {**clean_values(month.form(KASHGAR)), BEHIND: 700.0, (TASKS, "3", "progress"): "按计划开展"}
    month.drop("喀什市6月-2.xlsx", month.filled(KASHGAR, changes=changes), datetime(2024, 6, 27, 9))
    now = datetime(2024, 6, 27, 12)
    collect(month.root, month.workspace.config, now, ledger=month.workspace.ledger, checklist=month.workspace.checklist)  # fmt: skip
    _, found = state(month)
    assert "Q504" in found  # another text, asked again
    assert "Q304" not in found  # the same status and figure, still accepted
    adjusting.adjust(month.workspace, JUNE, "喀什市", "指标数据/T28-5/本月累计", "600", *WHY, NOW, BY_PHONE)
    assert "Q304" in state(month)[1]  # the same status, another figure: asked again


def test_a_spoiled_table_is_said_to_be_one(month: Month) -> None:
    path = month.workspace.outbox(JUNE, *rulingcommands.table_name(JUNE).split("/"))
    path.write_bytes(b"PK\x03\x04 no workbook")
    assert len(rulingcommands.take_in_table(month.workspace, JUNE, NOW).notes) == 1
    empty = openpyxl.Workbook()
    out = io.BytesIO()
    empty.save(out)
    path.write_bytes(out.getvalue())
    assert "裁定表" in rulingcommands.take_in_table(month.workspace, JUNE, NOW).notes[0]


def test_an_explanation_of_an_earlier_month_holds_while_the_figure_stays(month: Month) -> None:
    _, found = state(month)
    finding = found["Q504"]
    ledger = month.workspace.ledger
    ledger.save_explanations([Explanation(finding.id, "其他数", "旧的说明", JUNE.previous)])
    assert "Q504" in state(month)[1]
    ledger.save_explanations([Explanation(finding.id, finding.seen, "五月汛期停工", JUNE.previous)])
    assembled, found = state(month)
    assert "Q504" not in found
    assert assembled.context.handling[finding.id] == "已说明：五月汛期停工（程序按规则采纳）"


def test_earlier_months_are_judged_anew_when_the_rules_changed(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, july = month.workspace, JUNE.next
    entries = {JUNE: workspace.ledger.entries(JUNE)}
    before = validation.open_before(workspace, july, entries)[JUNE]
    assert before[KASHGAR].errors + before[KASHGAR].queries > 0
    monkeypatch.setattr(run, "UNIT_RULES", [])
    assert (
        validation.open_before(workspace, july, entries)[JUNE] == before
    )  # kept: nothing is known to have changed
    monkeypatch.setattr(validation, "program_digest", lambda: "another")
    assert validation.open_before(workspace, july, entries)[JUNE] != before


@pytest.mark.slow
def test_an_explanation_is_asked_for_once_over_versions_and_months(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """June says why, its second version and July do not; the figure stays, then changes."""
    month = make_month(tmp_path_factory.mktemp("carried") / "w")
    workspace, july = month.workspace, JUNE.next
    why: Place = (TASKS, "28", "problems")

    def sent(name: str, period: Period, moment: datetime, changes: Values) -> dict[str, str]:
        form = month.form(KASHGAR, period)
        record = FormPlanner(workspace, period).record(form, moment, name.encode())
        workspace.ledger.save_form(record)
        values = {**clean_values(form), **changes}
        kept = {place: value for place, value in values.items() if value is not None}
        month.drop(name, write_form(replace(form, values=kept)), moment)
        collect(month.root, workspace.config, moment, ledger=workspace.ledger, checklist=workspace.checklist)
        assembled = assemble(workspace, period)
        found = [f for f in assembled.findings if f.code == "Q304"]
        return {f.key: assembled.context.handling.get(f.id, "open") for f in found}

    assert sent("1.xlsx", JUNE, datetime(2024, 6, 24), {BEHIND: 700.0}) == {"28": "open"}
    explained = {BEHIND: 700.0, why: "汛期推迟交付，9月补齐"}
    assert sent("2.xlsx", JUNE, datetime(2024, 6, 25), explained) == {
        "28": "已说明：汛期推迟交付，9月补齐（程序按规则采纳）"
    }
    assert sent("3.xlsx", july, datetime(2024, 7, 24), {BEHIND: 700.0}) == {
        "28": "已说明：汛期推迟交付，9月补齐（程序按规则采纳）"
    }
    assert sent("4.xlsx", july, datetime(2024, 7, 25), {BEHIND: 710.0}) == {"28": "open"}
