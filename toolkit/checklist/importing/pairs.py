"""Two-column tables, one a task: 反馈问题 | …, 整改目标 | …, 责任单位 | … In: a grid. Out: entries, or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from toolkit.checklist.importing.entries import Entry
from toolkit.checklist.importing.grid import Grid, flat
from toolkit.checklist.importing.vocabulary import TEXT_FIELDS, UNIT_FIELDS, classify
from toolkit.core.patterns import lazy_regex

FEWEST_LABELS = 3
_NUMBERED = lazy_regex(r"([一二三四五六七八九十]{1,3}|\d{1,3})\s*[:：、.]?$")
Pair = tuple[str, str, str]  # field, label, text


def read_pairs(grid: Grid, heading: str, name: str) -> list[Entry]:
    """The tasks of a table whose first column (and third, in wider ones) holds labels; none where it holds something else."""
    pairs = list(_pairs(grid))
    fields = [field for field, _, _ in pairs]
    if (
        len(set(fields) - {""}) < FEWEST_LABELS
        or not set(fields) & {*TEXT_FIELDS}
        or not set(fields) & {*UNIT_FIELDS}
    ):
        return []
    if len(fields) != sum(bool(field) for field in fields) and fields.count("") * 3 > len(fields):
        return []
    return [_entry(one, heading, f"{name}，{grid.place}") for one in _apart(pairs)]


def _pairs(grid: Grid) -> Iterator[Pair]:
    """Label and text of each row; nothing at all where a row has other than two or four cells."""
    for row in grid.rows:
        cells = [cell for cell in row if not (cell.blank and cell.inherited)]
        texts = [cell.text for cell in row]
        if len(row) not in (2, 4) or len(cells) < 2:
            return
        for index in range(0, len(row), 2):
            label = flat(unicodedata.normalize("NFKC", texts[index])).rstrip(":：")
            if label:
                yield classify(label)[0], label, texts[index + 1]


def _apart(pairs: list[Pair]) -> Iterator[list[Pair]]:
    """Several tasks in one table: a new one begins where the first label comes again."""
    first = pairs[0][1]
    task: list[Pair] = []
    for pair in pairs:
        if pair[1] == first and task:
            yield task
            task = []
        task.append(pair)
    if task:
        yield task


def _entry(pairs: list[Pair], heading: str, place: str) -> Entry:
    def joined(*fields: str) -> str:
        return "\n".join(text for field, _, text in pairs if field in fields and text)

    match = _NUMBERED.search(flat(heading))
    others = [
        f"{label}：{text}"
        for field, label, text in pairs
        if field in ("", "person", "filled", "note") and text
    ]
    content = joined("content", "measures", "task", "indicator")
    problem = joined("problem")
    title = joined("item") or problem
    return Entry(
        number=joined("no") or (match[1] if match else ""),
        item=flat(title.partition("。")[0]) if content else "",
        content=content or title,
        leads=joined("leads"),
        responsible=joined("responsible"),
        support=joined("support"),
        reporters=joined("reporters"),
        deadline=joined("deadline"),
        action=joined("action"),
        note="\n".join([*([f"问题：{problem}"] if problem and content else []), *others]),
        place=place,
        lead_is_first=not joined("leads"),
        all_lead=not joined("leads") and bool(joined("support")),
    )
