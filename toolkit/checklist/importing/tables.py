"""Grids to entries: header, group rows, totals and notes, and what a row inherits from those above.

In: one grid. Out: entries, findings, and the lines of the sheet that are no task (title, notes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from toolkit.checklist.importing.deadlines import end_of_span
from toolkit.checklist.importing.entries import Amount, Entry, Note
from toolkit.checklist.importing.grid import Grid, Row, filled, flat
from toolkit.checklist.importing.headers import Header, find_header, heads, one_text
from toolkit.core.findings import Finding
from toolkit.core.patterns import lazy_regex

_ACTION = lazy_regex(r"^[（(]?[一二三四五六七八九十]+[)）]?[、.．\s]*(实施|开展)?")
_ITEM = lazy_regex(r"^(\d+)[.．、]\s*(?!\d)")
_TOTAL = lazy_regex(r"^(合计|总计|小计|共计|累计)([（(]|[:：]|$)")
_NOTE = lazy_regex(r"^[（(]?(注|备注|说明|填报说明|填表说明)([:：]|\d)")
_MEASURE_LINE = lazy_regex(r"单位[:：]\s*([亿万千]?元|[一-鿿]{1,5})")
_COUNTED = lazy_regex(r"[（(]\d+[项个件]*[)）]$")
_PERSONS = lazy_regex(r"责任人|负责人|领导")  # 县城管局 张三 in one cell: the unit is the first word
_BRACKETED = lazy_regex(r"[（(]([^（()）]{1,6})[)）]")
LABELS = {"leads": "牵头单位", "responsible": "责任单位", "item": "事项"}
GROUP_SPAN = 3


@dataclass
class State:
    """What a row inherits from the rows above."""

    action: str = ""
    item_no: int = 0
    item: str = ""
    count: int = 0  # tasks so far, as later rows name the one they take a cell from
    texts: dict[str, str] = field(default_factory=dict)  # leads, responsible
    owners: dict[str, int] = field(default_factory=dict)  # the task that such a text comes from


@dataclass
class TableRead:
    """What one grid gave."""

    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)  # titles and notes
    header: Header | None = None


def continues(grid: Grid, header: Header) -> bool:
    """As many columns as the table before, and the first row carries on."""
    widths = {len(row) for row in grid.rows}
    return widths == {header.width} or (len(widths) == 1 and widths.pop() >= header.width)


def read_grid(grid: Grid, header: Header, state: State, name: str) -> TableRead:
    """The tasks of one table below its header."""
    read = TableRead(header=header)
    above = grid.rows[: max(0, header.body - 1)]
    read.outside += [text for row in above if (text := one_text(row)) or (text := _titles(row, header))]
    if header.body:
        read.findings += _missing(header, grid, name)
    measure = next((match[1] for row in above for c in row if (match := _MEASURE_LINE.search(c.text))), "")
    head = heads(grid.rows[header.body - 1]) if header.body else []
    for index, row in enumerate(grid.rows[header.body :], start=header.body):
        texts = filled(row)
        if not texts or heads(row) == head or _repeats(row, header):  # Word repeats the head on a new page
            continue
        first = texts[0].text
        if _NOTE.match(first) and len(texts) == 1:
            read.outside.append(first)
        elif _TOTAL.match(flat(first)):
            continue
        elif _is_group(row, header, index):
            state.action = _COUNTED.sub("", _ACTION.sub("", flat(first)))
        elif read.entries and (role := _more_units(row, header)):
            known = read.entries[-1]
            units = f"{getattr(known, role)}\n{_text(row, header, role)}".strip()
            read.entries[-1] = replace(known, **{role: units})  # type: ignore[arg-type]
        elif len(row) < header.width or not (_text(row, header, "content") or _says(row, header)):
            values = {"row": str(index + 1)}
            read.findings.append(
                Finding("Q940", sheet=grid.place, seen=str(len(texts)), values=values, file=name)
            )
        else:
            read.entries.append(_entry(row, header, state, f"{name}，{grid.place}第{index + 1}行", measure))
    return read


def _more_units(row: Row, header: Header) -> str:
    """The role of a unit that stands alone in a row whose task is merged with the row above; "" for any other row."""
    texts = [column for column, cell in enumerate(row) if cell.text and not cell.inherited]
    roles = [header.roles.get(column, ("", None))[0] for column in texts]
    merged = any(
        row[column].inherited
        for role in ("content", "item", "task")
        for column in header.columns(role)
        if column < len(row)
    )
    return roles[0] if len(roles) == 1 and merged and roles[0] in ("leads", "responsible", "support") else ""


def _titles(row: Row, header: Header) -> str:
    texts = [cell.text for cell in filled(row)]
    return "　".join(texts) if texts and len(texts) <= max(2, header.width // 3) else ""


def _missing(header: Header, grid: Grid, name: str) -> Iterator[Finding]:
    """A list that names no unit at all is poor in other columns too: all that is missing is said."""
    if any(header.column(role) is not None for role in ("leads", "responsible", "reporters")):
        return
    for role, label in (("item", "事项"), ("leads", "牵头单位"), ("responsible", "责任单位")):
        if header.column(role) is None and header.column("indicator") is None:
            yield Finding("E932", sheet=grid.place, file=name, values={"header": label})


def _repeats(row: Row, header: Header) -> bool:
    """The head once more, perhaps broken over the page: most of its cells say what the columns say."""
    said = [(column, flat(cell.text)) for column, cell in enumerate(row) if cell.text]
    same = sum(bool(text) and text in header.texts.get(column, "") for column, text in said)
    return len(said) >= GROUP_SPAN and same == len(said)


def _is_group(row: Row, header: Header, index: int) -> bool:
    """One text alone in the row, or a numbered text over several columns with its subtotals: a heading."""
    texts = filled(row)
    first = texts[0]
    if first.text.isdigit() or len(first.text) > 60:
        return False
    marked = bool(re.match(r"[（(]?[一二三四五六七八九十]+[、)）.．]", first.text))
    if len(texts) == 1:
        return (
            first.span > 1
            or marked
            or bool(re.match(r"[（(]?[一二三四五六七八九十]+", first.text))
            or row[0] is first
        )
    others = all(re.fullmatch(r"[\d.,%／/—-]+", flat(cell.text)) for cell in texts[1:])
    return others and (first.span >= GROUP_SPAN or marked) and row[0] is first


def _text(row: Row, header: Header, role: str, year: int | None = None) -> str:
    return _joined(row, header.columns(role, year))


def _joined(row: Row, columns: Sequence[int]) -> str:
    return "\n".join(row[column].text for column in columns if column < len(row) and row[column].text)


def _says(row: Row, header: Header) -> bool:
    """The row carries a text of its own besides its number and units."""
    if any(_text(row, header, "measures", year) for year in header.years):
        return True
    if _text(row, header, "item") and any(
        _text(row, header, role) for role in ("leads", "responsible", "deadline")
    ):
        return True  # the name alone, with units of its own
    only_item = header.column("content") is None and not header.years
    return bool(_text(row, header, "indicator") or (only_item and _text(row, header, "item")))


def _entry(row: Row, header: Header, state: State, place: str, measure: str) -> Entry:
    state.count += 1
    notes: list[Note] = list(_item(row, header, state))
    notes += [("备注", f"表头“{text}”按相近的列名导入。") for text in header.guessed.values()]
    for role in ("leads", "responsible"):
        notes += _inherit(row, header, state, role)
    if action := _text(row, header, "action"):
        state.action = _COUNTED.sub("", _ACTION.sub("", flat(action)))
    column = header.column("no")
    indicator = _text(row, header, "indicator")
    content = _text(row, header, "content") or indicator
    if not content and not any(_text(row, header, "measures", year) for year in header.years):
        content = _text(row, header, "item")
    named = header.column("item") is not None
    return Entry(
        number=flat(_text(row, header, "no")).rstrip(".．、"),
        numbered=column is not None and row[column].numbered,
        has_numbers=column is not None,
        action=state.action,
        item=state.item if named else flat(indicator),
        item_no=state.item_no if named else 0,
        content=content,
        measures={year: _text(row, header, "measures", year) for year in header.years},
        leads=state.texts.get("leads", ""),
        responsible=state.texts.get("responsible", ""),
        support=_text(row, header, "support"),
        reporters=_text(row, header, "reporters"),
        deadline=_deadline(row, header),
        note=_note(row, header),
        place=place,
        all_lead=header.column("leads") is None and header.column("support") is not None,
        lead_is_first=header.column("leads") is None,
        amounts=tuple(_amounts(row, header, measure)),
        shares={name: row[c].text for c, name in header.shares.items() if c < len(row) and row[c].text},
        notes=tuple(notes),
    )


def _deadline(row: Row, header: Header) -> str:
    column = header.column("deadline")
    if column is None or not row[column].text:
        return ""
    return end_of_span(row[column].text) if "起止" in header.texts.get(column, "") else row[column].text


def _amounts(row: Row, header: Header, measure: str) -> Iterator[Amount]:
    name = _text(row, header, "indicator")
    if name:
        unit = _text(row, header, "measure")
        for column, (role, year) in header.roles.items():
            if role == "target" and row[column].text:
                yield Amount(name, unit, year, row[column].text)
    for column, (role, year) in header.roles.items():
        if role == "amount" and row[column].text:
            title = header.texts.get(column, "")
            unit = next((m for m in _BRACKETED.findall(title) if "元" in m), measure)
            yield Amount(_BRACKETED.sub("", title), unit, year, row[column].text, "investment")


def _note(row: Row, header: Header) -> str:
    """Remarks, and the text of columns that no field takes, under their headers: nothing is lost."""
    kept = {c: header.texts.get(c, "") for c, (role, _) in header.roles.items() if role in _KEPT}
    spans = {
        c: header.texts[c]
        for c, (role, _) in header.roles.items()
        if role == "deadline" and "起止" in header.texts.get(c, "")
    }
    both = {c: text for c, text in header.texts.items() if c in header.roles and _PERSONS.search(text)}
    others = [
        f"{text}：{_joined(row, [column])}"
        for column, text in sorted({**header.others, **kept, **spans, **both}.items())
        if _joined(row, [column])
    ]
    return "\n".join(part for part in (_text(row, header, "note"), *others) if part)


_KEPT = ("person", "filled", "weight", "base", "total")


def _item(row: Row, header: Header, state: State) -> Iterator[Note]:
    if header.column("item") is None:
        return
    text = flat(_text(row, header, "item"))
    if not text:
        yield "事项", f"原文为空或合并单元格，沿用上一行的第{state.item_no}项。"
        return
    match = _ITEM.match(text)
    number = flat(_text(row, header, "item_no"))
    title = _ITEM.sub("", text)
    if match or number.isdigit():
        state.item_no = int(match[1] if match else number)
    elif title != state.item:
        state.item_no += 1
        yield "事项序号", "原文没有事项序号，按先后推定。"
    state.item = title


def _inherit(row: Row, header: Header, state: State, role: str) -> Iterator[Note]:
    column = header.column(role)
    if column is None:
        return
    text = _text(row, header, role)
    if _PERSONS.search(header.texts.get(column, "")):
        text = "\n".join(line.split()[0] for line in text.split("\n") if line.split())
    if text:
        state.texts[role], state.owners[role] = text, state.count
    elif role in state.texts:
        how = "与上一行合并" if row[column].inherited else "空白"
        yield LABELS[role], f"原文此格{how}，沿用任务{state.owners[role]}的内容，请核对是否漏填。"


def header_of(grid: Grid, last: Header | None, year: int | None) -> Header | None:
    """The grid's own header, or that of the table that it carries on."""
    header = find_header(grid, year)
    if header is None and last is not None and continues(grid, last):
        return Header(0, last.roles, {}, last.others, last.texts, last.shares)
    return header
