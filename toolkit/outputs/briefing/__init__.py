"""The Word briefing for the leading group: written from the month's figures, and verified against them."""

from __future__ import annotations

from toolkit.outputs.briefing.context import briefing_figures
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.verify import VerifyReport, verify

__all__ = ["BriefingSettings", "VerifyReport", "briefing_figures", "verify", "write_briefing"]
