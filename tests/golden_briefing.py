"""What papers say of the odd office's months (tests/odd_office.py), kept by tests/golden_months.py.

In: a month and its year so far. Out: the template's variables at several settings, the Word paper line by line with what
is locked in it, its list of sources, the short papers, the pictures and tables as they are written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
from docx.oxml.ns import qn

from tests import odd_office as office
from toolkit.core.model import Comparator
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.figures.month import compute_brief
from toolkit.figures.reviews.verdicts import apply_verdicts
from toolkit.outputs.briefing import wording
from toolkit.outputs.briefing.behindchart import behind_data
from toolkit.outputs.briefing.chartparts import chart_heights
from toolkit.outputs.briefing.context import (
    Issue,
    body_length,
    build_context,
    fitted_body,
    make_paper,
    number_text,
)
from toolkit.outputs.briefing.grouptables import group_matrices, group_reports
from toolkit.outputs.briefing.matrixtable import matrix_xml
from toolkit.outputs.briefing.other_papers import write_notice, write_unit_brief
from toolkit.outputs.briefing.pendinglist import write_pending
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.briefing.sections import common, numbers, red
from toolkit.outputs.briefing.sections import tables as tables_section
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.sources import write_sources
from toolkit.outputs.context import OutputContext
from toolkit.word.renewal import chart_changes, renew

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
USUAL = BriefingSettings()
FULL = BriefingSettings(
    name="工作专报", office="专班办公室", contact="张三 0998-1", secrecy="内部", signer="李四", report_to=("行署领导",),
    send_to=("地委办",), issue_to=("各县市", "各部门"), copies=30, before=12, ranking=True,
    main_indicators=("T03-1", "T01-1", "T99-9", "T04-1", "T05-1"), body_limit=1500, body_pages=3,
)  # fmt: skip
SMALL = replace(FULL, body_limit=300, body_pages=1, before=None)
NOTES = {"地区住建局": "总体平稳，个别县偏慢。"}
PICTURED = re.compile(
    r"<(?:\w+:)?(?:v|t|pt|idx|ptCount|srgbClr|f|formatCode)\b[^>]*>[^<]*|val=\"[^\"]*\"|type=\"[^\"]*\""
)


def context(result: MonthResult, mood: str = office.ODD) -> OutputContext:
    """The month with the months of its year before it, as the pipeline hands them to outputs."""
    period, units = result.period, tuple(report.unit for report in result.units)
    if mood in (office.CALM, office.DONE):
        before = tuple(compute_brief(office.calm(one, office.CALM)) for one in period.so_far[-3:-1])
        return OutputContext("专班办公室", period, None, units, history=before)
    history = tuple(
        apply_verdicts(
            compute_brief(office.begun(one, mood=mood)), list(office.VERDICTS.get(one, {}).values())
        )[0]
        for one in period.so_far[:-1]
    )
    return OutputContext(
        "专班办公室",
        period,
        result.data_until,
        units,
        watermark="模拟数据",
        history=history,
        next_deadline=datetime(period.next.year, period.next.month, 25, 18),
        elsewhere={f"archive/{period}/莎车县/v1.xlsx": "科室电脑"},
    )


def told(value: object, path: str = "") -> Iterator[str]:
    """Nested variables, a text a line, with the way to it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from told(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        if not value:
            yield f"{path}: []"
        for number, inner in enumerate(value, 1):
            yield from told(inner, f"{path}[{number}]")
    else:
        yield f"{path}: {visible_marks(str(value))}"


def visible_marks(text: str) -> str:
    """A marked text with its marks as signs that every editor shows."""
    return "".join(char if char.isprintable() else f"⟦{ord(char):x}⟧" for char in text)


def variables(result: MonthResult, mood: str = office.ODD) -> Iterator[str]:
    """What each template's tag becomes, at the usual settings, at full ones and where hardly anything fits."""
    around = context(result, mood)
    issues = (Issue(), Issue(6, "2024年6月27日", NOTES), Issue(7))
    kept: dict[str, str] = {}
    for name, settings, issue in zip(("常用", "全部", "最短"), (USUAL, FULL, SMALL), issues, strict=True):
        paper = make_paper(result, around, settings, issue)
        data = build_context(paper, around, issue, differences=name == "全部")
        yield f"# {name} {body_length(data)}"
        for line in told(data):
            way, _, text = line.partition(": ")
            if kept.get(way) != text:  # only what the settings before did not say
                yield line
            kept[way] = text
    yield f"期号: {number_text(FULL, 3)} {number_text(FULL, 3, again=1)} {number_text(SMALL, 3, again=2)}"
    yield f"图: {chart_heights(result, around.history)} {behind_data(result)}"


def sentences(result: MonthResult, mood: str = office.ODD) -> Iterator[str]:
    """What papers would say of each indicator and task, whether or not there was room for it."""
    around = context(result, mood)
    paper = make_paper(result, around, FULL, Issue(lead_notes=NOTES))
    period = result.period
    for row in result.indicators:
        targets = [row.goal] if row.goal else []
        value, last = row.total.value, row.previous.value
        worse = (
            value is not None
            and last is not None
            and (value > last if row.indicator.comparator in (Comparator.LE, Comparator.EQ) else value < last)
            and row.light in (Light.RED, Light.YELLOW)
        )
        said = {
            "standing": wording.standing(row, targets),
            "unpaced": wording.standing(row, targets, paced=False),
            "beside": wording.beside(row),
            "moved": wording.moved(row, period) if row.total.value is not None else "",
            "fallen": wording.fallen(row, period, targets) if worse else "",
            "fell": wording.fell(row, period),
            "coverage": wording.coverage(row),
            "partial": wording.is_partial(row),
            "target": tables_section.target_text(paper, row) if row.target else "",
            "row": tables_section.indicator_row(paper, 7, row),
        }
        yield from told({name: text for name, text in said.items() if text}, row.indicator.id)
    for task in result.tasks:
        cells = list(task.units.values())
        yield from told(
            {
                "title": common.task_with_lead(task, first=True),
                "leads": common.leads(task, named=1),
                "red": [red.red_task(paper, task, causes, 30) for causes in (0, 1, 3)],
                "bare": red.red_task(paper, task, 2, 30, plans=False),
                "why": [
                    red.why(paper, task, 2, 40),
                    red.only_why(paper, task, 2, 12),
                    red.only_reason(paper, task, 30),
                ],
                "plans": [red.only_plans(paper, task, 30, lines) for lines in (0, 1)],
                "since": red.since(paper, task),
                "items": [row.indicator.id for row in red.red_items(paper, task)],
                "behind": [cell.unit.code for cell in common.units_behind(task)],
                "said": [
                    f"{common.cause(paper, cell, 20)}/{common.reason(cell, 20, briefly=True)}/{common.planned(paper, cell, 20)}/{common.day_note(paper, cell)}"
                    for cell in cells
                ],
            },
            f"任务{task.task.no}",
        )
    for limit in range(
        2400, 1880, -40
    ):  # how the body shrinks step by step, by the characters of its sections
        small = replace(paper, settings=replace(FULL, body_limit=limit, body_pages=20))
        body = fitted_body(small)
        yield f"最多{limit}字: {body_length(body)} { {name: body_length({name: part}) for name, part in body.items()} }"
    free = make_paper(result, around, USUAL, Issue())
    for most in range(1, 9):
        room = replace(free, page_one=replace(free.page_one, numbers=most))
        yield from told({"数": numbers.key_numbers(room), "余": numbers.numbers_left(room)}, f"首页{most}个")
    for limit in (1, 4, 20):
        yield f"名单: {common.tasks_named(result.tasks, limit)}"
        yield f"名单: {wording.units_named([unit.short for unit in office.UNITS], 9, limit)}"


def paper_lines(data: bytes) -> Iterator[str]:
    """A Word paper: each paragraph and row with what is locked in it, styles and colours; heads and feet too."""
    document = docx.Document(io.BytesIO(data))
    parts = [document.element.body, *(part.element for part in _heads(document))]
    for part in parts:
        for block in part.iter(qn("w:p")):
            text = "".join(_run(node) for node in block.iter(qn("w:t"), qn("w:tag"), qn("w:br")))
            style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            if text:
                colours = {
                    node.get(qn("w:fill")) or node.get(qn("w:val"))
                    for node in block.iter(qn("w:shd"), qn("w:color"))
                }
                yield f"{'' if style is None else style.get(qn('w:val'))} {text} {sorted(filter(None, colours)) or ''}"
        for area in part.iter(qn("w:gridSpan"), qn("w:vMerge"), qn("w:tblHeader"), qn("w:gridCol")):
            yield f"{area.tag.rpartition('}')[2]} {[*area.attrib.values()]}"
    with ZipFile(io.BytesIO(data)) as file:
        for name in sorted(file.namelist()):
            if "chart" in name and name.endswith(".xml"):
                yield f"{name}: {' '.join(PICTURED.findall(file.read(name).decode()))}"
        yield f"core: {file.read('docProps/core.xml').decode()}"


def _heads(document: object) -> list[object]:
    rels = document.part.rels.values()  # type: ignore[attr-defined]
    found = [one.target_part for one in rels if not one.is_external]
    return sorted(
        (one for one in found if one.partname.startswith(("/word/header", "/word/footer"))),
        key=lambda one: str(one.partname),
    )


def _run(node: object) -> str:
    tag = node.tag.rpartition("}")[2]  # type: ignore[attr-defined]
    if tag == "tag":
        return f"[{node.get(qn('w:val'))}]"  # type: ignore[attr-defined]
    return node.text or "" if tag == "t" else "⏎"  # type: ignore[attr-defined]


def book_lines(data: bytes) -> Iterator[str]:
    """A workbook: every filled cell of every row, links too."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        yield f"# {sheet.title} {sheet.freeze_panes} {sheet.auto_filter.ref}"
        for row in sheet.iter_rows():
            cells = [
                f"{cell.value}{f' →{cell.hyperlink.target}' if cell.hyperlink else ''}"
                for cell in row
                if cell.value is not None
            ]
            if cells:
                yield "｜".join(cells).replace("\n", "⏎")


def papers(result: MonthResult, *, full: bool) -> Iterator[str]:
    """The Word paper as a draft, its list of sources, the notice and a unit's page, whose figures are locked."""
    around = context(result)
    data = write_briefing((TEMPLATES / "briefing.docx").read_bytes(), result, office.CHECKLIST, around, FULL if full else USUAL, number=6, date="2024年6月27日", lead_notes=NOTES)  # fmt: skip
    yield from paper_lines(data)
    yield from book_lines(write_sources(data, result.figures, around))
    yield from short_papers(result, around)


def renewed(result: MonthResult, later: MonthResult) -> Iterator[str]:
    """What waits for a person in a paper that an office edited: nothing new, as it was, and after lights were decided."""
    template = (TEMPLATES / "briefing.docx").read_bytes()
    around = context(result)

    def paper(month: MonthResult) -> bytes:
        return write_briefing(template, month, office.CHECKLIST, around, USUAL)

    base, fresh = paper(result), paper(later)
    for what, edited, now in (
        ("照旧", base, base),
        ("改了几句", _reworded(base), base),
        ("后来", base, fresh),
        ("改后又变", _reworded(base), fresh),
    ):
        made = renew(base, edited, now)
        charts = chart_changes(base, edited, now)
        yield f"# {what}：换了{made.renewed}个数，待改{len(made.pending)}句，图{len(charts)}幅"
        yield from book_lines(write_pending(made.pending, charts, around))


def _reworded(data: bytes) -> bytes:
    """The paper after an office wrote some of its sentences in words of its own, struck some out, and changed a number."""
    document = docx.Document(io.BytesIO(data))
    draw = office.Draws("reworded")
    for paragraph in [*document.element.body.iter(qn("w:p"))]:
        texts = [node for node in paragraph.iter(qn("w:t")) if node.text]
        luck = draw.luck()
        if not texts or luck > 0.12:
            continue
        if luck < 0.03:
            texts[0].text = f"经核实，{texts[0].text}"
        elif luck < 0.06:
            for node in texts:
                node.text = ""
        else:
            node = draw.of(texts)
            node.text = re.sub("[0-9]", "7", node.text, count=1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def short_papers(result: MonthResult, around: OutputContext) -> Iterator[str]:
    """The notice, and the page of each unit."""
    notice = write_notice((TEMPLATES / "notice.docx").read_bytes(), result, around, FULL)
    yield "# 通报"
    yield from paper_lines(notice) if notice else ("无",)
    for report in result.units:
        yield f"# 情况单 {report.unit.code}"
        yield from paper_lines(write_unit_brief((TEMPLATES / "unit-brief.docx").read_bytes(), result, report.unit.code, around, USUAL, date="2024年6月27日"))  # fmt: skip


def tables(result: MonthResult) -> Iterator[str]:
    """The matrix, or the tables by group, element by element."""
    for text in group_matrices(result) if result.groups else [matrix_xml(result)]:
        yield from re.sub(r"(</w:t[cr]>)", r"\1\n", text).splitlines()
    if result.groups:
        yield from re.sub(r"(</w:t[cr]>)", r"\1\n", group_reports(result, 8000)).splitlines()
