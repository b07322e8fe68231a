"""Native charts of the paper: drawn with the summary workbook's chart code, embedded as chart parts.

In: a paragraph that a mark stood in; out: an inline chart that Word and WPS can edit, with its table as the
embedded workbook. No picture, no font needed.
"""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from toolkit.core.results import MonthResult
from toolkit.outputs.briefing.behindchart import behind_chart, behind_data
from toolkit.outputs.workbook import charts
from toolkit.word.chart_xml import finish_chart, inline_chart
from toolkit.word.ooxml import fixed_zip, parent, q

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET = "数据"
NO_CHART = "无"  # of a chart that has no room
_CREATED = datetime(2024, 1, 1)
_WIDTH_MM = 150
Draw = Callable[[Any, charts.ChartData, charts.Place], Any]


class ChartMaker:
    """Puts charts by name; each gets an id of its own."""

    def __init__(self, document: Any, result: MonthResult, history: Sequence[MonthResult]) -> None:
        self._document = document
        self._drawings = _drawings(result, history)
        self._made = 0

    def put(self, paragraph: etree._Element, which: str) -> None:
        """Replace the paragraph's runs by the chart, or drop the paragraph when there is nothing to draw."""
        if which == NO_CHART or not self._drawings[which][0].rows:
            parent(paragraph).remove(paragraph)
            return
        data, draw, height = self._drawings[which]
        self._made += 1
        relation = self._embed(draw, data)
        for child in [child for child in paragraph if child.tag != q("pPr")]:
            paragraph.remove(child)
        paragraph.append(inline_chart(relation, self._made, data.title, _WIDTH_MM, height))

    def _embed(self, draw: Draw, data: charts.ChartData) -> str:
        chart_xml, table = drawn(draw, data)
        package = self._document.part.package
        part = Part(PackURI(f"/word/charts/chart{self._made}.xml"), _CHART_TYPE, b"", package)
        book = Part(PackURI(f"/word/embeddings/chart{self._made}.xlsx"), _SHEET_TYPE, table, package)
        link = part.relate_to(book, f"{_RELATIONS}/package")
        part._blob = finish_chart(chart_xml, link)
        return str(self._document.part.relate_to(part, f"{_RELATIONS}/chart"))


def drawn(draw: Draw, data: charts.ChartData) -> tuple[bytes, bytes]:
    """The chart's XML, and a workbook with its table alone."""
    with_chart = _workbook(data, draw)
    with zipfile.ZipFile(io.BytesIO(with_chart)) as archive:
        return archive.read("xl/charts/chart1.xml"), fixed_zip(_workbook(data, None))


def _workbook(data: charts.ChartData, draw: Draw | None) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _CREATED})  # else the clock makes the bytes differ
    sheet = book.add_worksheet(_SHEET)
    charts.put(sheet, data, 0, 0)
    if draw is not None:
        sheet.insert_chart(0, 6, draw(book, data, charts.Place(_SHEET, 0, 0)))
    book.close()
    return buffer.getvalue()


def _drawings(
    result: MonthResult, history: Sequence[MonthResult]
) -> Mapping[str, tuple[charts.ChartData, Draw, int]]:
    """Name in the template -> table, drawing, height in mm. A chart of fewer points than charts.MONTHS says nothing."""
    behind = behind_data(result)
    trend = charts.trend_data(result, history)
    if len(trend.rows) < charts.MONTHS:
        trend = dataclasses.replace(trend, rows=())
    return {
        "滞后指标": (behind, behind_chart(result), 24 + 8 * len(behind.rows)),
        "趋势": (trend, charts.trend, 52),
    }


def chart_heights(result: MonthResult, history: Sequence[MonthResult]) -> dict[str, int]:
    """Millimetres that each chart of the month takes."""
    return {name: height for name, (data, _, height) in _drawings(result, history).items() if data.rows}
