"""The sheets of the checklist workbook that the office fills as the year goes: registers, all of them optional.

A new row in one of the last two makes no other version of the checklist (:func:`toolkit.checklist.snapshot.digest_of`).
"""

from __future__ import annotations

from toolkit.checklist.sheets import Column, Sheet
from toolkit.core.model import BONUS, DEDUCTION, FROM_LAG, FROM_LEADER, FROM_MEETING

OPENINGS, DECISIONS, AWARDS = "期初值", "议定事项", "考核加减分"

OPENING_SHEET = Sheet(
    OPENINGS,
    (
        Column("indicator", "指标编号", 9, "须在“指标”表中存在。", filled=True),
        Column("unit", "单位", 24, "填报单位的正式名称。", filled=True),
        Column("period", "截至月份", 10, "形如 2024-05，启用前最后一个月。", filled=True),
        Column("value", "累计值", 12, "截至该月的累计数（存量填月末数），用填报单位量。", number=True),
        Column("numerator", "分子", 12, "比率填分子、分母，不填累计值。", number=True),
        Column("denominator", "分母", 12, "同上。", number=True),
    ),
    "年中才启用时，把启用前的累计数抄在这里，作为第一期的上月累计。从1月启用的不用填。",
    required=False,
)

DECISION_SHEET = Sheet(
    DECISIONS,
    (
        Column("number", "编号", 10, "自己编，不重复，如 2024-01。", filled=True),
        Column("matter", "议定事项", 60, "会议定下、领导批示或要督办的事，一件一行。", filled=True),
        Column(
            "unit",
            "承办单位",
            24,
            "填报单位或牵头单位的正式名称，只写一个；空着就请各填报单位都反馈。",
            required=False,
        ),
        Column("due", "办理时限", 14, "如 2024年7月底前。", required=False),
        Column(
            "feedback", "办理情况", 60, "办公室掌握的情况；单位在填报表里的反馈会另外列出。", required=False
        ),
        Column(
            "closed",
            "是否办结",
            9,
            "办结的填“是”，之后不再请单位反馈。",
            required=False,
            choices=("是", "否"),
        ),
        Column(
            "source",
            "来源",
            10,
            "空白按会议议定。",
            required=False,
            choices=(FROM_MEETING, FROM_LEADER, FROM_LAG),
        ),
        Column("goal", "办理要求", 40, "要办到什么程度，如 完成竣工验收并交付。", required=False),
        Column("closed_by", "销号人", 12, "谁同意办结销号的。", required=False),
        Column("task", "任务", 14, "由审定表列入的，是它在审定表里的编号；不用改。", required=False),
    ),
    "督办事项登记：会议议定、领导批示、从审定表列入的滞后任务。没有办结的，会在下一期填报表里请承办单位反馈，"
    "写进专报和督办单；过了办理时限没有办结的列入催报。",
    required=False,
)

AWARD_SHEET = Sheet(
    AWARDS,
    (
        Column("year", "年度", 9, "计入哪一年的考核，如 2024。", filled=True, number=True),
        Column("units", "单位", 24, "填报单位的正式名称；写几个单位，每个都按分值计。", filled=True),
        Column("criterion", "考核项", 16, "加分还是扣分。", filled=True, choices=(BONUS, DEDUCTION)),
        Column("points", "分值", 9, "写正数；扣分也写正数。上限见“考核权重”。", filled=True, number=True),
        Column("reason", "事由", 60, "因为什么，依据哪份材料；会印在计分依据里。", filled=True),
        Column("by", "认定人", 14, "谁认定的。", filled=True),
    ),
    "办公室认定的加分和扣分，一件一行；随时可以登记，evaluate 和当月汇总表的考核评分都会计入。",
    required=False,
)

DIFFERENCES = "文件差异"
DIFFERENCE_SHEET = Sheet(
    DIFFERENCES,
    (
        Column(
            "id",
            "编号",
            8,
            "A 数值口径时限，B 牵头单位，C 责任单位，D 仅清单有，E 仅方案有，F 名称，G 清单自身错漏。",
            filled=True,
        ),
        Column("task_nos", "任务序号", 14, "涉及的任务。", filled=True),
        Column("checklist_text", "清单表述", 56, "清单原话。"),
        Column("plan_text", "方案表述", 56, "行动方案原话。"),
        Column("note", "说明", 50, "差别在哪里。以清单为准，差别作为备注显示在任务上。"),
    ),
    "清单与行动方案不一致的地方。一律以清单为准。",
    required=False,
)
