"""The identity of workbooks that go out to be checked: kind, owner, period, checklist; twice in every file.

In: a returned workbook as read. Out: :class:`PackIdentity`, or None when it carries none. Writing needs
xlsxwriter and stands in :mod:`toolkit.outputs.packs`.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.model import META, Book
from toolkit.core.periods import Period

KIND_NAME, OWNER_NAME, PERIOD_NAME, DIGEST_NAME = "PackKind", "PackOwner", "Period", "ChecklistDigest"


@dataclass(frozen=True)
class PackIdentity:
    """What a pack says about itself: its kind, whose it is (a lead unit, a year), its period and checklist."""

    kind: str
    owner: str
    period: str
    digest: str

    def as_properties(self) -> dict[str, str]:
        """Name to text, as it stands in the custom properties and on _meta."""
        return {
            KIND_NAME: self.kind,
            OWNER_NAME: self.owner,
            PERIOD_NAME: self.period,
            DIGEST_NAME: self.digest,
        }


def read_identity(book: Book) -> PackIdentity | None:
    """The identity of a returned pack from either place; None when it is no pack, or its period no period."""
    found = dict(book.properties)
    meta = book.sheet(META)
    for row in meta.rows if meta else ():
        if len(row) > 1 and row[0] and row[1]:
            found.setdefault(str(row[0]), str(row[1]))
    values = [str(found.get(name, "")) for name in (KIND_NAME, OWNER_NAME, PERIOD_NAME, DIGEST_NAME)]
    try:
        Period.parse(values[2])
    except ValueError:
        return None
    return PackIdentity(*values) if values[0] and values[1] else None
