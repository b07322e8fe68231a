"""校验报告.html: who has reported, what is wrong and how to mend it, and the proof that no cell was lost.

In: the results of a month with its findings. Out: the bytes of one page that needs no network: style and
script stand in it, and its content policy allows nothing else, so that text of returns can only be text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from toolkit.core import theme
from toolkit.core.area import said
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import clean
from toolkit.outputs.page.rows import page_values

_FOLDER = Path(__file__).parent
_COLOURS = {
    "head": theme.HEAD, "head-text": theme.HEAD_TEXT, "group": theme.GROUP, "line": theme.LINE,
    "text": theme.TEXT, "locked": theme.LOCKED, "input": theme.INPUT,
    "blue": theme.LIGHT_TEXT[Light.BLUE], "green": theme.LIGHT_TEXT[Light.GREEN],
    "yellow": theme.LIGHT_TEXT[Light.YELLOW], "red": theme.LIGHT_TEXT[Light.RED],
    "green-fill": theme.LIGHT_FILL[Light.GREEN], "yellow-fill": theme.LIGHT_FILL[Light.YELLOW],
    "red-fill": theme.LIGHT_FILL[Light.RED],
}  # fmt: skip


def write_page(
    result: MonthResult,
    findings: Sequence[Finding],
    checklist: Checklist,
    context: OutputContext,
    series: Mapping[str, Sequence[tuple[str, float]]] | None = None,
) -> bytes:
    """The page; ``series`` gives the unit's own months (month, value) by finding id."""
    style, script = _style(), (_FOLDER / "page.js").read_text("utf-8")
    values = page_values(result, findings, checklist, context, series or {})
    page = (
        _environment()
        .get_template("page.html.j2")
        .render(
            values,
            said=said,
            style=Markup(style),  # noqa: S704 - ours, and named by its hash in the page's policy
            script=Markup(script),  # noqa: S704 - likewise
            policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}",
        )
    )
    return page.encode("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )


def _style() -> str:
    colours = "".join(f"--{name}:#{colour};" for name, colour in _COLOURS.items())
    return f":root{{{colours}}}\n" + (_FOLDER / "page.css").read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
