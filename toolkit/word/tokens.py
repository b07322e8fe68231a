"""Figures, quotes and names on their way through the template, as marked text.

In: a :class:`Figure` or a text; out: a string in which private-use characters fence the part that
becomes a content control after rendering. Text from outside is cleaned of those characters first, so
that no county can forge a mark.

A mark is ``OPEN kind reference SEP shown CLOSE``. Kinds: ``f`` a figure (reference: its tag), ``q``
words of a county (reference: unit and cell), ``i`` what is put in when the paper is issued, ``n`` a name of the checklist that has digits in it,
``c`` a chart and ``t`` a table that replace their paragraph.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from toolkit.core.form import DASH
from toolkit.core.model import YES_NO
from toolkit.core.patterns import lazy_regex
from toolkit.core.private import masked
from toolkit.core.returns import Figure, Source
from toolkit.core.rounding import MINUS, RATE, rounded

OPEN, SEP, CLOSE = "\ue000", "\ue001", "\ue002"
MARK = lazy_regex(f"{OPEN}([a-z])([^{SEP}]*){SEP}([^{CLOSE}]*){CLOSE}")
TAG_LIMIT = 64  # Word refuses longer tags
_INNER_QUOTES = str.maketrans("“”", "‘’")  # the paper puts its own “ ” around the words
_OUTER_QUOTES = str.maketrans("‘’", "“”")
_SENTENCE_END = "。；;！!？?\n"
_END = lazy_regex(f"[{_SENTENCE_END}]")
_CLAUSE_END = lazy_regex(rf"[，{_SENTENCE_END}]|,(?!\d)")
_TURN = lazy_regex(
    r"但|不过|然而|(?:[目当]前|现|均|都|总体|暂)*(?:不|未|无|没有)[^，,]{0,6}影响|影响(?:不大|较小|有限)"
    r"|(?:[目当]前|现|均|都|问题|困难)*已经?[^，,]{0,8}(?:解决|办结|到位|消除|化解|恢复)|(?:总体|整体)?可控"
)

ABSOLUTE = "a"  # without its sign: 落后12.3个百分点
BARE = "n"  # the number alone, with fixed decimals, for a column whose head names the measure
STYLES = ("", ABSOLUTE, BARE, ABSOLUTE + BARE)


def tag_of(key: str, style: str = "") -> str:
    """The tag that a figure's content control carries: its key, hashed when too long, and the style."""
    tail = f"#{style}" if style else ""
    if len(key) + len(tail) > TAG_LIMIT:
        key = "~" + hashlib.sha256(key.encode()).hexdigest()[:40]
    return key + tail


def tag_index(figures: Mapping[str, Figure]) -> dict[str, tuple[Figure, str]]:
    """Every tag that a control may carry -> its figure and style."""
    return {tag_of(key, style): (item, style) for key, item in figures.items() for style in STYLES}


def figure(item: Figure, style: str = "") -> str:
    """The figure as marked text, said in ``style``."""
    return f"{OPEN}f{tag_of(item.key, style)}{SEP}{say(item, style)}{CLOSE}"


def say(item: Figure, style: str = "") -> str:
    """How the paper says a figure: 1.86万个, 70.9%, 12.3个百分点, or its word when there is none.

    Rounded half up by the one function of rounding, with the figure's decimals.
    """
    if item.value is None:
        return item.word or DASH
    if item.measure == YES_NO:
        return "是" if item.value else "否"
    bare = BARE in style
    value = abs(item.value) if ABSOLUTE in style else item.value
    text = _digits(value, item)
    if bare:
        return text
    size = abs(value) if item.kind == "points" else value
    if size > 0 and not rounded(size, _places(item)) and item.kind != "percent" and item.measure != "%":
        text = f"不足{Decimal(1).scaleb(-_places(item)):f}"  # 新增0.00亿元 would say that there was none
    return text + _measure(item)


def _digits(value: float, item: Figure) -> str:
    """The number with its decimals, the same everywhere; with the sign of minus, not a hyphen."""
    return f"{rounded(value, _places(item)):f}".replace("-", MINUS)


def _places(item: Figure) -> int:
    if item.kind == "count":
        return 0
    if item.kind in ("percent", "points") or item.measure == "%":
        return RATE
    return item.decimals


def _measure(item: Figure) -> str:
    if item.kind == "points":
        return "个百分点"
    if item.kind == "percent":
        return "%"
    return "" if item.measure == DASH else item.measure


def plain(text: str) -> str:
    """Outside text made safe to print: no private-use, control or direction characters, single spaces.

    Numbers of people are masked in it.
    """
    text = masked(str(text))
    if text.isprintable():  # none of the characters below, which is the common case
        return re.sub(r"  +", " ", text).strip()
    spaced = "".join(" " if unicodedata.category(ch) == "Cc" else ch for ch in text)
    kept = (ch for ch in spaced if unicodedata.category(ch) not in ("Cf", "Co", "Cs", "Cn"))
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut after a sentence where one ends in the second half, never in a number."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    ends = [head.rfind(mark) for mark in _SENTENCE_END]
    if max(ends) >= limit // 2:
        return head[: max(ends)] + "……"
    return re.sub(r"[\d.,，、；：％%]+$", "", head) + "……"


def quote(
    text: str,
    source: Source | None,
    limit: int,
    *,
    outer: bool = False,
    briefly: bool = False,
    sentences: bool = False,
) -> str:
    """A county's own words, cut after a clause, as marked text that remembers its cell; "" when there are none.

    ``outer`` keeps its “ ”, where the paper puts none of its own around the words. ``briefly``: what is too long is its
    first clause alone, which needs no other to be understood. ``sentences``: cut after a sentence only, as an account is
    whose first clause leads to the next.
    """
    words = plain(text).rstrip("。；;，,：: ")
    least = 1 if briefly and len(words) > limit else limit
    words = _whole_parts(words, least, limit * 2, clauses=not sentences)
    words = words.translate(_OUTER_QUOTES if outer else _INNER_QUOTES)
    if not words:
        return ""
    place = f"{source.unit}/{source.place}" if source else ""
    return f"{OPEN}q{place}{SEP}{words}{CLOSE}"


def _whole_parts(text: str, limit: int, most: int, *, clauses: bool) -> str:
    """The whole clauses, or sentences, that fit; a first one that alone is longer is taken whole, or not at all where over ``most``.

    Nothing is cut off that turns what stands before it.
    """
    if len(text) <= limit:
        return text
    found = (match.start() for match in (_CLAUSE_END if clauses else _END).finditer(text, 0, most + 1))
    ends = [end for end in found if not _is_turned(text, end)]
    fitting = [end for end in ends if end <= limit]
    at = fitting[-1] if fitting else (ends[0] if ends else len(text))
    return text[:at].rstrip("，,；; ") if at <= most else ""


def _is_turned(text: str, end: int) -> bool:
    """Whether behind a clause its sentence, or how the next one begins, says that it is not so bad: 不影响当前施工, 但已办结."""
    rest = text[end + 1 :]
    clauses = [rest]
    if text[end] not in _SENTENCE_END:
        clauses = re.split("[，,]", _END.split(rest, maxsplit=1)[0])
    return any(_TURN.match(one.strip()) for one in clauses)


def name(text: str, limit: int = 0) -> str:
    """Words of the checklist or config; marked only when they have digits that are nobody's figure."""
    words = plain(text)
    words = shorten(words, limit) if limit else words
    return f"{OPEN}n{SEP}{words}{CLOSE}" if re.search(r"\d", words) else words


def issued(which: str, text: str) -> str:
    """The number or the date of the issue as marked text, so that both can be put into an edited draft."""
    return f"{OPEN}i{which}{SEP}{text}{CLOSE}"


def chart(which: str) -> str:
    """The mark that a paragraph with that chart replaces."""
    return f"{OPEN}c{which}{SEP}{CLOSE}"


def table(which: str) -> str:
    """The mark that a paragraph with that table replaces."""
    return f"{OPEN}t{which}{SEP}{CLOSE}"


def visible(text: str) -> str:
    """What a reader will see of marked text."""
    return MARK.sub(lambda match: match[3], text)


def listed(names: Iterable[str], limit: int = 0) -> str:
    """甲、乙、丙; beyond ``limit`` the rest is named as 等: 甲、乙等."""
    items = list(names)
    if not limit or len(items) <= limit:
        return "、".join(items)
    return "、".join(items[:limit]) + "等"
