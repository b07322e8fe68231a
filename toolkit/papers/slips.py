"""更正确认单: corrections of a unit's figures that the office proposes, one line each, for the unit to answer.

In: the workbook that came back. Out: answers, and a finding for every line that cannot count.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.corrections import AGREE, ANSWERS, REFUSE, SLIP, SlipAnswer
from toolkit.core.findings import Finding
from toolkit.core.returns import Book
from toolkit.papers.identity import read_identity, read_marks
from toolkit.papers.officetables import NO_DECISION, NOT_A_CHOICE, NOT_SAID
from toolkit.papers.reading import PaperRow, other_sheets, read_table
from toolkit.papers.sheet import PaperColumn, PaperSheet

KIND = SLIP
PAPER = PaperSheet(
    "更正确认",
    (
        PaperColumn("sheet", "工作表", 11, "code"), PaperColumn("row", "行", 30), PaperColumn("column", "列", 14),
        PaperColumn("measure", "计量单位", 10, "code"),
        PaperColumn("reported", "填报数", 16, "code"), PaperColumn("proposed", "建议更正为", 16, "code"),
        PaperColumn("reason", "建议更正的原因", 34), PaperColumn("by", "提出人", 14),
        PaperColumn("answer", "单位答复", 10, "code", entry=True, choices=ANSWERS),
        PaperColumn("note", "说明（不同意的请写明理由）", 36, entry=True),
        PaperColumn("name", "确认人", 12, entry=True),
        PaperColumn("key", "标识", 9, "path", needed=True),
    ),
    "key",
)  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """What goes out to one unit: the rows of the table, their entries blank."""

    unit: str  # unit code
    name: str
    contact: str
    rows: tuple[tuple[str | None, ...], ...]

    @property
    def file_name(self) -> str:
        """Its name in 退回/."""
        return f"{self.unit}_{self.name}_{KIND}.xlsx"


def read_slip(book: Book) -> tuple[tuple[SlipAnswer, ...], tuple[Finding, ...]] | None:
    """Answers of a returned slip, and what else was written; None when the workbook is none."""
    identity = read_identity(book)
    if identity is None or identity.kind != KIND:
        return None
    table = read_table(book, PAPER, read_marks(book))
    answers: list[SlipAnswer] = []
    findings = [*table.findings]
    for row in table.rows if table.complete else ():
        found = _read_row(row) if row.intact else None
        if isinstance(found, Finding):
            findings.append(found)
        elif found is not None:
            answers.append(found)
    return tuple(answers), (*findings, *other_sheets(book, [PAPER]))


def _read_row(row: PaperRow) -> SlipAnswer | Finding | None:
    answer, note, name = row.text("answer"), row.text("note"), row.text("name")
    if not (answer or note or name):
        return None
    code, values = _fault(answer, note, name)
    if code:
        return Finding(code, sheet=PAPER.name, address=row.address("answer"), seen=answer, values=values)
    place = f"{PAPER.name}!{row.address('answer')}"
    return SlipAnswer(row.key, answer == AGREE, note, name, place)


def _fault(answer: str, note: str, name: str) -> tuple[str, dict[str, str]]:
    """The code that says why a line cannot count, with its values; "" when it can."""
    if not answer:
        return NO_DECISION, {"column": "单位答复"}
    if answer not in ANSWERS:
        return NOT_A_CHOICE, {"choices": f"{AGREE}或{REFUSE}"}
    missing = [
        what for what, text in (("不同意的理由", note or answer == AGREE), ("确认人", name)) if not text
    ]
    return (NOT_SAID, {"what": "和".join(missing)}) if missing else ("", {})
