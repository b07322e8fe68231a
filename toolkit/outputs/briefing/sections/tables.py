"""The tables of the paper as rows of marked text: main indicators, units, annexes 2 and 3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toolkit.core.form import DASH
from toolkit.core.groups import Group
from toolkit.core.marks import DOUBTFUL, REVISED
from toolkit.core.model import Comparator, Kind, Target
from toolkit.core.results import IndicatorResult, UnitReport
from toolkit.core.returns import ADJUSTED, PROPOSED, Figure, Light
from toolkit.core.words import NoValue
from toolkit.figures.counts.telling import fallen_back
from toolkit.figures.numbers.counting import STATUS_NAMES, by_action
from toolkit.figures.rows import wording
from toolkit.figures.rows.remarks import WITH_LAST
from toolkit.outputs.briefing.sections.common import (
    BEHIND,
    Paper,
    Section,
    by_gap,
    stands,
    unit_name,
)
from toolkit.outputs.briefing.sections.numbers import numbers_left
from toolkit.outputs.briefing.wording import at_most, fallen, is_partial
from toolkit.outputs.groupwords import lines_of
from toolkit.word.tokens import ABSOLUTE, BARE, figure, listed, name, say, table

MAIN_SHOWN, PER_ACTION = 10, 3
_SIGNS = {Comparator.LE: "≤", Comparator.EQ: "=", Comparator.GT: ">", Comparator.KEEP: "保持"}
WORST_SHOWN = 3
Row = dict[str, str]
REPORTS = "reports"  # the mark of 附件2 by group
REPORT_FIELDS = (
    "序号",
    "单位",
    "状态",
    "版本",
    "收到时间",
    "按时",
    "逾期天数",
    "错误",
    "疑问",
    "完整率",
    "盖章件",
)


def main_indicators(paper: Paper) -> list[IndicatorResult]:
    """What config names; else those behind first, at most three an action, in the checklist's order."""
    if paper.settings.main_indicators:
        wanted = set(paper.settings.main_indicators)
        return [row for row in paper.result.indicators if row.indicator.id in wanted]
    chosen: list[IndicatorResult] = []
    for rows in by_action(paper.result.tasks).values():
        numbers = {row.task.no for row in rows}
        mine = [row for row in paper.result.indicators if row.indicator.task_no in numbers and _told(row)]
        behind = by_gap([row for row in mine if row.light in BEHIND])
        rest = sorted((row for row in mine if row.light not in BEHIND), key=_width)
        chosen += [*behind, *rest][:PER_ACTION]
    kept = {row.indicator.id for row in sorted(chosen, key=lambda row: row.light not in BEHIND)[:MAIN_SHOWN]}
    return [row for row in paper.result.indicators if row.indicator.id in kept]


def _told(row: IndicatorResult) -> bool:
    return row.due and row.target is not None and row.total.value is not None


def _width(row: IndicatorResult) -> int:
    return -len(row.units)


def indicator_section(paper: Paper) -> Section:
    """三、主要指标完成情况: numbers that page one had no room for, a sentence, the table, the chart of what is behind."""
    rows = [] if paper.is_silent or paper.is_thin else main_indicators(paper)
    left = numbers_left(paper)
    told = [f"{'；'.join(left)}。"] if left else []
    return {
        "有": bool(rows),
        "段落": [*told, _behind_pace(paper)] if rows else [],
        "表": [indicator_row(paper, number, row) for number, row in enumerate(rows, 1)],
        "注": _notes(paper, rows),
    }


def _notes(paper: Paper, rows: Sequence[IndicatorResult]) -> str:
    """What a reader must know of the rows of the table: missing units, lights that hold more than the sum, 逐个达标."""
    told = ["累计完成、完成率、进度差不含没有报数的单位"] if any(is_partial(row) for row in rows) else []
    more = [name(row.indicator.name) for row in rows if WITH_LAST in row.note]
    if more:
        told.append(f"{listed(more)}的状态按含未报单位上次累计判定")
    for row in rows:
        each = row.indicator.kind is Kind.RATE_EACH and row.light is not Light.BLUE
        if each and row.minimum is not None and row.target is not None:
            bound = name(wording.each_bound(row.indicator, row.target))
            what = row.total.measure.removeprefix("个")
            told.append(
                f"{name(row.indicator.name)}为{bound}的{what}数{_lowest(row, row.minimum, row.target)}"
            )
    return "".join(f"{text}。" for text in told)


def _lowest(row: IndicatorResult, minimum: Figure, bound: Target) -> str:
    """，最低30项 where a unit that reported is below what each has to reach; of bounds from above nothing."""
    below = row.indicator.comparator is not Comparator.LE and (minimum.value or 0) < bound.low
    return f"，最低{figure(minimum)}" if below else ""


def _behind_pace(paper: Paper) -> str:
    """What fell back under its target, and which indicators are furthest behind their pace."""
    fallen_rows = [] if paper.is_thin else fallen_back(paper.result)
    told = [fallen(row, paper.result.period, paper.tally.target(row)) for row in fallen_rows[:WORST_SHOWN]]
    count = figure(paper.tally.figure("overall", "fallen_back"))
    head = f"达到年度目标后又未达到的{count}中，" if len(fallen_rows) > WORST_SHOWN else ""
    first = f"{head}{'；'.join(told)}。" if told else ""
    return f"{first}{_worst(paper)}主要指标见表{2 if paper.has_states else 1}，其余见汇总表“指标汇总”。"


def _worst(paper: Paper) -> str:
    lit = [row for row in paper.result.indicators if row.due and row.light in BEHIND]
    behind = by_gap([row for row in lit if (row.gap.value or 0) < 0])
    if not behind:
        return ""
    if paper.is_year_end:
        items = "；".join(stands(paper, row) for row in behind[:WORST_SHOWN])
        far = "、差距较大" if len(behind) > WORST_SHOWN else ""
        return f"有序时进度的指标中，年底未完成{far}的有：{items}。"
    first, least = behind[:WORST_SHOWN], say(behind[:WORST_SHOWN][-1].gap)
    alike = [row for row in behind[WORST_SHOWN:] if say(row.gap) == least]
    many = len(alike) > WORST_SHOWN  # too many alike for a sentence: 等
    shown = first if many else first + alike
    head = "低于序时进度较多的为" if len(behind) > len(shown) else "低于序时进度的为"
    if any(row.gap.value is None and row.pace.value is not None for row in lit):
        head = f"能计算差距的指标中，{head}"
    return f"{head}{_gaps(shown, '等' if many else '')}。"


def _gaps(rows: Sequence[IndicatorResult], others: str) -> str:
    """甲、乙各50.0个百分点，丙至多9.7个百分点; ``others``: 等 of the last, where more have the same gap."""
    groups: dict[tuple[str, str], list[IndicatorResult]] = {}
    for row in rows:
        groups.setdefault((say(row.gap), at_most(row)), []).append(row)
    told = []
    for (_, most), alike in groups.items():
        more = others if alike[-1] is rows[-1] else ""
        each = "各" if more or len(alike) > 1 else ""
        names = listed([name(row.indicator.name) for row in alike])
        told.append(f"{names}{more}{each}{most}{figure(alike[0].gap, ABSOLUTE)}")
    return "，".join(told)


def indicator_row(paper: Paper, number: int, row: IndicatorResult) -> Row:
    """One indicator in the checklist's measure; numbers bare, since the head or a column names the measure."""
    return {
        "序号": name(str(number)),
        "编号": name(row.indicator.id),
        "任务序号": name(str(row.indicator.task_no)),
        "名称": name(row.indicator.name) + _marked(row),
        "计量单位": row.total.measure or row.indicator.measure or DASH,
        "年度目标": target_text(paper, row),
        "上月累计": figure(row.previous, BARE),
        "累计完成": figure(row.total, BARE),
        "环比": figure(row.change, BARE),
        "完成率": figure(row.rate, BARE),
        "序时进度": figure(row.pace, BARE),
        "进度差": figure(row.gap, BARE),
        "状态": str(row.light.value),
        "状态词": row.word,
        "本月新增": figure(row.added, BARE) if row.added is not None else DASH,
        "标注": "、".join(row.marks),
        "已报": figure(row.reported, BARE),
        "应报": figure(row.expected, BARE),
        "说明": name(row.note, 60) or DASH,
    }


def _marked(row: IndicatorResult) -> str:
    """What stands behind a name: ※ for a doubted figure, （修订） where an earlier paper printed another one."""
    doubted = DOUBTFUL if any(DOUBTFUL in mark for mark in row.marks) else ""
    return doubted + (f"（{REVISED}）" if REVISED in row.marks else "")


def target_text(paper: Paper, row: IndicatorResult) -> str:
    """7.5, ≤30, 1～2, 65左右."""
    ends = [figure(item, BARE) for item in paper.tally.target(row)]
    if not ends:
        return DASH
    if row.indicator.measure == "是/否":
        return "是"
    sign = _SIGNS.get(row.indicator.comparator, "")
    tail = "左右" if row.indicator.comparator is Comparator.ABOUT else ""
    return f"{sign}{'～'.join(ends)}{tail}"


def group_rows(paper: Paper) -> list[Row]:
    """Of many units: their tasks by status, group by group."""
    return [_group_row(paper, number, group) for number, group in lines_of(paper.result.groups)]


def _group_row(paper: Paper, number: str, group: Group) -> Row:
    def counted(measure: str) -> str:
        return figure(paper.of_group(group, measure), BARE)

    words = {status or NoValue.NOT_REPORTED: counted(f"tasks_{key}") for status, key in STATUS_NAMES.items()}
    return {
        "序号": name(number),
        "单位": name(group.title),
        "任务数": counted("tasks_held"),
        **words,
        "占比": counted("share_on_track"),
        "不一致": counted("contradictions"),
        "报送": "",
    }


def unit_rows(paper: Paper, reports: Sequence[UnitReport]) -> list[Row]:
    """Units with their tasks by status; by share when config ranks, else in the plain order."""
    shares = {
        report.unit.code: paper.tally.figure("unit", "share_on_track", report.unit.code) for report in reports
    }
    ordered = list(reports)
    if paper.settings.ranking:
        ordered.sort(key=lambda report: -(shares[report.unit.code].value or -1.0))
    return [_unit_row(paper, number, report, shares) for number, report in enumerate(ordered, 1)]


def _unit_row(paper: Paper, number: int, report: UnitReport, shares: dict[str, Figure]) -> Row:
    split = paper.tally.units[report.unit.code]
    words = {
        status or NoValue.NOT_REPORTED: figure(split.parts[key], BARE) for status, key in STATUS_NAMES.items()
    }
    return {
        "序号": name(str(number)),
        "单位": unit_name(report.unit),
        "任务数": figure(split.total, BARE),
        **words,
        "占比": figure(shares[report.unit.code], BARE),
        "不一致": figure(paper.tally.figure("unit", "contradictions", report.unit.code), BARE),
        "报送": report.state,
    }


def annex_rows(paper: Paper) -> list[Row]:
    """附件2; of many units a row of marks, and the table by group comes in place of the template's that holds it."""
    if not paper.result.groups:
        return report_rows(paper)
    return [dict.fromkeys(REPORT_FIELDS, table(REPORTS))]


def report_rows(paper: Paper) -> list[Row]:
    """附件2: how each unit has reported."""
    return [_report_row(paper, number, row) for number, row in enumerate(paper.result.units, 1)]


def _report_row(paper: Paper, number: int, row: UnitReport) -> Row:
    def counted(measure: str, given: bool = row.version > 0) -> str:
        return figure(paper.tally.figure("report", measure, row.unit.code), BARE) if given else DASH

    return {
        "序号": name(str(number)),
        "单位": name(row.unit.name),
        "状态": row.state,
        "版本": counted("version"),
        "收到时间": name(moment(row.received_at)) if row.received_at else DASH,
        "按时": row.punctual or DASH,
        "逾期天数": counted("days_late"),
        "错误": counted("errors", row.of_return(row.errors) is not None),
        "疑问": counted("queries", row.of_return(row.queries) is not None),
        "完整率": counted("completeness", row.completeness is not None),
        "盖章件": row.stamped,
    }


def moment(at: datetime) -> str:
    """6月25日18时 as papers write it, with minutes only when there are any."""
    return f"{at.month}月{at.day}日{at.hour}时" + (f"{at.minute}分" if at.minute else "")


def corrections_note(paper: Paper) -> str:
    """Which totals hold a figure that was corrected, or for which a correction waits; "" when none does."""

    def marked(mark: str) -> list[str]:
        return [name(row.indicator.name) for row in paper.result.indicators if mark in row.total.mark]

    corrected, proposed = marked(ADJUSTED), marked(PROPOSED)
    said = f"{listed(corrected)}含更正的数，原数和原因见数据出处表。" if corrected else ""
    if proposed:
        said += f"{listed(proposed)}有更正建议待单位确认，目前按单位填报的数计。"
    return said


def all_indicator_rows(paper: Paper) -> list[Row]:
    """附件3: every indicator that has a target this year."""
    rows = [row for row in paper.result.indicators if row.target is not None]
    return [indicator_row(paper, number, row) for number, row in enumerate(rows, 1)]
