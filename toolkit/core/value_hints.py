"""Which word a text says that has a note behind it, and which to propose where it says in other words that there is no figure.

In: what a unit wrote for a number or for 是, 否. Out: 待统计, 不涉及, 是 or 否; "" where none, or more than one, is said, or a figure is.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import narrow
from toolkit.core.words import NoValue, TaskStatus

# Near words that can mean one choice only; each counts where that choice is offered.
SYNONYMS = {
    **dict.fromkeys(("完成", "提前完成", "超额完成"), TaskStatus.DONE.value),
    "滞后": TaskStatus.BEHIND.value,
    "进展滞后": TaskStatus.BEHIND.value,
    "正常": TaskStatus.ON_TRACK.value,
    **dict.fromkeys(
        ("有序推进", "稳步推进", "顺利推进", "按计划推进", "按期推进"), TaskStatus.ON_TRACK.value
    ),
    "未开始": TaskStatus.NOT_STARTED.value,
    **dict.fromkeys(("施工中", "正在施工", "建设中", "正在建设"), "在建"),
    **dict.fromkeys(("完工", "竣工", "已竣工"), "已完工"),
    **dict.fromkeys(("投用", "投入使用", "已投入使用"), "已投用"),
    **dict.fromkeys(("需要地区协调的事项", "需要地区协调事项", "需地区协调的事项"), "需地区协调事项"),
    "暂未统计": NoValue.PENDING.value,
    "尚未统计": NoValue.PENDING.value,
    "统计中": NoValue.PENDING.value,
    "待统": NoValue.PENDING.value,
}
# What may well be meant, and may be another: proposed only.
PERHAPS = {
    **dict.fromkeys(("推进中", "正在推进"), TaskStatus.ON_TRACK.value),
    **dict.fromkeys(("开工", "已开工"), "在建"),
    "经验做法": "典型经验",
    "诉求": "需地区协调事项",
}
DATE_WORDS = lazy_regex(r"\d{4}年|\d{1,2}月份?|\d{1,2}[日号]")
_HINTS = {
    NoValue.PENDING: lazy_regex("待统计|统计中|正在统计|统计时间|未统计|未出|待核|待报|待定|待填|反馈"),
    NoValue.NOT_APPLICABLE: lazy_regex("不涉及|不适用|无此项|无该项|无任务|非本单位"),
}


def word_to_propose(raw: str) -> str:
    """The one word that the text says, also with more behind it (待统计，7月10日出)."""
    text = DATE_WORDS.sub("", narrow(raw))
    said = [word.value for word, hints in _HINTS.items() if hints.search(text)]
    return said[0] if len(said) == 1 and not any(sign.isdigit() for sign in text) else ""


_NOTED = lazy_regex(
    r"(?P<word>待统计|不涉及)(?:[(\[【](?P<note>[^()\[\]【】\d]*)[)\]】]|[此该这本]项?(?:工作|任务|指标|业务)?)"
)
_OTHERWISE = lazy_regex(
    "已|完成|新增|实施|开工|待统计|不涉及|约|左右"
)  # a note by which there may be a figure after all
_ANSWERED = lazy_regex(r"(?P<word>[是否])[(\[【](?P<note>[^()\[\]【】]*)[)\]】]")
_NOT_SO = {
    "是": lazy_regex("[未没待尚拟否不]|计划|预计|正在|部分|基本|中$"),
    "否": lazy_regex("是|完成|通过|已(?![^,]*(?:初稿|启动|开展|委托|招标|上报))"),
}
_TICK, _BOX = "[☑√✓✔■]", "[□☐○]"
_TICKED = lazy_regex(
    rf"{_TICK}(?P<first>[是否]){_BOX}(?P<second>[是否])|{_BOX}(?P<empty>[是否]){_TICK}(?P<chosen>[是否])"
)


def noted_word(text: str) -> str:
    """待统计(教育局未报), 不涉及此项工作; ``text`` squeezed."""
    said = _NOTED.fullmatch(text)
    return "" if said is None or _OTHERWISE.search(said["note"] or "") else said["word"]


def noted_answer(text: str) -> str:
    """是(已批复), but not 是(未批复)."""
    said = _ANSWERED.fullmatch(text)
    return "" if said is None or _NOT_SO[said["word"]].search(said["note"]) else said["word"]


def ticked(text: str) -> str:
    """☑是□否: the one of two boxes that is ticked."""
    said = _TICKED.fullmatch(text)
    if said is None or {said["first"] or said["empty"], said["second"] or said["chosen"]} != {"是", "否"}:
        return ""
    return said["first"] or said["chosen"]
