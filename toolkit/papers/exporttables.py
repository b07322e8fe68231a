"""Finds the one flat table of a filling platform's export, and says what its columns look like.

In: a workbook as read, the checklist's names, the headers of the form's input columns. Out: :class:`ExportTable`, or
None. A row is a unit and an indicator (or task), or a unit with the indicators as columns. Nothing is decided here:
what a column means counts once a person has confirmed it (:mod:`toolkit.papers.exportmaps`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core import fields
from toolkit.core.exports import KEY, MEASURE, PERIOD, SKIP, TASK, UNIT, ExportMap
from toolkit.core.model import Indicator, Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.returns import Book, SheetData
from toolkit.core.value_text import squeeze
from toolkit.papers.historynames import (
    ID_WORDS,
    MEASURE_WORDS,
    MONTH_WORDS,
    NAME_WORDS,
    PARTS,
    TOTALS,
    UNIT_WORDS,
    VALUE_WORDS,
    Names,
    months_in,
)
from toolkit.papers.historytables import HEAD_ROWS, TOTAL, Grid

_PARTS = {fields.NUMERATOR: "分子累计", fields.DENOMINATOR: "分母累计"}
_VALUE = "本月累计"
_ASIDE = frozenset(
    ["序号", "提交时间", "提交答卷时间", "填写时间", "创建时间", "更新时间", "修改时间", "所用时间", "来源", "来源详情", "来自IP",
     "提交人", "填写人", "创建人", "修改人", "答题序号", "总分", "IP", "记录ID", "任务", "任务名称", "事项"]
)  # fmt: skip
_NUMBERED = lazy_regex(r"^(?:Q?\d{1,3}[、.:)]|\*)+")
_ASKED = lazy_regex(r"(?:\*|[(\[](?:必填|选填|单选题?|多选题?|填空题?|数字|文本|附件)[)\]])+$")
_DAY = lazy_regex(r"(20\d\d)[-/.年](\d{1,2})(?:$|[-/.月])")
_NO_UNIT = "没有写单位"
_SAMPLES, _LONGEST_SAMPLE = 3, 60


@dataclass(frozen=True)
class ExportColumn:
    """A column under its header; two of the same name are told apart by a number. ``meaning``: "" where nobody can say."""

    index: int
    name: str
    meaning: str
    sample: str = ""


@dataclass(frozen=True)
class ExportTable:
    """The table of an export; ``head`` is the 0-based row of its headers."""

    sheet: SheetData
    head: int
    columns: tuple[ExportColumn, ...]
    units: frozenset[str]  # codes of those that it names
    said: frozenset[Period]  # months that stand above it, or in the sheet's name

    @property
    def fingerprint(self) -> str:
        """Of the headers: next month's export has the same."""
        text = "\n".join(column.name for column in self.columns)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def meanings(self, known: ExportMap | None) -> Mapping[int, str]:
        """Column -> what it is, as confirmed, else as it looks."""
        told = known.columns if known else {}
        return {one.index: told.get(one.name, one.meaning) for one in self.columns}


@dataclass(frozen=True)
class ExportRow:
    """One row. ``unit``, ``indicator``: a text says why there is none; without key columns both key and task are None."""

    line: int
    unit: Unit | str
    unit_text: str
    key_text: str = ""
    indicator: Indicator | str | None = None
    task: str = ""
    measure: str = ""
    month_text: str = ""
    months: frozenset[Period] = frozenset()


def find_export(book: Book, names: Names, meanings: Collection[str]) -> ExportTable | None:
    """The table that names most units; None where no sheet has one."""
    found = [table for sheet in book.sheets if sheet.visible if (table := _table(sheet, names, meanings))]
    return max(found, key=lambda table: len(table.units), default=None)


def _table(sheet: SheetData, names: Names, meanings: Collection[str]) -> ExportTable | None:
    grid = Grid(sheet)
    named = _units(grid, names)
    for head in range(min(HEAD_ROWS, grid.height)):
        heads = {c: _clean(grid.text(head, c)) for c in range(grid.width) if grid.text(head, c)}
        units = {c: sum(row > head for row in rows) for c, rows in named.items() if c in heads}
        if len(heads) < 2 or not any(units.values()):
            continue
        best = max(units, key=lambda c: (heads[c] in UNIT_WORDS, units[c]))
        if named[best] and min(named[best]) <= head:
            return None  # units stand above: the head is not here, and was none before
        columns = tuple(_columns(grid, names, head, heads, best, meanings))
        if any(one.meaning in (KEY, TASK) or _is_indicator(one.meaning, names) for one in columns):
            codes = frozenset(named[best].values())
            above = [grid.text(*place) for place in grid.filled if place[0] < head]
            return ExportTable(sheet, head, columns, codes, months_in([*above, sheet.name]))
    return None


def _units(grid: Grid, names: Names) -> dict[int, dict[int, str]]:
    """Column -> row -> code of the unit that stands there."""
    found: dict[int, dict[int, str]] = {}
    for row, column in grid.filled:
        unit = names.unit(grid.text(row, column))
        if unit is not None:
            found.setdefault(column, {})[row] = unit.code
    return found


def _clean(text: str) -> str:
    """A header without the platform's numbering and marks of what must be filled."""
    return _ASKED.sub("", _NUMBERED.sub("", squeeze(text)))


def _columns(
    grid: Grid, names: Names, head: int, heads: Mapping[int, str], unit: int, meanings: Collection[str]
) -> Iterator[ExportColumn]:
    seen: Counter[str] = Counter()
    for column, name in heads.items():
        seen[name] += 1
        told = name if seen[name] == 1 else f"{name}#{seen[name]}"
        below = [text for row in range(head + 1, grid.height) if (text := grid.text(row, column))]
        meaning = UNIT if column == unit else _meaning(name, below, names, meanings)
        yield ExportColumn(column, told, meaning, _sample(below))


def _meaning(name: str, below: Sequence[str], names: Names, meanings: Collection[str]) -> str:
    """What a column looks like, "" where its header says nothing that we know."""
    words = (
        (ID_WORDS | NAME_WORDS, KEY),
        (MONTH_WORDS, PERIOD),
        (MEASURE_WORDS, MEASURE),
        (VALUE_WORDS, _VALUE),
    )
    for known, meaning in words:
        if name in known:
            return meaning
    if name in PARTS:
        return _PARTS[PARTS[name]]
    if name in ("任务序号", "任务编号"):
        return TASK
    if name in meanings:
        return name
    label = names.label([name])
    if label.indicator and not label.why:
        return _as_column(label.indicator, label.part)
    if below and sum(names.indicator(text)[0] is not None for text in below) * 2 > len(below):
        return KEY
    return SKIP if name in _ASIDE else ""


def _as_column(indicator: Indicator, part: str) -> str:
    """An indicator's column in words; a quotient alone is worked out from its parts, and not read."""
    if indicator.is_ratio_input and not part:
        return SKIP
    return f"{indicator.id} {_PARTS[part]}" if part else indicator.id


def indicator_column(meaning: str, names: Names) -> tuple[Indicator, str] | None:
    """The indicator and the field that a column holds (T02-3, T02-3 分子累计)."""
    head, _, part = meaning.strip().partition(" ")
    indicator = names.indicators.get(squeeze(head))
    field = PARTS.get(squeeze(part), fields.YTD if squeeze(part) in ("", _VALUE) else "")
    if indicator is None or squeeze(indicator.id) != squeeze(head) or not field:
        return None
    return (indicator, field) if indicator.is_ratio_input == (field != fields.YTD) else None


def _is_indicator(meaning: str, names: Names) -> bool:
    return indicator_column(meaning, names) is not None


def rows_of(table: ExportTable, names: Names, known: ExportMap | None) -> Iterator[ExportRow]:
    """Every filled row below the headers, with whose it is and what of."""
    grid, meanings = Grid(table.sheet), table.meanings(known)
    at = {
        role: [c for c, one in meanings.items() if one == role] for role in (UNIT, KEY, TASK, PERIOD, MEASURE)
    }
    for line in sorted({row for row, _ in grid.filled if row > table.head}):
        texts = {role: [text for c in found if (text := grid.text(line, c))] for role, found in at.items()}
        unit_text, key_text = "".join(texts[UNIT]), " ".join(texts[KEY])
        said = "".join(texts[PERIOD])
        yield ExportRow(
            line,
            _unit(unit_text, names, known),
            unit_text,
            key_text,
            _indicator(texts[KEY], key_text, names, known) if at[KEY] else None,
            re.sub(r"\D", "", texts[TASK][0]) if texts[TASK] else "",
            squeeze("".join(texts[MEASURE][:1])),
            said,
            months_in([said]) or _exact(said),
        )


def _unit(text: str, names: Names, known: ExportMap | None) -> Unit | str:
    """The unit, or why there is none; "" where a person has yet to say."""
    told = known.units.get(squeeze(text), "") if known else ""
    unit = names.unit(text) or names.unit(told)
    if unit is not None:
        return unit
    if told == SKIP:
        return f"“{text[:20]}”对照为不导入"
    if squeeze(text) in TOTALS:
        return TOTAL
    return "" if text else _NO_UNIT


def _indicator(
    texts: Sequence[str], text: str, names: Names, known: ExportMap | None
) -> Indicator | str | None:
    """The indicator, or why there is none; "" where a person has yet to say, None where the row names none."""
    if not texts:
        return None
    told = known.keys.get(squeeze(text), "") if known else ""
    if told == SKIP:
        return f"“{text[:40]}”对照为不导入"
    if told:
        return names.indicators.get(squeeze(told)) or ""
    label = names.label(texts)
    return label.indicator if label.indicator and not (label.why or label.part) else ""


def _exact(text: str) -> frozenset[Period]:
    """A month or a day as a platform stores it (2024-06, 2024-06-30 00:00)."""
    match = _DAY.match(text.strip())
    return (
        frozenset({Period(int(match[1]), int(match[2]))})
        if match and 1 <= int(match[2]) <= 12
        else frozenset()
    )


def unknown_names(
    table: ExportTable, names: Names, known: ExportMap | None
) -> tuple[dict[str, int], dict[str, int]]:
    """Names of units, and of indicators, that nobody has explained yet, each with the 0-based row where it first stands."""
    units: dict[str, int] = {}
    keys: dict[str, int] = {}
    for row in rows_of(table, names, known):
        if row.unit == "":
            units.setdefault(row.unit_text, row.line)
        elif not isinstance(row.unit, str) and row.indicator == "":
            keys.setdefault(row.key_text, row.line)
    return units, keys


def _sample(texts: Sequence[str]) -> str:
    """The first values of a column, one after another, as much as a cell takes."""
    told = "；".join(dict.fromkeys(text.rstrip("。") for text in texts[:_SAMPLES]))
    return told if len(told) <= _LONGEST_SAMPLE else told[: _LONGEST_SAMPLE - 1] + "…"
