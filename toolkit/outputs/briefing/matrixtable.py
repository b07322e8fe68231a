"""附件1 as a Word table: one row a task, one column a unit, each cell one word for its light.

In: the month; out: OOXML text of a table for a landscape page. A word, not a colour alone, so that a black
and white print loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.marks import CONTRADICTS
from toolkit.core.model import Unit
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_FILL
from toolkit.core.words import UnitKind
from toolkit.outputs.briefing.sections.common import task_title
from toolkit.word.ooxml import W
from toolkit.word.template import styles as styles
from toolkit.word.template.blocks import grid, properties
from toolkit.word.tokens import plain

WORDS = {
    Light.BLUE: "蓝",
    Light.GREEN: "绿",
    Light.YELLOW: "黄",
    Light.RED: "红",
    Light.MISSING: "○",
    Light.OPEN: "○",
    Light.WAITING: "◇",
}
_UNCOLOURED = (Light.MISSING, Light.OPEN, Light.WAITING, Light.NONE)
_NUMBER, _WHOLE = 480, 660
_REST = 1300
_FEW = 5  # tasks up to which a unit that is no county shares a column
_UNIT = (400, 640)  # narrowest and widest column of a unit


def matrix_xml(result: MonthResult) -> str:
    """The table; columns are the units that hold at least one task."""
    units, others = _columns(result)
    rest = _REST if others else 0
    wide = max(_UNIT[0], min(_UNIT[1], (8400 - rest) // max(1, len(units))))
    name = styles.LANDSCAPE_WIDTH - _NUMBER - _WHOLE - wide * len(units) - rest
    widths = [_NUMBER, name, _WHOLE, *(wide for _ in units), *([rest] if others else [])]
    rows = [_task_row(task, units, others, widths) for task in result.tasks]
    return whole_table(widths, _heads(units, others), rows)


def whole_table(widths: Sequence[int], heads: Sequence[str], rows: Sequence[str]) -> str:
    """A table of an annex: its heads repeated on every page, then ``rows`` of :func:`row`."""
    cells = [cell(text, width, "SmallHead", "DDEBF7") for text, width in zip(heads, widths, strict=True)]
    body = row(cells, head=True) + "".join(rows)
    return f'<w:tbl xmlns:w="{W}">{properties(sum(widths))}{grid(widths)}{body}</w:tbl>'


def _columns(result: MonthResult) -> tuple[list[Unit], list[Unit]]:
    """Units with a column of their own, and those with so few tasks that they share one."""
    held = {
        row.unit.code: sum(1 for task in result.tasks if row.unit.code in task.units) for row in result.units
    }
    holders = [row.unit for row in result.units if held[row.unit.code]]
    own = [unit for unit in holders if unit.kind == UnitKind.COUNTY or held[unit.code] > _FEW]
    return own, [unit for unit in holders if unit not in own]


def _heads(units: list[Unit], others: list[Unit]) -> list[str]:
    return [
        "序号",
        "任务",
        said("全地区"),
        *(_short(unit) for unit in units),
        *(["其他单位"] if others else []),
    ]


def _short(unit: Unit) -> str:
    return plain(unit.short or unit.name)


def _task_row(task: TaskResult, units: list[Unit], others: list[Unit], widths: list[int]) -> str:
    cells = [
        cell(str(task.task.no), widths[0], "SmallCentre"),
        cell(plain(task_title(task)), widths[1], "SmallText"),
        light_cell(task.light, widths[2]),
    ]
    for unit, width in zip(units, widths[3:], strict=False):
        held = task.units.get(unit.code)
        cells.append(
            light_cell(held.light, width, held.contradicts)
            if held
            else cell("", width, "SmallCentre", "F2F2F2")
        )
    if others:
        told = [
            f"{_short(unit)}{_word(task.units[unit.code].light, task.units[unit.code].contradicts)}"
            for unit in others
            if unit.code in task.units
        ]
        cells.append(cell("、".join(told), widths[-1], "SmallText", "" if told else "F2F2F2"))
    return row(cells)


def light_cell(light: Light, width: int, doubted: bool = False) -> str:
    """A cell that holds one light's word on its colour."""
    fill = "" if light in _UNCOLOURED else LIGHT_FILL[light]
    return cell(_word(light, doubted), width, "SmallCentre", fill)


def _word(light: Light, doubted: bool) -> str:
    return WORDS.get(light, DASH) + (CONTRADICTS if doubted else "")


def row(cells: Sequence[str], *, head: bool = False) -> str:
    """A row of :func:`cell`, never parted by a page's end."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def cell(text: str, width: int, style: str, fill: str = "") -> str:
    """A cell of ``width`` twips, its lines as paragraphs; ``fill``: the colour of its ground, "" for none."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    lines = "".join(_line(line, style) for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{lines}</w:tc>"
    )


def _line(text: str, style: str) -> str:
    run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'
