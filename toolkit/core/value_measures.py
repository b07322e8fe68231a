"""Measures (计量单位) that people write behind a number, and how they convert exactly.

In: a decimal, the measure said, the measure of the column. Out: the decimal in the column's
measure, or None where the two do not fit.
"""

from __future__ import annotations

from decimal import Decimal

from toolkit.core.patterns import lazy_regex

_SCALES = {
    "": Decimal(1),
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "万亿": Decimal(10**12),
}
# base word -> (dimension, factor to the dimension's own base)
_BASES = {
    "元": ("money", Decimal(1)),
    "圆": ("money", Decimal(1)),
    "元人民币": ("money", Decimal(1)),
    "人民币": ("money", Decimal(1)),
    "米": ("length", Decimal(1)),
    "m": ("length", Decimal(1)),
    "千米": ("length", Decimal(1000)),
    "公里": ("length", Decimal(1000)),
    "km": ("length", Decimal(1000)),
    "㎞": ("length", Decimal(1000)),
    "Km": ("length", Decimal(1000)),
    "KM": ("length", Decimal(1000)),
    "平方米": ("area", Decimal(1)),
    "平米": ("area", Decimal(1)),
    "㎡": ("area", Decimal(1)),
    "m²": ("area", Decimal(1)),
    "km²": ("area", Decimal(10**6)),
    "㎢": ("area", Decimal(10**6)),
    "公顷": ("area", Decimal(10**4)),
    "平方公里": ("area", Decimal(10**6)),
    "分钟": ("time", Decimal(1)),
    "分": ("time", Decimal(1)),
    "小时": ("time", Decimal(60)),
    "%": ("percent", Decimal(1)),
    "‰": ("percent", Decimal("0.1")),
}
# Counting words that may stand for the column's own one; 人次 is never 人, 户 is never 个.
_SAME_COUNT = {
    "个": frozenset("所项家处座片条件部"),
    "所": frozenset("个座家处"),
    "项": frozenset("个件"),
    "户": frozenset("家"),
    "家": frozenset("户个"),
    "人": frozenset("名位个"),
    "名": frozenset("人位个"),
    "条": frozenset("个"),
    "片": frozenset("个处"),
    "部": frozenset("个"),
    "处": frozenset("个座"),
    "座": frozenset("个处"),
    "届": frozenset("次"),
}
# Measures of things that are counted one by one: there is no half of one.
COUNTED = frozenset(
    [
        "所",
        "个",
        "人",
        "户",
        "家",
        "条",
        "套",
        "项",
        "处",
        "座",
        "片",
        "件",
        "部",
        "届",
        "次",
        "名",
        "位",
        "间",
        "台",
        "辆",
        "张",
        "棵",
        "株",
        "头",
        "只",
        "场",
        "期",
        "支",
        "批",
        "份",
        "本",
        "盏",
        "眼",
        "口",
        "栋",
        "幢",
        "人次",
        "户次",
        "家次",
        "对",
        "站",
        "村",
        "乡",
        "镇",
        "个村",
        "床",
        "个床位",
        "个学位",
        "个车位",
    ]
)
_SCALED = lazy_regex("(万亿|千万|百万|十万|亿|万|千|百|十)?(.*)")


def _split(measure: str) -> tuple[Decimal, str]:
    """Scale and base word: 万元 is (10000, 元), 千米 is (1, 千米)."""
    if measure in _BASES:
        return Decimal(1), measure
    match = _SCALED.fullmatch(measure)
    return (_SCALES[match[1] or ""], match[2]) if match else (Decimal(1), measure)


def is_measure(text: str) -> bool:
    """Whether a word is a measure of numbers, with a scale or only one: 万人, 亿元, 万."""
    scale, base = _split(text)
    return base in _BASES or base in COUNTED or (not base and scale > 1)


def is_counted(measure: str) -> bool:
    """Whether whole numbers alone are possible in it: 个, not 万个."""
    return measure in COUNTED


def is_money(measure: str) -> bool:
    """Whether sums are told in it: 元, 万元."""
    return _BASES.get(base_of(measure), ("",))[0] == "money"


def base_of(measure: str) -> str:
    """The measure without its scale: 元 for 亿元. A number that carries its scales in itself is in it."""
    return _split(measure)[1]


def convert(value: Decimal, said: str, column: str) -> Decimal | None:
    """``value`` in measure ``said`` (may be empty or only a scale such as 万) as ``column``'s measure."""
    if said in ("", column):
        return value
    said_scale, said_base = _split(said)
    column_scale, column_base = _split(column)
    if column_base == "%" and not said_base:
        return None  # 5万 in a percent column
    if not said_base and said_scale < _SCALES["万"] and column_scale > 1:
        return None  # 3千 in a column of 万元: 3千元, or 3000万元
    factor = said_scale / column_scale
    if not said_base or said_base == column_base or said_base in _SAME_COUNT.get(column_base, ()):
        return value * factor
    said_unit, column_unit = _BASES.get(said_base), _BASES.get(column_base)
    if said_unit is None or column_unit is None or said_unit[0] != column_unit[0]:
        return None
    return value * factor * said_unit[1] / column_unit[1]
