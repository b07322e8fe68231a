"""Clauses of an explanation that only state or promise something: what is still missing, the task and its share, last year's number, the
figure itself once more; a plan or a day.

In: one clause. Out: whether it is of that kind. A clause is, where nothing is left of it without times, numbers and the words that such
clauses are made of: whatever else stands in it (因师资不足, 集中验收, 上月漏报) may be a reason.
"""

from __future__ import annotations

from collections.abc import Collection

from toolkit.core.patterns import lazy_regex

_MEASURE = r"(?:万?[亩吨台辆张份本件例]|[万亿]?元|人次|公里|万?平方米|[万亿]?[所个户家项条人座套片部届栋处名场次期批]|[%％]|个百分点)"
_AMOUNT = rf"\d[\d,.]*{_MEASURE}?"
_TIME = (
    r"(?:20\d\d|[今本当明])年度?|[全年]年度?|年[度内底末]|[上下]半年|[一二三四]季度|[本当上下]个?月|月[底末初内]|(?:\d{1,2}[-—–~～至到])?\d{1,2}月"
    r"(?:份|底|末|初|[上中下]旬|\d{1,2}[日号])?|近期|目前|现在?|截[至止]|至今|以来|暂"
)
_FILLING = (
    r"[还尚仍只仅又再已均都共约了的为是到至于可能数量值以之前内后率与和其中]|累计|实际|合计|全部|全面|部分"
)
_GOAL = r"(?:总|年度)?(?:目标|任务|指标|计划|序时)(?:任务|目标|进度|数|值)?"
_DONE = r"完成|新增|增加|净增|增长|达到?|实现|培训|占"
_STATED = lazy_regex("|".join((_TIME, _AMOUNT, _GOAL, _DONE, _FILLING)))
_MISSING = r"差额部分|差额|相?差距?|缺口?|欠缺?|剩余?|余下?|余|未|没有?|[需要]|距离?|离|有"
_AHEAD = (
    r"下一?步|后[续期]|预[计期]|力争|争取|确保|保证|[拟将待]|继续|持续|陆续|逐步|全力|进一步|努力|积极|抓紧|尽[快早]|早日|加[快大强]|力度|步伐|按[期时月照]?|统一"
    r"|推[进动]|进[度展]|工作"
)
_WORK = (
    r"补[齐足报]|[办交]结|交付|到位|竣工|完[工成]|开工|建[成设]|改造|投[用运]|投入使用|入住|启动|实施|组织|开展|发放|办理|申报|认定|[上填]?报[送出]?|统计|更正|核实|达标"
    r"|分解|下达|各?乡镇?|各?村|各?单位|项目|工程|企业|学校|学员|群众|人员|正?在"
)
_PROMISED = lazy_regex("|".join((_TIME, _AMOUNT, _AHEAD, _MISSING, _GOAL, _WORK, _DONE, _FILLING)))
_IS_SHORT = lazy_regex(r"差|缺|欠|剩|余|未|没|[还尚仍][有需要]")
_IS_AHEAD = lazy_regex(
    r"(?:[底末年月日号度]|旬)(?:之|以)?前|[年月]内|下一?步|下个?月|下半年|明年|后[续期]|预[计期]|计划|力争|争取|确保|拟|早日|尽[快早]|加[快大]|抓紧|继续|持续|待\d{1,2}月|任务已?(?:下达|分解)"
)
_DIGIT = lazy_regex(r"\d")
_DATES = lazy_regex(_TIME)
_LAST_YEAR = lazy_regex(
    rf"(?:去年|上年|20\d\d年|同期)(?:同期|全年|同月|度|底|末)?(?:数|累计|{_DONE}|为|是|[共有])*{_AMOUNT}"
    rf"|同比(?:{_DONE}|上升|提高|多|下降)*了?{_AMOUNT}"
)
# Places and sexes, which make a figure and say nothing of why it moved.
_PART = rf"(?:城[区镇]|[乡农]村|城乡|[男女]性?|[\u4e00-\u9fff]{{0,6}}(?:街道|[区乡镇村县市街场团]))(?:为|是|共|{_DONE})*{_AMOUNT}"
PARTS = lazy_regex(rf"其中[:：]?{_PART}(?:[,，、和]{_PART})*(?=$|[,，。;；、!！\n])")


def states(clause: str) -> bool:
    """还差60人, 已完成55.2%, 去年同期140人, 8月完成112人."""
    if _LAST_YEAR.fullmatch(clause):
        return True
    if promises(clause) or not _DIGIT.search(_DATES.sub("", clause)):
        return False
    known = _PROMISED if _IS_SHORT.search(clause) else _STATED
    return not known.sub("", clause)


def promises(clause: str) -> bool:
    """10月底前补齐, 下月计划再完成30人."""
    return _IS_AHEAD.search(clause) is not None and not _PROMISED.sub("", clause)


_TASK = lazy_regex(
    rf"(?:全年|年度|今年)?(?:目标|任务){_AMOUNT}|按[上地县]\S{{0,2}}(?:下达|分解)(?:任务|目标)?数"
)
_COMMA = lazy_regex("[,，]")
_COUNTED = lazy_regex(r"(?<![\d.])\d[\d,]*(?:\.\d+)?(?![\d.]|月|年|日)")


def is_ahead(sentence: str, figures: Collection[float]) -> bool:
    """Whether nothing is said but the task, what is missing and by when: of other numbers than the figures, which may be planned ones."""
    numbers = {float(one.replace(",", "")) for one in _COUNTED.findall(sentence)}
    if not numbers or not numbers.isdisjoint(figures):
        return False
    clauses = [one.strip(" 。.") for one in _COMMA.split(sentence)]
    return all(_TASK.fullmatch(one) or promises(one) or _is_missing(one) for one in clauses)


def _is_missing(clause: str) -> bool:
    return _IS_SHORT.search(clause) is not None and states(clause)
