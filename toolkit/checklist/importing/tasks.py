"""Grids to tasks: numbers, inherited cells and units worked out, each inference with its review.

In: the grids of one document and the units of config. Out: tasks, reviews, findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.checklist.columns import TASKS
from toolkit.checklist.importing.grid import Grid, Row, filled, flat
from toolkit.checklist.importing.headers import Header, find_header
from toolkit.checklist.importing.units import Resolved, resolve_leads, resolve_units
from toolkit.checklist.workbook import Review
from toolkit.core.findings import Finding
from toolkit.core.model import Task, Unit

_ACTION = re.compile(r"^[（(]?[一二三四五六七八九十]+[)）]?[、.．\s]*(实施|开展)?")
_ITEM = re.compile(r"^(\d+)[.．、]\s*(?!\d)")
LABELS: Mapping[str, str] = {"leads": "牵头单位", "responsible": "责任单位", "item": "事项"}


@dataclass
class _State:
    """What a row inherits from the rows above."""

    no: int = 0
    action: str = ""
    item_no: int = 0
    item: str = ""
    texts: dict[str, str] = field(default_factory=dict)  # leads, responsible
    owners: dict[str, int] = field(default_factory=dict)  # the task that such a text comes from
    used: set[int] = field(default_factory=set)


Found = tuple[list[Task], list[Review], list[Finding]]


def read_tasks(grids: Sequence[Grid], name: str, units: Sequence[Unit]) -> Found:
    """Tasks of all tables with a checklist's header; a table without one may continue the one before."""
    tasks: list[Task] = []
    reviews: list[Review] = []
    findings: list[Finding] = []
    state, last = _State(), None
    for number, grid in enumerate(grids, start=1):
        header = find_header(grid)
        if header is None and last is not None and _continues(grid, last):
            header = Header(0, last.roles, {}, last.others)
        if header is None:
            findings.append(Finding("N950", seen=str(number), sheet=grid.place, file=name))
            continue
        last = header
        findings += _missing(header, grid, name)
        more = _grid_tasks(grid, header, state, units, name)
        tasks += more[0]
        reviews += more[1]
        findings += more[2]
    if last is None:
        expected = "事项、主要内容、2024年措施、牵头单位、责任单位"
        findings.append(Finding("E931", file=name, values={"expected": expected}))
    elif not tasks:
        findings.append(Finding("E933", file=name))
    return tasks, reviews, findings


def _continues(grid: Grid, header: Header) -> bool:
    """As many columns as the table before, and the first row carries on."""
    widths = {len(row) for row in grid.rows}
    return widths == {header.width} or (len(widths) == 1 and widths.pop() >= header.width)


def _missing(header: Header, grid: Grid, name: str) -> list[Finding]:
    names = {"item": "事项", "leads": "牵头单位", "responsible": "责任单位"}
    return [
        Finding("E932", sheet=grid.place, file=name, values={"header": label})
        for field_, label in names.items()
        if header.column(field_) is None and not (field_ == "responsible" and header.column("reporters"))
    ]


def _grid_tasks(grid: Grid, header: Header, state: _State, units: Sequence[Unit], name: str) -> Found:
    tasks: list[Task] = []
    reviews: list[Review] = []
    findings: list[Finding] = []
    head = _texts(grid.rows[header.body - 1]) if header.body else []
    for index, row in enumerate(grid.rows[header.body :], start=header.body):
        texts = filled(row)
        if not texts or _texts(row) == head:  # Word repeats the head on a new page
            continue
        if len(texts) == 1 and _is_action(row, header):
            state.action = _ACTION.sub("", flat(texts[0].text))
            continue
        if len(row) < header.width or not (_text(row, header, "content") or _measures(row, header)):
            values = {"row": str(index + 1)}
            findings.append(Finding("Q940", sheet=grid.place, seen=str(len(texts)), values=values, file=name))
            continue
        task, notes = _task(row, header, state, units)
        place = f"{name}，{grid.place}第{index + 1}行"
        tasks.append(replace(task, source=place))
        reviews += [Review(TASKS, str(task.no), label, note) for label, note in notes]
    return tasks, reviews, findings


def _texts(row: Row) -> list[str]:
    return [flat(cell.text) for cell in row]


def _is_action(row: Row, header: Header) -> bool:
    """One text alone in the row: a heading, unless it is only a number."""
    cell = filled(row)[0]
    return not cell.text.isdigit() and (
        cell.span > 1 or bool(re.match(r"[（(]?[一二三四五六七八九十]+", cell.text)) or row[0] is cell
    )


def _text(row: Row, header: Header, role: str) -> str:
    return _joined(row, header.columns(role))


def _joined(row: Row, columns: Sequence[int]) -> str:
    return "\n".join(row[column].text for column in columns if column < len(row) and row[column].text)


def _measures(row: Row, header: Header) -> dict[int, str]:
    found = {year: _joined(row, header.columns("measures", year)) for year in header.years}
    return found if any(found.values()) else {}


def _task(
    row: Row, header: Header, state: _State, units: Sequence[Unit]
) -> tuple[Task, list[tuple[str, str]]]:
    notes = list(_number(row, header, state))
    notes += _item(row, header, state)
    notes += [("备注", f"表头“{text}”按相近的列名导入。") for text in header.guessed.values()]
    for role in ("leads", "responsible"):
        notes += _inherit(row, header, state, role)
    if action := _text(row, header, "action"):
        state.action = _ACTION.sub("", flat(action))
    content = _text(row, header, "content")
    measures = {year: _measures(row, header).get(year, "") for year in header.years}
    responsible = state.texts.get("responsible", "")
    resolved = _reporters(
        row, header, responsible, "\n".join((state.item, content, *measures.values())), units
    )
    if resolved.note:
        notes.append(("填报单位", resolved.note + "。"))
    leads_text = state.texts.get("leads", "")
    leads = resolve_leads(leads_text, units)
    if completed := [lead for lead in leads if lead not in leads_text]:
        notes.append(("牵头单位", "按前文写全为" + "、".join(completed) + "，请核对。"))
    task = Task(
        no=state.no,
        action=state.action,
        item_no=state.item_no,
        item=state.item,
        content=content,
        measures=measures,
        leads=leads,
        responsible=responsible,
        reporters=resolved.names,
        note=_note(row, header),
        leads_text=leads_text,
    )
    return task, notes


def _note(row: Row, header: Header) -> str:
    """Remarks, and the text of columns that no field takes, under their headers: nothing is lost."""
    others = [
        f"{text}：{_joined(row, [column])}"
        for column, text in header.others.items()
        if _joined(row, [column])
    ]
    return "\n".join(part for part in (_text(row, header, "note"), *others) if part)


def _reporters(row: Row, header: Header, responsible: str, text: str, units: Sequence[Unit]) -> Resolved:
    listed = _text(row, header, "reporters")
    return resolve_units(listed or responsible, text, units)


def _number(row: Row, header: Header, state: _State) -> Iterator[tuple[str, str]]:
    column = header.column("no")
    text = flat(_text(row, header, "no")).rstrip(".．、")
    if text.isdigit() and int(text) not in state.used:
        state.no = int(text)
    else:
        state.no = max(state.used, default=0) + 1
        if text.isdigit():
            yield "任务序号", f"原文序号{text}与前面重复，按行序改为{state.no}。"
        elif column is not None and row[column].numbered:
            yield "任务序号", "原文由Word自动编号，号码按行序推定。"
        else:
            yield "任务序号", "原文没有序号，按行序推定。"
    state.used.add(state.no)


def _item(row: Row, header: Header, state: _State) -> Iterator[tuple[str, str]]:
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


def _inherit(row: Row, header: Header, state: _State, role: str) -> Iterator[tuple[str, str]]:
    column = header.column(role)
    if column is None:
        return
    text = _text(row, header, role).replace("\n", "")
    if text:
        state.texts[role], state.owners[role] = text, state.no
    elif role in state.texts:
        how = "与上一行合并" if row[column].inherited else "空白"
        yield LABELS[role], f"原文此格{how}，沿用任务{state.owners[role]}的内容，请核对是否漏填。"
