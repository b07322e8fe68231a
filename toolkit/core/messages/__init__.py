"""The catalogue of finding codes: stable code, what is wrong, how to fix it (Chinese, for people).

The first letter is the severity: E 错误, Q 疑问, N 提示. Hundreds: 1 reading a value, 2 one sheet, 3
between cells and sheets, 4 over time and across units, 5 text, 6 office rules, 7 identity and
versions, 8 files, 9 checklist. What the ground floors find has its words here, one module a group of
stages; a rule of ``toolkit/checks`` is declared with its words where it stands and adds them.
Placeholders in braces are filled from ``Finding.values`` and ``seen``.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.core.messages import checklist, doubts, files, identity, looks, packs, values, versions
from toolkit.core.messages.entry import MEANT, TWO, Asks, Message

__all__ = ["CATALOGUE", "MEANT", "TWO", "Asks", "Message", "declare"]

CATALOGUE: dict[str, Message] = {}


def declare(messages: Mapping[str, Message]) -> None:
    """Add words to the catalogue; raises ValueError where a code has words already."""
    twice = sorted(CATALOGUE.keys() & messages.keys())
    if twice:
        raise ValueError(f"finding codes declared twice: {twice}")
    CATALOGUE.update(messages)


for group in (values, looks, doubts, identity, files, versions, packs, checklist):
    declare(group.MESSAGES)
