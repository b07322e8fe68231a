"""报送质量: what each unit returned in each month of the year, and five plain measures of the year so far; no composite.

In: the reporting tables of the year's months, the accounts of their files, how many figures were changed after they
were checked, the mean revision of printed figures. Out: one :class:`UnitQuality` a unit; figures
``quality/<period>/<unit code>/<timely | complete | valid | revision | corrected>``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core.followed import Revised
from toolkit.core.form import DASH
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.results import FileAccount, UnitQuality, UnitReport
from toolkit.core.returns import Figure
from toolkit.core.rounding import shown_rate
from toolkit.core.words import ReturnState
from toolkit.figures.given.data import Checked
from toolkit.figures.numbers.registry import Registry, figure_key

MEASURES = {
    "timely": ("及时率", "按时报送的期数 ÷ 应报的期数（报送时间待核的不计入）× 100"),
    "complete": ("完整率", "已填必填项 ÷ 应填必填项 × 100，没有报的期按全部未填计"),
    "valid": ("有效率", "采用和规范化的单元格 ÷（采用＋规范化＋拒收）× 100"),
    "revision": ("修订幅度", "首次印发的各数与现在相差的百分数（绝对值）平均"),
    "corrected": ("核实更正率", "审核后改了的指标数（重报改动、确认更正）÷ 报过的指标数 × 100"),
}


def unit_quality(
    units: Sequence[Unit],
    reports: Mapping[Period, Sequence[UnitReport]],
    checked: Mapping[Period, Checked],
    revised: Revised,
    period: Period,
    registry: Registry,
) -> tuple[UnitQuality, ...]:
    """One row a unit that owed anything in any of the months, in the order of the sheet 单位."""
    rows = []
    means = {mean.name: mean.percent for mean in revised.by_unit}
    for unit in units:
        months = {
            month: report
            for month, listed in sorted(reports.items())
            for report in listed
            if report.unit.code == unit.code and report.owes and report.state != ReturnState.NOT_SENT
        }
        if not months:
            continue
        values = {
            "timely": _timely(list(months.values())),
            "complete": _complete(list(months.values())),
            "valid": _valid(unit, [account for one in checked.values() for account in one.accounts]),
            "revision": means.get(unit.name),
            "corrected": _corrected(unit, list(checked.values())),
        }
        rows.append(
            UnitQuality(
                unit,
                months,
                {name: registry.add(_figure(name, value, unit, period)) for name, value in values.items()},
            )
        )
    return tuple(rows)


def quality_line(row: UnitQuality) -> str:
    """The unit's own line for the cover of its next form: what is known of it, in plain words."""
    months = list(row.months.values())
    missed = sum(report.state == ReturnState.NOT_RETURNED for report in months)
    late = sum(report.on_time is False for report in months)
    parts = [f"应报{len(months)}期", f"未报{missed}期" if missed else "", f"逾期{late}期" if late else ""]
    for name in ("complete", "valid", "corrected", "revision"):
        value = row.measures[name].value
        if value is not None:
            parts.append(f"{MEASURES[name][0]}{shown_rate(value)}%")
    year = next(iter(row.months)).year
    return f"贵单位{year}年以来报送情况：{'，'.join(part for part in parts if part)}。"


def _timely(months: Sequence[UnitReport]) -> float | None:
    known = [one for one in months if one.on_time is not None or one.state == ReturnState.NOT_RETURNED]
    return sum(one.on_time is True for one in known) * 100 / len(known) if known else None


def _complete(months: Sequence[UnitReport]) -> float | None:
    required = sum(one.required for one in months)
    filled = sum(one.filled for one in months if one.state != ReturnState.NOT_RETURNED)
    return filled * 100 / required if required else None


def _valid(unit: Unit, accounts: Sequence[FileAccount]) -> float | None:
    own = [one for one in accounts if one.unit == unit.code]
    taken = sum(one.accepted + one.normalised for one in own)
    seen = taken + sum(one.rejected for one in own)
    return taken * 100 / seen if seen else None


def _corrected(unit: Unit, checked: Sequence[Checked]) -> float | None:
    reported = sum(one.reported.get(unit.code, 0) for one in checked)
    changed = sum(one.changed.get(unit.code, 0) for one in checked)
    return changed * 100 / reported if reported else None


def _figure(name: str, value: float | None, unit: Unit, period: Period) -> Figure:
    label, formula = MEASURES[name]
    return Figure(
        figure_key("quality", period, unit.code, name),
        f"{period.year}年截至{period.named}{unit.name}{label}",
        value,
        "%",
        1,
        word="" if value is not None else DASH,
        formula=formula,
        kind="percent",
    )
