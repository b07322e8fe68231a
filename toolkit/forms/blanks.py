"""Many blank cells of one sheet of a unit as one line: 57 lines of what is not filled in bury the six that are wrong.

In: findings. Out: the same in their order, the blanks of a sheet that has more than a few as one :class:`Blanks` at the place
of the first. Corrections, 校验问题 and 裁定表 take it from here; 自检, the ledger and the CSV files keep a line a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.findings import Finding
from toolkit.forms.owed import BLANK_CODES

FEW = 3  # of one sheet; more are one line
NAMED = 5  # rows that the line names


@dataclass(frozen=True)
class Blanks:
    """Blank cells of one unit's sheet; ``findings`` are its own, in their order."""

    findings: tuple[Finding, ...]

    @property
    def code(self) -> str:
        """Their code, the first of several."""
        code = self.findings[0].code
        return code if all(one.code == code for one in self.findings) else f"{code}等"

    def told(self, row: Callable[[Finding], str]) -> str:
        """How many there are, and in which rows, each called as ``row`` says."""
        rows = list(dict.fromkeys(map(row, self.findings)))
        named = "、".join(rows[:NAMED]) + (f"等{len(rows)}行" if len(rows) > NAMED else "")
        return f"还有{len(self.findings)}处必填项空着（{named}）。"


def is_blank(finding: Finding) -> bool:
    """Whether it says that a cell that must be filled is not."""
    return finding.code in BLANK_CODES and not finding.seen


def of_a_sheet(finding: Finding) -> tuple[Hashable, ...]:
    """What blanks that are one line have in common."""
    return finding.unit, finding.form_sheet


def gathered(
    findings: Iterable[Finding], together: Callable[[Finding], Hashable] = of_a_sheet
) -> Iterator[Finding | Blanks]:
    """The findings in order, many blanks as one; ``together`` says which of them may be (those of a unit's sheet)."""
    listed = list(findings)
    groups: dict[Hashable, list[Finding]] = {}
    for finding in filter(is_blank, listed):
        groups.setdefault(together(finding), []).append(finding)
    for finding in listed:
        group: Sequence[Finding] = groups.get(together(finding), ()) if is_blank(finding) else ()
        if len(group) <= FEW:
            yield finding
        elif finding is group[0]:
            yield Blanks(tuple(group))
