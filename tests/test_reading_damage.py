"""For random fills and any damages: the same values come back, or a finding says why not.

And for anything at all that a workbook may hold: reading neither raises nor loses a cell.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from random import Random

from corpus.sample import JUNE, KEY, UNITS, as_read, entries_for, filled, form_for, saved
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core.form import COVER, INDICATORS, META, PROJECTS, SELF_CHECK, TASKS
from toolkit.core.returns import Book, Outcome, Scalar, SheetData
from toolkit.core.value_text import is_blank, raw_text
from toolkit.forms.layout import HEADER_ROW, SHEETS
from toolkit.forms.reading.form import Reading, read_form
from toolkit.forms.spec import column_letter
from toolkit.inbox.identify import Known, fingerprint, identify
from toolkit.inbox.workbooks.reader import read_book

SLOW_MACHINES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TAKEN = (Outcome.ACCEPTED, Outcome.NORMALISED)
Place = tuple[str, str, str]


@cache
def whole() -> tuple[Book, dict[Place, Scalar]]:
    """A return filled in whole, as read."""
    book, truth = filled()
    return read_book(saved(book)), truth


class Row(list[Scalar]):
    """A row that remembers whose it is, whatever happens to its cells."""

    key = ""


class Damaged:
    """A return under damage; places that the damage makes unreadable on purpose are told apart."""

    def __init__(self, random: Random) -> None:
        book, self.truth = whole()
        self.random = random
        self.sheets: dict[str, list[Row]] = {s.name: [Row(row) for row in s.rows] for s in book.sheets}
        for name in (TASKS, INDICATORS):
            for row in self.sheets[name][HEADER_ROW:]:
                row.key = str(row[SHEETS[name].key_index])
        self.names = {sheet.name: sheet.name for sheet in book.sheets}
        self.gone: set[Place] = set()
        self.book = book

    def refill(self) -> None:
        """Other numbers and texts in all input cells of the two sheets that every unit fills."""
        for name in (TASKS, INDICATORS):
            spec = SHEETS[name]
            for row in self.sheets[name][HEADER_ROW:]:
                key = str(row[spec.key_index])
                for index, column in enumerate(spec.columns):
                    place = (name, key, column.field)
                    if place in self.truth and self.truth[place] not in ("否", "快报"):
                        self._refill(row, index, place, column.kind)

    def _refill(self, row: list[Scalar], index: int, place: Place, kind: str) -> None:
        random = self.random
        self.truth = dict(self.truth)
        if random.random() < 0.15:
            row[index] = None
            self.truth.pop(place)
            return
        if kind in ("percent", "number_or_word"):
            number = float(random.randrange(1, 9_999)) + random.choice((0.0, 0.5, 0.25))
            row[index] = random.choice((number, f"{number}", f" {number:g}", f"{number:,}"))
            self.truth[place] = number
        elif kind == "text":
            row[index] = f"文字{random.randrange(10**6)}：进展{random.randrange(99)}处。"
            self.truth[place] = row[index]

    def shuffle_rows(self) -> None:
        name = self.random.choice((TASKS, INDICATORS))
        keyed = [row for row in self.sheets[name] if row.key]
        mixed = iter(self.random.sample(keyed, len(keyed)))
        self.sheets[name] = [next(mixed) if row.key else row for row in self.sheets[name]]

    def drop_row(self) -> None:
        name = self.random.choice((TASKS, INDICATORS))
        keyed = [row for row in self.sheets[name] if row.key]
        if keyed:
            gone = self.random.choice(keyed)
            self.sheets[name] = [row for row in self.sheets[name] if row is not gone]
            if not any(row.key == gone.key for row in self.sheets[name]):
                self.gone |= {place for place in self.truth if place[:2] == (name, gone.key)}

    def insert_rows(self) -> None:
        name = self.random.choice((TASKS, INDICATORS))
        self.sheets[name].insert(self.random.randrange(len(self.sheets[name]) + 1), Row())

    def insert_column(self) -> None:
        name = self.random.choice((TASKS, INDICATORS))
        at = self.random.randrange(len(SHEETS[name].columns))
        for number, row in enumerate(self.sheets[name]):
            row.insert(min(at, len(row)), "备注栏" if "任务序号" in row and number < 30 else None)

    def lose_keys(self) -> None:
        name = self.random.choice((TASKS, INDICATORS))
        for row in self.sheets[name]:
            row[:] = [
                None if isinstance(v, str) and v in _keys(name) and i > 5 else v for i, v in enumerate(row)
            ]

    def rename_sheet(self) -> None:
        name = self.random.choice((TASKS, INDICATORS, PROJECTS))
        self.names[name] = f"{name}（修改）"

    def rename_column(self) -> None:
        name, old, new = self.random.choice(
            (
                (TASKS, "本月进展", "本月进展情况"),
                (TASKS, "完成度(%)", "完成度"),
                (INDICATORS, "说明", "说明 "),
            )
        )
        for row in self.sheets[name]:
            row[:] = [new if value == old else value for value in row]

    def copy_row(self) -> None:
        name = self.random.choice((TASKS, INDICATORS))
        keyed = [row for row in self.sheets[name] if row.key]
        if keyed:
            first = self.random.choice(keyed)
            again = Row(first)
            again.key = first.key
            self.sheets[name].append(again)

    def stray(self) -> None:
        name = self.random.choice((TASKS, INDICATORS, PROJECTS))
        self.sheets[name] += [Row() for _ in range(self.random.randrange(40))]
        self.sheets[name].append(Row([None, None, "外来零星字符"]))

    def read(self) -> Reading:
        rebuilt = tuple(
            SheetData(self.names[name], tuple(tuple(row) for row in rows), visible=name != META)
            for name, rows in self.sheets.items()
        )
        self.book = replace(self.book, sheets=rebuilt)
        return read_form(self.book, form_for("疏附县"))


def _keys(name: str) -> set[str]:
    return {place[1] for place in whole()[1] if place[0] == name}


DAMAGES = [
    "shuffle_rows",
    "drop_row",
    "insert_rows",
    "insert_column",
    "lose_keys",
    "rename_sheet",
    "rename_column",
    "copy_row",
    "stray",
]


@SLOW_MACHINES
@given(seed=st.integers(0, 2**32), damages=st.lists(st.sampled_from(DAMAGES), max_size=5))
def test_a_damaged_return_gives_the_same_values_or_a_finding(seed: int, damages: list[str]) -> None:
    made = Damaged(Random(seed))
    made.refill()
    for name in damages:
        getattr(made, name)()
    reading = made.read()
    taken = {(c.form_sheet, c.key, c.field): c.value for c in reading.cells if c.outcome in TAKEN}
    found = {(f.form_sheet, f.key) for f in reading.findings}
    for place, value in made.truth.items():
        if place in taken:
            assert taken.pop(place) == as_read(value), place
        elif place not in made.gone:
            assert place[:2] in found or (place[0], "") in found, (place, damages)
    assert not taken, (taken, damages)
    _assert_every_cell_once(made.book, reading)


def _assert_every_cell_once(book: Book, reading: Reading) -> None:
    places = [(cell.sheet, cell.address) for cell in reading.cells]
    assert len(places) == len(set(places))
    values = {
        (sheet.name, f"{column_letter(c)}{r + 1}"): value
        for sheet in book.sheets
        for r, row in enumerate(sheet.rows)
        for c, value in enumerate(row)
        if value is not None and not is_blank(value)
        if not {f"{column_letter(c)}{r + 1}", "a1"} & {*sheet.errors, *sheet.uncached}
    }
    for cell in reading.cells:
        if (cell.sheet, cell.address) in values:
            assert cell.raw == raw_text(values[cell.sheet, cell.address])


SCALARS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(),
    st.booleans(),
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),
    st.sampled_from(
        [
            "2",
            "T02-1",
            "任务序号",
            "本月状态",
            "指标编号",
            "本月累计",
            "填报单位",
            "合计",
            "653121-2024-001",
            "_meta",
        ]
    ),
    st.sampled_from([column.header for spec in SHEETS.values() for column in spec.columns]),
)
ADDRESSES = st.sampled_from(["A1", "J5", "K6", "ZZ99", "", "A", "7", "a1", "A0", "£1"])
ROWS = st.lists(st.lists(SCALARS, max_size=18).map(tuple), max_size=12).map(tuple)
BOOKS = st.lists(
    st.builds(
        SheetData,
        name=st.sampled_from(
            [TASKS, INDICATORS, PROJECTS, COVER, META, SELF_CHECK, "Sheet1", "任务进展 (2)"]
        ),
        rows=ROWS,
        visible=st.booleans(),
        errors=st.dictionaries(ADDRESSES, st.just("#REF!"), max_size=2),
        uncached=st.frozensets(ADDRESSES, max_size=2),
        formulas=st.dictionaries(ADDRESSES, st.just("A1"), max_size=3),
        merges=st.lists(st.sampled_from(["A1:B2", "K5:K6", "x", "A1", "J5:ZZ9"]), max_size=2).map(tuple),
    ),
    max_size=4,
    unique_by=lambda sheet: sheet.name,
).map(lambda sheets: Book(tuple(sheets), {"UnitCode": "653121"}))


@settings(SLOW_MACHINES, max_examples=150)
@given(book=BOOKS)
def test_whatever_a_workbook_holds_every_cell_has_one_fate(book: Book) -> None:
    reading = read_form(book, form_for("疏附县"))
    _assert_every_cell_once(book, reading)
    for finding in reading.findings:
        assert finding.problem and finding.remedy
    found = identify(book, file_name="x.xlsx", sender="", units=UNITS, key=KEY, known=Known(), period=JUNE)
    assert found.unit_code in (None, *(unit.code for unit in UNITS))
    assert fingerprint(book) == found.fingerprint


@SLOW_MACHINES
@given(book=BOOKS)
def test_reading_is_the_same_every_time(book: Book) -> None:
    assert read_form(book, form_for("疏附县")) == read_form(book, form_for("疏附县"))


def test_the_property_would_notice_a_wrong_value() -> None:
    made = Damaged(Random(1))
    reading = made.read()
    taken = {(c.form_sheet, c.key, c.field): c.value for c in reading.cells if c.outcome in TAKEN}
    assert taken == {place: as_read(value) for place, value in entries_for("疏附县").items()}
