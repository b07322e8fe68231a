"""What a leader may conclude from a sentence: states of a year's end, sums that lack units, months that nobody reported.

Each month is computed from made-up entries; the sentences are those of the paper.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from briefing_month import context
from briefing_reading import whole_text
from figures_samples import UNITS, checklist, compute, everyone, figures, indicator, statuses, task

from toolkit.core.model import Checklist, Comparator, Decision, Kind, Target
from toolkit.core.openings import IMPORTED
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry, Light
from toolkit.outputs.briefing.context import Issue, make_paper
from toolkit.outputs.briefing.other_papers import write_unit_brief
from toolkit.outputs.briefing.sections.actions import actions
from toolkit.outputs.briefing.sections.captions import BEHIND_PACE, TREND, captions
from toolkit.outputs.briefing.sections.common import Depth, PageOne, Paper, stands
from toolkit.outputs.briefing.sections.front import front, headline
from toolkit.outputs.briefing.sections.overview import overall
from toolkit.outputs.briefing.sections.problems import problems
from toolkit.outputs.briefing.sections.red import since
from toolkit.outputs.briefing.sections.tables import indicator_section
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.templatewords import in_our_words, words_of_list
from toolkit.word.tokens import visible

NOVEMBER, DECEMBER, JANUARY = Period(2024, 11), Period(2024, 12), Period(2025, 1)
ONE = UNITS[0].name


def paper_of(month: MonthResult) -> Paper:
    return make_paper(month, context(month), BriefingSettings(), Issue())


def said(told: object) -> str:
    """All texts of a section as a reader sees them."""
    if isinstance(told, str):
        return visible(told)
    if isinstance(told, dict):
        return "\n".join(said(one) for one in told.values())
    return "\n".join(said(one) for one in told) if isinstance(told, list) else ""


def office(*targets: float, words: int = 0) -> Checklist:
    """Tasks with one sum each, and further ones without an indicator."""
    rows = [
        indicator(target=target, id=f"T{at:02d}-1", task_no=at, name=f"指标{chr(64 + at)}")
        for at, target in enumerate(targets, 1)
    ]
    tasks = [task(no, short=f"任务{chr(64 + no)}") for no in range(1, len(rows) + words + 1)]
    return checklist(*rows, tasks=tasks)


def month_of(
    period: Period, *each: float, targets: tuple[float, ...], words: tuple[str, ...] = ()
) -> MonthResult:
    """Every unit reports ``each`` of the sums, and the words of the tasks behind them."""
    entries: list[Entry] = []
    for at, value in enumerate(each, 1):
        entries += figures(everyone(value), period, id=f"T{at:02d}-1")
    for no, word in enumerate(words, len(each) + 1):
        entries += statuses(everyone("正常推进") | {ONE: word, UNITS[1].name: word}, period, no=no)
    return compute(office(*targets, words=len(words)), entries, period)


def test_tasks_of_which_units_say_that_they_lag_are_never_told_as_nearly_done() -> None:
    paper = paper_of(month_of(DECEMBER, 9.5, targets=(120,), words=("进度滞后",)))
    assert "按指标判定1项（基本完成），按单位自报1项（存在滞后或未启动）" in visible(headline(paper))
    told = said(problems(paper)["偏慢"])
    assert told == "任务A（第1项）基本完成；任务B（第2项）由单位自报存在滞后或未启动。"


def test_yellow_tasks_are_counted_apart_as_page_one_counts_them() -> None:
    month = month_of(Period(2024, 6), *[4.5] * 5, targets=(120,) * 5, words=("进度滞后",) * 4)
    assert said(problems(paper_of(month))["偏慢"]) == "进度偏慢的5项、自报存在滞后或未启动的4项任务见附件1。"


def test_what_is_not_met_at_the_years_end_is_called_unmet_in_every_paper() -> None:
    """指标汇总 says 未完成 of yellow and of red ones."""
    month = month_of(DECEMBER, 9.5, 5, 10, targets=(120, 120, 120))
    assert [row.word for row in month.indicators] == ["未完成", "未完成", "已达标"]
    paper = paper_of(month)
    assert "有序时进度的3项中，达到年度目标1项、未完成但接近目标1项、其他未完成1项" in said(overall(paper))
    chart = captions(replace(paper, charts_mm={BEHIND_PACE: 50}), behind=True)[BEHIND_PACE]
    assert visible(chart) == "图1　有序时进度、年底未完成的指标2项，其中● 红1项"
    told = "有序时进度的指标中，年底未完成的有：指标B累计60所，完成年度目标的50.0%，差60所；指标A"
    assert told in said(indicator_section(paper)["段落"])
    assert "“偏慢”为基本完成的" in said(actions(paper)["注"])


def test_reds_of_a_years_end_are_unfinished_under_every_heading() -> None:
    month = month_of(DECEMBER, *[5.0] * 6, targets=(120,) * 6)
    paper = replace(paper_of(month), page_one=PageOne(red=2, named=0, plans=False), depth=Depth(lagging=0))
    assert said(problems(paper)["其余"]).startswith("其他未完成任务为任务C（第3项）、")
    every = "".join(said(one) for one in (front(paper), problems(paper)))
    assert "滞后任务" not in every.replace("滞后任务的变化", "")


def test_page_one_does_not_send_its_reader_in_a_circle() -> None:
    """What is told nowhere in the paper is not said to stand there; what page one named is not named again."""
    paper = paper_of(month_of(Period(2024, 6), *[1.0] * 6, targets=(120,) * 6))
    paper = replace(paper, page_one=PageOne(red=2, plans=False), depth=Depth(lagging=0))
    assert said(front(paper)["滞后其余"]).endswith("任务F（第6项）。")
    assert said(problems(paper)["其余"]) == "滞后任务的原因和下步措施见汇总表“滞后事项”。"
    told = replace(paper, depth=Depth(lagging=6))
    assert said(front(told)["滞后其余"]).endswith("任务F（第6项），见“存在的问题”。")
    assert "任务F（第6项，" in said(problems(told)["事项"])
    some = replace(paper, depth=Depth(lagging=1))
    assert "任务F" not in said(problems(some)["事项"])
    assert said(front(some)["滞后其余"]).endswith("任务F（第6项），见“存在的问题”和汇总表“滞后事项”。")


def test_a_target_is_met_only_with_what_missing_units_had_is_said_so() -> None:
    """11 of 12 units have 11 each: 121 with November's of the silent one, 110 without."""
    rest = {name: 10.0 for name in everyone(0) if name != ONE}
    entries = [*figures(rest | {ONE: 15.0}, NOVEMBER), *figures(rest, DECEMBER)]
    month = compute(office(120), entries, DECEMBER)
    assert month.indicators[0].light is Light.BLUE and month.indicators[0].total.value == 110
    told = visible(stands(paper_of(month), month.indicators[0]))
    assert "累计110所，含未报单位上次累计在内，已达到年度目标（120所）" in told


def test_what_is_left_of_a_sum_that_lacks_units_is_left_at_most() -> None:
    rest = {name: 5.0 for name in everyone(0) if name != ONE}
    entries = [*figures(rest | {ONE: 5.0}, NOVEMBER), *figures(rest, DECEMBER)]
    told = said(indicator_section(paper_of(compute(office(120), entries, DECEMBER))))
    assert "累计55所，至少完成年度目标的45.8%，至多差65所" in told


def test_the_new_year_says_of_how_much_nobody_can_tell_and_what_was_not_done() -> None:
    """指标B lacks seven of twelve units in December; 指标C is no number."""
    few = dict(list(everyone(9).items())[:5])
    yes_no = indicator(Kind.MILESTONE, 1, id="T03-1", task_no=3, name="编制规划", measure="是/否", report_measure="是/否", reporters=(ONE,))  # fmt: skip
    rows = [*office(120, 120).indicators, yes_no]
    both = [replace(row, targets={2024: row.targets[2024], 2025: Target(120)}) for row in rows]
    entries = [
        *figures(everyone(5), DECEMBER),
        *figures(few, DECEMBER, id="T02-1"),
        *figures({ONE: "否"}, DECEMBER, id="T03-1"),
        *figures(everyone(1), JANUARY),
    ]
    paper = paper_of(compute(checklist(*both), entries, JANUARY))
    counted = "2024年未完成目标的指标3项（含报数不齐、没有判定的1项）"
    assert f"{counted}，见“存在的问题”。" in visible(headline(paper))
    told = said(problems(paper)["年底"])
    assert told.startswith(counted) and "编制规划未完成" in told
    assert "指标B45所，距目标至多差75所" in told and "指标A60所，距目标差60所" in told


def test_months_that_were_only_imported_are_no_months_in_a_row() -> None:
    """They are compared with; nobody reported a task as lagging in them."""
    months = [Period(2024, no) for no in range(1, 7)]
    entries = [row for one in months[:4] for row in figures(everyone(0.1), one, mark=IMPORTED)]
    entries += [row for one in months[4:] for row in figures(everyone(0.2), one)]
    (row,) = compute(checklist(indicator()), entries, months[5]).tasks
    assert (row.red_run.months, row.red_run.since) == (2, months[4])
    first = compute(checklist(indicator()), entries[: 5 * 12], months[4])
    assert first.not_compared == "没有上月的填报数据"


def test_no_list_of_what_last_year_left_is_made_of_imported_figures() -> None:
    row = indicator(targets={2024: Target(120), 2025: Target(120)})
    now = figures(everyone(1), JANUARY)
    for mark, left in (("", 1), (IMPORTED, 0)):
        found = compute(checklist(row), [*figures(everyone(1), DECEMBER, mark=mark), *now], JANUARY)
        assert len(found.left_unmet) == left


def test_a_task_is_judged_in_december_by_the_targets_that_it_meets() -> None:
    rows = [indicator(target=120, id=f"T01-{at}", name=f"指标{at}") for at in (1, 2)]
    entries = [*figures(everyone(10), DECEMBER), *figures(everyone(5), DECEMBER, id="T01-2")]
    (task_,) = compute(checklist(*rows), entries, DECEMBER).tasks
    assert task_.basis.startswith("按指标判定，2项指标中1项达到目标，未达到的：T01-2")
    (task_,) = compute(checklist(*rows), [replace(row, period=Period(2024, 6)) for row in entries]).tasks
    assert "2项指标中以最差的为准" in task_.basis


@pytest.mark.parametrize("period", [Period(2024, 6), DECEMBER])
def test_no_two_numbers_of_a_month_bear_one_name(period: Period) -> None:
    """全部数字.csv is read by its names."""
    month = month_of(period, 9.5, 5, targets=(120, 120), words=("进度滞后", "正常推进"))
    names = Counter(figure.label for figure in month.figures.values())
    assert [name for name, count in names.items() if count > 1] == []


def test_a_list_without_parts_does_not_say_its_noun_twice() -> None:
    words = words_of_list(["民生实事"], ())
    assert in_our_words("表1　六大行动任务状态（项）", words) == "表1　各项任务状态（项）"
    assert in_our_words("六大行动推进情况", words) == "各项任务推进情况"
    both = words_of_list(["甲行动", "乙行动"], ())
    assert in_our_words("表1　六大行动任务状态（项）", both) == "表1　二大行动任务状态（项）"


def test_a_unit_reads_how_many_should_reach_it() -> None:
    each = indicator(Kind.RATE_EACH, 59, name="网上可办事项", measure="项", report_measure="项")
    month = compute(checklist(each), figures(everyone(30) | {ONE: 60}))
    told = visible(stands(paper_of(month), month.indicators[0]))
    assert told == "网上可办事项已达标的为1个县市，应达标12个县市"
    month = compute(checklist(each), figures(everyone(60)))
    assert visible(stands(paper_of(month), month.indicators[0])) == "网上可办事项已达标的为12个县市"


def test_rounding_finishes_no_target() -> None:
    row = indicator(target=12000, decimals=0)
    month = compute(checklist(row), figures(everyone(999.9), DECEMBER), DECEMBER)
    told = visible(stands(paper_of(month), month.indicators[0]))
    assert "100.0%" not in told and "年度目标12000所，差1所" in told


def test_what_must_not_be_exceeded_is_told_as_exceeded_with_what_missing_units_had() -> None:
    row = indicator(target=6, comparator=Comparator.LE, name="事故起数", measure="起", report_measure="起")
    rest = {name: 0.5 for name in everyone(0) if name != ONE}
    entries = [*figures(rest | {ONE: 4}, NOVEMBER), *figures(rest, DECEMBER)]
    month = compute(checklist(row), entries, DECEMBER)
    assert month.indicators[0].light is Light.RED
    told = visible(stands(paper_of(month), month.indicators[0]))
    assert told.startswith("事故起数累计6起，含未报单位上次累计在内，超过年度目标（6起）")


@pytest.mark.parametrize(
    ("rest", "silent", "said_"),
    [
        (4.0, 20.0, "累计44所，至少完成年度目标的36.7%，计入未报单位上次累计判为达序时进度"),
        (0.0, 70.0, "年度目标120所，尚无完成，计入未报单位上次累计判为达序时进度"),
        (4.0, 4.0, "累计44所，至少完成年度目标的36.7%，计入未报单位上次累计判为进度偏慢"),
        (1.0, 1.0, "累计11所，至少完成年度目标的9.2%，低于序时进度40.8个百分点"),
    ],
)
def test_a_light_that_rests_on_last_months_figure_is_said_with_it(
    rest: float, silent: float, said_: str
) -> None:
    """The sum that is printed lacks the silent unit, and alone would give another light; 至多: its gap is an upper bound."""
    others = {name: rest for name in everyone(0) if name != ONE}
    entries = [*figures(others | {ONE: silent}, Period(2024, 5)), *figures(others)]
    month = compute(office(120), entries)
    paper = paper_of(month)
    assert visible(stands(paper, month.indicators[0])).endswith(said_)
    assert "判为" not in visible(stands(paper, month.indicators[0], paced=False))  # no light stands beside it


def test_a_list_of_those_furthest_behind_holds_all_with_the_same_gap_or_says_so() -> None:
    for alike, told in (
        (2, "低于序时进度的为指标A、指标B各40.0个百分点。"),
        (5, "低于序时进度的为指标A、指标B、指标C、指标D、指标E各40.0个百分点。"),
        (7, "低于序时进度较多的为指标A、指标B、指标C等各40.0个百分点。"),
    ):
        paper = paper_of(month_of(Period(2024, 6), *[1.0] * alike, targets=(120,) * alike))
        assert told in said(indicator_section(paper)["段落"])
    few = {name: 1.0 for name in everyone(0) if name != ONE}
    entries = [*figures(everyone(1), Period(2024, 5)), *figures(few)]
    entries += [*figures(everyone(1), Period(2024, 5), id="T02-1"), *figures(everyone(1), id="T02-1")]
    told = said(indicator_section(paper_of(compute(office(120, 120), entries)))["段落"])
    assert "低于序时进度的为指标A至多40.8个百分点，指标B40.0个百分点。" in told


def test_a_red_task_names_further_indicators_with_the_gap_that_it_says() -> None:
    rows = [indicator(target=120, id=f"T01-{at}", name=f"指标{at}") for at in (1, 2, 3)]
    entries = [*figures(everyone(1)), *figures(everyone(1), id="T01-2"), *figures(everyone(2), id="T01-3")]
    told = said(front(paper_of(compute(checklist(*rows), entries))))
    assert "指标1累计12所，完成年度目标的10.0%，低于序时进度40.0个百分点，指标2差距相同，" in told


def test_what_rises_above_its_limit_did_not_reach_a_target_before() -> None:
    row = indicator(target=0, comparator=Comparator.EQ, name="死亡人数", measure="人", report_measure="人")
    entries = [*figures(everyone(0), Period(2024, 5)), *figures(everyone(0) | {ONE: 1})]
    told = visible(headline(paper_of(compute(checklist(row), entries))))
    assert "死亡人数控制在年度目标以内后又超过" in told and "达到年度目标后" not in told


def test_months_in_a_row_with_one_let_pass_say_so() -> None:
    """In red from February to June, and nobody in in March: five months, four of them judged."""
    months = [Period(2024, no) for no in (1, 2, 4, 5, 6)]
    month = compute(checklist(indicator()), [row for one in months for row in figures(everyone(0.1), one)])
    (row,) = month.tasks
    assert visible(since(paper_of(month), row)) == "自2月起连续4个月滞后（其间一个月没有判定）"
    whole = [row for no in range(1, 7) for row in figures(everyone(0.1), Period(2024, no))]
    month = compute(checklist(indicator()), whole)
    assert visible(since(paper_of(month), month.tasks[0])) == "自2月起连续5个月滞后"


def test_only_the_month_that_lacks_units_is_said_to_lack_them() -> None:
    few = dict(list(everyone(5).items())[:3])
    entries = [*figures(few, Period(2024, 5)), *figures(everyone(6))]
    told = said(actions(paper_of(compute(checklist(indicator()), entries)))["段落"])
    assert told.strip() == "5月报送的单位不足一半，与5月不作比较。"


def test_a_red_task_is_told_by_the_figure_that_stands_since_its_date() -> None:
    """Due in July alone: in September the figure of July is why it is red."""
    row = indicator(Kind.STOCK, 120, frequency="年度", months=(7,), name="改造校舍")
    july, september = Period(2024, 7), Period(2024, 9)
    entries = [*figures(everyone(5), july), *statuses(everyone("正常推进"), september)]
    month = compute(checklist(row), entries, september)
    assert month.tasks[0].light is Light.RED and month.indicators[0].stands == july
    told = said(front(paper_of(month))["滞后"])
    assert "改造校舍为60所（7月份数据），年度目标120所，差60所" in told


def test_states_of_what_is_supervised_add_up() -> None:
    decisions = (
        Decision("2024-05-1", "甲", "县1", "2024年5月底", opened="2024-05"),
        Decision("2024-05-2", "乙", "县2", "尽快", opened="2024-05"),
        Decision("2024-05-3", "丙", "县3", "2024-12-20", opened="2024-05"),
    )
    paper = paper_of(compute(checklist(indicator()), figures(everyone(60)), decisions=decisions))
    assert said(front(paper)["督办"]) == "上期督办3件，逾期未办结1件、在办2件。"
    told = said(problems(paper)["议定"])
    assert "要求尽快办结" in told and "要求2024年12月20日前办结" in told and "要求2024年5月底前办结" in told


def test_a_page_on_a_unit_says_that_it_does_not_tell_all() -> None:
    template = (Path(__file__).resolve().parent.parent / "templates/unit-brief.docx").read_bytes()
    pages = []
    for lagging in (3, 4):
        month = month_of(Period(2024, 6), targets=(), words=("进度滞后",) * lagging)
        pages.append(
            whole_text(write_unit_brief(template, month, UNITS[0].code, context(month), BriefingSettings()))
        )
    some = "偏慢、滞后的任务以下只列前三项，其余见本单位填报表。"
    assert some not in pages[0] and some in pages[1]
    assert "任务C（第3项）" in pages[1] and "任务D（第4项）" not in pages[1]


def test_a_figure_that_stands_without_all_its_units_is_a_bound_for_good() -> None:
    row = indicator(frequency="年度", months=(7,), name="改造校舍")
    july, september = Period(2024, 7), Period(2024, 9)
    most = dict(list(everyone(2).items())[1:])
    month = compute(
        checklist(row), [*figures(most, july), *statuses(everyone("正常推进"), september)], september
    )
    told = visible(stands(paper_of(month), month.indicators[0]))
    assert told.startswith("改造校舍累计22所（7月份数据），至少完成年度目标的18.3%")


def test_what_last_year_left_without_a_gap_is_told_with_its_target() -> None:
    row = indicator(target=0, comparator=Comparator.EQ, name="死亡人数", measure="人", report_measure="人")
    row = replace(row, targets={2024: Target(0), 2025: Target(0)})
    entries = [*figures(everyone(0) | {ONE: 1}, DECEMBER), *figures(everyone(0), JANUARY)]
    told = said(problems(paper_of(compute(checklist(row), entries, JANUARY)))["年底"])
    assert "死亡人数1人（目标0人）" in told


def test_the_parts_of_what_lags_are_those_that_page_one_counts() -> None:
    """滞后任务3项, and behind it 滞后2项 and 滞后或未启动较多1项."""
    entries = [
        *figures(everyone(1)),
        *figures(everyone(1), id="T02-1"),
        *statuses(everyone("进度滞后"), no=3),
    ]
    told = visible(headline(paper_of(compute(office(120, 120, words=1), entries))))
    assert "滞后任务3项（含按单位自报判定的1项）" in told
    assert "按指标判定2项（均滞后），按单位自报1项（滞后或未启动较多）" in told


def test_tasks_that_nobody_lights_are_not_left_out_of_the_count() -> None:
    tasks = [task(1), task(2), task(3, channel="线下")]
    rows = checklist(indicator(), tasks=tasks)
    month = compute(rows, [*figures(everyone(5)), *statuses(everyone("不涉及"), no=2)])
    told = visible(headline(paper_of(month)))
    assert told.endswith(
        "1项任务中，按指标判定1项（达序时进度）。另有2项不评灯（线下报送或各单位均不涉及）。"
    )


def test_of_what_falls_due_at_the_years_end_it_is_said_how_much_nobody_can_tell() -> None:
    few = dict(list(everyone(2).items())[:5])
    stock = indicator(Kind.STOCK, 240, id="T02-1", task_no=2, name="校舍")
    entries = [*figures(everyone(5), Period(2024, 10)), *figures(few, Period(2024, 10), id="T02-1")]
    month = compute(checklist(indicator(), stock), entries, Period(2024, 10))
    told = said(problems(paper_of(month))["年底"])
    assert told.startswith("年底到期、尚未达标的指标2项（含报数不齐、没有判定的1项），")


def test_what_is_not_due_yet_lacks_no_figures() -> None:
    """Asked for in December alone: in October nobody owes it, and nobody can tell whether it is met."""
    yearly = indicator(Kind.STOCK, 240, id="T02-1", task_no=2, name="校舍", frequency="年度")
    month = compute(checklist(indicator(), yearly), figures(everyone(5), Period(2024, 10)), Period(2024, 10))
    told = said(problems(paper_of(month))["年底"])
    assert told.startswith("年底到期、尚未达标的指标2项（含未到统计期的1项），")


def test_the_line_below_the_trend_says_nothing_of_a_month_that_cannot_be_judged() -> None:
    few = dict(list(everyone(1).items())[:3])
    for values, told in ((few, "任务状态暂不判断"), (everyone(10), "没有滞后任务"), (everyone(1), "滞后1项")):
        paper = replace(paper_of(compute(office(120), figures(values))), charts_mm={TREND: 50})
        assert visible(captions(paper, behind=False)[TREND]) == f"图1　2024年各月任务状态：6月{told}"


@pytest.mark.parametrize(
    ("comparator", "low", "told"),
    [
        (Comparator.GE, 59, "为达到59项的县市数，最低40项。"),
        (Comparator.GE, 30, "为达到30项的县市数。"),  # all that reported reach it
        (Comparator.KEEP, 59, "为保持59项的县市数，最低40项。"),
        (Comparator.LE, 45, "为不超过45项的县市数。"),
    ],
)
def test_the_note_on_what_each_has_to_reach_is_a_sentence(
    comparator: Comparator, low: float, told: str
) -> None:
    each = indicator(
        Kind.RATE_EACH, low, comparator=comparator, name="事项", measure="项", report_measure="项"
    )
    values = dict.fromkeys(list(everyone(0))[1:], 60.0) | {UNITS[1].name: 40.0}
    paper = paper_of(compute(checklist(each), figures(values)))
    assert said(indicator_section(paper)["注"]).endswith(f"事项{told}")


def test_what_fell_back_is_counted_where_not_all_of_it_is_told() -> None:
    targets = (60,) * 4
    before = [row for at in range(1, 5) for row in figures(everyone(6), Period(2024, 10), id=f"T{at:02d}-1")]
    now = [row for at in range(1, 5) for row in figures(everyone(4), NOVEMBER, id=f"T{at:02d}-1")]
    told = said(indicator_section(paper_of(compute(office(*targets), [*before, *now], NOVEMBER)))["段落"])
    assert told.startswith("达到年度目标后又未达到的4项中，") and "指标D" not in told.partition("。")[0]
    three = said(indicator_section(paper_of(compute(office(*targets[:3]), [*before[:36], *now[:36]], NOVEMBER)))["段落"])  # fmt: skip
    assert three.startswith("指标A由10月的72所降至48所")


def test_a_thin_month_does_not_say_that_nothing_is_judged_beside_what_is() -> None:
    few = {ONE: 10.0}
    alone = indicator(target=120, id="T02-1", task_no=2, name="指标B", reporters=(ONE,))
    rows = checklist(*office(120).indicators, alone, tasks=[task(1, short="任务A"), task(2, short="任务B")])
    told = visible(headline(paper_of(compute(rows, [*figures(few), *figures(few, id="T02-1")]))))
    assert "不足半数，多数任务待报齐后判断。" in told and "暂不判断" not in told
    told = visible(headline(paper_of(compute(office(120), figures(few)))))
    assert "不足半数，全地区进度暂不判断。" in told
