"""重点项目 of the demo month counted again from the filled workbooks in archive/ with openpyxl: rows, rates, what lags, totals.

Nothing of the project's reader or figures is used; the rule is that of 口径说明: unfinished and halted, past its month, or
more than ten points behind the even pace.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

MONTH = (2024, 6)
MONEY = ("总投资(万元)", "到位资金(万元)", "本年计划投资(万元)", "本年完成投资(万元)", "累计完成投资(万元)")
FINISHED = ("已完工", "已投用")


def sheet_rows(path: Path, sheet: str, key: str) -> Iterator[dict[str, Any]]:
    """Rows of a sheet by the heads of its first row that holds ``key``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    start = next(number for number, line in enumerate(lines) if key in line)
    for line in lines[start + 1 :]:
        yield {str(head): value for head, value in zip(lines[start], line, strict=True) if head}


def filled(root: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """(unit, number) -> what stands in its cells; a newer version's cells over those of an older one."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for path in sorted((root / "archive" / f"{MONTH[0]}-{MONTH[1]:02d}").glob("*/v*.xlsx")):
        for row in sheet_rows(path, "重点项目", "项目编号"):
            given = {head: row[head] for head in row if row[head] not in (None, "")}
            if given.get("项目名称"):
                found.setdefault((path.parent.name, str(row["项目编号"])), {}).update(given)
    return found


def rate(rows: list[dict[str, Any]]) -> float | None:
    both = [(row[MONEY[3]], row[MONEY[2]]) for row in rows if MONEY[2] in row and MONEY[3] in row]
    planned = sum(plan for _, plan in both)
    return sum(done for done, _ in both) / planned * 100 if planned else None


def lags(row: dict[str, Any]) -> bool:
    if row.get("项目状态") in FINISHED:
        return False
    end = re.match(r"(\d{4})-(\d{1,2})", str(row.get("计划竣工时间", "")))
    if row.get("项目状态") == "停工" or (end and (int(end[1]), int(end[2])) < MONTH):
        return True
    share = rate([row])
    return share is not None and share - MONTH[1] / 12 * 100 < -10 - 1e-9


def agrees(got: Any, want: float | None) -> bool:
    if want is None:
        return not isinstance(got, (int, float))
    return isinstance(got, (int, float)) and abs(got - want) < 1e-6 * max(1, abs(want))


@pytest.mark.slow
def test_projects_equal_their_recount_from_the_workbooks(finished_demo: Path) -> None:
    projects = filled(finished_demo)
    summary = finished_demo / "outbox" / "2024-06" / "汇总" / "2024-06_汇总表.xlsx"
    printed = list(sheet_rows(summary, "重点项目", "项目编号"))
    rows = {
        (row["单位"], row["项目编号"]): row for row in printed if (row["单位"], row["项目编号"]) in projects
    }
    assert set(rows) == set(projects) and len(projects) > 20
    for place, want in projects.items():
        got = rows[place]
        for head in ("项目名称", "任务序号", "项目类别", "项目状态", *MONEY):
            assert head not in want or str(got[head]) == str(want[head]), (place, head)
        assert agrees(got["投资完成率(%)"], rate([want])), place
        assert got["是否滞后"] == ("滞后" if lags(want) else "否"), place
    groups: dict[str, list[dict[str, Any]]] = {"全部": list(projects.values())}
    for want in projects.values():
        groups.setdefault(want["项目类别"], []).append(want)
    totals = {row["项目类别"]: row for row in printed if row["单位"] == "合计"}
    assert set(totals) == set(groups)
    for name, row in totals.items():
        mine = groups[name]
        for head in MONEY:
            assert agrees(row[head], sum(one.get(head, 0) for one in mine)), (name, head)
        assert agrees(row["投资完成率(%)"], rate(mine)), name
        assert row["是否滞后"] == sum(map(lags, mine)), name
