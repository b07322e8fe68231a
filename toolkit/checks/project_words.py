"""What is said of a project as a whole: that its row is not to count, or in which state the project is.

In: a text of the row. Out: the sentence that says it, or "". Its subject is the project (本项目, 该项目, 此行) or none; what is
said of a part of it (二期, 标段, 部分), with an if or as a plan says nothing of the whole.
"""

from __future__ import annotations

import re

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import sentences
from toolkit.core.value_text import squeeze

_STARTS = lazy_regex(r"(?:^|(?<=[,:(]))(?=[^,:()])")
_IN_BRACKETS = lazy_regex(r"[(\[【]([^()\[\]【】]{1,60})[)\]】]")
_REASON = r"因|由于|经(?!费)|根据|按|鉴于|受|截[至止]|目前|现(?![场有行])"
_REASONS = lazy_regex(_REASON)
_EARLY = lazy_regex(
    rf"{_REASON}|(?:正在|[尚还]未)?(?:办理|完成|取得)?(?:项目)?(?:前期|[^,]{{0,4}}手续|招投?标|可研|初设|立项|用地|资金)"
)
_PART = r"其中|[一二三四五六七八九十\d]期|[一二三四五六七八九十\d]?(?<![招中投评开])标段?(?![准识书的价人])|子项|分项|单体|部分|[东西南北中前后]段|号[楼线]"
_HELD = lazy_regex(rf"[如若](?![期实下])|一旦|除非|否则|拟|建议|申请|可能|考虑|是否|上个?[月年]|去年|{_PART}")
_END = r"(?=$|[,:()、])"
_SUBJECT = r"(?P<subject>(?:[本该此这]个?)(?:项目|工程|[行条项])|项目|工程)?"
_BEFORE = (
    r"(?:(?:经|根据|按照?)[^,]{1,25}?(?:同意|决定|批[准复]|研究|要求|通知|精神|安排))?"
    rf"{_SUBJECT}(?:目前|现|已经?|业已|均|全部|整体|正式|决定|予以|被)*"
)

# The row is not to count.
_OURS = r"[我本](?:县|市|区|州|局|委|办|院|单位|部门|地区|园区|公司|乡|镇)"
_TOGETHER = r"(?:项目|上报|填报|统计|计算|申报|录入|列入|了)*"
_KINDS = (
    r"(?:取消|终止|撤[销项]|作废|废止|下马|退库|不再(?:继续)?(?:实施|建设|推进)|不(?:实施|建设?)了|停止实施|(?:取消|终止|放弃)(?:实施|建设|立项))了?",
    r"[调移退]出[^,]{0,6}(?:库|清单|名单)",
    r"[与和同跟](?:本?表[中内]?)?(?:[上下前后第][^,]{0,6}[行条项]|(?:第|序号|编号|项目)?\d+(?:号|[项行条])?"
    rf"|[^,]{{1,14}}(?:[县市州区局委办院乡镇]|部门|单位|公司|项目))(?:的?项目)?[是为属]?(?P<twice>重复|同一个?项目){_TOGETHER}",
    rf"[属为是系]?(?P<again>重复){_TOGETHER}",
    r"(?:请|暂)?(?:[不勿]|不[要应再予用需]|无需)予?以?(?:纳入|计入|列入|参[与加]|进行)?(?:本表|本月|重点项目|数据|投资|全[县市州])*的?(?:统计|汇总|合计)(?:范围)?[内中]?",
    r"(?:不属于?|不是|非|不归|不由)"
    + _OURS
    + r"(?:的|境内|范围内?|实施|负责|承担|管[理辖]|统计|[填上]报|牵头|建设)*(?:项目|工程)?",
    rf"与{_OURS}无关",
    r"(?:移交|划转|划归|移送|交由|转由)(?![我本])[^,]{1,15}(?:,[^,]{0,2}由(?![我本])[^,]{1,12})?(?:填报|上报|报送|统计)",
    r"(?:合并|并入|归并|整合)[到至入进]?[^,]{1,20}(?:项目|[行条]|统计|填报|(?:一并|统一|合并)实施)",
)
_BY_OTHERS = r"(?:(?:[本该此](?:项目|工程|[行条项])|项目)(?:已|现|改|应|统一)*|改|现|应|转)由(?![我本])[^,]{1,15}?(?:负责|统一)*(?:填报|统计|报送|上报)"
_THE_ROW = r"[此本该这][行条](?:数据?|内容)?(?:请|应|已)?(?:作废|有误|填错|不要|不用|不算|删除|忽略|重复)了?|请(?:忽略|删除)[此本该这](?:[行条]|项目)"
_TAKEN_BACK = lazy_regex(rf"(?:{_BEFORE}(?:{'|'.join(_KINDS)})|(?P<row>{_BY_OTHERS}|{_THE_ROW})){_END}")
_MENDED = lazy_regex(r"已[^,]{0,8}(?:核减|剔除|扣[减除]|删除|去重|更正|改正)")

# In which state the project is.
_NOW = rf"{_SUBJECT}(?:目前|现在?|至今|截[至止]目前)*"
_WHY = r"(?:(?:因|由于|受)[^,]{1,20}?(?:问题|原因|影响|不足|短缺|困难|纠纷|未到位|未落实))?"
_AT_WORK = r"正在(?:抓紧|加紧|加快|全力|全面|有序)?(?:进行)?(?:施工|(?:铺设|浇筑|砌筑|开挖|安装|装修|打桩|敷设)[^,、]{0,8}|[^,、]{2,6}(?:施工|浇筑|砌筑|开挖|铺设))"
NOT_BEGUN = lazy_regex(
    rf"{_WHY}{_NOW}(?:[尚还暂仍]*(?:未|没有?)(?:正式|实质性)?(?:[开动]工|(?:开始|进场)(?:施工|建设))(?:建设)?"
    rf"|[尚仍还]?(?:(?:处于?|处在|在)(?:项目)?前期(?:工作|准备)?阶段|正在(?:办理|开展)(?:项目)?前期(?:手续|工作))){_END}"
)
BEGUN = lazy_regex(
    rf"{_NOW}(?:已(?:正式|全面)*(?:[开动]工(?:建设)?|进场施工)|{_AT_WORK}|主体(?:结构|工程)?已?(?:封顶|完工)"
    rf"|已?完成(?:主体|基础|地基|桩基|土方|管沟)(?:结构|工程)?(?:的?(?:施工|开挖|浇筑))?|(?:主体|基础)(?:结构|工程)?已?完成(?:\d{{1,2}}%|[一二三四五六七八九]成)){_END}"
)
STOPPED = lazy_regex(
    rf"{_WHY}{_NOW}(?:已|仍|一直|处于?|全面|全部)*(?:停工|暂停(?:施工|建设|实施))(?:状态|至今|停建|中|了)?{_END}"
)
RESUMED = lazy_regex(rf"{_NOW}(?:已(?:全面|全部)?复工(?:建设)?|{_AT_WORK}){_END}")
UNFINISHED = lazy_regex(rf"{_NOW}(?:{_AT_WORK}|仍在施工|施工中|(?:[尚还仍])?未(?:全部)?完工){_END}")
DONE = lazy_regex(
    rf"{_NOW}(?:(?:已经?|全部|全面|整体)+(?:通过|完成)?(?:竣工|完工|建成|投入使用|投用|交付使用)|(?:通过|完成)竣工|竣工(?=验收(?:合格|通过)))"
    rf"(?:并|验收|备案|合格|通过|投入使用|投用|交付使用|交付|运营)*{_END}"
)
_PART_OF_WORK = lazy_regex(_PART + r"|\d(?:个|栋|座|条|所|处|段)")
_IN_PASSING = lazy_regex(r"复工|恢复|[冬雨汛]|季|疫|高考|放假|春节|沙尘|天气|高温|\d[天日]|暂时|短暂|检修|曾")
_TO_BE_DONE = lazy_regex(
    r"施工|正在(?![^,]{0,6}(?:[决结]算|审计|验收|移交|备案))|剩余|[待未](?![^,]{0,4}(?:[决结]算|审计))|收尾|预计|计划"
)


# What may stand before a state without a subject: its reasons; before the end of a project all that was done of it.
_BEFORE_STATE = {
    NOT_BEGUN: _EARLY,
    BEGUN: _EARLY,
    STOPPED: _REASONS,
    RESUMED: _REASONS,
    UNFINISHED: _REASONS,
    DONE: lazy_regex(""),
}


def row_taken_back(text: str) -> str:
    """The sentence that takes the whole row back: cancelled, written twice, not to be counted, another's."""
    for one in map(squeeze, sentences(text)):
        said = _said(one, _TAKEN_BACK, _REASONS)
        if said and not ((said["twice"] or said["again"]) and _MENDED.search(one)):
            return one
    return ""


def name_taken_back(name: str) -> str:
    """The same of what a name says in brackets."""
    return next((one for one in _IN_BRACKETS.findall(squeeze(name)) if row_taken_back(one)), "")


def state_said(text: str, state: re.Pattern[str]) -> str:
    """The sentence that says of the whole project, and for longer than a few days, that it is in a state."""
    whole = squeeze(text)
    if _PART_OF_WORK.search(whole) or (state is DONE and _TO_BE_DONE.search(whole)):
        return ""
    for one in map(squeeze, sentences(text)):
        if not (state is STOPPED and _IN_PASSING.search(one)) and _said(one, state, _BEFORE_STATE[state]):
            return one
    return ""


def _said(sentence: str, pattern: re.Pattern[str], before: re.Pattern[str]) -> re.Match[str] | None:
    """Where a clause says it: of the project, or without a subject behind nothing but clauses ``before``."""
    for start in (match.start() for match in _STARTS.finditer(sentence)):
        if _HELD.search(sentence[:start]):
            return None
        said = pattern.match(sentence, start)
        if said and (
            said["subject"]
            or said.groupdict().get("row")
            or all(before.match(sentence, one.start()) for one in _STARTS.finditer(sentence[:start]))
        ):
            return said
    return None
