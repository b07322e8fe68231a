"""Figures of groups of units: recounted from the returns by openpyxl alone, led down to what they count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.many_units import JUNE, MANY, MAY, many_month, months
from tests.month_recount import latest_returns, number, table
from toolkit.core.groups import MANY_UNITS, NO_UPPER
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.core.reviews import LightVerdict
from toolkit.errors import OperatorError
from toolkit.figures.counts.groupcounts import task_doubts, task_lights
from toolkit.figures.given.data import OpenFindings
from toolkit.figures.month import compute_month
from toolkit.figures.numbers.counting import LIGHT_NAMES, STATE_NAMES
from toolkit.figures.numbers.derive import derivation, leaves
from toolkit.figures.numbers.registry import figure_key, group_key
from toolkit.figures.reviews.verdicts import apply_verdicts
from toolkit.pipeline.asking.figure import figure_lines
from toolkit.pipeline.folder.workspace import CHECKLIST
from toolkit.pipeline.month.assembling import assemble


class Paper:
    """The month by hand: who belongs where, and what each return holds."""

    def __init__(self, root: Path) -> None:
        book = openpyxl.load_workbook(root / CHECKLIST)
        self.indicators = {row["指标编号"]: row for row in rows(book, "指标")}
        self.quotas = {(row["指标编号"], row["单位"]): row["目标"] for row in rows(book, "分解")}
        self.units = [row for row in rows(book, "单位") if row["编码"]]
        self.tasks = list(rows(book, "任务"))
        self.upper = {row["单位"]: row["上级"] or NO_UPPER for row in self.units}
        self.returns = {
            month: {path.parent.name: path for path in latest_returns(root / "archive" / str(month))}
            for month in (MAY, JUNE)
        }
        self.cells = {
            month: {
                unit: {row["指标编号"]: row for row in table(path, "指标数据")}
                for unit, path in found.items()
            }
            for month, found in self.returns.items()
        }

    def of(self, group: str) -> list[str]:
        return [name for name, upper in self.upper.items() if upper == group]

    def holders(self, group: str, indicator: str) -> list[str]:
        told = str(self.indicators[indicator]["填报单位"]).split("、")
        words = {word.removeprefix("全部") for word in told if word.startswith("全部")}
        kinds = {row["单位"]: row["类别"] for row in self.units}
        return [name for name in self.of(group) if name in told or kinds[name] in words]

    def values(self, group: str, indicator: str, month: Any = JUNE) -> dict[str, Any]:
        """Unit -> a number, (numerator, denominator), a word, or None."""
        found: dict[str, Any] = {}
        for name in self.holders(group, indicator):
            row = self.cells[month].get(name, {}).get(indicator)
            if row is None:
                found[name] = None
            elif self.indicators[indicator]["分子名称"]:
                terms = [number(row["分子累计"]), number(row["分母累计"])]
                words = [one for one in terms if isinstance(one, str)]
                found[name] = words[0] if words else None if None in terms else tuple(terms)
            else:
                found[name] = number(row["本月累计"])
        return found


def rows(book: Any, sheet: str) -> Iterator[dict[str, Any]]:
    heads, *lines = book[sheet].iter_rows(values_only=True)
    return (dict(zip(heads, line, strict=True)) for line in lines if any(line))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paper, MonthResult, Any]:
    month = many_month(tmp_path_factory.mktemp("多") / "月报")
    result = assemble(month.workspace, JUNE).result
    return Paper(month.root), result, month.workspace


def summed(values: dict[str, Any]) -> list[float]:
    return [value for value in values.values() if isinstance(value, (int, float))]


@pytest.mark.slow
def test_sums_quotients_and_counts_of_a_group_are_those_of_its_returns(many: Any) -> None:
    paper, result, _ = many
    seen: Counter[str] = Counter()
    for row in result.indicators:
        declared = paper.indicators[row.indicator.id]
        if not row.due:
            assert all(one.value.value is None and one.expected.value == 0 for one in row.groups)
            continue
        assert [one.group.name for one in row.groups] == [
            group.name for group in result.groups if paper.holders(group.name, row.indicator.id)
        ]
        for one in row.groups:
            values = paper.values(one.group.name, row.indicator.id)
            given = {
                unit: value
                for unit, value in values.items()
                if value is not None and value not in ("待统计", "不涉及")
            }
            assert one.expected.value == sum(value != "不涉及" for value in values.values()), one.value.key
            assert one.reported.value == len(given), one.value.key
            waiting = one.without.get("待统计")
            assert (waiting.value if waiting else 0) == [*values.values()].count("待统计"), one.value.key
            missing = one.lights.get(Light.MISSING)
            untold = [*one.without.values(), *([missing] if missing else [])]
            assert one.reported.value + sum(each.value for each in untold) == one.expected.value
            seen["待统计"] += bool(waiting)
            kind = "是/否" if declared["填报单位量"] == "是/否" else declared["类型"]
            seen[kind] += 1
            if kind == "是/否":
                expected: float | None = sum(value == "是" for value in given.values())
            elif kind == "比率":
                top, bottom = (sum(pair[at] for pair in given.values()) for at in (0, 1))
                expected = top / bottom * declared["换算系数"] if bottom else None
                assert (one.numerator, one.denominator) == (pytest.approx(top), pytest.approx(bottom))
            elif kind == "逐个达标":
                expected = sum(value >= float(declared["2024年目标"]) for value in summed(given))
            else:
                expected = sum(summed(given))
            assert one.value.value == (expected if expected is None or not given else pytest.approx(expected))
    assert seen.keys() >= {"是/否", "比率", "逐个达标", "年内累计", "期末存量", "投资"}
    assert min(seen.values()) >= 4


@pytest.mark.slow
def test_a_rate_stands_only_where_every_unit_has_its_part_and_last_month_beside_it(many: Any) -> None:
    paper, result, _ = many
    by_id = {row.indicator.id: row for row in result.indicators}
    for one in by_id["T02-1"].groups:
        values = paper.values(one.group.name, "T02-1")
        due = sum(paper.quotas["T02-1", unit] for unit, value in values.items() if value != "不涉及")
        assert one.quota == due
        assert one.rate.value == pytest.approx(sum(summed(values)) * 100 / due)
        assert one.previous.value == sum(summed(paper.values(one.group.name, "T02-1", MAY)))
        whole = sum(sum(summed(paper.values(group.name, "T02-1"))) for group in result.groups)
        assert one.share is not None and one.share.value == pytest.approx(sum(summed(values)) * 100 / whole)
    without = {one.group.name: one.rate for one in by_id["T02-2"].groups}  # one unit has no quota
    first = next(row["单位"] for row in paper.units)
    assert without[paper.upper[first]].word == "待分解" and without[paper.upper[first]].value is None
    assert [rate.word for rate in without.values()].count("待分解") == 1
    assert all(one.rate.word == "待分解" for one in by_id["T07-1"].groups)  # quotients have no parts


@pytest.mark.slow
def test_groups_add_up_to_the_whole(many: Any) -> None:
    _, result, _ = many
    assert len(result.units) >= MANY_UNITS and len(result.groups) == 4
    assert sum(len(group.units) for group in result.groups) == len(result.units) == MANY

    def over_groups(measure: str) -> float:
        return sum(result.figures[group_key(JUNE, group.name, measure)].value or 0 for group in result.groups)

    for name in ("asked", "received", "late", "on_time", *STATE_NAMES.values()):
        assert over_groups(f"units_{name}") == result.figures[f"overall/2024-06/all/units_{name}"].value
    assert over_groups("errors") == result.figures["overall/2024-06/all/errors"].value
    assert over_groups("contradictions") == result.figures["overall/2024-06/all/contradictions"].value
    assert over_groups("units_late") > 0 and over_groups("units_not_returned") > 0
    for measure in ("held", "done", "normal", "behind", "not_started", "unreported"):
        units = sum(
            result.figures[f"unit/2024-06/{row.unit.code}/tasks_{measure}"].value or 0 for row in result.units
        )
        assert over_groups(f"tasks_{measure}") == units
    lights = sum(over_groups(f"tasks_{name}") for name in LIGHT_NAMES.values())
    assert lights == over_groups("tasks_held") > 0
    for row in result.indicators:
        if row.due and row.indicator.kind.name in ("FLOW", "STOCK", "INVESTMENT"):
            parts = [one.value.value for one in row.groups if one.value.value is not None]
            assert sum(parts) / row.indicator.factor == pytest.approx(row.total.value)
        assert row.expected.value == sum(one.expected.value or 0 for one in row.groups)


@pytest.mark.slow
def test_statuses_of_a_group_are_those_of_its_returns(many: Any) -> None:
    paper, result, _ = many
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for unit, path in paper.returns[JUNE].items():
        lines = [*openpyxl.load_workbook(path)["任务进展"].iter_rows(values_only=True)]
        head = next(line for line in lines if "本月状态" in line)
        for line in lines[lines.index(head) + 1 :]:
            if line[0] is not None:
                said[paper.upper[unit]][line[head.index("本月状态")]] += 1
    words = {"正常推进": "normal", "进度滞后": "behind", "未启动": "not_started", "已完成": "done"}
    for group in result.groups:
        for word, measure in words.items():
            key = group_key(JUNE, group.name, f"tasks_{measure}")
            assert result.figures[key].value == said[group.name][word], key
    assert sum(count["未启动"] for count in said.values()) > 0


@pytest.mark.slow
def test_every_figure_of_a_group_leads_down_to_the_cells_of_its_own_units(many: Any) -> None:
    _, result, workspace = many
    for group in result.groups:
        codes = {unit.code for unit in group.units}
        for key, figure in result.figures.items():
            if f"/{group.name}/" in key and key.startswith("group"):
                assert all(one in result.figures for one in figure.inputs), key
                if figure.kind == "count":
                    assert figure.value == len(figure.inputs)
                if not key.endswith("/share"):  # beside the whole
                    assert {source.unit for source in leaves(figure, result.figures)} <= codes, key
    key = group_key(JUNE, result.groups[0].name, "value", "T02-1")
    lines = figure_lines(workspace, JUNE, [key])
    told = derivation(result, key)
    assert lines[: len(told)] == told
    assert any("指标数据!" in line and "哈希" in line for line in lines)
    late = group_key(JUNE, result.groups[0].name, "units_not_returned")
    assert len(figure_lines(workspace, JUNE, [late])) > 2
    # An indicator and the name of a group, as of a unit.
    name = result.groups[0].name
    asked = figure_lines(workspace, JUNE, ["T02-1", name])
    assert asked[0] == f"2024年6月{name} T02-1 新建义务教育学校数 的数："
    assert asked[-len(lines) :] == lines
    assert figure_lines(workspace, JUNE, ["新建义务教育学校数", name]) == asked
    assert figure_lines(workspace, JUNE, [f"group-T02-1/{JUNE}/{name}"]) == asked
    assert figure_lines(workspace, JUNE, ["T02-1", name, "value"]) == lines
    assert figure_lines(workspace, JUNE, [name, "units_not_returned"]) == figure_lines(
        workspace, JUNE, [late]
    )
    assert any(line.endswith(late) for line in figure_lines(workspace, JUNE, [name]))
    with pytest.raises(OperatorError, match="没有指标叫"):
        figure_lines(workspace, JUNE, ["不知道什么", name])


# --- without files ---------------------------------------------------------------------------------


def test_of_so_few_units_nothing_is_told_by_group(checklist: Checklist) -> None:
    result = compute_month(months(checklist, MANY_UNITS))
    assert result.groups == () and not any(key.startswith("group") for key in result.figures)
    assert all(row.groups == () for row in result.indicators)
    assert any(key.startswith("group") for key in compute_month(months(checklist, MANY_UNITS + 1)).figures)


def test_cells_of_a_task_are_counted_by_light_and_a_decision_of_the_office_moves_them(
    checklist: Checklist,
) -> None:
    result = compute_month(months(checklist))
    task, group = result.tasks[0], result.groups[0]
    lights = {light: int(figure.value or 0) for light, figure in task_lights(result, task, group).items()}
    cells = [task.units[unit.code] for unit in group.units]
    expected = Counter(cell.light for cell in cells if cell.status != "不涉及")
    assert lights == expected and sum(lights.values()) < len(cells)
    assert (task_doubts(result, task, group) is None) == (not any(cell.contradicts for cell in cells))

    green = next(cell for cell in cells if cell.light is Light.GREEN)
    verdict = LightVerdict(f"task-{task.task.no}/{green.unit.code}", Light.RED, "现场查看", Light.GREEN)
    judged, lapsed = apply_verdicts(result, [verdict])
    moved = {light: int(figure.value or 0) for light, figure in task_lights(judged, task, group).items()}
    assert not lapsed and moved == {
        **lights, Light.GREEN: lights[Light.GREEN] - 1, Light.RED: lights.get(Light.RED, 0) + 1
    }  # fmt: skip
    key = group_key(JUNE, group.name, "tasks_green")
    assert (judged.figures[key].value or 0) == (result.figures[key].value or 0) - 1


def test_a_doubted_figure_marks_the_sums_that_it_could_move(checklist: Checklist) -> None:
    data = months(checklist)
    plain = compute_month(data)
    row = next(row for row in plain.indicators if row.indicator.id == "T02-1")
    code = next(value.unit.code for value in row.units if value.value.value)
    doubted = {code: OpenFindings(errors=1, doubted=(("T02-1", "ytd"),))}
    result = compute_month(replace(data, open_findings=doubted))
    for one in next(row for row in result.indicators if row.indicator.id == "T02-1").groups:
        assert ("※" in one.value.mark) == any(unit.code == code for unit in one.group.units)


def test_what_an_earlier_paper_printed_is_not_compared_by_group(checklist: Checklist) -> None:
    """Revisions take every …/ytd that is not the whole area's for a unit's own figure."""
    keys = [key for key in compute_month(months(checklist)).figures if key.startswith("group")]
    assert keys and not any(key.endswith("/ytd") for key in keys)
    assert all(key.count("/") == 3 for key in keys)
    assert figure_key("group", JUNE, "第0地区", "errors") in keys
