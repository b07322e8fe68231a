"""Months of hostile returns through the real chain: forms by the forms' own writer, collect, decisions, report, issue.

In: an empty folder, a seed, how many units are in from month to month. Out: a working folder whose archive/ and
outbox/ a recount can read. Nothing here knows a rule of the figures; what units type is drawn from the seed alone.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import told_months as told

from toolkit.checklist import snapshot
from toolkit.core.form import COVER, INDICATORS, TASKS, Form, IndicatorRow
from toolkit.core.model import YES_NO, Comparator, Kind
from toolkit.core.periods import Period
from toolkit.forms.layout import COVER_KEY
from toolkit.forms.write import write_form
from toolkit.pipeline.collect import collect
from toolkit.pipeline.deciding.adjusting import adjust
from toolkit.pipeline.deciding.rulingcommands import exclude
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.issue.issuing import Consent, issue, prepare
from toolkit.pipeline.month.planning import FormPlanner
from toolkit.pipeline.report import report

Plan = Mapping[Period, int]  # how many units return, in order
Values = dict[tuple[str, str, str], str | float]
CURVE = (0, 0, 0, 14.3, 28.6, 42.9, 57.1, 71.4, 85.7, 100, 100, 100)
WHOLE_THINGS = set("个所家项户人套条届片部件座处") | {"人次"}
DECIDED = "decided.jsonl"
PROPOSED = 7  # what the office thinks right, whatever it is
REASON = "学校合并核减3所，已报主管部门备案。"


def months(
    root: Path, seed: int, plan: Plan, *, small: bool, issued: frozenset[Period] = frozenset()
) -> Workspace:
    """All months of ``plan``, each with its papers; the papers of ``issued`` are sealed."""
    if small:
        told.small_folder(root)
    else:
        init_folder(root)
    _alter(root / "templates" / "checklist.xlsx", seed)
    workspace = Workspace(root)
    for period, count in plan.items():
        _month(workspace, seed, period, count)
        end = datetime(period.year, period.month, 28, 18)
        report(workspace, period, end, progress=lambda items, label, total: items)
        if period in issued:
            ready = prepare(workspace, period, None, end)
            issue(workspace, ready, end + timedelta(hours=1), Consent(True, "照原样封存", "王五"))
            _afterwards(workspace, seed, period)
    return workspace


def _alter(path: Path, seed: int) -> None:
    """What the shipped checklist lacks: quotas (one of 0), curves, 统计月份, bases, units that come and go."""
    rng = random.Random(seed)
    book = openpyxl.load_workbook(path)
    sheet = book["指标"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    lines = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value}

    def put(id: str, head: str, value: Any) -> None:
        if id in lines:
            sheet.cell(lines[id], heads[head], value)

    put("T10-2", "进度口径", "基期")
    put("T10-2", "基期值", 380)
    put("T02-5", "统计月份", "10")
    put("T22-1", "口径可比", "否")
    for id, line in lines.items():
        units = str(sheet.cell(line, heads["填报单位"]).value).split("、")
        kind = sheet.cell(line, heads["类型"]).value
        if len(units) < 2 or kind not in ("年内累计", "投资") or rng.random() < 0.5:
            continue
        for year in (2024, 2025):
            target = sheet.cell(line, heads[f"{year}年目标"]).value
            if not isinstance(target, (int, float)):
                continue
            measure = sheet.cell(line, heads["填报单位量"]).value
            part = target * sheet.cell(line, heads["换算系数"]).value / len(units)
            for unit in units:
                share = rng.choice((0, part, part * 1.5, part * 0.5))
                book["分解"].append(
                    [id, unit, year, round(share) if measure in WHOLE_THINGS else round(share, 2), None]
                )
    if "T22-1" in lines:
        book["序时曲线"].append(["T22-1", "冬季停工", *CURVE])
    book["序时曲线"].append(["36", "冬季停工", *CURVE])
    names = book["单位"]
    at = {cell.value: cell.column for cell in names[1]}
    for row in names.iter_rows(min_row=2):
        if row[at["单位"] - 1].value == "地区政策性银行":
            row[at["停用期"] - 1].value = "2024-11"
        if row[at["单位"] - 1].value == "自贸办":
            row[at["启用期"] - 1].value = "2024-12"
    book.save(path)


def _month(workspace: Workspace, seed: int, period: Period, count: int) -> None:
    """Forms go out, some come back, some twice, some late; the office rules and proposes."""
    root, ledger = workspace.root, workspace.ledger
    rng = random.Random(f"{seed}/{period}")
    ledger.save_checklist(workspace.checklist.digest, snapshot.to_json(workspace.checklist))
    planner = FormPlanner(workspace, period)
    units = list(workspace.checklist.units_in(period))
    back = {unit.code for unit in rng.sample(units, min(count, len(units)))}
    (root / "inbox").mkdir(exist_ok=True)
    first: dict[str, bytes] = {}
    later: dict[str, bytes] = {}
    made_at = datetime(period.year, period.month, 1, 9)
    excluded, proposed = [], []
    for unit in units:
        form = planner.plan(unit)
        ledger.save_form(planner.record(form, made_at, unit.code.encode()))
        if unit.code not in back:
            continue
        values = _filled_in(form, seed, rng)
        first[unit.name] = _with_notes(write_form(replace(form, values=values)), rng)
        if rng.random() < 0.15:
            again = {place: value for place, value in values.items() if rng.random() > 0.03}
            again |= _filled_in(form, seed + 50, rng, part=0.1)
            later[unit.name] = write_form(replace(form, values=again))
        numbers = [
            p for p, v in values.items() if p[0] == INDICATORS and p[2] == "ytd" and isinstance(v, float)
        ]
        if numbers and rng.random() < 0.2:
            excluded.append((unit.name, rng.choice(numbers)))
        if numbers and rng.random() < 0.3:
            proposed.append((unit.name, rng.choice(numbers)))
    deadline = workspace.config.deadline(period)
    on_time = {name: data for name, data in first.items() if rng.random() < 0.85}
    _arrive(workspace, period, on_time, deadline - timedelta(hours=2))
    _arrive(
        workspace, period, {n: d for n, d in first.items() if n not in on_time}, deadline + timedelta(days=1)
    )
    _arrive(workspace, period, later, deadline + timedelta(days=1, hours=3))
    now = deadline + timedelta(days=1, hours=5)
    for name, (sheet, key, _) in excluded:
        if _counts(workspace, period, name, key):
            exclude(workspace, period, name, f"{sheet}/{key}/本月累计", "口径不对", "李四", now)
            _decided(workspace, "excluded", period, name, key)
    for number, (name, (sheet, key, _)) in enumerate(proposed):
        if (name, (sheet, key, "ytd")) not in excluded and _counts(workspace, period, name, key):
            said = ("王五", "电话", f"{now:%Y-%m-%d}") if number % 2 else ()
            adjust(
                workspace, period, name, f"{sheet}/{key}/本月累计", str(PROPOSED), "核对", "李四", now, said
            )
            _decided(workspace, "confirmed" if said else "proposed", period, name, key)


def _decided(workspace: Workspace, what: str, period: Period, unit: str, id: str) -> None:
    """Beside the folder's papers: what people decided, which no return says."""
    with (workspace.root / DECIDED).open("a", encoding="utf-8") as file:
        file.write(json.dumps([what, period.year, period.month, unit, id], ensure_ascii=False) + "\n")


def _counts(workspace: Workspace, period: Period, name: str, key: str) -> bool:
    codes = {unit.name: unit.code for unit in workspace.checklist.units}
    return any(
        (row.unit, row.sheet, row.key, row.field) == (codes[name], INDICATORS, key, "ytd")
        and isinstance(row.value, float)
        for row in workspace.ledger.entries(period)
    )


def _arrive(workspace: Workspace, period: Period, files: Mapping[str, bytes], now: datetime) -> None:
    for name, data in files.items():
        (workspace.root / "inbox" / f"{name}.xlsx").write_bytes(data)
    collect(
        workspace.root,
        workspace.config,
        now,
        period=period,
        ledger=workspace.ledger,
        checklist=workspace.checklist,
    )


def _afterwards(workspace: Workspace, seed: int, period: Period) -> None:
    """After the seal the office rules out one figure of a few units."""
    rng = random.Random(f"{seed}/{period}/after")
    names = {unit.code: unit.name for unit in workspace.checklist.units}
    rows = [
        row
        for row in workspace.ledger.entries(period)
        if row.sheet == INDICATORS and row.field == "ytd" and isinstance(row.value, float)
    ]
    now = datetime(period.year, period.month, 28, 20)
    for row in rng.sample(rows, min(4, len(rows))):
        place = f"{INDICATORS}/{row.key}/本月累计"
        exclude(workspace, period, names[row.unit], place, "复核不实", "李四", now)
        _decided(workspace, "excluded later", period, names[row.unit], row.key)


def _with_notes(data: bytes, rng: random.Random) -> bytes:
    """Now and then somebody types beside the table."""
    if rng.random() > 0.15:
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[TASKS].cell(rng.randint(5, 9), 25, "已与县里核对")
    book[INDICATORS].cell(rng.randint(5, 9), 27, 123)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _filled_in(form: Form, seed: int, rng: random.Random, part: float = 1.0) -> Values:
    """What the form's unit fills in, by place; ``part`` of the rows."""
    values: Values = (
        {} if part < 1 else {(COVER, COVER_KEY, n): "张三" for n in ("filler", "reviewer", "head")}
    )
    for row in form.rows:
        if row.asked and rng.random() < part:
            for name, value in _task(row.task.no, form, seed, rng):
                values[TASKS, str(row.task.no), name] = value
    for line in form.indicators:
        if line.due and rng.random() < part and rng.random() > 0.03:
            for name, value in _figure(line, form, seed, rng).items():
                values[INDICATORS, line.indicator.id, name] = value
    return values


def _task(no: int, form: Form, seed: int, rng: random.Random) -> Iterator[tuple[str, str | float]]:
    luck = random.Random(f"{seed}/{form.unit.code}/{no}").random()
    word = "进度滞后" if luck < 0.12 else "已完成" if luck > 0.8 else "正常推进"
    if rng.random() < 0.15:
        word = rng.choice(("未启动", "正常推进", "进度滞后", "已完成", "不涉及", "推进中", "正常推进 "))
    if rng.random() < 0.04:
        return
    yield "status", word
    if rng.random() > 0.1:
        yield (
            "completion",
            100.0 if word == "已完成" else rng.choice((float(rng.randint(0, 99)), "85%", "约七成")),
        )
    yield "progress", f"{form.unit.short}第{no}项{form.period.month}月完成{rng.randint(2, 99)}处现场核查"
    if word == "进度滞后" and rng.random() > 0.2:
        yield "problems", "征地涉及12户未签协议，施工单位进场晚。"
        yield "next_steps", "下月15日前完成征地。"
    if word == "已完成":
        yield "evidence", "验收单一份"


def _figure(row: IndicatorRow, form: Form, seed: int, rng: random.Random) -> Values | dict[str, Any]:
    item, month = row.indicator, form.period.month
    luck = rng.random()
    own = random.Random(f"{seed}/{form.unit.code}/{item.id}")
    speed = own.choice((0.4, 0.85, 0.95, 1.0, 1.05, 1.2, 1.5)) * own.uniform(0.95, 1.05)
    out: dict[str, Any] = {"data_department": "主管部门"}
    if luck < 0.06:
        word = "待统计" if luck < 0.03 else "不涉及"
        return out | ({"numerator": word, "denominator": word} if item.is_ratio_input else {"ytd": word})
    if item.is_ratio_input:
        below = float(own.choice((80, 250, 1000)))
        reach = min(1.0, row.target.low / (item.factor or 1) * min(speed, 1.02)) if item.factor else 0.5
        above = (
            float(round(below * reach))
            if row.target.low <= item.factor
            else round(below * row.target.low / item.factor, 2)
        )
        if luck < 0.10:
            return out | rng.choice(({"denominator": below}, {"numerator": "约30", "denominator": below}))
        return out | {"numerator": above, "denominator": below}
    if item.report_measure == YES_NO:
        return out | {"ytd": "是" if own.random() < month / 10 and luck > 0.1 else "否"}
    if item.comparator is Comparator.LE or row.target.low == 0:
        return out | {"ytd": rng.choice((0.0, 0.0, float(row.target.low), float(row.target.low) + 1))}
    reporters = len(item.reporters_in(form.period.year))
    if item.kind is Kind.RATE_EACH:
        return out | {
            "ytd": float(round(row.target.low * rng.choice((0.5, 1, 1, 1, 1.2)), 0 if _whole(item) else 2))
        }
    whole = row.target.low * 1.0
    share = row.quota if row.quota is not None else whole / (1 if row.sole else reporters)
    level = share * speed * (1.0 if item.kind is Kind.STOCK else month / 12)
    value: Any = float(round(level)) if _whole(item) else round(level, 2)
    if luck < 0.12:
        value, out["note"] = _odd(value, item, rng)
        out = {name: text for name, text in out.items() if text}
    elif luck < 0.15:
        out["data_nature"] = rng.choice(("预计", "快报", "核定"))
    return out | {"ytd": value}


def _whole(item: Any) -> bool:
    return item.report_measure in WHOLE_THINGS


def _odd(value: float, item: Any, rng: random.Random) -> tuple[Any, str]:
    """What people type instead of a number, or a number that cannot be; with a word of explanation or none."""
    text = f"{value:g}" if value < 1e6 else f"{value:.0f}"
    kind = rng.randint(0, 7)
    if kind == 0:
        return f"{text}{item.report_measure}", ""
    if kind == 1:
        return text.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), ""
    if kind == 2:
        return f"约{text}", ""
    if kind == 3:
        return -3.0, ""
    if kind == 4:
        return value + 0.5, ""
    if kind == 5:
        return float(round(value * 0.6)) if _whole(item) else round(value * 0.6, 2), rng.choice(("", REASON))
    if kind == 6:
        return float(round(value * 400 + 9000)), rng.choice(("", REASON))
    return "12345678901234567", ""
