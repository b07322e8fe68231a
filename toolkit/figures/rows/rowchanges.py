"""How one row of 指标汇总 moved, as figures: 新增, 环比, 累计同比, and what is left to the target.

In: what monthly and yearend worked out. Out: Figures, kept in the registry.
"""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.openings import IMPORTED
from toolkit.core.returns import Figure, FigureKind
from toolkit.figures.judging.assess import Assessment
from toolkit.figures.rows import wording
from toolkit.figures.rows.rowfigures import RowFigures
from toolkit.figures.year.monthly import (
    PERCENT,
    POINTS,
    Added,
    Change,
    runs_up,
)
from toolkit.figures.year.yearend import left_to_target


class RowChanges(RowFigures):
    """A row's figures, with those that set it beside other months."""

    def change(self, moved: Change) -> Figure:
        """环比."""
        inputs = () if runs_up(self.indicator) else tuple(self.key(fields.YTD, unit) for unit in moved.units)
        decimals = 1 if moved.measure in (PERCENT, POINTS) else self.decimals
        return self.figure(
            "change",
            "环比",
            moved.value,
            moved.measure,
            decimals,
            word=moved.word if moved.value is None else "",
            formula=moved.reason or wording.change_formula(moved.measure, len(moved.units)),
            inputs=(self.key("added"), self.key("added_before")) if runs_up(self.indicator) else inputs,
            kind=_kind_of_change(moved.measure),
        )

    def added(self, measure: str, label: str, made: Added) -> Figure:
        """新增 over the units of which both figures are known."""
        inputs = tuple(self.key(fields.YTD, unit) for unit in made.units)
        return self.figure(
            measure,
            label,
            made.value,
            self.total_measure(),
            self.decimals,
            word=DASH if made.value is None else "",
            formula=f"两期累计数都有的{len(made.units)}个单位，本期累计 − 上期累计；年初第一期即累计数"
            if made.value is not None
            else "",
            inputs=inputs if made.value is not None else (),
        )

    def on_year(self, moved: Change) -> Figure:
        """累计同比."""
        formula = said(moved.reason or "本月累计与上年同月累计比较，只比较两年都报了数的单位")
        return self.figure(
            "on_year",
            "累计同比",
            moved.value,
            moved.measure,
            1,
            word=moved.word if moved.value is None else "",
            formula=f"{formula}（{len(moved.units)}个）" if moved.units else formula,
            inputs=tuple(self.key(fields.YTD, unit) for unit in moved.units),
            sources=moved.imported,
            mark=IMPORTED if moved.imported else "",
            kind=_kind_of_change(moved.measure),
        )

    def to_target(self, month: Assessment) -> Figure | None:
        """How much is left to the target; nothing once it is met, or where a value cannot be told."""
        left = left_to_target(month)
        if left is None:
            return None
        measure = self.total_measure()
        return self.figure(
            "to_target",
            "距年度目标",
            left,
            POINTS if measure == PERCENT else measure,
            self.decimals,
            formula="年度目标 − 累计完成",
            inputs=(self.key(fields.YTD),),
            kind="points" if measure == PERCENT else "number",
        )


def _kind_of_change(measure: str) -> FigureKind:
    if measure == POINTS:
        return "points"
    return "percent" if measure == PERCENT else "number"
