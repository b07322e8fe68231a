"""What every sheet of a workbook shares: formats made once, and what titles and feet of pages say.

In: the xlsxwriter workbook, the context, the month or year that it is of, the unit or office that it belongs to.
"""

from __future__ import annotations

from typing import Any

from toolkit.core import theme
from toolkit.outputs.context import OutputContext


class Stationery:
    """The workbook as its sheets know it; ``of`` is what titles begin with, ``owner`` stands below each page."""

    def __init__(self, workbook: Any, context: OutputContext, of: str, owner: str) -> None:
        self.workbook, self.context, self.of, self.owner = workbook, context, of, owner
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.cells: dict[tuple[Any, ...], Any] = {}  # formats of table cells by column kind and look

    def format(self, **properties: Any) -> Any:
        """The format of these properties over the theme's base, made once."""
        base = {
            "font_name": theme.FONT,
            "font_size": theme.FONT_SIZE,
            "font_color": "#" + theme.TEXT,
            "valign": "vcenter",
        }
        return self.bare_format(**(base | properties))

    def bare_format(self, **properties: Any) -> Any:
        """The format of just these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]


def check(code: int | Any) -> None:
    """Raise when xlsxwriter refused a cell (it returns a negative code instead of raising)."""
    if isinstance(code, int) and code < 0:
        raise RuntimeError(f"xlsxwriter refused a cell (code {code})")
