"""What a period's outputs are written by: one job a file or group of files, each a function of plain data.

The jobs run in child processes (:mod:`toolkit.pipeline.writing.writers`), which load ``FORM_LIBRARIES`` or ``LIBRARIES``
beforehand; the parent, which only names the jobs, loads none of them. A paper that
fails costs no other of its job, and a job reads its template itself, so that a fault of that costs its paper only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.core.area import said
from toolkit.core.followed import Supervised
from toolkit.core.form import Form
from toolkit.core.groups import FOLDER as BY_GROUP
from toolkit.core.model import Unit
from toolkit.core.returns import Entry
from toolkit.core.reviews import LightVerdict
from toolkit.core.words import UnitKind
from toolkit.figures.quotas.proposals import Proposal
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import file_name
from toolkit.pages.validation import FOLDER, PAGE, pages_of, write_group_page, write_page
from toolkit.papers.slips import Slip
from toolkit.pipeline.folder.mishaps import Failed, attempt
from toolkit.pipeline.folder.places import ASIDE, SLIPS
from toolkit.pipeline.folder.templates import BRIEFING, NOTICE, UNIT_BRIEF, template_bytes
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.writing.writers import Job, Made
from toolkit.tables import cells
from toolkit.tables.csvfiles import csv_files, dictionary_csv, table_csv

if TYPE_CHECKING:
    from toolkit.tables.columns import Table

DATA = "汇总/data"
PAGES = f"汇总/{FOLDER}"
FORM_LIBRARIES = ("toolkit.forms.write",)
LIBRARIES = (
    *FORM_LIBRARIES,
    "toolkit.outputs.briefing.other_papers",
    "toolkit.outputs.briefing.render",
    "toolkit.outputs.packs.verdicttable",
    "toolkit.outputs.briefing.sources",
    "toolkit.tables.month",
    "toolkit.tables.workbook",
    "toolkit.outputs.packs.findingtable",
    "toolkit.outputs.packs.leadpacks",
    "toolkit.pages.validation",
    "toolkit.outputs.packs.quotabook",
    "toolkit.outputs.packs.slips",
    "toolkit.outputs.summary",
    "toolkit.outputs.notes.supervisionslip",
    "toolkit.pipeline.month.assembled",
)


def draft_files(
    root: Path,
    month: Month,
    settings: BriefingSettings,
    verdicts: Sequence[LightVerdict],
    taken: Sequence[str],
) -> Made:
    """The 送审稿, its 数据出处表 and the 审定表."""
    from toolkit.outputs.briefing.render import write_briefing
    from toolkit.outputs.briefing.sources import write_sources
    from toolkit.outputs.packs.verdicttable import write_verdicts

    def write() -> bytes:
        template = template_bytes(root, BRIEFING)
        notes = month.context.lead_notes
        return write_briefing(
            template, month.result, month.checklist, month.context, settings, lead_notes=notes
        )

    period = month.result.period
    briefing, lights = f"汇总/{period}_专报.docx", f"汇总/{period}_审定表.xlsx"
    sources, aside = f"{ASIDE}/{period}_数据出处表.xlsx", replace(month.context, root_prefix="../../../..")
    data = attempt(briefing, write)
    return {
        briefing: data,
        sources: replace(data, paper=sources)
        if isinstance(data, Failed)
        else attempt(sources, partial(write_sources, data, month.result.figures, aside)),
        lights: attempt(lights, partial(write_verdicts, month.tool_result, month.context, verdicts, taken)),
    }


def notice_files(root: Path, month: Month, settings: BriefingSettings) -> Made:
    """The 通报 of late or poor reporting; nothing when there is nothing to say."""
    from toolkit.outputs.briefing.other_papers import write_notice

    def write() -> bytes | None:
        return write_notice(template_bytes(root, NOTICE), month.result, month.context, settings)

    name = f"汇总/{month.result.period}_通报.docx"
    data = attempt(name, write)
    return {} if data is None else {name: data}


def unit_brief_files(root: Path, month: Month, settings: BriefingSettings) -> Made:
    """One page a county."""
    from toolkit.outputs.briefing.other_papers import write_unit_brief

    def write(code: str) -> bytes:
        return write_unit_brief(template_bytes(root, UNIT_BRIEF), month.result, code, month.context, settings)

    return _each(
        {
            f"{ASIDE}/{said('县市情况单')}/{unit.code}_{unit.name}.docx": partial(write, unit.code)
            for unit in month.context.units
            if unit.kind == UnitKind.COUNTY
        }
    )


def summary_files(month: Month, for_report: bool) -> Made:
    """One of the two summary workbooks."""
    from toolkit.outputs.summary import write_summary

    name = f"汇总/{month.result.period}_汇总表{'(报送版)' if for_report else ''}.xlsx"
    facts = (month.result, month.checklist, month.findings, month.context)
    return _each({name: partial(write_summary, *facts, for_report=for_report)})


def table_files(month: Month, proposals: Mapping[str, Proposal]) -> Made:
    """The tables for other tools but for the long ones, the dictionary of all, and the form for confirming quotas."""
    from toolkit.outputs.packs.quotabook import FILE_NAME, write_quotas
    from toolkit.tables.month import LONG

    def tables() -> dict[str, bytes]:
        every = data_tables(month)
        return csv_files([table for table in every if table.name not in LONG]) | dictionary_csv(every)

    name = f"{ASIDE}/{FILE_NAME}"
    made = attempt(DATA, tables)
    quotas = attempt(
        name, partial(write_quotas, month.checklist, month.context, month.result.period.year, proposals)
    )
    if isinstance(made, Failed):
        return {DATA: made, name: quotas}
    return {name: quotas} | {f"{DATA}/{table}": data for table, data in made.items()}


def figures_file(month: Month) -> Made:
    """Every number of the month as a table: of many units the longest but one."""
    return _long(cells.figures(month.result))


def entries_file(context: OutputContext, entries: Sequence[Entry]) -> Made:
    """Every cell that counts as a table, the longest."""
    return _long(cells.entries(entries, context))


def _long(table: Table[Any]) -> Made:
    return _each({f"{DATA}/{table.file}.csv": partial(table_csv, table)})


def data_tables(month: Month) -> Sequence[Table[Any]]:
    """The month as tables for other tools."""
    from toolkit.tables.month import month_tables

    return month_tables(
        month.result, month.findings, month.open, month.entries, month.checklist, month.context
    )


def workbook_files(month: Month) -> Made:
    """The tables that people open as one workbook; the long ones are CSV files alone."""
    from toolkit.tables.month import LONG
    from toolkit.tables.workbook import data_workbook

    def write() -> bytes:
        tables = [table for table in data_tables(month) if table.name not in LONG]
        return data_workbook(tables, month.context)

    return _each({f"{DATA}/{month.result.period}_数据.xlsx": write})


def ruling_files(month: Month, taken: Sequence[str]) -> Made:
    """The table in which the office may rule on open findings."""
    from toolkit.outputs.packs.findingtable import write_finding_rulings

    name = f"汇总/{month.result.period}_裁定表.xlsx"
    return _each({name: partial(write_finding_rulings, month.open, month.context, taken)})


def page_files(month: Month, number: int) -> Made:
    """The validation page (``number`` 0), or that of the group of that number, counted from 1."""
    facts = (month.result, month.findings, month.checklist, month.context)
    if not number:
        return _each({f"汇总/{month.result.period}_{PAGE}": partial(write_page, *facts, month.series)})
    group = month.result.groups[number - 1]
    name = f"{PAGES}/{pages_of(month.result.groups)[group.name]}"
    return _each({name: partial(write_group_page, *facts, group, month.series)})


def lead_files(month: Month, share: int, shares: int) -> Made:
    """One pack a lead unit; of all of them every ``shares``-th, beginning with number ``share``."""
    from toolkit.outputs.packs.leadpacks import write_lead_packs
    from toolkit.outputs.summary.leads import lead_units

    made: Made = {}
    for lead in lead_units(month.checklist)[share::shares]:
        name = f"牵头单位/{lead}.xlsx"
        packs = attempt(name, partial(write_lead_packs, month.result, month.checklist, month.context, [lead]))
        made |= (
            {name: packs}
            if isinstance(packs, Failed)
            else {f"牵头单位/{one}": data for one, data in packs.items()}
        )
    return made


def group_files(month: Month, share: int, shares: int) -> Made:
    """Many units: a workbook a group; of all groups every ``shares``-th, beginning with number ``share``."""
    from toolkit.outputs.summary.bygroup import workbooks_of, write_group

    groups, context = month.result.groups, replace(month.context, root_prefix="../../../..")
    names = workbooks_of(groups)
    return _each(
        {
            f"汇总/{BY_GROUP}/{names[group.name]}": partial(write_group, month.result, group, context)
            for group in groups[share::shares]
        }
    )


def slip_files(context: OutputContext, digest: str, slips: Sequence[Slip]) -> Made:
    """Slips of units with corrections that wait for them."""
    from toolkit.outputs.packs.slips import write_slip

    return _each({f"退回/{slip.file_name}": partial(write_slip, slip, context, digest) for slip in slips})


def supervision_files(
    context: OutputContext, units: Sequence[Unit], slips: Sequence[tuple[str, int, Sequence[Supervised]]]
) -> Made:
    """督办单 by unit; ``units`` are all rows of the sheet 单位."""
    from toolkit.outputs.notes.supervisionslip import write_slip

    known = {unit.name: unit for unit in units}
    return _each(
        {
            f"{SLIPS}/{file_name(unit)}_第{number}号_督办单.docx": partial(
                write_slip, unit, known.get(unit), number, rows, context
            )
            for unit, number, rows in slips
        }
    )


def form_files(folder: str, named: Sequence[tuple[str, Form]]) -> Made:
    """Forms by file name."""
    from toolkit.forms.write import write_form

    return _each({f"{folder}/{name}": partial(write_form, form) for name, form in named})


_PAPERS = {
    draft_files: "专报、数据出处表和审定表",
    notice_files: "通报",
    unit_brief_files: "情况单",
    summary_files: "汇总表",
    table_files: "汇总/data 里的表和目标分解确认表",
    figures_file: "汇总/data 里的全部数字表",
    entries_file: "汇总/data 里的采用单元格表",
    workbook_files: "汇总/data 里的数据工作簿",
    ruling_files: "裁定表",
    page_files: "校验报告",
    lead_files: "一部分牵头单位的表",
    group_files: f"汇总/{BY_GROUP} 里一部分组的表",
    slip_files: "更正确认单",
    supervision_files: "督办单",
}


def papers_of(job: Job) -> str:
    """What people call that which a job writes, for one that failed as a whole."""
    function, arguments = job
    if function is form_files:
        folder, named = arguments
        return "、".join(f"{folder}/{name}" for name, _ in named)
    return _PAPERS[function]


def _each(makers: Mapping[str, Callable[[], bytes]]) -> Made:
    return {name: attempt(name, make) for name, make in makers.items()}
