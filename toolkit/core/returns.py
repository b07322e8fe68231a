"""What comes back and what is made of it: a Book as read, Cells and their fates, Entries, Figures.

A Book is what a returned file holds, a Cell what one of its cells became, a Submission all cells of one
file. Entries are the effective values after versions are merged; a Figure is one computed number with
its way back to the cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from toolkit.core.packing import packed_by_values
from toolkit.core.periods import Period
from toolkit.core.places import FilePlace, Place

Scalar = str | float | bool | datetime | None
Faulty = tuple[str, str]  # what is wrong with a cell (DOUBLED, LOST), and what stands there
DOUBLED, LOST = "doubled", "lost"


@dataclass(frozen=True)
class SheetData:
    """One sheet of a returned file as read: rows of scalars, first cell is A1.

    ``errors`` are addresses of Excel error cells (#REF!) with their text, ``uncached`` addresses of
    formulas without a cached value, ``formulas`` addresses of all formulas with their text, ``struck``
    addresses of cells with struck-out text, ``raised`` of cells whose text stands above or below the line, ``unseen`` of
    cells whose text cannot be told from what is behind it, ``pictured`` of cells that hold a picture in place of a value, ``faulty`` of cells
    that are written twice or whose text is not in the file;
    ``pictures`` and ``objects`` are areas under pictures, and under embedded or linked files: first row, first column, last row, last
    column, 1-based. ``background``: a picture is the ground of the whole sheet.
    ``from_1904``: plain numbers count days from 1904. ``recalculated``: programs are told to work its formulas out anew, so that what
    is stored may be none of their results.
    """

    name: str
    rows: tuple[tuple[Scalar, ...], ...]
    visible: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)
    uncached: Set[str] = frozenset()
    zeros: frozenset[str] = frozenset()  # formulas whose stored 0 may stand for a text
    formulas: Mapping[str, str] = field(default_factory=dict)
    number_formats: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()  # 1-based
    comments: Mapping[str, str] = field(default_factory=dict)
    words: tuple[
        tuple[str, str], ...
    ] = ()  # in text boxes and other shapes, with the cell under their corner
    margins: tuple[tuple[str, str], ...] = ()  # 页眉 or 页脚, and what is written there
    merges: tuple[str, ...] = ()  # A1:B2; the value is in the first cell
    struck: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    restyled: tuple[
        str, ...
    ] = ()  # A1:B2 under conditional formats that strike out or show another text than the number
    pictured: frozenset[str] = frozenset()
    faulty: Mapping[str, Faulty] = field(default_factory=dict)
    pictures: tuple[tuple[int, int, int, int], ...] = ()
    objects: tuple[tuple[int, int, int, int], ...] = ()
    background: bool = False
    from_1904: bool = False
    recalculated: bool = False


WORD = "docx"  # the format of a Book that was a Word document


@dataclass(frozen=True)
class Book:
    """A returned workbook as read; ``properties`` are custom document properties.

    ``damaged`` are parts beside the sheets (properties, notes, drawings) that cannot be read.
    """

    sheets: tuple[SheetData, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None
    fmt: str = "xlsx"
    damaged: tuple[str, ...] = ()

    def sheet(self, name: str) -> SheetData | None:
        """The sheet of exactly that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


ADJUSTED = "更正"  # the mark of a figure that the office corrected, and the unit confirmed
PROPOSED = "待单位确认"  # the mark of a reported figure beside which the office proposes another
HELD = "待采用"  # the mark of a value of a return that came after its month was sealed
SAME = "与上月相同"  # the mark of a value that a row marked 是 takes over from the month before


class Outcome(StrEnum):
    """What became of a filled cell; the counts of all five make up 已填单元格."""

    ACCEPTED = "采用"
    NORMALISED = "规范化"
    REJECTED = "拒收"
    SUPERSEDED = "被替代"
    IGNORED = "忽略"


@packed_by_values
@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell of a submission and its fate.

    ``sheet`` and ``address`` are the place in the file as it was received; ``form_sheet``, ``key``
    and ``field`` the place in the form ("" for cells outside it). ``value`` is what counts.
    """

    sheet: str
    address: str
    raw: str
    outcome: Outcome
    form_sheet: str = ""
    key: str = ""
    field: str = ""
    value: float | str | None = None
    note: str = ""  # why it was normalised, rejected or ignored; also a confidence below 1
    confidence: float = 1.0

    @property
    def place(self) -> Place:
        """In the form."""
        return Place(self.form_sheet, self.key, self.field)


def share_id(sha256: str, period: Period, unit: str) -> str:
    """What tells a unit's rows of an export, which is one file of many units, from those of the others."""
    return f"{sha256}/{period}/{unit}"


def file_hash(identity: str) -> str:
    """The hash of the file that a submission is read from: a whole file, or one of many units (``share_id``)."""
    return identity.partition("/")[0]


@dataclass(frozen=True)
class Submission:
    """All filled cells of one archived workbook of one unit and period, or a unit's rows of an export.

    ``sha256`` is the file's; of an export the unit's share of it (``share_id``).

    ``file`` is the archive path relative to the root (posix). ``blank`` are form places that the
    file has but leaves empty. ``received`` is when collect first saw it, for a mail when the office's own
    server took it, or what a person says; ``received_by`` tells which ("", 邮件, a name). ``saved_at`` is when
    the file was written, as far as anything says so.
    """

    sha256: str
    file: str
    original_name: str
    unit: str  # unit code
    period: Period
    received: datetime
    version: int
    cells: tuple[Cell, ...]
    blank: frozenset[Place] = frozenset()
    checklist_digest: str = ""
    sender: str = ""
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()
    saved_at: datetime | None = None
    received_by: str = ""


@packed_by_values
@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry comes from: one cell of one archived file."""

    unit: str  # unit code
    file: str
    sha256: str
    sheet: str  # as in the file
    address: str
    raw: str

    @property
    def place(self) -> FilePlace:
        """The cell."""
        return FilePlace(self.file, self.sheet, self.address)


@packed_by_values
@dataclass(frozen=True, slots=True)
class Entry:
    """An effective value: what counts for one place of the form after versions are merged.

    ``mark`` is "" or says what a reader must know: 沿用上月, 与上月相同, 更正, 待单位确认, 期初值.
    """

    unit: str  # unit code
    period: Period
    sheet: str
    key: str
    field: str
    value: float | str
    source: Source | None
    mark: str = ""
    note: str = ""  # of a correction, also a proposed one: both values, why, by whom

    @property
    def place(self) -> Place:
        """In the form."""
        return Place(self.sheet, self.key, self.field)


class Light(StrEnum):
    """A light always carries its word, so that print and colour-blind readers lose nothing."""

    BLUE = "● 蓝"
    GREEN = "● 绿"
    YELLOW = "● 黄"
    RED = "● 红"
    MISSING = "○ 未报"
    OPEN = "○ 待报齐"  # units that are missing could change it
    WAITING = "◇ 未到时限"  # not met, and its date has not come
    NONE = "—"


FigureKind = Literal["number", "count", "percent", "points", "text"]


@packed_by_values
@dataclass(frozen=True, slots=True)
class Figure:
    """One computed number or word under a stable key, with the way back to its cells.

    ``inputs`` are keys of other figures, ``sources`` cells of archived files. ``value`` is None
    when there is nothing to say; ``word`` then says why (待统计, 未报, 不涉及, 待分解, —).
    """

    key: str
    label: str
    value: float | None
    measure: str = ""
    decimals: int = 0
    word: str = ""
    formula: str = ""
    inputs: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    mark: str = ""
    kind: FigureKind = "number"


ReceiptStatus = Literal[
    "accepted", "duplicate", "attachment", "refused", "waiting", "skipped", "held", "unread"
]


@dataclass(frozen=True)
class Receipt:
    """What was done with one arrival, for the terminal and the page.

    ``within`` names the mail or archives around it from the outside in, ``sender`` who sent the mail;
    ``codes`` are those of the findings that stopped it. held: taken, but still open in another program, so
    that it could not leave the inbox; unread: could not be read, so that nobody knows what it is.
    """

    name: str
    sha256: str
    status: ReceiptStatus
    unit: str = ""
    period: str = ""
    version: int = 0
    reason: str = ""
    remedy: str = ""
    within: tuple[str, ...] = ()
    sender: str = ""
    codes: str = ""
