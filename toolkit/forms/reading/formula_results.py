"""Whether what a formula comes to can be a count of anything: chance, the place of a cell, the target and a failed look-up cannot.

In: a formula (without its =) of a number cell, its sheet and its result. Out: why not, in words for the unit; "" where nothing is wrong.
"""

from __future__ import annotations

import re

from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar
from toolkit.forms.layout import INDICATOR_SHEET
from toolkit.forms.reading.references import references

_CHANCE = lazy_regex(r"\bRAND(?:BETWEEN|ARRAY)?\s*\(", re.IGNORECASE)
_PLACE = lazy_regex(r"[-+]?(?:ROWS?|COLUMNS?|NOW|TODAY)\([^()]*\)(?:[-+*/][\d.]+)*", re.IGNORECASE)
_ELSE_NOTHING = lazy_regex(
    r"IF(?:ERROR|NA)\((?:[VHX]?LOOKUP|INDEX|MATCH)\(.+[,;]\s*0?\s*\)", re.IGNORECASE | re.DOTALL
)
_NOTE = lazy_regex(r'\bN\(\s*"([^"]+)"\s*\)', re.IGNORECASE)
_GOALS = tuple(INDICATOR_SHEET.letter(name) for name in (fields.TARGET, fields.QUOTA))


def is_no_count(formula: str, form_sheet: str, result: Scalar) -> str:
    """Why the result is no count."""
    if _CHANCE.search(formula):
        return "取的是随机数"
    if _PLACE.fullmatch(formula.strip()):
        return "取的是行号、列号或日期"
    if result == 0.0 and _ELSE_NOTHING.fullmatch(formula.strip()):
        return "没有查到时自动填了 0"
    if note := _NOTE.search(formula):
        return f"公式里写着“{note[1]}”"
    return _of_others(formula) if form_sheet == INDICATORS else ""


def _of_others(formula: str) -> str:
    """Where all that it refers to is the row's target, or is in 任务进展."""
    found = references(formula)
    if found and all(where == "" and column in _GOALS for where, column in found):
        return "取的是目标数"
    if found and all(TASKS in where for where, _ in found):
        return f"取自“{TASKS}”表"
    return ""
