"""A history as a small line: months and values in, the points of an inline SVG and its words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.core.value_text import number_text

WIDTH, HEIGHT, EDGE = 108, 28, 4


@dataclass(frozen=True)
class Sparkline:
    """``points`` of the line, the place of its last point, and ``words`` that say the same."""

    points: str
    last_x: str
    last_y: str
    words: str


def sparkline(series: Sequence[tuple[str, float]]) -> Sparkline | None:
    """The line of at least two months (``2024-06``, value); None for less."""
    if len(series) < 2:
        return None
    values = [value for _, value in series]
    low, high = min(values), max(values)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    scale = (HEIGHT - 2 * EDGE) / (high - low) if high > low else 0.0
    # A line that does not move runs through the middle.
    base = HEIGHT - EDGE if scale else HEIGHT / 2
    places = [
        (f"{EDGE + number * step:.1f}", f"{base - (value - low) * scale:.1f}")
        for number, value in enumerate(values)
    ]
    words = "，".join(f"{int(month[-2:])}月 {number_text(value)}" for month, value in series)
    return Sparkline(" ".join(f"{x},{y}" for x, y in places), *places[-1], words)
