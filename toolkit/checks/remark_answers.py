"""Words beside an answer of 是 or 否, beside 不涉及, and beside a ratio, that give another one.

In: the text beside it, what stands there, what the form asks for there (name and 口径) and the month. Out: the first sentence that does not go with it, or "".
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import MENDED, sentences
from toolkit.core.values import YES_NO_CHOICES

_WRONG = lazy_regex(r"(?<!没有)(?<!未)[填选写]错|误[填选]|[填选]反|(?<![如若])有误")
_OTHER = lazy_regex(r"(?:应[该当]?|请|需)?(?:[为是]|[填选改报写]为?)?[“\"]?(?P<answer>[是否])[”\"]?")
_COMMA = lazy_regex("[，,]")
# Of the thing itself: a clause that has anything else in it speaks of the work on the way there.
_NOT_YET = lazy_regex(
    r"(?:目前|[此本该]项(?:工作)?|仍|还|尚)*(?:未|没有?)(?:经)?(?:完成|批[准复]|获批|通过|印发|出台|发布|建[成立]|实现|达[到标]|落实|开展|启动|实施|开通|设立)"
    r"|(?:预计|计划|力争|拟)\S{0,8}(?:完成|批[准复]|获批|通过|印发|出台|发布|建[成立]|实现|达标|开通|设立)"
)
_DAY = r"(?:20\d\d年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|份|[初中]旬?|上旬)?"
_EVENT = r"(?:完成|获?批[准复]|获批|通过|印发|出台|发布|建[成立]|实现|达标|开通|设立)"
_BY_NOW = lazy_regex(
    rf"(?:目前|[此本该]项(?:工作)?|本[县市])*(?:(?:20\d\d年)?\d{{1,2}}月(?:\d{{1,2}}日|底|份|初)?)?(?:经|由)?(?:[^，,\d]{{0,4}}(?:行署|政府|地区|厅|局))?(?:已经?|均已)于?(?:\d{{1,2}}月(?:\d{{1,2}}日|底|份|初)?)?{_EVENT}"
    r"|(?:目前|[此本该]项(?:工作)?)*(?:编制|规划|评审)?已(?:编制|评审)完成并(?:获?批复|通过)"
)
_ON_A_DAY = lazy_regex(
    rf"(?:于|已于)?{_DAY}(?:经|由|获)?(?:[^，,\d预拟计将待未]{{0,6}}(?:行署|政府|地区|厅|局|办))?(?:正式)?(?:通过评审并|评审通过并|审议通过并)?{_EVENT}(?:实施)?"
)
_ON_THE_WAY = lazy_regex(
    r"(?:目前|[此本该]项(?:工作)?)*已?(?:上报|报批|报送|提交)[^，,]{0,8}?[待等](?:批复?|审批|批准|审核|审定)"
)
_REFUSED = lazy_regex(r"(?:评审|审查|审批|验收|审核|复核)(?:均|暂|尚)?(?:未|没有?)(?:能)?通过")
_ONLY_SO_FAR = lazy_regex(
    r"(?:目前|总体|工作)*(?:完成率|完成度|进[度展])(?:为|约|达到?|是)?(?P<share>\d{1,2}(?:\.\d+)?)[%％]"
)
_TO_BE_SENT = lazy_regex("报批|申报|上报|报送|提交|启动|开展")
# Beside 不涉及: the unit's own work, and words that give it to others.
_MEASURE = r"(?:[万亿]?元|人次|公里|平方米|[所个户家项条人座套片部届栋处件名])"
_OF_US = r"(?:[我本][县市区州旗]|今年|本年|本月|目前|现)*"
_WORK_OF_OURS = lazy_regex(
    rf"{_OF_US}(?:新建|改造|建成|完成|培训|申报|新增|开工|实施|交付|打通)了?\d[\d.,]*{_MEASURE}[^，,]{{0,8}}"
    rf"|{_OF_US}\d[\d.,]*{_MEASURE}(?:正在?|已)?(?:在建|建成|完成|开工|竣工|完工|投用|施工)"
    rf"|{_OF_US}已(?:全部)?(?:完成|建成|开通|通过|批复|印发)(?:编制|建设|改造|审批|评审|批复)?"
)
_OF_OTHERS = lazy_regex(
    r"由|不涉及|不承担|无此|没有|统一|其他|园区|开发区|经开区|划[转归]|移交|[去上前往]年|20\d\d年"
)
_SHARE = lazy_regex(
    r"(?!目标|计划|任务|去年|上[年月]|同期|全|增)(?:目前|实际|[此本该]项?|应[该当]?)*(?:比[率例]|占比|[^，,\d]{0,6}(?<!速)(?<!成)(?<!长)率)?(?:实际)?(?:应?[为是]|达到?|已达到?|约|[:：])*(?P<share>\d+(?:\.(?P<decimals>\d+))?)[%％]"
)


def against_answer(text: str, answer: str, asked: str = "", month: int = 0) -> str:
    """The sentence that says the contrary of 是 or 否."""
    return next((one for one in sentences(text) if _is_contrary(one, answer, asked, month)), "")


def _is_contrary(sentence: str, answer: str, asked: str, month: int) -> bool:
    if _WRONG.search(sentence) and not MENDED.search(sentence):
        return True
    clauses = [one.strip() for one in _COMMA.split(sentence)]
    other = next((said["answer"] for one in clauses if (said := _OTHER.fullmatch(one))), answer)
    if other != answer:
        return True
    if answer == YES_NO_CHOICES[0]:
        return any(_NOT_YET.fullmatch(one) or _is_not_done(one, asked) for one in clauses)
    return any(_BY_NOW.fullmatch(one) or _is_gone_by(one, month) for one in clauses)


def _is_not_done(clause: str, asked: str) -> bool:
    """已上报待批, but where sending it in is what was asked for; 评审未通过; 完成率60%."""
    if _TO_BE_SENT.search(asked):
        return False
    return any(pattern.fullmatch(clause) for pattern in (_ON_THE_WAY, _REFUSED, _ONLY_SO_FAR))


def _is_gone_by(clause: str, month: int) -> bool:
    """6月12日行署批复, in June or later; 6月底批复 may be still to come."""
    said = _ON_A_DAY.fullmatch(clause)
    return said is not None and int(said["month"]) <= month


def against_none(text: str) -> str:
    """The sentence beside 不涉及 that tells of the unit's own work, unless anything there is of others or of another year."""
    if _OF_OTHERS.search(text):
        return ""
    clauses = ((one, part.strip()) for one in sentences(text) for part in _COMMA.split(one))
    return next((one for one, part in clauses if _WORK_OF_OURS.fullmatch(part)), "")


def against_share(text: str, share: float) -> str:
    """The sentence that gives the ratio as another one; ``share`` in per cent."""
    return next((one for one in sentences(text) if _is_another(one, share)), "")


def _is_another(sentence: str, share: float) -> bool:
    said = next((found for one in _COMMA.split(sentence) if (found := _SHARE.fullmatch(one.strip()))), None)
    if said is None:
        return False
    half = 0.5 * 10.0 ** -len(said["decimals"] or "")
    return abs(float(said["share"]) - share) > half + 1e-9
