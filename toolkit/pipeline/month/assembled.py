"""A period put together, as every output takes it; kept apart from its making, for children load it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit.core.findings import Finding
from toolkit.core.form import Form
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry
from toolkit.outputs.context import OutputContext


@dataclass(frozen=True)
class Month:
    """A period as the outputs need it. ``entries`` is what they may print; ``reported`` holds texts too that must not leave
    the office, for the unit's own form. ``open`` are findings that neither an explanation nor a ruling closed.
    """

    checklist: Checklist
    entries: Sequence[Entry]
    reported: Sequence[Entry]
    forms: Mapping[str, Form]  # by unit code, of units that returned something
    result: MonthResult
    tool_result: MonthResult  # before the office decided otherwise about any light
    findings: Sequence[Finding]
    open: Sequence[Finding]
    context: OutputContext
    series: Mapping[str, Sequence[tuple[str, float]]]  # finding id -> the unit's months

    @cached_property
    def asked(self) -> Sequence[Finding]:
        """The open findings that units are told of; small 疑问 stay in the office."""
        return [finding for finding in self.open if finding.id not in self.context.kept]

    @property
    def printed(self) -> Month:
        """What papers are printed of, small enough for each child: without the returned values as such, which one table
        alone lists, and without forms."""
        return replace(self, entries=(), reported=(), forms={})
