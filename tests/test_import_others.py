"""Checklists of other prefectures: other units, years, column order, headers, files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

from tests.checklist_samples import import_list
from toolkit.checklist.importing.grid import Grid, GridCell
from toolkit.checklist.importing.turned import upright
from toolkit.checklist.importing.units import resolve_leads, resolve_units
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Checklist, Target, Unit

UNITS = (
    Unit("650001", "青河市", "青河", ("青河市人民政府",)),
    Unit("650002", "白杨县", "白杨"),
    Unit("650003", "石门蒙古自治县", "石门县", ("石门县",)),
    Unit("650091", "青河高新区", "高新区", kind="园区"),
    Unit("650092", "州住建局", "住建局", kind="部门"),
)
HEADERS = ["序号", "重点事项", "主要内容", "2026年措施", "2027年措施", "牵头单位", "责任单位"]
ROWS = [
    [
        "1",
        "1.完善路网",
        "打通断头路",
        "2026年新建道路12.5公里。",
        "2027年新建道路8公里。",
        "州住建局、交通局负责",
        "各县（市）人民政府",
    ],
    ["2", "", "建设停车场", "新增停车位3000个以上。", "", "", ""],
    [
        "3",
        "2.提升教育",
        "扩大学位",
        "新增学位0.5万个。",
        "公办园占比达到60%。",
        "州教育局",
        "青河市、石门县人民政府，高新区管委会",
    ],
]


def table_document(*tables: Sequence[Sequence[str]], titles: Sequence[str] = ()) -> bytes:
    document = docx.Document()
    for index, rows in enumerate(tables):
        if index < len(titles):
            document.add_paragraph(titles[index])
        table = document.add_table(len(rows), len(rows[0]))
        for cells, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph()
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook(*rows: Sequence[str], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def tsv(*rows: Sequence[str]) -> bytes:
    return "\n".join("\t".join(row) for row in rows).encode("gb18030")


def read(data: bytes, name: str = "清单.docx") -> Checklist:
    checklist, _, findings = import_list(data, name, UNITS)
    assert [finding.code for finding in findings if finding.code.startswith("E")] == []
    return checklist


def codes(data: bytes, name: str = "清单.docx") -> list[str]:
    return [finding.code for finding in import_list(data, name, UNITS)[2]]


FORMS: dict[str, Callable[[], bytes]] = {
    "word": lambda: table_document([HEADERS, *ROWS]),
    "excel": lambda: workbook(HEADERS, *ROWS),
    "pasted text": lambda: tsv(HEADERS, *ROWS),
}


@pytest.mark.parametrize("form", FORMS)
def test_other_units_and_years(form: str) -> None:
    checklist = read(FORMS[form](), form)
    assert [task.no for task in checklist.tasks] == [1, 2, 3]
    assert [task.item_no for task in checklist.tasks] == [1, 1, 2]
    assert [task.item for task in checklist.tasks] == ["完善路网", "完善路网", "提升教育"]
    assert list(checklist.tasks[0].measures) == [2026, 2027]
    assert [task.leads for task in checklist.tasks] == [("州住建局", "州交通局")] * 2 + [("州教育局",)]
    counties = ("青河市", "白杨县", "石门蒙古自治县")
    assert [task.reporters for task in checklist.tasks] == [
        counties,
        counties,
        ("青河市", "石门蒙古自治县", "青河高新区"),
    ]
    found = {(i.task_no, i.measure, year, t) for i in checklist.indicators for year, t in i.targets.items()}
    assert found == {
        (1, "公里", 2026, Target(12.5)),
        (1, "公里", 2027, Target(8)),
        (2, "个", 2026, Target(3000)),
        (3, "万个", 2026, Target(0.5)),
        (3, "%", 2027, Target(60)),
    }


def test_columns_in_any_order_with_further_ones() -> None:
    order = [6, 3, 0, 5, 2, 1, 4]
    head = [HEADERS[i] for i in order] + ["完成时限", "资金渠道", "备注"]
    rows = [[row[i] for i in order] + ["2026年底", "省级专项", "督办"] for row in ROWS]
    moved = read(table_document([head, *rows]))
    plain = read(FORMS["word"]())
    assert [task.measures for task in moved.tasks] == [task.measures for task in plain.tasks]
    assert [task.reporters for task in moved.tasks] == [task.reporters for task in plain.tasks]
    assert moved.tasks[0].deadline == "2026年底"
    assert "省级专项" in moved.tasks[0].note  # a column that no field takes is not lost
    assert "督办" in moved.tasks[0].note


@pytest.mark.parametrize(
    "head",
    [
        ["编号", "重点工作", "工作内容及目标", "2026年具体举措", "2027年具体举措", "牵头部门", "落实单位"],
        ["No.", "事项名称", "主要目标", "2026年工作安排", "2027年工作安排", "牵头责任单位", "责任主体"],
        ["序 号", "重点\n事项", "主要\n内容", "2026年 度任务", "2027年 度任务", "牵 头 单 位", "责 任 单 位"],
        ["序号", "重点事向", "主要内客", "2026年推进错施", "2027年推进错施", "牵头单位", "责壬单位"],
    ],
)
def test_header_words_and_near_misses(head: list[str]) -> None:
    checklist = read(table_document([head, *ROWS]))
    assert len(checklist.tasks) == 3
    assert list(checklist.tasks[0].measures) == [2026, 2027]
    assert checklist.tasks[2].reporters == ("青河市", "石门蒙古自治县", "青河高新区")


def test_a_header_that_was_only_nearly_right_is_marked() -> None:
    head = ["序号", "重点事项", "主要内容", "2026年措施", "2027年措施", "牵头单位", "责壬单位"]
    reviews = import_list(table_document([head, *ROWS]), "清单.docx", UNITS)[1]
    assert any("责壬单位" in review.note for review in reviews)


def test_one_year_named_only_in_the_title() -> None:
    head = ["序号", "事项", "内容", "推进措施", "牵头单位", "责任单位"]
    rows = [[row[i] for i in (0, 1, 2, 3, 5, 6)] for row in ROWS]
    checklist = read(table_document([head, *rows], titles=["青河州2026年重点任务清单"]))
    assert [list(task.measures) for task in checklist.tasks] == [[2026]] * 3


def test_two_header_rows_with_years_below_a_spanning_cell() -> None:
    document = docx.Document()
    table = document.add_table(2 + len(ROWS), 7)
    for column, text in enumerate(["序号", "事项", "主要内容", "推进措施", "", "牵头单位", "责任单位"]):
        table.cell(0, column).text = text
    table.cell(0, 3).merge(table.cell(0, 4))
    table.cell(1, 3).text, table.cell(1, 4).text = "2026年", "2027年"
    for column in (0, 1, 2, 5, 6):
        table.cell(0, column).merge(table.cell(1, column))
    for index, row in enumerate(ROWS, start=2):
        for column, text in enumerate(row):
            table.cell(index, column).text = text
    checklist = read(saved(document))
    assert [list(task.measures) for task in checklist.tasks] == [[2026, 2027]] * 3
    assert checklist.tasks[0].measures[2027] == "2027年新建道路8公里。"


def test_several_tables_one_of_them_something_else() -> None:
    other = [["姓名", "电话"], ["张三", "123"]]
    second = [[*HEADERS], ["4", "3.绿化", "增绿", "新增绿地5公顷。", "", "州林草局", "白杨县人民政府"]]
    data = table_document([HEADERS, *ROWS], other, second)
    checklist, _, findings = import_list(data, "清单.docx", UNITS)
    assert [task.no for task in checklist.tasks] == [1, 2, 3, 4]
    assert [finding.code for finding in findings] == ["N950"]


def test_a_table_cut_in_two_goes_on_without_its_head() -> None:
    data = table_document([HEADERS, ROWS[0]], ROWS[1:])
    checklist = read(data)
    assert [task.no for task in checklist.tasks] == [1, 2, 3]
    assert checklist.tasks[1].leads == ("州住建局", "州交通局")  # inherited across the cut


def test_a_repeated_head_is_no_task() -> None:
    assert len(read(table_document([HEADERS, ROWS[0], HEADERS, *ROWS[1:]])).tasks) == 3


def test_action_rows_merged_across_and_action_column() -> None:
    document = docx.Document()
    table = document.add_table(3, 7)
    for row, texts in zip(table.rows, [HEADERS, [""] * 7, ROWS[0]], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(1, 6)).text = "（一）实施路网提升行动"
    assert [task.action for task in read(saved(document)).tasks] == ["路网提升行动"]
    head = ["行动", *HEADERS]
    assert [
        task.action for task in read(table_document([head, ["路网提升行动", *ROWS[0]], ["", *ROWS[1]]])).tasks
    ] == ["路网提升行动"] * 2


def test_automatic_numbers_and_vertical_merges() -> None:
    document = docx.Document()
    table = document.add_table(1 + len(ROWS), 7)
    for row, texts in zip(table.rows, [HEADERS, *ROWS], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for index in (1, 2, 3):
        paragraph = table.cell(index, 0).paragraphs[0]
        paragraph.text = ""
        numbering = OxmlElement("w:numPr")
        value = OxmlElement("w:numId")
        value.set(qn("w:val"), "1")
        numbering.append(value)
        paragraph._p.get_or_add_pPr().append(numbering)
    for column in (1, 5, 6):
        table.cell(1, column).merge(table.cell(2, column))
    checklist, reviews, _ = import_list(saved(document), "清单.docx", UNITS)
    assert [task.no for task in checklist.tasks] == [1, 2, 3]
    marked = {(review.row_key, review.header) for review in reviews}
    assert {("1", "任务序号"), ("2", "牵头单位"), ("2", "责任单位"), ("2", "事项")} <= marked
    assert ("3", "责任单位") not in marked


def test_word_s_wrappings_add_and_lose_nothing() -> None:
    """Content controls, line breaks, deleted text, a text box inside a paragraph."""

    def cell(inner: str) -> str:
        return f"<w:tc><w:p>{inner}</w:p></w:tc>"

    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    head = "".join(cell(run(text)) for text in HEADERS)
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent></w:pict></w:r>"
    texts = [
        run("1"),
        run("1.完善") + run("路网"),
        run("打通")
        + "<w:r><w:br/></w:r>"
        + run("断头路")
        + "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>",
        run("新建道路12.5公里。") + box,
        f"<w:sdt><w:sdtContent>{run('新建道路8公里。')}</w:sdtContent></w:sdt>",
        f"<w:ins>{run('州住建局')}</w:ins>",
    ]
    last = f"<w:sdt><w:sdtContent>{cell(run('青河市人民政府'))}</w:sdtContent></w:sdt>"
    row = f"<w:tr>{''.join(map(cell, texts))}{last}</w:tr>"
    table = f"<w:tbl><w:tr>{head}</w:tr><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:sdt><w:sdtContent>{table}</w:sdtContent></w:sdt></w:body>"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{body}</w:document>')
    (task,) = read(buffer.getvalue()).tasks
    assert (task.item, task.content) == ("完善路网", "打通\n断头路")
    assert task.measures == {2026: "新建道路12.5公里。\n框内", 2027: "新建道路8公里。"}
    assert (task.leads, task.reporters) == (("州住建局",), ("青河市",))


def test_excel_with_title_rows_and_merged_cells() -> None:
    data = workbook(
        ["青河州重点任务清单", "", "", "", "", "", ""],
        HEADERS,
        ["一、路网提升行动", "", "", "", "", "", ""],
        *ROWS,
        merged=("A1:G1", "A3:G3", "B4:B5", "F4:F5", "G4:G5"),
    )
    checklist = read(data, "清单.xlsx")
    assert [(task.no, task.action, task.item_no) for task in checklist.tasks] == [
        (1, "路网提升行动", 1),
        (2, "路网提升行动", 1),
        (3, "路网提升行动", 2),
    ]


def test_a_repeated_number_is_changed_and_marked() -> None:
    rows = [ROWS[0], ["1", *ROWS[1][1:]], ROWS[2]]
    checklist, reviews, _ = import_list(table_document([HEADERS, *rows]), "清单.docx", UNITS)
    assert [task.no for task in checklist.tasks] == [1, 2, 3]
    assert ("2", "任务序号") in {(review.row_key, review.header) for review in reviews}


def test_an_unknown_unit_is_marked_not_guessed() -> None:
    row = [*ROWS[0][:6], "青河市、黄沙县人民政府"]
    checklist, reviews, _ = import_list(table_document([HEADERS, row]), "清单.docx", UNITS)
    assert checklist.tasks[0].reporters == ("青河市",)
    assert any("黄沙县" in review.note for review in reviews if review.header == "填报单位")


def test_the_import_of_another_prefecture_loads() -> None:
    checklist, reviews, _ = import_list(FORMS["word"](), "清单.docx", UNITS)
    loaded, findings = load_checklist(write_checklist(checklist, reviews))
    assert findings == []
    assert loaded == checklist


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("各县市人民政府负责具体落实", "", ("青河市", "白杨县", "石门蒙古自治县")),
        ("各县（市、区）", "", ("青河市", "白杨县", "石门蒙古自治县")),
        ("各相关县市人民政府", "加快青河、石门同城化", ("青河市", "石门蒙古自治县")),
        ("有关县市", "依托青河高新区建设园区，支持白杨县", ("白杨县",)),
        ("有关县市", "青河州推进青河大学建设，支持白杨发展", ("白杨县",)),
        ("高新区", "", ("青河高新区",)),
        (
            "州住建局，各县市人民政府、高新区具体落实",
            "",
            ("青河市", "白杨县", "石门蒙古自治县", "青河高新区", "州住建局"),
        ),
        ("石门县人民政府和白杨县人民政府", "", ("白杨县", "石门蒙古自治县")),
        ("", "", ()),
    ],
)
def test_units_meant_by_a_text(text: str, row: str, expected: tuple[str, ...]) -> None:
    assert resolve_units(text, row, UNITS).names == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地区人社局、民政局、医保局按职责分工牵头负责", ("地区人社局", "地区民政局", "地区医保局")),
        ("地委组织部，地区民政局、市场监督管理局牵头", ("地委组织部", "地区民政局", "地区市场监督管理局")),
        ("州发展改革委、中国人民银行青河分行", ("州发改委", "中国人民银行青河分行")),
        ("地区教育局等有关单位牵头负责", ("地区教育局",)),
        ("", ()),
    ],
)
def test_lead_units_by_full_name(text: str, expected: tuple[str, ...]) -> None:
    assert resolve_leads(text, ()) == expected


def test_shares_of_a_table_on_its_side_add_up_to_the_last_digit() -> None:
    lines = [
        ("县市", "贷款余额（万元）", "户数（户）"),
        ("甲县", "1234567.8", "12"),
        ("乙县", "345678.05", "7"),
    ]
    grid = Grid(tuple(tuple(GridCell(text) for text in line) for line in lines), "表1")
    _, balance, households = ([cell.text for cell in row] for row in upright(grid).rows)
    assert balance[1:4] == ["贷款余额", "万元", "1580245.85"]
    assert households[3] == "19"
