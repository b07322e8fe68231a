"""The rest of 汇总表.xlsx beside a recount: 数据台账, 考核评分, 报送质量, 报送情况, 年底到期, 总览; goes on where ``whole_comparing`` ends."""

from __future__ import annotations

import csv
import warnings
import zipfile
from collections.abc import Iterator
from fractions import Fraction

import openpyxl
from figures_recount import BLUE, GREEN, OPEN, RED, YELLOW
from whole_comparing import Comparison, Fault
from whole_reading import IGNORED, NORMALISED, REJECTED, SUPERSEDED, TAKEN
from whole_scores import ScoredRecount

SEALED = (2024, 11)
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
                for name, count in (
                    ("有效率", one.valid),
                    ("完整率", one.complete),
                    ("核实更正率", one.corrected),
                ):
                    unit = got["单位"]
                    self.same("报送质量", (unit, name), got[f"{name}(%)"], count(unit, months))

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
            filled, owed = one.completeness(unit, self.when)
            share = Fraction(100 * filled, owed) if owed and files else None
            self.same("报送情况", (unit, "完整率"), got["完整率(%)"], share)
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

    def revisions(self) -> None:
        """修订情况: what the sealed paper printed and is another figure today; the mean by unit."""
        now, sealed = self.recount, ScoredRecount(self.recount.root, sealed=True)
        name = f"{SEALED[0]}-{SEALED[1]:02d}"
        lines = list(self.sheet("修订情况", "哪些单位、为什么")) if self.when > SEALED else []
        listed = {row["指标编号"]: row for row in lines if row["月份"] == name}
        if self.when <= SEALED or self.when[0] != SEALED[0]:
            self.same("修订情况", "rows", len(listed), 0)
            return
        papers = [
            zipfile.ZipFile(path) for path in (now.root / "archive" / "issued").rglob(f"{name}*专报*.docx")
        ]
        printed = "".join(paper.read("word/document.xml").decode() for paper in papers)
        for row in now.indicators:
            id = row["指标编号"]
            old, new = (one.indicator(row, SEALED)["total"] for one in (sealed, now))
            moved = old != new and f'"{id}/{name}/all/ytd' in printed
            self.same("修订情况", (id, "listed"), "是" if id in listed else "否", "是" if moved else "否")
            if moved and id in listed:
                got = listed[id]
                self.same("修订情况", (id, "印发数"), got["印发数"], old)
                self.same("修订情况", (id, "现在"), got["现在"], new)
                share = (new - old) / abs(old) * 100 if old and new is not None else None
                self.same("修订情况", (id, "变动"), got["变动(%)"], share)
        means = {row["内容"]: row for row in lines if str(row["哪些单位、为什么"]).startswith("能算幅度的")}
        for unit in now.names:
            sizes = list(self._sizes(sealed, unit))
            if not sizes:
                self.same("修订情况", (unit, "mean"), "有" if unit in means else "无", "无")
                continue
            told = f"能算幅度的{len(sizes)}个数，其中{sum(map(bool, sizes))}个有变动"
            self.same("修订情况", (unit, "counts"), means[unit]["哪些单位、为什么"], told)
            self.same("修订情况", (unit, "mean"), means[unit]["变动(%)"], sum(sizes) / len(sizes))

    def _sizes(self, sealed: ScoredRecount, unit: str) -> Iterator[Fraction]:
        """By how much (%) each figure of the unit that was first printed is another one today."""
        for row in self.recount.indicators:
            if not sealed.is_due(row, SEALED) or unit not in sealed.units(row, SEALED):
                continue
            cells = [one.cell(row, unit, SEALED) for one in (sealed, self.recount)]
            if any(cell is None or isinstance(cell, str) for cell in cells):
                continue
            old, new = (sealed.value_of(row, cell) for cell in cells)
            if old and new is not None:
                yield abs(new - old) / abs(old) * 100

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
            self.revisions,
            self.overview,
        ):
            part()
        return self.faults
