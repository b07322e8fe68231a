"""The one home of rule text: what the figures' rules and words mean, for sheets, papers and the office's 口径说明.

In: :class:`Settings`, a month. Out: Chinese lines. Outputs print the words that occur; docs/口径说明.md is all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.core.area import said
from toolkit.core.marks import CONTRADICTS, DOUBTFUL, NO_SHARE, NOT_CONFIRMED, TO_VERIFY
from toolkit.core.results import MonthResult
from toolkit.core.returns import PROPOSED, Light
from toolkit.core.rounding import NOTE as ROUNDING
from toolkit.core.value_text import number_text
from toolkit.core.words import LightWord, NoValue
from toolkit.figures.given.data import Settings
from toolkit.figures.library import RULE as PROJECT_RULE


@dataclass(frozen=True)
class Rule:
    """One rule in a sentence, with an example; ``name`` begins the sentence where it is printed."""

    name: str
    text: str
    example: str

    @property
    def line(self) -> str:
        """状态灯：……。"""
        return f"{self.name}：{self.text}"


WORDS: tuple[tuple[str, str], ...] = (
    (NoValue.PENDING, "未到统计期（单位已填的数照列，不汇总），或者单位填了“待统计”。不当零算，不判灯。"),
    (LightWord.WAITING, "目标还没有达到，但完成时限（12月或统计月份）未到，不算滞后，标◇。"),
    (LightWord.OPEN, "还有单位没有报数，报齐后结果可能不同，暂不判定，标○，旁边写明缺哪些单位。"),
    (NoValue.TO_BE_SPLIT, "目标还没有分解到单位，单位只看占全地区的比重，不算完成率。"),
    (NO_SHARE, "分解给本单位的任务为0，不算完成率。"),
    (f"{DOUBTFUL}{TO_VERIFY}", "填报数与其他数矛盾、比上月减少、突增或明显偏大，已请单位核实，目前计入合计。说明经认可后去掉。"),
    (PROPOSED, "办公室提出了更正建议，单位确认之前仍按填报数计。"),
    (NOT_CONFIRMED, "指标怎么算是导入时推定的，办公室核对之前只收数，不汇总、不判灯。"),
    (CONTRADICTS, "单位自报正常推进或已完成，而自己的指标落后序时进度10个百分点以上、到期未达到，或状态栏有未消除的错误，请核实。"),
)  # fmt: skip


def rules(settings: Settings) -> tuple[Rule, ...]:
    """All rules, worded from the settings in force."""
    limit = number_text(-settings.yellow_points)
    if settings.unit == "ratio":
        behind = f"落后不超过序时进度的{limit}%为黄，再低为红"
    else:
        behind = f"落后不超过{limit}个百分点为黄，超过为红"
    found = [*_counting(settings), *_lights(behind), *_tasks(limit), *_over_time(settings)]
    return tuple(found)


def _counting(settings: Settings) -> Iterator[Rule]:
    yield Rule(
        "计入",
        "合计只加各单位本月报的数；没有报数的单位不当零算。读不出或不可能的数拒收；裁定剔除的不计，该单位不欠报。"
        "应报单位数不含填不涉及的和剔除的，已报单位数只数有采用数的。",
        "12个县市中1个不涉及、1个待统计，应报11个、已报10个。",
    )
    if settings.carry_missing:
        yield Rule(
            "沿用",
            "本月没有报数的单位沿用其最近一次的数，注明“沿用上月”，不计入已报单位数，不参加环比。",
            "巴楚县未报，合计含其上月数3所，应报12个、已报11个。",
        )
    yield Rule(
        "完成率",
        "累计完成 ÷ 年度目标；区间按下限；逐个达标和是/否按达到的单位数 ÷ 应达到的单位数；≤和目标为0的只有100和0。"
        "有单位未报的累计数，完成率是下限。单位只有分到任务、独家填报或各自都要达到的才算完成率。",
        "目标1～2部，完成1部，完成率100%；每县59项，12个县市中11个达到，完成率91.7%。",
    )
    yield Rule(
        "序时进度",
        "月份 ÷ 12，清单有序时曲线的按曲线；用于年内累计、投资和完成率。按个数计的，应完成数取整到个。"
        "跨年目标从当年基期起算：（基期 +（目标 − 基期）× 应完成的比例）÷ 目标。存量、逐个达标、≤、= 和其他比率没有序时进度。",
        "目标5所，6月应完成2.5所取2所，序时进度40%；排污口整治2025年基期70%、目标100%，6月应达到85%。",
    )
    if settings.approx_tolerance:
        yield Rule(
            "左右",
            f"目标写“左右”的，低于目标{number_text(settings.approx_tolerance)}%以内算达到。",
            f"目标30左右，达到{number_text(30 * (1 - settings.approx_tolerance / 100))}即算。",
        )


def _lights(behind: str) -> Iterator[Rule]:
    yield Rule(
        "状态灯",
        f"达到年度目标为蓝；有序时进度的，不低于序时进度为绿，{behind}（按个数计的只差一个为黄）；"
        "没有序时进度、尚未达到的，时限未到标◇未到时限；到时限仍未达到的，完成目标90%以上（百分比差1个百分点以内）为黄，"
        "其余为红；保持类，保持为绿，未保持为红；没有单位报数为○未报；当年没有目标的不判（—）。",
        "目标6所，6月完成2所，应完成3所，只差一个，黄；存量目标155户，6月150户，◇未到时限。",
    )
    yield Rule(
        LightWord.OPEN,
        "有单位没有报数时，按其可能的最低数和最高数各判一次，两次相同才亮灯，否则标○待报齐；已报不足一半的一律○待报齐。",
        "12个县市缺1个，最低按其上次累计数，最高按再加几个月的进度，两头都是绿，判绿，注明“未报单位不影响判定”。",
    )
    yield Rule(
        "统计期",
        "季度指标3、6、9、12月统计，年度、学年指标12月统计，清单有统计月份的按统计月份；到期以后沿用到期数，注明月份。",
        "统计月份为7月的，8月起仍列7月的数和灯，标“7月份数据”。",
    )


def _tasks(limit: str) -> Iterator[Rule]:
    yield Rule(
        "任务状态",
        "有按序时进度、保持类或已到时限的指标的，按指标判定，取其中最差的灯；全部目标达到、各单位都报已完成的为蓝，"
        "达到而仍在推进的为绿；12月按达到的目标数：全部达到为已完成，五分之四以上达到或没有低于90%的为基本完成（黄），其余为未完成（红）。"
        "没有这类指标的，按单位自报：有一成以上报进度滞后或未启动为黄，三分之一以上为红，后面写明几家；"
        "未报单位按上次所报和正常推进各判一次，结果不同或已报不足一半的为○待报齐。",
        "任务有两项指标一绿一黄，判黄；没有指标的任务11家已报、3家报滞后，自报存在滞后或未启动（3/11家），黄。",
    )
    yield Rule(
        "单位任务状态",
        f"已完成为蓝，正常推进为绿，未启动、进度滞后为黄，完成度又落后{limit}个百分点以上且任务有序时指标的为红；"
        "未启动在应开工之前标◇；不涉及不判。",
        "6月报进度滞后、完成度35%，任务有序时指标，红。",
    )
    yield Rule(
        "不一致",
        "单位报正常推进或已完成，而自己的指标落后序时进度10个百分点以上、到期未达到，或状态栏有未消除的错误的，标▲，请核实。",
        "分到任务10所，6月完成2所，自报正常推进，标▲。",
    )
    yield Rule("重点项目", PROJECT_RULE.removeprefix("项目滞后："), "计划2024年5月竣工、6月仍在建，滞后。")


def _over_time(settings: Settings) -> Iterator[Rule]:
    yield Rule(
        "新增和环比",
        "本月新增 = 本月累计 − 上月累计，只算两个月都有数的单位；环比是本月新增比上月新增，存量和比率是本月比上月增减；"
        "同比是累计数比上年同月累计数，口径不可比的不算；基数为零、为负或不足10个的只列两个数，不算百分比。",
        "5月新增3所、6月新增5所，环比列“3→5”。",
    )
    yield Rule(
        "与上月比较",
        "转好、转差、连续几个月只在年内比：两个月所印的灯有变化，只用两个月都判定了的指标（或两个月都报了的单位）"
        "来判定也是同样变化的，才说转好、转差，不是的不比；任一月报送单位不足一半，或可比任务不足一半的，不比。1月不比，只列上年未完成的目标。",
        "6月多了一项季度指标，任务由绿变红，其余指标两个月都是绿，不说转差。",
    )
    yield Rule("四舍五入", ROUNDING, "38.15%印38.2%。")


PRINTED = (
    "计入",
    "沿用",
    "状态灯",
    LightWord.OPEN,
    "任务状态",
    "单位任务状态",
    "新增和环比",
    "重点项目",
    "左右",
)


def criteria(settings: Settings) -> tuple[str, ...]:
    """The rules that stand under tables and in the paper, one line each."""
    return tuple(said(rule.line) for rule in rules(settings) if rule.name in PRINTED)


def words_used(result: MonthResult) -> tuple[tuple[str, str], ...]:
    """The words of the table that occur in the month, with what they mean."""
    used = set(_occurring(result))
    return tuple((word, said(meaning)) for word, meaning in WORDS if word in used)


def _occurring(result: MonthResult) -> Iterator[str]:
    for row in result.indicators:
        yield row.word
        yield from row.marks
        for value in row.units:
            yield from (value.value.word, value.rate.word, *value.value.mark.split("、"))
    for task in result.tasks:
        yield task.word
        for cell in task.units.values():
            if cell.contradicts:
                yield CONTRADICTS
            if cell.light is Light.WAITING:
                yield LightWord.WAITING


def office_note(settings: Settings) -> str:
    """docs/口径说明.md: every rule with its example, and the table of all words."""
    lines = [
        "# 口径说明",
        "",
        "汇总表、专报和各种清单都按下面的口径计算和判定，没有别的算法。",
        "",
        "## 规则",
        "",
    ]
    for rule in rules(settings):
        lines += [f"**{rule.name}** {rule.text}", "", f"例：{rule.example}", ""]
    lines += ["## 用词", "", "| 词语 | 意思 |", "|---|---|"]
    lines += [f"| {word} | {meaning} |" for word, meaning in WORDS]
    return "\n".join(lines) + "\n"
