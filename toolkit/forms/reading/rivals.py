"""Blocks of rows that contradict the table they stand beside: last month's, another unit's, an old draft.

In: Collected with the filled input cells by place. Out: the blocks whose values count only where the
table itself has the same. A block is one table of the file, or the rows in it that repeat earlier ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from toolkit.core.name_ranks import LAST, PLAIN, is_added, rank_of
from toolkit.core.places import Place
from toolkit.core.value_text import squeeze
from toolkit.core.words import NoValue
from toolkit.forms.reading.asides import is_nothing
from toolkit.forms.reading.model import Collected, Filled

Block = tuple[str, int, bool]  # form sheet, identity of the sheet or part of it, whether rows repeat


def block_of(cell: Filled) -> tuple[int, bool]:
    """Where a cell stands."""
    return id(cell.sheet), cell.again


def differ(found: Sequence[Filled]) -> bool:
    """Whether the cells of one place do not all say the same."""
    return len({squeeze(cell.raw) for cell in found}) > 1


def last_of(found: Sequence[Filled]) -> Sequence[Filled]:
    """Of the cells of one place those on the table whose name says most that it counts: 指标数据（最终） before 指标数据."""
    if len({cell.sheet.name for cell in found}) < 2:
        return found
    best = max(map(_rank, found))
    return [cell for cell in found if _rank(cell) == best]


def telling(found: Sequence[Filled]) -> Sequence[Filled]:
    """Of the cells of one place on several tables those that say more than 不涉及, as each bureau writes in the rows of others."""
    if len({id(cell.sheet) for cell in found}) < 2:
        return found
    return [cell for cell in found if not _says_none(squeeze(cell.raw))] or found


def _rank(cell: Filled) -> int:
    return PLAIN if is_added(cell.sheet.name) else rank_of(cell.sheet.name)


def _says_none(text: str) -> bool:
    return text == NoValue.NOT_APPLICABLE or is_nothing(text)


def rival_blocks(out: Collected) -> set[Block]:
    """Blocks that differ from the form's own table in a cell that both have.

    The own one stands under the name that says most that it counts, then under the form's name, else first. Two bureaus' blocks with
    different rows, or with the same values where they meet, are no rivals.
    """
    rivals: set[Block] = set()
    for (name, _, _), found in out.inputs.items():
        if len(found) > 1 and differ(found):
            own, *others = sorted(
                telling(found), key=lambda cell: (-_rank(cell), cell.again, cell.sheet.name != name)
            )
            rivals |= {
                (name, *block_of(cell))
                for cell in others
                if block_of(cell) != block_of(own) and differ((own, cell))
            }
    return rivals


def rows_of_last(out: Collected) -> set[tuple[str, str]]:
    """The rows that are filled in on a table whose name says that it is the last one: others hold only on the table before it."""
    return {place[:2] for place, found in out.inputs.items() if any(_rank(cell) == LAST for cell in found)}


def is_kept(place: Place, found: Sequence[Filled], last: Collection[tuple[str, str]]) -> bool:
    """Whether the cells of a rival count, for the last table mends some rows and theirs is none of them."""
    mended = any(name == place[0] for name, _ in last)
    return mended and place[:2] not in last and all(_rank(cell) == PLAIN for cell in found)
