"""What the tables for other tools are made of: a column with its meaning, unit and kind, and a table of them.

In: records of any one kind. Out: their values by column; the CSV files, their dictionary, the data workbook, the frames
and the pages of docs/analysis.md all follow from the same declaration. A number that may be missing has a category
column of its own that says why (``total``, ``total_state``): a gap is never all that is left of a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from toolkit.core.form import DASH
from toolkit.core.marks import NO_SHARE, NOT_CONFIRMED
from toolkit.core.returns import Figure
from toolkit.core.words import LightWord, NoValue

R = TypeVar("R")
S = TypeVar("S")
Cell = str | float | int | bool | datetime | None
Kind = Literal["text", "number", "count", "flag", "time", "category"]

GIVEN = "有数"
UNFILLED = "未填"
NONE = "无"
IN_WORDS = "见文字"
NO_PART = "不适用"
# Why a number is there or not, with what each word means; a column's words come in this order.
STATES = {
    GIVEN: "有数",
    NoValue.PENDING: "单位填了待统计，或未到统计期",
    NoValue.NOT_APPLICABLE: "单位填了不涉及",
    NoValue.NOT_REPORTED: "应报而没有报",
    UNFILLED: "报了，这一格没有填",
    NoValue.REJECTED: "填了，读不成数，已退回",
    NoValue.TAKEN_OUT: "办公室裁定不计入",
    LightWord.OPEN: "有单位没有报，报齐后可能不同",
    LightWord.OFFLINE: LightWord.OFFLINE,
    NoValue.TO_BE_SPLIT: "目标没有分解到单位",
    NO_SHARE: "分解给本单位的任务为0",
    LightWord.NO_TARGET: "本年度没有目标",
    NOT_CONFIRMED: "算法是导入时推定的，办公室没有核对",
    LightWord.NO_DENOMINATOR: "分母为0，算不出",
    NO_PART: "这一行没有这个数",
    IN_WORDS: "不是一个数，见同名的文字列或标注",
    NONE: "没有数，也没有别的说法",
}
WORDS = tuple(map(str, STATES))
_PLAIN_NONE = ("", DASH)


@dataclass(frozen=True)
class DataColumn(Generic[R]):
    """One column: ``name`` in frames, ``header`` in CSV files and workbooks, and where its value comes from.

    ``unit`` is the measure of a number; ``state`` says of a number or count that may be missing why it is there or not,
    and makes a category column beside it. ``categories`` are all words that a category may have, () where they are the
    data's own.
    """

    name: str
    header: str
    meaning: str
    kind: Kind
    value: Callable[[R], Cell]
    unit: str = ""
    state: Callable[[R], str] | None = None
    categories: tuple[str, ...] = ()
    of: str = ""  # the name of the number that it says the state of

    @property
    def told(self) -> DataColumn[R] | None:
        """The category column that says why the number is there or not; None where it always is."""
        if self.state is None:
            return None
        header, meaning = f"{self.header}(情况)", f"“{self.header}”有没有数、为什么没有"
        name = f"{self.name}_state"
        return DataColumn(name, header, meaning, "category", self.state, categories=WORDS, of=self.name)


PERIOD: DataColumn[Any] = DataColumn("period", "报送期", "年-月", "text", lambda r: r.period)


class Records(Collection[R], Generic[S, R]):
    """Records made when they are read: of a long table together they would be as large as what they are made of."""

    def __init__(self, source: Collection[S], make: Callable[[S], R]) -> None:
        """One record for each of ``source``, in its order."""
        self._source, self._make = source, make

    def __len__(self) -> int:
        return len(self._source)

    def __iter__(self) -> Iterator[R]:
        return map(self._make, self._source)

    def __contains__(self, record: object) -> bool:
        return any(one == record for one in self)


@dataclass(frozen=True)
class Table(Generic[R]):
    """One table: ``name`` as a frame, ``file`` as a CSV file or sheet, its columns, and one record a row."""

    name: str
    file: str
    about: str
    declared: tuple[DataColumn[R], ...]
    records: Collection[R] = ()

    @cached_property
    def columns(self) -> tuple[DataColumn[R], ...]:
        """As the files have them: what is said of missing numbers stands behind, where no column moves for it."""
        told = (column.told for column in self.declared)
        return (*self.declared, *(column for column in told if column is not None))

    @cached_property
    def beside(self) -> tuple[DataColumn[R], ...]:
        """As the frames have them: what is said of a number stands beside it."""
        pairs = ((column, column.told) for column in self.declared)
        return tuple(one for pair in pairs for one in pair if one is not None)

    def of(self, records: Collection[R]) -> Table[R]:
        """The same table with these records."""
        return replace(self, records=records)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """One tuple a record, in the order of ``columns``."""
        values = [column.value for column in self.columns]
        return (tuple(value(record) for value in values) for record in self.records)


def state_of(figure: Figure | None, none: str = NONE) -> str:
    """Why a figure has a number or not, in a word of STATES; ``none``: where there is no figure at all."""
    if figure is None:
        return none
    return GIVEN if figure.value is not None else word_state(figure.word)


def word_state(word: str) -> str:
    """The word that stands for a number, as one of STATES."""
    if word in _PLAIN_NONE:
        return NONE
    return word if word in STATES else IN_WORDS


def given(value: object, none: str = NONE) -> str:
    """The state of a value that is no figure."""
    return none if value is None else GIVEN


def figure(
    name: str,
    header: str,
    meaning: str,
    unit: str,
    get: Callable[[R], Figure | None],
    *,
    kind: Kind = "number",
    none: str = NONE,
) -> DataColumn[R]:
    """The column of a computed number, which says itself why it is missing."""

    def value(record: R) -> Cell:
        found = get(record)
        if found is None or found.value is None:
            return None
        return int(found.value) if kind == "count" else found.value

    return DataColumn(name, header, meaning, kind, value, unit, lambda record: state_of(get(record), none))


def joined(parts: Iterable[str]) -> str:
    """Several names in one cell."""
    return "、".join(parts)
