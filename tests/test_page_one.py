"""Page one names every task in red with its figure, its months and the unit's own reason; a single item bears no number."""

from __future__ import annotations

from dataclasses import replace

from briefing_month import context, demo_month
from briefing_reading import whole_text
from test_briefing_document import written

from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Light
from toolkit.outputs.briefing.context import Issue, make_paper
from toolkit.outputs.briefing.sections.common import NO_DAY, PageOne, Paper
from toolkit.outputs.briefing.sections.front import SIZES, _rest, fitted, front, headline, paragraphs
from toolkit.outputs.briefing.sections.matters import experience
from toolkit.outputs.briefing.sections.numbers import key_numbers, numbers_left
from toolkit.outputs.briefing.sections.pagelines import PAGE_ONE_LINES, page_one_lines
from toolkit.outputs.briefing.sections.red import only_plans, only_reason, red_task
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.word.tokens import quote, visible


def paper_of(month: MonthResult) -> Paper:
    return make_paper(month, context(month), BriefingSettings(), Issue())


def a_red_task(month: MonthResult) -> TaskResult:
    return next(row for row in month.tasks if row.light is Light.RED and len(row.units) > 2)


def said_by(row: TaskResult, status: str, problems: str, steps: str = "") -> TaskResult:
    cells = {
        code: replace(cell, status=status, problems=problems if at == 0 else "", next_steps=steps)
        for at, (code, cell) in enumerate(row.units.items())
    }
    return replace(row, units=cells)


def test_a_small_page_keeps_reasons_and_lets_numbers_go() -> None:
    tight = [size for size in SIZES if size.numbers < 4]
    assert tight and all(size.causes for size in tight[:-1])
    assert [size.red for size in SIZES] == sorted((size.red for size in SIZES), reverse=True)
    paper = fitted(paper_of(demo_month()))
    assert page_one_lines(paragraphs(headline(paper), front(paper))) <= PAGE_ONE_LINES


def test_a_number_that_has_no_room_on_page_one_opens_section_three() -> None:
    paper = paper_of(demo_month())
    four = [visible(text) for text in key_numbers(replace(paper, page_one=PageOne(numbers=4)))]
    small = replace(paper, page_one=PageOne(numbers=1))
    both = [visible(text) for text in (*key_numbers(small), *numbers_left(small))]
    assert {text.removeprefix("以下合计不含未报单位。") for text in both} == {
        text.removeprefix("以下合计不含未报单位。") for text in four
    }
    assert numbers_left(replace(paper, page_one=PageOne(numbers=4))) == []


def test_why_in_the_units_own_words_or_that_none_were_given() -> None:
    month = demo_month()
    paper, row = paper_of(month), a_red_task(month)
    told = said_by(row, "进度滞后", "征地未完成，施工单位进场晚，影响工期约十五天", "7月15日前完成征地")
    reason = visible(only_reason(paper, told, 6))
    assert reason.endswith("反映：“征地未完成”。")  # the first clause, which needs no other
    plans = visible(only_plans(paper, told, 20, 6))
    assert "计划：“7月15日前完成征地”" in plans and "征地未完成" not in plans
    for nothing in ("", "无", "暂无问题。"):
        assert visible(only_reason(paper, said_by(row, "进度滞后", nothing), 20)) == "原因未报。"
    calm = visible(only_reason(paper, said_by(row, "正常推进", ""), 20))
    assert calm == "已报单位均自报“正常推进”，原因未报。"
    long = said_by(row, "进度滞后", "征" * 60)
    assert only_reason(paper, long, 20) == ""  # given, but in words too long for page one: told further back
    assert "征" * 60 in visible(only_plans(paper, long, 40, 20))


def test_only_a_unit_that_is_behind_itself_is_quoted_as_a_cause() -> None:
    month = demo_month()
    paper, row = paper_of(month), a_red_task(month)
    harmless = replace(said_by(row, "正常推进", "用地手续办理较慢，不影响施工"), indicators=())
    on_pace = replace(
        harmless, units={code: replace(cell, light=Light.GREEN) for code, cell in harmless.units.items()}
    )
    for told in (red_task(paper, on_pace, 2, 40), only_plans(paper, on_pace, 40, 40)):
        assert "反映" not in visible(told) and NO_DAY not in visible(told)
    assert visible(only_reason(paper, on_pace, 40)) == "已报单位均自报“正常推进”，原因未报。"
    slow = {code: replace(cell, light=Light.YELLOW) for code, cell in on_pace.units.items()}
    by_figure = visible(red_task(paper, replace(on_pace, units=slow), 2, 40))
    assert "反映：“用地手续办理较慢，不影响施工”。" in by_figure  # whole, and no plan is owed beside 正常推进
    behind = said_by(row, "进度滞后", "用地手续办理较慢")
    assert visible(red_task(paper, behind, 2, 40)).endswith(f"反映：“用地手续办理较慢”，{NO_DAY}。")
    long = said_by(row, "进度滞后", "征" * 100)
    assert visible(red_task(paper, long, 2, 40)).endswith("原因较长，见汇总表。")


def test_what_turns_a_clause_is_not_cut_off() -> None:
    words = "个别点位用地手续办理较慢，已落实专人跟办，不影响当前施工"
    assert visible(quote(words, None, 20)) == words
    assert visible(quote(words, None, 14, briefly=True)) == words
    assert visible(quote(words, None, 10, briefly=True)) == ""  # too long for here: told elsewhere
    assert visible(quote("资金缺口300万元，用地未批。但已解决", None, 12)) == "资金缺口300万元"
    assert visible(quote("征地未完成，施工单位进场晚。资金已到位", None, 8)) == "征地未完成"
    account = "根据企业用工需求，把课堂搬到车间。今年开班7期，结业后八成就业"
    assert visible(quote(account, None, 18, sentences=True)) == "根据企业用工需求，把课堂搬到车间"
    assert visible(quote(account, None, 10, sentences=True)) == "根据企业用工需求，把课堂搬到车间"


def test_of_more_lessons_than_are_printed_the_paper_says_where_the_others_stand() -> None:
    month = demo_month()
    given = next(row for row in month.experience if row.category == "典型经验")
    units = [row.unit for row in month.units[:3]]
    rows = [
        replace(given, unit=unit, title=f"{title}{unit.code}") for unit in units for title in ("甲法", "乙法")
    ]
    paper = paper_of(replace(month, experience=tuple(rows)))
    told = [visible(text) for text in experience(paper)["段落"]]  # type: ignore[attr-defined]
    assert [text[: text.index("：")] for text in told[:3]] == [unit.short or unit.name for unit in units]
    assert all("甲法" in text for text in told[:3])
    assert told[3:] == ["其他典型经验见汇总表“经验与诉求”。"]
    few = paper_of(replace(month, experience=tuple(rows[:2])))
    assert len(experience(few)["段落"]) == 2  # type: ignore[arg-type]


def test_words_that_are_too_long_are_cut_to_their_first_clause_where_they_stand_briefly() -> None:
    words = "承担单位人员不足，应配58人，实有5人"
    assert visible(quote(words, None, 14, briefly=True)) == "承担单位人员不足"
    assert visible(quote(words, None, 14)) == "承担单位人员不足，应配58人"
    assert visible(quote(words, None, 40, briefly=True)) == words


def test_a_single_item_bears_no_number() -> None:
    month = demo_month()
    red = [row.task.no for row in month.tasks if row.light is Light.RED]
    rows = tuple(replace(row, light=Light.GREEN) if row.task.no in red[1:] else row for row in month.tasks)
    one = "\n".join(texts(replace(month, tasks=rows)))
    assert "滞后任务。1." not in one and "滞后任务。" in one
    assert "滞后任务。1." in "\n".join(texts(month))


def texts(month: MonthResult) -> list[str]:
    return whole_text(written(month)).splitlines()


def test_tasks_in_red_have_one_name_in_a_month() -> None:
    """After December nothing is behind any more: it is done or not."""
    month = demo_month()
    for number, word in ((6, "滞后任务"), (12, "未完成任务")):
        paper = replace(paper_of(month), result=replace(month, period=replace(month.period, month=number)))
        assert paper.behind == word
        assert visible(_rest(paper, month.tasks[:1])).startswith(f"其余{word}")
