"""Secrecy in words: the official mark of a paper (机密★10年) and its level, and words that keep a text inside (内部资料).

In: a line or a text. Out: the level of the mark (0: none), the word, the text as it may be quoted. A bare ★ is a bullet, and a
word is a mark only where it is all that its line says (or a field of the line, between wide gaps).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from unicodedata import normalize

from toolkit.core.findings import Finding
from toolkit.core.patterns import lazy_regex

LEVELS = ("秘密", "机密", "绝密")
_TERM = "(?:(?:[0-9]{1,3}|[一二三四五六七八九十两]{1,3})(?:年|个?月|天|日)|长期)"
_UNTIL = "(?:[0-9]{4}年[0-9年月日]{0,6}前?|[^，。；,;]{1,12}前)"
TERM = lazy_regex(f"(?:{_TERM}|{_UNTIL})?")
_MARK = lazy_regex(
    f"[（(【\\[]?(?:密级:?)?(绝密|机密|秘密)级?(?:[★☆](?:{_TERM}|{_UNTIL})?|[·•・*\\-—]?{_TERM})[）)】\\]]?"
)
LONGEST = 60  # characters of a line that can be nothing but a mark
_GAP = lazy_regex("[ \u3000\u00a0]{2,}|\t")

_INNER = lazy_regex(
    "(?:内部(?:资料|材料|文件)|工作秘密)(?!的?(?:管理|保护|保密|教育|培训|宣传|制度|办法|规定|检查)|性出版)"
    "|(?:不得|不准|请勿|严禁|禁止|勿)外传|(?:仅供|只供|限于?)内部(?:使用|参阅|参考|掌握|传阅)"
)
_PART = 6  # characters in a row that are a part of a text, and not a word that others use too
_QUOTED = lazy_regex("“([^”]*)”?")
_TOLD = lazy_regex("标有“.+”的文字，[0-9]+ 字，识别码")
HELD = "（此处文字标有“{word}”，办公室裁定以前不外送）"


def mark_level(line: str) -> int:
    """The level of the official mark that the line, or a field of it, is; 0 for any other line."""
    if "密" not in line or len(line) > 4 * LONGEST:
        return 0
    return max(map(_level, (line, *_GAP.split(line))))


def _level(text: str) -> int:
    found = _MARK.fullmatch("".join(normalize("NFKC", text).split())) if len(text) <= LONGEST else None
    return LEVELS.index(found[1]) + 1 if found else 0


def level_named(text: str) -> int:
    """The highest level that a setting names; 0 for 内部 and the like."""
    return max((number for number, word in enumerate(LEVELS, 1) if word in text), default=0)


def inner_word(text: str) -> str:
    """The word by which a text says that it must stay inside; "" for a text that does not."""
    if not ("内" in text or "密" in text or "传" in text):  # nearly all
        return ""
    found = _INNER.search("".join(normalize("NFKC", text).split()))
    return found[0] if found else ""


def held_text(text: str) -> str:
    """What stands in a paper in place of such a text."""
    return HELD.format(word=inner_word(text))


def told(text: str) -> str:
    """What a finding says of such a text, which it does not quote; of another text something else, so that a ruling on one
    does not let the other out."""
    return f"标有“{inner_word(text)}”的文字，{len(text)} 字，识别码 {sha256(text.encode()).hexdigest()[:6]}"


def unquoted(findings: Iterable[Finding], inner: Sequence[str]) -> list[Finding]:
    """The findings without a word of the texts ``inner``, also where they quote a part of one."""
    return [_unquoted(one, inner) for one in findings]


def without(text: str, inner: Sequence[str]) -> str:
    """A quotation as it may be printed: what is, holds or is a part of one of the texts ``inner`` is only told of."""
    bare = text.strip(" …。")
    for one in inner:
        if one in text:
            return told(one)
        if len(bare) >= _PART and bare in one:
            return told(one)
        text = _without_beginnings(text, one)
    return told(text) if inner_word(text) and not _TOLD.search(text) else text


def _unquoted(finding: Finding, inner: Sequence[str]) -> Finding:
    seen = without(finding.seen, inner)
    values: Mapping[str, str] = {name: without(value, inner) for name, value in finding.values.items()}
    wanted = finding.wanted
    for one in inner:
        if one in wanted or _shares(wanted, one):
            wanted = ""
    if (seen, values, wanted) == (finding.seen, finding.values, finding.wanted):
        return finding
    return replace(finding, seen=seen, values=values, wanted=wanted)


def _shares(text: str, inner: str) -> bool:
    """Whether what a text quotes in “” is the beginning of another text."""
    return any(_begins(one, inner) for one in _QUOTED.findall(text))


def _without_beginnings(text: str, inner: str) -> str:
    """A text whose quotations in “” that are the beginning of another text only tell of it."""

    def of(quoted: re.Match[str]) -> str:
        return f"“{told(inner)}”" if _begins(quoted[1], inner) else quoted[0]

    return _QUOTED.sub(of, text)


def _begins(quoted: str, inner: str) -> bool:
    return len(quoted) >= _PART and inner.startswith(quoted.rstrip("…"))
