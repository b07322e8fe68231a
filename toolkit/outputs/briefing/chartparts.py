"""Native charts of the paper: drawn with the summary workbook's chart code, embedded as chart parts.

In: a paragraph that a mark stood in; out: an inline chart that Word and WPS can edit, with its table as the
embedded workbook. No picture, no font needed.
"""

from __future__ import annotations

import copy
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
from toolkit.outputs import charts
from toolkit.outputs.briefing.chart_xml import finish_chart, inline_chart
from toolkit.outputs.briefing.ooxml import fixed_zip, parent, q

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET = "数据"
_CREATED = datetime(2024, 1, 1)
_WIDTH_MM = 150
_MISSING = 4  # column of 未报 in the stack: a month without any report has no chart
_BARS, _NAME = 6, 12  # indicators in the chart of completion, characters of a name
Draw = Callable[[Any, charts.ChartData, charts.Place], Any]


class ChartMaker:
    """Puts charts by name; each gets an id of its own."""

    def __init__(
        self, document: Any, result: MonthResult, history: Sequence[MonthResult], ranking: bool
    ) -> None:
        self._document = document
        self._drawings = _drawings(result, history, ranking)
        self._made = 0

    def put(self, paragraph: etree._Element, which: str) -> None:
        """Replace the paragraph's runs by the chart, or drop the paragraph when there is nothing to draw."""
        data, draw, height = self._drawings[which]
        if not data.rows:
            parent(paragraph).remove(paragraph)
            return
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
    result: MonthResult, history: Sequence[MonthResult], ranking: bool
) -> Mapping[str, tuple[charts.ChartData, Draw, int]]:
    """Name in the template -> table, drawing, height in mm."""
    lights = charts.light_stack_data(result)
    if not any(any(row[1:_MISSING]) for row in lights.rows):
        lights = dataclasses.replace(lights, rows=())
    units = charts.ranking_data(result)
    if not ranking:
        units = _plain_order(units, result)
    trend = charts.trend_data(result, history)
    if len(trend.rows) < 2:
        trend = dataclasses.replace(trend, rows=())
    completion = charts.completion_data(result, charts.worst_gaps(result, _BARS))
    shorter = tuple((charts.clip(str(row[0]), _NAME), *row[1:]) for row in completion.rows)
    completion = dataclasses.replace(completion, rows=shorter)
    return {
        "状态灯": (lights, charts.light_stack, 70),
        "完成率": (completion, charts.completion_against_pace, 85),
        "县市": (units, charts.unit_ranking, 30 + 5 * min(20, len(units.rows))),
        "趋势": (trend, charts.trend, 55),
    }


def _plain_order(data: charts.ChartData, result: MonthResult) -> charts.ChartData:
    """The units in their plain order: what is sent out does not rank unless config says so."""
    order = {report.unit.short: at for at, report in enumerate(result.units)}
    rows = sorted(copy.copy(data.rows), key=lambda row: order.get(str(row[0]), len(order)))
    return dataclasses.replace(data, rows=tuple(rows))
