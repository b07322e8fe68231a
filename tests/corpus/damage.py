"""Damage to rows, columns and sheets, as clerks and spreadsheet programs do it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from corpus.case import Case, Draft, case, draft
from corpus.sample import Place, address_of, key_rows
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, META, PROJECTS, TASKS
from toolkit.core.returns import Scalar
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW, SHEETS

WIDE = 20


def places(truth: dict[Place, Scalar], sheet: str, *keys: str, field: str = "") -> list[Place]:
    """The places of these rows (all without keys) of a sheet."""
    return [p for p in truth if p[0] == sheet and (not keys or p[1] in keys) and field in ("", p[2])]


def _in_hundred_millions(d: Draft) -> None:
    """The figures below 总投资 are of 亿元, the form's of 万元."""
    for place in places(d.truth, PROJECTS, field="total"):
        d.truth[place] = float(d.truth[place] or 0) * 10_000


def rows_of(sheet: Worksheet, first: int = FIRST_ROW) -> list[list[object]]:
    """The rows from ``first`` on, as lists of values."""
    width = max(sheet.max_column, WIDE)
    return [[sheet.cell(r, c).value for c in range(1, width + 1)] for r in range(first, sheet.max_row + 1)]


def put_rows(sheet: Worksheet, rows: list[list[object]], first: int = FIRST_ROW) -> None:
    """Write rows over what stands there."""
    for r, row in enumerate(rows, first):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c).value = value  # type: ignore[assignment]


def move_column(sheet: Worksheet, source: int, target: int) -> None:
    """Cut a 1-based column and insert it before another."""
    rows = rows_of(sheet, 1)
    for row in rows:
        row.insert(target - 1, row.pop(source - 1))
    put_rows(sheet, rows, 1)


def without_key(sheet: Worksheet) -> None:
    """Empty the hidden key column."""
    column = SHEETS[sheet.title].key_index + 1
    for row in range(FIRST_ROW, sheet.max_row + 1):
        sheet.cell(row, column).value = None


def unsigned(book: Workbook) -> None:
    """Take the identity away, as copying to a new workbook does."""
    if META in book.sheetnames:
        del book[META]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]


def copied_to_new(book: Workbook, *names: str) -> Workbook:
    """Visible cells of some sheets as values in a new workbook; hidden columns are left behind."""
    new = Workbook()
    new.remove(new.active)  # type: ignore[arg-type]
    for name in names:
        sheet = new.create_sheet(name)
        spec = SHEETS.get(name)
        for row in book[name].iter_rows():
            for cell in row:
                hidden = spec is not None and cell.column > spec.key_index
                formula = isinstance(cell.value, str) and cell.value.startswith("=")
                if not hidden and not formula and cell.value is not None:
                    sheet.cell(cell.row, cell.column).value = cell.value
                    sheet.cell(cell.row, cell.column).number_format = copy(cell.number_format)
    return new


def row_cases() -> Iterator[Case]:
    d = draft()
    rows = key_rows(d.book[TASKS])
    d.book[TASKS].delete_rows(rows["28"])
    d.forget(*places(d.truth, TASKS, "28"))
    yield case("行：删去一行", d, ["N134"])

    d = draft()
    keep = {"2", "4"}
    for key, row in sorted(key_rows(d.book[TASKS]).items(), key=lambda item: -item[1]):
        if key not in keep:
            d.book[TASKS].delete_rows(row)
            d.forget(*places(d.truth, TASKS, key))
    yield case("行：只留本部门的两行", d, ["N134"])

    d = draft()
    d.book[INDICATORS].insert_rows(7, 2)
    yield case("行：插入两行空行", d)

    d = draft()
    rows_ = sorted(rows_of(d.book[TASKS]), key=lambda r: -float(r[0]))  # type: ignore[arg-type]
    put_rows(d.book[TASKS], rows_)
    yield case("行：整行按序号倒排", d)

    d = draft()
    spec = SHEETS[TASKS]
    rows_ = rows_of(d.book[TASKS])
    shuffled = [[*rows_[-1 - i][: spec.key_index], *row[spec.key_index :]] for i, row in enumerate(rows_)]
    put_rows(d.book[TASKS], shuffled)
    yield case("行：排序时没有带上隐藏列", d, ["E120"])

    d = draft()
    spec = SHEETS[INDICATORS]
    rows_ = rows_of(d.book[INDICATORS])
    rows_[0][: spec.key_index], rows_[1][: spec.key_index] = (
        rows_[1][: spec.key_index],
        rows_[0][: spec.key_index],
    )
    put_rows(d.book[INDICATORS], rows_)
    yield case("行：两行的可见内容对调", d, ["E120"])

    d = draft()
    spec = SHEETS[TASKS]
    rows_ = rows_of(d.book[TASKS])[: len(key_rows(d.book[TASKS]))]
    past = [[rows_[at][0], *row[1 : spec.key_index], *rows_[at][spec.key_index :]]
            for at, row in enumerate([*rows_[1:], rows_[0]])]  # fmt: skip
    put_rows(d.book[TASKS], past)
    d.doubt(*places(d.truth, TASKS))
    item = case("行：排序时没有带上序号和隐藏列", d, ["E120"])
    item.recount = False  # labels of a doubtful row are foreign cells too
    yield item

    d = draft()
    spec = SHEETS[PROJECTS]
    rows_ = rows_of(d.book[PROJECTS])
    turned = [[*rows_[2 - at][: spec.key_index], *rows_[at][spec.key_index :]] for at in range(3)]
    put_rows(d.book[PROJECTS], turned)
    yield case("行：项目排序时没有带上隐藏列", d, ["E120"])

    d = draft()
    d.write(PROJECTS, FIRST_ROW + 3, 1, "外来小计")
    d.write(PROJECTS, FIRST_ROW + 3, 5, 7654321.0)
    d.write(PROJECTS, FIRST_ROW + 4, 2, "本月无新增项目")
    yield case("行：项目里写了小计和无", d, ["N137"])

    d = draft()
    for row in (6, 8, 9):
        d.book[TASKS].row_dimensions[row].hidden = True
    yield case("行：筛选后隐藏了几行", d)

    d = draft()
    sheet = d.book[INDICATORS]
    put_rows(sheet, [rows_of(sheet)[2]], sheet.max_row + 1)
    yield case("行：复制了一行，内容一样", d, ["N130"])

    d = draft()
    sheet = d.book[INDICATORS]
    row = rows_of(sheet)[0]
    row[9] = 987654.0
    d.written.add(987654.0)
    put_rows(sheet, [row], sheet.max_row + 1)
    d.doubt((INDICATORS, "T02-1", "ytd"))
    yield case("行：复制了一行，数字不一样", d, ["E121"])

    d = draft()
    last = d.book[INDICATORS].max_row + 1
    d.write(INDICATORS, last, 1, "合计（本县）")
    d.write(INDICATORS, last, 10, 1234567.0)
    yield case("行：末尾加了合计行", d, ["N128"])

    d = draft()
    d.write(TASKS, d.book[TASKS].max_row + 2, 1, "外来备注：以上数据已经领导审定。")
    yield case("行：表下写了备注", d, ["N128"])

    d = draft()
    d.write(TASKS, 700, 3, "外来、")
    d.write(INDICATORS, 400, 30, "外来。")
    yield case("行：远处有零星字符", d, ["N128"])

    d = draft()
    sheet = d.book[TASKS]
    sheet.insert_rows(8)
    for column, header in enumerate(SHEETS[TASKS].headers, 1):
        sheet.cell(8, column).value = header
        d.written.add(header)
    item = case("行：中间又抄了一遍表头", d)
    item.recount = False  # the true header cells hold the same words
    yield item

    d = draft()
    d.book[TASKS].insert_rows(7)
    d.write(TASKS, 7, 1, "外来一、教育类")
    yield case("行：中间加了小标题", d)

    for name in (TASKS, INDICATORS):
        d = draft()
        without_key(d.book[name])
        yield case(f"行：隐藏的编号被清空（{name}）", d, ["N132"])

    d = draft()
    d.write(TASKS, key_rows(d.book[TASKS])["22"], 1, "外来任务22")
    yield case("行：序号改写成文字", d, ["Q126"])

    d = draft()
    sheet = d.book[TASKS]
    without_key(sheet)
    for key, row_at in {"2": 5, "4": 6}.items():
        sheet.cell(row_at, 1).value = None
        assert key
    yield case("行：没有编号和序号，只有名称", d)

    d = draft()
    sheet = d.book[INDICATORS]
    without_key(sheet)
    d.write(INDICATORS, 5, 3, "新建的义务教育学校数")
    d.write(INDICATORS, 5, 1, "外来1")
    yield case("行：没有编号，名称也略有改动", d, ["Q125"])

    d = draft()
    sheet = d.book[INDICATORS]
    without_key(sheet)
    d.write(INDICATORS, 5, 3, "外来完全不同的名称")
    d.write(INDICATORS, 5, 1, "外来1")
    d.doubt(*places(d.truth, INDICATORS, "T02-1"))
    d.written |= {"T02-1", 2, "所"}
    item = case("行：编号和名称都认不出", d, ["E122"])
    item.recount = False  # labels of a row that is not recognised are foreign cells too
    yield item


def column_cases() -> Iterator[Case]:
    spec = SHEETS[TASKS]
    d = draft()
    move_column(d.book[TASKS], spec.index("progress") + 1, 3)
    yield case("列：本月进展移到前面", d)

    d = draft()
    move_column(d.book[TASKS], spec.key_index + 1, 1)
    yield case("列：隐藏的编号列移到最前", d)

    d = draft()
    for letter in ("J", "K", "O"):
        d.book[TASKS].column_dimensions[letter].hidden = True
    yield case("列：隐藏了几列", d)

    for field, header in (
        ("progress", "本月进展情况"),
        ("problems", "存在的问题"),
        ("next_steps", "下一步措施"),
        ("person", "责任人姓名"),
        ("completion", "完成度"),
        ("completion", "完成度（％）"),
        ("status", " 本月\n状态 "),
    ):
        d = draft()
        d.book[TASKS].cell(HEADER_ROW, spec.index(field) + 1).value = header
        yield case(f"列：列名改为“{header.strip()}”", d)

    for name, field, header in (
        (TASKS, "status", "状态"),
        (TASKS, "progress", "6月份工作进展"),
        (TASKS, "problems", "困难和问题"),
        (TASKS, "next_steps", "下一步打算"),
        (INDICATORS, "ytd", "本月累计数"),
        (INDICATORS, "ytd", "1-6月累计"),
        (INDICATORS, "explanation", "备注"),
        (PROJECTS, "planned_end", "竣工时间"),
    ):
        d = draft()
        d.book[name].cell(HEADER_ROW, SHEETS[name].index(field) + 1).value = header
        yield case(f"列：列名改为“{header}”", d, ["Q125"])

    d = draft()
    d.book[TASKS].cell(HEADER_ROW, spec.index("problems") + 1).value = None
    yield case("列：表头空了一格", d, ["Q125"])

    d = draft()
    sheet = d.book[TASKS]
    d.write(TASKS, HEADER_ROW, spec.index("problems") + 1, "外来完全另写的列名")
    d.doubt(*places(d.truth, TASKS, field="problems"))
    assert sheet.title
    yield case("列：列名完全改了", d, ["E123"])

    d = draft()
    d.book[PROJECTS].cell(HEADER_ROW, SHEETS[PROJECTS].index("total") + 1).value = "总投资(亿元)"
    _in_hundred_millions(d)
    yield case("列：列名里的单位改成亿元", d, ["Q176"])

    d = draft()
    d.book[TASKS].insert_cols(spec.index("problems") + 1)
    d.write(TASKS, HEADER_ROW, spec.index("problems") + 1, "外来备注列")
    d.write(TASKS, 6, spec.index("problems") + 1, "外来自己看")
    yield case("列：插入了一列", d, ["Q129"])

    d = draft()
    d.book[TASKS].delete_cols(4, 2)
    yield case("列：删去措施等两列", d)

    d = draft()
    d.book[INDICATORS].delete_cols(SHEETS[INDICATORS].key_index + 1)
    yield case("列：删去隐藏的编号列", d, ["N132"])

    d = draft()
    d.book[TASKS].delete_cols(1)
    yield case("列：删去任务序号列", d)

    d = draft()
    d.book[TASKS].delete_cols(spec.index("problems") + 1)
    d.forget(*places(d.truth, TASKS, field="problems"))
    yield case("列：删去一列填报项", d, ["E123"])

    d = draft()
    move_column(d.book[TASKS], spec.index("progress") + 1, spec.index("previous_progress") + 1)
    yield case("列：上月进展和本月进展换了位置", d)

    d = draft()
    sheet = d.book[TASKS]
    at = spec.index("progress") + 1
    sheet.insert_cols(at)
    for row in range(HEADER_ROW, sheet.max_row + 1):
        sheet.cell(row, at).value = sheet.cell(row, at + 1).value
    yield case("列：复制了一列，内容一样", d, ["N130"])


def heading_cases() -> Iterator[Case]:
    """Headers that a unit changed beside columns of its own, wrote in two lines, or merged."""
    for name, field, header, own in (
        (PROJECTS, "year_done", "2024年完成投资(万元)", "上年完成投资(万元)"),
        (INDICATORS, "ytd", "本月累计数", "2023年累计"),
        (TASKS, "progress", "6月进展情况", "本周进展"),
    ):
        d = draft()
        at = SHEETS[name].index(field) + 1
        d.book[name].cell(HEADER_ROW, at).value = header
        d.book[name].insert_cols(at + 1)
        d.write(name, HEADER_ROW, at + 1, own)
        d.write(name, FIRST_ROW, at + 1, 4321987.0)
        yield case(f"头：{own}在{header}旁边", d, ["Q125", "Q129"])

    d = draft()
    spec = SHEETS[PROJECTS]
    d.book[PROJECTS].cell(HEADER_ROW, spec.index("total") + 1).value = "总投资"
    d.write(PROJECTS, 3, 13, "单位：亿元")
    _in_hundred_millions(d)
    yield case("头：表上方写了单位亿元", d, ["Q176"])

    d = draft()
    sheet = d.book[PROJECTS]
    sheet.insert_rows(FIRST_ROW)
    for at in range(spec.index("total") + 1, spec.index("cumulative_done") + 2):
        sheet.cell(FIRST_ROW, at).value = sheet.cell(HEADER_ROW, at).value
        sheet.cell(HEADER_ROW, at).value = None
    d.write(PROJECTS, HEADER_ROW, spec.index("total") + 1, "投资情况(万元)")
    sheet.merge_cells("E4:I4")
    yield case("头：投资情况在五列之上", d)

    d = draft()
    _last_year_beside(d)
    d.book[INDICATORS].insert_rows(FIRST_ROW)
    d.write(INDICATORS, FIRST_ROW, 10, "2023年")
    d.write(INDICATORS, FIRST_ROW, 11, "2024年")
    yield case("头：本月累计之下分2023年和2024年", d, ["Q125", "Q129"])

    d = draft()
    _last_year_beside(d)
    d.book[INDICATORS].merge_cells("J4:K4")
    d.doubt(*places(d.truth, INDICATORS, field="ytd"))
    yield case("头：本月累计合并在两列之上", d, ["E123"], recount=False)

    d = draft()
    without_key(d.book[TASKS])
    d.write(TASKS, HEADER_ROW, 18, "佐证份数")
    for row in range(FIRST_ROW, d.book[TASKS].max_row + 1):
        d.book[TASKS].cell(row, 18).value = "2"
    yield case("头：编号列清空，旁边有一列文本的数", d, ["N132", "Q129"], recount=False)


def _last_year_beside(d: Draft) -> None:
    """本月累计 stands over two columns, last year's first."""
    sheet = d.book[INDICATORS]
    sheet.insert_cols(10)
    sheet.cell(HEADER_ROW, 11).value = None
    d.write(INDICATORS, HEADER_ROW, 10, "本月累计")
    d.write(INDICATORS, FIRST_ROW + 1, 10, 4321987.0)


def sheet_cases() -> Iterator[Case]:
    d = draft()
    d.book[TASKS].title = "任务进展(6月)"
    yield case("表：改名", d, ["N133"])

    d = draft()
    for number, name in enumerate((COVER, TASKS, INDICATORS, PROJECTS, EXPERIENCE), 1):
        d.book[name].title = f"Sheet{number}"
    yield case("表：全部改名", d, ["N133"])

    d = draft()
    d.book.move_sheet(INDICATORS, -2)
    yield case("表：换了顺序", d)

    d = draft()
    unsigned(d.book)
    yield case("表：没有身份信息", d, ["N712"])

    d = draft()
    del d.book[META]
    yield case("表：删去了隐藏的身份表", d)

    d = draft()
    for name in list(d.book.custom_doc_props.names):
        del d.book.custom_doc_props[name]
    yield case("表：没有文件属性", d)

    d = draft()
    d.book = copied_to_new(d.book, COVER, TASKS, INDICATORS, PROJECTS, EXPERIENCE)
    d.forget((COVER, "2024-3", "feedback")) if False else None
    yield case("表：全部复制到新工作簿", d, ["N132", "N712"])

    d = draft()
    d.book = copied_to_new(d.book, TASKS, INDICATORS)
    d.forget(*[p for p in d.truth if p[0] in (COVER, PROJECTS, EXPERIENCE)])
    yield case("表：只把两张表复制到新工作簿", d, ["N132", "N712"], file_name="疏附县6月.xlsx")

    d = draft()
    d.book.create_sheet("外来附表")
    d.write("外来附表", 2, 2, "外来说明文字")
    d.write("外来附表", 3, 2, 4321987.0)
    yield case("表：多了一张自己的表", d, ["N128"])

    d = draft()
    d.book.copy_worksheet(d.book[TASKS]).title = "任务进展 (2)"
    yield case("表：复制了一张，内容一样", d, ["N130"])

    d = draft()
    copy_ = d.book.copy_worksheet(d.book[TASKS])
    copy_.title = "任务进展 (2)"
    d.write("任务进展 (2)", 6, 11, "外来不同的进展")
    d.doubt((TASKS, str(copy_.cell(6, 1).value), "progress"))
    yield case("表：复制了一张，有一格不一样", d, ["E121"])

    d = draft()
    del d.book[EXPERIENCE]
    d.forget(*places(d.truth, EXPERIENCE))
    yield case("表：删去经验与诉求", d)

    d = draft()
    del d.book[INDICATORS]
    d.forget(*places(d.truth, INDICATORS))
    yield case("表：删去指标数据", d, ["E124"])

    d = draft()
    sheet = d.book[INDICATORS]
    rows = rows_of(sheet, HEADER_ROW)
    d.book.remove(sheet)
    put_rows(d.book.create_sheet(INDICATORS), [list(column) for column in zip(*rows, strict=True)], 1)
    d.forget(*places(d.truth, INDICATORS))
    yield case("表：指标数据行列对调", d, ["E170", "N128"], recount=False)

    d = draft()
    d.book[INDICATORS].delete_rows(1, HEADER_ROW)
    d.book[INDICATORS].delete_cols(SHEETS[INDICATORS].key_index + 1)
    d.forget(*places(d.truth, INDICATORS))
    yield case("表：指标数据没有了表头和编号列", d, ["E170", "N128"], recount=False)

    d = draft()
    d.book[TASKS].insert_rows(1, 3)
    d.write(TASKS, 1, 1, "外来疏附县人民政府文件")
    d.write(TASKS, 2, 1, "外来任务清单进展表")
    yield case("表：上面加了标题行", d, ["N128"])

    d = draft()
    d.book[INDICATORS].insert_rows(1, 12)
    yield case("表：表头下移十二行", d)

    d = draft()
    d.book[TASKS].delete_rows(1, 3)
    yield case("表：删去标题行", d)

    d = draft()
    d.book[TASKS].delete_rows(HEADER_ROW)
    yield case("表：删去表头行", d)

    d = draft()
    d.book[TASKS].merge_cells("B5:B6")
    d.book[TASKS].merge_cells("C7:C8")
    yield case("表：合并了标签单元格", d)

    d = draft()
    sheet = d.book[TASKS]
    first, second = (str(sheet.cell(row, 1).value) for row in (5, 6))
    sheet.merge_cells("K5:K6")
    d.forget((TASKS, second, "progress"))
    assert first
    yield case("表：合并了填报单元格", d, ["N135"])

    d = draft()
    d.book[TASKS]["K6"].comment = Comment("张三:\n预估数，下月核实", "张三")
    yield case("表：给一格加了批注", d, ["N136"])

    d = draft()
    d.book[COVER].insert_rows(2)
    yield case("表：填报说明加了一行", d)

    d = draft()
    d.write(COVER, 60, 2, "外来附言：请尽快回复")
    d.write(COVER, 3, 8, "外来批注")
    yield case("表：填报说明上写了附言", d, ["N128"])


def stacked_cases() -> Iterator[Case]:
    """Tables one under another on one sheet."""
    d = draft()
    _stack(d.book, TASKS, INDICATORS, title=True)
    yield case("叠：指标数据贴在任务进展下面", d)

    d = draft()
    _stack(d.book, TASKS, INDICATORS, title=False)
    _stack(d.book, TASKS, EXPERIENCE, title=False)
    d.book[TASKS].title = "汇总"
    yield case("叠：三张表贴在一张表上，表也改了名", d, ["N133"])

    d = draft()
    _stack(d.book, TASKS, INDICATORS, title=True)
    unsigned(d.book)
    without_key(d.book[TASKS])
    yield case("叠：贴在一起，又没有身份和编号列", d, ["N132"])

    d = draft()
    sheet = d.book[TASKS]
    rows = rows_of(sheet, HEADER_ROW)
    half = len(rows) // 2
    swapped = [[*row[:10], row[11], row[10], *row[12:]] for row in (rows[0], *rows[half:])]
    put_rows(sheet, [*rows[:half], [None] * len(rows[0]), *swapped], HEADER_ROW)
    yield case("叠：两个部门的任务进展上下贴在一起，列的次序不同", d)

    d = draft()
    sheet = d.book[TASKS]
    rows = rows_of(sheet, HEADER_ROW)
    width = SHEETS[TASKS].key_index + 1
    half = len(rows) // 2 + 1
    right = [rows[0], *rows[half:]]
    blank: list[object] = [None] * width
    wide = [
        [*row[:width], *(right[i][:width] if i < len(right) else blank)] for i, row in enumerate(rows[:half])
    ]
    put_rows(sheet, wide, HEADER_ROW)
    put_rows(sheet, [[None] * WIDE] * len(rows[half:]), HEADER_ROW + half)
    yield case("叠：任务进展分成两栏并排", d)

    for name, (target, *others), gap, down in (
        ("右边挨着贴上指标数据", (TASKS, INDICATORS), 0, 0),
        ("右边空一列贴上指标数据", (TASKS, INDICATORS), 1, 0),
        ("指标数据右边贴上任务进展", (INDICATORS, TASKS), 2, 0),
        ("右边低三行贴上指标数据", (TASKS, INDICATORS), 1, 3),
        ("三张表并排", (INDICATORS, EXPERIENCE, TASKS), 1, 0),
    ):
        d = draft()
        for source in others:
            _paste(d.book, target, source, across=d.book[target].max_column + gap, down=down)
        yield case(f"并：{name}", d, ["N133"])

    for name, sheets in (("上面是填报说明", (COVER, TASKS, INDICATORS)), ("下面是填报说明", (TASKS, COVER))):
        d = draft()
        d.book.create_sheet("合并", 0)
        for source in sheets:
            rows = d.book["合并"].max_row
            _paste(d.book, "合并", source, down=rows + 2 if rows > 1 else 0)
        yield case(f"叠：各张表贴在一张新表上，{name}", d, ["N133"], recount=False)

    d = draft()
    d.book[TASKS].insert_rows(1, 40)
    d.write(TASKS, 2, 1, "外来附言：请尽快回复")
    yield case("叠：表的上面有四十行别的内容", d, ["N128"])


def _paste(book: Workbook, target: str, source: str, *, across: int = 0, down: int = 0) -> None:
    """Move a sheet as values to another, so many columns to the right and rows down."""
    for row in book[source].iter_rows():
        for cell in row:
            if cell.value is not None and not str(cell.value).startswith("="):
                book[target].cell(cell.row + down, cell.column + across).value = cell.value
    del book[source]


def _stack(book: Workbook, target: str, source: str, *, title: bool) -> None:
    """Paste a sheet's table as values two rows below what stands on another, and delete the sheet."""
    rows = rows_of(book[source], 1 if title else HEADER_ROW)
    values = [[None if str(value).startswith("=") else value for value in row] for row in rows]
    put_rows(book[target], values, book[target].max_row + 3)
    del book[source]


def cell_cases() -> Iterator[Case]:
    d = draft()
    d.write(INDICATORS, 5, 5, 4444444.0)
    yield case("格：改了年度目标", d, ["Q126"])

    d = draft()
    d.write(INDICATORS, 5, 7, 5555555.0)
    yield case("格：填了上月累计", d)

    d = draft()
    for row in range(FIRST_ROW, d.book[INDICATORS].max_row + 1):
        if isinstance(d.book[INDICATORS].cell(row, 12).value, str) and d.book[INDICATORS].cell(row, 12).value != "—":  # fmt: skip
            d.write(INDICATORS, row, 12, 666000.0 + row)
            break
    yield case("格：完成率的公式改成了数", d)

    d = draft()
    sheet, row_at, column = address_of(d.book, (INDICATORS, "T02-1", "ytd"))
    d.book[sheet].cell(row_at, column).value = "#REF!"
    d.book[sheet].cell(row_at, column).data_type = "e"
    d.written.add("#REF!")
    d.doubt((INDICATORS, "T02-1", "ytd"))
    yield case("格：公式错误", d, ["E110"])

    d = draft()
    d.book[sheet].cell(row_at, column).value = "=SUM(1,2)"
    d.written.add("=SUM(1,2)")
    d.doubt((INDICATORS, "T02-1", "ytd"))
    yield case("格：公式没有结果", d, ["E111"])

    d = draft()
    for key in ("T02-1", "T02-2", "T28-1"):
        _, row_at, column = address_of(d.book, (INDICATORS, key, "ytd"))
        value = d.truth[INDICATORS, key, "ytd"]
        d.write(INDICATORS, row_at, column, f"{value:.0f}")
    yield case("格：数字存成了文本", d)
