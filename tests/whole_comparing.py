"""Sheets of 汇总表.xlsx and lead packs beside a :class:`WholeRecount`: every printed cell that the recount knows.

In: a recount and a month. Out: differences as tuples, and how many cells were compared.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from figures_recount import BLUE, GREEN, NO, OPEN, RED, YELLOW, When, exact
from whole_reading import table
from whole_scores import ScoredRecount

Fault = tuple[Any, ...]


class Comparison:
    """One month's papers."""

    def __init__(self, recount: ScoredRecount, when: When) -> None:
        self.recount, self.when = recount, when
        self.name = f"{when[0]}-{when[1]:02d}"
        self.outbox = recount.root / "outbox" / self.name
        self.summary = self.outbox / "汇总" / f"{self.name}_汇总表.xlsx"
        self.faults: list[Fault] = []
        self.compared: Counter[str] = Counter()

    def sheet(self, name: str, key: str) -> Iterator[dict[str, Any]]:
        return table(self.summary, name, key)

    def same(self, sheet: str, where: Any, got: Any, want: Any) -> None:
        """A number, a text, or None for anything that is no number."""
        self.compared[sheet] += 1
        if isinstance(want, str):
            fine = got == want
        elif isinstance(want, tuple):
            fine = _two(got, want)
        elif want is None:
            fine = not isinstance(got, (int, float))
        else:
            fine = isinstance(got, (int, float)) and abs(got - float(want)) <= 1e-7 * max(1, abs(float(want)))
        if not fine:
            self.faults.append(
                (sheet, where, got, want if isinstance(want, (str, tuple, type(None))) else float(want))
            )

    # --- sheets ---

    def indicators(self) -> None:
        one = self.recount
        printed = list(self.sheet("指标汇总", "指标编号"))
        self.same("指标汇总", "rows", " ".join(row["指标编号"] for row in printed), " ".join(self._order()))
        by_id = {row["指标编号"]: row for row in printed}
        for row in one.indicators:
            id, got = row["指标编号"], by_id[row["指标编号"]]
            want, moved = one.indicator(row, self.when), one.movement(row, self.when)
            self.same("指标汇总", (id, "状态灯"), got["状态灯"], one.words(row, self.when))
            self.same("指标汇总", (id, "累计完成"), got["累计完成"], want["total"])
            for head, name in (
                ("上月累计", "previous"),
                ("环比", "change"),
                ("本月新增", "added"),
                ("上月新增(同口径)", "added_before"),
                ("累计同比", "on_year"),
            ):
                self.same("指标汇总", (id, head), got[head], moved[name])
            if want["due"]:
                for head, name in (
                    ("完成率(%)", "rate"),
                    ("序时进度(%)", "pace"),
                    ("进度差(百分点)", "gap"),
                    ("已报单位数", "reported"),
                    ("应报单位数", "expected"),
                ):
                    self.same("指标汇总", (id, head), got[head], want[name])
                absent = [
                    one.names[unit]
                    for unit in one.reporting(self.when)
                    if unit in one.owing(row, self.when) and unit not in one.figures(row, self.when)
                ]
                self.same(
                    "指标汇总",
                    (id, "未报单位"),
                    "、".join(sorted(str(got["未报单位"]).split("、"))),
                    "、".join(sorted(absent)) or "—",
                )
            self.same(
                "指标汇总", (id, "※"), "有" if "※" in str(got["标注"]) else "无", self._sum_mark(row, want)
            )

    def _order(self) -> list[str]:
        rows = self.recount.indicators
        with_target = [row for row in rows if self.recount.target(row, self.when[0]) is not None]
        return [row["指标编号"] for row in (*with_target, *(row for row in rows if row not in with_target))]

    def _sum_mark(self, row: dict[str, Any], want: dict[str, Any]) -> str:
        doubted = self.recount.doubted(row, self.when)
        if want["total"] is None or not doubted or row["类型"] == "逐个达标":
            return "无"
        if row["类型"] == "比率":
            return "有" if any(self._moves(row, unit) for unit in doubted) else "无"
        total = abs(want["total"]) * int(row["换算系数"])
        return "有" if any(gap is None or abs(gap) * 100 > total for gap in doubted.values()) else "无"

    def _moves(self, row: dict[str, Any], unit: str) -> bool:
        """Whether a doubted pair's numerator or denominator is off by over 1 % of all units'."""
        cells = self.recount.figures(row, self.when)
        last = self.recount.last(row, unit, self.when)
        for part in (0, 1):
            whole = sum(exact(cell[part]) for cell in cells.values())
            if last is None or abs(exact(cells[unit][part]) - exact(last[1][part])) * 100 > whole:
                return True
        return False

    def matrix(self) -> None:
        one = self.recount
        units = one.reporting(self.when)
        printed = {row["任务序号"]: row for row in self.sheet("任务矩阵", "任务序号")}
        for task in one.tasks:
            no = int(task["任务序号"])
            got = printed[no]
            self.same("任务矩阵", (no, "全地区"), got["全地区"], one.status_words(task, self.when))
            lights = []
            for unit in units:
                self.same("任务矩阵", (no, unit), got[unit], one.cell_words(task, unit, self.when))
                lights.append(
                    one.unit_cell(task, unit, self.when) if unit in one.holders(task, self.when) else NO
                )
            for head, light in (("蓝(个)", BLUE), ("绿(个)", GREEN), ("黄(个)", YELLOW), ("红(个)", RED)):
                self.same("任务矩阵", (no, head), got[head], lights.count(light))
        for unit in one.names:
            if unit not in units and unit in next(iter(printed.values())):
                self.faults.append(("任务矩阵", unit, "a column of a unit that does not report"))

    def details(self) -> None:
        one = self.recount
        found = set()
        rows = {row["指标编号"]: row for row in one.indicators}
        for got in self.sheet("分县明细", "来源单元格"):
            id, unit = got["指标编号"], got["单位"]
            if id not in rows:
                continue
            row = rows[id]
            found.add((unit, id))
            cell = one.cell(row, unit, self.when)
            value = (
                None
                if cell is None or isinstance(cell, str) or not one.target(row, self.when[0]) is not None
                else one.value_of(row, cell)
            )
            if one.is_due(row, self.when):
                self.same("分县明细", (id, unit, "本月累计"), got["本月累计"], value)
                want = one.unit(row, unit, self.when)
                self.same("分县明细", (id, unit, "完成率"), got["完成率(%)"], want and want["rate"])
                self.same(
                    "分县明细",
                    (id, unit, "※"),
                    "有" if "※" in str(got["标注"]) else "无",
                    "有" if unit in one.doubted(row, self.when) else "无",
                )
                before = one.filled.decided
                at = (self.when, unit, id)
                self.same(
                    "分县明细",
                    (id, unit, "更正"),
                    "有" if str(got["标注"]).startswith("更正") or "；更正" in str(got["标注"]) else "无",
                    "有"
                    if at in before.confirmed - before.excluded - before.later and value is not None
                    else "无",
                )
        for row in one.indicators:
            for unit in one.units(row, self.when) if one.is_due(row, self.when) else ():
                if (unit, row["指标编号"]) not in found:
                    self.faults.append(("分县明细", unit, row["指标编号"], "no row"))

    def leads(self) -> None:
        one = self.recount
        printed = list(self.sheet("牵头单位", "核对表"))
        heads = {row["牵头单位"]: row for row in printed if row["任务序号"] == "—"}
        tasks = {(row["牵头单位"], row["任务序号"]): row for row in printed if row["任务序号"] != "—"}
        names = ("已完成或达序时", "进度偏慢", "滞后", "待报齐或未报")
        for lead, mine in one.leads().items():
            lights = [one.status(task, self.when)["light"] for task in mine]
            for head, want in zip(names, one.groups(lights), strict=True):
                self.same("牵头单位", (lead, head), heads[lead][head], want)
            for task in mine:
                no = int(task["任务序号"])
                got = tasks[lead, no]
                cells = [one.unit_cell(task, unit, self.when) for unit in one.holders(task, self.when)]
                for head, want in zip(names, one.groups(cells), strict=True):
                    self.same("牵头单位", (lead, no, head), got[head], want)
                self.same("牵头单位", (lead, no, "全地区"), got["全地区"], one.status_words(task, self.when))
                self.same(
                    "牵头单位",
                    (lead, no, "单位"),
                    got["偏慢、滞后的单位"],
                    "、".join(one.lagging_units(task, self.when)) or "—",
                )
                rows = sorted(" ".join(part.split()[:3]) for part in str(got["偏慢、滞后的指标"]).split("；"))
                self.same(
                    "牵头单位",
                    (lead, no, "指标"),
                    "；".join(rows),
                    "；".join(one.lagging_rows(task, self.when)) or "—",
                )
        if set(heads) != set(one.leads()):
            self.faults.append(("牵头单位", set(heads) ^ set(one.leads())))

    def packs(self) -> None:
        one = self.recount
        rows = {row["指标编号"]: row for row in one.indicators}
        for path in sorted((self.outbox / "牵头单位").glob("*.xlsx")):
            for got in table(path, "全地区指标", "指标编号"):
                row = rows.get(got["指标编号"])
                if row is None:
                    continue
                want = one.indicator(row, self.when)
                self.same("牵头核对表", (path.stem, got["指标编号"]), got["累计完成"], want["total"])
                self.same(
                    "牵头核对表", (path.stem, got["指标编号"], "灯"), got["状态灯"], one.words(row, self.when)
                )
            for got in table(path, "分县任务", "任务序号"):
                task = next((t for t in one.tasks if int(t["任务序号"]) == got["任务序号"]), None)
                if task is not None:
                    want_text = (
                        one.status_words(task, self.when)
                        if got["单位"] == "全地区"
                        else one.cell_words(task, got["单位"], self.when)
                    )
                    self.same("牵头核对表", (path.stem, got["任务序号"], got["单位"]), got["状态"], want_text)

    def lagging(self) -> None:
        """滞后事项: which tasks, since when."""
        one = self.recount
        said = one.month_compares(self.when, one.reporting(self.when))
        listed = [row for row in self.sheet("滞后事项", "偏慢或滞后起始") if row["单位"] == "全地区"]
        lit = [row for row in listed if str(row["状态灯"]).startswith((RED, YELLOW))]
        printed = {row["任务序号"]: row for row in lit if row["变化"] != "本月转好"}
        eased = {row["任务序号"] for row in listed if row["变化"] == "本月转好"}
        for task in one.tasks:
            no = int(task["任务序号"])
            light = one.status(task, self.when)["light"]
            self.same(
                "滞后事项",
                (no, "listed"),
                "是" if no in printed else "否",
                "是" if light in (RED, YELLOW) else "否",
            )
            pair = one.compared(task, self.when) if said else None
            gone = pair is not None and pair[0] in (RED, YELLOW) and pair[1] in (GREEN, BLUE)
            self.same(
                "滞后事项",
                (no, "转好"),
                "是" if no in eased else "否",
                "是" if gone and light not in (RED, YELLOW) else "否",
            )
            if no in printed and light in (RED, YELLOW):
                since = one.in_a_row(task, self.when, (RED, YELLOW))[1] if said else None
                self.same(
                    "滞后事项",
                    (no, "起始"),
                    printed[no]["偏慢或滞后起始"],
                    f"{since[0]}-{since[1]:02d}" if since else "—",
                )

    def trend(self) -> None:
        one = self.recount
        printed = list(self.sheet("趋势", "年度目标"))
        by_name = {row["名称"]: row for row in printed if row["编号"] == "—"}
        by_id = {row["编号"]: row for row in printed if row["编号"] != "—"}
        year, months = self.when[0], set(one.run(self.when))
        for month in range(1, 13):
            at, head = (year, month), f"{month}月"
            known = at in months
            lights = [one.status(task, at)["light"] for task in one.tasks] if known else []
            counts = (
                dict(zip(("已完成或达序时", "进度偏慢", "滞后", "待报齐"), one.groups(lights), strict=True))
                if known
                else {}
            )
            if known:
                counts["待报齐"] = lights.count(OPEN)
            for name in ("已完成或达序时", "进度偏慢", "滞后", "待报齐"):
                self.same("趋势", (name, head), by_name[name][head], counts.get(name))
            for row in one.indicators:
                own = one.indicator(row, at) if known else None
                value = own["total"] if own else None
                self.same("趋势", (row["指标编号"], head), by_id[row["指标编号"]][head], value)

    def comparisons(self) -> None:
        """与上月相比 of data/任务.csv."""
        one = self.recount
        said = one.month_compares(self.when, one.reporting(self.when))
        with (self.outbox / "汇总" / "data" / "任务.csv").open(encoding="utf-8-sig", newline="") as file:
            printed = {int(row["任务序号"]): row for row in csv.DictReader(file)}
        order = (RED, YELLOW, GREEN, BLUE)
        for task in one.tasks:
            pair = one.compared(task, self.when) if said else None
            word = "不可比"
            if pair:
                step = order.index(pair[1]) - order.index(pair[0])
                word = "转好" if step > 0 else "转差" if step < 0 else "持平"
            self.same("与上月相比", int(task["任务序号"]), printed[int(task["任务序号"])]["与上月相比"], word)


def _two(got: Any, want: tuple[Any, Any]) -> bool:
    """Two numbers beside each other (3→5), rounded half up to the decimals that they are printed with."""
    parts = str(got).replace(",", "").replace("−", "-").split("→")
    if len(parts) != 2:
        return False
    for text, number in zip(parts, want, strict=True):
        step = Decimal(1).scaleb(-len(text.partition(".")[2]))
        exact = (
            Decimal(number.numerator) / Decimal(number.denominator)
            if hasattr(number, "numerator")
            else Decimal(number)
        )
        if Decimal(text) != exact.quantize(step, ROUND_HALF_UP):
            return False
    return True
