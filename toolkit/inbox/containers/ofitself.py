"""What a letter says of the very form that it brings: that it counts, that it corrects or completes an earlier one.

In: a sentence. Out: what it says besides. The form that lies beside it is what was meant, and there is nothing to hold against it. Of a
sentence with a figure of its own, or that puts off, nothing is left out.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import CLAUSE

_PLACE = lazy_regex(r"(?<![A-Za-z0-9])T\d{2}-\d{1,2}(?!\d)")
_MENDS = "更正|改正|订正|修正|修改|修订|调整|更新|完善|重[新]?[报发填]送?|补[报发填]"
_ASKING = "请帮应需要须未没待"
_OF_ITSELF = lazy_regex(
    # it counts
    r"以(?:[此这本]|最新|修改后|更正后|修正后|现在|附件|附表)[^以，,]{0,12}为准"
    # an earlier one does not, or has a fault
    r"|(?:刚才|方才|刚刚|之前|此前|先前|前面|早上|上午|中午|昨[天日晚]|前[天日]|今早|原先|上一?[次份封版稿]|前一?[次份封版稿]|[前原][表件报])"
    r"[^，,]{0,12}(?:作废|无效|有误|错误?|不用|勿用|不要用|别用|撤[回销]|漏[填报写了])"
    # it has been mended, and what was put in stands in it
    rf"|[已均](?:经|全部)?[^，,]{{0,8}}(?:{_MENDS}|补[上充齐全]|改)|改[为成]附[件表](?:中|里|内)?的"
    # a subject that says what it is
    rf"|^(?:现|现将|特此?|兹|今|本次|此次)?[^，,{_ASKING}]{{0,10}}?(?:{_MENDS})(?:[版稿件函后])?(?:[^，,]{{0,24}}(?:报表|填报表|表|数据))?$"
    # or what it mends, without a figure
    rf"|^(?:{_MENDS})[^，,{_ASKING}为按以]{{1,14}}$"
    rf"|^[^，,{_ASKING}]{{0,14}}(?:报表|填报表|表|数据)的?(?:{_MENDS})(?:[版稿件函后])?$"
)
_LATER = lazy_regex(
    "月底|下[个月周]|届时|尽快|稍后|回头|随后|后面|明[天日]|改天|再[报发改补填]|重报|另报|估|预计|暂"
)
_WRITTEN = lazy_regex(r"已[经]?在[^，,]{0,10}(?:写明|注明|说明|填明|反映)")


def more_than_itself(sentence: str, plain: str) -> str:
    """What a sentence says besides that the form beside it counts, corrects or completes; ``plain`` is it without what tells no figure."""
    plain = _PLACE.sub("", plain)
    if any(map(str.isdigit, plain)) or _LATER.search(plain):
        return sentence
    clauses = [one.strip(" 　·【】[]") for one in CLAUSE.split(plain)]
    left = [one for one in clauses if not _OF_ITSELF.search(one)]
    return sentence if len(left) == len(clauses) else "，".join(left)


def figures_written_in(sentence: str) -> bool:
    """Whether a sentence says that what it tells stands in the form too."""
    return _WRITTEN.search(sentence) is not None
