"""config.toml as the outputs take it: the pipeline is the last floor that knows the settings."""

from __future__ import annotations

import re

from toolkit.checks.office_rules import compile_rules
from toolkit.config import Config
from toolkit.core.model import Checklist
from toolkit.errors import OperatorError
from toolkit.outputs.briefing.settings import BriefingSettings


def briefing_settings(config: Config, checklist: Checklist) -> BriefingSettings:
    """Head, distribution and options of the briefing; raises OperatorError for an indicator nobody knows."""
    chosen = config.briefing
    if fault := _main_indicators_fault(config, checklist):
        raise OperatorError(fault)
    return BriefingSettings(
        name=chosen.title,
        office=config.office.name,
        contact=config.office.contact_line,
        secrecy=chosen.secrecy,
        signer=chosen.signer,
        report_to=_names(chosen.report_to),
        send_to=_names(chosen.send_to),
        issue_to=_names(chosen.copy_to),
        copies=chosen.copies,
        before=None if chosen.issues_before < 0 else chosen.issues_before,
        ranking=chosen.ranking,
        main_indicators=chosen.main_indicators,
    )


def settings_faults(config: Config, checklist: Checklist) -> list[str]:
    """What of settings and checklist only shows when a report is made: said before forms go out."""
    rules = [f"任务清单“校验规则”{one.address}：{one.problem}" for one in compile_rules(checklist.rules)[1]]
    return [*filter(None, [_main_indicators_fault(config, checklist)]), *rules]


def _main_indicators_fault(config: Config, checklist: Checklist) -> str:
    known = {indicator.id for indicator in checklist.indicators}
    unknown = [one for one in config.briefing.main_indicators if one not in known]
    if not unknown:
        return ""
    return (
        f"config.toml 的 briefing.main_indicators：任务清单里没有指标 {'、'.join(unknown)}，"
        "请照清单“指标”表的指标编号写，如 T02-3。"
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[，,；;]", text) if part.strip())
