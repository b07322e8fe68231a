"""The fixed words of templates as the office of this place, cycle and list says them; tags stay as they are.

In: the text of a template. Out: the same with 县市, 本月, 六大行动 replaced where another office has other words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.core.area import said
from toolkit.core.model import Unit
from toolkit.core.words import UnitKind

ACTIONS, ACTION, OTHERS = "六大行动", "行动", "园区和部门"
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_DIGITS = "零一二三四五六七八九十"


def in_our_words(text: str, words: Mapping[str, str] | None = None) -> str:
    """The text outside tags in the words of the office; ``words``: further ones of its list."""
    return "".join(
        part if _TAG.fullmatch(part) else _replaced(part, words or {}) for part in _TAG.split(text)
    )


def _replaced(text: str, words: Mapping[str, str]) -> str:
    bare = text.strip()
    if bare in words:
        return text.replace(bare, words[bare])
    return said(text).replace(ACTIONS, words.get(ACTIONS, ACTIONS))


def words_of_list(groups: Sequence[str], units: Sequence[Unit]) -> Mapping[str, str]:
    """What the list's groups and its units beside the local ones are called: 六大行动 of the shipped list, else 各板块."""
    kinds = {unit.kind for unit in units}
    bureaus = "部门和企业" if UnitKind.COMPANY in kinds else UnitKind.DEPARTMENT
    others = OTHERS if UnitKind.ZONE in kinds else bureaus
    if all(group.endswith(ACTION) for group in groups) and 1 < len(groups) < len(_DIGITS):
        return {ACTIONS: f"{_DIGITS[len(groups)]}大行动", OTHERS: others}
    return {ACTIONS: "各板块" if len(groups) > 1 else "各项任务", ACTION: "板块", OTHERS: others}
