"""Page one: the headline, key numbers, tasks in red by name, words that figures contradict, what is asked, who is missing.

In: the paper. Out: the texts of ``首页``. Section 一 does not repeat them. What does not fit is told in fewer words, and
at last the units' own words stand further back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.core.area import said
from toolkit.core.results import TaskResult
from toolkit.core.words import ReturnState
from toolkit.figures.counts.telling import fallen_back
from toolkit.outputs.briefing.sections.asked import asked, contradictions, decided
from toolkit.outputs.briefing.sections.common import (
    PageOne,
    Paper,
    by_group,
    left_unmet,
    of_the_judged,
    task_name,
    tasks_named,
    unit_name,
)
from toolkit.outputs.briefing.sections.numbers import key_numbers
from toolkit.outputs.briefing.sections.pagelines import PAGE_ONE_LINES, page_one_lines
from toolkit.outputs.briefing.sections.red import red_task
from toolkit.outputs.briefing.wording import (
    ENDED_WORDS,
    LIGHT_WORDS,
    SAID_WORDS,
    all_of,
    is_bound,
    parts_of,
)
from toolkit.word.tokens import figure, listed, name

_TIGHT = PageOne(numbers=4, causes=1, quote=24, plans=False, doubts=0, asked=0, note=False)
SIZES = (  # tasks in red with their reasons before numbers that table 2 has too; reasons in full stand further back
    PageOne(),
    PageOne(numbers=5, causes=1, quote=30),
    PageOne(numbers=4, causes=1, quote=20, doubts=2),
    PageOne(numbers=4, causes=1, quote=30, plans=False, doubts=2, asked=2),
    PageOne(numbers=4, causes=1, quote=24, plans=False, doubts=1, asked=2),
    replace(_TIGHT, asked=2),
    _TIGHT,
    *(replace(_TIGHT, numbers=numbers, quote=14) for numbers in (4, 3, 2, 1)),
    *(replace(_TIGHT, numbers=0, quote=quote) for quote in (24, 14)),
    *(replace(_TIGHT, numbers=0, red=red, named=named) for red in (6, 5, 4, 3) for named in (8, 0)),
    replace(_TIGHT, numbers=0, red=2, quote=14, named=0),
    replace(_TIGHT, numbers=0, red=2, causes=0, named=0),
)
_SAID_BY_THEM = {key: word.removeprefix("自报") for key, word in SAID_WORDS.items()}  # behind 按单位自报31项
NAMED = 8  # units without a return that are named


def fitted(paper: Paper) -> Paper:
    """The paper with as much on page one as fits there."""
    for size in SIZES:
        paper = replace(paper, page_one=size)
        if page_one_lines(paragraphs(headline(paper), front(paper))) <= PAGE_ONE_LINES:
            break
    return paper


def paragraphs(first: str, told: dict[str, object]) -> Iterator[str]:
    """The paragraphs of page one as a reader sees them."""
    yield first
    numbers, red = told["数据"], told["滞后"]
    assert isinstance(numbers, list) and isinstance(red, list)  # noqa: S101 - so made below
    if numbers:
        yield f"主要数据。{'；'.join(numbers)}。"
    head = f"{told['滞后题']}。"
    yield from (f"{head if at == 0 else ''}{text}" for at, text in enumerate(numbered(red)))
    for lead, key in (("", "滞后其余"), ("自报与数据不一致。", "不一致"), ("提请事项。", "提请"), ("督办情况。", "督办"), ("注：", "注")):  # fmt: skip
        if told[key]:
            yield f"{lead}{told[key]}"


def numbered(items: Sequence[str]) -> list[str]:
    """1.甲, 2.乙, as the template numbers them; a single item bears no number."""
    return [f"{at}.{item}" for at, item in enumerate(items, 1)] if len(items) > 1 else list(items)


def front(paper: Paper) -> dict[str, object]:
    """All of page one below its headline."""
    red, size = paper.lagging, paper.page_one
    return {
        "数据": key_numbers(paper),
        "滞后题": paper.behind,
        "滞后": [red_task(paper, row, size.causes, size.quote, plans=size.plans) for row in red[: size.red]],
        "滞后其余": _rest(paper, red[size.red :]),
        "不一致": contradictions(paper),
        "提请": asked(paper),
        "督办": decided(paper),
        "注": remark(paper),
    }


# --- the headline ------------------------------------------------------------------------------


def headline(paper: Paper) -> str:
    """Who returned, the month's story in one sentence, then the tasks by state, adding up."""
    if paper.is_silent:
        asked_for = figure(paper.tally.reports.total)
        return f"{_until(paper)}应报的{asked_for}单位均未报送，{paper.month}没有可汇总的数据。"
    return f"{reported(paper)}{_story(paper)}{_states(paper)}"


def _until(paper: Paper) -> str:
    return f"截至{paper.data_until}，" if paper.data_until else ""


def reported(paper: Paper) -> str:
    """截至9月25日18时，应报的22个单位中21个已报，巴楚县未报。"""
    split = paper.tally.reports
    if not split.total.value:
        return ""
    missing = [unit_name(unit) for unit in paper.missing]
    if not missing:
        return f"{_until(paper)}应报的{figure(split.total)}单位均已报送。"
    received = paper.tally.figure("overall", "units_received")
    if paper.is_thin:
        came = [
            unit_name(row.unit)
            for row in paper.result.units
            if row.state not in (ReturnState.NOT_RETURNED, ReturnState.NOT_SENT)
        ]
        who = f"（{listed(came)}）" if len(came) <= NAMED else ""
        judged = "多数任务待报齐后判断" if paper.has_states else f"{said('全地区')}进度暂不判断"
        return f"{_until(paper)}应报的{figure(split.total)}单位中仅{figure(received)}已报{who}，不足半数，{judged}。"
    many = len(missing) > NAMED
    who = f"其余{figure(split.parts['not_returned'])}" if many else listed(missing)
    where = by_group(paper, "units_not_returned") if many else ""
    return f"{_until(paper)}应报的{figure(split.total)}单位中{figure(received)}已报，{who}未报{where}。"


def _story(paper: Paper) -> str:
    """What the month is about, in the order of weight."""
    if paper.is_january:
        return _carried_over(paper)
    if paper.is_year_end:
        return ""
    said = [_red_story(paper), _steps(paper), _fallen(paper)]
    told = "；".join(part for part in said if part)
    return f"{told}。" if told else ""


def _red_story(paper: Paper) -> str:
    overall, red = paper.tally.overall, paper.lagging
    if not red:
        return "" if paper.is_thin else _none_behind(paper)
    count, longest = figure(overall.parts["red"]), red[0]
    months = paper.of_task(longest, "months_behind")
    new = paper.tally.figure("overall", "lagging_new")
    run = f"已连续{figure(months)}滞后" if months is not None and longest.red_run.months >= 2 else ""
    if len(red) == 1:
        how = run or (f"{paper.month}新转为滞后" if new.value else "")
        return f"滞后任务{count}，为{task_name(longest)}" + (f"，{how}" if how else "")
    text = f"滞后任务{count}{_by_their_words(paper)}"
    if run:
        alike = [row for row in red if row.red_run.months == longest.red_run.months]
        if len(alike) == len(red):
            text += f"，均{run}"
        elif len(alike) <= 3:
            text += f"，其中{listed([task_name(row) for row in alike])}{'均' if len(alike) > 1 else ''}{run}"
    return text + (f"，新转为滞后{figure(new)}" if new.value else "")


def _by_their_words(paper: Paper) -> str:
    """（含按单位自报判定的1项）: of those in red, where the states below count them apart."""
    said, judged = (split.parts["red"] for split in (paper.tally.by_units, paper.tally.by_indicators))
    return f"（含按单位自报判定的{figure(said)}）" if said.value and judged.value else ""


def _none_behind(paper: Paper) -> str:
    overall = paper.tally.overall
    if overall.parts["blue"].value == overall.total.value:
        return f"{figure(overall.total)}任务均已完成"
    before = paper.tally.figure("overall", "lagging_before")
    calm = f"{of_the_judged(paper)}没有滞后任务"
    if not before.value or paper.tally.figure("overall", "lagging_unsettled").value:
        return calm
    became = "有好转" if paper.tally.figure("overall", "lagging_eased").value else "已转好"
    return f"{calm}，{paper.last_month}滞后的{figure(before)}{'均' if before.value > 1 else ''}{became}"


def _steps(paper: Paper) -> str:
    """与8月相比，转好2项、转差4项; what may not be compared is not compared."""
    split = paper.tally.changes
    if paper.result.not_compared or paper.is_january or not split.total.value:
        return ""
    said = parts_of(split, {"better": "转好", "worse": "转差"})
    return f"与{paper.last_month}相比，{said}" if said else f"与{paper.last_month}可比的任务状态均未变"


def _fallen(paper: Paper) -> str:
    """全地区规上企业数达到目标后又低于目标."""
    rows = fallen_back(paper.result)
    if not rows or paper.is_thin:
        return ""
    if len(rows) > 3:
        return f"达到年度目标后又未达到的指标{figure(paper.tally.figure('overall', 'fallen_back'))}"
    told = (
        (False, "达到年度目标后又未达到"),
        (True, "控制在年度目标以内后又超过"),
    )
    named = (
        (listed([name(row.indicator.name) for row in rows if is_bound(row) is bound]), words)
        for bound, words in told
    )
    return "；".join(f"{names}{words}" for names, words in named if names)


def _carried_over(paper: Paper) -> str:
    left = paper.tally.figure("overall", "left_unmet")
    year = paper.result.period.year
    first = f"1月为{year}年首个报送月，累计数自1月1日起计算，不与上年12月比较"
    if not left.value:
        return f"{first}。"
    return f"{first}；{left_unmet(paper)}，见“存在的问题”。"


def _states(paper: Paper) -> str:
    """19项任务中，按指标判定11项（……），按单位自报8项（……）: the states add up to the total."""
    overall = paper.tally.overall
    total = figure(overall.total)
    if not overall.total.value or (
        overall.parts["blue"].value == overall.total.value and not paper.is_year_end
    ):
        return ""
    unknown = (overall.parts["open"].value or 0) + (overall.parts["missing"].value or 0)
    if unknown == overall.total.value:
        return f"{total}任务均待报齐后判断。"
    words = ENDED_WORDS if paper.is_year_end else LIGHT_WORDS
    parts = []
    for split, known, how in (
        (paper.tally.by_indicators, words, "按指标判定"),
        (paper.tally.by_units, _SAID_BY_THEM, "按单位自报"),
    ):
        inner = all_of(split, known) or parts_of(split, known)
        if split.total.value and inner:
            parts.append(f"{how}{figure(split.total)}（{inner}）")
    year = f"{paper.result.period.year}年" if paper.is_year_end else ""
    unlit = paper.tally.figure("overall", "tasks_unlit")
    rest = f"另有{figure(unlit)}不评灯（线下报送或各单位均不涉及）。" if unlit.value else ""
    return f"{year}{total}任务中，{'，'.join(parts)}。{rest}" if parts else ""


def _rest(paper: Paper, rows: Sequence[TaskResult]) -> str:
    if not rows:
        return ""
    told = tasks_named(rows, paper.page_one.named)
    where = ""
    if paper.names_rest and paper.depth.lagging:
        beyond = "和汇总表“滞后事项”" if len(rows) > paper.depth.lagging else ""
        where = f"，见“存在的问题”{beyond}"
    return f"其余{paper.behind}{told}{where}。"


def remark(paper: Paper) -> str:
    """What a reader must know of the figures of this page; the rest stands in the remarks at the end."""
    if not paper.missing or paper.is_silent or paper.is_thin:  # of few units nothing is summed on this page
        return ""
    if paper.is_january or paper.result.not_compared or not paper.page_one.note:
        return ""
    return said(f"与{paper.last_month}比较只用两个月均已报的单位。")
