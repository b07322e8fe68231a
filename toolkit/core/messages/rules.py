"""Messages of rules of the form, between cells, over time, text and office rules (2xx to 6xx)."""

from __future__ import annotations

from toolkit.core.messages.entry import Message

MESSAGES: dict[str, Message] = {
    "E201": Message(
        "必填项空着",
        "这一格必填，现在是空的。",
        "请填写；数据还没出来的填“待统计”，与本单位无关的填“不涉及”，零就填 0。",
    ),
    "E202": Message(
        "完成度超出范围",
        "完成度填的是 {seen}，应当在 0 到 100 之间。",
        "请填 0 到 100 之间的数，不写百分号。",
    ),
    "E203": Message(
        "不应为负数",
        "填的是 {seen}，这个数不会小于零。",
        "请核对；核减的，填核减后的累计数并在说明里写原因。",
    ),
    "E204": Message(
        "滞后未写原因措施", "状态是“进度滞后”，这一格却空着。", "请写明卡在哪里，下一步谁来办、什么时候办成。"
    ),
    "E205": Message(
        "已完成但完成度不到100",
        "状态是“已完成”，完成度却是 {seen}。",
        "已完成的填 100；还没全部完成的，请把状态改为“正常推进”。",
    ),
    "E206": Message(
        "已完成缺佐证", "状态是“已完成”，还没有写佐证材料。", "请写文件名称或文号、验收单等，能据此查到即可。"
    ),
    "E301": Message(
        "分子大于分母",
        "{numerator}填了 {seen}，比{denominator} {whole} 还大。",
        "请核对两格是否填反，或口径是否一致。",
    ),
    "E302": Message(
        "分母为零", "分母填的是 0，分子却不是 0，算不出比率。", "请核对分母；确实没有的，两格都填“不涉及”。"
    ),
    "Q401": Message(
        "累计数比上月少",
        "本月累计 {seen}，比上月的 {last} 还少。",
        "请核对；确属核减的，在“说明”里写一句原因即可。",
    ),
}
