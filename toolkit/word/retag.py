"""A paper that bears units' former codes in its tags, read as if they bore today's.

In: the bytes of a .docx, figures, former codes. Out: the same paper with today's tags in its controls and in its list
of figures; not a byte is touched where no code changed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape, unescape

from toolkit.core.formercodes import called_now, called_then
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Figure
from toolkit.word.manifest import NAMESPACE
from toolkit.word.ooxml import fixed_zip
from toolkit.word.tokens import STYLES, tag_of

_CONTROLS = lazy_regex(r'(<w:tag w:val=")([^"]*)(")')
_LISTED = lazy_regex(r'(\btag=")([^"]*)(")')


def retagged(data: bytes, figures: Mapping[str, Figure], former: Mapping[str, str]) -> bytes:
    """The paper under today's codes; what is no .docx stays as it is, for others to refuse."""
    if not former or not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    hashed = {
        tag_of(then, style): tag_of(key, style)
        for key in figures
        for then in called_then(key, former)
        for style in STYLES
    }

    def now(match: re.Match[str]) -> str:
        before, tag, after = match.groups()
        said = unescape(tag)
        new = hashed.get(said) or _plain(said, former)
        return match[0] if new == said else f"{before}{escape(new)}{after}"

    return _rewritten(data, now)


def _plain(tag: str, former: Mapping[str, str]) -> str:
    """A tag that is no hash: a figure's key with its style, or the cell of a quote."""
    key, mark, style = tag.partition("#")
    quote = "q:" if key.startswith("q:") else ""
    return quote + called_now(key.removeprefix("q:"), former) + mark + style


def _rewritten(data: bytes, now: Callable[[re.Match[str]], str]) -> bytes:
    out = io.BytesIO()
    changed = False
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            tags = _pattern(name, part)
            if tags is not None:
                fresh = tags.sub(now, part.decode()).encode()
                changed, part = changed or fresh != part, fresh
            new.writestr(name, part)
    return fixed_zip(out.getvalue()) if changed else data


def _pattern(name: str, part: bytes) -> re.Pattern[str] | None:
    """How tags stand in a part of the package; None where none do."""
    if name.startswith("word/") and name.endswith(".xml"):
        return _CONTROLS
    return _LISTED if name.startswith("customXml/") and NAMESPACE.encode() in part else None
