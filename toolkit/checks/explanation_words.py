"""Words by which explanations are judged: those that say nothing, and those that only name a kind of reason.

Data alone, so that a phrase is added in one line; :mod:`toolkit.checks.explain` applies them.
"""

from __future__ import annotations

# Said of any figure, and so of none.
EMPTY = (
    "情况属实", "经核实", "已核实", "已核对", "已复核", "已确认", "核实", "核对", "复核", "确认", "属实", "确实如此",
    "确有其事", "数据无误", "准确无误", "无误", "没有错误", "数据准确", "准确", "真实有效", "真实", "有效", "真实可靠",
    "与实际相符", "与实际一致", "相符", "一致", "同上月", "同上期", "同前", "同上", "与上月相同", "与上期相同", "相同",
    "没有变化", "无变化", "没有问题", "没问题", "不存在问题", "无问题", "暂无", "没有", "无异议",
    "正常推进", "有序推进", "稳步推进", "持续推进", "正在推进", "按计划推进", "按计划进行", "推进中", "进行中", "正常波动",
    "正常现象", "正常变化", "正常", "按实际填报", "按实际情况", "实际情况", "实际", "如实填报", "如实", "据实填报", "据实",
    "按要求填报", "按要求", "填报", "已填报", "上报", "工作需要", "客观原因", "特殊原因", "特殊情况", "领导同意", "已请示",
    "请予认可", "请认可", "请审核", "请予通过", "特此说明", "情况说明", "已说明", "见说明", "见附件", "详见附件", "说明",
    "以此为准", "以本次为准", "为准", "正在核实", "待核实", "待补充", "后续补充", "情况", "数据", "数字", "数值",
    "原因",
)  # fmt: skip

# What the finding says itself: that a figure moved, and in which month.
RESTATED = (
    "比上月", "较上月", "与上月相比", "同上月比", "上月", "本月", "累计数", "累计", "今年", "本年", "比去年", "去年",
    "有所减少", "有所增加", "有所下降", "减少", "增加", "下降", "上升", "增长", "降低", "变化", "变动", "偏大", "偏小",
    "偏高", "偏低", "还少", "还多", "由于", "因为",
)  # fmt: skip

# Kinds of reason: half an explanation, for they do not say what it was.
REASONS = ("一次性", "季节性", "口径调整", "补报", "核减", "已改正", "已更正", "其他")
REASON_NAMES = ("一次性", "季节性", "口径调整", "补报", "核减", "已改正", "其他")  # as they are offered

# What hangs on a kind of reason without telling more.
HANGING = ("因素", "影响", "所致", "导致", "造成", "工作", "统计", "属于", "属", "系", "为", "是", "的", "了")
