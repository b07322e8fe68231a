"""校验报告.html: who has reported, what is wrong and how to mend it, and the proof that no cell was lost.

In: the results of a month with its findings. Out: the bytes of one page that needs no network: style and
script stand in it, and its content policy allows nothing else, so that text of returns can only be text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.core.findings import Finding
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.outputs.context import OutputContext
from toolkit.outputs.html import render
from toolkit.outputs.page.rows import page_values

_FOLDER = Path(__file__).parent


def write_page(
    result: MonthResult,
    findings: Sequence[Finding],
    checklist: Checklist,
    context: OutputContext,
    series: Mapping[str, Sequence[tuple[str, float]]] | None = None,
) -> bytes:
    """The page; ``series`` gives the unit's own months (month, value) by finding id."""
    values = page_values(result, findings, checklist, context, series or {})
    style, script = ((_FOLDER / name).read_text("utf-8") for name in ("page.css", "page.js"))
    return render(_FOLDER / "page.html.j2", values, style, script).encode("utf-8")
