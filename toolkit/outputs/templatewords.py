"""The fixed words of templates as the office of this place, cycle and list says them; tags stay as they are.

In: the text of a template. Out: the same with 县市, 本月, 六大行动 replaced where another office has other words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.core.area import said
from toolkit.core.groups import FOLDER, Group
from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.words import UnitKind
from toolkit.outputs.groupwords import upper_of

_BY_GROUP = {  # texts of the templates of papers -> the same of many units; %s: 上级, or 类别 where none is given
    "已报单位滞后、未启动、未报或不一致的任务（项，": "各单位自报情况（按%s汇总，",
    UnitKind.COUNTY.value: "各%s所属单位合计",
    "注：占比为已完成、正常推进的任务占已报任务的百分比。本表为各单位自报，与按指标判定的状态不同；未列出的已报单位均自报正常推进或已完成。"
    "“与指标不一致”为自报正常推进或已完成、本单位指标却未达进度的任务，附件1中标▲。": "注：一个单位的一项任务计一项次；占比为已完成、正常推进的任务占已报任务的百分比。"
    "本表为各单位自报，与按指标判定的状态不同。“与指标不一致”为自报正常推进或已完成、本单位指标却未达进度的任务，附件1中标▲。",
    "附件：1.各单位任务进展一览表": "附件：1.各单位任务进展一览表（按%s汇总）",
    "2.报送情况": "2.报送情况（按%s汇总）",
    "各单位任务进展一览表": "各单位任务进展一览表（按%s汇总）",
    "蓝、绿、黄、红为状态灯，○为未报或待报齐，◇为未到时限，▲为自报与指标不一致，灰底为不承担。": "“全地区”为任务的状态灯，"
    "其余各列为所属单位自报的状态灯：红、黄、○后的数是红灯、黄灯、未报的单位数，其余单位为绿、蓝或未到时限；没有红、黄、未报的，"
    "写绿（均已完成的写蓝）。底色取最重的灯。"
    "○为未报或待报齐，◇为未到时限，▲为有单位自报与指标不一致，灰底为不承担。"
    f"逐个单位的见汇总表所附的{FOLDER}。",
    "报送情况": "报送情况（按%s汇总）",
    "有关单位报送情况（截至": "报送情况（按%s汇总，截至",
}
ACTIONS, ACTION, OTHERS, TASKS = "六大行动", "行动", "园区和部门", "任务"
_TAG = lazy_regex(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_DIGITS = "零一二三四五六七八九十"


def in_our_words(text: str, words: Mapping[str, str] | None = None) -> str:
    """The text outside tags in the words of the office; ``words``: further ones of its list."""
    return "".join(
        part if _TAG.fullmatch(part) else _replaced(part, words or {}) for part in _TAG.split(text)
    )


def _replaced(text: str, words: Mapping[str, str]) -> str:
    bare = text.strip()
    if bare in words:
        return text.replace(bare, words[bare])
    ours = words.get(ACTIONS, ACTIONS)
    doubled = f"{ACTIONS}{TASKS}" if ours.endswith(TASKS) else ACTIONS  # 各项任务状态, not 各项任务任务状态
    return said(text).replace(doubled, ours).replace(ACTIONS, ours)


def words_of_groups(groups: Sequence[Group]) -> Mapping[str, str]:
    """What templates of papers say of the tables that many units have by group; {} of few units."""
    if not groups:
        return {}
    return {text: said(told.replace("%s", upper_of(groups))) for text, told in _BY_GROUP.items()}


def words_of_list(groups: Sequence[str], units: Sequence[Unit]) -> Mapping[str, str]:
    """What the list's groups and its units beside the local ones are called: 六大行动 of the shipped list, else 各板块."""
    kinds = {unit.kind for unit in units}
    bureaus = "部门和企业" if UnitKind.COMPANY in kinds else UnitKind.DEPARTMENT
    others = OTHERS if UnitKind.ZONE in kinds else bureaus
    if all(group.endswith(ACTION) for group in groups) and 1 < len(groups) < len(_DIGITS):
        return {ACTIONS: f"{_DIGITS[len(groups)]}大行动", OTHERS: others}
    return {ACTIONS: "各板块" if len(groups) > 1 else "各项任务", ACTION: "板块", OTHERS: others}
