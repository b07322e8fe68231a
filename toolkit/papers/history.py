"""A table of the time before the tool: every filled cell with its fate, as of a return.

In: the workbook as read, the checklist, the month that the operator named, the file's name. Out: :class:`HistoryRead`.
A cell is cast as the form's own would be; a measure that the head states is turned into the one that units report in
by the indicator's own factor or an exact conversion, or the cell is rejected. Quotients come as numerator and
denominator or not at all (design section 5: never a mean of percentages).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core import fields
from toolkit.core.addresses import cell_name
from toolkit.core.form import WORDS
from toolkit.core.groups import FOLDER, GROUPED_HEAD
from toolkit.core.imported import HistoryCell
from toolkit.core.messages.values import REASONS
from toolkit.core.model import Checklist, Indicator
from toolkit.core.periods import Period
from toolkit.core.returns import Book, Outcome, Scalar, SheetData
from toolkit.core.value_measures import is_counted
from toolkit.core.value_text import number_text, raw_text, squeeze
from toolkit.core.values import ERROR_CELL, PICTURE, STRUCK, UNCACHED, Cast, cast, possible, reject
from toolkit.core.words import LightWord, NoValue
from toolkit.papers.historynames import Names, measure_of, month_of_sheet, months_in
from toolkit.papers.historytables import Grid, Laid, Slot, lay_out

HEAD_ROWS = 5  # in which our own sheets have their head
SUMMARY = "分县明细"  # of our own summary workbook only this sheet is read
NOT_DETAILS = f"汇总表只导入“{SUMMARY}”"
OF_GROUPS = f"这张表的数是各组的，不是单位的，请导入“{FOLDER}”里各组的表"
QUOTIENT = "比率要分子、分母两个数，只有比值不能汇总，没有导入"
HALF = "比率的分子、分母缺一个，没有导入"
TWICE = "同一个数填了两处而且不一样，都没有导入"
NOT_ITS = "该单位不填报这个指标"
NO_WORD = "没有数，不导入"
OTHER_MONTH = "是{month}的，不是 -p 指定的月份"
NO_FIGURES = frozenset(
    {
        NoValue.NOT_REPORTED,
        NoValue.REJECTED,
        NoValue.TAKEN_OUT,
        NoValue.TO_BE_SPLIT,
        "无",
        LightWord.NO_DENOMINATOR,
    }
)
HALVES = {fields.NUMERATOR: fields.DENOMINATOR, fields.DENOMINATOR: fields.NUMERATOR}


@dataclass(frozen=True)
class HistoryRead:
    """All filled cells but for ``labels`` titles, headers and names; sheets whose month nobody says.

    ``unstated`` cells were read in the measure in which units report since none was stated.
    """

    cells: tuple[HistoryCell, ...]
    labels: int = 0
    undated: tuple[str, ...] = ()
    unstated: int = 0


def read_history(book: Book, checklist: Checklist, given: Period | None, name: str) -> HistoryRead:
    """The whole workbook."""
    names, told = Names.of(checklist), [name.rpartition(".")[0] or name]
    own = book.sheet(SUMMARY)
    laid = {
        sheet.name: lay_out(sheet, names) if own in (None, sheet) else _aside(sheet, NOT_DETAILS)
        for sheet in book.sheets
    }
    if own is not None and any(GROUPED_HEAD in row for row in own.rows[:HEAD_ROWS]):
        laid[SUMMARY] = _aside(own, OF_GROUPS)
    cells: list[HistoryCell] = []
    labels, unstated, undated = 0, 0, []
    for sheet in book.sheets:
        table = laid[sheet.name]
        months = _months(sheet, table, told)
        made = _Sheet(sheet, given, months)
        for place, fate in table.fates.items():
            if fate is None:
                labels += 1
            else:
                cells.append(made.cell(place, fate))
        unstated += made.unstated
        undated += [sheet.name] if made.undated else []
    return HistoryRead(tuple(_whole(_once(cells))), labels, tuple(undated), unstated)


def _aside(sheet: SheetData, reason: str) -> Laid:
    return Laid(dict.fromkeys(Grid(sheet).filled, reason))


def _months(sheet: SheetData, table: Laid, told: Sequence[str]) -> frozenset[Period]:
    """What the title says, else the sheet's name, else the file's; several are as good as none."""
    found = (
        months_in(table.titles),
        months_in([sheet.name]),
        month_of_sheet(sheet.name, [*table.titles, *told]),
        months_in(told),
    )
    return next((months for months in found if months), frozenset())


class _Sheet:
    """The cells of one sheet; counts what was read without a stated measure."""

    def __init__(self, sheet: SheetData, given: Period | None, months: frozenset[Period]) -> None:
        self.sheet, self.given, self.months = sheet, given, months
        self.undated = False
        self.unstated = 0

    def cell(self, place: tuple[int, int], fate: Slot | str) -> HistoryCell:
        """The cell with what became of it."""
        row, column = place
        cells = self.sheet.rows[row]
        value = cells[column] if column < len(cells) else None
        address = cell_name(row, column)
        raw = raw_text(value) or self.sheet.errors.get(address, "")
        left = HistoryCell(self.sheet.name, address, raw, Outcome.IGNORED)
        if isinstance(fate, str):
            return replace(left, note=fate)
        period = self._period(fate)
        if isinstance(period, str):
            return replace(left, note=period)
        return self._figure(left, fate, period, value)

    def _period(self, slot: Slot) -> Period | str:
        """The row's own month, else the sheet's, else -p; a month that is not -p's says so."""
        said = {slot.period} if slot.period else self.months
        if self.given is not None and said and self.given not in said:
            return OTHER_MONTH.format(month="、".join(one.chinese for one in sorted(said)))
        if self.given is not None:
            return self.given
        if len(said) != 1:
            self.undated = True
            return "没有写是哪个月"
        return next(iter(said))

    def _figure(self, left: HistoryCell, slot: Slot, period: Period, value: Scalar) -> HistoryCell:
        indicator = slot.label.indicator
        assert indicator is not None  # noqa: S101 - of a label without a reason against it
        field = slot.label.part or fields.YTD
        placed = replace(left, unit=slot.unit.code, period=str(period), key=indicator.id, field=field)
        if slot.unit.name not in _reporters(indicator):
            return replace(left, note=f"{slot.unit.short}：{indicator.id} {NOT_ITS}")
        if indicator.is_ratio_input and field == fields.YTD:
            return replace(placed, outcome=Outcome.REJECTED, note=QUOTIENT)
        if field != fields.YTD and not indicator.is_ratio_input:
            return replace(left, note="这个指标不分分子、分母")
        read = self._cast(left.address, value, indicator, field, slot.label.measure)
        if read.value in WORDS or _says_nothing(value):
            return replace(left, note=NO_WORD)
        if read.outcome is not Outcome.REJECTED and not slot.label.measure:
            self.unstated += 1
        note = read.note or REASONS.get(read.code or "", "")
        return replace(placed, outcome=read.outcome, value=read.value, note=note)

    def _cast(self, address: str, value: Scalar, indicator: Indicator, field: str, stated: str) -> Cast:
        sheet, measure = self.sheet, measure_of(indicator, field if field != fields.YTD else "")
        if address in sheet.pictured:
            return reject(PICTURE)
        if address in sheet.errors or address in sheet.uncached:
            return reject(ERROR_CELL if address in sheet.errors else UNCACHED)
        if address in sheet.struck:
            return reject(STRUCK)
        look = sheet.number_formats.get(address, "")
        if stated in ("", measure):
            read = cast("number_or_word", value, measure=measure, number_format=look)
        else:
            read = _converted(value, indicator, stated, measure, look)
        return possible(read, minimum=0, counted=field == fields.YTD and is_counted(measure))


def _says_nothing(value: Scalar) -> bool:
    """A dash, or a word of our own papers where there is no figure."""
    return isinstance(value, str) and (squeeze(value) in NO_FIGURES or not squeeze(value).strip("-—－–―/\\"))


def _converted(value: Scalar, indicator: Indicator, stated: str, measure: str, look: str) -> Cast:
    """A number in the measure that its head states, in the one that units report in."""
    read = cast("number_or_word", value, measure=stated, number_format=look)
    if not isinstance(read.value, float):
        return read
    if stated == indicator.measure and not indicator.is_ratio_input and indicator.factor != 1:
        reported = float(f"{read.value * indicator.factor:.15g}")
    else:
        turned = cast("number", f"{number_text(read.value)}{stated}", measure=measure)
        if not isinstance(turned.value, float):
            return turned
        reported = turned.value
    if reported == read.value:
        return read
    note = f"“{raw_text(value)}”（{stated}）按“{number_text(reported)}”（{measure}）读取"
    return Cast(Outcome.NORMALISED, reported, note)


def _reporters(indicator: Indicator) -> frozenset[str]:
    named = set(indicator.reporters)
    for names in indicator.reporters_by_year.values():
        named.update(names)
    return frozenset(named)


def _once(cells: Sequence[HistoryCell]) -> Iterator[HistoryCell]:
    """A figure that stands in two places counts once where both say the same, else not at all."""
    values: dict[tuple[str, ...], list[HistoryCell]] = {}
    for cell in cells:
        if cell.taken:
            values.setdefault((*cell.figure, cell.field), []).append(cell)
    for cell in cells:
        same = values.get((*cell.figure, cell.field), ()) if cell.taken else ()
        if len({one.value for one in same}) > 1:
            yield replace(cell, outcome=Outcome.REJECTED, value=None, note=TWICE)
        elif same and same[0] is not cell:
            where = f"{same[0].sheet}!{same[0].address}"
            yield replace(cell, outcome=Outcome.IGNORED, value=None, note=f"与 {where} 是同一个数")
        else:
            yield cell


def _whole(cells: Iterator[HistoryCell]) -> Iterator[HistoryCell]:
    """Half a quotient is no figure."""
    every = list(cells)
    given = Counter((*cell.figure, cell.field) for cell in every if cell.taken)
    for cell in every:
        other = HALVES.get(cell.field)
        if cell.taken and other and not given[(*cell.figure, other)]:
            yield replace(cell, outcome=Outcome.REJECTED, value=None, note=HALF)
        else:
            yield cell


def by_reason(cells: Sequence[HistoryCell], outcome: Outcome) -> Mapping[str, list[HistoryCell]]:
    """Cells of one fate by why, in the order of the file."""
    found: dict[str, list[HistoryCell]] = {}
    for cell in cells:
        if cell.outcome is outcome:
            found.setdefault(cell.note, []).append(cell)
    return found
