"""The language of the sheet 校验规则: expressions over indicators of a unit and columns of its tasks or projects.

In: the text of a cell. Out: :class:`Expression`, or :class:`ExpressionError` with the reason in Chinese. The
library simpleeval computes it, not Python; names are ``T17-3`` and headers of the form without what stands in
brackets (``到位资金``, ``完成度``; ``状态`` for 本月状态), taken from ``forms/layout``, so a new column can be
named at once. Punctuation of a Chinese keyboard is read as what it stands for.
"""

from __future__ import annotations

import ast
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from simpleeval import SimpleEval

from toolkit.core.patterns import lazy_regex
from toolkit.forms.layout import PROJECT_SHEET, TASK_SHEET
from toolkit.forms.spec import Column, SheetSpec

Value = str | float

ROW_SHEETS = (TASK_SHEET, PROJECT_SHEET)
_FUNCTIONS = {"abs": abs, "min": min, "max": max, "round": round}
_NUMBERS = frozenset({"number", "integer", "percent", "number_or_word"})
_INDICATOR = lazy_regex(r"T(\d+)-(\d+)")
_INDICATOR_NAME = lazy_regex(r"T(\d+)_(\d+)")  # as it stands in the tree
_QUOTED = lazy_regex("(\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’)")
_SIGNS = (
    (lazy_regex("≤"), "<="), (lazy_regex("≥"), ">="), (lazy_regex("≠|<>"), "!="),
    (lazy_regex("(?<![<>!=])=(?!=)"), "=="), (lazy_regex("×"), "*"), (lazy_regex("÷"), "/"),
    (lazy_regex("并且"), " and "), (lazy_regex("或者"), " or "),
)  # fmt: skip
_BRACKETS = lazy_regex(r"\([^()]*\)$")
_ALLOWED = (
    ast.Name, ast.Constant, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Tuple, ast.List,
)  # fmt: skip
_EQUALITY = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)
_NEAR = 60  # likeness (0..100) from which another name is proposed


class ExpressionError(ValueError):
    """The text is no expression that can be computed; the message says why, for the office."""


@dataclass(frozen=True)
class Expression:
    """What a rule says: ``sheet`` is "" when it speaks of indicators only, else its rows are looked at one by one.

    ``blank_tested`` are columns that are only held against "": they count as "" when nothing stands there.
    """

    text: str
    tree: ast.AST
    indicators: tuple[str, ...]
    columns: Mapping[str, Column]  # by the name as it is written
    sheet: str
    blank_tested: frozenset[str]

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Whether it is true of these values; raises ZeroDivisionError and ExpressionError."""
        names = {key.replace("-", "_"): value for key, value in values.items()}
        try:
            return bool(_Evaluator(names).eval(self.text, previously_parsed=self.tree))
        except ZeroDivisionError:
            raise
        except TypeError as error:
            raise ExpressionError("文字和数字不能放在一起算") from error
        except Exception as error:  # the library raises many kinds; each is a fault of the rule
            raise ExpressionError("数太大，或用了不能用的写法") from error


class _Evaluator(SimpleEval):  # type: ignore[misc]  # the library has no types
    """Knows lists besides, for ``状态 in ("未启动", "进度滞后")``."""

    def __init__(self, names: Mapping[str, Value]) -> None:
        super().__init__(functions=_FUNCTIONS, names=dict(names))
        self.nodes[ast.Tuple] = self.nodes[ast.List] = self._sequence

    def _sequence(self, node: ast.Tuple | ast.List) -> tuple[Value, ...]:
        return tuple(self._eval(one) for one in node.elts)


@lru_cache(maxsize=256)
def read_expression(text: str) -> Expression:
    """The expression of a cell; raises ExpressionError."""
    tree = _parse(_plain(text))
    names = _names(tree)
    indicators = tuple(name.replace("_", "-") for name in names if _INDICATOR_NAME.fullmatch(name))
    written = [name for name in names if not _INDICATOR_NAME.fullmatch(name)]
    if not names:
        raise ExpressionError("没有写指标编号，也没有写列名")
    spec = _sheet_of(written)
    columns = {name: _columns_of(spec)[name] for name in written} if spec else {}
    _check_comparisons(tree, columns)
    sheet = spec.name if spec else ""
    made = Expression(text, tree, indicators, columns, sheet, _blank_tested(tree, columns))
    _try(made)
    return made


def is_number(column: Column) -> bool:
    """Whether the column holds numbers; all others are held as text."""
    return column.kind in _NUMBERS


def _plain(text: str) -> str:
    """Signs of a Chinese keyboard and of Excel as the language has them; texts in quotes stay."""
    parts = _QUOTED.split(text)
    parts[::2] = [_plain_signs(part) for part in parts[::2]]
    parts[1::2] = [repr(part[1:-1]) for part in parts[1::2]]
    return "".join(parts)


def _plain_signs(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    for spec in ROW_SHEETS:
        for header in spec.headers:
            text = text.replace(header, _bare(header))
    for sign, meaning in _SIGNS:
        text = sign.sub(meaning, text)
    return _INDICATOR.sub(r"T\1_\2", text)


def _bare(header: str) -> str:
    return _BRACKETS.sub("", header)


def _parse(text: str) -> ast.expr:
    if not text.strip():
        raise ExpressionError("没有写表达式")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("写法不完整，或有多余的符号") from error
    for node in ast.walk(tree):
        foreign = isinstance(node, ast.expr) and not isinstance(node, _ALLOWED)
        if foreign or isinstance(node, (ast.Is, ast.IsNot)):
            raise ExpressionError("只能用 + - * / 和括号、比较、and、or、not、in，以及 abs、min、max、round")
        if isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
        ):
            raise ExpressionError(f"没有“{ast.unparse(node.func)}”这个函数，能用的是{'、'.join(_FUNCTIONS)}")
    return tree


def _names(tree: ast.expr) -> list[str]:
    """Names of values, each once, in the order in which they are written."""
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in functions]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in found))


def _columns_of(spec: SheetSpec) -> dict[str, Column]:
    """What a rule can name: the row's number and what units fill in; 本月 may be left out."""
    named = {_bare(column.header): column for column in spec.columns if column.role == "input"}
    short = {name.removeprefix("本月"): column for name, column in named.items()}
    return {_bare(spec.columns[0].header): spec.columns[0], **short, **named}


def _sheet_of(names: list[str]) -> SheetSpec | None:
    """The one sheet that has all these columns; None when there are none."""
    known = {spec.name: _columns_of(spec) for spec in ROW_SHEETS}
    for name in names:
        if not any(name in columns for columns in known.values()):
            raise ExpressionError(_unknown(name, known))
    fitting = [spec for spec in ROW_SHEETS if all(name in known[spec.name] for name in names)]
    if not names:
        return None
    if not fitting:
        raise ExpressionError(f"{'、'.join(names)}不都在一张表里，一条规则只能写{_sheets('或')}一张表的列")
    if len(fitting) > 1:
        raise ExpressionError(f"{'、'.join(names)}在{_sheets('和')}里都有，请再写一个只有一张表有的列")
    return fitting[0]


def _sheets(between: str) -> str:
    return between.join(f"“{spec.name}”" for spec in ROW_SHEETS)


def _unknown(name: str, known: Mapping[str, Mapping[str, Column]]) -> str:
    near = process.extractOne(
        name, [one for columns in known.values() for one in columns], score_cutoff=_NEAR
    )
    asked = f"，是不是“{near[0]}”" if near else ""
    usable = "；".join(f"“{sheet}”有{'、'.join(columns)}" for sheet, columns in known.items())
    return f"没有“{name}”这一列{asked}。能写的有指标编号（如 T17-3）；{usable}"


def _comparisons(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.cmpop, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from zip([node.left, *node.comparators], node.ops, node.comparators, strict=False)


def _check_comparisons(tree: ast.expr, columns: Mapping[str, Column]) -> None:
    """A column is held against its own kind, a choice against one of its choices."""
    for left, sign, right in _comparisons(tree):
        for one, other in ((left, right), (right, left)):
            if isinstance(one, ast.Name) and one.id in columns:
                for value in _constants(other):
                    _check_value(one.id, columns[one.id], sign, value)


def _constants(node: ast.expr) -> Iterator[object]:
    for one in node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]:
        if isinstance(one, ast.Constant):
            yield one.value


def _check_value(name: str, column: Column, sign: ast.cmpop, value: object) -> None:
    if is_number(column) and isinstance(value, str) and value:
        raise ExpressionError(f"“{name}”是数，不能同文字“{value}”比")
    if not is_number(column) and not isinstance(value, str):
        raise ExpressionError(f"“{name}”是文字，同它比的也要写成带引号的文字")
    known = column.kind != "choice" or not value or value in column.choices
    if isinstance(sign, _EQUALITY) and not known:
        raise ExpressionError(f"“{value}”不是“{name}”的选项，选项有{'、'.join(column.choices)}")


def _blank_tested(tree: ast.AST, columns: Mapping[str, Column]) -> frozenset[str]:
    """Columns that appear only in ``x == ""`` and ``x != ""``."""
    seen = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    tested = Counter(
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], (ast.Eq, ast.NotEq))
        for name, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left))
        if isinstance(name, ast.Name) and isinstance(other, ast.Constant) and other.value == ""
    )
    return frozenset(name for name in columns if tested[name] == seen[name])


def _try(expression: Expression) -> None:
    """Compute it once with made-up values, so that what can never be computed is said at once."""
    values: dict[str, Value] = dict.fromkeys(expression.indicators, 1.0)
    for name, column in expression.columns.items():
        values[name] = 1.0 if is_number(column) else column.choices[0] if column.choices else "文字"
    with suppress(ZeroDivisionError):  # a quotient of differences may be 0 for these values only
        expression.holds(values)
