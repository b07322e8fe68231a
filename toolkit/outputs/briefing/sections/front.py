"""Page one: the headline, key numbers, tasks in red by name, words that figures contradict, what is asked, who is missing.

In: the paper. Out: the texts of ``首页``. Section 一 does not repeat them.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.model import Kind
from toolkit.core.results import IndicatorResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.figures.counting import by_action
from toolkit.figures.telling import merged_matters
from toolkit.outputs.briefing.sections.common import (
    Paper,
    by_gap,
    cause,
    due_indicators,
    task_name,
    task_with_lead,
    unit_name,
    units_behind,
)
from toolkit.outputs.briefing.tokens import figure, listed, name, plain, quote
from toolkit.outputs.briefing.wording import (
    ENDED_WORDS,
    LIGHT_WORDS,
    SAID_WORDS,
    coverage,
    fell,
    moved,
    parts_of,
    standing,
)

KEY_NUMBERS, RED_SHOWN, DOUBTS_SHOWN, ASKED_SHOWN, MISSING_NAMED = 6, 4, 3, 3, 8
_ORDINALS = "一二三四五六七八九十"


def front(paper: Paper) -> dict[str, object]:
    """All of page one below its title."""
    red = paper.lagging
    return {
        "数据": key_numbers(paper),
        "滞后": [red_task(paper, row) for row in red[:RED_SHOWN]],
        "滞后其余": _rest(red[RED_SHOWN:]),
        "不一致": contradictions(paper),
        "提请": asked(paper),
        "督办": decided(paper),
        "注": remark(paper),
    }


# --- the headline ------------------------------------------------------------------------------


def headline(paper: Paper) -> str:
    """The month's story in one sentence, then the tasks by state, adding up."""
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
    absent = split.parts["not_returned"]
    if paper.is_thin:
        came = [unit_name(row.unit) for row in paper.result.units if row.state not in ("未报", "未下发")]
        who = f"（{listed(came)}）" if len(came) <= MISSING_NAMED else ""
        return (
            f"{_until(paper)}应报的{figure(split.total)}单位中仅{figure(received)}已报{who}，不足半数，"
            "全地区进度大多暂不判断。"
        )
    who = listed(missing) if len(missing) <= MISSING_NAMED else f"{figure(absent)}"
    return f"{_until(paper)}应报的{figure(split.total)}单位中{figure(received)}已报，{who}未报。"


def _story(paper: Paper) -> str:
    """What the month is about, in the order of weight."""
    if paper.is_january:
        return _carried_over(paper)
    red = paper.lagging
    said = []
    if paper.is_year_end:
        ended = paper.tally.by_indicators.parts
        done, total = ended["blue"], paper.tally.by_indicators.total
        said.append(
            f"{paper.result.period.year}年按指标判定的{figure(total)}任务"
            + (f"中，完成{figure(done)}" if done.value != total.value else "均已完成")
        )
    elif not paper.is_thin or red:
        said.append(_red_story(paper, red))
    said.append(_steps(paper))
    return "；".join(part for part in said if part) + "。" if any(said) else ""


def _red_story(paper: Paper, red: Sequence[TaskResult]) -> str:
    overall = paper.tally.overall
    if not red:
        before = paper.tally.figure("overall", "lagging_before")
        cleared = paper.tally.figure("overall", "lagging_cleared")
        mended = before.value and before.value == cleared.value
        if overall.parts["blue"].value == overall.total.value:
            return f"{figure(overall.total)}任务均已完成"
        calm = "没有滞后任务" if not overall.parts["open"].value else "已能判断的任务中没有滞后任务"
        return calm + (f"，{paper.last_month}滞后的{figure(before)}均已转好" if mended else "")
    text = f"滞后任务{figure(overall.parts['red'])}"
    longest = red[0]
    months = paper.of_task(longest, "months_behind")
    if months is not None and longest.red_run.months >= 2:
        text += f"，其中{task_name(longest)}已连续{figure(months)}滞后"
    new = [row for row in red if row.newly_red]
    if new and len(new) <= 3:
        text += f"，{listed([task_name(row) for row in new])}为{paper.month}新转为滞后"
    return text


def _steps(paper: Paper) -> str:
    """与8月相比，转好2项、转差4项; what may not be compared is not compared."""
    if paper.result.not_compared or paper.is_january:
        return ""
    split = paper.tally.changes
    words = {"better": "转好", "worse": "转差"}
    said = parts_of(split, words)
    if not split.total.value:
        return ""
    return f"与{paper.last_month}相比，{said}" if said else f"与{paper.last_month}可比的任务状态均未变"


def _carried_over(paper: Paper) -> str:
    left = paper.tally.figure("overall", "left_unmet")
    year = paper.result.period.year
    first = f"{year}年1月为首个报送月，累计数自1月1日起计算，不与上年12月比较"
    if not left.value:
        return f"{first}。"
    return f"{first}；{year - 1}年未完成目标的指标{figure(left)}，转入{year}年继续推进。"


def _states(paper: Paper) -> str:
    """19项任务中，按指标判定11项（……），按单位自报8项（……）: the states add up to the total."""
    total = paper.tally.overall.total
    ruled = ENDED_WORDS if paper.is_year_end else LIGHT_WORDS
    parts = []
    for split, words, how in (
        (paper.tally.by_indicators, ruled, "按指标判定"),
        (paper.tally.by_units, SAID_WORDS, "按单位自报"),
    ):
        inner = parts_of(split, words)
        if split.total.value and inner:
            one = sum(bool(part.value) for part in split.parts.values()) == 1
            inner = inner if not one else inner.removesuffix(figure(split.total)) or inner
            parts.append(
                f"{how}{figure(split.total)}（{'均' if one and split.total.value != 1 else ''}{inner}）"
            )
    if not parts or paper.tally.overall.parts["blue"].value == total.value:
        return ""
    return f"{figure(total)}任务中，{'，'.join(parts)}。"


# --- key numbers -------------------------------------------------------------------------------


def key_numbers(paper: Paper) -> list[str]:
    """Four to six numbers with their change: what config names, else one an action, the widest first."""
    if paper.is_silent or paper.is_thin:
        return []
    return [_number(paper, row) for row in _chosen(paper)]


def _chosen(paper: Paper) -> list[IndicatorResult]:
    usable = [row for row in paper.result.indicators if _is_key(row)]
    wanted = paper.settings.main_indicators
    if wanted:
        return [row for row in usable if row.indicator.id in wanted][:KEY_NUMBERS]
    best: list[IndicatorResult] = []
    for rows in by_action(paper.result.tasks).values():
        numbers = {row.task.no for row in rows}
        mine = [row for row in usable if row.indicator.task_no in numbers]
        mine.sort(key=lambda row: (-_weight(row), row.indicator.task_no))
        best += mine[:2]
    best.sort(key=lambda row: -_weight(row))
    chosen = {row.indicator.id for row in best[:KEY_NUMBERS]}
    return [row for row in usable if row.indicator.id in chosen]


def _is_key(row: IndicatorResult) -> bool:
    kinds = (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK, Kind.RATIO)
    enough = (row.reported.value or 0) * 2 >= (row.expected.value or 0)
    return (
        row.due
        and row.indicator.kind in kinds
        and bool(row.total.value)
        and row.target is not None
        and enough
    )


def _weight(row: IndicatorResult) -> float:
    """Money and people of the whole prefecture first."""
    wide = len(row.units) > 2
    measure = row.indicator.measure
    return (
        4 * wide + 2 * measure.startswith(("亿", "万")) + (row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT))
    )


def _number(paper: Paper, row: IndicatorResult) -> str:
    step = fell(row, paper.result.period) or moved(row, paper.result.period)
    missing = {unit.code for unit in paper.missing}
    differs = {unit.code for unit in row.coverage.absent} != missing & {
        value.unit.code for value in row.units
    }
    parts = [standing(row, paper.tally.target(row)), step]
    text = "；".join(part for part in parts if part)
    beside = coverage(row) if differs else ""
    return f"{text}{f'（{beside}）' if beside else ''}"


# --- tasks in red ------------------------------------------------------------------------------


def red_task(paper: Paper, row: TaskResult) -> str:
    """The seven facts: task, lead, figure, gap, since when, where, why, by when."""
    items = by_gap([item for item in due_indicators(paper, row) if item.light is Light.RED])
    parts = [f"{task_with_lead(row)}："]
    told = [standing(item, paper.tally.target(item)) for item in items[:1]]
    parts.append("；".join([*told, *_by_units(paper, row), since(paper, row)]) + "。")
    parts.append(_why(paper, row, items))
    return "".join(parts)


def _by_units(paper: Paper, row: TaskResult) -> list[str]:
    """13家中5家自报滞后或未启动: what a task rests on that no indicator judges."""
    said, of = paper.of_task(row, "said"), paper.of_task(row, "said_of")
    if row.share is None or said is None or of is None or row.share.measure != "家":
        return []
    return [f"已报的{figure(of)}中{figure(said)}自报滞后或未启动"]


def since(paper: Paper, row: TaskResult) -> str:
    """自7月起连续3个月滞后 / 9月新转为滞后 / 9月滞后."""
    if paper.is_year_end:
        return "年底未完成"
    months = paper.of_task(row, "months_behind")
    if row.red_run.months >= 2 and months is not None and row.red_run.since is not None:
        return f"自{row.red_run.since.month}月起连续{figure(months)}滞后"
    return f"{paper.month}新转为滞后" if row.newly_red else f"{paper.month}滞后"


def _why(paper: Paper, row: TaskResult, items: Sequence[IndicatorResult]) -> str:
    """Where, and the units' own words; once, that none gave a reason."""
    behind = units_behind(row)
    slow = [value.unit for item in items[:1] for value in item.units if value.light is Light.RED]
    units = list(dict.fromkeys([*(cell.unit for cell in behind), *slow]))
    where = f"主要涉及{listed([unit_name(unit) for unit in units])}。" if 0 < len(units) <= 4 else ""
    told = [text for text in (cause(paper, cell) for cell in _speaking(row, behind)) if text]
    if told:
        return where + "；".join(told[: paper.depth.causes]) + "。"
    said = [cell for cell in row.units.values() if cell.status]
    if said and not behind:
        return f"{where}{'已报单位' if len(said) > 1 else unit_name(said[0].unit)}{'均' if len(said) > 1 else ''}自报正常推进或已完成，未报滞后原因。"
    return f"{where}未填报原因。" if said else where


def _speaking(row: TaskResult, behind: Sequence[UnitTask]) -> list[UnitTask]:
    """Units that tell a problem of the task, those behind first."""
    others = [cell for cell in row.units.values() if cell.status and cell not in behind]
    return [cell for cell in [*behind, *others] if plain(cell.problems)]


def _rest(rows: Sequence[TaskResult]) -> str:
    if not rows:
        return ""
    return f"其余滞后任务为{listed([task_name(row) for row in rows])}，见“存在的问题”。"


# --- what does not agree, what is asked, what was decided -----------------------------------------


def contradictions(paper: Paper) -> str:
    """自报状态与指标进度不一致: whose, of which task, by which figure; never as an accusation."""
    found = [(row, cell) for row in paper.result.tasks for cell in row.units.values() if cell.contradicts]
    if not found:
        return ""
    count = paper.tally.figure("overall", "contradictions")
    shown = [_doubt(paper, row, cell) for row, cell in found[:DOUBTS_SHOWN]]
    lead = "" if len(found) == 1 else f"共{figure(count)}，" + ("" if len(found) <= DOUBTS_SHOWN else "如")
    return f"{lead}{'；'.join(shown)}。已请核实说明。"


def _doubt(paper: Paper, row: TaskResult, cell: UnitTask) -> str:
    figures = [paper.result.figures[key] for key in cell.doubt_keys if key in paper.result.figures]
    first = figures[0] if figures else None
    head = f"{unit_name(cell.unit)}自报“{cell.status}”的{task_name(row)}"
    if first is None:
        return f"{head}，所填状态有待改的错误"
    item = paper.indicators.get(first.key.split("/")[0])
    label = f"{name(item.indicator.name)}" if item else "所报数据"
    return f"{head}，本单位{label}{_doubt_figure(first)}"


def _doubt_figure(item: object) -> str:
    from toolkit.core.returns import Figure

    assert isinstance(item, Figure)  # noqa: S101 - for mypy
    said = figure(item)
    return f"完成率为{said}" if item.kind == "percent" else f"为{said}"


def asked(paper: Paper) -> str:
    """What the group is asked to decide: equal matters once, with who asks and who should answer."""
    merged = merged_matters(paper.result.experience)
    if not merged:
        return ""
    said = []
    for matter, rows in list(merged.items())[:ASKED_SHOWN]:
        units = listed(dict.fromkeys(unit_name(row.unit) for _, row in rows))
        lead = next((plain(row.lead) for _, row in rows if plain(row.lead)), "")
        source = rows[0][1].source
        words = quote(matter, source, 40, outer=True)
        said.append(f"{words}（{units}提出{f'，建议{name(lead)}牵头答复' if lead else ''}）")
    count = paper.tally.figure("overall", "matters_merged")
    if len(said) > 1:
        said = [f"{_ORDINALS[at]}是{text}" for at, text in enumerate(said)]
    more = "，其余见“存在的问题”" if len(merged) > ASKED_SHOWN else ""
    return f"提请领导小组研究{figure(count)}：{'；'.join(said)}{more}。"


def decided(paper: Paper) -> str:
    """上期督办3件，办结2件，逾期未办结1件."""
    total, done = (paper.tally.figure("overall", key) for key in ("decisions", "decisions_closed"))
    if not total.value:
        return ""
    if done.value == total.value:
        return f"督办事项{figure(total)}，均已办结。"
    still = paper.tally.figure("overall", "decisions_open")
    ended = f"办结{figure(done)}，" if done.value else ""
    return f"督办事项{figure(total)}，{ended}在办{figure(still)}。"


def remark(paper: Paper) -> str:
    """What a reader must know of the figures of this page."""
    if paper.is_silent:
        return ""
    parts = []
    pace = next((row.pace for row in paper.result.indicators if row.pace.value is not None), None)
    if pace is not None and not paper.is_year_end:
        parts.append("序时进度按全年均衡推进计算，另有规定的除外")
    if paper.missing:
        parts.append("合计不含未报单位，比较只用两个月均有数据的单位")
    parts.append("部分数据因四舍五入，分项之和与合计可能略有出入")
    return "；".join(parts) + "。"
