"""What a period's outputs are written by: one job a file or group of files, each a function of plain data.

The jobs run in child processes (:mod:`toolkit.pipeline.writers`), which load ``FORM_LIBRARIES`` or ``LIBRARIES``
beforehand; the parent, which only names the jobs, loads none of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.form import Form
from toolkit.core.reviews import LightRuling
from toolkit.outputs.briefing import BriefingSettings
from toolkit.outputs.context import OutputContext
from toolkit.papers.slips import Slip
from toolkit.pipeline.assembled import Month
from toolkit.pipeline.writers import Files

FORM_LIBRARIES = ("toolkit.forms.write",)
LIBRARIES = (
    *FORM_LIBRARIES,
    "toolkit.outputs.briefing.render",
    "toolkit.outputs.briefing.rulingtable",
    "toolkit.outputs.briefing.sources",
    "toolkit.outputs.findingtable",
    "toolkit.outputs.leadpacks",
    "toolkit.outputs.page",
    "toolkit.outputs.quotas",
    "toolkit.outputs.summary",
    "toolkit.outputs.tables",
    "toolkit.pipeline.assembled",
)


def draft_files(
    template: bytes,
    month: Month,
    settings: BriefingSettings,
    rulings: Sequence[LightRuling],
    taken: Sequence[str],
) -> Files:
    """The 送审稿, its 数据出处表 and the 审定表."""
    from toolkit.outputs.briefing import write_briefing, write_rulings, write_sources

    data = write_briefing(
        template,
        month.result,
        month.checklist,
        month.context,
        settings,
        lead_notes=month.context.lead_notes,
    )
    prefix = f"汇总/{month.result.period}_"
    return {
        f"{prefix}专报.docx": data,
        f"{prefix}数据出处表.xlsx": write_sources(data, month.result.figures, month.context),
        f"{prefix}审定表.xlsx": write_rulings(month.tool_result, month.context, rulings, taken),
    }


def notice_files(template: bytes, month: Month, settings: BriefingSettings) -> Files:
    """The 通报 of late or poor reporting; nothing when there is nothing to say."""
    from toolkit.outputs.briefing import write_notice

    data = write_notice(template, month.result, month.context, settings)
    return {f"汇总/{month.result.period}_通报.docx": data} if data else {}


def unit_brief_files(template: bytes, month: Month, settings: BriefingSettings) -> Files:
    """One page a county."""
    from toolkit.outputs.briefing import write_unit_brief

    return {
        f"汇总/县市情况单/{unit.code}_{unit.name}.docx": write_unit_brief(
            template, month.result, unit.code, month.context, settings
        )
        for unit in month.context.units
        if unit.kind == "县市"
    }


def summary_files(month: Month, for_report: bool) -> Files:
    """One of the two summary workbooks."""
    from toolkit.outputs.summary import write_summary

    name = f"汇总/{month.result.period}_汇总表{'(报送版)' if for_report else ''}.xlsx"
    data = write_summary(month.result, month.checklist, month.findings, month.context, for_report=for_report)
    return {name: data}


def table_files(month: Month) -> Files:
    """The tables for other tools, and the form for confirming quotas."""
    from toolkit.outputs.quotas import FILE_NAME, write_quotas
    from toolkit.outputs.tables import write_tables

    tables = write_tables(month.result, month.context)
    quotas = write_quotas(month.checklist, month.context, month.result.period.year)
    return {f"汇总/data/{name}": data for name, data in tables.items()} | {f"汇总/{FILE_NAME}": quotas}


def ruling_files(month: Month, taken: Sequence[str]) -> Files:
    """The table in which the office may rule on open findings."""
    from toolkit.outputs.findingtable import write_finding_rulings

    return {
        f"汇总/{month.result.period}_裁定表.xlsx": write_finding_rulings(month.open, month.context, taken)
    }


def page_files(month: Month) -> Files:
    """The validation page."""
    from toolkit.outputs.page import write_page

    data = write_page(month.result, month.findings, month.checklist, month.context, month.series)
    return {f"汇总/{month.result.period}_校验报告.html": data}


def lead_files(month: Month, share: int, shares: int) -> Files:
    """One pack a lead unit; of all of them every ``shares``-th, beginning with number ``share``."""
    from toolkit.outputs.leadpacks import write_lead_packs
    from toolkit.outputs.summary.leads import lead_units

    leads = lead_units(month.checklist)[share::shares]
    packs = write_lead_packs(month.result, month.checklist, month.context, leads)
    return {f"牵头单位/{name}": data for name, data in packs.items()}


def slip_files(context: OutputContext, digest: str, slips: Sequence[Slip]) -> Files:
    """Slips of units with corrections that wait for them."""
    from toolkit.outputs.slips import write_slip

    return {f"退回/{slip.file_name}": write_slip(slip, context, digest) for slip in slips}


def form_files(folder: str, named: Sequence[tuple[str, Form]]) -> Files:
    """Forms by file name."""
    from toolkit.forms.write import write_form

    return {f"{folder}/{name}": write_form(form) for name, form in named}
