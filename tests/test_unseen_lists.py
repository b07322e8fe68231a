"""Lists of kinds that no sample holds: merged rows with a second lead, three levels of indicators, a paper's annex and leaders."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from list_chain import run_list

from toolkit.checklist.importing import Imported, import_checklist
from toolkit.core.model import Comparator

PEOPLE = """临江市人民政府办公室关于印发2024年政府工作报告重点工作责任分解的通知
各县（市、区）人民政府，市政府各部门：
一、全力稳住经济增长（王某副市长主抓重点工作）
1. 地区生产总值增长6.5%左右，规上工业增加值增长8%以上。
责任单位：市发展改革委、市工信局（除标注“分别牵头”外，列第一位为牵头或汇总单位，下同）
2. 新签约亿元以上项目60个，到位资金200亿元。
责任单位：市招商局、市商务局
附：工作要求
1. 各责任单位于每季度末月20日前报送进展。
"""


def livelihood() -> bytes:
    """民生实事: the number stands in the name, a task of two bureaus is two rows merged but for the units."""
    rows = [
        ("1.城乡供水提质", "改造老旧供水管网30公里", "2024.8", "县水利局"),
        ("1.城乡供水提质", "新建水厂2座", "2024年12月底", "县水利局"),
        ("2.校园安全提升", "改造校园食堂20家", "1.6月底完成10家\n2.11月底完成20家", "县教育局"),
        ("2.校园安全提升", "改造校园食堂20家", "1.6月底完成10家\n2.11月底完成20家", "县市场监管局"),
    ]
    paper = Document()
    paper.add_heading("德清县2024年民生实事项目任务分解表", 0)
    table = paper.add_table(rows=5, cols=4)
    heads = ("项目名称", "工作任务", "计划完成时间", "牵头单位")
    for row, texts in zip(table.rows, (heads, *rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for top, columns in ((1, (0,)), (3, (0, 1, 2))):
        for column in columns:
            text = table.cell(top, column).text
            table.cell(top + 1, column).text = ""
            table.cell(top, column).merge(table.cell(top + 1, column)).text = text
    stream = BytesIO()
    paper.save(stream)
    return stream.getvalue()


def levels() -> bytes:
    """Three levels of indicators, the first two merged; targets with their sign in a cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["湖州市2024年高质量发展绩效考核指标任务表"],
        ["一级指标", "二级指标", "三级指标", "计量单位", "目标值（标准）", "权重", "责任部门", "数据来源"],
        ["经济发展", "工业", "规上工业增加值增速", "%", "≥8", "10", "市工信局", "市统计局"],
        [None, None, "新增规上工业企业", "家", "30", "5", "市工信局", "市统计局"],
        ["民生改善", "就业", "城镇新增就业", "万人", "2.3", "5", "市人社局", "市人社局"],
        [None, None, "城镇调查失业率", "%", "≤5.5", "5", "市人社局", "市统计局"],
    ):
        sheet.append(row)
    for merged in ("A3:A4", "B3:B4", "A5:A6", "B5:B6", "A1:H1"):
        sheet.merge_cells(merged)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(name: str, data: bytes) -> Imported:
    return import_checklist([(name, data)])


def test_a_second_lead_below_a_merged_task_leads_too() -> None:
    made = read("民生实事.docx", livelihood())
    assert not made.findings
    tasks = made.checklist.tasks
    assert [task.item for task in tasks] == ["城乡供水提质", "城乡供水提质", "校园安全提升"]
    assert tasks[2].leads == ("县教育局", "县市场监管局")


def test_three_levels_of_indicators() -> None:
    made = read("指标.xlsx", levels())
    assert not made.findings
    assert [(task.action, task.item, task.content) for task in made.checklist.tasks] == [
        ("经济发展", "工业", "规上工业增加值增速"),
        ("经济发展", "工业", "新增规上工业企业"),
        ("民生改善", "就业", "城镇新增就业"),
        ("民生改善", "就业", "城镇调查失业率"),
    ]
    found = [(one.comparator, one.measure, one.targets[2024].low) for one in made.checklist.indicators]
    assert found == [
        (Comparator.GE, "%", 8.0),
        (Comparator.GE, "家", 30.0),
        (Comparator.GE, "万人", 2.3),
        (Comparator.LE, "%", 5.5),
    ]


def test_leaders_and_what_is_asked_at_the_end_are_no_tasks() -> None:
    made = read("责任分解.txt", PEOPLE.encode())
    tasks = made.checklist.tasks
    assert [task.action for task in tasks] == ["全力稳住经济增长"] * 2
    assert "附" not in tasks[-1].content
    assert "到位资金" in [one.name for one in made.checklist.indicators]
    assert made.frame.cycle == "季度"


def test_counts_in_ten_thousands_are_shown_with_decimals() -> None:
    (jobs,) = [one for one in read("指标.xlsx", levels()).checklist.indicators if one.measure == "万人"]
    assert jobs.decimals == 2  # 0.4万人 done must not read 0


TOGETHER = [  # a cell of 责任单位 -> who leads, who carries it out, who supports
    ("市发改委、财政局分别牵头", ("市发改委", "市财政局"), "", ()),
    ("市发改委和市财政局分别牵头", ("市发改委", "市财政局"), "", ()),
    ("市发改委、市财政局（分别牵头）", ("市发改委", "市财政局"), "", ()),
    ("市发改委\n市财政局\n（分别牵头）", ("市发改委", "市财政局"), "", ()),
    ("分别由市发改委、市财政局牵头", ("市发改委", "市财政局"), "", ()),
    ("市发改委、市财政局分别牵头负责\n市住建局", ("市发改委", "市财政局"), "市住建局", ()),
    ("市发改委、市财政局分别牵头，市住建局配合", ("市发改委", "市财政局"), "", ("市住建局",)),
    ("市发改委牵头，市财政局、市住建局配合", ("市发改委",), "", ("市财政局", "市住建局")),
    ("市发改委（牵头）、市财政局", ("市发改委",), "市财政局", ()),
    ("市发改委、市财政局", ("市发改委",), "市发改委、市财政局", ()),  # nobody is said to lead: the first does
]


def by_bureaus(head: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["临江市2024年重点工作任务分解表"])
    sheet.append(["序号", "重点任务", head, "完成时限"])
    for no, (cell, *_) in enumerate(TOGETHER, start=1):
        sheet.append([no, f"新建停车场{no + 2}个", cell, "12月底前"])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_all_who_lead_by_the_words_of_a_cell_lead() -> None:
    made = read("分解表.xlsx", by_bureaus("责任单位"))
    assert not made.findings
    said = [(task.leads, task.responsible, task.support) for task in made.checklist.tasks]
    assert said == [tuple(expected) for _, *expected in TOGETHER]
    assert [task.reporters for task in made.checklist.tasks] == [leads for _, leads, *_ in TOGETHER]
    assert {unit.name for unit in made.checklist.units} == {"市发改委", "市财政局", "市住建局"}


def test_a_figure_of_two_leads_is_asked_of_one_and_said_to_be_looked_at() -> None:
    made = read("分解表.xlsx", by_bureaus("责任单位"))
    first = made.checklist.indicators[0]
    assert first.reporters == ("市发改委",)  # both: it would be added up twice
    notes = [one.note for one in made.reviews if one.row_key == first.id and one.header == "填报单位"]
    assert len(notes) == 1 and "市发改委、市财政局牵头" in notes[0]


def test_a_column_of_leads_gives_up_those_that_only_support() -> None:
    tasks = read("分解表.xlsx", by_bureaus("牵头单位")).checklist.tasks
    assert (tasks[6].leads, tasks[6].support) == (("市发改委", "市财政局"), ("市住建局",))
    assert tasks[9].leads == ("市发改委", "市财政局")


@pytest.mark.slow
def test_an_unseen_list_from_paper_to_forms_and_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "指标.xlsx").write_bytes(levels())
    code, workspace = run_list(tmp_path / "w", tmp_path / "指标.xlsx")
    assert code in (0, 1)
    assert "账平" in capsys.readouterr().out
    assert "湖州市" in workspace.config.office.name
    assert list((tmp_path / "w/outbox/2024-06/汇总").glob("*_专报.docx"))
    workspace.ledger.close()
