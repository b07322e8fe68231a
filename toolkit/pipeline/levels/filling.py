"""report --up FORM: the form that the level above sent, filled from this level's figures.

In: the working folder and the form. Out: a filled copy in outbox/<period>/上报 with its sources on a hidden sheet, a list of what
was filled and what is left, and lines for the terminal. The form itself is never changed, nor what stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from toolkit.core import cycle
from toolkit.core.derivation import MOST_LINES, value_text
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.periods import Period
from toolkit.core.secrecy import level_named
from toolkit.errors import OperatorError, os_reason
from toolkit.pipeline.collecting.returned import read_isolated
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month
from toolkit.pipeline.levels.matching import Plan, header_of, name_of, plan
from toolkit.pipeline.levels.receiving import Received, filled_in, receive

FOLDER = "上报"
_MOST_ROWS = 5_000  # a form has some hundred; each row is held against all of this level's
_SHOWN = 6  # cells that the screen names
_LIST = "{}_填写情况.txt"
_OPEN = "打不开 {file}：{why}。请检查文件名，并把文件关闭后再试。"
_MARKED = "{file} 带国家秘密标志，没有读，也没有写出任何内容。请立即停止操作、断开网络，报告本单位保密工作人员，按其要求处理。"
_NO_FORM = "{file} 里没有“任务进展”“指标数据”这样的表，不是上级发来的填报表，什么都没有改动。请核对文件名。"
_LONG = "{file} 有 {rows} 行要填，没有这样长的填报表，什么都没有改动。请核对文件。"
_OTHER_FORMAT = "{file} 不是 .xlsx 文件，填写会改变它的样子，什么都没有改动。请用上级发来的 .xlsx 原表。"
_OWN = "{file} 是本级发给{unit}的填报表，不是上级发来的，什么都没有改动。请核对文件名。"
_OTHER_MONTH = "{file} 是{theirs}的填报表，-p 写的是{ours}，什么都没有改动。请核对报送期。"
_NOTHING = (
    "{period}还没有收到填报表，没有可以上报的数，什么都没有改动。请先收表（collect），或用 -p 写明月份。"
)
_BY_HAND = (
    "表里的本月进展、存在问题、下步措施、佐证材料等文字，“重点项目”“经验与诉求”，和封面的填报人、审核人、单位负责人，"
    "程序不填，请经办人填写、核对后再上报。"
)


def fill_up(workspace: Workspace, file: Path, given: Period | None, period: Period) -> tuple[list[str], bool]:
    """(lines, whether nothing in the form contradicts our figures); raises OperatorError, nothing changed."""
    data = _bytes(file)
    form = _received(workspace, data, file)
    if given and form.period and form.period != given:
        raise OperatorError(
            _OTHER_MONTH.format(file=file.name, theirs=form.period.chinese, ours=given.chinese)
        )
    period = given or form.period or period
    if not workspace.ledger.submissions(period):
        raise OperatorError(_NOTHING.format(period=period.chinese))
    made = plan(form.rows, told_month(workspace, period).result, form.told)
    path = workspace.outbox(period, FOLDER, f"{file.stem}.xlsx")
    written = workspace.made(path, partial(_filled, made, data, file))
    if written is None:
        return [], True  # said with the papers that could not be written
    lines = [*filter(None, [workspace.config.marking]), *_account(form, period, file, made)]
    text = "\r\n".join(lines).encode("utf-8-sig")
    listed = workspace.made(path.with_name(_LIST.format(file.stem)), lambda: text)
    where = [f"已写出 {workspace.relative(one)}" for one in (written, listed) if one]
    return [*_short(form, period, made), *where, _BY_HAND], not made.clashes


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OperatorError(_OPEN.format(file=file, why=os_reason(error))) from None


def _received(workspace: Workspace, data: bytes, file: Path) -> Received:
    allowed = level_named(workspace.config.briefing.secrecy)
    form = read_isolated(partial(receive, allowed, cycle.current()), data, file.name)
    if form is False:
        raise OperatorError(_MARKED.format(file=file.name))
    if isinstance(form, Finding):
        raise OperatorError(f"{file.name}：{form.problem}{form.remedy}")
    if not form.rows:
        raise OperatorError(_NO_FORM.format(file=file.name))
    if len(form.rows) > _MOST_ROWS:
        raise OperatorError(_LONG.format(file=file.name, rows=len(form.rows)))
    if not form.editable:
        raise OperatorError(_OTHER_FORMAT.format(file=file.name))
    key = workspace.ledger.key()
    if any(identity.genuine(key) for identity in form.identities):
        raise OperatorError(_OWN.format(file=file.name, unit=form.unit or "下级单位"))
    return form


def _filled(made: Plan, data: bytes, file: Path) -> bytes:
    read = read_isolated(partial(filled_in, made.cells, made.lines[:MOST_LINES]), data, file.name)
    if isinstance(read, Finding):
        raise OperatorError(f"{file.name} 填不进去：{read.problem}{read.remedy}")
    return read


def _short(form: Received, period: Period, made: Plan) -> Iterator[str]:
    counts = Counter(fill.place.sheet for fill in made.fills)
    filled = "、".join(f"“{sheet}” {counts[sheet]} 格" for sheet in (INDICATORS, TASKS) if counts[sheet])
    yield f"{period.chinese}{form.unit}的填报表：按本级的数填了 {filled or '0 格'}。"
    left = Counter(row.sheet for row, _ in made.left)
    if left:
        rows = "、".join(f"“{sheet}” {left[sheet]} 行" for sheet in (INDICATORS, TASKS) if left[sheet])
        yield f"没有填的：{rows}，原因逐行列在填写情况里。"
    for clash in made.clashes[:_SHOWN]:
        yield (
            f"没有改动：{name_of(clash.row)} 的{header_of(clash.place)}，表里已填 {clash.there}，本级汇总是 {clash.ours}。"
        )
    if len(made.clashes) > _SHOWN:
        yield f"另有 {len(made.clashes) - _SHOWN} 格已填的与本级汇总不同，没有改动，列在填写情况里。"
    if made.marked:
        yield f"填了但要核实的 {len(made.marked)} 处，列在填写情况里。"


def _account(form: Received, period: Period, file: Path, made: Plan) -> Iterator[str]:
    """The whole list, for the clerk."""
    yield f"{period.chinese}上报填写情况：{form.unit}，来表 {file.name}"
    yield f"已填 {len(made.fills)} 格"
    for fill in made.fills:
        cell = fill.row.cells[fill.place.field]
        yield f"  {fill.row.at}!{cell.address} {name_of(fill.row)} {header_of(fill.place)}：{value_text(fill.value)}"
    yield from _part("填了但请先核实", [f"{name_of(row)}：{mark}" for row, mark in made.marked])
    kept = [
        f"{clash.row.at}!{clash.row.cells[clash.place.field].address} {name_of(clash.row)} {header_of(clash.place)}："
        f"表里已填 {clash.there}，本级汇总是 {clash.ours}"
        for clash in made.clashes
    ]
    yield from _part("表里已有别的数，没有改动", kept)
    yield from _part("没有填，请经办人填写", [f"{name_of(row)}：{why}" for row, why in made.left])
    if len(made.lines) > MOST_LINES:
        yield f"来源太多，随表只附前 {MOST_LINES} 条。"
    yield _BY_HAND


def _part(head: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{head}（{len(lines)}）"
        yield from (f"  {line}" for line in lines)
