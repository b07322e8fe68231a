"""Words of a project's row against its figures: another sum, a row taken back, another state; and sound rows, of which nothing is asked."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from tests.checks_case import JUNE, entries_of, findings, form_of
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.explain import explanation_of
from toolkit.checks.run import run_checks
from toolkit.core.findings import Finding
from toolkit.core.form import PROJECTS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period

Cells = Mapping[str, str | float | None]
ROW: Cells = {
    "name": "健康路供水管网改造工程", "task_no": 22.0, "category": "供水排水", "total": 5117.0, "funded": 2056.0, "year_plan": 2508.0,
    "year_done": 924.0, "cumulative_done": 1845.0, "start": "2023-03-10", "planned_end": "2025-09-30", "status": "在建", "image": "主体施工",
}  # fmt: skip
KEY = "653101-2024-009"
ABOUT = {"Q315", "Q316", "Q317", "Q318", "Q508"}


def asked(checklist: Checklist, unit: Unit, cells: Cells, period: Period = JUNE) -> list[Finding]:
    """What is asked of a row's words and state."""
    changes = {(PROJECTS, KEY, name): value for name, value in {**ROW, **cells}.items()}
    return [one for one in findings(checklist, unit, changes, period=period) if one.code in ABOUT]


def places(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in found]


FUTURE = {"status": "未开工", "year_done": 150.0, "cumulative_done": 150.0, "start": "2024-08-01"}
BUILT = {"status": "已完工", "year_done": 2000.0, "cumulative_done": 4320.0}
SOUND: list[Cells] = [
    # Sums of the row, as it has them or as they are rounded in words.
    {"image": "总投资5117万元，累计完成投资1845万元，本年完成投资924万元，占年度计划的36.8%。"},
    {"image": "项目总投资约5100万元，资金已到位2056万元，主体施工至三层"},
    {"image": "总投资0.51亿元，累计完成投资0.18亿元"},
    {"image": "截至6月20日，累计完成投资1,845万元，完成总投资的36%"},
    {"image": "截至6月底，累计完成投资924万元，完成年度计划的36.8%"},
    {"image": "1-6月完成投资924万元，5月完成投资100万元"},
    {"name": "健康路供水管网改造工程（总投资5117万元）"},
    # The budget was changed, and the new one stands in the row.
    {"problems": "概算已调整，总投资由4800万元调整为5117万元。"},
    {"problems": "原批复总投资4500万元，现批复总投资5117万元，差额已落实。"},
    {"problems": "拟将总投资调整为8000万元，待批复"},
    {"problems": "受材料涨价影响，总投资预计增加至6000万元，正在报批。"},
    {"image": "可研估算总投资6000万元，初设批复后概算总投资5117万元"},
    # Parts of it.
    {"image": "总投资5117万元，其中中央预算内资金到位1200万元，县级配套资金到位500万元"},
    {"image": "一期总投资3000万元，二期总投资2117万元"},
    {"image": "一标段主体完工，累计完成投资1200万元；二标段累计完成投资645万元"},
    {"image": "新建泵站1座，总投资600万元；新建管网20公里，总投资4517万元"},
    {"image": "已完成投资300万元，征地拆迁完成投资2600万元"},
    {"image": "完成投资1.2亿元的36%，力争完成投资3000万元"},
    {"image": "上半年完成投资3000万元的目标未实现，完成投资200万元"},
    {"image": "征地拆迁累计完成投资600万元，配套管网总投资800万元"},
    {"image": "专项债资金到位1500万元，到位中央预算内资金556万元"},
    {"image": "全县供水项目3个，总投资1.2亿元，本项目主体施工"},
    {"image": "总投资1.2亿元（含二期），本期5117万元"},
    # Plans, other times, what is left.
    {"image": "力争全年完成投资2508万元，确保9月底主体封顶、本年完成投资1800万元"},
    {"problems": "下一步加快施工，本年完成投资2508万元"},
    {"image": "去年累计完成投资921万元，2023年完成投资921万元"},
    {"image": "截至5月底，累计完成投资1500万元，本月完成投资345万元"},
    {"image": "本年完成投资较上月增加200万元，剩余投资3272万元，资金缺口3061万元"},
    {"image": "本年计划投资完成率36.8%，到位资金率40%"},
    {"image": "预计年底前全部完工，累计完成投资5117万元"},
    {"image": "2025年计划投资2609万元，今年到位资金500万元"},
    {"image": "6月累计完成投资150万元，本月到位资金200万元"},
    {"image": "总投资1.2亿元，本项目为其组成部分"},
    # Words of parts and of others that are cancelled, written twice or handed over.
    {"problems": "二期已取消，相应投资未列入总投资。"},
    {"problems": "因施工单位违约，原施工合同终止，重新招标。"},
    {"problems": "部分管线与城南路改造重复，已优化设计。"},
    {"problems": "征地费不计入投资统计范围由住建局答复，资料由监理单位报送。"},
    {"problems": "项目未纳入统计库，正在申报。"},
    {"problems": "若资金不到位，项目取消；建议取消地下车库。"},
    {"problems": "资金缺口500万元，已由住建局上报"},
    {"problems": "电力迁改不属于我县职责，与铁路部门协商。"},
    {**BUILT, "image": "已竣工验收，已移交自来水公司管理，竣工资料由施工单位报送"},
    {"image": "已并入市政管网12处"},
    # States that go with the row.
    FUTURE,
    {**FUTURE, "image": "完成征地，正在办理施工许可，计划8月开工", "cumulative_done": 500.0, "year_done": 500.0},
    {**FUTURE, "image": "前期工作阶段，尚未开工", "total": 300.0, "funded": 40.0, "year_plan": 100.0, "cumulative_done": 45.0, "year_done": 45.0},
    {**FUTURE, "start": "2023-03-10", "image": "受征迁影响尚未开工"},
    {**BUILT, "image": "已竣工验收，待决算"},
    {**BUILT, "cumulative_done": 3300.0, "image": "已完工，正在办理结算，工程款支付六成"},
    {**BUILT, "status": "已投用", "image": "已竣工验收并投入使用"},
    {"image": "一期已竣工验收，二期尚未开工"},
    {"image": "主体已完工，附属工程尚未开工"},
    {"image": "已完工，待竣工验收"},
    {"image": "主体工程已通过验收，装饰装修施工中"},
    {"image": "受沙尘天气影响停工4天，现已复工"},
    {"image": "冬季停工，4月复工", "problems": "因冬季，项目停工"},
    {"image": "二标段停工，一标段正常施工"},
    {"image": "已竣工小区6个，其余正在施工"},
    {"status": "停工", "image": "因资金问题全面停工"},
    {"start": "2024-06-28"},
    {"start": "2024"},
    {"start": "2024-09-01", "status": "停工"},
]  # fmt: skip


@pytest.mark.parametrize("cells", SOUND)
def test_of_a_sound_row_nothing_is_asked(checklist: Checklist, units: tuple[Unit, ...], cells: Cells) -> None:
    assert places(asked(checklist, units[0], cells)) == []


ANOTHER: list[tuple[Cells, str]] = [
    ({"image": "累计完成投资3000万元"}, "cumulative_done"),
    ({"image": "本年完成投资2000万元，主体封顶"}, "year_done"),
    ({"image": "总投资1.2亿元，主体完成"}, "total"),
    ({"problems": "总投资已调整为8000万元"}, "total"),
    ({"problems": "总投资已由5117万元调整为8000万元，资金未落实。"}, "total"),
    ({"name": "健康路供水管网改造工程（总投资8000万元）"}, "total"),
    ({"image": "该项目概算总投资1亿2000万元"}, "total"),
    ({"image": "计划总投资约8000万元，已到位资金2056万元"}, "total"),
    ({"image": "资金已到位1200万元"}, "funded"),
    ({"image": "累计到位资金3,500万元，主体施工"}, "funded"),
    ({"image": "本年计划投资3500万元，完成924万元"}, "year_plan"),
    ({"image": "2024年计划投资3000万元"}, "year_plan"),
    ({"image": "今年以来完成投资2000万元"}, "year_done"),
    ({"image": "1-6月完成投资2000万元"}, "year_done"),
    ({"image": "今年以来，累计完成投资3000万元"}, "year_done"),
    ({"image": "截至6月底，累计完成投资3000万元，占总投资的59%"}, "cumulative_done"),
    ({"image": "2023年3月开工建设，累计完成投资3000万元"}, "cumulative_done"),
    ({"image": "主体完成。自开工以来累计完成投资3000万元"}, "cumulative_done"),
    ({"image": "总投资1.2亿元，其中中央资金3000万元"}, "total"),
    ({"year_done": 0.0, "image": "今年完成投资800万元"}, "year_done"),
    ({"image": "已完成投资3000万元，主体施工"}, "cumulative_done"),
    ({"image": "投资完成3000万元"}, "cumulative_done"),
    ({"problems": "到位资金仅500万元"}, "funded"),
    ({"image": "总投资1.2亿元，累计完成投资3000万元", "problems": "总投资已调整为8000万元"}, "total"),
]


@pytest.mark.parametrize(("cells", "column"), ANOTHER)
def test_another_sum_in_the_rows_own_words_is_asked_about_once(
    checklist: Checklist, units: tuple[Unit, ...], cells: Cells, column: str
) -> None:
    (one,) = asked(checklist, units[0], cells)
    assert (one.code, one.field) == ("Q316", column)
    assert one.seen in one.problem and one.values["words"] in one.problem


@pytest.mark.parametrize(
    ("total", "is_asked"),
    [(11_499.0, True), (11_500.0, False), (12_000.0, False), (12_500.0, False), (12_501.0, True)],
)
def test_a_sum_is_right_as_exactly_as_it_is_written(
    checklist: Checklist, units: tuple[Unit, ...], total: float, is_asked: bool
) -> None:
    assert bool(asked(checklist, units[0], {"total": total, "image": "总投资1.2亿元"})) == is_asked


def test_ten_times_as_much_is_asked_about_as_another_measure_and_not_twice(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    cells = {"image": "本年完成投资924万元，累计完成投资184.5万元，总投资1.2亿元"}
    assert places(asked(checklist, units[0], cells)) == [("Q315", "cumulative_done")]
    cells = {"problems": "总投资应为8000万元", "image": "总投资8000万元"}
    assert places(asked(checklist, units[0], cells)) == [("Q508", "total")]


def test_the_sum_itself_is_no_reason_why_it_is_another(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    """What stands in 存在问题 is asked about there, and closes the question only with a sentence more."""
    for words, closes in (
        ("总投资已调整为8000万元，因征地费用增加", False),
        ("总投资已调整为8000万元。表内为一期批复数，二期另列一行。", True),
    ):
        values = {(PROJECTS, KEY, name): value for name, value in {**ROW, "problems": words}.items()}
        data = UnitData(units[0], form_of(checklist, units[0]), entries_of(units[0], JUNE, values))
        found = [one for one in run_checks(CheckData(checklist, JUNE, [data])) if one.code == "Q316"]
        assert [bool(explanation_of(data, one)) for one in found] == [closes]


@pytest.mark.parametrize(
    "words",
    [
        "项目已取消，不再实施", "与上一行重复", "此项目不纳入统计", "已移交开发区，由开发区填报", "已取消", "因规划调整，项目取消",
        "经县政府研究决定终止", "该项目已终止实施", "与喀什市重复", "与住建局重复填报", "与第3行重复", "重复填报", "非我县项目", "不属于我县项目",
        "该项目由地区统一填报", "现由开发区填报", "此行作废", "请删除此行", "项目已调出项目库", "已并入老旧小区改造项目统一实施", "请勿统计",
        "本项目与团结路项目为同一项目", "受政策影响，该项目已终止", "资金不到位，项目已终止", "根据自治区要求，该项目取消", "施工合同已解除。项目已撤销",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["problems", "image"])
def test_a_row_that_is_taken_back_is_asked_about_once(
    checklist: Checklist, units: tuple[Unit, ...], name: str, words: str
) -> None:
    (one,) = asked(checklist, units[0], {name: words})
    assert (one.code, one.field) == ("Q508", "total")
    assert one.seen == "5117、2056、2508、924、1845"


def test_a_row_taken_back_in_its_name_and_one_that_counts_nothing(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    assert places(asked(checklist, units[0], {"name": "健康路供水管网改造工程（已取消）"})) == [
        ("Q508", "total")
    ]
    nothing = dict.fromkeys(("total", "funded", "year_plan", "year_done", "cumulative_done"), 0.0)
    assert asked(checklist, units[0], {"problems": "项目已取消", **nothing}) == []
    assert asked(checklist, units[0], {"problems": "与上一行重复，已核减"}) == []


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("累计完成投资有误，应为2500万元", "cumulative_done"),
        ("本年完成投资有误", "year_done"),
        ("总投资5117万元，累计完成投资应为2500万元", "cumulative_done"),
        ("到位资金应为1800万元", "funded"),
        ("本年计划投资填错", "year_plan"),
        ("完成投资填错", "year_done"),
        ("总投资应为5800万元", "total"),
        ("累计完成投资应为5117万元", "cumulative_done"),
        ("投资有误", "total"),
        ("金额单位为元", "total"),
        ("累计完成投资应为1845万元，总投资应为5117万元", ""),
        ("实际完成投资1845万元", ""),
    ],
)
def test_a_sum_that_is_taken_back_is_asked_about_where_it_stands(
    checklist: Checklist, units: tuple[Unit, ...], words: str, column: str
) -> None:
    assert places(asked(checklist, units[0], {"problems": words})) == [("Q508", column)] * bool(column)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"status": "未开工"}, "Q317"),
        ({"status": "未开工", "cumulative_done": None}, "Q317"),
        ({"start": "2024-09"}, "Q317"),
        ({"start": "2024-09-01", **BUILT}, "Q317"),
        ({"status": "已完工"}, "Q317"),
        ({"status": "已投用", "cumulative_done": 2558.0}, "Q317"),
        ({"image": "尚未开工"}, "Q318"),
        ({"image": "停工"}, "Q318"),
        ({"image": "尚未开工，正在招标"}, "Q318"),
        ({"image": "正在招标，未开工"}, "Q318"),
        ({"image": "正在办理前期手续"}, "Q318"),
        ({"image": "暂停施工"}, "Q318"),
        ({"image": "已完工，正在办理验收"}, "Q318"),
        ({**FUTURE, "image": "已完成基础施工"}, "Q318"),
        ({**FUTURE, "image": "主体完成50%"}, "Q318"),
        ({**BUILT, "image": "正在铺设管道"}, "Q318"),
        ({"status": "停工", "image": "正在抓紧施工"}, "Q318"),
        ({"image": "已竣工验收"}, "Q318"),
        ({"image": "主体完工，已通过竣工验收"}, "Q318"),
        ({"image": "正在办理前期手续，尚未开工"}, "Q318"),
        ({"problems": "因资金问题全面停工至今"}, "Q318"),
        ({**FUTURE, "image": "主体封顶"}, "Q318"),
        ({**FUTURE, "image": "已开工建设"}, "Q318"),
        ({**BUILT, "image": "尚未开工"}, "Q318"),
        ({**BUILT, "image": "目前正在施工"}, "Q318"),
        ({"status": "停工", "image": "已全部完工并投入使用"}, "Q318"),
        ({"status": "停工", "image": "目前已复工"}, "Q318"),
        ({"status": "未开工", "image": "已竣工验收"}, "Q317"),
    ],
)
def test_a_state_that_does_not_go_with_the_row_is_asked_about_once(
    checklist: Checklist, units: tuple[Unit, ...], cells: Cells, code: str
) -> None:
    assert places(asked(checklist, units[0], cells)) == [(code, "status")]


def test_what_a_state_rests_on_is_seen(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    """An explanation of 1,845 does not hold for 3,000."""
    (one,) = asked(checklist, units[0], {"status": "未开工"})
    assert one.seen == "未开工、1845、5117"


@pytest.mark.parametrize(
    "letters", ["0", "1,", "总投资", "因", "累计完成投资1万", "重复", "（", "已", "由1元"]
)
def test_a_cell_that_is_full_of_a_few_letters_is_looked_at_at_once(
    checklist: Checklist, units: tuple[Unit, ...], letters: str
) -> None:
    begun = time.process_time()
    asked(checklist, units[0], {"image": (letters * 32_767)[:32_767]})
    assert time.process_time() - begun < 4
