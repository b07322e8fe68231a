"""A document as it was read, whatever file it came from: paragraphs and tables in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.checklist.importing.grid import Grid


@dataclass(frozen=True)
class Paragraph:
    """One paragraph with the number that Word puts before it."""

    text: str


Block = Paragraph | Grid


@dataclass(frozen=True)
class Document:
    """One file: its name and its blocks."""

    name: str
    blocks: tuple[Block, ...]

    @property
    def grids(self) -> list[Grid]:
        """The tables, in their order."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    @property
    def paragraphs(self) -> list[str]:
        """The texts of the paragraphs that are not blank."""
        texts = (block.text.strip() for block in self.blocks if isinstance(block, Paragraph))
        return [text for text in texts if text]


def paragraphs(lines: Sequence[str]) -> list[Block]:
    """Lines as paragraphs, blank ones left out."""
    return [Paragraph(line.strip()) for line in lines if line.strip()]
