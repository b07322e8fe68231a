"""The one declaration of the form: sheets, columns, kinds, choices, prompts, places.

In: nothing. Out: SheetSpec and Column values (forms.spec) that the writer, the reader, the
validator and the manual all use. One layout holds for all units; only the rows differ, and what
depends on a row stands in :mod:`toolkit.forms.places`.

Every data sheet has a title in row 1, a hint in row 2, live figures in row 3, the header in row 4,
data from row 5 on, and the row key in a hidden column right of the last header.

A form is read by the layout that it was made with. A column that is added once forms have gone out stands
behind the others and says since which layout it is there; everything else follows from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from toolkit.core import fields
from toolkit.core.form import EXPERIENCE, INDICATORS, NATURES, NOTHING_NEW, PROJECTS, STATUSES, TASKS, WORDS
from toolkit.core.words import NoValue
from toolkit.forms.spec import Column, Role, SheetSpec, ValueKind

HEADER_ROW = 4  # 1-based, on all four data sheets
FIRST_ROW = 5  # 1-based
TOTAL_WORD = "合计"  # a row that begins so ends the data
FREE_PROJECTS = 200
FREE_EXPERIENCE = 30
YES_NO_CHOICES = ("是", "否", *WORDS)
EXPERIENCE_CATEGORIES = ("典型经验", "需地区协调事项", "意见建议")
PROJECT_CATEGORIES = (
    "教育",
    "医疗卫生",
    "养老托育",
    "产业园区",
    "市政道路",
    "供水排水",
    "供气供热",
    "电力通信",
    "住房保障",
    "城市更新",
    "生态环保",
    "水利设施",
    "交通物流",
    "文旅体育",
    "数字化建设",
    "其他",
)
PROJECT_STATUSES = ("未开工", "在建", "停工", "已完工", "已投用")


def _label(field: str, header: str, width: float = 12, kind: ValueKind = "text") -> Column:
    return Column(field, header, "label", kind, width=width)


TASK_SHEET = SheetSpec(
    TASKS,
    (
        _label(fields.NO, "任务序号", 6, "integer"),
        _label(fields.ACTION, "行动", 7),
        _label(fields.ITEM, "事项", 9),
        _label(fields.CONTENT, "主要内容及目标", 24),
        _label(fields.MEASURES, "本年度措施", 40),
        _label(fields.LEADS, "牵头单位", 11),
        _label(fields.PREVIOUS_STATUS, "上月状态", 8),
        _label(fields.PREVIOUS_PROGRESS, "上月进展", 17),
        Column(fields.STATUS, "本月状态", "input", "choice", STATUSES, "请从下拉列表中选一项。", 9),
        Column(
            fields.COMPLETION,
            "完成度(%)",
            "input",
            "percent",
            prompt="本单位全年任务已完成多少，填 0 到 100 的数，不写 % 号。",
            width=8,
            measure="%",
            minimum=0,
            maximum=100,
        ),
        Column(
            fields.PROGRESS,
            "本月进展",
            "input",
            prompt="上月和本月都是正常推进的可以不写；状态有变化，或是未启动、进度滞后、已完成的必填。"
            f"写事实、数字和时间，例如：6月新建小学1所，新增学位540个，6月20日通过验收。确无新进展可填“{NOTHING_NEW}”。",
            width=26,
        ),
        Column(
            fields.PROBLEMS,
            "存在问题",
            "input",
            prompt="状态为进度滞后时必填：卡在哪里、什么原因。",
            width=14,
        ),
        Column(
            fields.NEXT_STEPS,
            "下步措施",
            "input",
            prompt="状态为进度滞后时必填：谁来办、何时办成。",
            width=14,
        ),
        Column(
            fields.EVIDENCE,
            "佐证材料",
            "input",
            prompt="状态为已完成时必填：文件名称或文号、验收单、照片编号。",
            width=10,
        ),
        Column(fields.PERSON, "责任人", "input", prompt="本单位负责此项任务的人，下月自动带出。", width=7),
        Column(
            fields.DEPARTMENT,
            "承办部门",
            "input",
            prompt="本单位承办此项任务的部门，下月自动带出。",
            width=10,
        ),
        Column(
            fields.SAME,
            "与上月相同",
            "input",
            "choice",
            ("是",),
            "与上月一样、没有变化的选“是”，前面各格就不用再填；有变化的空着，填前面各格。",
            8,
            since=2,
        ),
    ),
    "浅黄色单元格请填写，其余已锁定。一直“正常推进”的填状态、完成度即可；“进度滞后”的，须写进展、存在问题和下步措施；“已完成”的，完成度须为100并写进展和佐证材料。",
)

NO_FIGURE = f"没有数的填“{NoValue.PENDING}”，与本单位无关的填“{NoValue.NOT_APPLICABLE}”，0 就是零。"
INDICATOR_SHEET = SheetSpec(
    INDICATORS,
    (
        _label(fields.ID, "指标编号", 8),
        _label(fields.TASK_NO, "任务序号", 6, "integer"),
        _label(fields.NAME, "指标名称", 24),
        _label(fields.MEASURE, "计量单位", 8),
        _label(fields.TARGET, "全地区年度目标", 10),
        _label(fields.QUOTA, "本单位年度任务", 10),
        _label(fields.PREVIOUS, "上月累计", 10),
        Column(fields.NUMERATOR, "分子累计", "input", "number_or_word", WORDS, "", 10, minimum=0),
        Column(fields.DENOMINATOR, "分母累计", "input", "number_or_word", WORDS, "", 10, minimum=0),
        Column(fields.YTD, "本月累计", "input", "number_or_word", WORDS, "", 10, minimum=0),
        Column(fields.NEW, "本月新增", "formula", "number", width=9),
        Column(fields.RATE, "完成率(%)", "formula", "number", width=8, measure="%"),
        _label(fields.DEFINITION, "填报口径", 72),
        Column(
            fields.EXPLANATION,
            "说明",
            "input",
            prompt="本月累计比上月少、暂无数据或与任务有出入的，请在此说明原因。",
            width=18,
        ),
        Column(fields.NATURE, "数据性质", "input", "choice", NATURES, "不填按“实际”计。", 9),
        Column(
            fields.DATA_DEPARTMENT,
            "数据来源部门",
            "input",
            prompt="提供这个数的部门，下月自动带出。",
            width=10,
        ),
    ),
    "只填浅黄色单元格。本月累计是{counted}；" + NO_FIGURE,
)


def _money(field: str, header: str, width: float = 12, *, carried: bool = False, since: int = 1) -> Column:
    prompt = "以万元为单位，只填数字。"
    return Column(field, header, "input", "number", (), prompt, width, "万元", 0, None, since, carried)


PROJECT_SHEET = SheetSpec(
    PROJECTS,
    (
        _label(fields.NUMBER, "项目编号", 16),
        Column(
            fields.NAME, "项目名称", "input", prompt="按批复或备案文件上的名称填写。", width=24, carried=True
        ),
        Column(
            fields.TASK_NO,
            "任务序号",
            "input",
            "integer",
            (),
            "项目对应的任务序号，见“任务进展”第一列。",
            7,
            minimum=1,
            carried=True,
        ),
        Column(
            fields.CATEGORY,
            "项目类别",
            "input",
            "choice",
            PROJECT_CATEGORIES,
            "请从下拉列表中选一项。",
            10,
            carried=True,
        ),
        _money(fields.TOTAL, "总投资(万元)", 13, carried=True),
        _money(fields.FUNDED, "到位资金(万元)", 15),
        _money(fields.YEAR_PLAN, "本年计划投资(万元)", carried=True),
        _money(fields.YEAR_DONE, "本年完成投资(万元)"),
        _money(fields.CUMULATIVE_DONE, "累计完成投资(万元)"),
        Column(
            fields.START,
            "开工时间",
            "input",
            "date",
            (),
            "例如 2024-06-05；只知道月份的填 2024-06-01。",
            11,
            carried=True,
        ),
        Column(
            fields.PLANNED_END,
            "计划竣工时间",
            "input",
            "date",
            (),
            "例如 2024-06-05；只知道月份的填 2024-06-01。",
            12,
            carried=True,
        ),
        Column(
            fields.STATUS,
            "项目状态",
            "input",
            "choice",
            PROJECT_STATUSES,
            "请从下拉列表中选一项。",
            8,
            carried=True,
        ),
        Column(fields.IMAGE, "形象进度", "input", prompt="例如：主体结构完成80%。", width=16),
        Column(fields.PROBLEMS, "存在问题", "input", prompt="需要协调的请同时写入“经验与诉求”。", width=16),
    ),
    "上月项目已带出，请更新投资和进度；新项目写在后面的空行里，项目编号已编好；打印只印前几行，后面填的也计入审签页。不再推进的项目请不要删行，在项目状态和存在问题里写明。",
    "没有重点项目的，这张表不用填。有的写在下面的空行里，项目编号已编好；打印只印前几行，后面填的也计入审签页。",
)

EXPERIENCE_SHEET = SheetSpec(
    EXPERIENCE,
    (
        Column(
            fields.CATEGORY, "类别", "input", "choice", EXPERIENCE_CATEGORIES, "请从下拉列表中选一项。", 14
        ),
        Column(fields.TITLE, "标题", "input", prompt="一句话说清是什么事。", width=26),
        Column(
            fields.CONTENT,
            "内容",
            "input",
            prompt="典型经验写做法和成效；协调事项写困难、已做的工作和需要谁做什么。",
            width=60,
        ),
        Column(fields.TASKS, "涉及任务序号", "input", prompt="多个任务用顿号隔开，例如 2、19。", width=12),
        Column(
            fields.LEAD, "建议牵头单位", "input", prompt="需地区协调事项请写明希望哪个部门牵头。", width=18
        ),
    ),
    "没有可以不填。类别、标题、内容三项请一起填写。",
)

SHEETS: dict[str, SheetSpec] = {
    spec.name: spec for spec in (TASK_SHEET, INDICATOR_SHEET, PROJECT_SHEET, EXPERIENCE_SHEET)
}
# Sums of a project, which have totals in the form, among the figures and in the summary.
MONEY_FIELDS = tuple(column.field for column in PROJECT_SHEET.inputs if column.measure == "万元")
LAYOUT = max(column.since for spec in SHEETS.values() for column in spec.columns)  # of forms made now


@cache
def sheets_of(layout: int) -> Mapping[str, SheetSpec]:
    """The data sheets as they were in that layout; the present ones for one of a later version of the tool."""
    if layout >= LAYOUT:
        return SHEETS
    return {
        name: replace(spec, columns=tuple(column for column in spec.columns if column.since <= layout))
        for name, spec in SHEETS.items()
    }


@dataclass(frozen=True)
class CoverPlace:
    """A label of the cover and where its value stands (fixed for all units)."""

    column: Column
    label_address: str
    address: str


def _cover(
    field: str, header: str, role: Role, row: int, right: bool, kind: ValueKind = "text", prompt: str = ""
) -> CoverPlace:
    pair = ("C", "D") if right else ("A", "B")
    return CoverPlace(Column(field, header, role, kind, prompt=prompt), f"{pair[0]}{row}", f"{pair[1]}{row}")


COVER_PLACES: tuple[CoverPlace, ...] = (
    _cover(fields.FORM_NAME, "报表名称", "label", 3, False),
    _cover(fields.PERIOD, "报送期", "label", 3, True),
    _cover(fields.UNIT, "填报单位（盖章）", "label", 4, False),
    _cover(fields.DATA_UNTIL, "数据截至", "label", 4, True),
    _cover(fields.OFFICE, "制发单位", "label", 5, False),
    _cover(fields.DEADLINE, "报送截止", "label", 5, True),
    _cover(fields.FILLER, "填报人", "input", 6, False, prompt="具体填表的人。"),
    _cover(fields.PHONE, "联系电话", "input", 6, True, prompt="填报人的手机或座机，便于核对。"),
    _cover(fields.REVIEWER, "审核人", "input", 7, False, prompt="审核数据的科室负责人。"),
    _cover(fields.HEAD, "单位负责人", "input", 7, True, prompt="签发本表的单位领导。"),
    _cover(fields.FILLED_ON, "填报日期", "input", 8, False, "date", "例如 2024-06-25。"),
)
COVER_KEY = ""  # row key of the cover's own inputs
# Decisions of the last meeting stand on the cover: number in A, matter in B, due in C, feedback in D,
# and the row key in hidden column E.
COVER_KEY_INDEX = 4
FEEDBACK_LETTER = "D"
FIRST_DECISION_ROW = 13  # 1-based; right below the header of the block
FEEDBACK = Column(fields.FEEDBACK, "落实情况", "input", prompt="写明办理到哪一步、何时办结。", width=46)


def decision_row(position: int) -> int:
    """1-based row of the cover on which the decision of that position (from 0) stands."""
    return FIRST_DECISION_ROW + position
