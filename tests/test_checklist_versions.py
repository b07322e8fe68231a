"""Snapshots are exact, digests name content, and differences between two checklists are said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.checklist_samples import indicator, sample, task
from toolkit.checklist.build import shipped_checklist
from toolkit.checklist.compare import differences, document_differences, reworded_rows
from toolkit.checklist.rewording import reworded
from toolkit.checklist.snapshot import digest_of, from_json, to_json
from toolkit.cli import main
from toolkit.core.model import Checklist, Difference, Quota, Target


@pytest.mark.parametrize("checklist", [sample(), shipped_checklist(), Checklist((), ())])
def test_a_snapshot_is_an_exact_round_trip(checklist: Checklist) -> None:
    again = from_json(to_json(checklist))
    assert again == checklist
    assert digest_of(again) == digest_of(checklist)
    assert to_json(again) == to_json(checklist)


def test_a_snapshot_from_before_rules_had_tasks_is_the_same_checklist() -> None:
    raw = json.loads(to_json(sample()))
    for row in raw["rules"]:
        del row["tasks"]
    assert digest_of(from_json(json.dumps(raw))) == digest_of(sample())
    limited = replace(sample(), rules=(replace(sample().rules[0], tasks=(1,)),))
    assert from_json(to_json(limited)) == limited
    assert digest_of(limited) != digest_of(sample())


def test_another_snapshot_format_is_refused() -> None:
    raw = json.loads(to_json(sample()))
    raw["format"] = 99
    with pytest.raises(ValueError, match="99"):
        from_json(json.dumps(raw))


def test_the_digest_sees_every_field() -> None:
    base = sample()
    first = base.indicators[0]
    changed = [
        replace(base, tasks=(replace(base.tasks[0], note="x"), *base.tasks[1:])),
        replace(base, indicators=(replace(first, note="x"), *base.indicators[1:])),
        replace(base, indicators=(replace(first, targets={2024: Target(1.86)}), *base.indicators[1:])),
        replace(base, indicators=(replace(first, reporters_by_year={2024: ("甲市",)}), *base.indicators[1:])),
        *(
            replace(base, **{field: ()})
            for field in ("quotas", "rules", "curves", "weights", "differences", "openings")
        ),
    ]
    assert len({digest_of(checklist) for checklist in (base, *changed)}) == len(changed) + 1
    assert digest_of(replace(base, digest="abc")) == digest_of(base)


def test_equal_checklists_have_no_differences() -> None:
    assert differences(sample(), sample()) == []
    assert differences(shipped_checklist(), shipped_checklist()) == []


def test_what_changed_is_said_row_by_row() -> None:
    old = sample()
    new = replace(
        old,
        tasks=(replace(old.tasks[0], leads=("地区教育局", "地区发改委")), task(3)),
        indicators=(
            replace(old.indicators[0], targets={2024: Target(1.9), 2025: Target(1.28), 2026: Target(2)}),
            *old.indicators[1:],
            indicator("T03-1", 3),
        ),
        quotas=(Quota("T01-1", "乙县", 2024, 3500, "地区教育局"),),
        rules=(),
    )
    assert differences(old, new) == [
        "任务2“事项2”：已删除",
        "任务1“事项1”：牵头单位 地区教育局 → 地区教育局、地区发改委",
        "任务3“事项3”：新增",
        "指标T01-1“指标T01-1”：2024年目标 1.86 → 1.9；2026年目标 （空） → 2",
        "指标T03-1“指标T03-1”：新增",
        "T01-1 乙县 2024年分解：目标 3000 → 3500",
        "规则R01：已删除",
    ]


def test_forms_do_not_tell_units_what_the_office_notes_for_itself() -> None:
    old = sample()
    noted = replace(
        old,
        tasks=(replace(old.tasks[0], note="存疑：责任栏不全"), *old.tasks[1:]),
        indicators=(replace(old.indicators[0], source="【备注】由全面推得。"), *old.indicators[1:]),
        differences=(Difference("A9", (1,), "甲", "乙", "两文不一致"), *old.differences),
    )
    assert len(differences(old, noted)) == 3
    assert differences(old, noted, for_units=True) == []
    asked = replace(noted, indicators=(replace(noted.indicators[0], note="按个填。"), *noted.indicators[1:]))
    (line,) = differences(old, asked, for_units=True)
    assert line.startswith("指标T01-1") and "口径说明" in line and "来源" not in line


def test_notes_that_only_lost_the_offices_remarks_are_one_line_and_other_words_are_named() -> None:
    """No change may be hidden that may change a figure: what was added, or went without being kept as a remark, is named."""
    first = sample().indicators[0]
    old_note, kept = "填累计数。不含兵团；原文未写明是否含乡镇。", "填累计数。不含兵团。"
    rows = [replace(first, id=f"T01-{number}", note=old_note) for number in range(1, 7)]
    old = replace(sample(), indicators=tuple(rows), digest="old")
    remark = "清单第1项。【备注】原文未写明是否含乡镇。"
    changed = [
        replace(rows[0], note=kept, source=remark),
        replace(rows[1], note=kept, source=remark),
        replace(rows[2], note=kept),  # the remark is kept nowhere
        replace(rows[3], note="填累计数。", source=remark),  # 不含兵团 went
        replace(rows[4], note=kept + "按户填。", source=remark),
        replace(rows[5], note=kept, source=remark, measure="万户"),  # another measure: a line of its own
    ]
    new = replace(old, indicators=tuple(changed), digest="new")
    (line,) = differences(old, new, for_units=True)
    assert line.startswith("指标T01-6") and "万户" in line
    same, other = reworded(reworded_rows(old, new))
    assert "口径不变" in same and "2项指标" in same
    assert "3项" in other and all(id in other for id in ("T01-3", "T01-4", "T01-5")) and "T01-1" not in other
    assert len(differences(old, new)) == 6  # the office sees each


def test_a_long_text_is_named_not_repeated() -> None:
    old = sample()
    new = replace(old, tasks=(replace(old.tasks[0], content="很长的内容" * 20), old.tasks[1]))
    assert differences(old, new) == ["任务1“事项1”：主要内容及目标有改动"]


def test_an_imported_document_is_compared_in_what_a_document_holds() -> None:
    old = sample()
    same = replace(
        old,
        tasks=tuple(
            replace(task, source="某文件", note="", channel="网络", content=f" {task.content}\n")
            for task in old.tasks
        ),
        quotas=(),
        rules=(),
    )
    assert document_differences(old, same) == []
    changed = replace(same, tasks=(replace(same.tasks[0], responsible="乙县人民政府"),), indicators=())
    assert document_differences(old, changed) == [
        "任务2“事项2”：新文件中没有",
        "任务1“事项1”：责任单位 各县市人民政府 → 乙县人民政府",
        "指标：从新文件提取0个，现行清单3个，请逐条核对。",
    ]


def test_an_office_with_other_units_can_import_its_own_checklist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "和田 工作"
    assert main(["init", str(root)]) == 0
    shipped = openpyxl.load_workbook(root / "templates" / "checklist.xlsx")
    shipped["单位"].delete_rows(2, 100)
    for code, name in {"653201": "和田市", "653222": "墨玉县"}.items():
        shipped["单位"].append([code, name, None, None, "县市", "下级"])
    shipped.save(root / "templates" / "checklist.xlsx")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "重点事项", "责任主体", "牵头部门", "主要内容", "2026年工作举措"])
    sheet.append(["1", "县城供水", "各县市人民政府", "地区水利局", "供水管网", "新建供水管网120公里。"])
    book.save(tmp_path / "台账.xlsx")
    capsys.readouterr()
    assert main(["import", str(tmp_path / "台账.xlsx"), "--root", str(root)]) == 0
    assert "没有逐项比较" in capsys.readouterr().out
    imported = root / "templates" / "checklist-imported.xlsx"
    assert imported.is_file()
    assert main(["generate", "--root", str(root)]) == 2  # the shipped checklist is of other units
    said = capsys.readouterr().err
    assert said.startswith(f"工作文件夹：{root}\n")
    assert len(said.splitlines()[1:]) == 22 and "另有" in said
    imported.replace(root / "templates" / "checklist.xlsx")
    assert main(["generate", "--root", str(root), "-p", "2026-03"]) == 0
    assert len(list((root / "outbox" / "2026-03" / "下发").glob("*.xlsx"))) == 2
    book = openpyxl.load_workbook(root / "templates" / "checklist.xlsx")
    head = {cell.value: cell.column for cell in book["任务"][1]}
    book["任务"].cell(2, head["备注"]).value = "存疑待问"
    book["任务"].cell(2, head["责任单位"]).value = "和田市人民政府"
    book.save(root / "templates" / "checklist.xlsx")
    capsys.readouterr()
    assert main(["generate", "--root", str(root), "-p", "2026-04"]) == 0
    assert "存疑待问" in capsys.readouterr().out
    form = openpyxl.load_workbook(next((root / "outbox" / "2026-04" / "下发").glob("*.xlsx")))
    cover = "".join(str(cell.value) for row in form.worksheets[0] for cell in row if cell.value)
    assert "和田市人民政府" in cover and "存疑待问" not in cover
