"""Numbers and stages told beside a figure: what cannot be true beside it is asked about, what may mean another thing is told."""

from __future__ import annotations

import re

import pytest

from tests.checks_case import findings
from toolkit.checks.remark_figures import against_figure, does_not_fit, leaves_the_rest
from toolkit.checks.remark_sums import another_sum
from toolkit.core.form import INDICATORS
from toolkit.core.model import Checklist, Unit
from toolkit.core.remarks import Row, to_be_told, told_of_data

PEOPLE = ("人", "城镇新增就业", "填1月1日至本月底的累计数")
SCHOOLS = ("所", "新建义务教育学校数", "“新建”按教育局的口径填，不是改扩建")
LENGTH = ("公里", "供水管道更新改造", "只填当年的，不含上年")
MONEY = ("亿元", "酒店项目完成投资", "当年完成投资，年内累计")
ITEMS = ("项", "可网上办理的事项数", "填已开通网上办理的事项数，不是办件量")
PROJECTS = ("个", "实施市政项目数", "填已实施的个数")


@pytest.mark.parametrize(
    ("figure", "what", "words"),
    [
        (350.0, PEOPLE, "男200人，女120人"),
        (350.0, PEOPLE, "一季度200人，二季度120人"),
        (350.0, PEOPLE, "1月50，2月60，3月70，4月80，5月90，6月40"),
        (350.0, PEOPLE, "其中100人为7月份计划"),
        (2.0, SCHOOLS, "拟建，正在办理前期手续"),
        (2.0, SCHOOLS, "均在建，未建成"),
        (20.0, ITEMS, "59项已全部开通"),
        (20.0, ITEMS, "已完成年度任务的90%"),
    ],
)
def test_what_cannot_be_true_beside_the_figure(figure: float, what: tuple[str, str, str], words: str) -> None:
    row = Row((figure,), (59.0,), what[0], 6)
    assert against_figure(words, row, what[1] + what[2], 59.0) == words


@pytest.mark.parametrize(
    ("figure", "what", "words"),
    [
        (350.0, PEOPLE, "男200人，女150人"),
        (350.0, PEOPLE, "其中男200人"),
        (350.0, PEOPLE, "一季度200人，二季度350人"),  # so far each, not parts
        (350.0, PEOPLE, "一季度200人"),
        (350.0, PEOPLE, "1月50，2月60，3月240"),
        (350.0, PEOPLE, "计划7月份培训100人"),
        (350.0, PEOPLE, "其中100人为6月新增"),
        (2.0, SCHOOLS, "均已建成"),
        (2.0, SCHOOLS, "另有1所在建"),
        (2.0, PROJECTS, "均在建"),  # what is asked for is that they are begun
        (20.0, ITEMS, "20项已全部开通"),
        (20.0, ITEMS, "59项已全部梳理"),
        (53.0, ITEMS, "已完成年度任务的90%"),
    ],
)
def test_what_can(figure: float, what: tuple[str, str, str], words: str) -> None:
    row = Row((figure,), (59.0,), what[0], 6)
    assert against_figure(words, row, what[1] + what[2], 59.0) == ""


ANOTHER_SUM = [
    "此为本月数，累计为120", "本月培训23人，累计120人", "1-6月累计120人", "较上月增加97人，累计120人", "本月23，累计120", "6月新增23人，累计120人", "1-6月完成120人", "上半年完成120人",
    "今年累计培训120人", "本月累计120人", "累计120", "累计120人。", "累计数为120", "累计：120人", "累计已完成120人", "实际累计120", "截至6月底累计120人",
    "累计120人，按计划推进", "累计120人，完成年度任务的42%", "累计120人，其中城区90人", "累计120，数据由人社局提供",
]  # fmt: skip
NO_OTHER_SUM = [
    "累计23人", "累计23人，含莎车镇12人", "累计120人，今年新增23人", "本年新增23人，累计120人", "自2021年以来累计120", "十四五以来累计120人", "历年累计120人", "去年累计120人",
    "去年1-6月累计120人", "1-5月累计120人", "上月累计20人，本月3人", "任务累计120", "年度任务累计120人", "全县累计120", "全县累计120人，其中本单位23人", "累计走访120户", "累计120户",
    "累计投资120万元", "累计举办120期", "累计120场次", "累计120人次", "累计120人报名", "累计报名120人，已培训23人", "累计认定120人", "累计申报120人，认定23人", "累计有120人，今年新增23人",
    "累计286人", "累计77人", "累计120人，另有3人待核", "累计120人，含往年结转", "累计120人。今年新增23人", "较上月增加3人", "累计0.0023万人", "合计120", "全年累计120人",
]  # fmt: skip


@pytest.mark.parametrize("words", ANOTHER_SUM)
def test_a_sum_since_january_that_is_more_than_the_cell(words: str) -> None:
    row = Row((23.0,), (286.0, 20.0, 3.0), "人", 6)
    assert another_sum(words, row, grows=True, elsewhere={77.0}) == words.strip("。")
    sure = re.search("本月|6月|上半年|今年|上月", words) is not None and "截至" not in words
    assert (
        bool(another_sum(words, row, grows=False, elsewhere=set())) is sure
    )  # money since the project began, a stock


@pytest.mark.parametrize("words", NO_OTHER_SUM)
def test_a_sum_of_another_thing_time_or_area_is_no_other(words: str) -> None:
    row = Row((23.0,), (286.0, 20.0, 3.0), "人", 6)
    assert another_sum(words, row, grows=True, elsewhere={77.0}) == ""


def test_a_sum_that_is_written_shorter_is_the_same() -> None:
    row = Row((0.9712,), (), "亿元", 6)
    assert another_sum("1-6月累计完成1.0亿元", row, grows=False, elsewhere=set()) == ""
    assert another_sum("1-6月累计完成1.1亿元", row, grows=False, elsewhere=set())
    assert another_sum("累计完成1.1亿元", row, grows=False, elsewhere=set()) == ""  # since the project began


def test_the_cumulative_figure_beside_a_cell_of_sums_is_asked_about(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    row = {(INDICATORS, "T08-1", "ytd"): 23.0, (INDICATORS, "T08-1", "explanation"): "累计120"}
    asked = [one for one in findings(checklist, units[0], row, {}) if one.code in ("Q508", "N509")]
    assert [(one.code, one.key, one.seen, one.values["words"]) for one in asked] == [
        ("Q508", "T08-1", "23", "累计120")
    ]
    row[INDICATORS, "T08-2", "ytd"] = 120.0  # what another row of the task has
    assert "Q508" not in [one.code for one in findings(checklist, units[0], row, {})]


@pytest.mark.parametrize(
    ("figures", "what", "words"),
    [
        ((2.0,), SCHOOLS, "1所已开工，1所未开工"),
        ((2.0,), SCHOOLS, "2023年已建成"),
        ((2.0,), SCHOOLS, "改扩建"),
        ((2.0,), SCHOOLS, "1所新建、1所改扩建"),
        ((0.0,), SCHOOLS, "第三小学已投入使用"),
        ((3.5,), LENGTH, "其中2公里为去年续建"),
        ((1.25,), MONEY, "到位资金"),
        ((120.0,), PEOPLE, "统计局数118人"),
        ((30.0,), ITEMS, "20项网上办理，10项正在开发"),
        ((59.0,), ITEMS, "其中3项仍在调试"),
        ((45.0,), ITEMS, "办件量"),
        ((80.0, 103.0, 77.7), ("", "政务云迁移比例", ""), "共120个，已完成80个"),
    ],
)
def test_what_may_be_another_thing(
    figures: tuple[float, ...], what: tuple[str, str, str], words: str
) -> None:
    assert does_not_fit(words, Row(figures, (59.0,), what[0], 6), what[1], what[2]) == words


@pytest.mark.parametrize(
    ("figures", "what", "words"),
    [
        ((2.0,), SCHOOLS, "2023年已建成1所，今年建成2所"),
        ((2.0,), ("所", "改扩建学校数", ""), "改扩建"),
        ((0.0,), SCHOOLS, "主体已建成"),
        ((0.0,), SCHOOLS, "公交线路已开通"),
        ((2.0,), PROJECTS, "其中1个正在施工"),
        ((3.5,), LENGTH, "其中2公里为新建"),
        ((1.25,), MONEY, "资金到位"),
        ((120.0,), PEOPLE, "统计局数120人"),
        ((40.0,), ITEMS, "19项正在开发"),
        ((80.0, 103.0, 77.7), ("", "政务云迁移比例", ""), "共103个，已完成80个"),
        ((80.0, 103.0, 77.7), ("", "政务云迁移比例", ""), "共120个，应迁移103个，已完成80个"),
    ],
)
def test_what_is_not(figures: tuple[float, ...], what: tuple[str, str, str], words: str) -> None:
    assert does_not_fit(words, Row(figures, (59.0,), what[0], 6), what[1], what[2]) == ""


def test_what_is_left_of_the_task_is_no_other_figure() -> None:
    row = Row((40.0,), (59.0,), "项", 6)
    assert leaves_the_rest("还有19项未开通", row)
    assert not leaves_the_rest("还有9项未开通", row)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("我县今年新建2所", True),
        ("2所在建", True),
        ("本县无此项任务，由经开区统一实施", False),
        ("去年已完成", False),
    ],
)
def test_work_told_beside_does_not_concern_us(
    checklist: Checklist, units: tuple[Unit, ...], words: str, asked: bool
) -> None:
    row = {(INDICATORS, "T02-1", "ytd"): "不涉及", (INDICATORS, "T02-1", "explanation"): words}
    told = [one for one in findings(checklist, units[0], row, {}) if one.code == "Q508"]
    assert [(one.key, one.field, one.seen) for one in told] == ([("T02-1", "ytd", "不涉及")] if asked else [])


WORK_ALONE = [
    "继续做好数据核实，按月报送", "个别乡镇数据报送不及时，已督促", "按计划推进，本月没有新增的", "本月没有新认定，下一批在四季度", "累计23人，含荒地乡3人",
    "数据与佐证材料相符", "数据与佐证材料一致", "上年结转资金78万元，今年新增债券446万元", "债券资金还没有下达，进度放缓",
]  # fmt: skip
OF_THE_FIGURE = [
    "个别乡镇数据还没有报", "累计30人，含荒地乡3人", "累计23人，含去年3人", "正在前期，还没有完成的", "今年计划下半年实施，目前没有", "快报数", "含续建项目，不含前期费用",
]  # fmt: skip


@pytest.mark.parametrize("words", WORK_ALONE)
def test_plain_words_of_work_cost_nobody_a_look(words: str) -> None:
    assert to_be_told(words, Row((23.0,), (286.0,), "人", 6)) == ""


@pytest.mark.parametrize("words", OF_THE_FIGURE)
def test_words_of_the_figure_are_still_told(words: str) -> None:
    assert to_be_told(words, Row((23.0,), (286.0,), "人", 6)) == words


def test_why_there_is_nothing_yet_is_told_only_beside_something() -> None:
    for words in ("正在前期，还没有完成的", "今年计划下半年实施，目前没有"):
        assert to_be_told(words, Row((0.0,), (), "所", 6)) == ""
    assert told_of_data("核查疑点数据43条，追回多发待遇2.7万元") == ""


@pytest.mark.parametrize(
    ("words", "last", "told"),
    [
        ("还差37人，7月底前补齐", 20.0, False),
        ("下月计划再完成2人", 20.0, False),
        ("年度任务2520人，按上级下达数", 20.0, False),
        ("没有变化", 23.0, False),
        ("没有变化", 20.0, True),
        ("预计数据", 20.0, True),
    ],
)
def test_the_task_what_is_missing_and_the_same_as_last_month_are_no_remark(
    checklist: Checklist, units: tuple[Unit, ...], words: str, last: float, told: bool
) -> None:
    row = {(INDICATORS, "T08-1", "ytd"): 23.0, (INDICATORS, "T08-1", "explanation"): words}
    found = findings(checklist, units[0], row, {5: {(INDICATORS, "T08-1", "ytd"): last}})
    assert any(one.code in ("N509", "Q508") for one in found) is told
