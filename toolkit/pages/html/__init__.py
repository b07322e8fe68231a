"""What every page that this program writes has in common: one look, one policy, text that can only be text.

In: templates, style and script of a page. Out: the page; style and script stand in it, and its content policy names them
by their hashes and allows nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from toolkit.core import theme
from toolkit.core.area import said
from toolkit.core.cell_text import clean
from toolkit.core.private import masked
from toolkit.core.returns import Light

_FOLDER = Path(__file__).parent
_COLOURS = {
    "head": theme.HEAD, "head-text": theme.HEAD_TEXT, "group": theme.GROUP, "line": theme.LINE,
    "text": theme.TEXT, "locked": theme.LOCKED, "input": theme.INPUT,
    "blue": theme.LIGHT_TEXT[Light.BLUE], "green": theme.LIGHT_TEXT[Light.GREEN],
    "yellow": theme.LIGHT_TEXT[Light.YELLOW], "red": theme.LIGHT_TEXT[Light.RED],
    "green-fill": theme.LIGHT_FILL[Light.GREEN], "yellow-fill": theme.LIGHT_FILL[Light.YELLOW],
    "red-fill": theme.LIGHT_FILL[Light.RED],
}  # fmt: skip


def render(template: Path, values: Mapping[str, Any], style: str, script: str, allowed: str = "") -> str:
    """The page of a template with its own style after the common one; ``allowed`` is more of its policy."""
    colours = "".join(f"--{name}:#{colour};" for name, colour in _COLOURS.items())
    style = f":root{{{colours}}}\n" + (_FOLDER / "base.css").read_text("utf-8") + style
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    return (
        _environment(template.parent)
        .get_template(template.name)
        .render(
            values,
            said=said,
            style=Markup(style),  # noqa: S704 - ours, and named by its hash in the page's policy
            script=Markup(script),  # noqa: S704 - likewise
            policy=f"{policy}; {allowed}" if allowed else policy,
        )
    )


@cache
def _environment(folder: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_as_it_leaves,
    )
    made.filters["whole"] = Whole
    return made


class Whole(str):
    """Text of a page that must stand as it is: a link, a command to copy, whom to call."""


def _as_it_leaves(value: Any) -> Any:
    """Text without whole numbers of people, and without what cannot be seen."""
    if type(value) is Whole:
        return clean(value)
    return clean(masked(value)) if type(value) is str else value


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
