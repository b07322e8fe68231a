"""Blocks of rows that contradict the table they stand beside: last month's, another unit's, an old draft.

In: Collected with the filled input cells by place. Out: the blocks whose values count only where the
table itself has the same. A block is one table of the file, or the rows in it that repeat earlier ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.value_text import squeeze
from toolkit.forms.reading.model import Collected, Filled

Block = tuple[str, int, bool]  # form sheet, identity of the sheet or part of it, whether rows repeat


def block_of(cell: Filled) -> tuple[int, bool]:
    """Where a cell stands."""
    return id(cell.sheet), cell.again


def differ(found: Sequence[Filled]) -> bool:
    """Whether the cells of one place do not all say the same."""
    return len({squeeze(cell.raw) for cell in found}) > 1


def rival_blocks(out: Collected) -> set[Block]:
    """Blocks that differ from the form's own table in a cell that both have.

    The own one stands under the form's name, else first. Two bureaus' blocks with different rows, or
    with the same values where they meet, are no rivals.
    """
    rivals: set[Block] = set()
    for (name, _, _), found in out.inputs.items():
        if len(found) > 1 and differ(found):
            own, *others = sorted(found, key=lambda cell: (cell.again, cell.sheet.name != name))
            rivals |= {
                (name, *block_of(cell))
                for cell in others
                if block_of(cell) != block_of(own) and differ((own, cell))
            }
    return rivals
