"""Numbers in print: rounded half up by this one function, in every column, paper, page and mail.

In: a number and how many decimals to print. Out: a Decimal or its text. The dust of binary fractions is taken
off first, as Excel does (15 digits), so that 38.15 is 38.2 wherever it is printed.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_WIDE = Context(prec=400)
RATE = 1  # decimals of every percentage and of a difference of two; other numbers have those of their measure
SCORE = 2  # of points of an evaluation
MINUS = "\u2212"  # in print; a hyphen lets a line break behind it
NOTE = "部分数据因四舍五入，分项之和与合计可能略有出入；状态灯按四舍五入前的数判定。"


def rounded(value: float, decimals: int = 0) -> Decimal:
    """The number with that many decimals, a half away from zero; never −0."""
    exact = Decimal(f"{value:.15g}")
    result = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    return result if result else abs(result)


def shown_number(value: float, decimals: int = 0, *, signed: bool = False) -> str:
    """The number as print has it: thousands separators, fixed decimals; ``signed`` puts + before growth."""
    return f"{rounded(value, decimals):{'+' if signed else ''},f}"


def shown_rate(value: float, *, signed: bool = False) -> str:
    """A percentage or a number of points between two, without its sign %."""
    return shown_number(value, RATE, signed=signed).replace("-", MINUS)


def decimals_of(value: float) -> int:
    """Decimals that a number of the checklist is written with."""
    text = repr(float(value))
    return 0 if text.endswith(".0") or "e" in text else len(text.partition(".")[2])
