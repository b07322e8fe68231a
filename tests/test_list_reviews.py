"""The sheet 待核对: doubts by what hangs on them, decisions applied by the next run, and kept by the next import."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import layout_samples as samples
from toolkit.checklist.build import shipped_checklist
from toolkit.checklist.carrying import carried
from toolkit.checklist.importing import import_checklist
from toolkit.checklist.load import load_checklist
from toolkit.checklist.reviewing import open_doubts
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Checklist, Kind, Target

DATA = Path(__file__).parent / "data"


def imported() -> Checklist:
    name, data = samples.group_rows()
    return import_checklist([(name, data)]).checklist


def deciding(checklist: Checklist, **decisions: tuple[str, str]) -> bytes:
    """The workbook with decisions typed in: ``T02_1=("比率", "")`` by the doubt's row."""
    book = load_workbook(BytesIO(write_checklist(checklist)))
    page = book["待核对"]
    head = {cell.value: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        key = str(page.cell(row, head["行"]).value).replace("-", "_")
        place = key if key in decisions else f"{page.cell(row, head['列']).value}{key}"
        if place in decisions:
            page.cell(row, head["办公室决定"]).value, page.cell(row, head["改为"]).value = decisions[place]
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def load(data: bytes) -> Checklist:
    checklist, findings = load_checklist(data)
    assert findings == []
    assert checklist is not None
    return checklist


def test_the_workbook_opens_on_the_doubts_those_first_on_which_most_hangs() -> None:
    text = "某县2024年重点任务清单\n1.修路5公里。（责任单位：有关部门）\n2.建桥1座。（责任单位：县交通局）\n"
    checklist = import_checklist([("清单.txt", text.encode())]).checklist
    book = load_workbook(BytesIO(write_checklist(checklist)))
    assert book.sheetnames[0] == "待核对"
    page = book["待核对"]
    kinds = [page.cell(row, 2).value for row in range(2, page.max_row + 1)]
    assert kinds[0] == "无人填报"
    assert kinds.index("口径推定") == 1
    assert page.cell(2, 4).hyperlink.location.startswith("'任务'!")
    assert checklist.task(1).reporters == ("某县本级",)


def test_nothing_is_summed_before_somebody_agreed_and_an_accepted_one_is() -> None:
    checklist = load(deciding(imported(), T01_1=("认可", "")))
    assert {one.id: one.confirmed for one in checklist.indicators}["T01-1"]
    assert not {one.id: one.confirmed for one in checklist.indicators}["T02-1"]
    assert open_doubts(checklist) == len(checklist.doubts) - 1


def test_what_units_read_of_an_imported_figure_is_the_list_s_own_words_and_no_doubt() -> None:
    checklist = imported()
    assert checklist.doubts
    for one in checklist.indicators:
        assert one.note.startswith("按清单要求填报："), one.note
        assert one.note.partition("：")[2] in one.source
        assert "核对" not in one.note


def test_another_kind_and_no_indicator_at_all() -> None:
    checklist = load(deciding(imported(), T02_1=("期末存量", ""), T02_2=("不是指标", "")))
    (stock,) = [one for one in checklist.indicators if one.task_no == 2]
    assert (stock.id, stock.kind, stock.confirmed) == ("T02-1", Kind.STOCK, True)


def test_who_reports_is_changed_with_the_figures_of_the_task() -> None:
    text = "某县2024年重点任务清单\n1.修路5公里。（责任单位：有关部门）\n2.建桥1座。（责任单位：县交通局）\n"
    checklist = import_checklist([("清单.txt", text.encode())]).checklist
    changed = load(deciding(checklist, 填报单位1=("改为右边写的", "县交通局")))
    assert changed.task(1).reporters == ("县交通局",)
    assert changed.indicator("T01-1").reporters == ("县交通局",)


def test_an_unknown_unit_in_a_decision_is_said() -> None:
    text = "某县2024年重点任务清单\n1.修路5公里。（责任单位：有关部门）\n2.建桥1座。（责任单位：县交通局）\n"
    checklist = import_checklist([("清单.txt", text.encode())]).checklist
    loaded, findings = load_checklist(deciding(checklist, 填报单位1=("改为右边写的", "县水利局")))
    assert loaded is None
    assert [(one.code, one.seen) for one in findings] == [("E907", "县水利局")]


def test_a_checklist_without_doubts_has_no_such_sheet() -> None:
    assert "待核对" not in load_workbook(BytesIO(write_checklist(shipped_checklist()))).sheetnames


@pytest.fixture(scope="module")
def again() -> tuple[Checklist, Checklist]:
    current = shipped_checklist()
    read = import_checklist([("checklist.docx", (DATA / "checklist.docx").read_bytes())], current.units)
    return read.checklist, carried(current, read.checklist).checklist


def test_importing_the_same_list_again_keeps_what_the_office_made_of_it(
    again: tuple[Checklist, Checklist],
) -> None:
    fresh, kept = again
    assert len(kept.doubts) * 2 < len(fresh.doubts)
    settled = {one.id: one for one in kept.indicators if one.confirmed}
    shipped = {one.id: one for one in shipped_checklist().indicators}
    assert len(settled) >= 150
    assert all(settled[id].kind == shipped[id].kind for id in settled)
    assert kept.rules == shipped_checklist().rules
    assert load_checklist(write_checklist(kept))[1] == []


def test_next_year_s_list_keeps_identities_and_adds_its_targets() -> None:
    old = load(deciding(imported(), T01_1=("认可", "")))
    text = "湖州市2025年政府工作报告重点工作任务分解\n1.城镇新增就业5.5万人，调查失业率控制在5%以内。（牵头单位：市人社局）\n2.地区生产总值增长6%以上。（牵头单位：市发展改革委）\n"
    new = carried(old, import_checklist([("2025.txt", text.encode())], old.units).checklist).checklist
    growth = new.indicator("T01-1")
    assert growth.task_no == 2
    assert dict(growth.targets) == {2024: Target(5.5), 2025: Target(6)}
    assert growth.confirmed
