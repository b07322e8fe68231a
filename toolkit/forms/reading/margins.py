"""Words that a unit wrote into the heads and feet of printed pages: they are no data but may qualify one.

In: a Book and the Form. Out: a finding with all of them in Collected. What the form has there itself, and what programs put
there of their own (页 1 / 5, the name of a sheet), is no word of the unit.
"""

from __future__ import annotations

import re

from toolkit.core.area import said
from toolkit.core.form import ASK_LIST, COVER, FIX_LIST, META, SELF_CHECK, Form
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Book
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.labels import EXTRACT, PRINTED
from toolkit.forms.layout import SHEETS
from toolkit.forms.reading.model import Collected

_NAMES = (COVER, *SHEETS, SELF_CHECK, FIX_LIST, ASK_LIST, META)
_OF_PROGRAMS = lazy_regex(r"(?:第|共|总|页码?|page|of|sheet|[^\w]|_)*", re.IGNORECASE)
_NO_WORDS = lazy_regex(  # whose it is, and when it was printed
    r"(?:填报单位:?)?(?:人民政府|\w{0,14}(?:局|委|办|委员会|办公室|中心|公司|政府))?|(?:打印|填报|报送)?(?:日期|时间)?:?(?:\d{4}年\d{1,2}月(?:\d{1,2}日)?)?"
)
_MARKED = lazy_regex("【([^】]*)】")  # the mark of a form for practice, as titles bear it
_HEAD = 5  # rows of a sheet in which its title stands
_MOST = 20  # different ones that are said


def say_margins(out: Collected, book: Book, form: Form) -> None:
    """One finding for the whole file: the same words stand on several sheets."""
    found: dict[tuple[str, str], list[str]] = {}
    own = _own_texts(book, form) if any(sheet.margins for sheet in book.sheets) else frozenset()
    for sheet in book.sheets:
        for where, text in sheet.margins:
            plain = squeeze(text)
            bare = plain.replace(form.unit.name, "", 1)
            if (
                plain not in own
                and plain != squeeze(sheet.name)
                and not any(map(_says_nothing, (plain, bare)))
            ):
                found.setdefault((where, " ".join(text.split())), []).append(sheet.name)
    if found:
        said = [f"“{'、'.join(names)}”的{where}“{text}”" for (where, text), names in found.items()]
        more = f"，另有{len(said) - _MOST}处" if len(said) > _MOST else ""
        first = next(iter(found.values()))[0]
        out.find("N151", sheet=first, values={"notes": "；".join(said[:_MOST]) + more})


def _says_nothing(plain: str) -> bool:
    return bool(_OF_PROGRAMS.fullmatch(plain) or _NO_WORDS.fullmatch(plain))


def _own_texts(book: Book, form: Form) -> frozenset[str]:
    titles = (
        cell
        for sheet in book.sheets
        for row in sheet.rows[:_HEAD]
        for cell in row[:1]
        if isinstance(cell, str)
    )
    marks = [mark for title in titles for mark in _MARKED.findall(raw_text(title))]
    left = [f"{form.unit.name}{form.period.chinese}{name}" for name in _NAMES]
    return frozenset(map(squeeze, (EXTRACT, PRINTED, said(PRINTED), *left, *marks)))
