"""The rest of 汇总表.xlsx beside a recount: 数据台账, 考核评分, 报送质量, 报送情况, 年底到期, 总览; goes on where ``whole_comparing`` ends."""

from __future__ import annotations

import csv
import warnings

import openpyxl
from figures_recount import BLUE, GREEN, OPEN, RED, YELLOW
from whole_comparing import Comparison, Fault
from whole_reading import IGNORED, NORMALISED, REJECTED, SUPERSEDED, TAKEN

FATES = (TAKEN, NORMALISED, REJECTED, SUPERSEDED, IGNORED)


class Papers(Comparison):
    """One month's papers, whole."""

    def ledger(self) -> None:
        fates = self.recount.filled.fates(self.when, before_later=True)
        printed = {
            row["文件"]: row
            for row in self.sheet("数据台账", "是否平衡")
            if str(row["文件"]).startswith("archive/")
        }
        if set(printed) != set(fates):
            self.faults.append(("数据台账", set(printed) ^ set(fates)))
        for name, count in fates.items():
            self.same("数据台账", (name, "已填"), printed[name]["已填单元格"], sum(count.values()))
            for fate in FATES:
                self.same("数据台账", (name, fate), printed[name][fate], count[fate])

    def scores(self) -> None:
        one = self.recount
        # a month before this one that nobody returned counts as not returned; this one once anything came
        months = [when for when in one.run(self.when) if when < self.when or one.filled.files.get(when)]
        for got in self.sheet("考核评分", "得分率(%)"):
            unit = got["单位"]
            if unit not in one.names:
                continue
            for name, share in (
                ("任务完成", one.task_points(unit, months)),
                ("指标完成", one.figure_points(unit, months)),
                ("序时进度", one.pace_points(unit, months)),
                ("报送时效", one.time_points(unit, months)),
                ("数据质量", one.quality_points(unit, months)),
            ):
                if name == "数据质量" and share is None:
                    continue
                self.same(
                    "考核评分", (unit, name), got[name], None if share is None else share * one.full[name]
                )

    def quality(self) -> None:
        one, months = self.recount, self.recount.run(self.when)
        for got in self.sheet("报送质量", "及时率(%)"):
            if got["单位"] in one.names:
                self.same(
                    "报送质量", (got["单位"], "及时率"), got["及时率(%)"], one.timely(got["单位"], months)
                )
                self.same(
                    "报送质量", (got["单位"], "有效率"), got["有效率(%)"], one.valid(got["单位"], months)
                )

    def reporting(self) -> None:
        one = self.recount
        printed = {unit: row for unit, row in one.reports(self.when).items() if unit in one.names}
        self.same("报送情况", "units", "、".join(printed), "、".join(one.reporting(self.when)))
        for unit, got in printed.items():
            files = [file for file in one.filled.files.get(self.when, ()) if file.unit == unit]
            late = one.days_late(unit, self.when)
            self.same(
                "报送情况", (unit, "版本"), got["版本"], max((file.version for file in files), default=None)
            )
            self.same("报送情况", (unit, "逾期天数"), got["逾期天数"], late)
            self.same(
                "报送情况",
                (unit, "是否按时"),
                got["是否按时"],
                "—" if late is None else "否" if late else "是",
            )

    def year_end(self) -> None:
        one = self.recount
        with (self.outbox / "汇总" / "data" / "全部数字.csv").open(encoding="utf-8-sig", newline="") as file:
            numbers = {row["编号"]: row for row in csv.DictReader(file)}
        for row in one.indicators:
            id, want = row["指标编号"], one.year_end(row, self.when)
            key = f"{id}-year-end/{self.name}/all"
            self.same(
                "年底到期",
                (id, "listed"),
                "是" if f"{key}/value" in numbers else "否",
                "是" if want else "否",
            )
            if want and f"{key}/value" in numbers:
                for field, number in zip(("value", "gap"), want, strict=False):
                    text = numbers[f"{key}/{field}"]["数值"]
                    self.same("年底到期", (id, field), float(text) if text else None, number)

    def overview(self) -> None:
        one = self.recount
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lines = list(
                openpyxl.load_workbook(self.summary, data_only=True)["总览"].iter_rows(values_only=True)
            )
        at = next(n for n, line in enumerate(lines) if line[0] == "任务(项)")
        cells = dict(
            zip(reversed(lines[at]), reversed(lines[at + 1]), strict=True)
        )  # of equal heads the first
        lights = [one.status(task, self.when)["light"] for task in one.tasks]
        groups = {"已完成或达序时": (BLUE, GREEN), "进度偏慢": (YELLOW,), "滞后": (RED,), "待报齐": (OPEN,)}
        for head, group in groups.items():
            self.same("总览", head, cells[head], sum(light in group for light in lights))
        rows = [one.indicator(row, self.when) for row in one.indicators]
        blue = sum(row["light"] == BLUE for row in rows if row["due"])
        known = sum(row["due"] and row["total"] is not None for row in rows)
        self.same("总览", "达标指标", cells["达标指标"], f"{blue}/{known}")
        back = {file.unit for file in one.filled.files.get(self.when, ())}
        self.same("总览", "已报", cells["已报(家)"], len(back))
        self.same(
            "总览", "按时", cells["按时(家)"], sum(one.days_late(unit, self.when) == 0 for unit in back)
        )

    def every(self) -> list[Fault]:
        for part in (
            self.indicators,
            self.matrix,
            self.details,
            self.leads,
            self.packs,
            self.ledger,
            self.lagging,
            self.trend,
            self.comparisons,
            self.scores,
            self.quality,
            self.reporting,
            self.year_end,
            self.overview,
        ):
            part()
        return self.faults
