"""The demo's counts: recounted with openpyxl from the summary workbook, derived, and printed under their keys."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from briefing_reading import controls, whole_text

from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month

MAY, JUNE = "2024-05", "2024-06"
RANK = "红黄绿蓝"
Rows = Sequence[Mapping[str, Any]]


@pytest.fixture(scope="module")
def demo(finished_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(finished_demo, tmp_path_factory.mktemp("counts") / "demo"))
    assert main(["--root", str(folder), "-p", MAY, "--now", "2024-06-28T09:00", "report"]) == 0
    return folder


@pytest.fixture(scope="module")
def figures(demo: Path) -> Mapping[str, Figure]:
    return told_month(Workspace(demo), Period.parse(JUNE)).result.figures


@pytest.fixture(scope="module")
def printed(demo: Path) -> dict[str, dict[str, str]]:
    """全部数字.csv by key."""
    path = demo / "outbox" / JUNE / "汇总" / "data" / "全部数字.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["编号"]: row for row in csv.DictReader(file)}


def sheet(demo: Path, period: str, name: str, first: str) -> Rows:
    """Rows of a sheet of the summary workbook below the head that begins with ``first``, by header."""
    path = demo / "outbox" / period / "汇总" / f"{period}_汇总表.xlsx"
    rows = list(openpyxl.load_workbook(path, data_only=True)[name].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == first)
    return [
        {str(head): cell for head, cell in zip(rows[start], row, strict=True) if head}
        for row in rows[start + 1 :]
        if row[0] not in (None, "") and not str(row[0]).startswith("合计")
    ]


def light(cell: Any) -> str:
    """The colour of a cell of 任务矩阵, "" without one."""
    text = str(cell)
    return text[2] if text.startswith("●") else text.split()[1] if text[0] in "○◇" else ""


def test_no_count_differs_from_the_number_of_what_it_lists(figures: Mapping[str, Figure]) -> None:
    counts = [item for item in figures.values() if item.kind == "count"]
    assert len(counts) > 500
    wrong = [item.key for item in counts if item.value != len(set(item.inputs))]
    assert wrong == []
    assert [key for item in counts for key in item.inputs if key not in figures] == []


def test_every_figure_of_the_paper_stands_in_the_table_of_all_figures(
    demo: Path, printed: dict[str, dict[str, str]], figures: Mapping[str, Figure]
) -> None:
    said = [
        shown.tag.partition("#")[0]
        for shown in controls((demo / "outbox" / JUNE / "汇总" / f"{JUNE}_专报.docx").read_bytes())
        if not shown.tag.startswith("q:")
    ]
    assert len(said) > 350  # six pages of body, and who returned
    assert {key for key in said if key.endswith("/version")} == {
        key for key, row in printed.items() if key.endswith("/version") and row["数值"]
    }
    assert set(said) - set(printed) == set()
    assert set(printed) == set(figures)


def test_no_name_of_the_program_stands_where_a_word_should(demo: Path) -> None:
    """A sentence that was not filled in is no sentence: 与{paper.last_month}比较."""
    papers = sorted((demo / "outbox").rglob("*_专报.docx"))
    assert len(papers) == 2
    assert [path.name for path in papers if set("{}") & set(whole_text(path.read_bytes()))] == []


def test_figure_leads_from_the_first_sentence_to_cells(
    demo: Path, capsys: pytest.CaptureFixture[str], printed: dict[str, dict[str, str]]
) -> None:
    key = f"overall/{JUNE}/all/tasks_worse"
    assert main(["--root", str(demo), "figure", key]) == 0
    lines = capsys.readouterr().out.splitlines()
    tasks = [line for line in lines if "与上月相比：" in line]
    assert len(tasks) == float(printed[key]["数值"]) > 0
    assert sum("来源：" in line for line in lines) > len(tasks)


def test_task_counts_equal_a_recount_of_the_matrix(demo: Path, printed: dict[str, dict[str, str]]) -> None:
    now = {row["任务序号"]: light(row["全地区"]) for row in sheet(demo, JUNE, "任务矩阵", "任务序号")}
    with (demo / "outbox" / JUNE / "汇总" / "data" / "任务.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        moved = Counter(row["与上月相比"] for row in csv.DictReader(file))
    expected = {
        "tasks": len(now),
        "tasks_lit": sum(bool(one) for one in now.values()),
        **{f"tasks_{name}": Counter(now.values())[word] for name, word in (("red", "红"), ("yellow", "黄"), ("green", "绿"), ("blue", "蓝"), ("open", "待报齐"))},
        "tasks_comparable": len(now) - moved["不可比"],
        "tasks_better": moved["转好"],
        "tasks_worse": moved["转差"],
        "tasks_level": moved["持平"],
    }  # fmt: skip
    assert {name: float(printed[f"overall/{JUNE}/all/{name}"]["数值"]) for name in expected} == expected


def test_unit_counts_equal_a_recount(demo: Path, printed: dict[str, dict[str, str]]) -> None:
    rows = sheet(demo, JUNE, "报送情况", "单位")
    states = Counter(row["状态"] for row in rows)
    expected = {
        "units_returned": states["已报"],
        "units_partial": states["部分报送"],
        "units_sent_back": states["退回修改"],
        "units_not_returned": states["未报"],
        "units_asked": len(rows) - states["未下发"],
        "units_received": len(rows) - states["未下发"] - states["未报"],
        "units_late": sum(row["是否按时"] == "否" for row in rows),
        "units_on_time": sum(row["是否按时"] == "是" for row in rows),
        "errors": sum(row["错误"] for row in rows if row["错误"] != "—"),
    }
    assert {name: float(printed[f"overall/{JUNE}/all/{name}"]["数值"]) for name in expected} == expected
    codes = {row["名称"][7:-4]: key.split("/")[2] for key, row in printed.items() if key.endswith("/state") and key.startswith("report")}  # fmt: skip
    columns = {"version": "版本", "errors": "错误", "queries": "疑问", "completeness": "完整率(%)"}
    for row in rows:
        if row["版本"] not in (None, "—"):
            for name, column in columns.items():
                assert float(printed[f"report/{JUNE}/{codes[row['单位']]}/{name}"]["数值"]) == row[column]


def test_each_units_tasks_equal_a_recount(demo: Path, printed: dict[str, dict[str, str]]) -> None:
    june, may = (sheet(demo, period, "任务矩阵", "任务序号") for period in (JUNE, MAY))
    last = {row["任务序号"]: row for row in may}
    counties = 0
    for unit in sheet(demo, JUNE, "报送情况", "单位"):
        name = unit["单位"]
        code = next(
            key.split("/")[2] for key, row in printed.items() if row["名称"] == f"2024年6月{name}任务数"
        )
        said = [str(row[name]).removesuffix(" ▲").rpartition(" ")[2] for row in june]
        behind = sum(word == "进度滞后" for word in said)
        was = sum(
            str(last[row["任务序号"]][name]).removesuffix(" ▲").rpartition(" ")[2] == "进度滞后"
            for row in june
            if str(row[name]).startswith("●")
        )
        assert float(printed[f"unit/{JUNE}/{code}/tasks_behind"]["数值"]) == behind
        if any(str(row[name]).startswith("●") for row in june):
            counties += unit["单位类别"] == "县市"
            assert float(printed[f"unit/{JUNE}/{code}/behind_change"]["数值"]) == behind - was
    assert float(printed[f"overall/{JUNE}/all/counties_reported"]["数值"]) == counties


def test_indicators_projects_and_matters_equal_a_recount(
    demo: Path, printed: dict[str, dict[str, str]]
) -> None:
    lights = Counter(light(row["状态灯"]) for row in sheet(demo, JUNE, "指标汇总", "指标编号"))
    projects = sheet(demo, JUNE, "重点项目", "单位")
    asked = sheet(demo, JUNE, "经验与诉求", "单位")
    expected = {
        "overall": {
            **{f"indicators_{name}": lights[word] for name, word in (("red", "红"), ("yellow", "黄"), ("green", "绿"), ("blue", "蓝"), ("missing", "未报"), ("open", "待报齐"), ("before_date", "未到时限"))},
            "indicators_known": sum(count for word, count in lights.items() if word not in ("", "未报")),
            "matters": sum(row["类别"] == "需地区协调事项" for row in asked),
        },
        "projects": {"count": len(projects), "behind": sum(row["是否滞后"] == "滞后" for row in projects)},
    }  # fmt: skip
    for subject, counts in expected.items():
        found = {name: float(printed[f"{subject}/{JUNE}/all/{name}"]["数值"]) for name in counts}
        assert found == counts
