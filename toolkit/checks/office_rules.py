"""Rules of the office: rows of the sheet 校验规则, in a small safe expression language.

An expression compares indicator numbers of one unit, e.g. ``T17-3 <= T17-1`` or ``abs(T10-1 - T17-4) < 5``.
It is true when all is well. A rule whose indicators the unit does not hold, or has no figure for, says
nothing. A 试行 rule only informs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simpleeval import SimpleEval

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.model import OfficeRule

_NAME = re.compile(r"T(\d+)-(\d+)")
_FUNCTIONS = {"abs": abs, "min": min, "max": max, "round": round}
_CODES = {"错误": "E601", "疑问": "Q601", "提示": "N601"}


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its parsed expression and the indicators it names, in order."""

    rule: OfficeRule
    expression: str
    tree: Any
    indicators: tuple[str, ...]

    def holds(self, values: dict[str, float]) -> bool:
        """Whether the rule is satisfied; raises what simpleeval raises for a rule that cannot be computed."""
        evaluator = SimpleEval(
            functions=_FUNCTIONS, names={_python_name(key): value for key, value in values.items()}
        )
        return bool(evaluator.eval(self.expression, previously_parsed=self.tree))


def compile_rules(rules: Sequence[OfficeRule]) -> tuple[list[CompiledRule], list[Finding]]:
    """Rules ready to run, and E602 with the row for every one that is not an expression."""
    compiled, faults = [], []
    for rule in rules:
        expression = _NAME.sub(lambda match: _python_name(match[0]), rule.expression)
        names = tuple(dict.fromkeys(match[0] for match in _NAME.finditer(rule.expression)))
        ready = None
        try:
            ready = CompiledRule(rule, expression, SimpleEval.parse(expression), names)
            ready.holds(dict.fromkeys(names, 1.0))
        except ZeroDivisionError:
            pass  # a quotient of differences may be 0 for the trial values only
        except Exception as error:  # the library raises many kinds; each is a fault of the rule
            faults.append(_fault(rule, str(error)))
            continue
        if ready is not None:
            compiled.append(ready)
    return compiled, faults


def apply_rules(data: CheckData, rules: Sequence[CompiledRule]) -> Iterator[Finding]:
    """Every rule over every unit that it concerns in this month."""
    for compiled in rules:
        rule = compiled.rule
        if rule.months and data.period.month not in rule.months:
            continue
        for unit in data.units:
            if not rule.units or unit.unit.name in rule.units:
                yield from _apply(unit, compiled)


def _apply(unit: UnitData, compiled: CompiledRule) -> Iterator[Finding]:
    values = {key: value for key in compiled.indicators if (value := _value(unit, key)) is not None}
    if len(values) < len(compiled.indicators) or not values:
        return
    try:
        if compiled.holds(values):
            return
    except ZeroDivisionError:
        return
    rule, first = compiled.rule, compiled.indicators[0]
    code = "N601" if rule.trial else _CODES[rule.severity]
    shown = "，".join(f"{key}={value:.10g}" for key, value in values.items())
    name = "ytd" if (INDICATORS, first, "ytd") in unit.entries else "numerator"
    said = {"rule": rule.id, "message": rule.message, "shown": shown}
    yield at(unit, code, INDICATORS, first, name, seen=shown, **said)


def _value(unit: UnitData, key: str) -> float | None:
    value = unit.number(INDICATORS, key, "ytd")
    if value is not None:
        return value
    row = next((row for row in unit.form.indicators if row.indicator.id == key), None)
    numerator = unit.number(INDICATORS, key, "numerator")
    denominator = unit.number(INDICATORS, key, "denominator")
    if row is None or numerator is None or not denominator:
        return None
    return numerator / denominator * row.indicator.factor


def _python_name(key: str) -> str:
    return key.replace("-", "_")


def _fault(rule: OfficeRule, reason: str) -> Finding:
    return Finding(
        "E602",
        sheet="校验规则",
        address=f"第{rule.row}行",
        seen=rule.expression,
        values={"rule": rule.id, "reason": reason},
    )
