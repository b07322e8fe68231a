"""The words by which offices head the columns of their lists, and the field that each stands for.

One declaration for table heads, two-column tables and labels in running text ("牵头单位：…"). The first pattern that
fits decides: the order keeps 牵头领导 from being a unit and 重点推进事项主要内容及目标 from being 事项.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

UNIT_FIELDS = ("leads", "responsible", "support", "reporters")
TEXT_FIELDS = ("content", "measures", "item", "task", "indicator", "problem")


@dataclass(frozen=True)
class FieldWords:
    """A field, what the office calls it, and the header words that mean it."""

    field: str
    label: str
    pattern: str


FIELDS: tuple[FieldWords, ...] = (
    FieldWords(
        "responsible",
        "责任单位",
        r"责任[（(]配合[)）]|(责任|实施|承办)(单位|部门|科室)[及和、/（(].{0,4}(责任人|负责人|领导)",
    ),
    FieldWords("leads", "牵头单位", r"牵头(单位|部门)[及和、/（(].{0,4}(责任人|负责人|领导)"),
    FieldWords("person", "领导和责任人（不是单位）", r"领导(?!小组)|责任人|负责人|联系人|联络员|包抓人"),
    FieldWords("support", "配合单位", r"配合|协同|协助|协办|协作|参与|参加(单位|部门)|会办|督导|支持单位"),
    FieldWords("leads", "牵头单位", r"牵头|主责|主要责任(单位|部门)|主办(单位|部门)"),
    FieldWords("reporters", "填报单位", r"填报单位|报送单位|上报单位"),
    FieldWords(
        "responsible",
        "责任单位",
        r"责任(单位|部门|主体|科室|股室|处室|分工)|[落实承办主实施完成]{2}(单位|部门|主体)|部门分工|^承办$",
    ),
    FieldWords(
        "deadline",
        "完成时限",
        r"时限|完成(时间|日期|年限)|时间(节点|要求|进度)|期限|截止|起止(年限|时间|年月)|^工期",
    ),
    FieldWords(
        "filled",
        "进展（以后填的，不导入为任务内容）",
        r"进展|完成情况|落实情况|是否完成|自评|工作动态|存在问题及",
    ),
    FieldWords("weight", "权重", r"权重|分值|得分|评分"),
    FieldWords("base", "基期值", r"基期|基数|上年(完成|实绩|实际)|20\d\d年(完成|实绩|基数|实际)"),
    FieldWords("total", "总投资", r"总投资|投资总额|概算"),
    FieldWords(
        "amount",
        "年度投资",
        r"(年度|计划|本年|当年|20\d\d年).{0,4}投资(金额|额|计划)?([（(]|$)|^投资(额|计划)",
    ),
    FieldWords("indicator", "指标名称", r"(?<![一二]级)指标(名称|内容)?$|考[评核]指标|具体指标|三级指标"),
    FieldWords("measure", "计量单位", r"^(计量|目标|指标)?单位$"),
    FieldWords("problem", "问题", r"问题(描述|清单|表现)?$|整改任务$"),
    FieldWords("content", "主要内容及目标", r"内容|目标|要求"),
    FieldWords(
        "measures",
        "措施",
        r"措施|举措|项目支撑|推进计划|工作安排|年度任务|进度安排|时序进度|形象进度|工作步骤|^20\d\d年(计划|任务|工作)",
    ),
    FieldWords("item_no", "事项序号", r"事项(序号|编号)"),
    FieldWords("no", "序号", r"^(序号|编号|任务(序号|编号|号)|No\.?|号)$"),
    FieldWords(
        "action",
        "行动（类别）",
        r"^(所属)?行动(名称)?$|专项行动|任务类别|类别|领域|板块|^分类$|一级指标|^大类$|^方面$|工作类型",
    ),
    FieldWords(
        "task",
        "任务",
        r"重点(工作)?任务|重点工作|工作任务|工作事项|民生实事|具体任务|主要任务|任务描述|任务分解|实事项目",
    ),
    FieldWords("item", "事项", r"事项|二级指标|(项目|任务|工作|实事)名称|^项目$|^任务$"),
    FieldWords("note", "备注", r"备注|说明"),
)
_TYPICAL: Mapping[str, str] = {
    "序号": "no",
    "牵头单位": "leads",
    "责任单位": "responsible",
    "重点推进事项": "item",
    "事项名称": "item",
    "主要内容": "content",
    "具体推进措施": "measures",
}
LONGEST = 40


def classify(text: str) -> tuple[str, bool]:
    """The field that a header means ("" for none), and whether it was only nearly right."""
    if not text or len(text) > LONGEST:
        return "", False
    for words in FIELDS:
        if re.search(words.pattern, text):
            return words.field, False
    bare = re.sub(r"20\d\d年", "", text)
    near = difflib.get_close_matches(bare, _TYPICAL, n=1, cutoff=0.6)
    if near:
        return _TYPICAL[near[0]], True
    return ("measures", True) if re.search(r"^20\d\d年", text) else ("", False)


def label_of(field: str) -> str:
    """What the office calls a field."""
    return next((words.label for words in FIELDS if words.field == field), "备注")
