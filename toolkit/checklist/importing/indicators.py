"""Proposed indicators: numbers with a measure in the tasks' words and in columns of their own, each to be reviewed.

In: entries with their tasks. Out: indicators, shares of units, reviews, and the numbers that were left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from toolkit.checklist.columns import INDICATORS
from toolkit.checklist.importing.assembling import LOCAL_KINDS
from toolkit.checklist.importing.deadlines import year_of
from toolkit.checklist.importing.entries import Amount, Entry
from toolkit.checklist.importing.frame import Frame
from toolkit.checklist.importing.grid import flat
from toolkit.checklist.importing.kinds import TO_FILL, kind_of, reporting, terms
from toolkit.checklist.importing.naming import as_title
from toolkit.checklist.importing.quantities import Left, Quantity, find_cell, normal, read_quantities
from toolkit.checklist.importing.statistics import (
    carried_by,
    is_standing,
    named_in_full,
    owner_of,
    reporters_of,
    statistic,
)
from toolkit.checklist.rows import decimals_of
from toolkit.checklist.workbook import Review
from toolkit.core.model import Comparator, Indicator, Kind, PaceKind, Quota, Task, Unit

AS_THE_LIST_SAYS = "按清单要求填报："  # before the words of the list in 口径说明
LONGEST_ITEM = 24
_PACED = (Kind.FLOW, Kind.INVESTMENT)


@dataclass
class Proposed:
    """What the numbers of a list become."""

    indicators: list[Indicator] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def propose_indicators(
    entries: Sequence[Entry], tasks: Sequence[Task], frame: Frame, years: Sequence[int], units: Sequence[Unit]
) -> Proposed:
    """Indicators of all tasks; one that only differs by its number in two years has two targets."""
    made = Proposed()
    local = {unit.name for unit in units if unit.kind in LOCAL_KINDS}
    for entry, task in zip(entries, tasks, strict=True):
        together = _leading_together(task, local)
        named = task.reporters
        task = replace(task, reporters=_once(task, local))
        found: list[Indicator] = []
        for year, read in _of_task(entry, task, frame, years, made.left):
            name = named_in_full(read.name, read.lead, units, task.reporters)
            quantity = replace(read, name=as_title(name, read.measure))
            _put(found, task, quantity, year, units)
        found = [replace(one, reporters=carried_by(one.name, named, one.reporters)) for one in found]
        made.indicators += found
        made.quotas += _shares(entry, found, years)
        given = bool(entry.amounts)
        made.reviews += [review for one in found for review in _reviews(one, given, together)]
    return made


def _leading_together(task: Task, local: AbstractSet[str]) -> tuple[str, ...]:
    """The bureaus that lead a task together and report it: which of them has a figure, no list says."""
    leads = tuple(name for name in task.leads if name in task.reporters)
    return leads if len(leads) > 1 and not local & set(task.reporters) else ()


def _once(task: Task, local: Collection[str]) -> tuple[str, ...]:
    """Who gives the figures of a task, so that nothing is added up twice.

    Its local units, each for itself; without any the first lead, since bureaus that share a task give one figure.
    """
    own = tuple(name for name in task.reporters if name in local)
    leads = [name for name in task.leads if name in task.reporters]
    return own or tuple([*leads, *task.reporters][:1])


def _put(found: list[Indicator], task: Task, quantity: Quantity, year: int, units: Sequence[Unit]) -> None:
    """A new indicator, or another year's target of one that is there."""
    same = (_key(quantity.name), quantity.measure)
    for index, one in enumerate(found):
        if (_key(one.name), one.measure) != same:
            continue
        if year not in one.targets:
            targets = {**one.targets, year: quantity.target}
            found[index] = replace(one, targets=targets, decimals=decimals_of(targets, one.kind, one.measure))
            return
        if one.targets[year] == quantity.target:
            return  # the same words stand in two columns
    found.append(_indicator(f"T{task.no:02d}-{len(found) + 1}", task, quantity, year, units))


def _key(name: str) -> str:
    return flat(name).strip("的")


def _of_task(
    entry: Entry, task: Task, frame: Frame, years: Sequence[int], left: list[Left]
) -> Iterator[tuple[int, Quantity]]:
    for amount in entry.amounts:
        if quantity := _of_cell(amount, entry.item):
            yield amount.year or year_of(entry.deadline) or frame.year or max(years), quantity
    named = any(amount.kind == "" for amount in entry.amounts)
    dated = {year: text for year, text in task.measures.items() if text}
    for year, text in dated.items():
        found, others = read_quantities(text)
        left += [replace(one, task_no=task.no) for one in others]
        for quantity in found:
            yield year, quantity
    if named:
        return
    known = {flat(normal(text)) for text in dated.values()}
    found, others = read_quantities(task.content)
    left += [replace(one, task_no=task.no) for one in others]
    numbers = {(one.measure, one.target) for text in dated.values() for one in read_quantities(text)[0]}
    for quantity in found:
        repeated = len(dated) == 1 and (quantity.measure, quantity.target) in numbers
        if not repeated and not any(flat(quantity.clause) in text for text in known):
            yield _year(quantity, entry, frame, years), quantity


def _year(quantity: Quantity, entry: Entry, frame: Frame, years: Sequence[int]) -> int:
    """The year that the sentence names, else that of the deadline, else the list's only or last one."""
    if quantity.year in years:
        return quantity.year  # type: ignore[return-value]
    due = year_of(entry.deadline)
    if due in years and not (frame.year and entry.measures):
        return due  # type: ignore[return-value]
    if frame.year in years:
        return frame.year  # type: ignore[return-value]
    return min(years) if due is None and not frame.years else max(years)


def _of_cell(amount: Amount, item: str) -> Quantity | None:
    cell = find_cell(amount.text)
    if cell is None:
        return None
    comparator, target = cell
    if comparator is Comparator.GE and _is_ceiling(amount.name) and "≥" not in amount.text:
        comparator = Comparator.LE
    name = amount.name
    if amount.kind == "investment":  # a name that stands alone
        name = f"{flat(item)}{name}" if 0 < len(item) <= LONGEST_ITEM else f"{name}（项目）"
    clause = f"{name}{amount.text}{amount.measure}"
    return Quantity(name, amount.measure or "个", target, comparator, clause, amount.kind)


def _is_ceiling(name: str) -> bool:
    return any(word in name for word in ("失业率", "浓度", "漏损率", "死亡", "事故起数"))


def _indicator(id: str, task: Task, quantity: Quantity, year: int, units: Sequence[Unit]) -> Indicator:
    kind = (
        Kind.INVESTMENT
        if quantity.before == "investment"
        else kind_of(quantity.name, quantity.clause, quantity.measure, quantity.before)
    )
    if kind is Kind.STOCK and quantity.measure.endswith("元"):
        kind = Kind.FLOW
    if is_standing(quantity.clause, kind):
        kind = Kind.STOCK
    known = statistic(quantity.name or quantity.clause)
    reporters = owner_of(quantity.lead, reporters_of(known, task.reporters, units), units)
    report_measure, factor = reporting(quantity.measure, kind, quantity.clause)
    numerator, denominator = terms(quantity.name, quantity.clause) if kind is Kind.RATIO else ("", "")
    if numerator and known and known.numerator:
        numerator, denominator = known.numerator, known.denominator
    elif numerator == TO_FILL and len(reporters) == 1:
        numerator, denominator = "", ""  # one unit reports the quotient itself
    return Indicator(
        id=id,
        task_no=task.no,
        name=quantity.name or task.item,
        kind=kind,
        comparator=quantity.comparator,
        measure=quantity.measure,
        report_measure=report_measure,
        factor=factor,
        targets={year: quantity.target},
        reporters=reporters,
        frequency=(known.frequency if known else "") or ("季度" if task.frequency == "季度" else "月度"),
        pace_kind=PaceKind.PACE if kind in _PACED else PaceKind.POINT,
        numerator=numerator,
        denominator=denominator,
        numerator_measure=known.measures[0] if known and numerator else "",
        denominator_measure=known.measures[1] if known and numerator else "",
        decimals=decimals_of({year: quantity.target}, kind, quantity.measure),
        note=f"{AS_THE_LIST_SAYS}{quantity.clause.strip()}",
        source=f"任务{task.no}「{quantity.clause.strip()}」",
        confirmed=False,
    )


def _shares(entry: Entry, found: Sequence[Indicator], years: Sequence[int]) -> Iterator[Quota]:
    """Shares of local units in the row's own target; of ratios each has a mark of its own to reach, which is no share."""
    if not entry.shares or not found:
        return
    indicator = found[0]
    year = next(iter(indicator.targets))
    for name, text in entry.shares.items():
        cell = find_cell(text)
        if cell is not None and name in indicator.reporters:
            yield Quota(
                indicator.id,
                name,
                year,
                cell[1].low * (indicator.factor if indicator.kind is not Kind.RATIO else 1),
            )


def _reviews(indicator: Indicator, given: bool, together: Sequence[str]) -> Iterator[Review]:
    notes = {
        "指标名称": "由原文自动截取，请改成规范的名称；不是指标的，删去这一行。",
        "类型": "按字面推定，请核对是累计数、期末存量、比率还是逐个达标。",
        "填报单位": "由县市、乡镇等下级单位分别填；没有的由第一个牵头单位填，免得重复计算，请核对。",
    }
    if together:
        notes["填报单位"] = (
            f"原文由{'、'.join(together)}牵头，先由{'、'.join(indicator.reporters)}填，免得重复计算；"
            "这个数属于其他牵头单位的，请改成那个单位。"
        )
    if given:
        notes.pop("指标名称")
    for year in indicator.targets:
        notes[f"{year}年目标"] = f"取自原文：{indicator.source}"
    if indicator.kind is Kind.RATIO and TO_FILL in (indicator.numerator, indicator.denominator):
        notes |= {"分子名称": "请写明分子是什么。", "分母名称": "请写明分母是什么。"}
    for header, note in notes.items():
        yield Review(INDICATORS, indicator.id, header, note)
