"""督办: what became of every matter on the register this month, and how many of the last month's are closed or overdue.

In: the register with what units say of it, the day on which the month closes. Out: :class:`Supervised`, and Figures
``supervised-<n>/<period>/all/state`` and ``overall/<period>/all/supervised``, ``supervised_closed``,
``supervised_overdue``, ``supervised_open``, ``supervised_new``.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from toolkit.core.followed import CLOSED, OVERDUE, UNDER_WAY, Supervised
from toolkit.core.model import Decision
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.figures.numbers.counting import count
from toolkit.figures.numbers.registry import ALL, figure_key

_DAY = lazy_regex(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_MONTH = lazy_regex(r"(\d{4})\s*[-年/.]\s*(\d{1,2})")
_YEAR = lazy_regex(r"(\d{4})\s*年底")


def due_day(text: str) -> date | None:
    """The last day that a time limit allows (2024年7月底前, 2024-07-15, 2024年底); None when no day can be told."""
    for pattern in (_DAY, _YEAR, _MONTH):
        match = pattern.search(text)
        if match is None:
            continue
        year, month = int(match[1]), int(match[2]) if pattern is not _YEAR else 12
        try:
            last = calendar.monthrange(year, month)[1]
            return date(year, month, int(match[3]) if pattern is _DAY else last)
        except (ValueError, calendar.IllegalMonthError):
            return None
    return None


def is_overdue(decision: Decision, day: date) -> bool:
    """Whether its time had run out on that day and it is not closed; never where no day can be told."""
    due = due_day(decision.due)
    return not decision.closed and due is not None and due < day


def supervised(decisions: Sequence[Decision], period: Period, day: date) -> tuple[Supervised, ...]:
    """What the month has to tell of: what is open, and what was closed in this month; earlier ends are history."""
    told = []
    for one in decisions:
        if (one.opened and one.opened > str(period)) or (one.closed and one.ended != str(period)):
            continue
        state = CLOSED if one.closed else OVERDUE if is_overdue(one, day) else UNDER_WAY
        told.append(Supervised(one, state, carried=not one.opened or one.opened < str(period)))
    return tuple(told)


def supervision_figures(rows: Sequence[Supervised], period: Period) -> Iterator[Figure]:
    """The state of every matter, and the counts that the paper says: 上期督办n件，办结m件，逾期未办结k件."""
    keys: dict[str, list[str]] = {name: [] for name in _COUNTS}
    for number, row in enumerate(rows, 1):
        key = figure_key(f"supervised-{number}", period, ALL, "state")
        yield Figure(
            key,
            f"督办事项{row.decision.number}：{row.decision.matter}（{row.decision.unit or '各填报单位'}）",
            None,
            word=row.state,
            formula="督办事项登记；时限早于报送截止日而没有办结的为逾期",
            kind="text",
        )
        for name, belongs in _COUNTS.items():
            if belongs[1](row):
                keys[name].append(key)
    for name, (label, _) in _COUNTS.items():
        yield count(
            figure_key("overall", period, ALL, name),
            f"{period.chinese}{label}",
            keys[name],
            "按督办事项登记逐件计数",
            "件",
        )


_COUNTS: Mapping[str, tuple[str, Callable[[Supervised], bool]]] = {
    "supervised": ("上期督办事项", lambda row: row.carried),
    "supervised_closed": ("上期督办事项中已办结的", lambda row: row.carried and row.state == CLOSED),
    "supervised_overdue": ("上期督办事项中逾期未办结的", lambda row: row.carried and row.state == OVERDUE),
    "supervised_open": ("上期督办事项中在办的", lambda row: row.carried and row.state == UNDER_WAY),
    "supervised_new": ("本期新列入督办的事项", lambda row: not row.carried),
}
