"""What a paper says of itself: kind, owner, period, checklist, twice in every file; and the marks of its rows.

In: a returned workbook as read. Out: :class:`PackIdentity`, or None when it carries none; :class:`Marks`. Writing
needs xlsxwriter and stands in :mod:`toolkit.outputs.packs.paper`.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.corrections import SLIP
from toolkit.core.form import META
from toolkit.core.periods import Period
from toolkit.core.returns import Book
from toolkit.papers.sheet import Marks

KIND_NAME, OWNER_NAME, PERIOD_NAME, DIGEST_NAME = "PackKind", "PackOwner", "Period", "ChecklistDigest"
TAKEN_NAME = "TakenIn"
LEAD_REVIEW, QUOTAS, SCORE_CHECK = "牵头单位核对表", "目标分解确认表", "数据核对单"
FINDING_RULINGS, LIGHT_VERDICTS = "裁定表", "审定表"
OFFICE_TABLES = (FINDING_RULINGS, LIGHT_VERDICTS)
OFFICE = "办公室"  # the owner of what does not leave the house
MARK_COLUMN = 3  # of _meta: marks of rows beside the identity, many a cell
# Sheets that tell a pack whose identity is gone from any other workbook.
_SHEETS = {
    LEAD_REVIEW: {"分县指标", "分县任务"},
    QUOTAS: {"目标分解"},
    SCORE_CHECK: {"得分说明", "计分依据"},
    SLIP: {"更正确认"},
}


@dataclass(frozen=True)
class PackIdentity:
    """What a paper says about itself: its kind, whose it is (a lead unit, a year), its period and checklist.

    ``taken`` are hashes of the tables beside it whose decisions were in the ledger when it was written.
    """

    kind: str
    owner: str
    period: str
    digest: str
    taken: tuple[str, ...] = ()

    def as_properties(self) -> dict[str, str]:
        """Name to text, as it stands in the custom properties and on _meta."""
        properties = {
            KIND_NAME: self.kind,
            OWNER_NAME: self.owner,
            PERIOD_NAME: self.period,
            DIGEST_NAME: self.digest,
        }
        return properties | ({TAKEN_NAME: " ".join(self.taken)} if self.taken else {})


def read_identity(book: Book) -> PackIdentity | None:
    """The identity of a returned pack from either place; None when it is no pack, or its period no period."""
    found = _on_meta(book) | {name: text for name, text in book.properties.items() if text}
    kind, owner, period = (found.get(name, "") for name in (KIND_NAME, OWNER_NAME, PERIOD_NAME))
    try:
        Period.parse(period)
    except ValueError:
        return None
    taken = tuple(found.get(TAKEN_NAME, "").split())
    return PackIdentity(kind, owner, period, found.get(DIGEST_NAME, ""), taken) if kind and owner else None


def read_marks(book: Book) -> Marks:
    """The marks of the rows that went out; none for a workbook that carries none."""
    sheet = book.sheet(META)
    rows = sheet.rows if sheet else ()
    cells = [str(row[MARK_COLUMN]) for row in rows if len(row) > MARK_COLUMN and row[MARK_COLUMN]]
    return Marks.of([line for cell in cells for line in cell.splitlines()])


def looks_like(book: Book) -> str:
    """The kind of pack that the workbook says it is, or that its sheets speak for; "" for any other workbook."""
    said = book.properties.get(KIND_NAME, "") or _on_meta(book).get(KIND_NAME, "")
    if said in _SHEETS or said in OFFICE_TABLES:
        return said
    names = {sheet.name for sheet in book.sheets}
    return next((kind for kind, sheets in _SHEETS.items() if sheets <= names), "")


def contradicts(book: Book) -> bool:
    """Whether the two places that carry the identity say different things: one was changed by hand."""
    meta = _on_meta(book)
    return any(
        book.properties.get(name) and meta.get(name) and book.properties[name] != meta[name]
        for name in (KIND_NAME, OWNER_NAME, PERIOD_NAME)
    )


def _on_meta(book: Book) -> dict[str, str]:
    sheet = book.sheet(META)
    rows = sheet.rows if sheet else ()
    return {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] and row[1]}
