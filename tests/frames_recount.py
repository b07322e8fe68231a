"""Frames held against the summary workbook that people read, cell by cell, by another library."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pandas as pd

from toolkit.api import Frames
from toolkit.core.model import Unit

HEAD = 4  # row of the headers in every sheet of the summary
DASHES = (None, "—", "")
YES_NO = {"是": 1.0, "否": 0.0}

# sheet -> (frame, key columns of the sheet, header -> column of the frame)
PLAIN: dict[str, tuple[str, tuple[str, ...], dict[str, str]]] = {
    "指标汇总": (
        "indicators",
        ("指标编号",),
        {
            "指标编号": "indicator", "任务序号": "task", "指标名称": "title", "计量单位": "measure", "年度目标": "goal",
            "上月累计": "previous", "累计完成": "total", "环比": "change", "完成率(%)": "rate", "序时进度(%)": "pace",
            "进度差(百分点)": "gap", "状态灯": "light_text", "已报单位数": "reported", "应报单位数": "expected",
            "本月新增": "added", "上月新增(同口径)": "added_before", "累计同比": "on_year", "未报单位": "missing_units",
            "类型": "kind", "比较": "comparator",
        },
    ),
    "分县明细": (
        "unit_values",
        ("单位", "指标编号"),
        {
            "单位": "unit_name", "指标编号": "indicator", "任务序号": "task", "名称": "title", "计量单位": "measure",
            "本月累计": "value", "上月累计": "previous", "完成率(%)": "rate", "状态": "status", "来源单元格": "source_cells",
            "来源文件": "source_files", "本单位年度任务": "quota", "分子累计": "numerator", "分母累计": "denominator",
            "占全地区(%)": "share", "本月进展(说明)": "explanation", "标注": "remark",
        },
    ),
    "报送情况": (
        "submissions",
        ("单位",),
        {
            "单位": "unit_name", "状态": "state", "收到时间": "received_at", "是否按时": "punctual", "错误": "errors",
            "疑问": "queries", "完整率(%)": "completeness", "盖章件": "stamped", "单位类别": "unit_kind",
        },
    ),
    "校验问题": (
        "findings",
        ("唯一标识", "填报值"),
        {
            "编号": "code", "级别": "severity", "单位": "unit_name", "工作表": "sheet", "单元格": "cell", "对象": "subject",
            "填报值": "seen", "问题": "problem", "修改建议": "remedy", "处理状态": "handling", "问题类别": "title",
            "来源文件": "source_file", "唯一标识": "finding",
        },
    ),
    "数据台账": (
        "accounts",
        ("文件",),
        {
            "单位": "unit_name", "文件": "file", "哈希": "sha256", "版本": "version", "已填单元格": "filled", "采用": "accepted",
            "规范化": "normalised", "拒收": "rejected", "被替代": "superseded", "忽略": "ignored",
        },
    ),
    "重点项目": (
        "projects",
        ("单位", "项目编号"),
        {
            "单位": "unit_name", "项目编号": "project", "项目名称": "title", "任务序号": "task", "项目类别": "category",
            "总投资(万元)": "total", "到位资金(万元)": "funded", "本年计划投资(万元)": "year_plan",
            "本年完成投资(万元)": "year_done", "投资完成率(%)": "done_rate", "累计完成投资(万元)": "cumulative_done",
            "开工时间": "start", "计划竣工时间": "planned_end", "项目状态": "status", "形象进度": "image", "存在问题": "problems",
        },
    ),
}  # fmt: skip


def differences(frames: Frames, workbook: bytes, units: Sequence[Unit]) -> list[str]:
    """What the frames say otherwise than the workbook; each cell of a row that both have, and rows that one lacks."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    short = {unit.name: unit.short for unit in units}  # the paper has short names of those that are missing
    told = frames.indicators.assign(
        missing_units=[
            "、".join(short[name] for name in filter(None, text.split("、")))
            for text in frames.indicators["missing_units"]
        ]
    )
    frames = replace(frames, indicators=told)
    found = [line for name in PLAIN for line in _table(frames, name, _rows(book[name]))]
    return [*found, *_matrix(frames, _rows(book["任务矩阵"]))]


def compared(workbook: bytes) -> int:
    """How many rows of the workbook are held against frames."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    return sum(1 for name in (*PLAIN, "任务矩阵") for row in _rows(book[name]) if _is_row(name, row))


def _rows(sheet: Any) -> list[dict[str, Any]]:
    lines = sheet.iter_rows(min_row=HEAD, values_only=True)
    heads = next(lines)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def _is_row(name: str, row: Mapping[str, Any]) -> bool:
    """Whether a line is a record: totals and notes stand below, and rows of tasks in 分县明细."""
    if name == "分县明细":
        return row["类别"] == "指标"
    if name == "任务矩阵":
        return isinstance(row["任务序号"], int | float)
    keys = PLAIN[name][1]
    if name == "报送情况":
        return row["状态"] in ("未下发", "未报", "退回修改", "部分报送", "已报")
    if name == "校验问题":
        return row["唯一标识"] not in DASHES  # the line of many blanks stands above them, one a row
    if name == "数据台账":
        return str(row["文件"]).startswith("archive/")
    return (
        bool(row[keys[0]]) and (name != "重点项目" or row["项目编号"] not in DASHES) and bool(row[keys[-1]])
    )


def _table(frames: Frames, name: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    frame_name, keys, columns = PLAIN[name]
    frame = getattr(frames, frame_name)
    listed = [row for row in rows if _is_row(name, row)]
    if name == "重点项目":
        listed = listed[: len(frame)]
    told = {}
    for _, record in frame.iterrows():
        key = tuple(_plain(record[columns[head]]) for head in keys)
        told.setdefault(key, []).append(record)
    if len(listed) != len(frame):
        yield f"{name}: {len(listed)} rows, the frame {len(frame)}"
    for row in listed:
        key = tuple(_plain(row[head]) for head in keys)
        if not told.get(key):
            yield f"{name} {key}: not in the frame"
            continue
        record = told[key].pop(0)
        for head, column in columns.items():
            if not _same(record, column, row[head]):
                yield f"{name} {key} {head}: {row[head]!r}, the frame {record[column]!r} {record.get(f'{column}_state')}"


def _matrix(frames: Frames, rows: list[dict[str, Any]]) -> Iterator[str]:
    cells = frames.unit_tasks.set_index(["unit_name", "task"])["light_text"].to_dict()
    whole = frames.tasks.set_index("task")["light_text"].to_dict()
    units = list(frames.submissions["unit_name"])
    for row in rows:
        if not _is_row("任务矩阵", row):
            continue
        number = int(row["任务序号"])
        if whole.pop(number, None) != row["全地区"]:
            yield f"任务矩阵 {number}: {row['全地区']!r}"
        for unit in units:
            told = cells.pop((unit, number), "不涉及")
            if told != row[unit]:
                yield f"任务矩阵 {number} {unit}: {row[unit]!r}, the frame {told!r}"
    yield from (f"任务矩阵 lacks {key}" for key in (*whole, *cells))


def _plain(value: Any) -> Any:
    return None if value is pd.NA or value in DASHES else value


def _same(record: Any, column: str, cell: Any) -> bool:
    value, state = record[column], record.get(f"{column}_state")
    missing = value is None or value is pd.NA or (not isinstance(value, str) and pd.isna(value))
    if missing:  # the paper has a dash, or says why in the frame's own word
        text = record.get(f"{column}_text") if state == "见文字" else state
        return cell in DASHES or (isinstance(cell, str) and cell == text)
    if state is not None and state != "有数":
        return False
    if isinstance(value, str):
        return str(cell if cell not in DASHES else "") == value.replace("—", "") or cell == value
    if isinstance(value, pd.Timestamp):
        return bool(abs((pd.Timestamp(cell) - value).total_seconds()) < 1)
    if cell in YES_NO:
        return bool(YES_NO[cell] == value)
    if isinstance(cell, str) and column == "task":
        return cell == str(value)
    return isinstance(cell, int | float) and abs(float(cell) - float(value)) <= 1e-9 * max(
        1.0, abs(float(value))
    )
