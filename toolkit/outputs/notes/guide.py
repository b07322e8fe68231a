"""填报指南: one page for whoever fills in a form, to be printed and handed on; it goes along with every form.

In: the words of the form's own declaration, dates and office of the period. Out: the bytes of a docx, the same for
all units. It holds what the cover has no room for; what the cover says is said here in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.checks.explanation_words import REASON_NAMES
from toolkit.core import fields
from toolkit.core.area import said
from toolkit.forms.labels import steps_said
from toolkit.forms.layout import INDICATOR_SHEET, NO_FIGURE, TASK_SHEET
from toolkit.forms.same import TAKEN
from toolkit.forms.spec import SheetSpec
from toolkit.outputs.notes.shortpaper import short_paper
from toolkit.word.template.blocks import paragraph, table
from toolkit.word.tokens import plain

TITLE = "填报指南"
_COLUMNS = (("栏目", "栏", 1800, "Centre"), ("怎么填", "法", 7044, "Text"))
_TASKS = (*TAKEN, fields.SAME)
_BACK = (
    "标着红色的格子请改好；“请核实说明”的，在“说明”里写明原因"
    f"（{'、'.join(REASON_NAMES)}）和具体的事、时间或数量，只写“情况属实”“已核实”的不算说明。改好后仍发回这个表。"
)
_KEEP = "不要增删行、列和工作表，不要改文件的格式；图片和扫描件读不出数，盖章扫描件另附。"


@dataclass(frozen=True)
class Occasion:
    """For which period the guide is, until when, and whom to ask."""

    period: str
    data_until: str
    deadline: str
    office: str
    contact: str
    watermark: str
    created: datetime


def write_guide(occasion: Occasion) -> bytes:
    """The page."""
    dates = f"数据截至{occasion.data_until}，报送截止{occasion.deadline}。"
    ask = f"有疑问请联系{occasion.office}{f'（{occasion.contact}）' if occasion.contact else ''}。"
    data = {
        "期数": occasion.period,
        "提示": plain(f"{dates}{ask}"),
        "步": [{"话": plain(said(step))} for step in steps_said("“填报说明”上", "“填报说明”上", "")],
        "行": [{"栏": plain(said(column)), "法": plain(said(how))} for column, how in _rows()],
        "编发单位": plain(occasion.office),
        "日期": f"{occasion.created.year}年{occasion.created.month}月{occasion.created.day}日",
        "水印": occasion.watermark,
    }
    return short_paper(_blocks(), data, f"{occasion.period}{TITLE}", occasion.created)


def _rows() -> Iterator[tuple[str, str]]:
    yield from _prompts(TASK_SHEET, _TASKS)
    yield "本月累计", NO_FIGURE
    yield from _prompts(INDICATOR_SHEET, (fields.EXPLANATION, fields.NATURE))
    yield "退回来的表", _BACK
    yield "请不要", _KEEP


def _prompts(sheet: SheetSpec, told: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Header and prompt of columns, with what may be chosen where that is a list of some length."""
    columns = {column.field: column for column in sheet.columns}
    for field in told:
        column = columns[field]
        choices = f"{'、'.join(column.choices)}。" if len(column.choices) > 1 else ""
        yield column.header, f"{choices}{column.prompt}"


def _blocks() -> list[str]:
    return [
        paragraph("PaperTitle", f"{{{{ 期数 }}}}{TITLE}"),
        paragraph("Remark", "{{ 提示 }}"),
        paragraph("Remark", "{%p for 一步 in 步 %}"),
        paragraph("Remark", "{{ 一步.话 }}"),
        paragraph("Remark", "{%p endfor %}"),
        paragraph("TableText", ""),
        table(_COLUMNS, [("行", "")], "Table"),
    ]
