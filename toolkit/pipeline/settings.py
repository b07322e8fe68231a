"""config.toml as the outputs take it: the pipeline is the last floor that knows the settings."""

from __future__ import annotations

import re

from toolkit.config import Config
from toolkit.outputs.briefing import BriefingSettings


def briefing_settings(config: Config) -> BriefingSettings:
    """Head, distribution and options of the briefing."""
    chosen = config.briefing
    return BriefingSettings(
        name=chosen.title,
        office=config.office.name,
        contact=config.office.contact_line,
        secrecy=chosen.secrecy,
        signer=chosen.signer,
        report_to=_names(chosen.report_to),
        send_to=_names(chosen.send_to),
        issue_to=_names(chosen.copy_to),
        ranking=chosen.ranking,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[，,；;]", text) if part.strip())
