"""Words of a task that say the contrary of its 本月状态 or 完成度.

In: the text of one cell of the row, what stands in 本月状态 and 完成度, the month. Out: the first sentence that cannot be true beside them, or "".
A clause counts only where it speaks of the whole task: it names it (该项工作尚未启动), or it stands at the head of its sentence with nothing but
a time or a reason before it (因资金不到位，暂停实施). 二期正在报批，尚未开工 is said of a part: part of a task may stand still while it is on its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import sentences
from toolkit.core.words import TaskStatus

APART = 10.0  # points of 完成度 that are no rounding
WHOLE = 100.0
_COMMA = lazy_regex("[，,]")
_ABOUT_THE_CELLS = lazy_regex(
    r"状态(?=[填选应误错改])|完成度(?=[填应误错改为是系下]|$)|[表栏格]内|[本此该](?:项|行|条|任务)(?:数据|填报?|选|由\S{2,8}填|不涉及|不归|不属)|^(?:以上|[填选]错)"
)
_TAKEN_BACK = lazy_regex(
    r"[填选写报]错|[填选]反|有误|误[填选]|应[该当]?[为是选填改]|[为是系按](?:预[计测估]|估[计算]|暂估|计划|目标)(?:[数值填]|的?$)|不准|不实|核减|[上下]调|改[为成]|更正"
    r"|由\S{2,8}填|不涉及|不归|不属"
)
_NAMED = r"(?:[该本此]项?(?:工作|任务|项目)|(?:项目|工作|任务)(?=[尚仍还已暂未停无]))"
_IT = r"(?:目前|截至目前|因[^，,]{1,12}?|[该本此]项?(?:工作|任务|项目)|工作|任务|项目|总体|整体|全面|一直|均|仍|还|尚|已经?|处于)*"
_WHEN = r"(?:截[至止]\S{1,8}|目前|现|总体|整体|均|已经?|于|\d{1,2}月(?:\d{1,2}日|[底末初份]|[上中下]旬)?)*"
_OURS = r"[我本](?:县|市|区|州|旗|单位|局|委|办|园区|公司)"
_NOT_BEGUN = lazy_regex(rf"{_IT}未(?:启动|开展|实施|开工|动工)(?:实施|建设)?")
_STOPPED = lazy_regex(rf"{_IT}(?:停[工滞摆]|暂停(?:实施|推进|建设)?)(?:至今|状态)?")
_CANNOT = lazy_regex(rf"{_IT}(?:暂时?|均)?无法(?:正常)?(?:开展|推进|实施|启动|开工|施工)")
_BEHIND = lazy_regex(
    r"(?:目前|[该本此]项?(?:工作|任务|项目)|总体|整体|工作|任务)*进[度展](?:已|严重|明显|总体|整体|有所)*(?:滞后|落后)(?:于?序时进?度?)?"
    r"|(?:目前|[该本此]项?(?:工作|任务|项目)|总体|整体|工作|任务|进度)*(?:(?:未|没有?)(?:能)?达到?序时进度(?:要求)?|(?:已|仍|尚)?(?:滞后|落后)于?序时进度(?:要求)?约?(?:\d+(?:\.\d+)?(?:个?百分点|[%％]))?)"
)
_NONE_OF_OURS = lazy_regex(
    rf"{_OURS}(?:暂?不(?:涉及|承担)|[无没]有?)(?:[此该这]项?)?(?:工作|任务)*|[该本此]项?(?:工作|任务)已?经?(?:取消|撤销|终止)(?:实施)?"
)
_BEGUN = lazy_regex(
    r"(?:目前|[该本此]项?(?:工作|任务|项目))+(?:已经?|正[在式]?)(?:全面|正式)?(?:启动|开工|开展|动工|铺开)(?:实施|建设)?"
    r"|正在(?:进行|开展)?[^，,]{0,6}(?:施工|浇筑|砌筑|开挖)|(?:已经?|正式|全面)+(?:开工|动工)(?:建设)?"
)
_BEGUN_IN = lazy_regex(
    r"(?:已于)?(?P<month>\d{1,2})月(?:\d{1,2}日|[底末初份]|[上中下]旬)?(?:已|正式|全面)*(?:开工|动工)(?:建设)?"
)
_TO_BEGIN = lazy_regex(
    r"(?:计划|拟|预计|将)[于在]?\d{1,2}月(?:\d{1,2}日|[底末初份]|[上中下]旬)?(?:正式|全面)?(?:启动|开工|动工)(?:实施|建设)?"
)
_DONE = lazy_regex(
    r"(?:目前|[该本此]项?(?:工作|任务|项目)|任务)*(?:[该本此]项?(?:工作|任务|项目)|任务)已?经?(?:全部|全面)完成(?:并[^，,]{0,10})?"
)
_ALL_DONE = lazy_regex(
    rf"{_WHEN}(?:全部|全面)(?:完成|完工|竣工|建成)(?:并?(?:通过[^，,]{{0,4}}验收|投入使用|投用|交付(?:使用)?))?"
    rf"|{_WHEN}(?:完工|竣工|建成)并?(?:通过[^，,]{{0,4}}验收|投入使用|投用|交付使用)"
)
_TASK_DONE = lazy_regex(
    r"已?(?:全部|全面)?完成(?:(?!前期|准备|阶段|部署|分解|摸[底排]|调[研查]|半年|季度|去年|上年|设计|招标|编制|可研|排查)[^，,]){0,4}任务"
)
_NOT_DONE = lazy_regex(rf"{_IT}(?:未|没有?)(?:全部|全面|完全)?(?:完成|完工|竣工|建成)")
_UNDER_WAY = lazy_regex(
    rf"{_IT}正在?(?:抓紧|加紧|加快|全力|有序|全面|持续|积极|进行|开展)*(?:实施|施工|建设|推进|推动|办理|编制)(?:中|之中|当中)?"
)
_TO_BE_DONE = lazy_regex(
    rf"{_IT}(?:预计|计划|力争|争取|拟)[于在到]?(?:年内|年底|\d{{1,2}}月)[^，,]{{0,5}}?(?:全部|全面)?(?:完成|完工|竣工|建成)(?:并?(?:投入使用|投用|交付(?:使用)?))?"
)
_LEFT = lazy_regex(
    r"(?:剩余|其余|还有|尚有|仍有)的?\d+(?:个|项|所|户|处|条|套|家|件|座|栋|片|公里)(?![^，,]*(?:任务外|计划外|[明后]年))[^，,]{0,8}?(?:未|待|正在|计划|预计)[^，,]{0,8}?(?:完成|完工|竣工|建成|开工|启动|实施|开展|改造|施工|推进)(?:改造|施工|建设)?"
)
_SO_MANY_OF = lazy_regex(
    r"[^，,\d]{0,8}(?P<all>\d+)(?P<measure>个|项|所|户|处|条|套|家|件|座|栋|公里)[^，,\d]{0,6}中已?(?:完成|完工|建成)(?P<part>\d+)(?P=measure)"
)
# Beside which status a clause of the whole task is a contradiction, and a sentence that is all that 本月进展 says.
_CONTRARY: Mapping[str, Sequence[re.Pattern[str]]] = {
    TaskStatus.ON_TRACK: (_NOT_BEGUN, _STOPPED, _CANNOT, _BEHIND, _DONE, _NONE_OF_OURS),
    TaskStatus.DONE: (_NOT_BEGUN, _STOPPED, _CANNOT, _BEHIND, _NOT_DONE, _UNDER_WAY, _TO_BE_DONE),
    TaskStatus.NOT_STARTED: (_BEGUN, _DONE, _TASK_DONE),
    TaskStatus.BEHIND: (_DONE,),
}
_ALONE: Mapping[str, Sequence[re.Pattern[str]]] = {
    TaskStatus.ON_TRACK: (_ALL_DONE, _TO_BEGIN),
    TaskStatus.NOT_STARTED: (_ALL_DONE,),
    TaskStatus.BEHIND: (_ALL_DONE,),
}
_REASON = lazy_regex(
    r"(?:截[至止]\S{1,8}|目前|[因受由][^，,]{1,20}|(?:[该本此]?项?(?:工作|任务|项目))?(?:建设)?(?:资金|用地|土地|经费)[^，,]{0,8}(?:未|不|没|缺|问题|影响)[^，,]{0,6})"
)
_OF_WORK = lazy_regex(r"(?:目前|现|已|正|完成)")  # says what was done, and of nothing else
_SHARE = lazy_regex(
    r"(?:截至\S{1,8}|目前|现)?(?:总体|整体|实际|任务|[该本此]项?(?:任务|工作)|累计|已)*(?:总|工作)?(?:完成度?|进[度展]|完成率)"
    r"(?:已|约|达到?|为|是|至|了)*(?P<share>\d{1,3}(?:\.\d+)?)[%％](?:左右)?"
)
_SHARE_OF_ALL = lazy_regex(
    r"(?:截至\S{1,8}|目前|现)?(?:总体|整体|累计|已)*完成了?(?:总|年度|全年)?(?:工程量|工作量|目标任务|任务)的?(?:约|近)?(?P<share>\d{1,3}(?:\.\d+)?)[%％](?:左右)?"
)
_RISEN_TO = lazy_regex(
    r"(?:本月|目前|任务)*完成度[由从]\d+(?:\.\d+)?[%％]?(?:提高|提升|增加|上升|增长)?[到至](?P<share>\d+(?:\.\d+)?)[%％]"
)


@dataclass(frozen=True)
class Stated:
    """What stands in 本月状态 and 完成度 of a task, and the month of the form."""

    status: str
    completion: float | None
    month: int


def words_against_task(text: str, stated: Stated, *, of_progress: bool) -> str:
    """The first sentence that does not go with them; ``of_progress``: it is 本月进展, which says what was done at all."""
    said = [one.rstrip("。.") for one in sentences(text)]
    for at, one in enumerate(said):
        first = of_progress and at == 0
        if _is_against(one, stated) or (first and _is_against_alone(one, stated, only=len(said) == 1)):
            return one
    return ""


def _is_against(sentence: str, stated: Stated) -> bool:
    if _ABOUT_THE_CELLS.search(sentence) and _TAKEN_BACK.search(sentence):
        return True
    clauses = [one.strip() for one in _COMMA.split(sentence)]
    patterns = _CONTRARY.get(stated.status, ())
    if any(pattern.fullmatch(one) for one in _of_the_whole(clauses, stated.status) for pattern in patterns):
        return True
    if stated.status == TaskStatus.NOT_STARTED and _has_begun(clauses, stated.month):
        return True
    if stated.status == TaskStatus.DONE and any(_LEFT.fullmatch(one) or _lacks_some(one) for one in clauses):
        return True
    return _is_another_share(_SHARE, clauses[0], stated) or _is_another_share(_RISEN_TO, clauses[0], stated)


def _is_against_alone(sentence: str, stated: Stated, *, only: bool) -> bool:
    """Whether the first sentence of 本月进展 is against them though it names nothing: nothing else can be meant."""
    head = _COMMA.split(sentence)[0].strip()
    if _is_another_share(_SHARE_OF_ALL, head, stated):
        return True
    return only and any(pattern.fullmatch(sentence) for pattern in _ALONE.get(stated.status, ()))


def _of_the_whole(clauses: Sequence[str], status: str) -> Iterator[str]:
    """The clauses that name the task, or before which nothing else is named."""
    alone = True
    for one in clauses:
        if alone or re.match(_NAMED, one):
            yield one
        done = status != TaskStatus.ON_TRACK and _OF_WORK.match(one)
        alone = alone and bool(done or _REASON.fullmatch(one) or re.match(_NAMED, one))


def _has_begun(clauses: Sequence[str], month: int) -> bool:
    """5月开工建设, where that month is gone."""
    begun = (_BEGUN_IN.fullmatch(one) for one in clauses)
    return any(one is not None and int(one["month"]) <= month for one in begun)


def _lacks_some(clause: str) -> bool:
    """6个中完成5个."""
    said = _SO_MANY_OF.fullmatch(clause)
    return said is not None and int(said["part"]) < int(said["all"])


def _is_another_share(pattern: re.Pattern[str], clause: str, stated: Stated) -> bool:
    said = pattern.fullmatch(clause)
    if said is None or stated.completion is None:
        return False
    apart = abs(float(said["share"]) - stated.completion)
    exact = stated.status == TaskStatus.DONE or pattern is _RISEN_TO
    return apart >= (1.0 if exact else APART)
