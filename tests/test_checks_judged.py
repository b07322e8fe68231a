"""Explanations are judged: what says nothing leaves a 疑问 open and says what is wanted; what explains lapses."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.checks_case import JUNE, Values, clean_values
from tests.collect_month import KASHGAR, Month, make_month
from toolkit.checks.data import UnitData
from toolkit.checks.explain import Explained, explained, lacking, still_explains
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.messages import CATALOGUE, Asks
from toolkit.core.places import Place
from toolkit.core.results import UnitTask
from toolkit.pipeline.collect import collect
from toolkit.pipeline.mailing.corrections import plan_corrections
from toolkit.pipeline.month.assembling import assemble

BEHIND: Place = (INDICATORS, "T28-5", "ytd")  # 700 of 2000: Q304 at task 28
NOTE: Place = (INDICATORS, "T28-5", "explanation")
PROBLEMS: Place = (TASKS, "28", "problems")
SAID = "本月累计比上月少本月累计 50，比上月的 60 还少。50"

EMPTY = [
    "情况属实", "已核实", "数据无误", "同上月", "。。。", "123", "1234 5678", "５０", "50所", "无", "正常", "暂无。", "-", "略",
    "按实际填报", "经核实，数据准确无误", "已核实，情况属实。", "与实际相符，请予认可", "本月累计比上月少", "比上月减少",
    "经核实，数据准确，2024年7月", "见上月说明2024年6月", "领导要求7月调整", "误差，5%", "上月数不对", "张三13899001234", "责任人张三，6月",
    "联系电话0998-2822222", "第3批", "6月25日", "由教育局2024年6月提供", "数据来源：统计局6月报表", "喀署办发〔2024〕9号", "2024年7月核对",
    "本月累计50，比上月的60还少", "测试测试", "哈哈哈哈", "asdf jkl", "项目正常推进", "见附件",
]  # fmt: skip
HALF = [
    "季节性",
    "季节性因素影响",
    "口径调整。",
    "统计口径调整",
    "属于一次性",
    "核减",
    "已改正",
    "其他",
    "其他原因",
]
ENOUGH = [
    "6月新增两所学校开工", "学生转学减少", "汛期推迟", "已划转", "汛期推迟交付，9月补齐", "核减3所", "补报5月数据", "季节性停工",
    "口径调整：改按在校生数", "一次性补贴200万元到位", "冬季停工", "部门尚未核定", "其他：土地手续未批", "人口减少300人", "疫情影响",
    "上月多报10所，已核减", "撤并2所", "5月误将户数填成套数", "根据统计局核定数调整", "学校撤并", "雨季施工受阻", "设备检修",
    "年度任务已完成", "项目终止",
]  # fmt: skip

CHECKED = [
    "已与统计局对接", "经领导审核", "已经县人社局确认", "按县人社局提供数据填报", "根据上级要求", "已与统计局核对一致", "据住建局月报台账",
    "取自住建局业务系统", "教育局核对后填报", "已审计", "名单见附件", "按月调度，数据已核对", "年度任务2.86公里，按上级下达数", "系统显示与本表一致", "经办人：艾力·买买提，0998-2821234",
]  # fmt: skip
NO_REASON_OF_A_FALL = [
    "本月无新增", "本月未开展", "7月未开展培训", "下半年集中培训", "新增5人", "今年任务700人", "完成全年任务的45%", "7月份开展培训2期",
    "培训班尚未结业", "工作进展缓慢", "下月补报", "8月底前完成", "重新统计", "动态调整", "系统调整", "口径不一致", "统计时点不同",
    "累计培训320人", "其中援疆资金项目占三成",
]  # fmt: skip
REASON_OF_A_FALL = [
    "退出35人，无新增", "因系统调整，剔除重复登记17人", "年中核查调减17人，非工作倒退", "上月误将在建的2所计入，本月扣除", "审计审减",
    "与上级部门对账后核减", "按地区要求，预计完成的不再计入", "统计局核定数低于快报数", "上月按计划数估报，本月按台账核实", "部分项目合并，数量减少2个",
    "原按合同数填，现按实际发生数填", "2个项目因质量不合格返工，暂不计入", "企业停产退库", "因重复经县局审核", "7月新增2人，退出37人",
]  # fmt: skip


@pytest.mark.parametrize("text", CHECKED)
def test_who_looked_at_it_is_no_reason(text: str) -> None:
    assert text in lacking(text, SAID)


@pytest.mark.parametrize("text", NO_REASON_OF_A_FALL)
def test_what_came_or_is_planned_does_not_say_why_a_figure_fell(text: str) -> None:
    assert text in lacking(text, SAID, asks=Asks.FALL)


JUMPED = "本月增长异常本月比上月新增 112，超过今年以前各期最大新增 10 的 3 倍。160"
STATED = [
    "还差60人，10月底前补齐", "还差60人", "尚差60人，年底前完成", "距目标差126人", "距年度目标还有126人", "缺口60人，下月补齐", "差额部分10月底前补齐",
    "剩余126人计划10月底前完成", "其余126人10月份完成", "未完成60人，正在推进", "尚有60户未改造，10月底前完成", "剩余60套正在建设，年底前交付", "仍缺60人，10月底前全部到位",
    "去年同期140人", "同比增长20%", "全年计划286人，已完成55.2%", "已完成年度任务的55.9%", "其中城区90人，乡镇70人", "目前已完成160人", "1-8月累计完成160人",
    "本月完成112人", "上月48人，本月160人", "由业务科室台账汇总，已与主管部门核对", "任务已下达各乡镇，10月底前完成", "下步将加快进度，确保完成全年任务",
    "下月计划再完成30人", "预计9月达到200人", "年底前完工", "力争年底完成286人", "待10月统一统计", "加大力度，力争早日完成",
]  # fmt: skip
REASON_OF_A_JUMP = [
    "集中验收", "项目集中开工", "上月漏报本月补报", "上月漏报112人，本月补报", "8月集中开班3期，培训112人", "三个小区集中交付", "前期项目集中竣工", "新增2家规上企业",
    "上月未统计的乡镇112人本月纳入", "1-7月数据未含乡镇，本月一并统计", "秋季招生112人", "较上月增加112人，主要在托克扎克镇、乌帕尔镇", "新建小区竣工，还差60套年底前完成",
    "还差60人因师资不足，10月底前补齐", "集中验收，还差60人，10月底前补齐", "暑期集中培训，112人结业", "计划外新增安置点2处", "将上月漏报的2所计入", "3月已完成",
]  # fmt: skip


@pytest.mark.parametrize("text", STATED)
def test_what_is_missing_planned_or_said_once_more_does_not_say_why_a_figure_jumped(text: str) -> None:
    assert text in lacking(text, JUMPED)
    assert text in lacking(text, SAID, asks=Asks.FALL)


@pytest.mark.parametrize("text", REASON_OF_A_JUMP)
def test_a_reason_of_a_jump_is_one(text: str) -> None:
    assert lacking(text, JUMPED) == ""


@pytest.mark.parametrize("text", [*REASON_OF_A_FALL, *ENOUGH])
def test_a_reason_of_a_fall_is_one(text: str) -> None:
    assert lacking(text, SAID, asks=Asks.FALL) == ""


@pytest.mark.parametrize("text", EMPTY)
def test_what_says_nothing_is_told_what_is_wanted(text: str) -> None:
    wanted = lacking(text, SAID)
    assert text in wanted and "没有说明原因" in wanted
    assert "一次性、季节性、口径调整、补报、核减、已改正、其他" in wanted


@pytest.mark.parametrize("text", HALF)
def test_a_kind_of_reason_alone_is_half(text: str) -> None:
    wanted = lacking(text, SAID)
    assert "只是原因的类别" in wanted and "什么事、什么时候或多少" in wanted


@pytest.mark.parametrize("text", ENOUGH)
def test_a_short_true_reason_is_enough(text: str) -> None:
    assert lacking(text, SAID) == ""


@pytest.mark.parametrize(
    ("then", "now", "holds"),
    [
        ("700", "700", True),
        ("700", "707", True),
        ("700", "708", False),
        ("1,000", "1005", True),
        ("0", "1", False),
        ("正常推进（T28-5：700套）", "正常推进（T28-5：704套）", True),
        ("正常推进（T28-5：700套）", "进度滞后（T28-5：700套）", False),
        ("正在推进中", "正在推进中", True),
        ("正在推进中", "按计划开展", False),
    ],
)
def test_how_far_an_explanation_reaches(then: str, now: str, holds: bool) -> None:
    assert still_explains(then, now) is holds


@pytest.fixture
def month(tmp_path: Path) -> Month:
    return make_month(tmp_path / "w")


def state(month: Month, day: int, changes: Values) -> tuple[Finding, str]:
    """Q304 of task 28 once the county has sent this on that day, and its 处理状态."""
    moment = datetime(2024, 6, day, 9)
    values = {**clean_values(month.form(KASHGAR)), **changes}
    kept = {place: value for place, value in values.items() if value is not None}
    month.drop(f"喀什市{day}.xlsx", month.filled(KASHGAR, changes=kept), moment)
    collect(
        month.root, month.workspace.config, moment, ledger=month.workspace.ledger, checklist=month.workspace.checklist
    )  # fmt: skip
    assembled = assemble(month.workspace, JUNE)
    assert (
        assemble(month.workspace, JUNE).context.handling == assembled.context.handling
    )  # a rerun says the same
    (finding,) = (one for one in assembled.findings if one.code == "Q304")
    return finding, assembled.context.handling.get(finding.id, "")


def cells(month: Month) -> dict[str, UnitTask]:
    """Of the county by task, ▲ ones alone."""
    found = assemble(month.workspace, JUNE).result.tasks
    return {row.task.key: cell for row in found if (cell := row.units.get(KASHGAR)) and cell.contradicts}


def test_a_query_stays_open_until_the_reason_is_given_and_opens_when_the_figure_moves(month: Month) -> None:
    finding, handling = state(month, 20, {BEHIND: 700.0, NOTE: "情况属实"})
    assert handling == ""
    assert finding.remedy.startswith("已写的“情况属实”没有说明原因。请写明原因")
    [(_, form)] = plan_corrections(month.workspace, JUNE, assemble(month.workspace, JUNE))
    assert any("情况属实" in point.remedy for point in form.corrections)

    assert not cells(month)["28"].explained

    why = "汛期推迟交付，9月补齐"
    finding, handling = state(month, 21, {BEHIND: 700.0, NOTE: why, PROBLEMS: "无"})
    assert (handling, finding.wanted) == (f"已说明：{why}（程序按规则采纳）", "")

    assert cells(month)["28"].explained  # 已请核实 would not be true of it
    finding, handling = state(month, 22, {BEHIND: 705.0, NOTE: why, PROBLEMS: "无"})
    assert handling == f"已说明：{why}（程序按规则采纳）"  # within 1 %
    finding, handling = state(month, 23, {BEHIND: 709.0, NOTE: why, PROBLEMS: "无"})
    assert handling == ""  # two small steps are over 1 % of what was explained
    assert f"“{why}”说明的是" in finding.remedy and "709" in finding.remedy

    finding, handling = state(month, 24, {BEHIND: 709.0, NOTE: "8月交付9套", PROBLEMS: "无"})
    assert handling == "已说明：8月交付9套（程序按规则采纳）"


def test_a_share_above_its_whole_needs_a_reason_too(month: Month) -> None:
    indicator = next(
        row.indicator.id for row in month.form(KASHGAR).indicators if row.indicator.is_ratio_input
    )
    terms: Values = {(INDICATORS, indicator, "numerator"): 30.0, (INDICATORS, indicator, "denominator"): 20.0}

    def codes(day: int, note: str) -> dict[str, str]:
        state(month, day, {BEHIND: 700.0, **terms, (INDICATORS, indicator, "explanation"): note})
        found = assemble(month.workspace, JUNE).findings
        return {
            one.code: one.wanted for one in found if one.key == indicator and one.code in ("E301", "Q301")
        }

    assert "数据无误" in codes(20, "数据无误")["E301"]
    assert codes(21, "含上年结转的户数") == {"Q301": ""}


@pytest.mark.parametrize("code", ["Q751", "Q752", "Q759"])
@pytest.mark.parametrize("empty", ["情况属实", "已核实", "同上月", "。。。", "123"])
def test_findings_of_versions_and_corrections_take_no_empty_phrase_either(code: str, empty: str) -> None:
    finding = Finding(
        code, unit=KASHGAR, form_sheet=INDICATORS, key="T28-5", field="ytd", seen="700",
        values={"version": "2", "older_version": "1", "older": "500", "original": "500", "value": "600"},
    )  # fmt: skip

    def said(text: str) -> Explained:
        return explained(cast(UnitData, SimpleNamespace(text=lambda *place: text)), finding)

    assert not said(empty).text and "没有说明原因" in said(empty).wanted
    assert said("5月多报200万元，已核减").text


@pytest.mark.parametrize(
    ("code", "column", "text", "closed"),
    [
        ("Q411", "explanation", "城区2个、乡镇1个", False),
        ("Q411", "explanation", "新登记合作社3家，均在城关镇", False),
        ("Q411", "explanation", "属实，由我县统一申报了全域的合作社", True),
        ("Q411", "explanation", "1389900含历年各乡镇登记的全部合作社", True),
        ("Q411", "explanation", "139万家，含历年各乡镇登记的全部合作社", True),
        ("Q307", "problems", "征地拆迁2户未签", False),
        ("Q307", "problems", "资金缺口2000万元", False),
        ("Q307", "problems", "概算已批复，跨三个县的高速公路项目", True),
        ("Q304", "problems", "征地拆迁2户未签", True),
        ("Q304", "problems", "还差60套", False),
        ("Q304", "problems", "还差60套，10月底前补齐", True),  # how it is arranged is asked
        ("Q304", "problems", "全年计划286套，已完成24.0%", False),
        ("Q402", "explanation", "还差60人，10月底前补齐", False),
        ("Q402", "explanation", "集中验收，还差60人，10月底前补齐", True),
        ("Q401", "explanation", "还差60人，10月底前补齐", False),
        ("Q401", "explanation", "台账齐全，可供核查", False),
        ("Q401", "explanation", "7月20日组织验收，全部合格", False),
        ("Q401", "explanation", "本月完成较好，超额完成月度计划", False),
        ("Q401", "explanation", "快报数，以年报核定数为准", False),
        ("Q401", "explanation", "验收不合格，核减12户", True),
        ("Q401", "explanation", "按年报核定数核减12户", True),
        ("Q402", "explanation", "7月20日组织验收，全部合格", True),
        ("Q404", "problems", "还差60人，10月底前补齐", True),  # no longer 已完成: what is missing says why
        ("Q405", "problems", "年底前完成", False),
        ("Q405", "problems", "由县水利局承担", True),
        ("Q406", "explanation", "10月底前报", True),
        ("Q501", "explanation", "还差60人，10月底前补齐", False),
        ("Q501", "explanation", "本月完成1389900人", True),  # the figure that the text gives
    ],
)
def test_what_stands_there_for_another_reason_answers_no_question_of_size(
    code: str, column: str, text: str, closed: bool
) -> None:
    tasks = ("Q304", "Q404", "Q405")
    sheet = PROJECTS if code == "Q307" else TASKS if code in tasks else INDICATORS
    words = dict.fromkeys(re.findall(r"{(\w+)}", CATALOGUE[code].problem + CATALOGUE[code].remedy), "")
    finding = Finding(code, form_sheet=sheet, key="1", field="total", seen="1389900", values=words)
    unit = cast(UnitData, SimpleNamespace(text=lambda _sheet, _key, name: text if name == column else ""))
    result = explained(unit, finding)
    assert (result.text == text) is closed
    if not closed:
        wanted = "属实" if CATALOGUE[code].answer else "没有说明原因"
        assert text in result.wanted and wanted in result.wanted
