"""The papers that offices have, and the least size at which anything is printed; forms and outputs lie on the same.

Sides are in inches, by ISO 216; the numbers are those that workbooks know papers by.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.theme import FONT_SIZE

LEAST_POINTS = 8.0
SMALLEST = LEAST_POINTS / FONT_SIZE  # the smallest scale
DIGIT = 8.6  # pixels of a digit at 96 to the inch: 7 in our font; a program without it takes a wider one


@dataclass(frozen=True)
class Paper:
    """A paper and how it lies: the number that workbooks use, sides in inches."""

    number: int
    across: float
    down: float

    @property
    def landscape(self) -> bool:
        """Whether it lies on its long side."""
        return self.across > self.down


A4, A3, A3_UPRIGHT = Paper(9, 11.69, 8.27), Paper(8, 16.54, 11.69), Paper(8, 11.69, 16.54)
PAPERS = (A4, A3, A3_UPRIGHT)


def plain(text: str) -> str:
    """Text in which & begins no code of headers and footers."""
    return text.replace("&", "&&").replace("\n", " ")
