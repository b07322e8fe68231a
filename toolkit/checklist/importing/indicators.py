"""Proposed indicators: numbers with a measure found in the tasks' texts, each for a person to review.

In: tasks. Out: indicators and reviews. Years, list numbers glued to years (1.2024年), document
numbers, road numbers, thresholds of age and population are no indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.checklist.columns import INDICATORS
from toolkit.checklist.importing.grid import flat
from toolkit.checklist.workbook import Review
from toolkit.core.model import Comparator, Indicator, Kind, PaceKind, Target, Task

_MEASURES = (
    "万平方米|万立方米|平方公里|平方米|立方米|万人次|万个|万人|万套|万户|万亩|万元|亿元|公里|公顷|人次|万吨|"
    "分钟|%|个|所|家|户|人|项|条|片|套|张|部|届|座|处|台|辆|吨|亩|件|名|支"
)
_NUMBER = r"\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?<![\dA-Za-z.])(?P<low>{_NUMBER})(?:[-—–~至](?P<high>{_NUMBER}))?(?P<measure>{_MEASURES})"
)
_ENUMERATION = re.compile(r"(?m)^\s*\d{1,2}[.．、](?=\D|(?:19|20)\d\d年)")
_CLAUSE = re.compile(r"[，。；、\n]")
# Numbers that say whom or what a sentence is about, not what is to be reached.
_NO_TARGET = re.compile(
    r"\[\d{4}\]|〔\d{4}〕|\d+号|\d+个?(?:县市|专项组)|[A-Z]\d+|每?\d+(?:—\d+)?万人口|\d+岁"
)
_LEADING = re.compile(r"^(?:到|力争|计划|确保|实现|推动|(?:19|20)\d\d年(?:底前?)?(?:年底前?)?|[，,]|全地区)+")
_TRAILING = re.compile(r"(?:分别|达到|达|不少于|不低于|至少|突破|保持在?|完成|实现|提高到)+$")
_FLOW = re.compile("新增|新建|改造|培训|完成|建设|打通|申报|实施|开工|交付")
_FACTORS = {"万个": ("个", 10000.0), "万人": ("人", 10000.0), "万人次": ("人次", 10000.0)}
_FACTORS |= {"万套": ("套", 10000.0), "万户": ("户", 10000.0), "万亩": ("亩", 10000.0)}
TO_FILL = "（待填写）"


@dataclass(frozen=True)
class Proposal:
    """One number with its measure in one text."""

    name: str
    measure: str
    target: Target
    comparator: Comparator
    clause: str


def propose_indicators(tasks: Sequence[Task]) -> tuple[list[Indicator], list[Review]]:
    """Indicators of all tasks; the same name in two years becomes one with two targets."""
    indicators: list[Indicator] = []
    reviews: list[Review] = []
    for task in tasks:
        found: list[Indicator] = []
        for year, proposal in _of_task(task):
            same = (proposal.name, proposal.measure)
            known = (i for i, x in enumerate(found) if (x.name, x.measure) == same and year not in x.targets)
            index = next(known, None)
            if index is None:
                found.append(_indicator(f"T{task.no:02d}-{len(found) + 1}", task, proposal, year))
            else:
                targets = {**found[index].targets, year: proposal.target}
                found[index] = replace(found[index], targets=targets)
        indicators += found
        reviews += [review for indicator in found for review in _reviews(indicator)]
    return indicators, reviews


def _of_task(task: Task) -> Iterator[tuple[int, Proposal]]:
    for year, text in task.measures.items():
        for proposal in find_quantities(text):
            yield year, proposal
    latest = max(task.measures, default=0)
    known = {flat(text) for text in task.measures.values()}
    for proposal in find_quantities(task.content):
        if not any(flat(proposal.clause) in text for text in known):
            match = re.search(r"(20\d\d)年", proposal.clause)
            yield int(match[1]) if match and int(match[1]) in task.measures else latest, proposal


def find_quantities(text: str) -> Iterator[Proposal]:
    """Numbers with a measure, with the clause that they stand in."""
    plain = _ENUMERATION.sub("", text.replace("％", "%").replace("～", "~"))
    hidden = _NO_TARGET.sub(lambda match: "□" * len(match[0]), plain)
    name, last = "", -1
    for match in _QUANTITY.finditer(hidden):
        start = max((m.end() for m in _CLAUSE.finditer(hidden, 0, match.start())), default=0)
        end = next((m.start() for m in _CLAUSE.finditer(hidden, match.end())), len(hidden))
        if start == last:  # a second number in a clause is a condition: 5个以上镇区常住人口5万人
            continue
        last = start
        before, after = plain[start : match.start()], plain[match.end() : end]
        name = _name(before, after) or f"{name}（续）"  # 分别不少于15项、10项
        high = match["high"]
        target = Target(float(match["low"]), float(high) if high else None)
        yield Proposal(name, match["measure"], target, _comparator(before, after, high), plain[start:end])


def _name(before: str, after: str) -> str:
    after = re.sub(r"^(?:及?以上|以下|以内|左右)?(?:的?目标)?", "", after)
    name = _TRAILING.sub("", _LEADING.sub("", flat(before))) + flat(after)
    if name.count("“") != name.count("”"):
        name = name.replace("“", "").replace("”", "")
    return name.strip("的（）().")[:40]


def _comparator(before: str, after: str, high: str | None) -> Comparator:
    if high:
        return Comparator.RANGE
    if after.startswith("左右"):
        return Comparator.ABOUT
    if before.endswith("突破"):
        return Comparator.GT
    if re.search(r"保持在?$", before):
        return Comparator.KEEP
    if after.startswith(("以下", "以内")) or re.search(r"(不超过|控制在)$", before):
        return Comparator.LE
    return Comparator.GE


def _indicator(id: str, task: Task, proposal: Proposal, year: int) -> Indicator:
    kind = _kind(proposal)
    report_measure, factor = _FACTORS.get(proposal.measure, (proposal.measure, 1.0))
    ratio = kind is Kind.RATIO
    decimals = len(f"{proposal.target.low:.4f}".rstrip("0").partition(".")[2])
    return Indicator(
        id=id,
        task_no=task.no,
        name=proposal.name,
        kind=kind,
        comparator=proposal.comparator,
        measure=proposal.measure,
        report_measure=report_measure,
        factor=(1000.0 if "每千" in proposal.clause else 100.0) if ratio else factor,
        targets={year: proposal.target},
        reporters=task.reporters,
        pace_kind=PaceKind.PACE if kind in (Kind.FLOW, Kind.INVESTMENT) else PaceKind.POINT,
        numerator=TO_FILL if ratio else "",
        denominator=TO_FILL if ratio else "",
        decimals=decimals,
        confirmed=False,
        note=f"由原文自动提取，待核对：{proposal.clause.strip()}",
        source=f"任务{task.no}「{proposal.clause.strip()}」",
    )


def _kind(proposal: Proposal) -> Kind:
    if proposal.measure == "%" or "每千" in proposal.clause:
        return Kind.RATIO
    if proposal.measure in ("亿元", "万元") and "投资" in proposal.clause:
        return Kind.INVESTMENT
    reached = re.search("达到|达|突破|保持|以上$", proposal.clause) and not _FLOW.search(proposal.clause)
    return Kind.STOCK if reached and proposal.measure not in ("亿元", "万元") else Kind.FLOW


def _reviews(indicator: Indicator) -> Iterator[Review]:
    notes = {
        "指标名称": "由原文自动截取，请改成规范的名称；不是指标的，删去这一行。",
        "类型": "按字面推定，请核对是累计数、期末存量、比率还是逐个达标。",
        "填报单位": "暂按任务的填报单位，请核对由谁填，避免重复计算。",
    }
    for year in indicator.targets:
        notes[f"{year}年目标"] = f"取自原文：{indicator.source}"
    if indicator.kind is Kind.RATIO:
        notes |= {"分子名称": "请写明分子是什么。", "分母名称": "请写明分母是什么。"}
    for header, note in notes.items():
        yield Review(INDICATORS, indicator.id, header, note)
