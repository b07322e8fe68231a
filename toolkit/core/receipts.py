"""Receipts in words: what became of an arrival, faults of one kind once with their number.

In: receipts. Out: groups for the terminal, lines for the text beside a waiting file. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.returns import Receipt

_NAMES = 3  # that are said of many
_SEPARATE = 3  # so many of a kind are still listed one by one


@dataclass(frozen=True)
class Told:
    """Receipts of one container that say the same; mostly one."""

    receipts: tuple[Receipt, ...]

    @property
    def first(self) -> Receipt:
        """The one whose reason and remedy stand for all."""
        return self.receipts[0]

    @property
    def title(self) -> str:
        """``压缩包 / 里面的文件 等 12 个（邮件来自 …）``."""
        names = list(dict.fromkeys(receipt.name for receipt in self.receipts))
        count = len(self.receipts)
        name = names[0] if count == 1 else f"{'、'.join(names[:_NAMES])} 等 {count} 个"
        path = " / ".join((*self.first.within, name))
        return f"{path}（邮件来自 {self.first.sender}）" if self.first.sender else path


def grouped(receipts: Sequence[Receipt]) -> Iterator[Told]:
    """In order; more than a few of one kind in one container are one, returns are always told singly."""
    kinds: dict[tuple[object, ...], list[Receipt]] = {}
    for receipt in receipts:
        kinds.setdefault(_kind(receipt), []).append(receipt)
    said = set()
    for receipt in receipts:
        kind = _kind(receipt)
        alike = kinds[kind]
        if len(alike) <= _SEPARATE or receipt.status == "accepted":
            yield Told((receipt,))
        elif kind not in said:
            said.add(kind)
            yield Told(tuple(alike))


def _kind(receipt: Receipt) -> tuple[object, ...]:
    place = (receipt.unit, receipt.period, receipt.version)
    return (receipt.status, receipt.within, receipt.sender, receipt.codes or receipt.reason, *place)


def summarised(receipts: Sequence[Receipt]) -> list[str]:
    """One paragraph a kind: the file with its container and sender, why, what to do."""
    return [
        f"{told.title}\n  原因：{told.first.reason}\n  怎么办：{told.first.remedy}\n"
        for told in grouped(receipts)
    ]
