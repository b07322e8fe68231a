"""Words, 本月状态 and 完成度 of one task: what says the contrary of one another is asked about, ordinary accounts are not."""

from __future__ import annotations

import pytest

from tests.checks_case import findings, new_codes
from toolkit.core.form import TASKS
from toolkit.core.model import Checklist, Unit

# Words, status and 完成度 beside them.
CONTRARY = [
    ("状态填错，应为进度滞后", "正常推进", 50.0),
    ("状态选错了，应选进度滞后", "正常推进", 50.0),
    ("完成度应为30%，表中填错", "正常推进", 50.0),
    ("以上完成度为预计数", "正常推进", 50.0),
    ("完成度应为40", "正常推进", 50.0),
    ("实际完成30%", "正常推进", 50.0),
    ("完成度下月核减为30", "正常推进", 50.0),
    ("本项由教育局负责填报，本单位不涉及", "正常推进", 50.0),
    ("目前总体完成80%", "正常推进", 30.0),
    ("目前总体进度30%，严重滞后", "正常推进", 80.0),
    ("该项工作尚未启动", "正常推进", 50.0),
    ("因资金问题全面停工至今", "正常推进", 50.0),
    ("该任务已全部完成并通过验收", "正常推进", 50.0),
    ("进度严重滞后，资金未到位，施工队撤场", "正常推进", 50.0),
    ("该工作已全面启动", "未启动", 0.0),
    ("本项填错了", "正常推进", 10.0),
    ("状态应为已完成", "正常推进", 90.0),
    ("本任务不归我局", "正常推进", 90.0),
    ("任务整体停滞", "已完成", 100.0),
    ("总体进度约为45%", "正常推进", 90.0),
    ("正在抓紧实施，预计8月底完成。", "已完成", 100.0),
    ("尚未完成。", "已完成", 100.0),
    ("预计12月完成", "已完成", 100.0),
    ("已完成阶段性任务，剩余2项待下半年开展。", "已完成", 100.0),
    ("还有1个小区未完工", "已完成", 100.0),
    ("6个中完成5个", "已完成", 100.0),
    ("完成率98.5%", "已完成", 100.0),
    ("已完成前期可研编制，5月开工建设，正在进行基础施工。", "未启动", 0.0),
    ("已完成整治任务", "未启动", 0.0),
    ("未达到序时进度", "正常推进", 50.0),
    ("落后序时进度8个百分点", "正常推进", 50.0),
    ("因资金不到位，工作无法开展。", "正常推进", 50.0),
    ("该项目资金尚未到位，暂停实施。", "正常推进", 50.0),
    ("项目暂停实施，资金未到位", "正常推进", 50.0),
    ("我县无此项工作任务", "正常推进", 50.0),
    ("该任务取消", "正常推进", 50.0),
    ("该任务应由县教育局承担，我单位不涉及", "正常推进", 50.0),
    ("本月完成度由50%提高到65%", "正常推进", 60.0),
]
# What only the first sentence of 本月进展 says of the whole task; the last ones only where they stand there alone.
OF_PROGRESS = [
    ("目前已完成总工程量的85%。培训120人。", "正常推进", 50.0),
    ("完成年度任务的30%。", "正常推进", 50.0),
    ("完成工程量的40%。", "未启动", 0.0),
    ("6月15日已全部完成并通过验收。", "正常推进", 50.0),
    ("已完工投入使用。", "正常推进", 50.0),
    ("计划8月份开工。", "正常推进", 50.0),
]
ORDINARY_PROGRESS = [
    ("培训120人，完成年度任务的80%。", "正常推进", 50.0),
    ("新建道路2公里。完成年度任务的80%。", "正常推进", 50.0),
    ("一期已全部完成并通过验收。", "正常推进", 50.0),
    ("已完成前期手续，计划7月开工建设。", "正常推进", 50.0),
    ("已招标。计划7月开工。", "正常推进", 50.0),
    ("年度任务已全部完成，转入常态化管理。", "已完成", 100.0),
    ("已完成全部6个小区改造，正在办理结算。", "已完成", 100.0),
    ("6个小区中完成6个，尚有尾款20万元待拨付。", "已完成", 100.0),
    ("已完工，还有2个小区计划明年实施。", "已完成", 100.0),
    ("尚未启动，计划8月开工建设。", "未启动", 0.0),
    ("正在编制可研报告，7月开工建设。", "未启动", 0.0),
    ("已完成任务分解。", "未启动", 0.0),
]
ORDINARY = [
    ("完成度达到80%", "正常推进", 80.0),
    ("预计年底完成度达到100%", "正常推进", 50.0),
    ("已完成30%的工程量", "正常推进", 80.0),
    ("城南片区尚未启动，其余推进正常", "正常推进", 80.0),
    ("2号楼停工至今", "正常推进", 50.0),
    ("资金拨付进度滞后", "正常推进", 50.0),
    ("处于正常状态", "正常推进", 50.0),
    ("保持良好运行状态", "正常推进", 50.0),
    ("管网工程已全部完成并通过验收，道路正在施工", "正常推进", 50.0),
    ("年度任务已分解", "正常推进", 50.0),
    ("截至6月底完成投资30%", "正常推进", 80.0),
    ("累计完成48%", "正常推进", 50.0),
    ("上半年任务已全部完成", "正常推进", 50.0),
    ("已完成选址", "未启动", 0.0),
    ("尚未启动，待资金到位", "未启动", 0.0),
    ("进度滞后", "进度滞后", 10.0),
    ("本项工作由教育局牵头", "正常推进", 50.0),
    ("该项工作由县住建局负责实施", "正常推进", 50.0),
    ("以上工作均按计划推进", "正常推进", 50.0),
    ("表内项目全部开工", "正常推进", 50.0),
    ("完成度较高", "正常推进", 50.0),
    ("此项任务不涉及土地征收", "正常推进", 50.0),
    ("以上项目应于年底完工", "正常推进", 60.0),
    ("项目完成度80%，二期待启动", "正常推进", 30.0),
    ("规划工作已全部完成", "正常推进", 50.0),
    ("前期工作已全部完成，任务进入施工", "正常推进", 50.0),
    ("本项目应为PPP模式", "正常推进", 50.0),
    ("兵地融合园区一期已建成，二期正在做土地报批，尚未开工。", "正常推进", 50.0),
    ("一期已建成投用，二期待资金到位后实施，暂未启动。", "正常推进", 50.0),
    ("受高温影响，暂停施工3天，已恢复", "正常推进", 50.0),
    ("计划8月份开工", "正常推进", 50.0),
    ("我县没有此类企业", "正常推进", 50.0),
    ("个别乡镇落后序时进度", "正常推进", 50.0),
]


def codes_of(checklist: Checklist, unit: Unit, **cells: str | float | None) -> list[str]:
    """New findings of the first task that holds this."""
    changes = {(TASKS, "3", name): value for name, value in cells.items()}
    return new_codes(findings(checklist, unit, {}, {}), findings(checklist, unit, changes, {}))


@pytest.mark.parametrize("column", ["progress", "problems", "next_steps", "evidence", "person", "department"])
def test_wherever_in_the_row_the_words_stand(
    checklist: Checklist, units: tuple[Unit, ...], column: str
) -> None:
    assert "Q511" in codes_of(checklist, units[0], **{column: "状态填错，应为进度滞后"})


@pytest.mark.parametrize(("words", "status", "completion"), CONTRARY)
def test_words_that_take_status_or_completion_back_are_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], words: str, status: str, completion: float
) -> None:
    told = codes_of(
        checklist, units[0], problems=words, status=status, completion=completion, evidence="验收单3号"
    )
    assert told.count("Q511") == 1


@pytest.mark.parametrize(("words", "status", "completion"), ORDINARY)
def test_words_of_a_part_or_of_the_work_are_not(
    checklist: Checklist, units: tuple[Unit, ...], words: str, status: str, completion: float
) -> None:
    told = codes_of(checklist, units[0], problems=words, status=status, completion=completion)
    assert "Q511" not in told


@pytest.mark.parametrize(
    ("words", "status", "completion", "asked"),
    [(*one, True) for one in OF_PROGRESS] + [(*one, False) for one in ORDINARY_PROGRESS],
)
def test_what_progress_says_first_is_said_of_the_whole_task(
    checklist: Checklist, units: tuple[Unit, ...], words: str, status: str, completion: float, asked: bool
) -> None:
    told = codes_of(checklist, units[0], progress=words, status=status, completion=completion, evidence="文")
    assert ("Q511" in told) == asked


@pytest.mark.parametrize(
    ("status", "completion", "asked"),
    [
        ("未启动", 50.0, True),
        ("未启动", 0.0, False),
        ("未启动", None, False),
        ("不涉及", 50.0, False),
        ("进度滞后", 100.0, True),
        ("进度滞后", 99.0, False),
        ("正常推进", 100.0, False),
    ],
)
def test_a_status_that_no_such_completion_has(
    checklist: Checklist, units: tuple[Unit, ...], status: str, completion: float | None, asked: bool
) -> None:
    told = codes_of(checklist, units[0], status=status, completion=completion)
    assert ("Q512" in told) == asked


@pytest.mark.parametrize(
    ("proof", "asked"),
    [
        ("无", True),
        ("/", True),
        ("待补", True),
        ("后续补充", True),
        ("验收单3号", False),
        ("喀地发〔2024〕3号", False),
    ],
)
def test_a_proof_that_says_that_there_is_none(
    checklist: Checklist, units: tuple[Unit, ...], proof: str, asked: bool
) -> None:
    told = codes_of(checklist, units[0], status="已完成", completion=100.0, evidence=proof)
    assert told == (["Q513"] if asked else [])


def test_where_nothing_stood_last_month_nothing_is_offered_to_take_over(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    blank = {(TASKS, "3", name): None for name in ("status", "completion", "progress")}
    found = findings(checklist, units[0], {**blank, (TASKS, "3", "same"): "是"}, {})
    (status,) = [one for one in found if (one.code, one.field) == ("E201", "status")]
    assert "不起作用" in status.remedy
