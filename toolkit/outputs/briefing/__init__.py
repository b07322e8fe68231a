"""The Word briefing for the leading group: written from the month's figures, and verified against them."""

from __future__ import annotations

from toolkit.outputs.briefing.context import briefing_figures
from toolkit.outputs.briefing.errata import Consequence, consequences, write_errata
from toolkit.outputs.briefing.other_papers import write_notice, write_unit_brief
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.briefing.rulings import LightRuling, apply_rulings, read_rulings, write_rulings
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.sources import write_sources
from toolkit.outputs.briefing.verify import VerifyReport, verify

__all__ = [
    "BriefingSettings",
    "Consequence",
    "LightRuling",
    "VerifyReport",
    "apply_rulings",
    "briefing_figures",
    "consequences",
    "read_rulings",
    "verify",
    "write_briefing",
    "write_errata",
    "write_notice",
    "write_rulings",
    "write_sources",
    "write_unit_brief",
]
