"""What units call the columns when they change a header: every word of it must be known.

In: a header without spaces, its times in relative words. Out: the one field that the header names, or "".
A header is read only if it is made up of words that name one field and words that may stand beside them.
One unknown word (上年, 缺口, 审核, 亿元) makes it another column: a list of what is harmless has an end,
a list of what is not has none. A column of the form that has no words here is named by its header alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from toolkit.core import fields
from toolkit.core.area import AREAS
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.patterns import lazy_regex
from toolkit.core.value_measures import COUNTED
from toolkit.core.value_text import squeeze
from toolkit.forms.spec import SheetSpec


@dataclass(frozen=True)
class Words:
    """Patterns that ``name`` a field, and patterns that may stand ``beside`` them."""

    name: str = ""
    beside: str = ""


_YEAR = "(?:本年度?|今年|年度|年内)"
# Of the first row only: each row of 指标数据 has a measure of its own.
_COUNTS = f"(?:单位)?(?:{'|'.join(sorted(COUNTED))})"
_TROUBLE = Words("问题|困难|不足|短板", "存在|原因|主要|目前|当前|本月|工作|任务|推进|情况")
_WHEN = "时间|日期|年月日?|项目"
WORDS: Mapping[str, Mapping[str, Words]] = {
    TASKS: {
        fields.NO: Words("序号|编号", "任务"),
        fields.ITEM: Words("事项", "任务|具体"),
        fields.MEASURES: Words("年度措施"),
        fields.LEADS: Words("牵头单位|牵头部门"),
        fields.PREVIOUS_STATUS: Words("上月状态"),
        fields.PREVIOUS_PROGRESS: Words("上月进展", "上月|情况|工作"),
        fields.STATUS: Words("状态", "本月|当前|目前|推进|进展|进度|完成|工作|任务"),
        fields.COMPLETION: Words(
            "完成度|完成比例|完成率|完成程度|完成进度|完成百分比", f"任务|工作|本月|全年|{_YEAR}"
        ),
        fields.PROGRESS: Words(
            "进展|(?:推进|落实|开展|完成|工作)情况|主要工作", "本月|工作|工程|任务|推进|最新|目前|当前|情况"
        ),
        fields.PROBLEMS: _TROUBLE,
        fields.NEXT_STEPS: Words("下一?步|下月|打算|解决措施", "今后|工作|计划|措施|安排|思路|打算"),
        fields.EVIDENCE: Words("佐证|证明材料|支撑材料|印证资料|附件", "材料|资料|名称"),
        fields.PERSON: Words(
            "责任人|负责人|责任领导|联系人|经办人", "姓名(?:电话)?|[及和](?:联系)?电话|具体|填报|工作"
        ),
        fields.DEPARTMENT: Words("(?:承办|责任)(?:单位|部门|科室)", "名称"),
    },
    INDICATORS: {
        fields.ID: Words("编号|代码", "指标"),
        fields.NAME: Words("指标(?:名称)?"),
        fields.MEASURE: Words("单位"),
        fields.TARGET: Words("年度目标|目标", f"{'|'.join(AREAS)}|全年"),
        fields.QUOTA: Words("任务数?", f"本单位|{_YEAR}"),
        fields.PREVIOUS: Words("上月累计", "完成|数"),
        fields.NUMERATOR: Words("分子", f"累计|本年至今|数值?|值|{_COUNTS}"),
        fields.DENOMINATOR: Words("分母", f"累计|本年至今|数值?|值|{_COUNTS}"),
        fields.YTD: Words(
            "累计|本月底", f"本月底?|{_YEAR}|本年至今|年初至今|目前|当前|完成|情况|数值?|值|{_COUNTS}"
        ),
        fields.NEW: Words("新增", "本月|数"),
        fields.RATE: Words("完成率"),
        fields.DEFINITION: Words("口径", "指标|填报"),
        fields.EXPLANATION: Words("说明|备注", "情况|有关"),
        fields.NATURE: Words("性质|数据类型", "数据"),
        fields.DATA_DEPARTMENT: Words("来源|(?:数据|提供)部门", "数据|部门|单位|名称"),
    },
    PROJECTS: {
        fields.NUMBER: Words("编号|序号", "项目"),
        fields.NAME: Words("(?:项目)?名称|项目"),
        fields.TASK_NO: Words("任务(?:序?号|编号)?", "对应|涉及"),
        fields.CATEGORY: Words("类别|类型", "项目"),
        fields.TOTAL: Words("总投资|投资总额", "计划|项目|额|含税"),
        fields.FUNDED: Words("到位", "累计|资金|已|金额|额|情况|含税|含专项债券?"),
        fields.YEAR_PLAN: Words(f"(?:{_YEAR}|全年)(?:投资)?计划(?:完成)?", "项目|投资|额"),
        fields.YEAR_DONE: Words(f"(?:{_YEAR}|本年至今)(?:累计|已|实际)?(?:投资)?完成", "项目|投资|额"),
        fields.CUMULATIVE_DONE: Words("累计|自?开工以来", "自开工|至今|项目|已|完成|投资|额"),
        fields.START: Words("开工|动工", f"实际|{_WHEN}"),
        fields.PLANNED_END: Words("竣工|完工|(?:计划|预计)完成", f"计划|预计|{_WHEN}"),
        fields.STATUS: Words("状态", "项目|本月|当前|目前|建设|推进"),
        fields.IMAGE: Words("形象", "工程|项目|目前|当前|进度|进展|情况"),
        fields.PROBLEMS: _TROUBLE,
    },
    EXPERIENCE: {
        fields.CATEGORY: Words("类别|类型|分类"),
        fields.TITLE: Words("标题|题目|名称"),
        fields.CONTENT: Words("内容|做法", "主要|具体|成效"),
        fields.TASKS: Words("任务", "涉及|对应|序号|编号"),
        fields.LEAD: Words("牵头(?:单位|部门)?", "建议"),
    },
}
_ANYWHERE = r"的|及|和|与|必填|选填|下拉选择|不少于\d+字"
_MEASURES = {"": "", "万元": "人民币|(?:单位)?(?:人民币)?万元?", "%": "(?:单位)?%"}
_LISTED = lazy_regex(r"^\d{1,2}[.、)]")
_MARKS = lazy_regex(r"[()\[\]【】〔〕{}<>《》“”\":,，、。.;_/\\|*★※☆①-⑳-]")
_BRACKETS = lazy_regex(r"\([^()]*\)")
_LONGEST = 40  # characters; longer texts are no headers


def named_field(spec: SheetSpec, header: str) -> str:
    """The field of the data sheet that the header is about, "" when it is about none or several, or more than it."""
    text = _plain(header)
    if not text or len(text) > _LONGEST:
        return ""
    about = [field for field in _nameable(spec) if _pattern(spec, field).fullmatch(text)]
    return about[0] if len(about) == 1 else ""


def holds_declared(header: str, declared: str) -> bool:
    """Whether the declared header stands in another one in full, without regard to its brackets."""
    return _plain(_BRACKETS.sub("", declared)) in _plain(header)


def _plain(header: str) -> str:
    return _MARKS.sub("", _LISTED.sub("", header))


@cache
def _nameable(spec: SheetSpec) -> tuple[str, ...]:
    """The fields that another header may mean: those with words of their own, and whatever units fill in."""
    return tuple(c.field for c in spec.columns if c.field in WORDS[spec.name] or c.role == "input")


@cache
def _pattern(spec: SheetSpec, field: str) -> re.Pattern[str]:
    """Words that name the field, with words that may stand around them."""
    column, words = spec.column(field), WORDS[spec.name].get(field, Words())
    own = re.escape(_plain(_BRACKETS.sub("", squeeze(column.header))))
    name = "|".join(part for part in (own, words.name) if part)
    measure = _MEASURES.get(column.measure, re.escape(column.measure))
    beside = "|".join(part for part in (_ANYWHERE, words.beside, measure) if part)
    return re.compile(f"(?:{beside})*(?:{name})(?:{beside}|{name})*")
