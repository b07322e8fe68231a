"""What the names of two files or sheets say of which of them counts: 作废, 初稿, 最终.

In: a name without its ending. Out: its rank; of two at once the one of the higher rank counts, equal ranks say nothing.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import says_void

VOID, DRAFT, PLAIN, LAST = range(4)
_DRAFT = lazy_regex("第[一1][稿版次]|[一1]稿|初版|讨论稿|征求意见")
_LAST = lazy_regex(
    r"最终|终[稿版]|定稿|更正|订正|勘误|(?:修改|修订|改)[后版稿]|以此为准|最新|(?<![A-Za-z])[vV][2-9](?![.\d])"
)
_ADDED = lazy_regex("补报|补充|补录")  # to what is there already


def rank_of(name: str) -> int:
    """Of two at once the one of the higher rank is the newer; equal ranks say nothing."""
    if says_void(name):
        return VOID
    if _DRAFT.search(name):
        return DRAFT
    return LAST if _LAST.search(name) else PLAIN


def is_added(name: str) -> bool:
    """Whether it says that it brings what another lacks: of two files the newer, of two sheets no better one."""
    return _ADDED.search(name) is not None
