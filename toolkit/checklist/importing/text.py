"""The flattened text of a checklist (one cell after another, each behind a tab) as a grid.

In: text as a Word table leaves it: a cell begins with a tab at the start of a line; a row begins
after a blank line, or, where Word numbers the row, with a blank in place of the number; merged
cells may be left out. Out: a grid with the left-out cells put back.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import combinations

from toolkit.checklist.importing.document import Block, Paragraph
from toolkit.checklist.importing.grid import Grid, GridCell, Row, tidy_text
from toolkit.checklist.importing.headers import Header, find_header
from toolkit.core.patterns import lazy_regex

_ROW = lazy_regex(r"\n\n\t|\n[  ]\t")  # blank line, or a blank in place of the number
MIN_COLUMNS = 3
MERGEABLE = ("item", "action", "leads", "responsible")


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or GB 18030; raises ValueError when it is none of them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise ValueError("不是文本文件")


def read_text(text: str) -> list[Block]:
    """The tables in the text, or its paragraphs when there is none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\n\t" not in text:
        return _read_tsv(text) or list(_read_marked(text))
    return _read_cells(text)


def _read_marked(text: str) -> Iterator[Block]:
    """Paragraphs, and tables drawn with | as Markdown has them."""
    rows: list[Row] = []
    for line in [*text.split("\n"), ""]:
        if re.match(r"\s*\|.*\|\s*$", line):
            cells = [tidy_text(re.sub(r"<br\s*/?>", "\n", part)) for part in line.strip()[1:-1].split("|")]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(tuple(GridCell(cell) for cell in cells))
            continue
        if rows:
            yield Grid(_even(rows), "文本中的表格", text[:200])
            rows = []
        plain = re.sub(r"^\s*#+\s*|\*\*|__", "", line).strip()
        if plain:
            yield Paragraph(plain)


def _even(rows: Sequence[Row]) -> tuple[Row, ...]:
    width = max(len(row) for row in rows)
    return tuple((*row, *[GridCell()] * (width - len(row))) for row in rows)


def _read_cells(text: str) -> list[Block]:
    loose = list(_loose_rows(text))
    grid = Grid(tuple(loose), "文本", text.partition("\n\t")[0])
    header = find_header(grid)
    if header is None:
        return list(_read_marked(text.replace("\t", " ")))
    rows = [_align(row, header) for row in loose[header.body :]]
    return [Grid((*loose[: header.body], *rows), "文本", grid.context)]


def _read_tsv(text: str) -> list[Block]:
    """One row a line, as Excel pastes it: cells between tabs, texts of several lines in quotes."""
    try:
        rows = [[tidy_text(cell) for cell in row] for row in csv.reader(StringIO(text), delimiter="\t")]
    except csv.Error:
        raise ValueError("文本中有一格过长，不像表格") from None
    width = max((len(row) for row in rows), default=0)
    if width < MIN_COLUMNS or sum(len(row) >= MIN_COLUMNS for row in rows) < MIN_COLUMNS:
        return []
    padded = [row + [""] * (width - len(row)) for row in rows]
    return [Grid(tuple(tuple(GridCell(cell) for cell in row) for row in padded), "文本", text[:200])]


def _loose_rows(text: str) -> Iterator[Row]:
    """Rows with the cells that the text has; a row without its number gets a numbered cell in front."""
    start = text.find("\n\t")
    position, numbered = start + 2, False
    for match in [*_ROW.finditer(text, start), None]:
        end = match.start() if match else len(text)
        cells = [GridCell(tidy_text(cell)) for cell in text[position:end].split("\n\t")]
        yield (GridCell(numbered=True), *cells) if numbered else tuple(cells)
        if match:
            position, numbered = match.end(), match[0] != "\n\n\t"


def _align(row: Row, header: Header) -> Row:
    """Put left-out merged cells back so that the row has the header's columns."""
    missing = header.width - len(row)
    if missing <= 0 or len(row) <= 2:
        return row
    fields = {column: role[0] for column, role in header.roles.items()}
    optional = [column for column, field in fields.items() if field in MERGEABLE]
    candidates = [_insert(row, left_out, header.width) for left_out in combinations(optional, missing)]
    return max(candidates, key=lambda cells: _plausible(cells, fields), default=row)


def _insert(row: Row, left_out: Sequence[int], width: int) -> Row:
    rest = iter(row)
    return tuple(GridCell(inherited=True) if column in left_out else next(rest) for column in range(width))


def _plausible(row: Row, fields: Mapping[int, str]) -> int:
    """How well the texts fit their columns."""
    score = 0
    for column, field in fields.items():
        text = row[column].text
        if field == "item":
            score += (
                2
                if re.match(r"\d+[.．、](?!\d)", text) and "\n" not in text and len(text) < 40
                else -len(text)
            )
        elif field in ("leads", "responsible") and text:
            fits = re.search("落实|负责" if field == "responsible" else "牵头|[局委办行]$", text)
            score += 2 if fits else -5
        elif field == "content":
            score += 1 if text else -5
    return score
