"""审计包: its first page, and its tables of derivations and decisions.

In: figures, decisions and what the pack holds, as plain values. Out: one page that needs no network, and CSV texts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from toolkit.core.periods import Period
from toolkit.core.results import FileAccount
from toolkit.core.returns import Figure
from toolkit.figures.numbers.shown import value_text
from toolkit.pages.html import render
from toolkit.tables.csvfiles import safe

_FOLDER = Path(__file__).parent
SUMS = "SHA256SUMS"
_FIGURE_HEADS = (
    "编号", "名称", "值", "未舍入", "标记", "算法", "由哪些数算出", "来源单位", "工作表", "单元格", "填报值", "文件", "哈希",
)  # fmt: skip
DECISION_HEADS = ("类别", "编号", "单位", "对象", "当时的值", "决定", "理由", "姓名", "时间", "撤销")


@dataclass(frozen=True)
class Folder:
    """A part of the pack as the page tells of it; ``files`` are paths within the pack."""

    name: str
    about: str
    files: Sequence[str]


@dataclass(frozen=True)
class Told:
    """What the first page says."""

    office: str
    period: Period
    until: str
    seals: Sequence[str]
    folders: Sequence[Folder]
    accounts: Sequence[tuple[str, FileAccount]]  # with the unit's name
    missing: Sequence[str]
    watermark: str = ""


def audit_page(told: Told) -> str:
    """The page to start from."""
    style = (_FOLDER / "audit.css").read_text("utf-8")
    there = {path for folder in told.folders for path in folder.files}
    values = {"told": told, "sums": SUMS, "link": quote, "there": there}
    return render(_FOLDER / "audit.html.j2", values, style, "")


def figure_table(figures: Mapping[str, Figure], names: Mapping[str, str]) -> bytes:
    """Every figure with what it was made of: other figures by their keys, cells of archived files."""
    return table(_FIGURE_HEADS, (row for _, one in sorted(figures.items()) for row in _rows(one, names)))


def _rows(figure: Figure, names: Mapping[str, str]) -> Iterator[tuple[str | float | None, ...]]:
    head = (
        figure.key, figure.label, value_text(figure), figure.value, figure.mark, figure.formula, "、".join(figure.inputs),
    )  # fmt: skip
    for source in figure.sources:
        unit = names.get(source.unit, source.unit)
        yield (*head, unit, source.sheet, source.address, source.raw, source.file, source.sha256)
    if not figure.sources:
        yield (*head, *[""] * 6)


def table(heads: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> bytes:
    """A CSV text that Excel reads, in which nothing is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
