"""config.toml as the outputs take it: the pipeline is the last floor that knows the settings."""

from __future__ import annotations

import re

from toolkit.config import Config
from toolkit.core.model import Checklist
from toolkit.errors import OperatorError
from toolkit.outputs.briefing import BriefingSettings


def briefing_settings(config: Config, checklist: Checklist) -> BriefingSettings:
    """Head, distribution and options of the briefing; raises OperatorError for an indicator nobody knows."""
    chosen = config.briefing
    known = {indicator.id for indicator in checklist.indicators}
    if unknown := [one for one in chosen.main_indicators if one not in known]:
        raise OperatorError(
            f"config.toml 的 briefing.main_indicators：任务清单里没有指标 {'、'.join(unknown)}，"
            "请照清单“指标”表的指标编号写，如 T02-3。"
        )
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


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[，,；;]", text) if part.strip())
