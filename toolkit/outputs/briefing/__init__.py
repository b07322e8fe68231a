"""The Word briefing for the leading group: written from the month's figures, and what stands beside it.

What needs Word libraries is loaded when it is first asked for: a status line must not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolkit.outputs.briefing.settings import BriefingSettings

if TYPE_CHECKING:
    from toolkit.outputs.briefing.errata import Consequence, consequences, write_errata
    from toolkit.outputs.briefing.other_papers import write_notice, write_unit_brief
    from toolkit.outputs.briefing.render import write_briefing
    from toolkit.outputs.briefing.sources import write_sources
    from toolkit.outputs.briefing.verdicttable import write_verdicts

_HOMES = {
    "errata": ("Consequence", "consequences", "write_errata"),
    "other_papers": ("write_notice", "write_unit_brief"),
    "render": ("write_briefing",),
    "verdicttable": ("write_verdicts",),
    "sources": ("write_sources",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "BriefingSettings",
    "Consequence",
    "consequences",
    "write_briefing",
    "write_errata",
    "write_notice",
    "write_sources",
    "write_unit_brief",
    "write_verdicts",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(name)
    module = import_module(f"{__name__}.{_MODULES[name]}")
    return getattr(module, name)
