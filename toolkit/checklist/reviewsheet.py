"""The sheet 待核对: what import inferred, one row a doubt, and what the office decided of it.

In: a checklist and the reviews that import left. Out: doubts, those first on which most hangs. The declaration is here;
:mod:`toolkit.checklist.reviewing` applies what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.checklist.sheets import Column, Sheet
from toolkit.core.area import said
from toolkit.core.doubt import Doubt
from toolkit.core.model import Checklist, Indicator, Kind
from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import number_text

REVIEW = "待核对"
ACCEPT, CHANGE, NO_INDICATOR = "认可", "改为右边写的", "不是指标"
DECISIONS = (ACCEPT, CHANGE, *Kind, NO_INDICATOR)
NOBODY, KIND_GUESSED, LEAD_GUESSED, UNITS_GUESSED, OTHERS, NAMES = range(1, 7)
URGENCY = {NOBODY: "无人填报", KIND_GUESSED: "口径推定", LEAD_GUESSED: "牵头推定", UNITS_GUESSED: "单位推定"}
_ROW_S_OWN = lazy_regex(r"\d+|为[^，]*(?=，请核对)")  # what differs between doubts of one kind
TOGETHER = 4  # doubts of one kind over more rows than this are one row

REVIEW_SHEET = Sheet(
    REVIEW,
    (
        Column("number", "序号", 6, "按轻重排：没有单位填报的在前，口径推定的其次。", number=True),
        Column("urgency", "类别", 10, "为什么排在这里。"),
        Column("sheet", "工作表", 8, "疑点在哪张表。", filled=True),
        Column("row", "行", 10, "那张表第一列的编号；点一下就到那一格。", filled=True),
        Column("column", "列", 12, "疑点在哪一列。", filled=True),
        Column("read", "原文", 44, "清单里的原话。"),
        Column("assumed", "程序认作", 36, "现在按什么办。"),
        Column("why", "理由", 40, "为什么请人看。"),
        Column(
            "decision",
            "办公室决定",
            14,
            "认可：就按程序认作的办；改为右边写的：把右边一列的内容填进那一格；选类型名称：指标改成这个类型；不是指标：这个指标不要。"
            "没有写的先按程序认作的办（指标照收，不汇总、不亮灯）。",
            choices=DECISIONS,
        ),
        Column("instead", "改为", 26, "决定选“改为右边写的”时填，照那张表那一列的写法；单位之间用顿号隔开。"),
    ),
    "导入清单时推断的地方，一处一行。在“办公室决定”里选，下次运行就按它办，再导入这份清单时还记得；全部核对完可以把这张表删去。",
    frozen=5,
    required=False,
)


@dataclass(frozen=True)
class Inferred:
    """A cell that import inferred: its sheet, row key, header, and why a person should look."""

    sheet: str
    row_key: str
    header: str
    note: str


def doubts_of(checklist: Checklist, reviews: Sequence[Inferred]) -> tuple[Doubt, ...]:
    """One doubt an indicator and a cell; what was inferred alike over many rows is one doubt."""
    found = [*_indicators(checklist), *_others(checklist, reviews)]
    ranked = sorted(found, key=lambda one: one[0])
    return tuple(
        Doubt(number, URGENCY.get(rank, "其他"), *fields)
        for number, (rank, fields) in enumerate(ranked, start=1)
    )


def _indicators(checklist: Checklist) -> Iterator[tuple[int, tuple[str, ...]]]:
    for one in checklist.indicators:
        if not one.confirmed:
            why = "类型、比较和填报单位按字面推定；没有核对前照收，不汇总、不亮灯。"
            yield KIND_GUESSED, ("指标", one.id, "类型", one.source, _said(one), why)


def _said(one: Indicator) -> str:
    targets = "；".join(
        f"{year}年 {one.comparator}{number_text(target.low)}{'' if target.high is None else f'～{number_text(target.high)}'}{one.measure}"
        for year, target in sorted(one.targets.items())
    )
    told = "" if one.frequency == "月度" else f"，{one.frequency}统计"
    return f"{one.name}：{one.kind}，{targets}，{len(one.reporters)}个单位填报{told}"


def _others(checklist: Checklist, reviews: Sequence[Inferred]) -> Iterator[tuple[int, tuple[str, ...]]]:
    cells: dict[tuple[str, str, str], list[str]] = {}
    for review in reviews:
        if review.sheet != "指标":
            cells.setdefault((review.sheet, review.row_key, review.header), []).append(review.note)
    alike: dict[tuple[str, str, str], list[Inferred]] = {}
    for place, notes in cells.items():
        review = Inferred(*place, "".join(dict.fromkeys(notes)))
        kind = _ROW_S_OWN.sub("", review.note)
        alike.setdefault((review.sheet, review.header, kind), []).append(review)
    values = _values(checklist)
    for (sheet, header, _), group in alike.items():
        note = group[0].note
        rank = _rank(sheet, header, note)
        if len(group) > (TOGETHER if rank <= UNITS_GUESSED else 1):
            keys = "、".join(one.row_key for one in group)
            yield rank, (sheet, group[0].row_key, header, f"第{keys}行", "同样办", note)
            continue
        for one in group:
            read, now = values.get((sheet, one.row_key, header), ("", ""))
            yield rank, (sheet, one.row_key, header, read, now, note)


def _rank(sheet: str, header: str, note: str) -> int:
    if "没有写明由谁报" in note:
        return NOBODY
    if header == "牵头单位" and "推定" in note:
        return LEAD_GUESSED
    if header == "填报单位":
        return UNITS_GUESSED
    return NAMES if sheet == "单位" else OTHERS


def _values(checklist: Checklist) -> Mapping[tuple[str, str, str], tuple[str, str]]:
    """What stands in the cells that may be in doubt: the source's words, and what was made of them."""
    found: dict[tuple[str, str, str], tuple[str, str]] = {}
    for task in checklist.tasks:
        key = str(task.no)
        found["任务", key, "填报单位"] = (task.responsible or task.leads_text, "、".join(task.reporters))
        found["任务", key, "牵头单位"] = (task.leads_text or task.responsible, "、".join(task.leads))
        found["任务", key, "责任单位"] = (task.content[:60], task.responsible)
        found["任务", key, "事项"] = (task.content[:60], task.item)
        found["任务", key, "任务序号"] = (task.content[:60], key)
    for unit in checklist.units:
        found["单位", unit.code, "编码"] = (unit.name, unit.code)
        found["单位", unit.code, "隶属"] = (unit.name, f"{said(unit.kind)}，{unit.affiliation}")
        found["单位", unit.code, "单位"] = (unit.name, unit.name)
    return found
