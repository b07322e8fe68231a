"""What units call the columns when they change a header: by the word that the header is about.

In: a header without spaces and brackets, and the fields that the sheet lacks. Out: the one field that the
header names, or "". Of several words the last one counts, as in 进展状态, which is a state; a header that
joins two fields (进展及问题) names none of them, and neither does one about another time (上月进展).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS

WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    TASKS: {
        "no": ("序号", "编号"),
        "item": ("事项",),
        "measures": ("年度措施",),
        "leads": ("牵头单位", "牵头部门"),
        "status": ("状态",),
        "completion": ("完成度", "完成比例", "完成率", "完成程度", "完成进度"),
        "progress": ("进展", "推进情况", "落实情况", "进展情况"),
        "problems": ("问题", "困难"),
        "next_steps": ("下步", "下一步", "下月计划", "打算"),
        "evidence": ("佐证", "证明材料", "附件"),
        "person": ("责任人", "负责人", "责任领导", "联系人"),
        "department": ("承办", "责任单位", "责任部门", "责任科室"),
    },
    INDICATORS: {
        "id": ("编号", "代码"),
        "name": ("指标名称", "指标"),
        "measure": ("单位",),
        "target": ("目标",),
        "quota": ("任务", "任务数"),
        "numerator": ("分子", "分子累计"),
        "denominator": ("分母", "分母累计"),
        "ytd": ("累计", "累计完成", "累计数", "累计值"),
        "new": ("新增",),
        "rate": ("率",),
        "definition": ("口径",),
        "explanation": ("说明", "备注"),
        "nature": ("性质", "数据类型"),
        "data_department": ("来源", "部门"),
    },
    PROJECTS: {
        "number": ("编号", "序号"),
        "name": ("项目", "名称"),
        "task_no": ("任务", "任务号"),
        "category": ("类别", "类型"),
        "total": ("总投资",),
        "funded": ("到位",),
        "year_plan": ("本年计划", "年度计划", "今年计划"),
        "year_done": ("本年完成", "年度完成", "今年完成"),
        "cumulative_done": ("累计",),
        "start": ("开工",),
        "planned_end": ("竣工", "完工"),
        "status": ("状态",),
        "image": ("形象",),
        "problems": ("问题", "困难"),
    },
    EXPERIENCE: {
        "category": ("类别", "类型", "分类"),
        "title": ("标题", "题目", "名称"),
        "content": ("内容",),
        "tasks": ("任务",),
        "lead": ("牵头", "单位", "部门"),
    },
}
_OTHER_TIME = re.compile(r"上[个]?月|上期|上年|去年|同期|\d月")
_JOINED = re.compile("[和及与、/]")


def named_field(sheet: str, header: str, missing: Collection[str]) -> str:
    """The field of ``missing`` that the header is about, "" when it is about none of them or about several.

    ``sheet`` is a data sheet of the form.
    """
    if _OTHER_TIME.search(header):
        return ""
    ends = {
        field: max(header.rfind(word) + len(word) for word in words if word in header)
        for field, words in WORDS[sheet].items()
        if any(word in header for word in words)
    }
    if not ends or (len(ends) > 1 and _JOINED.search(header)):
        return ""
    last = max(ends.values())
    about = [field for field, end in ends.items() if end == last]
    return about[0] if len(about) == 1 and about[0] in missing else ""
