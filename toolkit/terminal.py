"""How the terminal speaks: Chinese, plain when piped, signs within GBK, a progress bar where it takes long."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from toolkit.core.findings import Finding, Severity
from toolkit.core.form import DASH
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.receipts import grouped
from toolkit.core.results import UnitReport
from toolkit.core.returns import Receipt
from toolkit.core.rounding import shown_rate
from toolkit.core.theme import text_width
from toolkit.core.words import ReturnState

T = TypeVar("T")
# The served page and the menu set it: how far a command is, as lines that begin with the sign.
PROGRESS, BY_PAGE = "TOOLKIT_PROGRESS", "lines"
PROGRESS_SIGN = "… "
PROGRESS_LINE = re.compile(re.escape(PROGRESS_SIGN) + r"(.+) (\d+)/(\d+)")
FOLDER = "工作文件夹："  # begins the first line of a command
_EVERY = 0.5  # seconds between two such lines
_ticking = False  # a step is showing how far it is
_printed: list[str] = []  # by this command on the standard output
_kept = True  # nothing was printed that is for this moment only
_SHOWN = 20  # lines about what units filled in
_SIGNS = {
    "accepted": "√",
    "duplicate": "√",
    "attachment": "√",
    "refused": "×",
    "waiting": "★",
    "skipped": "-",
    "held": "-",
    "unread": "×",
}
_WORDS = {
    "accepted": "收下",
    "duplicate": "已收过",
    "attachment": "附件",
    "refused": "退件",
    "waiting": "待定",
    "skipped": "跳过",
    "held": "留着",
    "unread": "没收",
}


def beside(line: str) -> None:
    """Print beside the command's own output, which may be --json."""
    print(line, file=sys.stderr)


def ask(question: str) -> bool:
    """Put a question to the person at the terminal; only 是 (or y) means yes."""
    try:
        return input(question).strip().lower() in ("是", "y", "yes")
    except EOFError:
        return False


def begin() -> None:
    """A command begins: nothing is printed yet."""
    global _kept
    _kept = True
    _printed.clear()


def progress(items: Iterable[T], label: str, total: int) -> Iterator[T]:
    """The items, with a progress bar on a terminal."""
    with ticking(label) as tick:
        for done, item in enumerate(items):
            tick(done, total)
            yield item
        tick(total, total)


@contextmanager
def ticking(label: str) -> Iterator[Callable[[int, int], None]]:
    """A function that is told (done, total) and moves a progress bar on a terminal; none within another one."""
    global _ticking
    if _ticking:
        yield lambda _done, _total: None
        return
    _ticking = True
    try:
        with _lines(label) if os.environ.get(PROGRESS) else _bar(label) as tick:
            yield tick
    finally:
        _ticking = False


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    if not sys.stdout.isatty():
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("还要"),
        TimeRemainingColumn(),
    )
    with Progress(*parts, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _lines(label: str) -> Iterator[Callable[[int, int], None]]:
    told = 0.0

    def tick(done: int, total: int) -> None:
        nonlocal told
        if done == total or time.monotonic() - told >= _EVERY:
            told = time.monotonic()
            print(f"{PROGRESS_SIGN}{label} {done}/{total}", file=sys.stderr, flush=True)

    yield tick


@contextmanager
def following() -> Iterator[Callable[[str], bool]]:
    """A function that is told each line of another command: whether it is one of progress, then shown in one place."""
    width, began = 0, ("", 0, 0.0)

    def follow(line: str) -> bool:
        nonlocal width, began
        found = PROGRESS_LINE.fullmatch(line)
        if found and sys.stdout.isatty():
            label, done, total = found[1], int(found[2]), int(found[3])
            if label != began[0]:
                began = (label, done, time.monotonic())
            made, spent = done - began[1], time.monotonic() - began[2]
            left = f"，还要约 {spent * (total - done) / made:.0f} 秒" if made and done < total else ""
            text = f"{label} {done}/{total}{left}"
            print(f"\r{text}{' ' * (width - text_width(text))}", end="", flush=True)
            width = text_width(text)
        return found is not None

    try:
        yield follow
    finally:
        if width:
            print(f"\r{' ' * width}\r", end="", flush=True)


def agreed(question: str) -> bool:
    """Ask a person; nobody is there to ask where the input is no terminal."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(f"{question}要继续请输入 是，再按回车：").strip() in ("是", "y", "Y", "yes")
    except EOFError:
        return False


def print_lines(head: str, lines: Sequence[str]) -> None:
    """Print a head and its lines; nothing when there are no lines."""
    for line in indented(head, lines):
        out(line)


def out(line: str) -> None:
    """Print a line of the command's own output."""
    _printed.append(line)
    print(line)


def only_now(lines: Sequence[str] = ()) -> None:
    """Print lines of which nothing may be kept, or say that what was printed holds for this moment only."""
    global _kept
    _kept = False
    for line in lines:
        print(line)


def printed() -> list[str] | None:
    """What the command printed so far; None where it may not be said again later."""
    return [*_printed] if _kept else None


def indented(head: str, lines: Sequence[str]) -> list[str]:
    """A head and its lines; nothing when there are no lines."""
    return [*([head] if lines and head else []), *(f"  {line}" if head else line for line in lines)]


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """Findings with their place, what is wrong and what to do."""
    return [
        f"[{f.severity}] {' '.join(dict.fromkeys(p for p in (f.file, f.sheet, f.address) if p))} {f.problem}{f.remedy}"
        for f in findings
    ]


def read_lines(
    receipts: Sequence[Receipt], findings: Sequence[Finding], units: Sequence[Unit]
) -> Iterator[str]:
    """What reading found in the returns that were taken; what waits was said with its receipt.

    Whose a file is and which version counts is for the office to check (7xx); the rest is for the unit to
    mend and stands in full in the validation page, so that only the first lines are shown here.
    """
    waiting = {receipt.name for receipt in receipts if receipt.status in ("refused", "waiting")}
    taken = [finding for finding in findings if (finding.file or finding.address) not in waiting]
    yield from indented("请核对：", finding_lines([finding for finding in taken if finding.code[1] == "7"]))
    cells = [finding for finding in taken if finding.code[1] != "7"]
    notes = sum(finding.severity is Severity.NOTE for finding in cells)
    names = {unit.code: unit.name for unit in units}
    lines = [
        f"[{f.severity}] {' '.join(p for p in (names.get(f.unit, f.unit), f.sheet, f.address) if p)} {f.problem}{f.remedy}"
        for severity in (Severity.ERROR, Severity.QUERY)
        for f in cells
        if f.severity is severity
    ]
    yield from indented(f"要请单位修改或说明的 {len(lines)} 条：", lines[:_SHOWN])
    if len(lines) > _SHOWN or notes:
        rest = [f"其余 {len(lines) - _SHOWN} 条"] * (len(lines) > _SHOWN) + [f"提示 {notes} 条"] * (notes > 0)
        yield f"{'和'.join(rest)}没有列在这里，汇总后在校验报告里逐条列明。"


def secret_lines(paths: Sequence[Path]) -> list[str]:
    """What is said of files with a mark of secrecy: their names to a person only, for the page keeps what commands say."""
    if not paths:
        return []
    kept = os.environ.get(PROGRESS) == BY_PAGE
    names = "要看是哪几份，请在命令行运行 collect" if kept else "、".join(str(path) for path in paths)
    return [
        f"有 {len(paths)} 份来件带国家秘密标志，没有收、没有存档、没有记录，还在原处：{names}。"
        "请立即停止操作、断开网络，报告本单位保密工作人员，按其要求处理；处理以前不要打开、复制、移动或转发。"
    ]


def receipt_lines(receipts: Sequence[Receipt], units: Sequence[Unit]) -> Iterator[str]:
    """One line an arrival: its fate, and the reason and remedy where there is one; faults of a kind once."""
    names = {unit.code: unit.name for unit in units}
    for told in grouped(receipts):
        receipt = told.first
        place = (
            f"{names.get(receipt.unit, receipt.unit)} {receipt.period} 第{receipt.version}版"
            if receipt.version
            else names.get(receipt.unit, receipt.unit)
        )
        yield f"{_SIGNS[receipt.status]} {_WORDS[receipt.status]}  {told.title}  {place}".rstrip()
        yield from (f"    {text}" for text in (receipt.reason, receipt.remedy) if text)


def status_json(row: UnitReport) -> dict[str, object]:
    """One unit of ``status --json``."""
    return {
        "code": row.unit.code,
        "unit": row.unit.name,
        "state": row.state,
        "version": row.version,
        "received_at": row.received_at.isoformat() if row.received_at else None,
        "on_time": row.on_time,
        "days_late": row.days_late,
        "errors": row.of_return(row.errors),
        "queries": row.of_return(row.queries),
        "completeness": row.completeness,
    }


def print_status(period: Period, rows: Sequence[UnitReport]) -> None:
    """The reporting table, the units that owe first named in the last lines."""
    head = ("单位", "状态", "版本", "收到时间", "按时", "错误", "疑问", "完整率")
    table = [head, *(_status_row(row) for row in rows)]
    out(f"{period.chinese}报送情况")
    for line in _columns(table):
        out(line)
    groups = {
        state: [row.unit.name for row in rows if row.state == state]
        for state in (ReturnState.NOT_SENT, ReturnState.NOT_RETURNED)
    }
    lines = [f"{state} {len(names)} 个：{'、'.join(names)}" for state, names in groups.items() if names]
    for line in lines or ["全部单位已报。"]:
        out(line)


def print_status_by_group(period: Period, table: Sequence[Sequence[str]], lines: Sequence[str]) -> None:
    """The same of many units by group: a table with its heads, then who owes."""
    out(f"{period.chinese}报送情况")
    for line in (*_columns(table), *lines):
        out(line)


def _status_row(row: UnitReport) -> tuple[str, ...]:
    return (
        row.unit.name,
        row.state,
        str(row.version or DASH),
        f"{row.received_at:%m-%d %H:%M}" if row.received_at else DASH,
        f"晚{row.days_late}天" if row.on_time is False else row.punctual or DASH,
        row.told(row.errors),
        row.told(row.queries),
        DASH if row.completeness is None else f"{shown_rate(row.completeness)}%",
    )


def _columns(table: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(text_width(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        yield "  ".join(
            text + " " * (width - text_width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
