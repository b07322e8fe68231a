"""How tables of the time before the tool call units, indicators, columns and months.

In: the checklist; texts of headers, names, titles and file names. Out: what each means, or why it means nothing.
A name counts only when it is one unit's or one indicator's; an id beside another indicator's name counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from toolkit.core import fields
from toolkit.core.area import AREAS
from toolkit.core.model import Checklist, Indicator, Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.value_numbers import read_number
from toolkit.core.value_text import squeeze

T = TypeVar("T")
PARTS = {
    "分子": fields.NUMERATOR,
    "分子累计": fields.NUMERATOR,
    "分母": fields.DENOMINATOR,
    "分母累计": fields.DENOMINATOR,
}
# Headers of flat tables (our own 分县明细 among them) and of further columns and rows of the others.
UNIT_WORDS = frozenset(
    [
        "单位",
        "填报单位",
        "责任单位",
        "单位名称",
        "县市",
        "县(市)",
        "县(市、区)",
        "县市区",
        "县区",
        "地区",
        "乡镇",
        "部门",
    ]
)
ID_WORDS = frozenset(["指标编号", "编号", "指标代码"])
NAME_WORDS = frozenset(["指标", "指标名称", "名称", "项目", "指标项目"])
VALUE_WORDS = frozenset(
    [
        "值",
        "数值",
        "指标值",
        "累计",
        "累计数",
        "累计值",
        "累计完成",
        "累计完成数",
        "本月累计",
        "本期累计",
        "完成数",
        "完成情况",
    ]
)
MEASURE_WORDS = frozenset(["计量单位", "单位", "填报单位量", "量纲"])
MONTH_WORDS = frozenset(["月份", "年月", "期间", "报送期", "统计月份", "时间"])
TOTALS = frozenset({"合计", "总计", "小计", "合计数", *AREAS})

_TAIL = lazy_regex(r"^(.*?)[(\[]([^()\[\]]*)[)\]]$")
_BETWEEN = "-—_:·、,.：."
_YEAR = r"(?<!\d)(20\d\d)"
_MONTHS = (
    lazy_regex(_YEAR + r"年(?:0?1月?(?:份)?[-—–~至到])?(\d{1,2})月(?!\d{1,2}[日号])"),
    lazy_regex(_YEAR + r"[-./_](\d{1,2})(?![\d./_-]|[日号])"),
    lazy_regex(_YEAR + r"(0[1-9]|1[0-2])(?!\d)"),
)
_SPANS = {
    "上半年": 6, "全年": 12, "一季度": 3, "第一季度": 3, "二季度": 6, "第二季度": 6, "三季度": 9, "第三季度": 9,
    "前三季度": 9, "四季度": 12, "第四季度": 12,
}  # fmt: skip
_SPAN = lazy_regex(_YEAR + f"年({'|'.join(sorted(_SPANS, key=len, reverse=True))})")
_ALONE = lazy_regex(r"(?:1月?[-—–~至到])?(\d{1,2})月(?:份|底|末)?")


def months_in(texts: Iterable[str]) -> frozenset[Period]:
    """All months that texts name with their year; a day (制表日期 2023年7月5日) is no month."""
    found = set()
    for text in map(squeeze, texts):
        pairs = [(m[1], int(m[2])) for one in _MONTHS for m in one.finditer(text)]
        pairs += [(m[1], _SPANS[m[2]]) for m in _SPAN.finditer(text)]
        found |= {Period(int(year), month) for year, month in pairs if 1 <= month <= 12}
    return frozenset(found)


def month_of_sheet(sheet: str, others: Sequence[str]) -> frozenset[Period]:
    """A sheet called 6月 in a workbook whose titles or name give one year."""
    alone = _ALONE.fullmatch(squeeze(sheet))
    years = {int(year) for text in others for year in re.findall(_YEAR + r"(?=年|\D|$)", squeeze(text))}
    if alone is None or len(years) != 1 or not 1 <= int(alone[1]) <= 12:
        return frozenset()
    return frozenset({Period(years.pop(), int(alone[1]))})


@dataclass(frozen=True)
class Label:
    """What the texts of one column or row head say; ``why`` it is none to be read, "" when it is."""

    indicator: Indicator | None = None
    part: str = ""  # field of a quotient's part
    measure: str = ""  # as stated, "" when it is not
    why: str = ""


@dataclass(frozen=True)
class Names:
    """The checklist's names, as tables write them."""

    units: Mapping[str, Unit | None]  # None: of several
    indicators: Mapping[str, Indicator | None]
    ids: Sequence[str] = field(default=())  # the longest first

    @classmethod
    def of(cls, checklist: Checklist) -> Names:
        """Index the checklist."""
        units: dict[str, Unit | None] = {}
        for unit in checklist.reporting:
            _put(units, (unit.code, unit.name, unit.short, *unit.aliases), unit)
        indicators: dict[str, Indicator | None] = {}
        for one in checklist.indicators:
            plain = _TAIL.match(squeeze(one.name))
            _put(indicators, (one.id, one.name, *([plain[1]] if plain else [])), one)
        ids = sorted((squeeze(one.id) for one in checklist.indicators), key=len, reverse=True)
        return cls(units, indicators, ids)

    def unit(self, text: str) -> Unit | None:
        """The reporting unit of that name, alias or code."""
        return self.units.get(squeeze(text))

    def indicator(self, text: str) -> tuple[Indicator | None, str]:
        """The indicator of that id, name, or id and name; else why not, "" when the text names none at all."""
        name = squeeze(text)
        if name in self.indicators:
            found = self.indicators[name]
            return found, "" if found else f"“{text.strip()}”不止一个指标叫这个名称，请写指标编号"
        id = next((one for one in self.ids if name.startswith(one)), None)
        if id is None:
            return None, ""
        rest = name[len(id) :]
        if rest[:1].isdigit():
            return None, ""  # T02-31 is not T02-3
        known, other = self.indicators[id], self.indicators.get(rest.strip(_BETWEEN))
        if known is not None and other is known:
            return known, ""
        return None, f"“{text.strip()}”编号与名称对不上"

    def label(self, texts: Sequence[str]) -> Label:
        """What a head of several texts (name, 分子, measure, in brackets or apart) says."""
        left, indicator, part = [], None, ""
        for text in dict.fromkeys(one for one in texts if squeeze(one)):
            found, said, rest, why = self._taken(text)
            if why or (found and indicator and found is not indicator):
                return Label(why=why or f"“{text.strip()}”与旁边的指标编号对不上")
            indicator, part = found or indicator, said or part
            left += rest
        if indicator is None:
            shown = "".join(one.strip() for one in texts)
            return Label(why=f"不认识的指标“{shown[:40]}”" if shown else "没有写指标")
        return self._rest(indicator, part, left)

    def _taken(self, text: str) -> tuple[Indicator | None, str, list[str], str]:
        """(indicator, part, what is left over, why not) of one text, brackets behind it taken off one by one."""
        name = squeeze(text)
        left: list[str] = []
        part = fault = ""
        while True:
            found, why = self.indicator(name)
            if found:
                return found, part, left, ""
            fault = fault or why
            if name in PARTS:
                return None, PARTS[name], left, ""
            behind = next((one for one in sorted(PARTS, key=len, reverse=True) if name.endswith(one)), None)
            tail = _TAIL.match(name)
            if behind:
                name, part = name.removesuffix(behind).rstrip(_BETWEEN), PARTS[behind]
            elif tail and tail[1]:
                name, part = tail[1], PARTS.get(tail[2], part)
                left += [] if tail[2] in PARTS else [tail[2]]
            else:
                return None, part, [squeeze(text)], fault

    def _rest(self, indicator: Indicator, part: str, left: Sequence[str]) -> Label:
        """The further texts of a head: parts of the quotient by their own names, 累计, the measure; nothing else."""
        measure = ""
        for text in left:
            named = {
                squeeze(indicator.numerator): fields.NUMERATOR,
                squeeze(indicator.denominator): fields.DENOMINATOR,
            }
            if text and text in named:
                part = named[text]
            elif text in VALUE_WORDS:
                continue
            elif _is_measure(text, indicator, part):
                measure = text
            else:
                return Label(indicator, part, why=f"“{text}”不是累计数，也不是认得的计量单位")
        return Label(indicator, part, measure)


def _is_measure(text: str, indicator: Indicator, part: str) -> bool:
    """Whether numbers in it can be turned into the field's measure."""
    if text in (indicator.measure, indicator.report_measure):
        return True
    digits = any(ch.isdigit() for ch in text)
    return not digits and read_number(f"1{text}", measure_of(indicator, part)).value is not None


def measure_of(indicator: Indicator, part: str) -> str:
    """The measure in which units report the field."""
    if part == fields.NUMERATOR:
        return indicator.numerator_measure
    return indicator.denominator_measure if part == fields.DENOMINATOR else indicator.report_measure


def _put(index: dict[str, T | None], names: Iterable[str], item: T) -> None:
    for name in {squeeze(one) for one in names if squeeze(one)}:
        index[name] = item if index.get(name, item) is item else None
