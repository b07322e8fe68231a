"""The tables of indicators: 指标汇总, one row an indicator, and 分县指标, one row a unit and indicator.

In: a month's results. Out: :class:`Table`. Numbers are unrounded, in the measure that the row names.
"""

from __future__ import annotations

from typing import NamedTuple

from toolkit.core.area import said
from toolkit.core.form import NATURES
from toolkit.core.marks import NO_SHARE
from toolkit.core.model import Comparator, Kind
from toolkit.core.results import IndicatorResult, MonthResult, UnitValue
from toolkit.core.returns import Figure, Light
from toolkit.core.words import LightWord, NoValue
from toolkit.forms.layout import INDICATOR_SHEET
from toolkit.outputs.summary.details import place_of, remark_of, status_of
from toolkit.outputs.summary.layout import light_cell
from toolkit.tables.columns import (
    IN_WORDS,
    NO_PART,
    NONE,
    PERIOD,
    DataColumn,
    Table,
    figure,
    given,
    joined,
    state_of,
    word_state,
)
from toolkit.tables.formcolumns import form_columns

LIST, REPORTED = "按“计量单位”列", "按“计量单位”列（填报口径）"
LIGHTS = tuple(light.value for light in Light)


class Row(NamedTuple):
    """One indicator of a month."""

    period: str
    row: IndicatorResult


class UnitRow(NamedTuple):
    """One unit's value of an indicator of a month."""

    period: str
    row: IndicatorResult
    value: UnitValue


def indicators(result: MonthResult) -> Table[Row]:
    """指标汇总 in the checklist's order."""
    period = str(result.period)
    records = [Row(period, row) for row in result.indicators]
    return INDICATORS.of(records)


def unit_values(result: MonthResult) -> Table[UnitRow]:
    """分县指标, by indicator, then in the order of its reporters."""
    period = str(result.period)
    records = [UnitRow(period, row, value) for row in result.indicators for value in row.units]
    return UNIT_VALUES.of(records)


def _text_of(found: Figure | None) -> str | None:
    """What stands in place of a number that is no reason: the two numbers of a change from a small base."""
    return found.word if found is not None and state_of(found) == IN_WORDS else None


INDICATORS: Table[Row] = Table(
    "indicators",
    "指标汇总",
    "全地区，一项指标一行",
    (
        PERIOD,
        DataColumn("indicator", "指标编号", "清单里的编号", "text", lambda r: r.row.indicator.id),
        DataColumn("task", "任务序号", "所属任务", "count", lambda r: r.row.indicator.task_no),
        DataColumn("title", "指标名称", "清单里的名称", "text", lambda r: r.row.indicator.name),
        DataColumn(
            "kind", "类型", "年内累计、投资、期末存量、比率、逐个达标、里程碑", "category",
            lambda r: r.row.indicator.kind.value, categories=tuple(kind.value for kind in Kind),
        ),
        DataColumn("measure", "计量单位", "清单口径的单位", "text", lambda r: r.row.measure),
        figure("goal", "年度目标", "清单口径；区间为下限", LIST, lambda r: r.row.goal, none=LightWord.NO_TARGET),
        DataColumn("goal_high", "目标上限", "只有区间目标才有", "number", lambda r: _high(r.row), LIST, lambda r: given(_high(r.row), NO_PART)),
        figure("previous", "上月累计", "清单口径", LIST, lambda r: r.row.previous),
        figure("total", "累计完成", "清单口径，未四舍五入；空为没有数，原因见状态", LIST, lambda r: r.row.total),
        figure("change", "环比", "%：本月新增比上月新增；存量、比率为比上月增减；只比较两期都有数的单位", "% 或百分点，见“环比单位”列", lambda r: r.row.change),
        figure("rate", "完成率", "%", "%", lambda r: r.row.rate),
        figure("pace", "序时进度", "%；空为不按序时判定", "%", lambda r: r.row.pace),
        figure("gap", "进度差", "百分点", "百分点", lambda r: r.row.gap),
        DataColumn("light_text", "状态灯", "灯和文字", "text", lambda r: light_cell(r.row)),
        figure("reported", "已报单位数", "个", "个", lambda r: r.row.reported, kind="count"),
        figure("expected", "应报单位数", "个", "个", lambda r: r.row.expected, kind="count"),
        DataColumn("note", "说明", "口径、疑点、标记", "text", lambda r: r.row.note),
        figure("added", "本月新增", "清单口径；不按月统计的为本期新增", LIST, lambda r: r.row.added),
        figure("added_before", "上月新增", "同口径：只含两期都有新增数的单位", LIST, lambda r: r.row.added_before),
        figure("on_year", "累计同比", "%，比率为百分点；空为没有可比的数", "% 或百分点，见“同比单位”列", lambda r: r.row.on_year),
        figure("to_target", "距年度目标", "清单口径，比率为百分点；空为已达到或没有数", LIST, lambda r: r.row.to_target),
        DataColumn("missing_units", "未报单位", "以、分隔", "text", lambda r: joined(unit.name for unit in r.row.coverage.absent)),
        DataColumn("marks", "标注", "以、分隔", "text", lambda r: joined(r.row.marks)),
        DataColumn("light", "灯", "不带文字的灯", "category", lambda r: r.row.light.value, categories=LIGHTS),
        DataColumn("due", "本期统计", "这一期是否要报这项指标", "flag", lambda r: r.row.due),
        DataColumn(
            "comparator", "比较", "实际与目标怎么比", "category", lambda r: r.row.indicator.comparator.value,
            categories=tuple(one.value for one in Comparator),
        ),
        DataColumn("change_measure", "环比单位", "环比这个数的单位", "text", lambda r: r.row.change.measure),
        DataColumn("change_text", "环比文字", "基数小的不算百分比，只列前后两个数", "text", lambda r: _text_of(r.row.change)),
        DataColumn("on_year_measure", "同比单位", "累计同比这个数的单位", "text", lambda r: r.row.on_year.measure if r.row.on_year else None),
        DataColumn("on_year_text", "同比文字", "基数小的不算百分比，只列前后两个数", "text", lambda r: _text_of(r.row.on_year)),
        DataColumn("factor", "换算系数", "填报口径的数除以它是清单口径的数；比率为乘", "number", lambda r: r.row.indicator.factor),
        DataColumn("key", "数字编号", "累计完成在“全部数字”里的编号", "text", lambda r: r.row.total.key),
    ),
)  # fmt: skip


def _high(row: IndicatorResult) -> float | None:
    target = row.target
    return target.high if target and row.indicator.kind is not Kind.RATE_EACH else None


def _part_state(value: UnitValue, part: float | None) -> str:
    """Of numerator or denominator: only quotients have them, and there the figure says why one is missing."""
    return given(part, state_of(value.value) if value.indicator.is_ratio_input else NO_PART)


def _quota_state(r: UnitRow) -> str:
    if r.value.quota is not None:
        return given(r.value.quota)
    if r.row.target is None:
        return LightWord.NO_TARGET
    return word_state(r.value.rate.word) if r.value.rate.word in (NoValue.TO_BE_SPLIT, NO_SHARE) else NONE


UNIT_VALUES: Table[UnitRow] = Table(
    "unit_values",
    "分县指标",
    "一个单位一项指标一行",
    (
        PERIOD,
        DataColumn("unit", "单位代码", "县市为行政区划代码", "text", lambda r: r.value.unit.code),
        DataColumn("unit_name", "单位", "全称", "text", lambda r: r.value.unit.name),
        DataColumn("indicator", "指标编号", "清单里的编号", "text", lambda r: r.row.indicator.id),
        DataColumn("measure", "计量单位", "填报口径的单位", "text", lambda r: r.row.indicator.report_measure),
        DataColumn("quota", "本单位年度任务", "填报口径", "number", lambda r: r.value.quota, REPORTED, _quota_state),
        figure("value", "本月累计", "填报口径，未四舍五入", REPORTED, lambda r: r.value.value),
        DataColumn("numerator", "分子累计", "比率才有", "number", lambda r: r.value.numerator, "", lambda r: _part_state(r.value, r.value.numerator)),
        DataColumn("denominator", "分母累计", "比率才有", "number", lambda r: r.value.denominator, "", lambda r: _part_state(r.value, r.value.denominator)),
        figure("previous", "上月累计", "填报口径", REPORTED, lambda r: r.value.previous),
        figure("rate", "完成率", "%；空为待分解、未报等，见状态", "%", lambda r: r.value.rate),
        figure("share", "占全地区", "%", "%", lambda r: r.value.share),
        DataColumn("status", "状态", "灯和文字，或没有数的原因", "text", lambda r: status_of(r.value)),
        DataColumn("nature", "数据性质", "实际、预计、快报、核定", "category", lambda r: r.value.nature, categories=NATURES),
        DataColumn("explanation", "说明", "单位填报", "text", lambda r: r.value.explanation),
        DataColumn("source_cells", "来源单元格", "填报表里的位置", "text", lambda r: place_of(r.value.sources)[0]),
        DataColumn("source_files", "来源文件", "相对工作目录", "text", lambda r: place_of(r.value.sources)[1]),
        DataColumn("source_sha256", "哈希", "来源文件的 SHA-256", "text", lambda r: joined(dict.fromkeys(source.sha256 for source in r.value.sources))),
        DataColumn("remark", "标注", "更正、待单位确认（两个数、原因、提出人、确认人）、沿用上月等；空为没有", "text", lambda r: remark_of(r.value)),
        *form_columns(INDICATOR_SHEET.later, lambda r: r.value.further),
        DataColumn("light", "灯", "不带文字的灯", "category", lambda r: r.value.light.value, categories=LIGHTS),
        DataColumn("task", "任务序号", "所属任务", "count", lambda r: r.row.indicator.task_no),
        DataColumn("title", "指标名称", "清单里的名称", "text", lambda r: r.row.indicator.name),
        DataColumn("unit_kind", "单位类别", "县市、园区、部门、企业、本级", "text", lambda r: said(r.value.unit.kind)),
        DataColumn("due", "本期统计", "这一期是否要报这项指标", "flag", lambda r: r.row.due),
        DataColumn("doubtful", "待核实", "数与别的数矛盾或异常，单位还没有说明", "flag", lambda r: r.value.doubtful),
        DataColumn("gap", "进度差", "本单位完成率减本单位序时进度", "number", lambda r: r.value.gap, "百分点", lambda r: given(r.value.gap)),
        DataColumn("key", "数字编号", "本月累计在“全部数字”里的编号", "text", lambda r: r.value.value.key),
    ),
)  # fmt: skip
