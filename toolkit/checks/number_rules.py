"""Rules over numbers: ranges, parts and wholes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.explain import lacking
from toolkit.checks.finding import at, shown
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.messages import Message
from toolkit.forms.layout import INDICATOR_SHEET
from toolkit.forms.selfchecks import is_share

MOST_OF_A_WHOLE = 2.0  # no scope makes a part of more than that


@rule(
    E202=Message(
        "完成度超出范围",
        "完成度填的是 {seen}，应当在 0 到 100 之间。",
        "请填 0 到 100 之间的数，不写百分号。",
    ),
)
def completion_in_range(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E202: 完成度 lies between 0 and 100."""
    for row in unit.form.rows:
        value = unit.number(TASKS, row.task.key, fields.COMPLETION)
        if value is not None and not 0 <= value <= 100:
            yield at(unit, "E202", TASKS, row.task.key, fields.COMPLETION)


@rule(
    E203=Message(
        "不应为负数",
        "填的是 {seen}，这个数不会小于零。",
        "请核对；核减的，填核减后的累计数并在说明里写原因。",
    ),
)
def not_negative(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E203: counts, lengths and amounts are not negative."""
    for (sheet, key, name), entry in unit.entries.items():
        if sheet in (INDICATORS, PROJECTS) and not isinstance(entry.value, str) and entry.value < 0:
            yield at(unit, "E203", sheet, key, name)


@rule(
    E301=Message(
        "分子大于分母",
        "{numerator}填了 {seen}，比{denominator} {whole} 还大。",
        "请核对两格是否填反、口径是否一致；确实如此的，在“说明”里写明原因。",
    ),
    E322=Message(
        "分子超过分母两倍",
        "{numerator}填了 {seen}，比{denominator} {whole} 的两倍还大，不会是口径不同。",
        "请核对两格是否填反、是否多写了位数，改正后再报；写了原因也要改。",
    ),
    Q301=Message(
        "分子大于分母（有说明）",
        "{numerator}填了 {seen}，比{denominator} {whole} 还大，“说明”里写了原因。",
        "请再核对一次；确实如此的不用改。",
        explained_in=(fields.EXPLANATION,),
    ),
    E302=Message(
        "分母为零",
        "分母填的是 0，分子却不是 0，算不出比率。",
        "请核对分母；确实没有的，两格都填“不涉及”。",
    ),
)
def part_within_whole(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E301: a share is not above its whole (Q301 when 说明 says why; E322 over twice the whole, whatever is written).

    E302: the denominator is not 0.
    """
    for row in unit.form.indicators:
        indicator = row.indicator
        if not indicator.is_ratio_input:
            continue
        numerator = unit.number(INDICATORS, indicator.id, fields.NUMERATOR)
        denominator = unit.number(INDICATORS, indicator.id, fields.DENOMINATOR)
        if numerator is None or denominator is None:
            continue
        if denominator == 0 and numerator != 0:
            yield at(unit, "E302", INDICATORS, indicator.id, fields.DENOMINATOR)
        elif is_share(row) and numerator > denominator:
            text = unit.text(INDICATORS, indicator.id, fields.EXPLANATION).strip()
            wanted = lacking(text) if text else ""
            past_reason = numerator > MOST_OF_A_WHOLE * denominator
            found = at(
                unit,
                "E322" if past_reason else "Q301" if text and not wanted else "E301",
                INDICATORS,
                indicator.id,
                fields.NUMERATOR,
                numerator=indicator.numerator,
                denominator=indicator.denominator,
                whole=shown(denominator),
            )
            yield replace(found, wanted="" if past_reason else wanted)


@rule(
    Q514=Message(
        "比率只有一格有数",
        "{column}填了 {seen}，{other}{what}，算不出比率，这一项没有计入汇总。",
        "请把两格填全；还没有数的，两格都填“待统计”，与本单位无关的都填“不涉及”。",
    ),
)
def a_ratio_has_both_terms(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q514: one term of a ratio is a number, and the other a word, or blank where nothing is owed (E207 is blank where it is)."""
    owed = {cell.place for cell in unit.missing}
    for row in unit.form.indicators:
        if not row.indicator.is_ratio_input:
            continue
        for name, other in (
            (fields.NUMERATOR, fields.DENOMINATOR),
            (fields.DENOMINATOR, fields.NUMERATOR),
        ):
            beside = (INDICATORS, row.indicator.id, other)
            if unit.number(INDICATORS, row.indicator.id, name) is None or unit.number(*beside) is not None:
                continue
            if beside in owed | unit.rejected | unit.excused:
                continue
            text = unit.text(*beside)
            said = {
                "column": INDICATOR_SHEET.column(name).title,
                "other": INDICATOR_SHEET.column(other).title,
            }
            said["what"] = f"填的是“{text}”" if text else "空着"
            yield at(unit, "Q514", INDICATORS, row.indicator.id, name, **said)
