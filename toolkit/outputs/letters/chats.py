"""Texts to paste into chat groups, of what lies ready in 邮件/.

In: rows of 发送清单, the dates. Out: a text by what it is about; 催报 has its own (:mod:`toolkit.outputs.letters.reminders`). Pure.
Until when a unit is to answer its own mail says, which may have gone out days before the text: no text has a day of its own for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core import area
from toolkit.core.groups import Group
from toolkit.core.model import Unit
from toolkit.core.post import ASKING, BACK, NOT_WRITTEN, RECEIPT, REVIEW, SENDING, Posted

_COME = "收表"


@dataclass(frozen=True)
class Occasion:
    """What chat texts say besides the units."""

    office: str  # its short name
    month: str
    data_until: str
    deadline: str
    issued: bool = False  # the paper is out: whose return comes now is ``held``, and nobody is asked any more
    held: Collection[str] = ()  # names of those units


def chat_texts(
    rows: Sequence[Posted], units: Sequence[Unit], at: Occasion, groups: Sequence[Group] = ()
) -> Mapping[str, str]:
    """What they are about -> the text to paste into a group, of what lies ready; 催报 has its own.

    ``groups`` of the period's units: how many of each are told, not their names.
    """
    short = {unit.name: unit.short for unit in units}
    written = [row for row in rows if row.state != NOT_WRITTEN and row.unit]

    def names(*kinds: str, of: Collection[str] | None = None) -> str:
        told = dict.fromkeys(
            row.unit for row in written if row.kind in kinds and (of is None or row.unit in of)
        )
        if groups:
            return _by_group(told, groups)
        return "、".join(dict.fromkeys(short.get(name, name) for name in told))

    head = f"【{at.office}】{at.month}"
    texts = {}
    if names(SENDING):
        texts[SENDING] = (
            f"{head}填报表已发各单位邮箱，请查收，没有收到的请告知。数据截至{at.data_until}，报送截止{at.deadline}。\n"
        )
    if at.issued:
        if late := names(RECEIPT, of=at.held):
            texts[_COME] = (
                f"{head}专报已经印发。{late}在印发后报来的填报表收存备查，没有计入汇总；需要计入或更正的，请与我办联系。\n"
            )
        return _said(texts)
    parts = []
    if fine := names(RECEIPT):
        parts.append(f"已收到、没有要改的：{fine}。\n")
    if mending := names(BACK):
        parts.append(f"已收到、需要修改的：{mending}，请按邮件里的时限改好发回。\n")
    if asked := names(ASKING):
        parts.append(f"已收到、需要核实说明的：{asked}，请按邮件里的时限核实后发回。\n")
    if parts:
        texts[_COME] = f"{head}填报表收件情况，回执和修改表已发邮箱：\n{''.join(parts)}"
    if names(REVIEW):
        texts[REVIEW] = (
            f"{head}汇总核对表已发各牵头单位邮箱，请按邮件里的时限核对；没有异议的不用填，有异议的写明后发回原表。\n"
        )
    return _said(texts)


def _said(texts: Mapping[str, str]) -> Mapping[str, str]:
    return {about: area.said(text) for about, text in texts.items()}


def _by_group(names: Collection[str], groups: Sequence[Group]) -> str:
    """喀什地区 12 个单位、和田地区 3 个单位; who is in no group by name."""
    counts = {group.title: sum(unit.name in names for unit in group.units) for group in groups}
    known = {unit.name for group in groups for unit in group.units}
    told = [f"{title} {count} 个单位" for title, count in counts.items() if count]
    return "、".join([*told, *(name for name in names if name not in known)])
