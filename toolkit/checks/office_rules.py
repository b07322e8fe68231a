"""Rules of the office: rows of the sheet 校验规则, in the language of :mod:`toolkit.checks.office_language`.

An expression is true when all is well: ``T17-3 <= T17-1`` over a unit's indicators, ``到位资金 <= 总投资`` for each
of its projects, ``状态 != "已完成" or 完成度 == 100`` for each of its tasks. It says nothing where one of its values
is missing, but for columns that it only holds against "". A 试行 rule only informs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.office_language import Expression, ExpressionError, Value, is_number, read_expression
from toolkit.checks.rule import month_rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.messages import Message
from toolkit.core.model import OfficeRule
from toolkit.core.private import masked
from toolkit.forms.layout import SHEETS

_CODES = {"错误": "E601", "疑问": "Q601", "提示": "N601"}
_LONG = 20  # characters of a text that are shown


@dataclass(frozen=True)
class CompiledRule:
    """A row of the sheet, ready to run."""

    rule: OfficeRule
    expression: Expression


@month_rule(
    E601=Message("不符合办公室校验规则", "{message}（规则 {rule}：{shown}）", "请核对这几处并改正。"),
    Q601=Message(
        "请核对（办公室校验规则）",
        "{message}（规则 {rule}：{shown}）",
        "请核对；属实的，在“说明”里写一句原因，任务和项目的写在“存在问题”里。",
        explained_in=(fields.PROBLEMS, fields.EXPLANATION),
    ),
    N601=Message("提醒（办公室校验规则）", "{message}（规则 {rule}：{shown}）", "请留意，不需要回复。"),
    E602=Message(
        "校验规则写错了",
        "规则 {rule} 的表达式“{seen}”不能计算：{reason}。",
        "请在任务清单工作簿的“校验规则”表里改正这一行，写法如 T17-3 <= T17-1、到位资金 <= 总投资。",
    ),
)
def office_rules(data: CheckData) -> Iterator[Finding]:
    """E601, Q601, N601: an expression is not true; E602, with the row: it cannot be computed."""
    compiled, faults = compile_rules(data.checklist.rules)
    yield from faults
    for rule in compiled:
        try:
            yield from list(_over_units(data, rule))
        except ExpressionError as error:
            yield _fault(rule.rule, error)


def compile_rules(rules: Sequence[OfficeRule]) -> tuple[list[CompiledRule], list[Finding]]:
    """Rules ready to run, and E602 with the row for every one that cannot be computed."""
    compiled, faults = [], []
    for rule in rules:
        try:
            expression = read_expression(rule.expression)
            if rule.tasks and not expression.sheet:
                raise ExpressionError("“适用任务”只能用于写了任务或项目的列的规则")
            compiled.append(CompiledRule(rule, expression))
        except ExpressionError as error:
            faults.append(_fault(rule, error))
    return compiled, faults


def _over_units(data: CheckData, compiled: CompiledRule) -> Iterator[Finding]:
    """The rule over every unit that it concerns in this month."""
    rule = compiled.rule
    if rule.months and data.period.month not in rule.months:
        return
    for unit in data.units:
        if not rule.units or unit.unit.name in rule.units:
            yield from _over_rows(unit, compiled)


def _over_rows(unit: UnitData, compiled: CompiledRule) -> Iterator[Finding]:
    rule, expression = compiled.rule, compiled.expression
    figures = {key: value for key in expression.indicators if (value := _figure(unit, key)) is not None}
    if len(figures) < len(expression.indicators):
        return
    for key in _rows(unit, expression.sheet, rule.tasks):
        cells = _cells(unit, expression, key)
        if cells is not None and not _holds(expression, {**figures, **cells}):
            yield _broken(unit, compiled, key, {**figures, **cells})


def _holds(expression: Expression, values: dict[str, Value]) -> bool:
    try:
        return expression.holds(values)
    except ZeroDivisionError:
        return True  # nothing can be said


def _rows(unit: UnitData, sheet: str, tasks: Sequence[int]) -> Sequence[str]:
    """Keys of the rows that a rule looks at: asked tasks, projects that were begun; "" for figures alone."""
    if sheet == TASKS:
        rows = (row for row in unit.form.rows if not tasks or row.task.no in tasks)
        keys = ((row.asked, row.task.key) for row in rows)
        return [key for asked, key in keys if asked or unit.filled(TASKS, key, fields.STATUS)]
    if sheet == PROJECTS:
        begun = sorted({key for one, key, _ in unit.entries if one == PROJECTS})
        return [key for key in begun if not tasks or unit.number(PROJECTS, key, fields.TASK_NO) in tasks]
    return ("",)


def _cells(unit: UnitData, expression: Expression, key: str) -> dict[str, Value] | None:
    """The row's values by name; None when one is missing or could not be read."""
    cells: dict[str, Value] = {}
    for name, column in expression.columns.items():
        place = (expression.sheet, key, column.field)
        value: Value | None
        if column.role == "label":
            shown_key = unit.form.task_number(key) if expression.sheet == TASKS else key
            value = float(shown_key) if is_number(column) else shown_key
        elif is_number(column):
            value = unit.number(*place)
        else:
            entry = unit.entries.get(place)
            value = None if entry is None else shown(entry.value)
        if value is None and name in expression.blank_tested and not unit.filled(*place):
            value = ""
        if value is None:
            return None
        cells[name] = value
    return cells


def _broken(unit: UnitData, compiled: CompiledRule, key: str, values: dict[str, Value]) -> Finding:
    rule, expression = compiled.rule, compiled.expression
    code = "N601" if rule.trial else _CODES[rule.severity]
    seen = "，".join(f"{name}={_words(value)}" for name, value in values.items())
    brief = "，".join(f"{name}={_words(value, _LONG)}" for name, value in values.items())
    said = {"rule": rule.id, "message": rule.message, "shown": brief}
    if expression.sheet:
        return at(unit, code, expression.sheet, key, _field(expression), seen=seen, **said)
    first = expression.indicators[0]
    name = fields.YTD if (INDICATORS, first, fields.YTD) in unit.entries else fields.NUMERATOR
    return at(unit, code, INDICATORS, first, name, seen=seen, **said)


def _field(expression: Expression) -> str:
    """Where the finding stands: 存在问题 where the rule speaks of it (then it is no explanation), else the first."""
    inputs = [column.field for column in expression.columns.values() if column.role == "input"]
    if fields.PROBLEMS in inputs:
        return fields.PROBLEMS
    return inputs[0] if inputs else SHEETS[expression.sheet].columns[0].field


def _words(value: Value, longest: int = 0) -> str:
    text = masked(shown(value)) if longest else shown(value)  # before it is cut
    text = text or "空"
    return text if not longest or len(text) <= longest else f"{text[:longest]}…"


def _figure(unit: UnitData, key: str) -> float | None:
    value = unit.number(INDICATORS, key, fields.YTD)
    if value is not None:
        return value
    row = next((row for row in unit.form.indicators if row.indicator.id == key), None)
    numerator = unit.number(INDICATORS, key, fields.NUMERATOR)
    denominator = unit.number(INDICATORS, key, fields.DENOMINATOR)
    if row is None or numerator is None or not denominator:
        return None
    return numerator / denominator * row.indicator.factor


def _fault(rule: OfficeRule, reason: Exception) -> Finding:
    return Finding(
        "E602",
        sheet="校验规则",
        address=f"第{rule.row}行",
        seen=rule.expression,
        values={"rule": rule.id, "reason": str(reason)},
    )
