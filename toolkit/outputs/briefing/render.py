"""Fills the Word template with the month and finishes what a template cannot say.

In: the template's bytes and the month; out: the briefing's bytes, the same for the same input. Order: plain
data into a sandboxed template; charts and the matrix in place of their marks; figures into content controls;
lights coloured; the manifest of all figures added for ``verify``.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_FILL, LIGHT_TEXT
from toolkit.errors import OperatorError
from toolkit.figures.numbers.counting import by_action
from toolkit.outputs.briefing.chartparts import ChartMaker
from toolkit.outputs.briefing.context import UNDATED, Issue, build_context, make_paper
from toolkit.outputs.briefing.grouptables import group_matrices, group_reports
from toolkit.outputs.briefing.matrixtable import matrix_xml
from toolkit.outputs.briefing.sections.tables import REPORTS
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.context import OutputContext
from toolkit.outputs.templatefaults import template_fault
from toolkit.outputs.templatewords import in_our_words, words_of_groups, words_of_list
from toolkit.word.manifest import add_manifest
from toolkit.word.meaning import names_of
from toolkit.word.number_lock import Lock, placeholder
from toolkit.word.ooxml import fixed_zip, parent, q, text_of
from toolkit.word.template.check import check_template
from toolkit.word.template.styles import BODY_WIDTH, NAME_SIZE, NAME_SPACING
from toolkit.word.template.variables import VARIABLES

_LIGHTS = {light.value: light for light in Light if light is not Light.NONE}


def write_briefing(
    template: bytes,
    result: MonthResult,
    checklist: Checklist,
    context: OutputContext,
    settings: BriefingSettings,
    *,
    number: int | None = None,
    date: str = "",
    lead_notes: Mapping[str, str] | None = None,
) -> bytes:
    """The briefing as .docx; a 送审稿 when ``number`` is None.

    Raises OperatorError, naming place and remedy, when the template is not sound.
    """
    issue = Issue(number, date or UNDATED, lead_notes)
    paper = make_paper(result, context, settings, issue)
    data = build_context(paper, context, issue, differences=bool(checklist.differences))
    words = words_of_list(list(by_action(result.tasks)), [report.unit for report in result.units])
    words = {**words, **words_of_groups(result.groups)}
    filled = fill(template, data, "简报模板", [item.path for item in VARIABLES], words)
    charts = ChartMaker(filled.docx, result, context.history)
    put_tables(filled.docx, result)
    _put_charts(filled.docx, charts)
    return finish(filled.docx, result, settings.name, context.created)


def finish(document: Any, result: MonthResult, title: str, created: datetime) -> bytes:
    """Lock the figures, colour the lights, add the manifest, and give the bytes."""
    body = document.element.body
    lock = Lock(result.figures)
    for root in (body, *_heads_and_feet(document)):
        lock.apply(root)
    _colour_lights(body)
    _fit_name(body)
    add_manifest(document, lock, result.period, names_of(result))
    _describe(document, title, created)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def fill(
    template: bytes,
    data: Mapping[str, object],
    which: str,
    variables: Collection[str],
    words: Mapping[str, str] = MappingProxyType({}),
) -> DocxTemplate:
    """The template with its tags replaced; nothing in ``data`` can be code. ``words``: fixed words as this list has them.

    Raises OperatorError that names ``which`` template, place and remedy; ``variables`` are its paths.
    """
    filled = DocxTemplate(io.BytesIO(template))
    try:
        filled.init_docx()
        for text in filled.docx.element.body.iter(q("t")):
            text.text = in_our_words(text.text or "", words)
        filled.render(dict(data), environment())
    except Exception as error:  # a template can compute anything, and fail in any way
        faults = [str(fault) for fault in check_template(template, variables)]
        faults = faults or [f"标签有误：{template_fault(error)}。请对照安装包里的原模板改正。"]
        raise OperatorError(f"{which}有误，请改正后再试。\n" + "\n".join(faults)) from error
    return filled


def environment() -> SandboxedEnvironment:
    """Jinja as templates get it: sandboxed, everything escaped, a missing name is an error."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _heads_and_feet(document: Any) -> list[etree._Element]:
    parts = [relation.target_part for relation in document.part.rels.values() if not relation.is_external]
    return [part.element for part in parts if part.partname.startswith(("/word/header", "/word/footer"))]


def put_tables(document: Any, result: MonthResult) -> None:
    """Tables in place of their marks; of many units those by group, 附件2 in place of the template's table of units."""
    for paragraph, kind, which in _marked(document):
        if kind != "t":
            continue
        if which == REPORTS:
            table = next(paragraph.iterancestors(q("tbl")))
            if (around := table.getparent()) is not None:  # else it went with another cell of its row
                around.replace(table, etree.fromstring(group_reports(result, _width(table))))
            continue
        for number, text in enumerate(group_matrices(result) if result.groups else [matrix_xml(result)]):
            if number:  # two tables with nothing between them are one
                paragraph.addprevious(etree.Element(q("p")))
            paragraph.addprevious(etree.fromstring(text))
        parent(paragraph).remove(paragraph)


def _put_charts(document: Any, charts: ChartMaker) -> None:
    for paragraph, kind, which in _marked(document):
        if kind == "c":
            charts.put(paragraph, which)


def _marked(document: Any) -> list[tuple[etree._Element, str, str]]:
    """Paragraphs that a table or a chart replaces: (paragraph, t or c, its name)."""
    found = ((paragraph, placeholder(paragraph)) for paragraph in document.element.body.iter(q("p")))
    return [(paragraph, *mark) for paragraph, mark in found if mark]


def _width(table: etree._Element) -> int:
    """Of its grid, in twips."""
    return sum(int(column.get(q("w"), "0")) for column in table.iter(q("gridCol")))


def _colour_lights(body: etree._Element) -> None:
    """Cells that hold just a light get its colours; the word stays."""
    for cell in body.iter(q("tc")):
        light = _LIGHTS.get(text_of(cell))
        about = cell.find(q("tcPr"))
        if light is None or about is None:
            continue
        shade = etree.Element(q("shd"))
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", LIGHT_FILL[light])):
            shade.set(q(name), value)
        _insert_shade(about, shade)
        for form in cell.iter(q("rPr")):
            etree.SubElement(form, q("color")).set(q("val"), LIGHT_TEXT[light])


def _fit_name(body: etree._Element) -> None:
    """A long name of the paper gets smaller letters, so that it stays on one line."""
    for paragraph in body.iter(q("p")):
        style = paragraph.find(f"{q('pPr')}/{q('pStyle')}")
        if style is None or style.get(q("val")) != "PaperName":
            continue
        size = min(NAME_SIZE, (BODY_WIDTH // max(1, len(text_of(paragraph))) - NAME_SPACING) // 10)
        for form in paragraph.iter(q("rPr")) if size < NAME_SIZE else ():
            for tag in ("sz", "szCs"):
                etree.SubElement(form, q(tag)).set(q("val"), str(size))
        return


def _insert_shade(about: etree._Element, shade: etree._Element) -> None:
    """tcPr has a required order: shading follows width, span and borders."""
    earlier = [q(name) for name in ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")]
    for old in about.findall(q("shd")):
        about.remove(old)
    place = sum(1 for child in about if child.tag in earlier)
    about.insert(place, shade)


def _describe(document: Any, title: str, created: datetime) -> None:
    properties = document.core_properties
    properties.title = title
    properties.created = created
    properties.modified = created
