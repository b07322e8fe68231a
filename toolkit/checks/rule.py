"""How a rule is declared: codes, words, where an explanation closes it, and its generator, in one place.

    @rule(E205=Message("已完成但完成度不到100", "状态选了…", "已完成的填 100…"))
    def done_needs_proof(data: CheckData, unit: UnitData) -> Iterator[Finding]:
        ...

Nothing else is to be edited for a new rule: its words are in the catalogue (and so in docs/findings.md), and it
runs. A module of rules is found by its name, ``*_rules.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.core.findings import Finding
from toolkit.core.messages import Message, declare

UnitRule = Callable[[CheckData, UnitData], Iterator[Finding]]
MonthRule = Callable[[CheckData], Iterator[Finding]]

UNIT_RULES: list[UnitRule] = []
MONTH_RULES: list[MonthRule] = []


def rule(**messages: Message) -> Callable[[UnitRule], UnitRule]:
    """A rule over one unit's month, with the codes that it yields."""

    def register(find: UnitRule) -> UnitRule:
        declare(messages)
        UNIT_RULES.append(find)
        return find

    return register


def month_rule(**messages: Message) -> Callable[[MonthRule], MonthRule]:
    """A rule over all units of the month together, with the codes that it yields."""

    def register(find: MonthRule) -> MonthRule:
        declare(messages)
        MONTH_RULES.append(find)
        return find

    return register
