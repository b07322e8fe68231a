"""The summary workbook: the contract's sheets and headers, true cells, hostile text, look and print set-up."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from summary_samples import FILE, HOSTILE, UNITS, sample

from tests.many_units import months
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import Comparison, MonthResult, Run, UnitTask
from toolkit.core.returns import Light
from toolkit.figures.evaluation.scores import CriterionScore, UnitScore
from toolkit.figures.month import compute_month
from toolkit.outputs.briefing.chartparts import drawn
from toolkit.outputs.context import OutputContext
from toolkit.outputs.summary import write_summary
from toolkit.outputs.summary.overview import WIDTHS
from toolkit.outputs.summary.overviewcharts import SPLIT, _one_line
from toolkit.outputs.workbook import charts
from toolkit.outputs.workbook.charts import task_groups
from toolkit.outputs.workbook.grid import CELL_LIMIT, CUT_MARK, Column, Link, clean, file_name
from toolkit.outputs.workbook.outputbook import _OPTIONS as OPTIONS
from toolkit.outputs.workbook.outputbook import OutputBook, check, render

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")

CONTRACT = {
    "指标汇总": "指标编号, 任务序号, 指标名称, 计量单位, 年度目标, 上月累计, 累计完成, 环比, 完成率(%), 序时进度(%), "
    "进度差(百分点), 状态灯, 已报单位数, 应报单位数, 说明",
    "任务矩阵": "任务序号, 事项, 全地区, 喀什市, 莎车县, 塔什库尔干塔吉克自治县",
    "分县明细": "单位, 任务序号, 指标编号, 名称, 计量单位, 本月累计, 上月累计, 完成率(%), 状态, 来源单元格, 来源文件",
    "报送情况": "单位, 状态, 版本, 收到时间, 是否按时, 逾期天数, 错误, 疑问, 完整率(%), 盖章件",
    "校验问题": "编号, 级别, 单位, 工作表, 单元格, 对象, 填报值, 问题, 修改建议, 处理状态",
    "数据台账": "单位, 文件, 哈希, 版本, 已填单元格, 采用, 规范化, 拒收, 被替代, 忽略, 是否平衡",
    "考核评分": "单位, 得分, 名次, 任务完成, 指标完成",
}
SHEETS = [
    "总览",
    "任务矩阵",
    "指标汇总",
    "分县明细",
    "滞后事项",
    "重点项目",
    "经验与诉求",
    "牵头单位",
    "报送情况",
    "校验问题",
    "考核评分",
    "趋势",
    "数据台账",
]
MAY_FOLLOW = ["修订情况", "报送质量", "督办事项"]


def score(
    unit: Unit, points: tuple[float | None, float], total: float, rank: int, missing: str = ""
) -> UnitScore:
    criteria = (
        CriterionScore("任务完成", points[0], 30.0, missing=missing),
        CriterionScore("指标完成", points[1], 30.0),
    )
    return UnitScore(unit, total, 60.0 if points[0] is not None else 30.0, 79.5, criteria, rank)


def with_scores(context: OutputContext) -> OutputContext:
    first = score(UNITS[0], (27.5, 20.25), 47.75, 1)
    second = score(UNITS[2], (None, 10.0), 10.0, 2, "全年未报送")
    return replace(context, scores=(first, second))


def written(**options: bool) -> bytes:
    result, checklist, findings, context = sample()
    return write_summary(result, checklist, findings, with_scores(context), **options)


def table(data: bytes, sheet: str) -> list[dict[str, object]]:
    """The sheet's rows as values by header; ends at the first row without a first cell."""
    rows = list(openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet].iter_rows(values_only=True))
    heads = rows[3]
    found = []
    for row in rows[4:]:
        if row[0] is None:
            break
        found.append({str(head): value for head, value in zip(heads, row, strict=True) if head})
    return found


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: package.read(name).decode()
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


def test_sheets_and_headers_are_the_contracts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    assert book.sheetnames == [*SHEETS, *MAY_FOLLOW]
    for sheet, heads in CONTRACT.items():
        expected = heads.split(", ")
        assert [cell.value for cell in book[sheet][4]][: len(expected)] == expected, sheet


def test_report_version_leaves_internal_sheets_and_archive_links_out() -> None:
    data = written(for_report=True)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [name for name in SHEETS if name not in ("校验问题", "考核评分", "数据台账")]
    assert not any(
        'TargetMode="External"' in text for name, text in parts(data).items() if name.endswith(".rels")
    )


@pytest.mark.parametrize(("months", "drawn_there"), [(1, 0), (2, 0), (3, 2)])
def test_trend_draws_no_chart_of_fewer_than_three_months(months: int, drawn_there: int) -> None:
    result, checklist, findings, context = sample()
    history: list[MonthResult] = []
    period = result.period
    for _ in range(months - 1):
        period = period.previous
        figures = {key.replace(str(result.period), str(period)): one for key, one in result.figures.items()}
        history.insert(0, replace(result, period=period, figures=figures))
    data = write_summary(result, checklist, findings, replace(context, history=tuple(history)))
    assert len(openpyxl.load_workbook(io.BytesIO(data))["趋势"]._charts) == drawn_there


def test_matrix_cells_say_light_and_status() -> None:
    first, second, third = table(written(), "任务矩阵")[:3]
    assert [first[name] for name in ("全地区", "喀什市", "莎车县", "塔什库尔干塔吉克自治县")] == [
        "● 绿 达序时进度", "● 绿 正常推进", "● 红 进度滞后", "○ 未报",
    ]  # fmt: skip
    assert [second["莎车县"], second["喀什市"]] == ["不涉及", "● 绿 正常推进"]
    assert [third["全地区"], third["喀什市"]] == ["线下报送", "不涉及"]
    assert [first[head] for head in ("蓝(个)", "绿(个)", "黄(个)", "红(个)", "未报、待报齐(个)")] == [
        0,
        1,
        0,
        1,
        1,
    ]


def test_unit_that_was_not_asked_is_pending_not_missing() -> None:
    result, checklist, findings, context = sample()
    task = result.tasks[0]
    asked = {**task.units, "653131": UnitTask(UNITS[2], "", task.units["653131"].light.NONE)}
    changed = replace(result, tasks=(replace(task, units=asked), *result.tasks[1:]))
    assert (
        table(write_summary(changed, checklist, findings, context), "任务矩阵")[0]["塔什库尔干塔吉克自治县"]
        == "待统计"
    )


def test_details_hold_unit_measure_source_cell_and_file() -> None:
    rows = {(row["单位"], row["指标编号"]): row for row in table(written(), "分县明细")}
    flow, ratio = rows["喀什市", "T02-3"], rows["喀什市", "T02-5"]
    assert (flow["计量单位"], flow["本月累计"], flow["来源单元格"], flow["来源文件"]) == (
        "个",
        1230,
        "指标数据!J12",
        FILE,
    )
    assert (ratio["来源单元格"], ratio["分子累计"], ratio["分母累计"], ratio["本月累计"]) == (
        "指标数据!H14,I14",
        90,
        100,
        90,
    )
    missing = rows["塔什库尔干塔吉克自治县", "T02-3"]
    assert (missing["本月累计"], missing["状态"], missing["来源单元格"]) == ("—", "○ 未报", "—")
    task = next(row for row in table(written(), "分县明细") if row["类别"] == "任务")
    assert (task["任务序号"], task["状态"], task["来源单元格"], task["完成率(%)"]) == (
        1,
        "● 绿 正常推进",
        "任务进展!I6",
        60,
    )


def test_percentages_are_unrounded_numbers_in_the_cell() -> None:
    row = table(written(), "指标汇总")[0]
    assert row["完成率(%)"] == 0.323 / 1.86 * 100
    assert row["进度差(百分点)"] == 0.323 / 1.86 * 100 - 50.0
    book = openpyxl.load_workbook(io.BytesIO(written()))
    assert book["指标汇总"]["I5"].number_format == "0.0"


def test_project_totals_count_only_what_can_be_compared() -> None:
    rows = table(written(), "重点项目")
    totals = {row["项目类别"]: row for row in rows if row["单位"] == "合计"}
    assert (totals["产业"]["本年计划投资(万元)"], totals["产业"]["投资完成率(%)"]) == (300, 100 / 300 * 100)
    assert (totals["全部"]["本年完成投资(万元)"], totals["全部"]["累计完成投资(万元)"]) == (250, "—")
    assert totals["全部"]["是否滞后"] == 1


def test_behind_says_how_long_and_what_was_cleared() -> None:
    rows = [
        (row["变化"], row["任务序号"], row["单位"], row["偏慢或滞后起始"])
        for row in table(written(), "滞后事项")
    ]
    assert ("连续3个月", 2, "全地区", "2024-04") in rows
    assert ("本月转好", 1, "全地区", "—") in rows
    assert ("新增", 1, "莎车县", "2024-06") in rows
    asks = [row["提请协调事项"] for row in table(written(), "滞后事项") if row["单位"] == "莎车县"]
    assert asks == [clean(HOSTILE)]


def test_what_is_behind_is_never_listed_as_cleared() -> None:
    """Better over the units of both months, yellow over all of them: it is behind, since this month."""
    result, checklist, findings, context = sample()
    task = replace(
        result.tasks[0],
        light=Light.YELLOW,
        comparison=Comparison(Light.YELLOW, Light.GREEN),
        below_run=Run(1, Period(2024, 6)),
    )
    changed = replace(result, tasks=(task, *result.tasks[1:]))
    rows = table(write_summary(changed, checklist, findings, context), "滞后事项")
    own = [
        (row["变化"], row["偏慢或滞后起始"])
        for row in rows
        if (row["任务序号"], row["单位"]) == (1, "全地区")
    ]
    assert own == [("新增", "2024-06")]


def test_behind_says_a_units_months_as_the_figures_have_them() -> None:
    result, checklist, findings, context = sample()
    cells = result.tasks[0].units
    behind = replace(cells["653125"], below_run=Run(4, Period(2024, 3)))
    task = replace(result.tasks[0], units={**cells, "653125": behind})
    changed = replace(result, tasks=(task, *result.tasks[1:]))
    rows = table(write_summary(changed, checklist, findings, context), "滞后事项")
    unit = next(row for row in rows if row["单位"] == "莎车县")
    assert (unit["变化"], unit["偏慢或滞后起始"]) == ("连续4个月", "2024-03")


def test_scores_state_missing_data_instead_of_guessing() -> None:
    first, second = table(written(), "考核评分")
    assert (first["得分"], first["名次"]) == (47.75, 1)
    assert (second["任务完成"], second["得分"], second["可计分"]) == ("—", 10, 30)
    assert "任务完成：全年未报送" in str(second["说明"])


def test_accounts_say_whether_they_balance() -> None:
    result, checklist, findings, context = sample()
    broken = replace(result, accounts=(replace(result.accounts[0], ignored=0), result.accounts[1]))
    rows = table(write_summary(broken, checklist, findings, context), "数据台账")
    assert [row["是否平衡"] for row in rows] == ["否", "是", "否"]
    assert [row["已填单元格"] for row in rows] == [10, 3, 13]


def test_text_of_counties_never_becomes_formula_link_or_name() -> None:
    data = written()
    book = openpyxl.load_workbook(io.BytesIO(data))
    texts = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"
    ]
    formulas = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert clean(HOSTILE) in texts and formulas
    assert not any("HYPERLINK" in formula or "http" in formula or "点我" in formula for formula in formulas)
    for name, text in parts(data).items():
        if name.endswith(".rels"):
            for target in re.findall(r'Target="([^"]+)" TargetMode="External"', text):
                assert target.replace("\\", "/").startswith(("../../../archive/", "../牵头单位/")), target
    assert set(book.defined_names) == set()


def test_unseen_characters_are_stripped_and_long_text_is_cut_with_a_mark() -> None:
    assert clean("a\x07\u202eb\u200b\ud800\r\nc\rd") == "ab\nc\nd"
    assert clean("_x0041_ =1+1 {{ x }}") == "_x0041_ =1+1 {{ x }}"
    long = clean("长" * 40_000)
    assert len(long) == CELL_LIMIT and long.endswith(CUT_MARK)
    emoji = clean("😀" * 20_000)
    assert len(emoji.encode("utf-16-le")) // 2 <= CELL_LIMIT and emoji.endswith(CUT_MARK)
    assert clean("长" * CELL_LIMIT) == "长" * CELL_LIMIT


def test_long_text_arrives_whole_in_the_workbook() -> None:
    result, checklist, findings, context = sample()
    cell = replace(result.tasks[0].units["653101"], progress="进" * 40_000)
    task = replace(result.tasks[0], units={**result.tasks[0].units, "653101": cell})
    data = write_summary(replace(result, tasks=(task, *result.tasks[1:])), checklist, findings, context)
    row = next(row for row in table(data, "分县明细") if row["类别"] == "任务" and row["单位"] == "喀什市")
    assert row["本月进展(说明)"] == "进" * (CELL_LIMIT - len(CUT_MARK)) + CUT_MARK


def test_links_lead_only_into_our_archive() -> None:
    context = sample()[3]
    assert context.link(FILE) == "../../../archive/2024-06/653101/v1_20240624_喀什市%20(6月)%231.xlsx"
    for path in (
        "http://x.example/a", "archive/../../etc/passwd", "/archive/a", "archive", "archive//a", "C:/archive/a",
        "archive/a\\..\\b", "archive/http://x", "inbox/a.xlsx", "archive/a\nb", "",
    ):  # fmt: skip
        assert context.link(path) == "", path


def test_link_cells_keep_their_text_and_point_to_the_original() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    cell = next(cell for cell in book["分县明细"]["K"] if cell.value == FILE)
    target = cell.hyperlink.target.replace("\\", "/")
    assert target == "../../../archive/2024-06/653101/v1_20240624_喀什市%20(6月)%231.xlsx"


def test_same_input_gives_the_same_bytes() -> None:
    assert written() == written()


def test_every_sheet_names_office_period_state_and_watermark_and_itself_on_paper() -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(written())):
        for text in ("地区城镇化办", "2024-06", "收到时间至 2024-06-26 09:30", "模拟数据"):
            assert text in sheet["A2"].value, sheet.title
        assert "模拟数据" in sheet.oddHeader.center.text
        assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text
        assert sheet.title in sheet.oddFooter.left.text
        assert int(sheet.page_setup.paperSize) in (8, 9)  # A3, A4
        assert sheet.page_setup.fitToWidth in (None, 1, 2) and sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "总览":  # one page, no table of its own
            assert sheet.print_title_rows == "$4:$4" and sheet.freeze_panes, sheet.title


def test_criteria_are_printed_where_lights_are_used() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    for name in ("任务矩阵", "指标汇总", "滞后事项", "牵头单位"):
        assert "落后10个百分点以内为黄" in book[name]["A3"].value
    assert any("落后10个百分点以内为黄" in str(row[0].value) for row in book["总览"].iter_rows())


def test_each_sheet_says_the_rules_by_which_it_is_read(checklist: Checklist) -> None:
    result = compute_month(months(checklist, 20))
    data = write_summary(result, checklist, [], sample()[3])
    book = openpyxl.load_workbook(io.BytesIO(data))
    named = re.compile("(?:口径：|；)(计入|状态灯|待报齐|任务状态|单位任务状态|重点项目)：")
    told = {name: named.findall(str(book[name]["A3"].value)) for name in book.sheetnames}
    assert {name: rules for name, rules in told.items() if rules} == {
        "任务矩阵": ["任务状态", "单位任务状态"],
        "指标汇总": ["状态灯", "待报齐"],
        "滞后事项": ["单位任务状态"],
        "牵头单位": ["任务状态"],
    }


def test_lights_are_conditional_formats_so_that_corrections_recolour() -> None:
    rules = openpyxl.load_workbook(io.BytesIO(written()))["任务矩阵"].conditional_formatting
    texts = {rule.text for area in rules for rule in area.rules}
    assert texts == {"● 蓝", "● 绿", "● 黄", "● 红", "○ 未报", "○ 待报齐", "◇", "不涉及"}


def test_tables_can_be_filtered_and_empty_ones_say_so() -> None:
    result, checklist, _, context = sample()
    book = openpyxl.load_workbook(io.BytesIO(written()))
    assert book["分县明细"].auto_filter.ref.startswith("A4:")
    empty = replace(result, projects=(), experience=(), accounts=(), tasks=(), indicators=())
    book = openpyxl.load_workbook(io.BytesIO(write_summary(empty, checklist, [], context)))
    for name in ("重点项目", "经验与诉求", "校验问题", "考核评分", "数据台账", "滞后事项"):
        assert book[name]["A5"].value, name
        assert book[name].auto_filter.ref is None, name


def test_a_refused_cell_or_a_warning_is_an_error() -> None:
    with pytest.raises(RuntimeError):
        check(-2)

    def bad(book: OutputBook) -> None:
        sheet = book.sheet("表", [Column("甲", 10)])
        sheet.worksheet.data_validation(5, 0, 5, 0, {"validate": "list", "source": ["x" * 300]})

    with pytest.raises(UserWarning):
        render(sample()[3], "t", bad)


@pytest.mark.filterwarnings("ignore:unclosed")
def test_a_warning_of_something_else_is_none_of_the_workbook() -> None:
    """The collector may run while a workbook is made; what it warns of may lie anywhere in the process."""

    def fill(book: OutputBook) -> None:
        warnings.warn("unclosed database", ResourceWarning, stacklevel=1)
        book.sheet("表", [Column("甲", 10)])

    assert openpyxl.load_workbook(io.BytesIO(render(sample()[3], "t", fill))).sheetnames == ["表"]


def test_the_first_workbook_of_a_process_is_like_all_later_ones() -> None:
    """xlsxwriter writes into the options it is given: bytes depended on which paper a child wrote first."""
    render(sample()[3], "t", lambda book: book.sheet("表", [Column("甲", 10)]) and None)
    assert set(OPTIONS["default_format_properties"]) == {"font_name", "font_size"}


def test_file_names_hold_nothing_that_a_file_system_refuses() -> None:
    assert file_name('地区/发改委:*?"<>|\n.') == "地区_发改委________"
    assert [file_name(name) for name in ("CON", "com1.x", "Console", "甲con")] == [
        "CON_",
        "com1_.x",
        "Console",
        "甲con",
    ]
    assert file_name("..") == "未命名"


def test_the_overview_calls_the_groups_of_lights_by_their_one_name() -> None:
    labels = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(written()))["总览"][4] if cell.value]
    assert labels[1:5] == ["已完成或达序时", "进度偏慢", "滞后", "待报齐"]


def overview(result: MonthResult, *history: MonthResult) -> list[list[object]]:
    _, checklist, findings, context = sample()
    data = write_summary(result, checklist, findings, replace(context, history=history))
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data))["总览"]]


def test_the_overview_says_last_months_numbers_only_where_months_may_be_compared() -> None:
    result = sample()[0]
    now, then = f"/{result.period}/", f"/{result.period.previous}/"
    earlier = {key.replace(now, then): item for key, item in result.figures.items()}
    before = replace(result, period=result.period.previous, figures=earlier)
    said = overview(result, before)[5]
    assert said[1] == f"上月{task_groups(result)[0]} →"
    apart = replace(result, not_compared="上月已报单位不足一半")
    assert not any(overview(apart, before)[5][:13])
    assert not any(overview(result)[5][:13])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("2024年6月各行动任务状态(项)", "2024年6月各行动任务状态(项)"),
        ("2024年12月各行动任务状态(项)：滞后12项，城镇化空间布局和形态5项", "2024年12月各行动任务状态(项)"),
        ("各行动任务状态(项)：滞后3项，城市治理2项", "各行动任务状态(项)：滞后3项，城市治理2项"),
    ],
)
def test_the_title_of_a_small_chart_takes_one_line(title: str, shown: str) -> None:
    assert _one_line(title, WIDTHS[SPLIT:]) == shown


def test_the_overview_begins_with_the_papers_headline_and_is_one_page_of_a4() -> None:
    data = written()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["总览"]
    assert str(sheet["A3"].value).startswith("截至6月26日9时，应报的")
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    printed = int(sheet.print_area.rpartition("$")[2])
    below = [row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith("口径：")]
    assert below and below[0] > printed  # all 口径 stand once, beside the printed page


def test_a_part_of_a_column_that_is_too_low_for_its_number_has_none() -> None:
    """One task of nineteen is a line in the months' chart; two have room. What is zero has no part at all."""
    rows = (("8月", 14, 4, 1, 0), ("9月", 17, 0, 2, 0))
    data = charts.ChartData("各月任务状态", ("月份", *(name for name, _ in charts.GROUPS)), rows)
    xml, _ = drawn(charts.trend, data)
    series = xml.decode().split("<c:ser>")[1:]
    without = [re.findall(r'<c:dLbl><c:idx val="(\d)"/><c:delete val="1"/>', one) for one in series]
    assert without == [[], [], ["0"]]


def limited(rows: list[tuple[object, ...]]) -> tuple[list[list[str]], list[str]]:
    """Texts of the rows of a sheet with a link column, and the addresses that have a link."""

    def fill(book: OutputBook) -> None:
        sheet = book.sheet("证据", [Column("名称", 20), Column("来源文件", 20, "path")], notes="说明。")
        sheet.rows(rows)  # type: ignore[arg-type]
        sheet.done(extract=True)

    read = openpyxl.load_workbook(io.BytesIO(render(sample()[3], "证据", fill)))["证据"]
    linked = [cell.coordinate for row in read.iter_rows() for cell in row if cell.hyperlink]
    return [[str(cell.value) for cell in row if cell.value] for row in read.iter_rows()], linked


def test_more_links_and_rows_than_excel_takes_are_said_and_stop_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("toolkit.outputs.workbook.sheet.MOST_LINKS", 2)
    monkeypatch.setattr("toolkit.outputs.workbook.sheet.MOST_ROWS", 8)
    rows: list[tuple[object, ...]] = [
        (f"第{at}行", Link(f"../{at}.xlsx", f"{at}.xlsx")) for at in range(1, 8)
    ]
    texts, linked = limited(rows)
    assert linked == ["B5", "B6"]
    assert texts[4:] == [[f"第{at}行", f"{at}.xlsx"] for at in range(1, 5)]
    assert texts[2] == [
        "说明。另有 3 行超出 Excel 的行数（8 行），没有列出，完整的数据见“汇总/data”里的 CSV 表。"
        "Excel 每张表最多 2 个链接，靠后的 2 个文件名不能点开，请按名称在 archive 里找。"
    ]


def test_a_folded_line_beyond_the_last_row_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.outputs.workbook.sheet.MOST_ROWS", 6)

    def fill(book: OutputBook) -> None:
        sheet = book.sheet("证据", [Column("名称", 20)], notes="说明。")
        sheet.fold(["甲"], [["甲一"], ["甲二"]])
        sheet.fold(["乙"], [["乙一"]])
        sheet.done(extract=True)

    read = openpyxl.load_workbook(io.BytesIO(render(sample()[3], "证据", fill)))["证据"]
    assert [cell.value for cell in read["A"][4:]] == ["甲", "甲一"]
    assert "另有 3 行超出" in str(read["A3"].value)


def test_a_sheet_within_the_limits_says_nothing_of_them() -> None:
    texts, linked = limited([("第1行", Link("../1.xlsx", "1.xlsx"))])
    assert (texts[2], linked) == (["说明。"], ["B5"])


@pytest.mark.nightly
def test_all_links_that_excel_takes_are_links() -> None:
    texts, linked = limited([("行", Link(f"../{at}.xlsx", f"{at}.xlsx")) for at in range(65_540)])
    assert len(linked) == 65_530 and len(texts) == 4 + 65_540 and "靠后的 10 个文件名" in texts[2][0]
