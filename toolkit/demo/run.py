"""demo: a whole cycle in a scratch folder, with the shipped checklist and made-up returns.

Two months or more run through the normal commands, so that the last has a month before it: quotas of most targets
are laid down, forms go out, returns come back day by day (in the last month from all units but two; some late, some
faulty, one sent again), everything is gathered and printed. Three months and more go over the end of the year, and
the papers of the earlier ones are issued.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from typing import TypeVar

from toolkit.checklist.load import load_checklist
from toolkit.checklist.quotasheet import put_quotas
from toolkit.core.desk import PAGE
from toolkit.core.form import Form
from toolkit.core.model import Quota
from toolkit.core.periods import Period
from toolkit.core.returns import Receipt
from toolkit.demo.amounts import made_up_weights
from toolkit.demo.examples import Example
from toolkit.demo.faults import spoiled
from toolkit.demo.filling import fill_workbook
from toolkit.demo.founded import found_example
from toolkit.demo.returns import MARK, Values, made_up_values
from toolkit.errors import OperatorError, os_reason
from toolkit.figures.quotas.proposals import propose
from toolkit.figures.quotas.quotasums import quota_rows
from toolkit.inbox.scan import Earlier
from toolkit.inbox.worker import Crew
from toolkit.pipeline.collect import collect, reading_crew
from toolkit.pipeline.desk import write_desk
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.generate import generate
from toolkit.pipeline.issue.issuing import Consent, issue
from toolkit.pipeline.issue.issuing import prepare as prepare_issue
from toolkit.pipeline.month.planning import FormPlanner
from toolkit.pipeline.report import report
from toolkit.pipeline.writing.writers import Files, Writers

T = TypeVar("T")
LAST, LAST_OF_MANY, LAST_OF_YEAR = Period(2024, 6), Period(2025, 1), Period(2024, 12)
USUAL = 2  # months; earlier papers are issued where there are more
YEARS = (2024, 2025)
# Targets that nobody has divided yet, so that it can be seen what that looks like.
UNDIVIDED = ("T24-2", "T29-1", "T47-1")
MARKER = "演示说明.txt"
HELD_SHOWN = 5
NOT_REPORTING = ("巴楚县", "草湖项目区")
# Of the examples: names of their own, so that one table serves all lists.
_SILENT = (*NOT_REPORTING, "青坪乡", "市林业局")
LATE = {"泽普县": 2, "国网喀什供电公司": 1, "双泉乡": 2, "市民政局": 1}
SENT_AGAIN = ("叶城县", "石桥镇", "市住建局")


def run_demo(
    folder: Path, say: Callable[[str], None], months: int = USUAL, example: Example | None = None
) -> bool:
    """Run the demo in ``folder``, made anew; whether all was written. Raises OperatorError for a folder of another's."""
    last = last_of(months, example)
    prepare(folder, last, example)
    workspace = Workspace(folder)
    periods = months_of(months, last)
    say(f"演示文件夹：{folder}（全部为模拟数据）")
    for period in periods:
        _month(workspace, period, say, faults=period == last)
        if period != last and months > USUAL:
            _print(workspace, period, say)
            _issue(workspace, period, say)
    _print(workspace, last, say)
    outbox = workspace.outbox(last)
    say("")
    workspace.missing.attempt(PAGE, lambda: write_desk(workspace, last, _end(workspace, last)))
    workspace.ledger.close()  # from now on its file is whole
    say("结果在这里，可以打开看看：")
    say(f"  {folder / PAGE}（先看这一页：办到哪一步、接下来做什么）")
    for path in sorted((outbox / "汇总").iterdir()):
        if path.is_file():
            say(f"  {path}")
    say(f"  {outbox / '下发'}（发给各单位的填报表）")
    missing = workspace.missing.lines()
    for line in missing:
        say(f"没有写出：{line}")
    return not missing


def last_of(number: int, example: Example | None = None) -> Period:
    """The last month; of three and more it lies in the new year, where the list has one."""
    if number <= USUAL:
        return LAST
    return LAST_OF_YEAR if example else LAST_OF_MANY


def months_of(number: int, last: Period | None = None) -> list[Period]:
    """The months of the demo, the last one last; three and more go over the end of the year."""
    months = [last or last_of(number)]
    while len(months) < number:
        months.insert(0, months[0].previous)
    return months


def prepare(folder: Path, last: Period = LAST, example: Example | None = None) -> None:
    """A fresh demo folder; raises OperatorError when it holds anything but a demo."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise OperatorError(
                f"{folder} 里已经有别的文件，没有动它。请换一个文件夹名，如 python run_report.py demo 演示。"
            )
        _remove(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(
        "本文件夹由 demo 命令生成，全部为模拟数据；再次运行 demo 时会清空重做。\n", "utf-8"
    )
    if example:
        found_example(example, folder)
    else:
        init_folder(folder)
    path = folder / "config.toml"
    text = path.read_text("utf-8").replace('watermark = ""', 'watermark = "模拟数据"', 1)
    text = text.replace('period = "" ', f'period = "{last}" ', 1)  # the clock says another month
    path.write_text(text, "utf-8")
    _divide(folder / CHECKLIST)


def _divide(path: Path) -> None:
    """Quotas of most targets into the checklist: made-up shares, confirmed by the lead units."""
    data = path.read_bytes()
    checklist, _ = load_checklist(data)
    if checklist is None:
        return  # the shipped checklist is always in order
    names = {unit.code: unit.name for unit in checklist.units}
    quotas = [
        Quota(row.indicator.id, names[unit], year, share, "、".join(row.leads))
        for year in YEARS
        for row in quota_rows(checklist, checklist.reporting, year)
        if row.indicator.id not in UNDIVIDED
        for unit, share in propose(row, "", made_up_weights(row)).shares.items()
    ]
    path.write_bytes(put_quotas(data, quotas, list(names.values())).data)


def _remove(folder: Path) -> None:
    """Remove an earlier demo as a whole; raises OperatorError, nothing deleted, when a file of it is in use."""
    held = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_held(path)]
    if held:
        names = "\n".join(f"  {path}" for path in held[:HELD_SHOWN])
        raise OperatorError(
            f"演示文件夹里有 {len(held)} 个文件正在别的程序里开着，没有重做，什么都没有删：\n{names}\n请关闭后再运行，或换一个文件夹名，如 python run_report.py demo 演示。"
        )
    try:
        aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".demo-"))
    except OSError as error:
        raise OperatorError(
            f"{folder.parent} 写不进去：{os_reason(error)}。请换一个位置运行 demo，或检查文件夹权限。"
        ) from None
    try:
        folder.rename(aside / folder.name)
    except OSError:
        raise OperatorError(
            f"{folder} 正被占用（可能在资源管理器或命令窗口里开着），没有重做，什么都没有删。请关闭后再运行，或换一个文件夹名，如 python run_report.py demo 演示。"
        ) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _is_held(path: Path) -> bool:
    """Windows refuses to rename a file that another program holds, be it to its own name."""
    try:
        path.rename(path)
    except OSError:
        return True
    return False


def _month(workspace: Workspace, period: Period, say: Callable[[str], None], *, faults: bool) -> None:
    returned = send_and_return(workspace, period, faults=faults)
    say(f"{period.chinese}：下发填报表 {len(workspace.checklist.units_in(period))} 份。")
    with reading_crew() as crew:
        receipts = [
            receipt
            for day, came in _days(workspace, returned)
            for receipt in _collect_day(workspace, period, day, came, crew)
        ]
    accepted = sum(receipt.status == "accepted" for receipt in receipts)
    say(f"{period.chinese}：收到 {len(receipts)} 个文件，收下 {accepted} 份。")


def _print(workspace: Workspace, period: Period, say: Callable[[str], None]) -> None:
    for line in report(workspace, period, _end(workspace, period), progress=_plain).lines:
        say(f"  {line}")


def _issue(workspace: Workspace, period: Period, say: Callable[[str], None]) -> None:
    """Number and seal the paper of an earlier month as it is."""
    given = Consent(yes=True, despite="演示，照原样封存", name="演示")
    now = _end(workspace, period)
    ready = prepare_issue(workspace, period, None, now)
    for line in issue(workspace, ready, now, given):
        say(f"  {line}")


def _end(workspace: Workspace, period: Period) -> datetime:
    """When the month is summed up: once the last return has come."""
    last = workspace.config.deadline(period) + timedelta(days=max(LATE.values()), hours=1)
    return max(datetime(period.year, period.month, 28, 9), last)


def _days(workspace: Workspace, returned: Mapping[Path, datetime]) -> Iterator[tuple[datetime, Earlier]]:
    """The inbox as it is day after day: files come by their times, each day ends with its last one, and all are whole."""
    aside = workspace.root / "来件"
    aside.mkdir()
    for path in returned:
        path.rename(aside / path.name)
    for day in sorted({moment.date() for moment in returned.values()}):
        today = {path: moment for path, moment in returned.items() if moment.date() == day}
        for path in today:
            (aside / path.name).rename(path)
        stamps = {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in today}
        yield max(today.values()) + timedelta(minutes=1), Earlier(-inf, stamps)
    aside.rmdir()


def _collect_day(
    workspace: Workspace, period: Period, now: datetime, came: Earlier, crew: Crew
) -> Sequence[Receipt]:
    return collect(
        workspace.root,
        workspace.config,
        now,
        period=period,
        ledger=workspace.ledger,
        checklist=workspace.checklist,
        earlier=came,
        crew=crew,
    ).receipts


def send_and_return(workspace: Workspace, period: Period, *, faults: bool) -> Mapping[Path, datetime]:
    """Forms go out, and what the units send back lies in the inbox; returns when each was sent."""
    sent = {}
    generate(workspace, period, datetime(period.year, period.month, 1, 9), progress=_plain)
    with Writers([fill_workbook.__module__]) as writers:
        returns = list(_returns(workspace, period, faults))
        filled = writers.hand_out((_filled, arguments) for arguments, _ in returns)
        for work, (_, moment) in zip(filled, returns, strict=True):
            for name, data in work().items():
                path = workspace.inbox / name
                path.write_bytes(data)
                os.utime(path, (moment.timestamp(), moment.timestamp()))
                sent[path] = moment
    return sent


def _filled(name: str, blank: bytes, form: Form, values: Values) -> Files:
    return {name: fill_workbook(blank, form, values)}


def _returns(
    workspace: Workspace, period: Period, faults: bool
) -> Iterator[tuple[tuple[str, bytes, Form, Values], datetime]]:
    """File name, form and values, and file time of every return, as counties name and send them."""
    config = workspace.config
    planner = FormPlanner(workspace, period)
    for number, unit in enumerate(workspace.checklist.units_in(period)):
        if faults and unit.name in _SILENT:
            continue
        late = LATE.get(unit.name, 0) if faults else 0
        moment = config.deadline(period) + timedelta(days=late, hours=-3, minutes=number)
        form = planner.plan(unit)
        blank = workspace.outbox(period, "下发", f"{unit.code}_{unit.name}_{period}.xlsx").read_bytes()
        values = made_up_values(form)
        name = f"{unit.short}{period.chinese}填报表{MARK}"
        wrong = spoiled(form, values) if faults else values
        if faults and unit.name in SENT_AGAIN:
            yield (f"{name}.xlsx", blank, form, wrong), moment - timedelta(days=1)
            yield (f"{name}-改.xlsx", blank, form, values), moment
        else:
            yield (f"{name}.xlsx", blank, form, wrong), moment


def _plain(items: Iterable[T], label: str, total: int) -> Iterable[T]:
    return items
