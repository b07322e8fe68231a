"""考核评分 and 报送质量 of a whole month, counted from the filled workbooks; goes on where ``whole_recount`` ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any

from figures_recount import DUE, NOT_MINE, WAIT, When, exact
from tasks_recount import Row
from whole_reading import INDICATORS, NORMALISED, REJECTED, TAKEN, TASKS, File, Place, table
from whole_recount import DEADLINES, WholeRecount

UNREAD = "（未能读取）"


class ScoredRecount(WholeRecount):
    """A working folder, recounted with its scores."""

    # --- scores ---

    @cached_property
    def full(self) -> dict[str, Fraction]:
        return {row["考核项"]: exact(row["权重"]) for row in self.book["考核权重"]}

    def share_of(self, row: Row, unit: str, when: When, field: str) -> Fraction | None:
        """``rate``: 指标完成 of a figure, at most 1; ``pace``: 1 on its own pace, else rate ÷ pace; None: nothing to say."""
        quota = self.quotas.get((row["指标编号"], unit, when[0]))
        own = quota is not None or len(self.units(row, when)) == 1
        if quota == 0 or not (own or (field == "rate" and self.must_each(row, when))):
            return None
        cell = self.cell(row, unit, when)
        if isinstance(cell, str) or (cell is None and self.refused(row, unit, when)):
            return None
        if field == "pace" and not (self.paced(row, when[0]) and self.target(row, when[0])):
            return None
        if cell is None:
            return Fraction(0)
        found = self.unit(row, unit, when)
        if found is None:
            return None
        if field == "rate":
            return max(Fraction(0), min(found["rate"], Fraction(100))) / 100
        if found["pace"] is None:
            return None
        if found["met"] or found["gap"] >= 0 or not found["pace"]:
            return Fraction(1)
        return max(Fraction(0), min(Fraction(1), found["rate"] / found["pace"]))

    def refused(self, row: Row, unit: str, when: When) -> bool:
        """Something is filled that could not be read."""
        places = self.filled.merged(when).get(unit, {})
        heads = ("分子累计", "分母累计", "本月累计")
        return any(places.get((INDICATORS, row["指标编号"], head), ("", ""))[1] == REJECTED for head in heads)

    def held(self, unit: str, when: When) -> list[Row]:
        return [row for row in self.indicators if self.is_due(row, when) and unit in self.units(row, when)]

    def figure_points(self, unit: str, months: list[When]) -> Fraction | None:
        """指标完成: each indicator in the last due month that the unit returned."""
        last = {}
        for when in months:
            if self.returned(unit, when):
                owed = (row for row in self.held(unit, when) if self.cell(row, unit, when) != NOT_MINE)
                last.update({row["指标编号"]: (row, when) for row in owed})
        return _mean(self.share_of(row, unit, when, "rate") for row, when in last.values())

    def pace_points(self, unit: str, months: list[When]) -> Fraction | None:
        back = [when for when in months if self.returned(unit, when)]
        return _mean(self.share_of(row, unit, when, "pace") for when in back for row in self.held(unit, when))

    def time_points(self, unit: str, months: list[When]) -> Fraction | None:
        """报送时效: 0.1 less a day late; not returned 0, unless nothing was due."""
        shares = []
        for when in months:
            late = self.days_late(unit, when)
            if not self.in_force(unit, when) or (late is None and not self.owes(unit, when)):
                continue
            shares.append(Fraction(0) if late is None else max(Fraction(0), 1 - Fraction(late, 10)))
        return _mean(shares)

    def owes(self, unit: str, when: When) -> bool:
        return bool(self.held(unit, when)) or any(unit in self.holders(task, when) for task in self.tasks)

    def days_late(self, unit: str, when: When) -> int | None:
        days = [int(file.received[6:8]) for file in self.filled.files.get(when, ()) if file.unit == unit]
        return max(0, min(days) - DEADLINES.get(when, 25)) if days else None

    # --- quality of reporting ---

    def sent_back(self, unit: str, when: When) -> int:
        """How many of its returns a later one of its own changed."""
        files = [file for file in self.filled.files.get(when, ()) if file.unit == unit]
        return sum(any(_changed(file, at, files) for at in file.cells) for file in files)

    def quality_points(self, unit: str, months: list[When]) -> Fraction | None:
        """数据质量: half completeness, half 1 less 0.1 an 错误, 0.02 a 疑问, 0.1 a return for correction."""
        shares = []
        if any(one[1] == unit for one in self.filled.decided.later):
            return None  # its 完整率 is another one since
        for when in months:
            row = self.reports(when).get(unit)
            if row is None or not isinstance(row["完整率(%)"], (int, float)):
                continue
            lost = (
                Fraction(row["错误"], 10)
                + Fraction(row["疑问"], 50)
                + Fraction(self.sent_back(unit, when), 10)
            )
            shares.append((exact(row["完整率(%)"]) / 100 + max(Fraction(0), 1 - lost)) / 2)
        return _mean(shares)

    def reports(self, when: When) -> dict[str, dict[str, Any]]:
        """报送情况 of that month, as its own summary printed it."""
        if when not in self._reports:
            name = f"{when[0]}-{when[1]:02d}"
            path = self.root / "outbox" / name / "汇总" / f"{name}_汇总表.xlsx"
            self._reports[when] = {row["单位"]: row for row in table(path, "报送情况", "逾期天数")}
        return self._reports[when]

    def timely(self, unit: str, months: list[When]) -> Fraction | None:
        late = [
            self.days_late(unit, when)
            for when in months
            if self.in_force(unit, when) and self.owes(unit, when)
        ]
        return Fraction(100 * late.count(0), len(late)) if late else None

    def valid(self, unit: str, months: list[When]) -> Fraction | None:
        count: Counter[str] = Counter()
        for when in months:
            for name, fates in self.filled.fates(when, before_later=self.sealed).items():
                if name.split("/")[2] == unit:
                    count += fates
        whole = count[TAKEN] + count[NORMALISED] + count[REJECTED]
        return Fraction(100 * (count[TAKEN] + count[NORMALISED]), whole) if whole else None

    def corrected(self, unit: str, months: list[When]) -> Fraction | None:
        """核实更正率: figures of a unit that were others before, by a later return or a confirmed correction, ÷ figures reported.

        The rule as printed: 审核后改了的指标数（重报改动、确认更正）÷ 报过的指标数. What was sent first and could not be
        read was sent back all the same: other words in its place are a change, as where returns are counted that a
        later one changed (decision 32: the same words again, readable or not, change nothing).
        """
        reported = changed = 0
        for when in months:
            for place, (value, how) in self.filled.merged(when).get(unit, {}).items():
                at = (when, unit, place[1])
                single = place[2] == "本月累计"
                if place[0] != INDICATORS or place[2] not in ("分子累计", "分母累计", "本月累计"):
                    continue
                if how == REJECTED or value is None or (single and self._is_struck(at)):
                    continue
                mended = single and at in self.filled.decided.confirmed
                files = [file for file in self._files(unit, when) if place in file.cells]
                reported += 1
                changed += mended or any(file.cells[place][0] != value for file in files[:-1])
        return Fraction(100 * changed, reported) if reported else None

    def _is_struck(self, at: tuple[When, str, str]) -> bool:
        before = self.filled.decided
        return at in before.excluded or (not self.sealed and at in before.later)

    def _files(self, unit: str, when: When) -> list[File]:
        return [file for file in self.filled.files.get(when, ()) if file.unit == unit]

    # --- completeness ---

    def completeness(self, unit: str, when: When) -> tuple[int, int]:
        """(filled, owed) cells of the sheets 任务进展 and 指标数据: what could not be read is filled."""
        cells = self.filled.merged(when).get(unit, {})
        words = {place: value if how != REJECTED else UNREAD for place, (value, how) in cells.items()}
        owed = [*self._owed_of_tasks(unit, when, words), *self._owed_figures(unit, when, words)]
        return sum(place in words for place in owed), len(owed)

    def _owed_of_tasks(self, unit: str, when: When, words: dict[Place, Any]) -> Iterable[Place]:
        for task in self.tasks:
            if unit not in self.holders(task, when):
                continue
            row = str(task["任务序号"])
            status = words.get((TASKS, row, "本月状态"))
            if self._asks(task, unit, when):
                yield TASKS, row, "本月状态"
                if status not in (None, NOT_MINE):
                    yield TASKS, row, "完成度(%)"
                    if not (status == "正常推进" and self._before(task, unit, when) in (None, "正常推进")):
                        yield TASKS, row, "本月进展"
            if status == "进度滞后":
                yield from ((TASKS, row, head) for head in ("存在问题", "下步措施"))
            if status == "已完成":
                yield TASKS, row, "佐证材料"

    def _asks(self, task: Row, unit: str, when: When) -> bool:
        """Every month, in the last month of a quarter, or (滞后月报) while it was behind the month before as well."""
        how = str(task.get("填报频次") or "月度")
        before = self._before(task, unit, when)
        return when[1] in DUE.get(how, DUE["季度"]) or (how == "滞后月报" and before == "进度滞后")

    def _before(self, task: Row, unit: str, when: When) -> str | None:
        """What the unit said the month before; nothing in January."""
        return self.said(task, (when[0], when[1] - 1)).get(unit) if when[1] > 1 else None

    def _owed_figures(self, unit: str, when: When, words: dict[Place, Any]) -> Iterable[Place]:
        for row in self.held(unit, when):
            id = row["指标编号"]
            if not row["分子名称"]:
                if not self._is_struck((when, unit, id)):
                    yield INDICATORS, id, "本月累计"
                continue
            above, below = (words.get((INDICATORS, id, head)) for head in ("分子累计", "分母累计"))
            if not (below in (WAIT, NOT_MINE) and above is None):
                yield INDICATORS, id, "分子累计"
            if above not in (WAIT, NOT_MINE):
                yield INDICATORS, id, "分母累计"

    def complete(self, unit: str, months: list[When]) -> Fraction | None:
        """完整率 of the year so far: what was not returned counts as not filled."""
        both = [self.completeness(unit, when) for when in months if self.in_force(unit, when)]
        owed = sum(one for _, one in both)
        return Fraction(100 * sum(one for one, _ in both), owed) if owed else None


def _changed(file: File, at: Place, files: list[File]) -> bool:
    """Whether the newest of the files says something else there; what could not be read goes by its words."""
    newer = [one for one in files if one.version > file.version and at in one.cells]
    if not newer or at[0] not in (TASKS, INDICATORS):
        return False
    said = [one.raw[at] if one.cells[at][0] is None else one.cells[at][0] for one in (file, newer[-1])]
    return bool(said[0] != said[1])


def _mean(shares: Iterable[Fraction | None]) -> Fraction | None:
    known = [share for share in shares if share is not None]
    return sum(known, Fraction()) / len(known) if known else None
