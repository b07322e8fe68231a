"""A table of a document as a grid of cells, whatever file it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class GridCell:
    """One cell. ``inherited``: merged with the cell above (or left out by the text form)."""

    text: str = ""
    inherited: bool = False
    numbered: bool = False  # Word numbers it by itself; the number is not in the text
    span: int = 1  # columns that the cell covers

    @property
    def blank(self) -> bool:
        """No text of its own."""
        return not self.text


Row = tuple[GridCell, ...]


@dataclass(frozen=True)
class Grid:
    """One table: rows of cells by column; ``place`` says where it stands in the file."""

    rows: tuple[Row, ...]
    place: str
    context: str = ""  # text in front of the table: the document's title


def tidy_text(text: str) -> str:
    """Lines without outer white space, blank lines left out."""
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)


def flat(text: str) -> str:
    """Without any white space, as headers and names are compared."""
    return re.sub(r"\s+", "", text)


def filled(row: Sequence[GridCell]) -> list[GridCell]:
    """The cells of a row that carry text."""
    return [cell for cell in row if not cell.blank]
