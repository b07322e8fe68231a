"""What in a returned file speaks for a unit or a period, each with its evidence.

In: a Book, the file name, the sender, the units. Out: Signal values; nothing is weighed here. A name is
found by its longest alias, so that 喀什经济开发区 is not 喀什市; 喀什 alone names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from toolkit.core import fields
from toolkit.core.cycle import as_months
from toolkit.core.form import META
from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.period_words import FULL_DATE, YEAR_MONTH, last_months, period_in
from toolkit.core.periods import Period
from toolkit.core.returns import Book, SheetData
from toolkit.core.value_text import narrow, raw_text, squeeze
from toolkit.core.words import UnitKind
from toolkit.forms.identity import Identity, identity_from
from toolkit.forms.reading.sheets import Located, Table, title_of, words_above

UNIT_LABEL, PERIOD_LABEL = "填报单位", "报送期"
FILE_NAME = "文件名"
_LABEL_DEPTH = 30
_ROW_KEY = lazy_regex(r"\d+(-\d+)?$|T")  # of a task or an indicator
_COUNTYS = lazy_regex("[县市区]$")
_MONTH_ONLY = lazy_regex(r"(?<!\d)(1[0-2]|[1-9])月份?")


@dataclass(frozen=True)
class Signal:
    """One piece of evidence: where it stands, and whom or which month it names ("" and None: neither).

    ``weight`` (0..1) is how far it goes alone.
    """

    source: str
    unit: str = ""  # unit code
    period: Period | None = None
    weight: float = 0.0
    seen: str = ""


class Names:
    """Finds the one unit that a text names."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = {unit.code: unit for unit in units}
        pairs = {
            squeeze(word): unit.code
            for unit in units
            for word in (unit.name, unit.short, *unit.aliases)
            if len(word) > 1
        }
        self._codes = {unit.code for unit in units}
        self._words = dict(sorted(pairs.items(), key=lambda pair: -len(pair[0])))
        self._pattern = re.compile("|".join(map(re.escape, self._words)) or "(?!)")

    def find(self, text: str) -> str:
        """The code of the only unit named in the text, "" when it names none or several."""
        found: dict[str, str] = {}
        for match in self._pattern.finditer(squeeze(text)):
            found.setdefault(self._words[match[0]], match[0])
        for code in re.findall(r"(?<!\d)\d{6}(?!\d)", text):
            if code in self._codes:
                found.setdefault(code, code)
        if len(found) > 1:
            found = self._without_bureaus(found)
        return next(iter(found)) if len(found) == 1 else ""

    def is_county(self, code: str) -> bool:
        """Whether the code is a county's or a development zone's."""
        return code in self.units and self.units[code].kind in (UnitKind.COUNTY, UnitKind.ZONE)

    def is_any_countys(self, code: str, text: str) -> bool:
        """住建局 alone may be 地区住建局 or the bureau of any county."""
        return self.units[code].name.startswith("地区") and "地区" not in text

    def is_a_countys(self, code: str, text: str) -> bool:
        """县住建局 is the bureau of some county, whichever."""
        squeezed = squeeze(text)
        words = [m for m in self._pattern.finditer(squeezed) if self._words[m[0]] == code]
        return any(_COUNTYS.search(squeezed[: match.start()]) for match in words)

    def _without_bureaus(self, found: Mapping[str, str]) -> dict[str, str]:
        """喀什市住建局 is a bureau of 喀什市, 地区…疏附县 lies in the prefecture: the county is meant."""
        counties = {code: word for code, word in found.items() if self.is_county(code)}
        bureaus = [code for code in found if code not in counties]
        vague = all(self.units[c].kind == UnitKind.OWN or not found[c].startswith("地区") for c in bureaus)
        return counties if counties and vague else dict(found)

    def exact(self, text: str) -> str:
        """The unit whose name, short name or alias is the whole text; else as :meth:`find`."""
        return self._words.get(squeeze(text)) or self.find(text)


def identities(book: Book) -> list[tuple[str, Identity]]:
    """Where the file carries an identity, and what it says: properties and every sheet named _meta…"""
    found = []
    identity = identity_from(book.properties)
    if identity is not None:
        found.append(("文件属性", identity))
    for sheet in book.sheets:
        if sheet.name.startswith(META):
            pairs = {raw_text(row[0]): raw_text(row[1]) for row in sheet.rows[:40] if len(row) > 1 and row[0]}
            identity = identity_from(pairs)
            if identity is not None:
                found.append((sheet.name, identity))
    return found


def cover_signals(sheet: SheetData, names: Names) -> Iterator[Signal]:
    """Unit and period as the cover shows them."""
    unit = value_beside(sheet, UNIT_LABEL)
    if unit:
        yield Signal(f"“{sheet.name}”的填报单位", unit=names.exact(unit), weight=0.7, seen=unit)
    period = value_beside(sheet, PERIOD_LABEL)
    if period:
        yield Signal(f"“{sheet.name}”的报送期", period=_period(period), weight=0.7, seen=period)


def value_beside(sheet: SheetData, label: str) -> str:
    """The text right of the first cell that begins with ``label``, "" without one."""
    for row in sheet.rows[:_LABEL_DEPTH]:
        for index, value in enumerate(row):
            if isinstance(value, str) and len(value) < 20 and squeeze(value).startswith(label):
                beside = (raw_text(cell) for cell in row[index + 1 : index + 4] if cell is not None)
                return next((text.strip() for text in beside if text.strip()), "")
    return ""


def title_signals(
    table: Table, names: Names, *, beside: bool, of_unit: Period | None = None
) -> Iterator[Signal]:
    """Unit and period in the title above a data sheet's header; no period where it lies ``beside`` the form's own sheet: what a unit
    keeps there for reference may be of any month. ``of_unit``: the current period where the table is the unit's own, which may call
    itself anything, and name a month without its year."""
    title, source = title_of(table), f"“{table.sheet.name}”的标题"
    title = words_above(table) if of_unit and not title else title
    unit = names.find(title)
    if unit:
        yield Signal(source, unit=unit, weight=0.5, seen=title)
    period = period_in(title) or (_month_in(title, of_unit, ()) if of_unit else None)
    if period is not None and not beside:
        yield Signal(source, period=period, weight=0.5, seen=title)


def name_signals(
    file_name: str, current: Period, names: Names, inside: Sequence[Signal] = ()
) -> Iterator[Signal]:
    """Unit and period in the file name, beside what the workbook says (``inside``).

    A bureau's name says nothing where the workbook is a county's, whose bureaus are called the same, and
    little anywhere else. A bare month has the year of a period that the workbook says, else it is the latest
    such month.
    """
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    unit = names.find(stem)
    counties = any(names.is_county(signal.unit) for signal in inside)
    vague = bool(unit) and names.is_any_countys(unit, stem)
    if unit and not (vague and (counties or names.is_a_countys(unit, stem))):
        yield Signal(FILE_NAME, unit=unit, weight=0.2 if vague else 0.5, seen=stem)
    said = {signal.period for signal in inside if signal.period is not None}
    period = period_in(stem) or _month_in(stem, current, said)
    if period is not None:
        yield Signal(FILE_NAME, period=period, weight=0.4, seen=stem)


def folder_signals(folder: str, names: Names) -> Iterator[Signal]:
    """The unit that the innermost folder with a unit's name is called by, for a file that says nothing itself: 巴楚县/报表.xlsx."""
    for part in reversed(folder.split("/")):
        unit = names.find(part)
        if unit:
            weight = 0.2 if names.is_any_countys(unit, part) else 0.5
            yield Signal("文件夹名", unit=unit, weight=weight, seen=part)
            return


def other_month(file_name: str, current: Period, period: Period, names: Names) -> Period | None:
    """The month that a file name says, where it is not ``period``, which the workbook says."""
    signals = name_signals(file_name, current, names, (Signal("", period=period),))
    return next((one.period for one in signals if one.period not in (None, period)), None)


def sender_signals(sender: str, names: Names) -> Iterator[Signal]:
    """The unit whose mail address it is, or the county whom the sender's own name names.

    住建局 in a sender's name may be any county's bureau: it says nothing.
    """
    address = sender.casefold()
    owners = {code for code, u in names.units.items() if any(one.casefold() in address for one in u.email)}
    named = names.find(re.sub(r"<[^>]*>", "", sender))
    unit = owners.pop() if len(owners) == 1 else named if names.is_county(named) else ""
    if unit:
        yield Signal("发件人", unit=unit, weight=0.5, seen=sender)


def rows_of(located: Located) -> frozenset[tuple[str, str]]:
    """(form sheet, row key) of the task and indicator rows that the file shows, hidden keys first."""
    found = set()
    for table in located.tables:
        number = next(
            (i for i, match in table.columns.items() if match.field in (fields.NO, fields.ID)), None
        )
        places = [index for index in (table.key, number) if index is not None]
        for row in table.sheet.rows[table.first :] if places else ():
            for index in places:
                text = squeeze(raw_text(row[index])) if index < len(row) else ""
                if _ROW_KEY.match(text):
                    found.add((table.spec.name, text))
                    break
    return frozenset(found)


def _month_in(text: str, current: Period, said: Collection[Period]) -> Period | None:
    rest = FULL_DATE.sub(" ", last_months(as_months(narrow(text))))
    months = {int(month) for month in _MONTH_ONLY.findall(rest)}
    if len(months) != 1 or YEAR_MONTH.search(rest):
        return None
    month = months.pop()
    if fitting := [period for period in said if period.month == month]:
        return min(fitting)
    # Returns come after their month: 12月 in January is last year's, next month's is this year's.
    return Period(current.year if month <= current.month + 1 else current.year - 1, month)


def _period(text: str) -> Period | None:
    try:
        return Period.parse(narrow(text))
    except ValueError:
        return period_in(text)
