"""分解: how a year's targets are split over units, and whether the parts make the whole.

In: the checklist, units, a year. Out: one :class:`QuotaRow` an indicator whose unit values add up; the
data of 目标分解确认表. No share is proposed: what is not laid down stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.model import Checklist, Comparator, Indicator, Quota, Target, Unit
from toolkit.core.periods import Period
from toolkit.figures.given.table import holders, unit_codes
from toolkit.figures.numbers.arithmetic import at_least, exact_sum, same
from toolkit.figures.quotas.shares import adds_up
from toolkit.forms.plan import reported_target

NONE_YET = "未分解"
SOME_MISSING = "部分单位未分解"
EQUAL = "与目标一致"
BELOW = "合计小于目标"
ABOVE = "合计大于目标"


@dataclass(frozen=True)
class QuotaRow:
    """One indicator and its shares, all in the measure that units report in.

    ``quotas`` holds every unit that reports the indicator (code -> share or None); ``difference`` is
    the sum of shares less the target; ``confirmed_by`` by unit code, as far as confirmed.
    """

    indicator: Indicator
    leads: tuple[str, ...]
    target: Target
    measure: str
    quotas: Mapping[str, float | None]
    confirmed_by: Mapping[str, str]
    total: float | None
    difference: float | None
    state: str

    @property
    def fits(self) -> bool:
        """Whether the shares make up the target, or more where more is welcome."""
        return self.state == EQUAL or (
            self.state == ABOVE and self.indicator.comparator not in (Comparator.EQ, Comparator.LE)
        )

    @property
    def is_open(self) -> bool:
        """Whether any of its units has no share yet."""
        return any(share is None for share in self.quotas.values())


def unsplit(checklist: Checklist, period: Period) -> int:
    """Indicators of the year whose target several units carry and of which not all have their share."""
    return sum(row.is_open for row in quota_rows(checklist, checklist.units_in(period), period.year))


def quota_rows(checklist: Checklist, units: Sequence[Unit], year: int) -> tuple[QuotaRow, ...]:
    """Rows in the checklist's order: indicators with a target that several units reach together."""
    codes = unit_codes(units)
    leads = {task.no: task.leads for task in checklist.tasks}
    given: dict[str, dict[str, Quota]] = {}
    for quota in checklist.quotas:
        if quota.year == year:
            given.setdefault(quota.indicator, {})[codes.get(quota.unit, quota.unit)] = quota
    rows = []
    for indicator in checklist.indicators:
        reporting = holders(indicator, year, codes)
        if adds_up(indicator) and len(reporting) > 1:
            rows.append(
                _row(
                    indicator, leads.get(indicator.task_no, ()), year, reporting, given.get(indicator.id, {})
                )
            )
    return tuple(rows)


def _row(
    indicator: Indicator,
    leads: tuple[str, ...],
    year: int,
    reporting: Sequence[str],
    given: Mapping[str, Quota],
) -> QuotaRow:
    target = reported_target(indicator, indicator.targets[year])
    shares = {unit: given[unit].target if unit in given else None for unit in reporting}
    laid_down = [share for share in shares.values() if share is not None]
    total = exact_sum(laid_down) if laid_down else None
    return QuotaRow(
        indicator=indicator,
        leads=leads,
        target=target,
        measure=indicator.report_measure,
        quotas=shares,
        confirmed_by={unit: quota.confirmed_by for unit, quota in given.items() if quota.confirmed_by},
        total=total,
        difference=None if total is None else exact_sum((total, -target.low)),
        state=_state(total, target.low, len(laid_down) < len(shares)),
    )


def _state(total: float | None, target: float, some_missing: bool) -> str:
    if total is None:
        return NONE_YET
    if same(total, target):
        return EQUAL
    if at_least(total, target):
        return ABOVE
    return SOME_MISSING if some_missing else BELOW
